"""What the module `netrpc` of a generated package imports: see `gen_plugin_runtime.gencode`."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.netrpc.gob.basics import (
    BOOL,
    BYTES,
    FLOAT32,
    FLOAT64,
    INT,
    INT32,
    INT64,
    STRING,
    UINT32,
    UINT64,
)
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.gob.containers import Map, Slice
    from gen_plugin_runtime.netrpc.gob.opaque import Converted
    from gen_plugin_runtime.netrpc.gob.times import TIME
    from gen_plugin_runtime.netrpc.transport import NetRpcBroker, NetRpcConnection
    from gen_plugin_runtime.netrpc.values.arguments import arguments_map
    from gen_plugin_runtime.netrpc.values.carried import carried
    from gen_plugin_runtime.netrpc.values.containers import (
        counter_of,
        default_dict_of,
        deque_of,
        dict_of,
        frozenset_of,
        items_of,
        mapping_of,
        ordered_dict_of,
        set_of,
        tuple_of,
    )
    from gen_plugin_runtime.netrpc.values.instants import DURATION, ZONED_TIME
    from gen_plugin_runtime.netrpc.values.json_values import JSON
    from gen_plugin_runtime.netrpc.values.nothing import EMPTY_STRUCT, NOTHING
    from gen_plugin_runtime.netrpc.values.objects import OBJECT
    from gen_plugin_runtime.netrpc.values.optionals import nullable, omissible, optional
    from gen_plugin_runtime.netrpc.values.records import record, typed_dict
    from gen_plugin_runtime.netrpc.values.unions import Union

__all__ = [
    "BOOL",
    "BYTES",
    "DURATION",
    "EMPTY_STRUCT",
    "FLOAT32",
    "FLOAT64",
    "INT",
    "INT32",
    "INT64",
    "JSON",
    "NOTHING",
    "OBJECT",
    "STRING",
    "TIME",
    "UINT32",
    "UINT64",
    "ZONED_TIME",
    "Converted",
    "Map",
    "Method",
    "NetRpcBroker",
    "NetRpcConnection",
    "NetRpcHandler",
    "Pointer",
    "Slice",
    "Struct",
    "Union",
    "arguments_map",
    "carried",
    "counter_of",
    "default_dict_of",
    "deque_of",
    "dict_of",
    "frozenset_of",
    "items_of",
    "mapping_of",
    "nullable",
    "omissible",
    "optional",
    "ordered_dict_of",
    "record",
    "set_of",
    "tuple_of",
    "typed_dict",
]

_LOADED_LATER = {
    "gob.containers": "Map Slice",
    "gob.opaque": "Converted",
    "gob.times": "TIME",
    "values.arguments": "arguments_map",
    "values.carried": "carried",
    "values.containers": (
        "counter_of default_dict_of deque_of dict_of frozenset_of items_of mapping_of "
        "ordered_dict_of set_of tuple_of"
    ),
    "values.instants": "DURATION ZONED_TIME",
    "values.json_values": "JSON",
    "values.nothing": "EMPTY_STRUCT NOTHING",
    "values.objects": "OBJECT",
    "values.optionals": "nullable omissible optional",
    "values.records": "record typed_dict",
    "values.unions": "Union",
}
"""What not every interface needs, by module: it is imported when generated code asks for it."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load what is not imported above, or explain why it is not here."""
        if name.startswith("_"):
            raise AttributeError(name)
        for module, names in _LOADED_LATER.items():
            if name in names.split():
                path = f"gen_plugin_runtime.netrpc.{module}"
                return getattr(__import__(path, fromlist=[name]), name)
        raise ConfigError(
            f"generated code asks for {name!r} of net/rpc, which the installed gen-plugin-runtime "
            "does not have: generate it again with `gen-plugin` and its source file, or, if it is "
            "newer, upgrade with `pip install --upgrade gen-plugin-runtime`"
        )
