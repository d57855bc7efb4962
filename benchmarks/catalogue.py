"""What is measured: the contenders and the figures, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import workspace
from benchmarks.environments import Environment

RUNTIME = Path(__file__).resolve().parents[1] / "runtime"


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to have a plugin.

    Attributes:
        name: As on the command line.
        title: As in the tables.
        module: Its host half in `contenders/`, and its program in `plugins/`.
        requirements: What pip installs: distributions, or the folder of one.
        prepare: Writes its program and generated code into a folder.
        note: What a reader of its figures should know.
        by_default: Whether it is measured where the command line names nobody.
    """

    name: str
    title: str
    module: str
    requirements: tuple[str, ...]
    prepare: Callable[[Path, str, Environment], None]
    note: str = ""
    by_default: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is measured.

    Attributes:
        name: As on the command line, and of the samples of the host program.
        title: As in the tables, with the unit.
        step: The step of a turn that gives it.
        less_is_better: Whether.
    """

    name: str
    title: str
    step: str
    less_is_better: bool


CONTENDERS = (
    Contender(
        "gen-plugin",
        "gen-plugin",
        "gen_plugin",
        (str(RUNTIME),),
        workspace.generate,
        "the scaffold as generated, a deadline for every call, the streams for stdio and broker "
        "open as a Go host opens them",
    ),
    Contender(
        "gen-plugin-netrpc",
        "gen-plugin, net/rpc",
        "gen_plugin_netrpc",
        (str(RUNTIME),),
        workspace.generate_netrpc,
        "as gen-plugin, over net/rpc, with its streams for control, standard output and error; "
        "no streams of messages, which net/rpc cannot carry",
    ),
    Contender(
        "gen-plugin-mtls",
        "gen-plugin, AutoMTLS",
        "gen_plugin_mtls",
        (str(RUNTIME),),
        workspace.generate,
        "as gen-plugin, with mutual TLS on every connection; certificates by the program openssl, "
        "made anew for each launch",
    ),
    Contender(
        "gen-plugin-mtls-p521",
        "gen-plugin, AutoMTLS on P-521",
        "gen_plugin_mtls_p521",
        (str(RUNTIME),),
        workspace.generate_on_p521,
        "as gen-plugin-mtls, with keys on the curve that go-plugin uses",
        by_default=False,
    ),
    Contender(
        "grpcio",
        "grpcio, by hand",
        "grpcio",
        ("grpcio", "grpcio-health-checking"),
        workspace.compile_for_grpcio,
        "threads on both sides, a deadline for every call; no stdio, broker or controller",
    ),
    Contender(
        "grpclib",
        "grpclib, by hand",
        "grpclib",
        ("grpclib[protobuf]",),
        workspace.compile_for_grpclib,
        "asyncio on both sides, a deadline for every call; no stdio, broker or controller",
    ),
    Contender(
        "python-plugin",
        "python-plugin",
        "python_plugin",
        ("python-plugin",),
        workspace.compile_for_grpclib,
        "asyncio on both sides, a deadline for every call; automatic TLS switched off",
    ),
    Contender(
        "pyvider-rpcplugin",
        "pyvider-rpcplugin",
        "pyvider_rpcplugin",
        ("pyvider-rpcplugin",),
        workspace.compile_for_grpcio,
        "asyncio on both sides, a deadline for every call; automatic TLS switched off",
    ),
    Contender(
        "rpyc",
        "RPyC",
        "rpyc",
        ("rpyc",),
        workspace.copy,
        "a unix socket that all callers share; its iterators make a call for each message",
    ),
    Contender(
        "pyro5",
        "Pyro5",
        "pyro5",
        ("Pyro5",),
        workspace.copy,
        "a proxy for each caller; its iterators make a call for each message",
    ),
    Contender(
        "ice",
        "ZeroC Ice",
        "ice",
        ("zeroc-ice",),
        workspace.copy_with_slice,
        "loopback TCP, for it has no unix sockets; Slice compiled when loaded; no streams",
    ),
    Contender(
        "multiprocessing",
        "multiprocessing manager",
        "multiprocessing_manager",
        (),
        workspace.copy,
        "spawned, for a fork of the host is no plugin; a connection for each caller; its iterators "
        "make a call for each message",
    ),
    Contender(
        "raw-socket",
        "raw unix socket",
        "raw_socket",
        (),
        workspace.copy,
        "the limit: a length before each message, and nothing else; a connection for each caller",
    ),
)

FIGURES = (
    Figure("launch-warm", "launch to first reply, warm host, ms", "launch", less_is_better=True),
    Figure("launch-cold", "launch to first reply, cold host, ms", "once", less_is_better=True),
    Figure("call-p50", "small call, p50, µs", "calls", less_is_better=True),
    Figure("call-p99", "small call, p99, µs", "calls", less_is_better=True),
    Figure("calls-1", "1 caller, calls/s", "calls", less_is_better=False),
    Figure("calls-16", "16 callers, calls/s", "callers", less_is_better=False),
    Figure("echo", "1 MiB echo, MiB/s", "echoes", less_is_better=False),
    Figure("stream", "server stream, messages/s", "stream", less_is_better=False),
    Figure("cpu-1", "CPU per call, 1 caller, µs", "calls", less_is_better=True),
    Figure("cpu-16", "CPU per call, 16 callers, µs", "callers", less_is_better=True),
    Figure("memory", "plugin RSS after the first call, MiB", "launch", less_is_better=True),
    Figure("threads", "plugin threads after the first call", "launch", less_is_better=True),
    Figure("threads-16", "plugin threads after 16 callers", "callers", less_is_better=True),
    Figure("installed", "installed, MiB", "installed", less_is_better=True),
)
