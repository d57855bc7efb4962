"""Further streams beside a connection's first ones, in either direction (go-plugin: `MuxBroker`).

Who dials a number opens a stream and says the number; who serves it says it back, and the stream
is theirs. See `gen_plugin_runtime.netrpc.mux`.

::

    mux_broker  `MuxBroker`: one side's
    arrivals    streams that have come, until somebody accepts their number
    offer       an object that is served
    dialled     one that is called
    calling     what holds for such calls
"""
