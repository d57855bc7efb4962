"""net/rpc, Go's own remote procedure calls, which go-plugin had before gRPC.

::

    gob        how values travel: values in, bytes out, and back
    rpc        calls and their answers: wishes and bytes in, bytes and events out
    calls      the same on threads, over one byte stream
    mux        how the two ends of a brokered stream find each other
    broker     brokered streams, in either direction
    control    what a plugin answers beside its own methods
    handler    a method of a served object
    transport  the seams between these and generated code
    values     how values of Python's classes travel
    gencode    what generated code imports

`gob`, `rpc` and `mux` do no I/O and start no threads.
"""
