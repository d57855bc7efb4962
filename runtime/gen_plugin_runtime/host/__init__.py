"""The host's side of the process: from a command to a plugin that answers, and to its end.

The steps of a start each return the next one's complete value: `command` -> `process` -> handshake
line -> `launch_steps.Launched` -> `session`. `client` holds them together, `launch` is the short
form that generated code offers, `exit_net` ends what the host program forgot to end.
"""
