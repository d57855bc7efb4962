"""What tools such as grpcurl ask a server about its services (`grpc.reflection.v1`).

All but `server` is loaded by the first question: a plugin that nobody asks pays nothing for it.

::

    server     the service
    answers    one conversation: requests in, responses out
    index      which file has which symbol
    files      the files of the services that every plugin has, and of Google's types
    building   serialized descriptors, from their facts
"""
