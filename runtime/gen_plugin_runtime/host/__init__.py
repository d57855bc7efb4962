"""The host's side of the process: from a command to a plugin that answers, and to its end.

Each step of a start returns the next one's complete value: `command` -> `spawn` -> `establish`,
which waits for the handshake line of the `process` and opens the `session` -> `running`. `attach`
is the other way there, to a plugin that runs already. `start` goes through them, `client` is what
programs hold, `launch` the short form that generated code offers, `exit_net` ends what the program
forgot to end.

A process is run by a `command_runner` or a runner of the user's. `ending` says what all that watch
one have in common: `process` watches one that this host has launched (`output` reads its pipes),
`attached_process` another.
"""
