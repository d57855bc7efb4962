"""yamux: many streams on one connection, as go-plugin's multiplexed transports have it.

The protocol is that of github.com/hashicorp/yamux (its ``spec.md``, and `Session` and `Stream` of
v0.1.2 where that is silent).

::

    session      `Session`: one end of a connection, with its threads
    stream       `YamuxStream`: one of its streams, a byte stream like a socket
    arrival      `Arrival`: one that the other side has just opened
    reading      who reads the connection: whoever waits for something, or else a thread
    writing      who writes it
    clockwork    the thread that watches times
    multiplexer  the protocol of one end, without I/O and threads: wishes in, bytes out
    receiver     bytes in, events out
    events       what it tells
    frame_reader, frames   the layout of frames
    streams      what is known of each stream
    timers       when something is due
    settings, limits, faults   what can be chosen, bounds, and the peer's faults
"""
