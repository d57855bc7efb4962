"""Every rule: what breaks, whom, and where it is told; and what does not break."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.breaking.building import compare, line_of, lock_of
from tests.parse.sources import parse_text

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.explanations.explanation import Explanation
from gen_plugin.lower import lower
from gen_plugin.model.span import Span
from gen_plugin.settings.settings import SourceSettings

DEFINITIONS = """
class Color(Enum):
    RED = 1
    BLUE = 2
class Zero(Enum):
    NONE = 0
    ONE = 1
class Bits(Flag):
    A = 1
@dataclass
class Point:
    x: int
    y: int = 0
@dataclass
class Circle:
    radius: float
class Listener(Protocol):
    def heard(self, what: str) -> bool: ...
class Observer(Protocol[T]):
    def notify(self, item: T) -> bool: ...
"""


def _with(parameters: str, result: str = "None") -> str:
    text = f"class Store(Protocol):\n    def find(self, {parameters}) -> {result}: ..."
    others = "c: Color, z: Zero, p: Point, o: Circle, s: Listener, n: Observer[float]"
    return f"{DEFINITIONS}{text}\n    def others(self, {others}) -> None: ..."


def _record(fields: str) -> str:
    store = "class Store(Protocol):\n    def find(self) -> Item: ..."
    return f"@dataclass\nclass Item:\n    {fields}\n{store}"


PARAMETER = [
    # (before, after, code), of a parameter x; None: nothing breaks
    ("", "x: int", "GP302"),
    ("", "x: list[int]", "GP302"),
    ("", "x: int | None", "GP302"),
    ("", "x: Point", "GP302"),
    ("", "x: int | str", "GP302"),
    ("", "x: Listener", "GP302"),
    ("", "x: Listener | None = None", None),
    ("", "x: int = 5", None),
    ("", "x: int = 0", None),
    ("", "x: Annotated[int, pin.implicit] = 5", None),
    ("", "x: Point | None = None", None),
    ("", "x: list[int] = []", None),
    ("", "x: int | str = 1", None),
    ("", "*x: int", "GP302"),
    ("x: int", "", "GP307"),
    ("x: list[int]", "", "GP307"),
    ("x: int = 5", "", None),
    ("x: Point | None = None", "", None),
    ("x: int", "x: bool", "GP303"),
    ("x: int", "x: float", "GP303"),
    ("x: str", "x: bytes", "GP303"),
    ("x: bytes", "x: bytearray", None),
    ("x: str", "x: Path", "GP303"),
    ("x: int", "x: Annotated[int, pin.int32]", "GP303"),
    ("x: int", "x: Annotated[int, pin.bigint]", "GP303"),
    ("x: int", "x: Bits", "GP303"),
    ("x: Color", "x: Zero", "GP303"),
    ("x: Color", "x: Annotated[Color, pin.open]", None),
    ("x: Point", "x: Circle", "GP303"),
    ("x: Point", "x: Listener", "GP303"),
    ("x: datetime.datetime", "x: Annotated[datetime.datetime, pin.naive]", "GP303"),
    ("x: datetime.datetime", "x: datetime.date", "GP303"),
    ("x: list[int]", "x: Sequence[int]", None),
    ("x: list[int]", "x: tuple[int, ...]", None),
    ("x: list[int]", "x: tuple[int, int]", "GP303"),
    ("x: tuple[int, int]", "x: tuple[int, int, int]", "GP303"),
    ("x: list[int]", "x: set[int]", "GP303"),
    ("x: list[int]", "x: list[int | None]", "GP303"),
    ("x: list[int]", "x: list[int] | None", "GP303"),
    ("x: list[int]", "x: list[int] = [1]", "GP303"),
    ("x: dict[str, int]", "x: Mapping[str, int]", None),
    ("x: dict[str, int]", "x: Annotated[dict[str, int], pin.ordered]", None),
    ("x: dict[str, int]", "x: dict[int, int]", "GP303"),
    ("x: int", "x: int | str", "GP303"),
    ("x: int | str", "x: int", "GP303"),
    ("x: int | str", "x: int | str = 1", "GP303"),
    ("x: int | str", "x: Annotated[int | str, pin.field(7)]", "GP303"),
    ("x: int | str", "x: str | bytes | int", None),
    ("x: int | str | bytes", "x: str | bytes", "GP310"),
    ("x: list[int | str | bytes]", "x: list[str | bytes]", "GP310"),
    ("x: list[int | str]", "x: list[Annotated[int, pin.int32] | str]", "GP303"),
    ("x: Literal['a', 'b']", "x: Literal['b', 'c', 'a']", None),
    ("x: Literal['a', 'b']", "x: Literal['b']", "GP310"),
    ("x: list[Literal[1, 2]]", "x: list[Literal[1]]", "GP310"),
    ("x: Literal['a', 'b']", "x: str", None),
    ("x: str", "x: Literal['a', 'b']", "GP303"),
    ("x: Literal['1']", "x: Literal[1]", "GP303"),
    ("x: int = 5", "x: int", "GP304"),
    ("x: int = 5", "x: int = 6", None),
    ("x: int = 5", "x: int = 0", None),
    ("x: Zero", "x: Zero = Zero.NONE", None),
    ("x: Annotated[int, pin.bigint]", "x: Annotated[int, pin.bigint] | None = 0", "GP303"),
    ("x: int = 0", "x: int", None),
    ("x: int = 0", "x: int = 5", None),
    ("x: Point = ...", "x: Point", "GP304"),
    ("x: list[int] = []", "x: list[int]", None),
    ("x: int | None = None", "x: int | None", None),
    ("x: int | None", "x: int", "GP305"),
    ("x: int | None = None", "x: int = 0", "GP305"),
    ("x: Point | None", "x: Point", "GP305"),
    ("x: Listener | None", "x: Listener", "GP305"),
    ("x: int | None = None", "x: int = 5", "GP306"),
    ("x: int", "x: int | None", "GP306"),
    ("x: int", "x: int = 5", "GP306"),
    ("x: int", "x: int = 0", None),
    ("x: str", "x: str = ''", None),
    ("x: str", "x: str | None = None", "GP306"),
    ("x: int = 5", "x: int | None = None", "GP306"),
    ("x: int | None = None", "x: int | None = 5", "GP303"),
    ("x: int | None = None", "x: int | None = 0", "GP303"),
    ("x: int | None = 0", "x: int | None", "GP303"),
    ("x: int | None = 0", "x: int | None = 5", None),
    ("x: int | None = 0", "x: int = 0", "GP303"),
    ("x: Point", "x: Point | None = None", None),
    ("x: datetime.date", "x: datetime.date | None", None),
    ("x: Annotated[int, pin.bigint]", "x: Annotated[int, pin.bigint] | None", None),
    ("x: Annotated[int, pin.int32]", "x: Annotated[int, pin.int32] | None", "GP306"),
    ("x: Color", "x: Color = Color.BLUE", None),
    ("x: Zero", "x: Zero = Zero.ONE", "GP306"),
    ("x: Bits", "x: Bits | None", "GP306"),
    ("x: Literal['a']", "x: Literal['a'] | None", None),
    ("x: Literal['', 'a']", "x: Literal['', 'a'] | None", "GP306"),
    ("x: Annotated[int, pin.implicit] = 5", "x: int", None),
    ("x: Annotated[int, pin.implicit] = 5", "x: int = 5", "GP306"),
    ("x: Listener", "x: Listener | None = None", None),
    ("x: Callable[[int], None]", "x: Callable[[str], None]", "GP303"),
    ("x: Observer[int]", "x: Observer[str]", "GP303"),
    ("x: Observer[int]", "x: Observer[int] | None = None", None),
    ("x: list[int]", "x: Iterator[int]", "GP308"),
    ("x: Iterator[int]", "x: int", "GP308"),
    ("x: Iterator[int]", "x: AsyncIterator[int]", None),
    ("x: Iterator[int]", "x: Iterator[str]", "GP303"),
    ("x: Iterator[int]", "y: Iterator[int]", None),
    ("x: Iterator[int]", "x: Iterator[int], y: int = 1", "GP308"),
    ("x: Iterator[int], y: int = 1", "x: Iterator[int]", "GP308"),
    ("x: Iterator[int], y: int = 1", "x: Iterator[int], y: int = 1, z: int = 1", None),
]


@pytest.mark.parametrize(("before", "after", "code"), PARAMETER)
def test_parameters(before: str, after: str, code: str | None, tmp_path: Path) -> None:
    def text(parameters: str) -> str:
        made = _with(parameters)
        return made.replace("def find", "async def find") if "Async" in parameters else made

    found = compare(tmp_path, text(before), text(after))

    assert [each.code for each in found] == ([code] if code else [])
    line = text(after)[: text(after).index("def find")].count("\n") + 1
    assert [line_of(each) for each in found] == [line] * len(found)


RESULT = [
    ("int", "bool", "GP303"),
    ("int", "None", "GP303"),
    ("None", "int", "GP303"),
    ("int", "int | None", "GP306"),
    ("int | None", "int", "GP305"),
    ("Point", "Point | None", None),
    ("list[int]", "Iterator[int]", "GP308"),
    ("Iterator[int]", "Generator[int, None, None]", None),
    ("Iterator[int]", "int", "GP308"),
    ("int | str | None", "int | None | str | bytes", None),
    ("int | str | None", "int | str", "GP310"),
]


@pytest.mark.parametrize(("before", "after", "code"), RESULT)
def test_results(before: str, after: str, code: str | None, tmp_path: Path) -> None:
    found = compare(tmp_path, _with("x: int", before), _with("x: int", after))

    assert [each.code for each in found] == ([code] if code else [])


FIELD = [
    ("a: int", "a: int\n    b: int", "GP302", "plugins built before it do not send it"),
    ("a: int", "a: int\n    b: int = 0", None, ""),
    ("a: int\n    b: int = 1", "a: int\n    b: int", "GP304", "plugins built before"),
    ("a: int\n    b: int", "a: int", "GP307", "hosts built before it went need it"),
    ("a: int\n    b: int", "b: int\n    a: int", None, ""),
    ("a: int", "a: bool", "GP303", "field 'a' was int, and is bool"),
]


@pytest.mark.parametrize(("before", "after", "code", "message"), FIELD)
def test_fields(before: str, after: str, code: str | None, message: str, tmp_path: Path) -> None:
    found = compare(tmp_path, _record(before), _record(after))

    assert [each.code for each in found] == ([code] if code else [])
    assert all(message in each.message for each in found)


def test_a_method_that_is_gone(tmp_path: Path) -> None:
    (found,) = compare(
        tmp_path,
        "class Store(Protocol):\n    def a(self, x: int) -> None: ...\n    def b(self) -> int: ...",
        "class Store(Protocol):\n    def a(self, x: int) -> None: ...",
    )

    assert (found.code, line_of(found)) == ("GP301", 1)
    assert found.message == "method 'b' is gone: hosts built before it went still call it"


def test_a_protocol_that_is_gone_or_no_plugin_any_more(tmp_path: Path) -> None:
    first = "class A(Protocol):\n    def a(self) -> int: ...\n"
    second = "class B(Protocol):\n    def b(self{}) -> int: ...\n"

    (gone,) = compare(tmp_path, first + second.format(""), second.format(""))
    assert (gone.code, gone.span) == ("GP301", Span(str(tmp_path / "store.py"), 1, 1))
    assert gone.message == "Protocol 'A' is gone: hosts built before it went still ask for it"

    (passed,) = compare(
        tmp_path, first + second.format(""), first + second.format(", a: A | None = None")
    )
    assert (passed.code, line_of(passed)) == ("GP301", 1)
    assert "'A' is no plugin any more" in passed.message


def test_members_of_enums(tmp_path: Path) -> None:
    def text(*members: str) -> str:
        body = "\n".join(f"    {each}" for each in members)
        return f"class E(Enum):\n{body}\nclass S(Protocol):\n    def f(self, e: E) -> None: ..."

    assert compare(tmp_path, text("A = 1", "B = 2"), text("B = 2", "C = 3", "A = 1")) == []
    assert compare(tmp_path, text("A = 1", "B = 2"), text("C = 2", "B = 2", "A = 1")) == []
    (found,) = compare(tmp_path, text("A = 1", "B = 2"), text("B = 2"))
    assert (found.code, line_of(found)) == ("GP309", 1)
    (renamed,) = compare(tmp_path, text("A = 1", "B = 2"), text("A = 1", "C = 2"))
    assert renamed.code == "GP309"
    (alias,) = compare(tmp_path, text("A = 1", "B = 2"), text("A = 1", "B = A"))
    assert (alias.code, line_of(alias)) == ("GP309", 3)
    assert alias.message.startswith("member 'B' stands for another one now: programs built before")
    (own,) = compare(tmp_path, text("A = 1", "B = 1"), text("A = 1", "B = 2"))
    assert (own.code, line_of(own)) == ("GP311", 3)
    assert own.message == "E.B was number 1 on the wire, and is 2"


def test_an_enum_that_became_a_record(tmp_path: Path) -> None:
    store = "class S(Protocol):\n    def f(self, t: list[Thing]) -> None: ..."
    found = compare(
        tmp_path,
        f"class Thing(Enum):\n    A = 1\n{store}",
        f"@dataclass\nclass Thing:\n    a: int = 1\n{store}",
    )

    assert [(each.code, line_of(each)) for each in found] == [("GP303", 5)]


def test_types_that_move_to_another_file_stay(tmp_path: Path) -> None:
    definitions = "@dataclass\nclass P:\n    a: int\nclass E(Enum):\n    A = 1\n"
    store = "class S(Protocol):\n    def f(self, p: P, e: E) -> None: ..."
    first = lock_of(tmp_path, definitions + store)
    (tmp_path / "other.py").write_text(
        f"from dataclasses import dataclass\nfrom enum import Enum\n{definitions}"
    )
    interface = parse_text(tmp_path, f"from other import P, E\n{store}")

    assert find_breaking(interface, first, lower(interface, SourceSettings(), first).lock) == []


RENAMED = [
    ("class Other(Protocol):", "@pin.service('Store', plugin='store')\nclass Other(Protocol):"),
    ("class Human:", "@pin.message('Person')\n@dataclass\nclass Human:"),
    ("class Hue(Enum):", "@pin.message('Color')\nclass Hue(Enum):"),
    ("    def seek(", "    @pin.method('Find')\n    def seek("),
    (", word: str", ", word: Annotated[str, pin.field(2, name='text')]"),
    ("    title: str", "    title: Annotated[str, pin.field(1, name='name')]"),
]
PINNED = """
class Color(Enum):
    RED = 1
