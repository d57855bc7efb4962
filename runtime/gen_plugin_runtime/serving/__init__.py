"""The plugin's side of the process: from the magic cookie to the exit code.

`serve` goes through the steps; `output` captures what the program prints,
`host_watch` notices that the host has gone, `supervisor` waits for hosts and for the end.
"""
