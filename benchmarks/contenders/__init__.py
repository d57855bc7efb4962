"""The host half of each contender: a module each, with its `HOST`. Run in its own environment."""
