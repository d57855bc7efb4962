"""`grpc.reflection`: what tools ask about the services of a plugin (grpcurl, for one)."""

from __future__ import annotations

from gen_plugin_runtime.handler import bidirectional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gen_plugin_runtime.transport import Handler, Requests, ServerAdapter

_VERSIONS = ("v1", "v1alpha")


class ReflectionServer:
    """Tells what a server serves.

    Args:
        version: ``v1``, or ``v1alpha``, which many tools still ask for.
        services: All of the server, this one and its sibling included, once it is made.
    """

    def __init__(self, version: str, services: Sequence[ServerAdapter]) -> None:
        self.service = f"grpc.reflection.{version}.ServerReflection"
        self._services = services

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"ServerReflectionInfo": bidirectional(self._inform)}

    def _inform(self, requests: Requests) -> Iterator[bytes]:
        # Hardly anybody asks.
        from gen_plugin_runtime.grpc.reflection.answers import Answers

        names = (each.service for each in self._services)
        answers = Answers(names, _descriptors(self._services))
        return map(answers.answer, requests)


def with_reflection(services: Iterable[ServerAdapter]) -> list[ServerAdapter]:
    """Services, and those that tell about them."""
    all_of_them = list(services)
    all_of_them += [ReflectionServer(version, all_of_them) for version in _VERSIONS]
    return all_of_them


def _descriptors(services: Iterable[ServerAdapter]) -> Iterator[bytes]:
    """The compiled .proto of each generated service, which lies beside it."""
    for each in services:
        package = type(each).__module__.rpartition(".")[0]
        try:
            module = __import__(f"{package}.descriptor", fromlist=["FILE_DESCRIPTOR"])
        except ImportError:
            continue  # written by hand, or the runtime's own
        file = getattr(module, "FILE_DESCRIPTOR", None)
        if isinstance(file, bytes):
            yield file
