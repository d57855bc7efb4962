"""Names that are known and cannot be used, each with what to write instead."""

from __future__ import annotations

import builtins

from gen_plugin.frozen import dataclass
from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Reader


@dataclass(frozen=True, slots=True)
class _Refusal:
    code: str
    reason: str
    fix: str


_NO_TYPE = _Refusal(
    "GP103",
    "{name} says nothing about what goes over the wire",
    "name the type that the value has, or several: int | str; make the class generic if it is "
    "another one each time; for whatever JSON can say: from gen_plugin_runtime import JsonValue",
)
_AS_LIST = _Refusal("GP104", "{name} is not supported on the wire", "use list[T] instead")
_AS_RECORD = _Refusal(
    "GP104",
    "{name} is not supported on the wire",
    "use a dataclass with a field for each item, or list[T]",
)
_AS_DICT = _Refusal("GP104", "{name} is not supported on the wire", "use dict[K, V] instead")
_AS_BYTES = _Refusal("GP104", "{name} is not supported on the wire", "use bytes instead")
_AS_STR = _Refusal("GP104", "{name} is not supported on the wire", "use str instead")
_AS_INT = _Refusal("GP104", "{name} is not supported on the wire", "use int instead")
_AS_FLOAT = _Refusal("GP104", "{name} is not supported on the wire", "use float instead")
_AS_BOOL = _Refusal("GP104", "{name} is for type checkers alone", "use bool, which it is")
_AS_CONTENT = _Refusal(
    "GP104",
    "{name} is an open file, and stays where it is",
    "pass what is in it: bytes or str, or Iterator[bytes] as a parameter or a result",
)
_RAISED = _Refusal(
    "GP104",
    "{name} is an exception: it is raised, and no value",
    "let it be raised; to tell of one, pass its text, or a dataclass with what matters of it",
)
_AS_TRUTH = _Refusal("GP112", "{name} is not the name of a type", "write bool")
_ANY_MODEL = _Refusal(
    "GP103",
    "{name} is any model, and says nothing about what goes over the wire",
    "name the model that it is, or several: User | Group",
)
_AS_PATH = _Refusal(
    "GP104", "{name} exists on some systems only", "use Path, which is one of them on each"
)
_AS_TUPLE = _Refusal(
    "GP104", "{name} has no type on the wire", "use tuple[float, float], or a dataclass"
)
_AS_PATTERN = _Refusal(
    "GP104",
    "{name} would lose its flags on the way",
    "use str for the expression, and compile it where it is needed",
)
_AS_ZONE = _Refusal(
    "GP104",
    "{name} is not supported on the wire",
    "use ZoneInfo for a time zone, or timedelta for an offset",
)
_STREAM = _Refusal(
    "GP104",
    "{name} is a stream, and has no place here",
    "use list[T], which arrives whole; a stream is a parameter, Iterator[T], or a result by itself",
)
_AWAITED = _Refusal(
    "GP104",
    "{name} is awaited, and has no place here",
    "write async def, or Awaitable[T] as the whole result: who calls has to know whether to await",
)
_CALLBACK = _Refusal(
    "GP114",
    "{name} is called where it is: it cannot be part of a value",
    "pass it by itself, as a parameter or a result; of several, one in each call",
)
_UNKNOWN_OBJECT = _Refusal(
    "GP106",
    "{name} does not say how it is called",
    "write a Protocol of your own with its methods, or Callable[[str], None] with its types",
)
_GENERIC = _Refusal(
    "GP115", "{name} stands for different types, and the wire needs one", "write the type itself"
)
_SELF = _Refusal(
    "GP115",
    "{name} stands for different types, and the wire needs one",
    "in a record write its name; in a Protocol pass Self by itself, as a parameter or a result",
)
_CLASS = _Refusal(
    "GP104",
    "{name} is not a type that goes over the wire",
    "write a dataclass with the fields that matter",
)
_AS_NAME = _Refusal(
    "GP104",
    "{name} is a class, and classes stay where they are",
    "pass a name for it: a str, or an Enum of those that may be meant",
)
_LITERAL = _Refusal("GP104", "{name} is not supported on the wire", "use an Enum, or str or int")
_NEVER = _Refusal(
    "GP112",
    "{name} is the type of no value",
    "write None as the result of a method that always raises; elsewhere the type of what is passed",
)
_OF_CALLABLE = _Refusal(
    "GP115",
    "{name} is for the arguments of a function that another one is given",
    "write the types of the arguments: Callable[[str, int], None]",
)
_KEYWORDS = _Refusal(
    "GP112",
    "{name} is for a line of its own in a dataclass",
    "write a type; in a dataclass, _: KW_ONLY before the fields that are given by name",
)
_NAMING = _Refusal(
    "GP112",
    "{name} is for the assignment that gives a type another name",
    "write a type: its own name, or the other one",
)