@dataclass
class Person:
    name: str
class Store(Protocol):
    def find(self, who: Person, text: str, color: Color) -> list[Person]: ...
"""
NAMES = {
    "class Other(Protocol):": "class Store(Protocol):",
    "class Human:": "class Person:",
    "class Hue(Enum):": "class Color(Enum):",
    "    def seek(": "    def find(",
    ", word: str": ", text: str",
    "    title: str": "    name: str",
}


@pytest.mark.parametrize(("renamed", "pinned"), RENAMED)
def test_what_is_renamed_breaks_unless_it_is_pinned_to_its_name(
    renamed: str, pinned: str, tmp_path: Path
) -> None:
    old, new = NAMES[renamed], renamed

    def text(replacement: str) -> str:
        made = PINNED.replace(old, replacement)
        made = made.replace("@dataclass\n@pin", "@pin")
        if "Human" in new:
            made = made.replace("Person", "Human").replace("'Human'", "'Person'")
        return made.replace("color: Color", "color: Hue") if "Hue" in new else made

    assert compare(tmp_path, PINNED, text(new)) != []
    assert compare(tmp_path, PINNED, text(pinned)) == []


def test_sides_are_named_for_who_calls_whom(tmp_path: Path) -> None:
    before = """
        class Listener(Protocol):
            def heard(self) -> None: ...
        class Child(Protocol):
            def grow(self) -> None: ...
        class Store(Protocol):
            def listen(self, to: Listener) -> Child: ...
            def both(self, child: Child) -> None: ...
    """
    after = before.replace("heard(self)", "heard(self, x: int)").replace(
        "grow(self)", "grow(self, x: int)"
    )

    assert [each.message for each in compare(tmp_path, before, after)] == [
        "parameter 'x' has no default: plugins built before it do not send it",
        "parameter 'x' has no default: programs built before it do not send it",
    ]


def test_a_lock_that_was_made_anew(tmp_path: Path) -> None:
    first = lock_of(tmp_path, "class S(Protocol):\n    def f(self, a: int, b: int) -> None: ...")
    interface = parse_text(
        tmp_path, "class S(Protocol):\n    def f(self, b: int, a: int) -> None: ..."
    )

    found = find_breaking(interface, first, lower(interface, SourceSettings(), None).lock)

    assert [each.code for each in found] == ["GP311", "GP311"]
    assert found[0].message == "S.f(b) was number 2 on the wire, and is 1"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (SourceSettings(package="other.v1"), "the package was store.v1, and is other.v1"),
        (SourceSettings(cookie_key="X"), "the cookie's key was STORE_PLUGIN, and is X"),
        (SourceSettings(cookie_value="X"), "and is X"),
    ],
)
def test_the_handshake(settings: SourceSettings, message: str, tmp_path: Path) -> None:
    text = "class S(Protocol):\n    def f(self) -> None: ..."
    first = lock_of(tmp_path, text)
    interface = parse_text(tmp_path, text)

    found = find_breaking(interface, first, lower(interface, settings, None).lock)

    assert {each.code for each in found} == {"GP311"}
    assert any(each.message.endswith(message) for each in found)


def test_a_lower_protocol_version_breaks_and_a_higher_one_allows_everything(tmp_path: Path) -> None:
    text = "class S(Protocol):\n    def f(self, x: int) -> None: ..."
    first = lock_of(tmp_path, text)
    interface = parse_text(tmp_path, text.replace("x: int", "x: str"))
    second = lower(interface, SourceSettings(protocol_version=2), first).lock

    assert find_breaking(interface, first, second) == []
    (found,) = [
        each
        for each in find_breaking(parse_text(tmp_path, text), second, first)
        if "version" in each.message
    ]
    assert found.code == "GP311"


EXPLAINED = [each for each in TABLE.values() if each.code.startswith("GP3")]


@pytest.mark.parametrize("explanation", EXPLAINED, ids=lambda each: each.code)
def test_examples_show_what_they_say(explanation: Explanation, tmp_path: Path) -> None:
    wrong, right = explanation.wrong, explanation.right
    before, after = wrong.removeprefix("# before\n").split("\n\n# after\n")
    code = explanation.code
    if code == "GP311":  # the lock itself refuses the pin, until it is made anew
        first = lock_of(tmp_path, before)
        interface = parse_text(tmp_path, after)
        found = find_breaking(interface, first, lower(interface, SourceSettings(), None).lock)
    else:
        found = compare(tmp_path, before, after)

    assert [each.code for each in found] == [code]
    assert compare(tmp_path, before, right.removeprefix("# after\n")) == []


FLAGGED = """
class {name}(Flag):
    {members}
