"""The contenders' programs and generated code: a folder for each, as its author would have it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.environments import Environment
from benchmarks.failures import ContenderFailed

_HERE = Path(__file__).parent
_INTERFACE = _HERE / "interface"
_PLUGINS = _HERE / "plugins"
_TIMEOUT = 120.0
_SETTINGS = """
[tool.gen-plugin.sources."echo.py"]
cookie-key = "ECHO_PLUGIN"
cookie-value = "benchmark"
"""
_P521 = """\
from gen_plugin_runtime.tls import making

making.CURVE, making.DIGEST = "P-521", "sha512"
"""
_SERVE_NETRPC = 'serve(MyEcho(), protocol="netrpc")'
_BODIES = [
    'return f"hello, {name}"',
    "return data",
    'return (f"hello, {index}" for index in range(count))',
]


def copy(folder: Path, module: str, environment: Environment) -> None:
    """The program alone."""
    shutil.copy(_PLUGINS / f"{module}.py", folder / "plugin.py")


def copy_with_slice(folder: Path, module: str, environment: Environment) -> None:
    """The program and the Slice file that it loads."""
    copy(folder, module, environment)
    shutil.copy(_INTERFACE / "echo.ice", folder)


def compile_for_grpcio(folder: Path, module: str, environment: Environment) -> None:
    """The program, the messages, and grpcio's stubs."""
    copy(folder, module, environment)
    _protoc(folder, f"--grpc_python_out={folder}")


def compile_for_grpclib(folder: Path, module: str, environment: Environment) -> None:
    """The program, the messages, and grpclib's stubs."""
    copy(folder, module, environment)
    plugin = environment.python.with_name("protoc-gen-grpclib_python")
    _protoc(
        folder, f"--plugin=protoc-gen-grpclib_python={plugin}", f"--grpclib_python_out={folder}"
    )


def generate(folder: Path, module: str, environment: Environment) -> None:
    """What gen-plugin generates, and the scaffold's methods filled in."""
    shutil.copy(_INTERFACE / "echo.py", folder)
    (folder / "pyproject.toml").write_text(_SETTINGS)
    _generate(folder)


def generate_netrpc(folder: Path, module: str, environment: Environment) -> None:
    """As `generate`, over net/rpc, which has no streams: without the method that is one."""
    whole = (_INTERFACE / "echo.py").read_text()
    (folder / "echo.py").write_text(whole.partition("    def greetings")[0])
    (folder / "pyproject.toml").write_text(_SETTINGS)
    _generate(folder, "--netrpc")
    scaffold = folder / "main.py"
    scaffold.write_text(scaffold.read_text().replace("serve(MyEcho())", _SERVE_NETRPC))


def _generate(folder: Path, *options: str) -> None:
    _run(folder, "gen_plugin", *options, "echo.py")
    bodies = iter(_BODIES)
    scaffold = folder / "main.py"
    scaffold.write_text(
        re.sub("raise NotImplementedError", lambda _: next(bodies), scaffold.read_text())
    )


def generate_on_p521(folder: Path, module: str, environment: Environment) -> None:
    """As `generate`, with a plugin whose certificates are as go-plugin's."""
    generate(folder, module, environment)
    scaffold = folder / "main.py"
    scaffold.write_text(_P521 + scaffold.read_text())


def _protoc(folder: Path, *options: str) -> None:
    _run(
        folder,
        "grpc_tools.protoc",
        f"--proto_path={_INTERFACE}",
        f"--python_out={folder}",
        *options,
        "echo.proto",
    )


def _run(folder: Path, *module: str) -> None:
    """Run a module of the running interpreter's environment, which has the generators."""
    result = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=folder,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT,
    )
    if result.returncode:
        raise ContenderFailed(f"its code cannot be generated: {result.stdout.strip()}")
