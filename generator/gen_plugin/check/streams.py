"""Methods that block in one place and await in another: no thread and no task can run them."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface, Method, Parameter, Stream
from gen_plugin.model.types import ErrorType


def check_streams(interface: Interface) -> Iterator[Diagnostic]:
    """Streams of one kind in methods of the other."""
    for protocol in interface.protocols:
        for method in protocol.methods:
            if method.is_async and method.result_stream and not method.result_stream.is_async:
                yield _blocking_result(method, method.result_stream)
            elif method.streamed and method.streamed.stream:
                yield from _parameter(method, method.streamed, method.streamed.stream)


def _parameter(method: Method, parameter: Parameter, stream: Stream) -> Iterator[Diagnostic]:
    if stream.is_async and not (method.is_awaited or isinstance(method.result, ErrorType)):
        yield Diagnostic(
            "GP205",
            f"{parameter.name} is for async for, and {method.name} is not async",
            "write async def, or Iterator[...] for the parameter",
            parameter.span,
        )
    elif method.is_awaited and not stream.is_async:
        yield Diagnostic(
            "GP205",
            f"{parameter.name} would block the event loop in which {method.name} runs",
            "write AsyncIterator[...]",
            parameter.span,
        )


def _blocking_result(method: Method, stream: Stream) -> Diagnostic:
    return Diagnostic(
        "GP205",
        f"{method.name} is async, and the {stream.value} that it returns would block",
        "write AsyncIterator[...], or def without async",
        method.span,
    )
