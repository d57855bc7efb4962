"""`call_options`: deadlines and metadata for calls whose signatures know nothing of them."""

from __future__ import annotations

from contextvars import ContextVar

from gen_plugin_runtime.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextvars import Token
    from types import TracebackType
    from typing import Final, Self

    from gen_plugin_runtime.call import Metadata, MetadataValue

_NOT_GIVEN = -1.0  # the timeout of the block around it, or the client's, where None means none


class Options:
    """What holds for the calls of a context.

    Attributes:
        timeout: Seconds for each call, or None for no limit.
        limits: Whether there is a timeout at all, rather than the client's own.
        metadata: Pairs for the other side.
    """

    __slots__ = ("limits", "metadata", "timeout")

    def __init__(self, timeout: float | None, metadata: Metadata, *, limits: bool) -> None:
        self.timeout: Final = timeout
        self.metadata: Final = metadata
        self.limits: Final = limits


_NO_OPTIONS = Options(None, (), limits=False)
CALL_OPTIONS: ContextVar[Options | None] = ContextVar("gen_plugin_runtime.options", default=None)


class call_options:  # noqa: N801 - it is called like a function, in a with statement
    """Say how long calls may take, and what goes beside their arguments, for the calls in a block.

    ::

        with call_options(timeout=2.0, metadata=[("trace-id", "7f3a")]):
            greeting = greeter.greet("Ada")

    It holds for the calls that this thread, or this task, begins in the block. Blocks nest: the
    inner timeout counts, and metadata adds up. The other side finds both in `current_call`.

    Args:
        timeout: Seconds from the call to its result, or to the end of its stream; then
            `CallTimeout` is raised. None: no limit. Without it the limit stays what it was: first
            that of ``ClientConfig(call_timeout=...)``.
        metadata: Pairs; keys in lower case, values texts, or bytes where the key ends with
            ``-bin``.

    Raises:
        ConfigError: The timeout is not more than 0. What metadata cannot be sent is told by the
            call.
    """

    def __init__(
        self,
        *,
        timeout: float | None = _NOT_GIVEN,
        metadata: Iterable[tuple[str, MetadataValue]] = (),
    ) -> None:
        if timeout is not None and timeout != _NOT_GIVEN and not timeout > 0:
            raise ConfigError(f"timeout must be more than 0, not {timeout}")
        self._timeout = timeout
        self._metadata = tuple(metadata)
        self._tokens: list[Token[Options | None]] = []

    def __enter__(self) -> Self:
        around = CALL_OPTIONS.get() or _NO_OPTIONS
        if self._timeout == _NOT_GIVEN:
            timeout, limits = around.timeout, around.limits
        else:
            timeout, limits = self._timeout, True
        options = Options(timeout, (*around.metadata, *self._metadata), limits=limits)
        self._tokens.append(CALL_OPTIONS.set(options))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        CALL_OPTIONS.reset(self._tokens.pop())
