"""The plugin: keeps each number in a file of the working directory, and lets the host add."""

from pathlib import Path

from counter import AddHelper
from counter_plugin import serve


class FileCounter:
    """Numbers by key."""

    def put(self, key: str, value: int, helper: AddHelper) -> None:
        """Add `value` to what is kept under `key`, with the host's help."""
        file = Path(f"kv_{key}")
        kept = int(file.read_text()) if file.exists() else 0
        file.write_text(str(helper.add(kept, value)))

    def get(self, key: str) -> int:
        """The number kept under `key`."""
        return int(Path(f"kv_{key}").read_text())


if __name__ == "__main__":
    serve(FileCounter())
