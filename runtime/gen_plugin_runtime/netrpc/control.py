"""What a plugin answers beside its own methods, on the first stream of a connection."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.basics import BOOL, STRING, UINT32
from gen_plugin_runtime.netrpc.rpc.headers import EMPTY
from gen_plugin_runtime.netrpc.rpc.method import Method

__all__ = ["DISPENSE", "PING", "QUIT", "unknown_plugin"]

PING = Method("Control.Ping", BOOL, EMPTY)
"""Does nothing. go-plugin sends True."""
QUIT = Method("Control.Quit", BOOL, EMPTY)
"""Ends serving, whether or not the answer gets out. go-plugin sends True."""
DISPENSE = Method("Dispenser.Dispense", STRING, UINT32)
"""Makes the object of a plugin, by its name; the result is the broker id at which it is served."""


def unknown_plugin(name: str) -> str:
    """What go-plugin says when it is asked for a plugin that it does not have."""
    return f"unknown plugin type: {name}"
