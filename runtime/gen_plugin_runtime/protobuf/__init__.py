"""Protocol buffers' wire format: bytes in, values out, and back. No schema, no I/O.

`wire` holds what every message is made of: varints, tags, fields and how to skip those that nobody
knows. The rest serves generated codecs. The format is described at
https://protobuf.dev/programming-guides/encoding; where that leaves room, upb decides, the library
under protobuf for Python, Ruby and PHP.
"""
