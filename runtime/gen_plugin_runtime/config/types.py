"""The types of the configurations' values; type checkers alone import this module."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from gen_plugin_runtime.plugin import Plugin
from gen_plugin_runtime.tls.config import TlsConfig


class BytesWriter(Protocol):
    """Takes bytes: a binary file, `io.BytesIO`."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class TextWriter(Protocol):
    """Takes text: `sys.stdout`, `io.StringIO`. Bytes are decoded as UTF-8 before."""

    def write(self, text: str, /) -> object:
        """Take all of `text`."""


Writer: TypeAlias = BytesWriter | TextWriter
PluginSet: TypeAlias = Mapping[str, Plugin[Any]]  # each name has an interface of its own
Command: TypeAlias = Sequence[str | os.PathLike[str]]
TlsProvider: TypeAlias = Callable[[], TlsConfig | None]
