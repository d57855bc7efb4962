"""The requests of a call, sent by the thread that makes it or by one of the call's own."""

from __future__ import annotations

from threading import Thread

from gen_plugin_runtime.grpc.sending import (
    CallOverError,
    failed_requests,
    send_end,
    send_message,
)
from gen_plugin_runtime.grpc.status import StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.grpc.driver import Driver
    from gen_plugin_runtime.grpc.exchange import Exchange
    from gen_plugin_runtime.transport import Buffer


def send_only(driver: Driver, call: Exchange, request: Buffer) -> None:
    """Send the only request, unless the peer has ended the call before."""
    try:
        send_message(driver, call, request, end_stream=True)
    except CallOverError:
        pass  # its result says why
    except StatusError as error:
        call.end(error)


def send_all(driver: Driver, call: Exchange, requests: Iterable[Buffer]) -> None:
    """Send requests as they come, then the end, unless the peer has ended the call before."""
    try:
        for request in requests:
            send_message(driver, call, request, end_stream=False)
        send_end(driver, call)
        driver.writer.flush(call.deadline_at)
    except CallOverError:
        pass  # its result says why
    except StatusError as error:
        call.end(error)


def send_in_background(
    driver: Driver, call: Exchange, requests: Iterable[Buffer], name: str
) -> None:
    """As `send_all`, in a thread of the call's own."""
    arguments = (driver, call, requests)
    try:
        Thread(target=_send_guarded, args=arguments, name=name, daemon=True).start()
    except RuntimeError as error:  # the system has no thread to give
        call.end(failed_requests(call.method, error))
        raise


def _send_guarded(driver: Driver, call: Exchange, requests: Iterable[Buffer]) -> None:
    try:
        send_all(driver, call, requests)
    except BaseException as error:  # noqa: BLE001 - it is the user's code, and the user's to see
        call.cause = error
        call.end(failed_requests(call.method, error))
