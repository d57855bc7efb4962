"""The plugin half of each contender: a program each, copied beside its generated code and run."""
