"""The methods of the recorded sessions, and of the program in Go beside the tests of gob."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.control import DISPENSE, PING, QUIT
from gen_plugin_runtime.netrpc.gob.basics import BOOL, BYTES, INT, STRING
from gen_plugin_runtime.netrpc.gob.containers import Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import ANY
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.rpc.headers import EMPTY
from gen_plugin_runtime.netrpc.rpc.method import Method, services

ARGS = Struct("main.Args", (("A", INT), ("B", INT)))
REPLY = Struct("main.Reply", (("Sum", INT), ("Note", STRING)))
INNER_ERROR = Struct("main.BasicError", (("Message", STRING),))
WRAPPED = Struct("main.BasicErrorReply", (("Value", INT), ("Err", Pointer(INNER_ERROR))))

GREET = Method("Plugin.Greet", ANY, STRING)
ADD = Method("Plugin.Add", ARGS, REPLY)
FAIL = Method("Plugin.Fail", STRING, STRING)
ECHO = Method("Plugin.Echo", BYTES, BYTES)

PLUGIN = services(
    *(GREET, ADD, FAIL, ECHO, PING, QUIT, DISPENSE),
    Method("Plugin.Double", INT, INT),
    Method("Plugin.Zero", INT, INT),
    Method("Plugin.Ptr", Pointer(ARGS), INT),
    Method("Plugin.Nothing", BOOL, EMPTY),
    Method("Plugin.PrintKV", Map(STRING, ANY), EMPTY),
    Method("Plugin.List", INT, Slice(STRING)),
    Method("Plugin.Table", INT, Map(STRING, INT)),
    Method("Plugin.Wrapped", INT, WRAPPED),
)
"""What the server of the recorded sessions has."""
