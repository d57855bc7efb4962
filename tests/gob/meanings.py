"""What each of Go's vectors is: the type on our side, and the values that it must give."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from gen_plugin_runtime.netrpc.gob.basics import (
    BOOL,
    BYTES,
    COMPLEX64,
    COMPLEX128,
    FLOAT32,
    FLOAT64,
    INT,
    INT8,
    INT16,
    INT32,
    INT64,
    STRING,
    UINT,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
)
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import (
    ANY,
    PREDECLARED,
    Concrete,
    Interface,
    Registry,
)
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.gob.times import TIME
from gen_plugin_runtime.netrpc.rpc.basic_error import BASIC_ERROR, BasicError
from gen_plugin_runtime.netrpc.rpc.headers import EMPTY, REQUEST, RESPONSE

POINT = Struct("main.Point", (("X", INT), ("Y", INT)))
PAIR = Struct("main.Pair", (("Name", STRING), ("Where", POINT)))
POINTERS = Struct("main.PtrPair", (("Name", Pointer(STRING)), ("Where", Pointer(POINT))))
SPARSE = Struct("main.Sparse", [(name, INT) for name in "ABCDEF"])
OUTER = Struct("main.Outer", (("Inner", Struct("main.Inner", (("A", INT),))), ("B", STRING)))
LISTS = Struct(
    "main.Lists",
    (
        ("Names", Slice(STRING)),
        ("Counts", Slice(INT)),
        ("Blob", BYTES),
        ("Points", Slice(POINT)),
        ("PPtrs", Slice(Pointer(POINT))),
    ),
)
MAPS = Struct(
    "main.Maps",
    (("S2S", Map(STRING, STRING)), ("S2P", Map(STRING, POINT)), ("I2B", Map(INT, BOOL))),
)
ARRAYS = Struct(
    "main.Arrays", (("Three", Array(INT, 3)), ("Bytes", Array(UINT8, 4)), ("Zero", Array(INT, 2)))
)
ALL_KINDS = Struct(
    "main.AllKinds",
    (
        *(("Bool", BOOL), ("Int", INT), ("Int8", INT8), ("Int16", INT16), ("Int32", INT32)),
        *(("Int64", INT64), ("Uint", UINT), ("Uint8", UINT8), ("Uint16", UINT16)),
        *(("Uint32", UINT32), ("Uint64", UINT64), ("F32", FLOAT32), ("F64", FLOAT64)),
        *(("C64", COMPLEX64), ("C128", COMPLEX128), ("Str", STRING), ("Bytes", BYTES)),
    ),
)
NODE: Struct = Struct("main.Node", lambda: (("Val", INT), ("Next", Pointer(NODE))))
TREE: Struct = Struct("main.Tree", lambda: (("Val", INT), ("Kids", Slice(TREE))))
STAMPED = Struct("main.Stamped", (("At", TIME), ("Note", STRING)))
HOLDER = Struct("main.AnonHolder", (("In", Struct("", (("P", INT), ("Q", INT)))),))
MAIN_ERROR = Struct("main.BasicError", (("Message", STRING),))


def _nested() -> Registry:
    inside = Interface(_nested)
    return PREDECLARED.extended(
        {
            "main.Point": POINT,
            "*main.Point": Pointer(POINT),
            "*main.BasicError": BASIC_ERROR,
            "map[string]interface {}": Map(STRING, inside),
            "[]interface {}": Slice(inside),
        },
        {
            dict: "map[string]interface {}",
            list: "[]interface {}",
            BasicError: "*main.BasicError",
        },
    )


REGISTERED = Interface(_nested)
HOLDS_ANY = Struct("main.Any", (("V", ANY), ("Tail", STRING)))
HOLDS_REGISTERED = Struct("main.Any", (("V", REGISTERED), ("Tail", STRING)))

MEANINGS: dict[str, list[tuple[Type, object]]] = {
    name: [(kind, value)]
    for name, (kind, value) in {
        "bool_true": (BOOL, True),
        "bool_false": (BOOL, False),
        "int_0": (INT, 0),
        "int_3": (INT, 3),
        "int_63": (INT, 63),
        "int_64": (INT, 64),
        "int_minus1": (INT, -1),
        "int_minus64": (INT, -64),
        "int_minus65": (INT, -65),
        "int_minus129": (INT, -129),
        "int_256": (INT, 256),
        "int8_minus128": (INT8, -128),
        "int64_max": (INT64, 2**63 - 1),
        "int64_min": (INT64, -(2**63)),
        "uint_0": (UINT, 0),
        "uint_127": (UINT, 127),
        "uint_128": (UINT, 128),
        "uint_256": (UINT, 256),
        "uint8_255": (UINT8, 255),
        "uint64_max": (UINT64, 2**64 - 1),
        "float_0": (FLOAT64, 0.0),
        "float_1": (FLOAT64, 1.0),
        "float_17": (FLOAT64, 17.0),
        "float_minus1_5": (FLOAT64, -1.5),
        "float_pi": (FLOAT64, math.pi),
        "float32_0_1": (FLOAT32, 0.10000000149011612),
        "float_inf": (FLOAT64, math.inf),
        "float_ninf": (FLOAT64, -math.inf),
        "float_nan": (FLOAT64, math.nan),
        "float_max": (FLOAT64, 1.7976931348623157e308),
        "complex_1_2": (COMPLEX128, 1 + 2j),
        "string_empty": (STRING, ""),
        "string_hello": (STRING, "hello"),
        "string_utf8": (STRING, "héllo 世"),
        "string_200": (STRING, "x" * 200),
        "bytes_empty": (BYTES, b""),
        "bytes_123": (BYTES, b"\x01\x02\xff"),
        "named_string": (STRING, "n"),
        "named_float": (FLOAT64, 36.6),
        "slice_string": (Slice(STRING), ["a", "", "ccc"]),
        "slice_string_empty": (Slice(STRING), []),
        "slice_string_nil": (Slice(STRING), []),
        "slice_int": (Slice(INT), [0, 1, -1, 300]),
        "slice_bool": (Slice(BOOL), [True, False]),
        "slice_float": (Slice(FLOAT64), [0.0, 1.5]),
        "slice_uint16": (Slice(UINT16), [1, 65535]),
        "slice_slice_int": (Slice(Slice(INT)), [[1], [], [2, 3]]),
        "slice_bytes": (Slice(BYTES), [b"\x01", b""]),
        "slice_point": (Slice(POINT), [(1, 2), (0, 0)]),
        "slice_any": (Slice(ANY), [1, "a", None, True]),
        "array_int": (Array(INT, 3), (1, 0, 3)),
        "array_byte": (Array(UINT8, 4), (1, 200, 3, 0)),
        "map_string_string": (Map(STRING, STRING), {"k": "v"}),
        "map_string_int": (Map(STRING, INT), {"zero": 0}),
        "map_empty": (Map(STRING, INT), {}),
        "map_nil": (Map(STRING, INT), {}),
        "map_int_bool": (Map(INT, BOOL), {-7: False}),
        "map_string_point": (Map(STRING, POINT), {"p": (1, 2)}),
        "map_string_slice": (Map(STRING, Slice(STRING)), {"p": ["q"]}),
        "map_string_any": (Map(STRING, ANY), {"n": None}),
        "map_string_any_int": (Map(STRING, ANY), {"value": 12}),
        "map_string_any_string": (Map(STRING, ANY), {"value": "bar"}),
        "struct_point": (POINT, (22, 33)),
        "struct_point_ptr": (Pointer(POINT), (22, 33)),
        "struct_zero": (POINT, (0, 0)),
        "struct_sparse": (SPARSE, (0, 1, 0, 0, 0, -2)),
        "struct_nested": (PAIR, ("p", (1, 2))),
        "struct_nested_zero": (PAIR, ("p", (0, 0))),
        "struct_ptr_fields": (POINTERS, ("p", (1, 2))),
        "struct_ptr_nil": (POINTERS, (None, None)),
        "struct_ptr_zero": (POINTERS, (None, (0, 0))),
        "struct_embedded": (OUTER, ((5,), "b")),
        "struct_lists": (LISTS, (["a"], [1, 2], b"xy", [(1, 2)], [(3, 4)])),
        "struct_lists_zero": (LISTS, ([], [], b"", [], [])),
        "struct_maps": (MAPS, ({"a": "b"}, {"p": (1, 2)}, {1: True})),
        "struct_maps_empty": (MAPS, ({}, {}, {})),
        "struct_arrays": (ARRAYS, ((1, 2, 3), (9, 8, 7, 255), (0, 0))),
        "struct_allkinds": (
            ALL_KINDS,
            (
                *(True, -1, -8, -16, -32, -64, 1, 8, 16, 32, 64),
                *(0.5, -2.25, 1 - 1j, 0.5 + 2j, "s", b"\0"),
            ),
        ),
        "struct_any_nil": (HOLDS_ANY, (None, "t")),
        "struct_any_int": (HOLDS_ANY, (7, "t")),
        "struct_any_string": (HOLDS_ANY, ("s", "t")),
        "struct_any_bytes": (HOLDS_ANY, (b"\x01", "t")),
        "struct_any_strings": (HOLDS_ANY, (Concrete("[]string", ["x"]), "t")),
        "struct_any_point": (HOLDS_REGISTERED, (Concrete("main.Point", (1, 2)), "t")),
        "struct_any_map": (HOLDS_REGISTERED, ({"k": [1, "x", None]}, "t")),
        "struct_recursive": (NODE, (1, (2, None))),
        "struct_tree": (TREE, (1, [(2, []), (3, [(4, [])])])),
        "struct_empty": (Struct("main.Empty", ()), ()),
        "struct_anon_empty": (EMPTY, ()),
        "struct_anon_empty_ptr": (Pointer(EMPTY), ()),
        "struct_anon_field": (HOLDER, ((1, 2),)),
        "struct_basicerror": (BASIC_ERROR, BasicError("boom")),
        "struct_basicerror_ptr": (Pointer(MAIN_ERROR), ("boom",)),
        "struct_time": (STAMPED, (datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC), "n")),
        "any_nil": (ANY, None),
        "any_int": (ANY, 7),
        "any_string": (ANY, "hi"),
        "any_bytes": (ANY, b"\x01\x02\x03"),
        "any_strings": (ANY, Concrete("[]string", ["a", "b"])),
        "any_point": (REGISTERED, Concrete("main.Point", (22, 33))),
        "any_point_ptr": (REGISTERED, Concrete("*main.Point", (22, 33))),
        "any_basicerror_ptr": (REGISTERED, BasicError("boom")),
        "stream_high_ids": (POINT, (22, 33)),
    }.items()
} | {
    "struct_any_twice": [
        (HOLDS_REGISTERED, (Concrete("main.Point", (1, 2)), "t")),
        (HOLDS_REGISTERED, (Concrete("main.Point", (3, 4)), "u")),
    ],
    "stream_two_points": [(POINT, (1, 2)), (POINT, (3, 4))],
    "stream_mixed": [(INT, 5), (POINT, (1, 2)), (STRING, "s"), (PAIR, ("p", (3, 4)))],
    "rpc_request": [(REQUEST, ("Plugin.Greet", 0)), (REQUEST, ("Plugin.Greet", 1))],
    "rpc_response": [
        (RESPONSE, ("Plugin.Greet", 0, "")),
        (RESPONSE, ("Plugin.Greet", 1, "boom")),
    ],
}

_DEFINED_BEFORE = "the type in the interface value is defined before the value, not amid it"
NOT_AS_GO_WRITES: dict[str, str] = {
    "float_nan": "Go's math.NaN has another payload than Python's",
    "struct_maps_empty": "a dict that is empty is sent; Go has nil maps, too",
    "struct_time": "it has nanoseconds",
    "stream_high_ids": "the process had numbered a hundred types before",
    "struct_any_strings": _DEFINED_BEFORE,
    "struct_any_point": _DEFINED_BEFORE,
    "struct_any_twice": _DEFINED_BEFORE,
    "struct_any_map": _DEFINED_BEFORE,
    "any_strings": _DEFINED_BEFORE,
    "any_point": _DEFINED_BEFORE,
    "any_point_ptr": _DEFINED_BEFORE,
    "any_basicerror_ptr": _DEFINED_BEFORE,
}
"""Vectors whose bytes this side does not write, and why."""
