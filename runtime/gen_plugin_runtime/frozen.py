"""`Frozen`: values that never change, without importing `dataclasses`."""

from __future__ import annotations


class Frozen:
    """A value made of the fields named in its class's ``__slots__``.

    Equal to a value of the same class with equal fields. A subclass's ``__init__`` checks its
    arguments and hands all fields to `_fill`, once.
    """

    __slots__: tuple[str, ...] = ()
    _secret: tuple[str, ...] = ()
    """Fields whose values no log and no traceback should show."""

    def _fill(self, **fields: object) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, fields[name])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed: make a new one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed: make a new one")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self.__slots__)))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={self._shown(name)}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"

    def _shown(self, name: str) -> str:
        return "..." if name in self._secret else repr(getattr(self, name))
