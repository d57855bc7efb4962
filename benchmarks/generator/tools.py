"""The generators: what each needs, and how it is run on its input for a greeter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import Environment

_ROOT = Path(__file__).resolve().parents[2]
INPUTS = Path(__file__).with_name("inputs")

OWN = "gen-plugin"
MODELS = "datamodel-codegen"


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator.

    Attributes:
        requirements: What pip installs: distributions, or the folder of one.
        inputs: Files of `INPUTS` that it is given.
        command: Its command line, by the `bin` folder of its environment.
    """

    name: str
    requirements: tuple[str, ...]
    inputs: tuple[str, ...]
    command: Callable[[Path], list[str]]


def program(environment: Environment, name: str) -> str:
    """A program of an environment."""
    return str(environment.python.with_name(name))


TOOLS = (
    Tool(
        OWN,
        (str(_ROOT), str(_ROOT / "runtime")),
        ("greeter.py",),
        lambda programs: [str(programs / "gen-plugin"), "greeter.py"],
    ),
    Tool(
        "grpc_tools.protoc",
        ("grpcio-tools",),
        ("greeter.proto",),
        lambda programs: [
            *(str(programs / "python"), "-m", "grpc_tools.protoc", "--proto_path=."),
            *("--python_out=.", "--pyi_out=.", "--grpc_python_out=.", "greeter.proto"),
        ],
    ),
    Tool(
        "buf generate",
        ("buf-bin", "grpclib", "grpcio-tools"),
        ("greeter.proto", "buf.yaml", "buf.gen.yaml"),
        lambda programs: [str(programs / "buf"), "generate"],
    ),
    Tool(
        "openapi-python-client",
        ("openapi-python-client", "ruff"),
        ("openapi.json",),
        lambda programs: [
            *(str(programs / "openapi-python-client"), "generate"),
            *("--path", "openapi.json", "--meta", "none", "--overwrite"),
        ],
    ),
    Tool(
        MODELS,
        ("datamodel-code-generator",),
        ("person.json",),
        lambda programs: [
            *(str(programs / "datamodel-codegen"), "--input", "person.json"),
            *("--input-file-type", "jsonschema", "--output", "models.py"),
        ],
    ),
)
