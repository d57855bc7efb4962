"""The interface of go-plugin's `examples/bidirectional`, pinned to the names of its programs."""

from typing import Annotated, Protocol

from gen_plugin_runtime import pin


class AddHelper(Protocol):
    """Lives in the host, and is called by the plugin."""

    @pin.method("Sum", request="SumRequest", response="SumResponse")
    def add(self, a: int, b: int) -> Annotated[int, pin.field(name="r")]:
        """The sum of both."""
        ...


class Counter(Protocol):
    """Numbers by key."""

    @pin.method(request="PutRequest", response="Empty")
    def put(
        self,
        key: Annotated[str, pin.field(2)],
        value: Annotated[int, pin.field(3)],
        helper: Annotated[AddHelper, pin.field(1, name="add_server")],
    ) -> None:
        """Add `value` to what is kept under `key`, with the host's help."""
        ...

    @pin.method(request="GetRequest", response="GetResponse")
    def get(self, key: str) -> Annotated[int, pin.field(name="value")]:
        """The number kept under `key`."""
        ...
