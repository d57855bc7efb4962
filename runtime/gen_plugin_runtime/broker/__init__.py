"""Further connections beside the main one, in either direction (go-plugin: `GRPCBroker`).

An id names a listener of the side that accepts. By which way the other side learns the id is the
application's matter, mostly a field of a request; where to connect, it learns by a `ConnInfo` on
the broker's stream. `broker` brings the parts together: `conn_info` the message, `rendezvous` those
that have arrived, `outbox` those that are to be sent, `offer` an object that is served, `dialled`
one that is called, `links` and `tls_links` the connections, `stream` the stream itself, on each
side.
"""
