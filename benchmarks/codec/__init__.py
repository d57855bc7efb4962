"""`python -m benchmarks.codec`: generated codecs beside the protobuf library used by hand."""
