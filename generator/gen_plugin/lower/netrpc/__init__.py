"""From the interface to net/rpc: Go's types of the values, and the names of methods and fields.

::

    contract  what comes of it, as data
    lowering  the whole
    structs   which Go type carries which Python type
    labels    what types without a name of their own are called
    methods   shapes of calls
    naming    names on the wire, kept by the lock
    refusals  what cannot be carried
"""
