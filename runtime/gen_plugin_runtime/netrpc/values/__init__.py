"""How values of Python's classes travel over net/rpc: each row of the table of types, in gob's.

What gob would change in silence has a struct of its own here: None and a value that is zero,
one of several types, a dict whose order counts.

::

    nothing      what is sent where there is no argument, or no result
    carried      values of a class in another type's place
    optionals    what may be None, or left out
    containers   tuples, sets, deques; mappings, also those whose keys Go's maps do not take
    records      objects with attributes, and dicts with fixed keys
    unions       one of several types
    instants     lengths of time, datetimes with their zone
    json_values  JSON values
    objects      the numbers of objects that are passed
    arguments    the arguments of a call as a map
"""
