"""HTTP/2 without sockets, threads or clocks: bytes in, events out (RFC 9113, RFC 7541).

::

    connection   one end of a connection, either role; the only class that others hold
    events       what it tells
    frame_reader bytes -> frames, the large ones into buffers of their own
    frames       the layout of frames, to write them and to read their payloads
    header_reader header blocks across frames, their decoding and their checking
    fields       what a list of header fields must look like (RFC 9113 section 8)
    hpack, huffman  header compression
    streams      the states of a stream, as a table
    windows      flow control
    settings     what each side has announced
    codes, limits, faults   numbers, bounds, and a peer's faults with their scope
"""
