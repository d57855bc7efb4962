"""gob, Go's format for streams of values: https://pkg.go.dev/encoding/gob.

A stream tells its types before it uses them. What is sent is matched with what is wanted by the
names of structs' fields; nothing is converted. So each side describes its types::

    PERSON = Struct("shop.Person", (("Name", STRING), ("Tags", Slice(STRING)), ("At", TIME)))

    writer.encode(PERSON, ("Ann", ["new"], datetime.now(UTC)))   # bytes
    reader.feed(data)
    reader.read(PERSON)                                          # the tuple again, or INCOMPLETE

::

    kinds        what a type is
    basics       bools, numbers, texts, bytes
    containers   slices, arrays, maps
    structs      structs and pointers
    interface    interface values, and the registry of what may lie in them
    opaque       types that encode themselves; values of other Python classes
    times        time.Time
    writer       values in, bytes out
    reader       bytes in, values out
    messages     the sizes in front of messages
    definitions, remote   what the peer says of its types
    plans        how its types are read as ours
    walk         where a value ends, whatever it is
    numbers, type_ids, limits, faults   what all of them need
"""
