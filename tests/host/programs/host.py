"""A host program of everything that is done on the way.

::

    python host.py [OPTION ...] COMMAND...

Each option is one of `ClientConfig` that is to be True.
"""

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.host.interface import HANDSHAKE, ProbeClient, ProbePlugin, ProbeServer

from gen_plugin_runtime import Client, ClientConfig, PluginCrashed


class Own:
    def run(self, source: str) -> object:
        return source

    def echo(self, value: object) -> object:
        return {"own": value}


OPTIONS = ("auto_mtls", "grpc_broker_multiplex")
DIAL = "from tests.host.interface import ProbeClient\nresult = ProbeClient(broker.dial({})).echo(1)"


def main() -> None:
    out = io.BytesIO()
    options = [word for word in sys.argv[1:] if word in OPTIONS]
    config = ClientConfig(
        HANDSHAKE,
        {"probe": ProbePlugin()},
        command=sys.argv[1 + len(options) :],
        sync_stdout=out,
        **dict.fromkeys(options, True),  # type: ignore[arg-type]
    )
    with Client(config) as client:
        probe = client.dispense("probe")
        address = client.reattach_config()
        assert address is not None
        print(address.network, probe.echo("x" * 3_000_000) == "x" * 3_000_000)
        number = probe.broker.next_id()
        probe.broker.accept_and_serve(number, ProbeServer(Own()))
        print(probe.run(DIAL.format(number)))
        probe.run("print('printed')")
    print(out.getvalue().decode(), end="")
    crashing = Client(config)
    assert isinstance(probe, ProbeClient)
    try:
        crashing.dispense("probe").run("import os; os._exit(7)")
    except PluginCrashed as error:
        print("crashed:", error.exit_code)
    crashing.kill()


if __name__ == "__main__":
    main()
