"""How generated code sees which arm of a union a value is: by its class.

What is a subclass of something else comes before that: ``bool`` before ``int``, a ``datetime``
before a ``date``. So the exact class decides, if it is that of an arm. Arms of the same class are
tried in the order in which they are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import Record, RecordKind
from gen_plugin.model.types import (
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    NewType,
    NoneType,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
    bare,
)
from gen_plugin.render.python.codec_names import CodecNames

_BUFFERS = ("bytes", "bytearray", "memoryview")
_EARLY = {
    "bool", "datetime.datetime", "pathlib.Path", "ipaddress.IPv4Interface",
    "ipaddress.IPv6Interface", "OrderedDict", "defaultdict", "Counter",
}  # fmt: skip
_LATE = {
    "float": 3, "pathlib.PurePath": 3, "MutableSequence": 3, "MutableMapping": 3, "MutableSet": 3,
    "os.PathLike": 4, "Sequence": 4, "Mapping": 4, "AbstractSet": 4, "Collection": 5, "Iterable": 6,
}  # fmt: skip
_ABSTRACT = {
    "MutableSequence", "MutableMapping", "MutableSet", "Sequence", "Mapping", "AbstractSet",
    "Collection", "Iterable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a union.

    Attributes:
        index: Which of the union's arms it is.
        classes: The classes of its values, as `isinstance` takes them: ``int``,
            ``(bytes, bytearray)``.
        is_exact: Whether a subclass is something else: a record arrives as its own class.
    """

    index: int
    type: Type
    classes: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class ArmClasses:
    """Finds the classes of arms, under the names that a file has for them.

    Attributes:
        records: The interface's records, by key.
        names: What codec.py calls everything.
    """

    records: Mapping[str, Record]
    names: CodecNames

    def of(self, union: UnionType) -> list[Arm]:
        """The arms in the order in which they are asked for."""
        classes = [self._class(each) for each in union.arms]
        arms = [
            Arm(
                index,
                type_,
                self._spelled(name, classes),
                isinstance(bare(type_), RecordType) and name != "dict",
            )
            for index, (type_, name) in enumerate(zip(union.arms, classes, strict=True))
        ]
        return sorted(arms, key=lambda each: self._rank(each.type))

    def groups(self, union: UnionType) -> list[list[Arm]]:
        """Likewise, those together between which only what is in the value decides."""
        several = any(self._class(each) in _ABSTRACT for each in union.arms)
        groups: dict[str, list[Arm]] = {}
        for each in self.of(union):
            is_collection = each.classes == "dict" or isinstance(
                bare(each.type), ListType | TupleType | DictType
            )
            key = "collections" if several and is_collection else each.classes
            groups.setdefault(key, []).append(each)
        return list(groups.values())

    def first_if_empty(self, group: list[Arm]) -> Iterator[Arm]:
        """The arms of a group that something empty is, where others of its class are asked before.

        The order in which they are asked, ints before floats, says nothing of what has no content:
        there the first in the declaration is meant.
        """
        of_class: dict[str, list[Arm]] = {}
        for each in group:
            if self._may_be_empty(bare(each.type)) and self._class(each.type) not in _ABSTRACT:
                of_class.setdefault(each.classes, []).append(each)
        for arms in of_class.values():
            first = min(arms, key=attrgetter("index"))
            if first is not arms[0]:
                yield first

    def _may_be_empty(self, type_: Type) -> bool:
        match type_:
            case ListType() | DictType() | TupleType(()):
                return True
            case RecordType(key):
                record = self.records[key]
                return record.kind is RecordKind.TYPED_DICT and all(
                    each.may_be_missing for each in record.fields
                )
            case _:
                return False

    def _class(self, type_: Type) -> str:
        """The usual name of the class of the values; of what the file defines its name there."""
        match type_:
            case NoneType():
                return "None"
            case ScalarType() | LiteralType():
                return type_.kind.value
            case ConvertedType():
                return type_.name
            case ListType() | DictType():
                return str(type_.kind.value)
            case TupleType():
                return "tuple"
            case RecordType(key):
                is_dict = self.records[key].kind is RecordKind.TYPED_DICT
                return "dict" if is_dict else self.names.made(key)
            case EnumType() | FlagType():
                return self.names.classes[type_.key]
            case NewType(_, _, inner):
                return self._class(inner)
            case OptionalType() | UnionType() | ObjectType() | ErrorType():
                raise TypeError(f"{type_} is no arm of a union")

    def _spelled(self, name: str, others: list[str]) -> str:
        if name == "None":
            return "type(None)"
        if name == "float" and "int" not in others:
            return "(float, int)"
        if name == "bytes":
            return f"({', '.join(each for each in _BUFFERS if each == name or each not in others)})"
        return self.names.standard.get(name, name)

    def _rank(self, type_: Type) -> list[int]:
        """What comes first, by its own class and by that of what is in it."""
        match type_:
            case NoneType():
                return [0]
            case ListType(inner) | OptionalType(inner):
                return [*self._own_rank(type_), *self._rank(inner)]
            case TupleType(items) | UnionType(items):
                return [
                    *self._own_rank(type_),
                    *(one for each in items for one in self._rank(each)),
                ]
            case DictType(key, value):
                return [*self._own_rank(type_), *self._rank(key), *self._rank(value)]
            case NewType(_, _, inner):
                return self._rank(inner)
            case _:
                return self._own_rank(type_)

    def _own_rank(self, type_: Type) -> list[int]:
        if isinstance(type_, OptionalType | UnionType):
            return [2]
        name = self._class(type_)
        if isinstance(type_, RecordType | EnumType | FlagType) and name != "dict":
            return [1]
        return [1 if name in _EARLY else _LATE.get(name, 2)]
