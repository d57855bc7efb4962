"""net/rpc, Go's own remote procedure calls, which go-plugin had before gRPC.

Nothing here does I/O or starts threads: values and bytes in, bytes and events out.

::

    gob      how values travel
    rpc      calls and their answers, on one byte stream
    control  what a plugin answers beside its own methods
    mux      how the two ends of a brokered stream find each other
"""
