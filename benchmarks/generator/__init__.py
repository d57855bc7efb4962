"""`python -m benchmarks.generator`: how long the command takes, beside other generators."""
