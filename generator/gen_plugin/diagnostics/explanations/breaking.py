"""GP3xx: changes that break what was built before."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.diagnostics.explanations.explanation import Explanation
from gen_plugin.frozen import replace


def _method(code: str, title: str, text: str, before: str, after: str, good: str) -> Explanation:
    return _code(
        code,
        title,
        text,
        *(f"class Store(Protocol):\n    {each}" for each in (before, after, good)),
    )


def _code(code: str, title: str, text: str, before: str, after: str, good: str) -> Explanation:
    wrong = f"# before\n{before}\n\n# after\n{after}"
    return Explanation(code, title, text, wrong, f"# after\n{good}")


_FIND = "def find(self, key: str) -> int: ..."
_LIMIT = "def find(self, key: str, limit: int{}) -> int: ..."
_ITEM = "@dataclass\nclass Item:\n    {}\n\nclass Store(Protocol):\n    def find(self) -> Item: ..."
_KEY = (
    "@dataclass(frozen=True)\nclass Key:\n    name: str{fields}\n\n"
    "class Store(Protocol):\n    def counts(self) -> dict[Key, int]: ..."
)
_MODE = (
    "class Mode(Enum):\n    READ = 1\n    {}\n\n"
    "class Store(Protocol):\n    def open(self, mode: Mode) -> None: ..."
)
_ABSENT = (
    "class {}(LookupError): ...\n\nclass Store(Protocol):\n    def find(self, key: str) -> int: ..."
)
_BITS = (
    "class Access(Flag):\n    READ = auto()\n    {}\n\n"
    "class Store(Protocol):\n    def open(self, access: Access) -> None: ..."
)

BREAKING = (
    _method(
        "GP301",
        "A method or a plugin that is gone",
        "Hosts that were built before still ask for it, and get NotImplementedByPlugin or none at "
        "all.",
        f"{_FIND}\n    def drop(self, key: str) -> None: ...",
        _FIND,
        f"{_FIND}\n    def drop(self, key: str) -> None: ...",
    ),
    _method(
        "GP302",
        "A new parameter or field without a default",
        "Who was built before does not send it. On the wire that is a zero, an empty text or "
        "nothing, which nobody meant.",
        _FIND,
        _LIMIT.format(""),
        _LIMIT.format(" = 10"),
    ),
    _method(
        "GP303",
        "A type that changed",
        "What was built before sends and reads the former type. Protobuf takes many a wrong type "
        "for a right one: an int as a bool, a text as bytes.",
        _LIMIT.format(""),
        "def find(self, key: bytes, limit: int) -> int: ...",
        "def find(self, key: str, limit: int, raw_key: bytes = b'') -> int: ...",
    ),
    _method(
        "GP304",
        "A default that went away",
        "Who does not know the parameter or field does not send it, and now nothing says what that "
        "means.",
        _LIMIT.format(" = 10"),
        _LIMIT.format(""),
        _LIMIT.format(" = 10"),
    ),
    _method(
        "GP305",
        "None that is no longer taken",
        "Who was built before may send None, which would arrive as a zero, or not at all.",
        "def find(self, key: str | None) -> int: ...",
        _FIND,
        "def find(self, key: str | None) -> int: ...",
    ),
    _method(
        "GP306",
        "Absence that means something else",
        "A zero without a default is not sent, nor is None. With another default, or with None in "
        "the type, the receiver would take what was left out for that.",
        _LIMIT.format(""),
        _LIMIT.format(" = 10"),
        _LIMIT.format(", most: int = 10"),
    ),
    _method(
        "GP307",
        "A parameter or field without a default that is gone",
        "The other side, if it was built before, still needs it.",
        _LIMIT.format(""),
        _FIND,
        _LIMIT.format(" = 0"),
    ),
    _method(
        "GP308",
        "A stream that was none, or the reverse",
        "How a call goes, by one message or by many, is no part of the messages: what was built "
        "before does it the former way. The first argument beside a stream changes the messages "
        "of the stream too.",
        "def keys(self) -> list[str]: ...",
        "def keys(self) -> Iterator[str]: ...",
        "def keys(self) -> list[str]: ...\n    def each_key(self) -> Iterator[str]: ...",
    ),
    _code(
        "GP309",
        "A member of an enum or a flag that is gone",
        "Who was built before still sends it, which is a DecodeError here, or a bit without a "
        "name.",
        _MODE.format("WRITE = 2"),
        _MODE.format("").rstrip(" ").replace("    \n\n", "\n"),
        _MODE.format("WRITE = 2"),
    ),
    _method(
        "GP310",
        "A type of a union, or a value of a Literal, that is gone",
        "Who was built before still sends such values, which is a DecodeError here.",
        "def find(self, key: int | str | bytes) -> int: ...",
        "def find(self, key: int | str) -> int: ...",
        "def find(self, key: int | str | bytes) -> int: ...",
    ),
    _method(
        "GP311",
        "A name or a number on the wire that changed",
        "The lock keeps them; this one is not the lock that the programs in use were built from. "
        "It was edited, made anew, or comes from a branch that gave out other numbers.",
        "def find(self, key: Annotated[str, pin.field(1)]) -> int: ...",
        "def find(self, key: Annotated[str, pin.field(2)]) -> int: ...",
        "def find(self, key: Annotated[str, pin.field(1)]) -> int: ...",
    ),
    _code(
        "GP312",
        "An exception that no longer crosses the wire as itself",
        "Who was built before has an except clause for it, and now gets a PluginError, or another "
        "exception.",
        _ABSENT.format("Absent"),
        _ABSENT.format("Missing"),
        _ABSENT.format("Missing").replace("class", '@pin.message("Absent")\nclass', 1),
    ),
    _code(
        "GP313",
        "A bit of a flag that has another value",
        "Flags are sent as the number that their bits make, and auto() numbers them in their "
        "order: what was built before means another member by it.",
        _BITS.format("WRITE = auto()"),
        _BITS.format("SEEK = auto()\n    WRITE = auto()"),
        _BITS.format("WRITE = auto()\n    SEEK = auto()"),
    ),
    replace(
        _method(
            "GP314",
            "A parameter or field that looks renamed",
            "One with a default is gone, and one of the same type has come beside it. If that is "
            "another name for the same, it is none on the wire: what is sent under the former name "
            "is left alone by who knows the new one, and the reverse, and each takes its default. "
            "The pin keeps number and name. It is told once: if the lock has been written since, "
            "take it from version control before you pin, or delete the new name's line from it.",
            _LIMIT.format(" = 10"),
            "def find(self, key: str, most: int = 10) -> int: ...",
            'def find(self, key: str, most: Annotated[int, pin.field(2, name="limit")] = 10) -> '
            "int: ...",
        ),
        level=Level.WARNING,
    ),
    replace(
        _code(
            "GP315",
            "A field that has come or gone in a set or in the key of a dict",
            "All fields together say which keys are the same. Who does not know one of them takes "
            "keys that differ in it alone for one, and keeps the last value that was sent.",
            _KEY.format(fields=""),
            _KEY.format(fields="\n    unit: str = ''"),
            _KEY.format(fields=""),
        ),
        level=Level.WARNING,
    ),
)
