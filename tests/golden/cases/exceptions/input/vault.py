"""A vault that says in many ways why it stays shut."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from gen_plugin_runtime import raises

from locks import LockedError


class Reason(Enum):
    """Why."""

    LATE = "late"
    UNKNOWN = "unknown"


class VaultError(Exception):
    """All that a vault raises."""


@dataclass
class RefusedError(VaultError):
    """The key is not taken."""

    reason: Reason
    tries_left: int = 3


class WrongKeyError(VaultError, KeyError):
    """There is no such key."""

    def __init__(self, key: str, *, similar: list[str] | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.similar = similar


class VaultErrors(ExceptionGroup[VaultError]):
    """Several things are wrong."""


class Vault(Protocol):
    """Opens for those who know its key."""

    @raises(RefusedError, LockedError)
    def open(self, key: str) -> bytes:
        """What is in the vault.

        Raises:
            WrongKeyError: There is no such key.
            PermissionError: It is night.
        """
        ...
