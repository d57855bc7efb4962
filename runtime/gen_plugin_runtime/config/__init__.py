"""The configurations of host and plugin: go-plugin's names in Python's spelling.

`handshake` is what both share, `serve` the plugin's, `client` the host's; `runner`, `reattach` and
`unix_socket` are what a host may give besides a command; `checks` refuses what cannot work.
"""
