"""What host and plugin say to each other before and beside the calls: no sockets, no threads.

`environment` is what the host tells the plugin, `handshake_line` the plugin's answer, `negotiation`
how the two agree on a version, `hclog` and `log_lines` the plugin's log on its standard error.
"""
