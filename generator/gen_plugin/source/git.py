"""Files as they were in a commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.environment import EnvironmentFault
from gen_plugin.frozen import dataclass

_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a repository.

    Attributes:
        root: The repository's folder.
        name: As the user named it.
        hash: What that is.
    """

    root: Path
    name: str
    hash: str

    @classmethod
    def find(cls, name: str, folder: Path) -> Commit:
        """Look a commit up.

        Args:
            name: A branch, a tag, a hash: whatever git knows.
            folder: A folder of the repository.

        Raises:
            InputRefused: There is no such commit.
            EnvironmentFault: There is no git, or no repository.
        """
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode != 0:
            reason = done.stderr.decode(errors="replace").strip().splitlines()
            raise EnvironmentFault(
                f"{folder.as_posix()} is in no git repository that can be read: "
                f"{reason[0] if reason else 'git says nothing'}",
                "run this where the interface is committed",
            )
        root = Path(os.fsdecode(done.stdout.removesuffix(b"\n")))
        found = _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if found.returncode != 0:
            raise InputRefused(
                [
                    Diagnostic(
                        "GP421",
                        f"git knows no commit {name!r} here",
                        "name a branch, a tag or a commit; a clone of the last commit alone, as CI "
                        "makes them, needs a git fetch of it first; --against '' is for none",
                    )
                ]
            )
        return cls(root, name, found.stdout.decode().strip())

    def read(self, path: Path) -> bytes | None:
        """A file as it was; None if there was none."""
        done = _git(self.root, "cat-file", "blob", f"{self.hash}:{self._inside(path)}")
        return done.stdout if done.returncode == 0 else None

    def files(self, name: str) -> Iterator[Path]:
        """All files of a name."""
        done = _git(self.root, "ls-tree", "-r", "-z", "--name-only", self.hash)
        for each in done.stdout.split(b"\0"):
            path = Path(os.fsdecode(each))
            if path.name == name:
                yield self.root / path

    def _inside(self, path: Path) -> str:
        folder = os.path.realpath(path.parent)
        return Path(
            os.path.relpath(os.path.join(folder, path.name), os.path.realpath(self.root))
        ).as_posix()


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
        )
    except FileNotFoundError:
        raise EnvironmentFault(
            "git is not on PATH", "install it: commits can be read by git alone"
        ) from None
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(
            f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} seconds",
            "try again, or look at what it waits for",
        ) from None
