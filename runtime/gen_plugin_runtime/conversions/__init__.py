"""Between values that the wire has no type for and what it carries of them.

For each way to travel there are two functions, called after both ends: ``decimal_to_text`` and
``decimal_from_text``. The one raises `EncodeError` for a value that it cannot send, the other
`DecodeError` for what is no such value; neither knows the path, which generated code adds.

Each module needs one module of the standard library at most, and is loaded by the generated code
that uses it: an interface without Decimals does not load `decimal`.
"""
