"""The host program that launches and calls a contender's plugin, in the contender's environment.

It stays small, and imports late, because a cold start of it is one of the figures.
"""
