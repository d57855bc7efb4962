"""How the threads that use one connection share it: one reads at a time, for all, and one writes.

What is read and written is not known here: gRPC's connections and yamux's sessions both use it.
"""
