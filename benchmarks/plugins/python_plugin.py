"""A plugin on python-plugin, as its README shows."""

from __future__ import annotations

from echo_grpc import EchoBase, EchoStub
from echo_pb2 import EchoReply, EchoRequest, GreetingsRequest, GreetReply, GreetRequest
from grpclib.client import Channel
from grpclib.server import Stream
from pyplugin import GRPCBroker, HandshakeConfig, Plugin, ServeConfig, serve

HANDSHAKE = HandshakeConfig(
    protocol_version=1, magic_cookie_key="ECHO_PLUGIN", magic_cookie_value="benchmark"
)


class Echo(EchoBase):
    async def Greet(self, stream: Stream[GreetRequest, GreetReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        await stream.send_message(GreetReply(greeting=f"hello, {request.name}"))

    async def Echo(self, stream: Stream[EchoRequest, EchoReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        await stream.send_message(EchoReply(data=request.data))

    async def Greetings(self, stream: Stream[GreetingsRequest, GreetReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        for index in range(request.count):
            await stream.send_message(GreetReply(greeting=f"hello, {index}"))


class EchoPlugin(Plugin):
    def servicers(self, broker: GRPCBroker) -> list[EchoBase]:
        return [Echo()]

    def stub(self, broker: GRPCBroker, channel: Channel) -> EchoStub:
        return EchoStub(channel)


if __name__ == "__main__":
    serve(ServeConfig(handshake_config=HANDSHAKE, plugins={"echo": EchoPlugin()}))
