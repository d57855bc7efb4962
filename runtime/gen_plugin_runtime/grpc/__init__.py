"""gRPC over HTTP/2, on threads and blocking calls, over any byte stream.

::

    channel, calls            the calling side: callables per method; what a user holds of a call
    exchange                  what arrives of a call, and how callers wait for it
    server, server_connection the answering side: services; one connection until it ends
    answering, request        one call of it, in the four shapes; what its header fields ask for
    deadline_watch            the thread that ends late calls
    driver                    one connection shared by threads: see `gen_plugin_runtime.threads`
    sending, inbox            messages out; messages in
    messages, metadata, deadlines, status, failures    what stands in the frames

and the services that go-plugin registers beside the user's own: health, controller, stdio,
reflection, and broker, which has a package of its own.
"""