class Store(Protocol):
    def find(self, x: {name}) -> None: ...
"""
BITS = [
    # (members before, members after, codes)
    ("A = auto(); B = auto()", "A = auto(); B = auto(); C = auto()", []),
    ("A = auto(); B = auto()", "A = auto(); C = auto(); B = auto()", ["GP313"]),
    ("A = auto(); B = auto()", "B = auto(); A = auto()", ["GP313", "GP313"]),
    ("A = 1; B = 2", "B = 1 << 1; A = 2 ** 0", []),
    ("A = 1; B = 2", "A = 1; Z = 2", []),
    ("A = 1; B = 2", "A = 1", ["GP309"]),
    ("A = 1; B = 2; AB = A | B", "A = 1; B = 2", []),
    ("A = 1; B = 2; AB = A | B", "A = 1; B = 2; C = 4; AB = A | B | C", []),
    ("A = 1; B = 2; AB = A | B; C = auto()", "A = 1; B = 2; C = 4", []),
    ("NONE = 0; A = auto(); B = auto()", "A = auto(); B = auto()", []),
    ("A = auto(); B = auto()", "A = 2; B = 1", ["GP313", "GP313"]),
    ("A = os.O_APPEND; B = 2", "A = 8; B = 2", []),
    ("A = os.O_APPEND; B = auto()", "A = os.O_APPEND; B = auto()", []),
    ("A = int('1')", "A = int('2')", []),
]


@pytest.mark.parametrize(("before", "after", "codes"), BITS)
def test_bits_of_flags(before: str, after: str, codes: list[str], tmp_path: Path) -> None:
    found = compare(
        tmp_path,
        FLAGGED.format(name="Bits", members=before),
        FLAGGED.format(name="Bits", members=after),
    )

    assert [each.code for each in found] == codes


def test_a_bit_is_told_where_it_stands(tmp_path: Path) -> None:
    before = FLAGGED.format(name="Bits", members="A = auto()\n    B = auto()\n    C = auto()")
    after = FLAGGED.format(name="Bits", members="A = auto()\n    X = auto()\n    B = auto()")

    (gone,) = compare(tmp_path, before, after)

    assert (gone.code, line_of(gone)) == ("GP313", 5)
    assert gone.message == "bit 'B' was 2 on the wire, and is 4"
    assert gone.fix == "write B = 2"


def test_a_flag_may_be_renamed_and_moved_and_not_be_another_one(tmp_path: Path) -> None:
    text = FLAGGED.format(name="Bits", members="A = 1; B = 2")
    renamed = FLAGGED.format(name="Options", members="A = 1; B = 2; C = 4")
    other = FLAGGED.format(name="Options", members="FAST = 1; B = 2")
    assert compare(tmp_path, text, renamed) == []
    assert [each.code for each in compare(tmp_path, text, other)] == ["GP303"]

    first = lock_of(tmp_path, text)
    (tmp_path / "bits.py").write_text("from enum import Flag\nclass Bits(Flag):\n    A = 1; B = 2")
    store = "from bits import Bits\n" + text[text.index("class Store") :]
    interface = parse_text(tmp_path, store)
    assert find_breaking(interface, first, lower(interface, SourceSettings(), first).lock) == []


def test_one_flag_in_the_place_of_another(tmp_path: Path) -> None:
    two = "class One(Flag):\n    A = 1\nclass Two(Flag):\n    A = 1\n"
    store = "class S(Protocol):\n    def f(self, x: {}, y: {}) -> None: ..."

    found = compare(tmp_path, two + store.format("One", "Two"), two + store.format("Two", "One"))

    assert [each.code for each in found] == ["GP303", "GP303"]


STEPS = [
    # (from one state to the next, the code of the last step)
    (["x: int", "x: int = 0", "x: int = 5"], "GP306"),
    (["x: bool", "x: bool = False", "x: bool = False", "x: bool = True"], "GP306"),
    (["x: int = 0", "x: int", "x: int = 0", "x: int = 5"], "GP306"),
    (["x: Literal['']", "x: Literal['', 'a'] = ''", "x: Literal['', 'a'] = 'a'"], "GP306"),
    (["x: int = 0", "x: int = 0", "x: int = 5"], None),
    (["x: int", "x: int = 0", "x: int"], None),
    (["x: int", "x: int = 0", ""], None),
    (["x: int = 5", "x: int = 6", "x: int"], "GP304"),
    (["x: int = 5", "x: int = 0", "x: int"], "GP304"),
    (["x: int = 5", "x: int = 0", "x: int = 0", "x: int"], "GP304"),
    (["x: int = 5", "x: int = 0", "x: int = 6"], None),
    (["x: int = 5", "x: int = 0", ""], None),
    (["x: Zero = Zero.ONE", "x: Zero = Zero.NONE", "x: Zero"], "GP304"),
    (["x: Zero", "x: Zero = Zero.NONE", "x: Zero = Zero.ONE"], "GP306"),
    (["x: Zero = Zero.NONE", "x: Zero"], None),
    (
        [
            "x: Annotated[int, pin.bigint]",
            "x: Annotated[int, pin.bigint] = 0",
            "x: Annotated[int, pin.bigint] = 5",
        ],
        None,
    ),
]


@pytest.mark.parametrize(("states", "code"), STEPS)
def test_what_was_built_before_the_last_lock(
    states: list[str], code: str | None, tmp_path: Path
) -> None:
    """A zero was left out by those for whom it was no default: no later one may take it over."""
    lock = lock_of(tmp_path, _with(states[0]))
    codes: list[list[str]] = []
    for each in states[1:]:
        interface = parse_text(tmp_path, _with(each))
        after = lower(interface, SourceSettings(), lock).lock
        codes.append([found.code for found in find_breaking(interface, lock, after)])
        lock = after

    assert codes == [*([] for _ in states[2:]), [code] if code else []]


EXCEPTIONS = """
class {name}(LookupError): ...
class Group(ExceptionGroup[Exception]): ...
class _Hidden(Exception): ...
class Store(Protocol):
    {raises}
    def find(self) -> int: ...
