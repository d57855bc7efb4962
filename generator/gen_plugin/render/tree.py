"""The generated package in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gen_plugin.frozen import dataclass


@dataclass(frozen=True, slots=True)
class OutputTree(Mapping[str, bytes]):
    """Path within the package, with forward slashes -> content, in the order of their names."""

    files: Mapping[str, bytes]

    def __getitem__(self, path: str) -> bytes:
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)
