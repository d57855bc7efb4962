"""The threads of a connection: who reads it, who writes it, who answers, and where they sleep.

What carries calls stands on this: gRPC and net/rpc. Nothing here knows what is read or written.

::

    reading   callers read for themselves, in turn
    workers   those who answer calls read for themselves
    driver    one connection, shared by them
    keeper    reads whenever nobody else does
    writing   whoever has something to send writes, for others too
    waiter    where a thread sleeps
    loop_waiter    where a task of an event loop does
    deadlines how long
    seams     what all of them need of a connection and its calls
"""
