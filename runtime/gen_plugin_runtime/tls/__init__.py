"""TLS on any byte stream, and the certificates of AutoMTLS.

`identity` is a certificate with its key, `making` makes one, by the `openssl` program or the
`cryptography` package (`by_program`, `by_package`); `contexts` and `config` say whom to trust;
`stream` is the byte stream, `handshake` opens one, `explain` puts faults in words. Nothing here is
imported by a host or a plugin that does without TLS, and `ssl` by nothing else.
"""
