"""The interface of go-plugin's own `examples/grpc`, pinned to the names its Go programs use."""

from typing import Annotated, Protocol

from gen_plugin_runtime import pin


@pin.service("KV", plugin="kv_grpc")
class KV(Protocol):
    """A store of values by key."""

    @pin.method(request="PutRequest", response="Empty")
    def put(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        ...

    @pin.method(request="GetRequest", response="GetResponse")
    def get(self, key: str) -> Annotated[bytes, pin.field(1, name="value")]:
        """The value kept under `key`."""
        ...
