"""The settings of one source file, complete: what ``pyproject.toml`` says of it, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from gen_plugin.frozen import dataclass, replace

if TYPE_CHECKING:
    from gen_plugin.model.interface import PinnedMethod


@dataclass(frozen=True, slots=True)
class RunSettings:
    """``[tool.gen-plugin]`` itself: of a run, whatever its sources are. None: not set.

    Attributes:
        against: A commit of git that interfaces are compared with.
        format: How findings are printed.
    """

    against: str | None = None
    format: str | None = None
    quiet: bool | None = None
    verbose: bool | None = None


@dataclass(frozen=True, slots=True)
class ProtocolSettings:
    """``[tool.gen-plugin.sources."kv.py".protocols.KV]``. None: not set."""

    service: str | None = None
    plugin: str | None = None
    methods: Mapping[str, PinnedMethod] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """``[tool.gen-plugin.sources."kv.py"]``. None: not set.

    Attributes:
        out: The output folder, relative to the folder of the ``pyproject.toml``.
        main: Where the scaffold goes, likewise; False: none is wanted.
        netrpc: Whether the interface is to have a form over net/rpc, too. What is set for all
            sources is in here, where nothing is set for this one.
        netrpc_names: What is called how over net/rpc, by the keys of the lock.
        netrpc_nothing: What Go has there where nothing is passed: ``interface{}``, ``struct{}``.
        netrpc_maps: The methods whose arguments are a map there, by the keys of the lock.
        ignored_warnings: The codes of warnings that are not to be given.
    """

    package: str | None = None
    protocol_version: int | None = None
    cookie_key: str | None = None
    cookie_value: str | None = None
    out: str | None = None
    main: str | bool | None = None
    netrpc: bool | None = None
    netrpc_names: Mapping[str, str] = field(default_factory=dict)
    netrpc_nothing: str | None = None
    netrpc_maps: frozenset[str] = frozenset()
    ignored_warnings: frozenset[str] = frozenset()
    protocols: Mapping[str, ProtocolSettings] = field(default_factory=dict)

    def overruled(self, by: SourceSettings) -> SourceSettings:
        """What the command line says, and where it says nothing, what is set."""
        return replace(
            self,
            package=by.package or self.package,
            protocol_version=by.protocol_version or self.protocol_version,
            cookie_key=by.cookie_key or self.cookie_key,
            cookie_value=by.cookie_value or self.cookie_value,
            netrpc=self.netrpc if by.netrpc is None else by.netrpc,
            ignored_warnings=by.ignored_warnings | self.ignored_warnings,
        )
