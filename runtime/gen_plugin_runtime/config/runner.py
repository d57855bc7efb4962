"""What a host can be given to run a plugin in its own way, in a container or on another machine.

Type checkers alone import this module: what is given fits by its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Protocol, TypeAlias


class AttachedRunner(Protocol):
    """A plugin that runs already (go-plugin: `AttachedRunner`)."""

    @property
    def id(self) -> str:
        """What identifies the running plugin to people: a process's or a container's id."""

    def wait(self) -> int | None:
        """Wait for its end, or for `detach`; its exit code, or None where nobody can know it."""

    def kill(self) -> None:
        """End it by force. May be called again, and when it has ended."""

    def detach(self) -> None:
        """Nobody is interested any more: make `wait` return and give everything back."""

    def plugin_to_host(self, network: str, address: str, /) -> tuple[str, str]:
        """The network and address by which this side reaches an address of the plugin's side."""

    def host_to_plugin(self, network: str, address: str, /) -> tuple[str, str]:
        """The network and address by which the plugin reaches an address of this side."""


class Runner(Protocol):
    """Runs one plugin (go-plugin: `Runner`)."""

    @property
    def id(self) -> str:
        """What identifies the running plugin to people; empty before `start`."""

    @property
    def name(self) -> str:
        """What to call the plugin in the log: mostly the program's base name."""

    @property
    def stdout(self) -> IO[bytes]:
        """Its standard output after `start`: a pipe or another file with a descriptor."""

    @property
    def stderr(self) -> IO[bytes]:
        """Its standard error after `start`; as `stdout`. Both are closed by the host."""

    def start(self) -> None:
        """Start the plugin and return. Whatever it raises is a `LaunchFailed`."""

    def wait(self) -> int:
        """Wait for its end; its exit code."""

    def kill(self) -> None:
        """End it by force. May be called again, and when it has ended."""

    def diagnose(self) -> str:
        """What helps people when the plugin did not start: some lines, or nothing."""

    def plugin_to_host(self, network: str, address: str, /) -> tuple[str, str]:
        """The network and address by which this side reaches an address of the plugin's side."""

    def host_to_plugin(self, network: str, address: str, /) -> tuple[str, str]:
        """The network and address by which the plugin reaches an address of this side."""


RunnerFunction: TypeAlias = Callable[[Mapping[str, str], str], Runner]
"""Makes a runner from the plugin's environment and the directory of its sockets."""
