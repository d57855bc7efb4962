"""gRPC over HTTP/2, on threads and blocking calls, over any byte stream.

::

    channel          the calling side: callables per method, `Channel.call` for everything beyond
    calls            one call of the calling side
    server           the answering side: services, and connections until they end
    server_connection, answering   one connection of it; one call of it, in the four shapes
    workers          the threads that read requests and run handlers
    reading, writing, driver   how threads share one connection: who reads, who writes
    messages, metadata, deadlines, status, failures   what stands in the frames
"""