"""


def test_exceptions_that_are_declared_no_longer(tmp_path: Path) -> None:
    def text(name: str = "Absent", raises: str = "@raises(_Hidden)") -> str:
        return EXCEPTIONS.format(name=name, raises=raises)

    assert compare(tmp_path, text(), text()) == []
    assert compare(tmp_path, text(raises=""), text()) == []
    (hidden,) = compare(tmp_path, text(), text(raises=""))
    assert hidden.code == "GP312"
    assert hidden.message == (
        "exception '_Hidden' no longer crosses the wire as itself: programs built before wait for "
        "it in vain"
    )
    (renamed,) = compare(tmp_path, text(), text(name="Missing"))
    assert (renamed.code, "'Absent'" in renamed.message) == ("GP312", True)
    pinned = text(name="Missing").replace("class Missing", "@pin.message('Absent')\nclass Missing")
    assert compare(tmp_path, text(), pinned) == []
    (group,) = compare(tmp_path, text(), text().replace("class Group", "class _Group"))
    assert (group.code, "'Group'" in group.message) == ("GP312", True)
    other_base = text().replace("LookupError", "ValueError")
    assert compare(tmp_path, text(), other_base) == []


def test_an_exception_is_a_group_or_is_none(tmp_path: Path) -> None:
    one = EXCEPTIONS.format(name="Absent", raises="@raises(Absent)")
    group = one.replace("Absent(LookupError)", "Absent(ExceptionGroup[Exception])")

    for before, after, change in (
        (one, group, "an Exception, and is an ExceptionGroup"),
        (group, one, "an ExceptionGroup, and is an Exception"),
    ):
        (found,) = compare(tmp_path, before, after)
        assert (found.code, line_of(found)) == ("GP312", 2)
        assert f"'Absent' was {change}" in found.message


def test_an_exception_may_move_to_another_file(tmp_path: Path) -> None:
    text = EXCEPTIONS.format(name="Absent", raises="@raises(Absent)")
    first = lock_of(tmp_path, text)
    (tmp_path / "faults.py").write_text(
        "class Absent(LookupError): ...\nclass Group(ExceptionGroup[Exception]): ..."
    )
    moved = text.replace("class Absent(LookupError): ...\n", "from faults import Absent, Group\n")
    moved = moved.replace("class Group(ExceptionGroup[Exception]): ...\n", "")
    interface = parse_text(tmp_path, moved.replace("@raises(Absent)", "@raises(Absent, Group)"))

    assert find_breaking(interface, first, lower(interface, SourceSettings(), first).lock) == []


def test_an_empty_default_beside_none_is_another_field(tmp_path: Path) -> None:
    """What is absent stands for the default then, and None needs a message of its own."""

    def text(default: str) -> str:
        return _record(f"a: list[int] | None = {default}")

    empty = "field(default_factory=list)"
    for before, after in (("None", empty), (empty, "None")):
        assert [each.code for each in compare(tmp_path, text(before), text(after))] == ["GP303"]
