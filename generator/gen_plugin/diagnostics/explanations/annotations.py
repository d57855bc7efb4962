"""GP1xx: annotations, the types that they name, and the pins beside them."""

from __future__ import annotations

from gen_plugin.diagnostics.explanations.explanation import Explanation


def _method(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    """An explanation by one method of a Protocol, with what stands before the Protocol."""
    return Explanation(code, title, text, _in_protocol(wrong), _in_protocol(right))


def _in_protocol(text: str) -> str:
    before, _, method = text.rpartition("\n\n")
    protocol = f"class Store(Protocol):\n    {method}"
    return f"{before}\n\n{protocol}" if before else protocol


ANNOTATIONS = (
    _method(
        "GP101",
        "A parameter has no annotation",
        "The wire has typed fields, so every parameter but self needs a type.",
        "def find(self, key) -> str: ...",
        "def find(self, key: str) -> str: ...",
    ),
    _method(
        "GP102",
        "A method does not say what it returns",
        "Without a result type nothing is known about the reply, not even that there is none.",
        "def store(self, key: str): ...",
        "def store(self, key: str) -> None: ...",
    ),
    _method(
        "GP103",
        "A type that says nothing",
        "Any and object stand for every value there is. A peer in another language, and the "
        "decoder on the other side, have to know which one comes. Where it is anything that JSON "
        "can say: from gen_plugin_runtime import JsonValue.",
        "def find(self, key: str) -> Any: ...",
        "def find(self, key: str) -> str | None: ...",
    ),
    _method(
        "GP104",
        "A type that is not supported on the wire",
        "The type is known, but nothing is agreed on how its values go over the wire. What the "
        "fix names goes over it; convert on both sides.",
        "def turn(self, point: complex) -> None: ...",
        "def turn(self, point: tuple[float, float]) -> None: ...",
    ),
    _method(
        "GP105",
        "A union that cannot be taken apart again, or listed values of other kinds",
        "A value of a union shows by its class which of the types it is. Two that are the same "
        "class in Python, such as an int and one that is pinned to another format, cannot be told "
        "apart. Literal lists texts and ints of 64 bits.",
        "def find(self, key: int | Annotated[int, pin.bigint]) -> str: ...",
        "def find(self, key: Annotated[int, pin.bigint]) -> str: ...",
    ),
    _method(
        "GP106",
        "Brackets that are missing, or have something else in them than they should",
        "What is in a list, a tuple, a set or a dict has a type too, which has to be known: a list "
        "has one, a dict two, a tuple one for each item or, with dots, one for all.",
        "def keys(self) -> list: ...",
        "def keys(self) -> list[str]: ...",
    ),
    _method(
        "GP107",
        "A type that cannot be the key of a dict, or be in a set",
        "Python finds keys, and what is in a set, by their hash. What can be changed has none: "
        "lists, dicts, sets, and dataclasses that are not frozen.",
        "def totals(self) -> dict[list[str], int]: ...",
        "def totals(self) -> dict[str, int]: ...",
    ),
    _method(
        "GP108",
        "None where a value has to be",
        "None alone is good for one thing: to say that a method returns nothing.",
        "def store(self, key: None) -> None: ...",
        "def store(self, key: str | None) -> None: ...",
    ),
    _method(
        "GP109",
        "A name that is not defined",
        "Names are looked up in the file and, through its imports, in the other files of the "
        "project. Nothing defines this one.",
        "def find(self, key: string) -> str: ...",
        "def find(self, key: str) -> str: ...",
    ),
    _method(
        "GP110",
        "A type from outside the project",
        "The files of the project are read, those of installed packages are not: what they define "
        "can change without the project.",
        "from numpy import ndarray\n\ndef add(self, values: ndarray) -> None: ...",
        "def add(self, values: list[float]) -> None: ...",
    ),
    _method(
        "GP111",
        "A type that exists only while the program runs",
        "The file is read and never run, so a class that a call makes cannot be seen.",
        'Entry = make_dataclass("Entry", ["key"])\n\ndef add(self, entry: Entry) -> None: ...',
        "@dataclass\nclass Entry:\n    key: str\n\ndef add(self, entry: Entry) -> None: ...",
    ),
    _method(
        "GP112",
        "An expression that is not a type",
        "An annotation has to be the name of a type, with types in brackets where it has some.",
        "def find(self, key: 3) -> str: ...",
        "def find(self, key: int) -> str: ...",
    ),
    _method(
        "GP113",
        "A class whose fields cannot be read",
        "A dataclass, a NamedTuple, a TypedDict, a class of attrs or a model of pydantic says "
        "which fields it has and how an object is made of them; another class does not.",
        "class Entry:\n    key: str\n\ndef add(self, entry: Entry) -> None: ...",
        "@dataclass\nclass Entry:\n    key: str\n\ndef add(self, entry: Entry) -> None: ...",
    ),
    _method(
        "GP114",
        "An object within a value",
        "Values are copied; what has methods, or is a function, stays where it is and is called "
        "there, over a connection of its own. Such an object is a parameter or a result by "
        "itself, or one that may be None.",
        "def report_to(self, reports: list[Callable[[str], None]]) -> None: ...",
        "def report_to(self, report: Callable[[str], None]) -> None: ...",
    ),
    _method(
        "GP115",
        "Something generic",
        "A message on the wire has one type for each field. Type variables stand for many, until "
        "they are filled in: where the class is used, or where another one inherits from it.",
        "@dataclass\nclass Page(Generic[T]):\n    items: list[T]\n\ndef first(self) -> Page: ...",
        "@dataclass\nclass Page(Generic[T]):\n    items: list[T]\n\n"
        "def first(self) -> Page[str]: ...",
    ),
    _method(
        "GP116",
        "A type made by NewType of what is no class",
        "NewType makes a class for type checkers of another class. A union, None and Literal are "
        "none.",
        'Key = NewType("Key", str | None)\n\ndef find(self, key: Key) -> str: ...',
        'Key = NewType("Key", str)\n\ndef find(self, key: Key | None) -> str: ...',
    ),
    _method(
        "GP117",
        "Another name for a type that holds itself",
        "A message can hold itself, and is made of a class with fields. A name for a list, a dict "
        "or a union has no message of its own. JSON has one: google.protobuf.Value.",
        'Json = dict[str, "Json"] | None\n\ndef find(self, key: str) -> Json: ...',
        "from gen_plugin_runtime import JsonValue\n\ndef find(self, key: str) -> JsonValue: ...",
    ),
    _method(
        "GP121",
        "A pin with arguments that cannot be read",
        "Pins are read from the source, so their arguments have to be written out there.",
        'def find(self, key: Annotated[str, pin.field("1")]) -> str: ...',
        "def find(self, key: Annotated[str, pin.field(1)]) -> str: ...",
    ),
    _method(
        "GP122",
        "A pin in a place where it does nothing",
        "pin.field belongs to a whole parameter, field or result, pin.method to a method, "
        "pin.service to a Protocol, pin.message to a dataclass or an enum.",
        "def find(self, keys: list[Annotated[str, pin.field(1)]]) -> str: ...",
        "def find(self, keys: Annotated[list[str], pin.field(1)]) -> str: ...",
    ),
    _method(
        "GP123",
        "A pin beside a type that cannot travel so",
        "pin.uint32 and its like say how a value travels. Each is for one type, and stands right "
        "beside it; one is enough.",
        "def find(self, keys: Annotated[list[int], pin.uint32]) -> str: ...",
        "def find(self, keys: list[Annotated[int, pin.uint32]]) -> str: ...",
    ),
)
