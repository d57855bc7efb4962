"""Further connections beside the main one, in either direction (go-plugin: `GRPCBroker`).

An id names a listener of the side that accepts. By which way the other side learns the id is the
application's matter, mostly a field of a request; how to connect, the sides tell each other by
`ConnInfo` messages on the broker's stream.

::

    broker      `Broker`: one side's, which brings the parts together
    offer       an object that is served
    dialled     one that is called
    wiring      what the connection between the processes carries, in either mode
    links       how connections are made: the seam, and a socket for each
    multiplexed the other way: streams of the one connection, by knock and answer
    doors       whose stream comes next
    serving     a plugin's side of the one connection
    tls_links   TLS on either
    stream      the broker's stream, on each side
    post, outbox, rendezvous, conn_info    what is written there, and what has arrived
"""
