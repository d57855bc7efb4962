"""Calls over one stream, on threads and blocking calls.

Each stream has one served object on its other end, and carries any number of calls at once.

::

    channel             the calling side: a function for each method
    client_connection   its calls on their way
    call                one of them
    asynchronous        the same for tasks
    server              the answering side: any number of streams
    server_connection   one of them, until it ends
    answering           one call of it
    driver              the bytes of either
    failures            an exception as a text, and back
"""
