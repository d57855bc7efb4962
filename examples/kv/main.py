"""The plugin: keeps each value in a file of the working directory, as go-plugin's examples do.

It speaks the transport that their hosts are told by KV_PROTO: gRPC, or net/rpc.
"""

import os
from pathlib import Path

from gen_plugin_runtime import get_logger
from kv_plugin import serve

logger = get_logger("kv")


class FileStore:
    """A store of values by key."""

    def put(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        Path(f"kv_{key}").write_bytes(value + b"\n\nWritten from plugin-python")
        logger.info("kept a value", key=key, size=len(value))

    def get(self, key: str) -> bytes:
        """The value kept under `key`."""
        return Path(f"kv_{key}").read_bytes()


if __name__ == "__main__":
    serve(FileStore(), protocol="netrpc" if os.environ.get("KV_PROTO") == "netrpc" else "grpc")
