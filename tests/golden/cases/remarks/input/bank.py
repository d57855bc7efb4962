"""What is accepted, and worth a word."""

from dataclasses import dataclass, field
from typing import Protocol

import attrs


@dataclass
class Account:
    """Keeps its own books."""

    owner: str
    _balance: int = 0
    _history: list[int] = field(default_factory=list[int])
    _shown: str = field(default="", repr=False, compare=False)
    open: bool = field(init=False, default=True)


@attrs.frozen
class Transfer:
    """Private to attrs: its constructor takes `amount`."""

    _amount: int
    _note: str | None = None


@attrs.frozen(kw_only=True)
class Fee:
    """Private likewise, and only taken by name."""

    _rate: float
    _reason: str = ""


class Bank(Protocol):
    @property
    def name(self) -> str: ...

    def book(self, account: Account, transfer: Transfer) -> Account: ...

    def charge(self, account: Account, fee: Fee) -> Fee: ...

    def find(self, keys: list[int] | list[str]) -> list[Account]: ...
