"""Go, as text for people to copy: the counterpart of a generated package over net/rpc."""