def _all(refusal: _Refusal, module: str, names: str) -> dict[str, _Refusal]:
    return {f"{module}.{name}": refusal for name in names.split()}


_EXCEPTIONS = [
    f"builtins.{name}"
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, BaseException)
]

_REFUSALS = (
    {"typing.Any": _NO_TYPE, "builtins.any": _NO_TYPE, "builtins.object": _NO_TYPE}
    | _all(_AS_LIST, "builtins", "range slice")
    | _all(_AS_RECORD, "typing", "NamedTuple")
    | _all(_AS_LIST, "typing", "Container KeysView ValuesView ItemsView Reversible")
    | _all(_AS_DICT, "collections", "ChainMap UserDict")
    | _all(_AS_DICT, "typing", "ChainMap MappingView")
    | _all(_NO_TYPE, "typing", "Hashable Sized")
    | _all(_AS_BYTES, "typing", "ByteString Buffer SupportsBytes")
    | _all(_AS_CONTENT, "typing", "IO BinaryIO TextIO")
    | _all(_AS_CONTENT, "io", "BytesIO StringIO FileIO BufferedReader BufferedWriter TextIOWrapper")
    | _all(_AS_CONTENT, "io", "IOBase RawIOBase BufferedIOBase TextIOBase BufferedRandom")
    | _all(_AS_INT, "typing", "SupportsInt SupportsIndex")
    | _all(_AS_FLOAT, "typing", "SupportsFloat SupportsAbs SupportsRound")
    | _all(_AS_BOOL, "typing", "TypeGuard TypeIs")
    | dict.fromkeys(_EXCEPTIONS, _RAISED)
    | _all(_AS_PATH, "pathlib", "PosixPath WindowsPath")
    | _all(_AS_STR, "typing", "AnyStr LiteralString")
    | _all(_AS_STR, "pydantic", "EmailStr NameEmail AnyUrl AnyHttpUrl HttpUrl FileUrl SecretStr")
    | _all(_AS_INT, "pydantic", "PositiveInt NegativeInt NonNegativeInt NonPositiveInt StrictInt")
    | {"pydantic.BaseModel": _ANY_MODEL}
    | _all(_AS_TRUTH, "builtins", "True False")
    | _all(_AS_PATTERN, "typing", "Pattern Match")
    | _all(_AS_PATTERN, "re", "Pattern Match")
    | _all(_AS_ZONE, "datetime", "tzinfo timezone")
    | _all(_STREAM, "typing", "Iterator Generator AsyncIterator AsyncIterable AsyncGenerator")
    | _all(_AWAITED, "typing", "Awaitable Coroutine")
    | _all(_CALLBACK, "typing", "Callable")
    | _all(_UNKNOWN_OBJECT, "typing", "Protocol")
    | _all(_UNKNOWN_OBJECT, "builtins", "callable")
    | _all(_GENERIC, "typing", "TypeVar Generic ParamSpec TypeVarTuple")
    | _all(_SELF, "typing", "Self")
    | _all(_NEVER, "typing", "Never NoReturn")
    | {"dataclasses.KW_ONLY": _KEYWORDS, "typing.TypeAlias": _NAMING}
    | {"typing.Concatenate": _OF_CALLABLE}
    | {"builtins.complex": _AS_TUPLE}
    | _all(_CLASS, "builtins", "property")
    | _all(_CLASS, "typing", "TypedDict")
    | {"builtins.type": _AS_NAME, "typing.Type": _AS_NAME}
    | _all(_LITERAL, "enum", "Enum IntEnum StrEnum Flag IntFlag")
)


def unpacked(annotation: Annotation, reader: Reader) -> Type | None:
    """``Unpack[tuple[int, str]]`` and ``*Ts``, which are several types at once."""
    if annotation.name != "typing.Unpack":
        return None
    fix = (
        "write the types out, each for an item or a parameter of its own; any number of one type "
        "is list[T], or *args: T"
    )
    if not annotation.code.startswith("*"):
        fix += "; keyword arguments are **options: Unpack[Options], of a TypedDict"
    message = f"{annotation.code} is several types at once, and a value has one"
    return reader.refuse("GP106", annotation, message, fix)


def refused(annotation: Annotation, reader: Reader) -> Type | None:
    """A name that is known not to be supported."""
    refusal = _REFUSALS.get(annotation.name)
    return None if refusal is None else _refuse(refusal, annotation, reader)


def refuse_exception(annotation: Annotation, reader: Reader) -> Type:
    """An exception of the project, like Python's own."""
    return _refuse(_RAISED, annotation, reader)


def _refuse(refusal: _Refusal, annotation: Annotation, reader: Reader) -> Type:
    name = annotation.code
    if annotation.aliases:
        name += f" ({annotation.aliases[-1].code})"
    return reader.refuse(refusal.code, annotation, refusal.reason.format(name=name), refusal.fix)
