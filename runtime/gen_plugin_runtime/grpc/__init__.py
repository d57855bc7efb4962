"""gRPC over HTTP/2, on threads and blocking calls, over any byte stream.

::

    channel, calls            the calling side: callables per method; what a user holds of a call
    exchange, reading         what arrives of a call, and how callers wait for it
    server, server_connection the answering side: services; one connection until it ends
    answering, request        one call of it, in the four shapes; what its header fields ask for
    workers, deadline_watch   the threads that answer calls; the one that ends late calls
    driver, writing, keeper   one connection shared by threads: who writes, and that somebody reads
    sending, inbox, waiter    messages out; messages in; where a thread sleeps
    messages, metadata, deadlines, status, failures    what stands in the frames

and the services that go-plugin registers beside the user's own: health, controller, stdio,
reflection, and broker, which has a package of its own.
"""
