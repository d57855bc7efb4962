"""One call of the answering side."""

from __future__ import annotations

from gen_plugin_runtime.call import CURRENT_CALL, Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Protocol

    from gen_plugin_runtime.netrpc.gob.kinds import Type
    from gen_plugin_runtime.netrpc.rpc.events import Called
    from gen_plugin_runtime.netrpc.transport import NetRpcHandler

    class Answerer(Protocol):
        """What a call needs of its connection."""

        peer: str

        def send_answer(self, call: ServerCall, result: object) -> None:
            """Send a call's result.

            Raises:
                EncodeError: It is none of the method's.
            """

        def send_refusal(self, call: ServerCall, reason: str) -> None:
            """Send why there is none."""

        def report(self, method: str, error: BaseException) -> None:
            """An implementation raised."""


class ServedMethod:
    """A method that is served. Fits `threads.seams.Answered`, and to a `ServerSide` is a `Method`.

    Args:
        service: The service that it is served as.
        name: Its name there.
        handler: What answers its calls.
    """

    __slots__ = ("argument", "blocking", "full_name", "function", "name", "result", "service")

    streams: Final = False

    def __init__(self, service: str, name: str, handler: NetRpcHandler) -> None:
        self.service: Final = service
        self.name: Final = name
        self.full_name: Final = f"{service}.{name}"
        self.argument: Final[Type] = handler.method.argument
        self.result: Final[Type] = handler.method.result
        self.function: Final = handler.function
        self.blocking = True


class ServerCall(Call):
    """A call on its way to an implementation and back. Fits `threads.seams.Answerable`.

    Args:
        called: Which call, of which method.
        handler: That method.
    """

    done = False  # net/rpc has no way to leave a call

    def __init__(self, answerer: Answerer, called: Called, handler: ServedMethod) -> None:
        super().__init__(handler.full_name, (), deadline=None, peer=answerer.peer)
        self.called: Final = called
        self.handler: Final = handler
        self._answerer = answerer

    def answer(self) -> None:
        """Call the implementation, and send what it says. Never raises."""
        token = CURRENT_CALL.set(self)
        try:
            result: Any = self.handler.function(self.called.argument)
            self._answerer.send_answer(self, result)
        except BaseException as error:  # noqa: BLE001 - foreign code: whatever it raises is its answer
            self._fail(error)
        finally:
            CURRENT_CALL.reset(token)

    def leave(self) -> None:
        """Nobody waits for the answer: the connection has ended. With its lock held."""
        try:
            self._cancel()
        except Exception as error:  # noqa: BLE001 - foreign code: the connection must outlive it
            self._answerer.report(self.method, error)

    def _fail(self, error: BaseException) -> None:
        # Not before: a plugin starts without it.
        from gen_plugin_runtime.netrpc.calls.failures import text_of_exception

        try:
            self._answerer.report(self.method, error)
        finally:
            self._answerer.send_refusal(self, text_of_exception(error))
