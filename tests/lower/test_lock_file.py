"""The text of the lock."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lower.building import (
    STR,
    enum,
    field,
    interface,
    member,
    method,
    parameter,
    protocol,
    record,
)

from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.lower import keys, lower
from gen_plugin.lower.keys import owner
from gen_plugin.lower.lock import Lock, LockedField
from gen_plugin.lower.lock_file import read, write
from gen_plugin.settings.settings import SourceSettings

TEXT = """\
# What the hosts and plugins of this interface agree on: names, numbers and types, from run to run.
# Written by gen-plugin. Commit it, and do not edit it: a number that changes here breaks
# everything that was built before.

format = 1
source = "../greeter.py"
package = "greeter.v1"
protocol_version = 1
magic_cookie_key = "GLAZED_PLUGIN"
magic_cookie_value = "glazed"
files = [
    "client.py",
    "codec.py",
]

[services]
"Greeter" = "Greeter"

[plugins]
"Greeter" = "greeter"

[methods]
"Greeter.greet" = "Greet"

[messages]
"Greeter.greet()" = "GreeterGreetRequest"
"Greeter.greet() ->" = "GreeterGreetResponse"
"Person" = "Person"

[fields]
"Greeter.greet() -> result" = "result 1"
"Greeter.greet(name)" = "name 1"
"Person.size" = "size 3"

[types]
"Greeter.greet() -> result" = "str"
"Greeter.greet(name)" = "str"
"Person.size" = "int | None = None"

[enums]
"people:Color" = "Color"

[members]
"people:Color.0" = "COLOR_UNSPECIFIED 0"
"people:Color.RED" = "COLOR_RED -1"

[retired]
fields = [
    "Person name 1",
    "Person age 2",
]
members = [
    "Color COLOR_BLUE 1",
]
"""

LOCK = Lock(
    source="../greeter.py",
    package="greeter.v1",
    protocol_version=1,
    magic_cookie_key="GLAZED_PLUGIN",
    magic_cookie_value="glazed",
    services={"Greeter": "Greeter"},
    plugins={"Greeter": "greeter"},
    methods={"Greeter.greet": "Greet"},
    messages={
        "Person": "Person",
        "Greeter.greet()": "GreeterGreetRequest",
        "Greeter.greet() ->": "GreeterGreetResponse",
    },
    fields={
        "Person.size": LockedField("size", 3),
        "Greeter.greet(name)": LockedField("name", 1),
        "Greeter.greet() -> result": LockedField("result", 1),
    },
    types={
        "Person.size": "int | None = None",
        "Greeter.greet(name)": "str",
        "Greeter.greet() -> result": "str",
    },
    enums={"people:Color": "Color"},
    members={
        "people:Color.RED": LockedField("COLOR_RED", -1),
        "people:Color.0": LockedField("COLOR_UNSPECIFIED", 0),
    },
    retired_fields={"Person": (LockedField("name", 1), LockedField("age", 2))},
    retired_members={"Color": (LockedField("COLOR_BLUE", 1),)},
    files=("client.py", "codec.py"),
)


def _refused(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(InputRefused) as caught:
        read(text, "out/gen-plugin.lock")
    found = []
    for each in caught.value.diagnostics:
        assert each.span is not None
        assert each.span.path == "out/gen-plugin.lock"
        found.append((each.code, each.message, each.span.line))
    return found


def _line(text: str) -> int:
    return TEXT.split(text, maxsplit=1)[0].count("\n") + 1


def test_text() -> None:
    assert write(LOCK) == TEXT
    assert read(TEXT) == LOCK


def test_line_ends_do_not_matter() -> None:
    assert read(TEXT.replace("\n", "\r\n")) == LOCK


_names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_fields = st.builds(LockedField, _names, st.integers(1, 18_999) | st.integers(20_000, 2**29 - 1))
_members = st.builds(LockedField, _names, st.integers(-(2**31), 2**31 - 1))


def _retired(
    numbered: st.SearchStrategy[LockedField],
) -> st.SearchStrategy[dict[str, tuple[LockedField, ...]]]:
    several = st.sets(numbered, min_size=1, max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda each: (each.number, each.name)))
    )
    return st.dictionaries(_names, several, max_size=3)


@given(
    st.builds(
        Lock,
        source=_texts,
        package=st.lists(_names, min_size=1, max_size=3).map(".".join),
        protocol_version=st.integers(1, 2**31 - 1),
        magic_cookie_key=_texts,
        magic_cookie_value=_texts,
        services=st.dictionaries(_texts, _names, max_size=3),
        plugins=st.dictionaries(_texts, _texts, max_size=3),
        methods=st.dictionaries(_texts, _names, max_size=3),
        messages=st.just({"Person": "Person"}),
        fields=st.dictionaries(_names.map("Person.{}".format), _fields, max_size=3),
        enums=st.just({"m:Color": "Color"}),
        members=st.dictionaries(_names.map("m:Color.{}".format), _members, max_size=3),
        retired_fields=_retired(_fields),
        retired_members=_retired(_members),
        files=st.sets(
            st.sampled_from(["__init__.py", "gen-plugin.lock", "shop.proto", "x"]), max_size=3
        ).map(lambda found: tuple(sorted(found))),
    )
)
def test_round_trip(lock: Lock) -> None:
    typed = [*lock.fields, *map(keys.result, lock.methods)]
    lock = replace(lock, types=dict.fromkeys(typed, "list[Literal['\"', 'x']] = []"))
    assert read(write(lock)) == lock


def test_a_later_fact_adds_lines_and_changes_none() -> None:
    before = interface(
        protocol("Greeter", method("greet", parameter("name"), result=STR)),
        record("Person", field("age")),
    )
    after = interface(
        protocol("Alarm"),
        protocol(
            "Greeter", method("add"), method("greet", parameter("x"), parameter("name"), result=STR)
        ),
        record("Person", field("size"), field("age")),
        enum("Color", member("RED")),
    )
    first = lower(before, SourceSettings(), None).lock
    second = lower(after, SourceSettings(), first).lock
    assert set(write(first).splitlines()) <= set(write(second).splitlines())


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> topic", "||||||| base"])
def test_conflict_marker(marker: str) -> None:
    at = '"Person.size"'
    text = TEXT.replace(at, f"{marker}\n{at}")
    assert _refused(text) == [("GP511", "a merge conflict is not resolved", _line(at))]


def test_not_toml() -> None:
    ((code, message, line),) = _refused(TEXT.replace('"Person.size" =', '"Person.size"'))
    assert code == "GP512"
    assert message.startswith("this is not TOML: ")
    assert line == _line('"Person.size"')


def test_a_line_that_a_merge_left_twice() -> None:
    line = '"Person.size" = "size 3"\n'
    with pytest.raises(InputRefused) as caught:
        read(TEXT.replace(line, line + line.replace("3", "4")))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "GP512"
    assert diagnostic.fix.startswith("if a merge left two lines for the same thing, delete the one")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("format = 2", "the lock has format 2, and this gen-plugin knows 1 only"),
        ('format = "1"', "the lock does not say 'format = 1'"),
        ("", "the lock does not say 'format = 1'"),
    ],
)
def test_another_format(line: str, message: str) -> None:
    ((code, found, _),) = _refused(TEXT.replace("format = 1", line))
    assert (code, found) == ("GP513", message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('source = "../greeter.py"', "source = 1", "'source' is not a text"),
        (
            "protocol_version = 1",
            "protocol_version = 'x'",
            "'protocol_version' is no number from 1",
        ),
        ("[services]", "[services]\nx = 1", "'x' is not a text"),
        (
            '    "codec.py",',
            '    "../codec.py",',
            "'../codec.py' is not the name of a file in this folder",
        ),
        (
            '    "codec.py",',
            '    "/codec.py",',
            "'/codec.py' is not the name of a file in this folder",
        ),
        (
            "protocol_version = 1",
            "protocol_version = 0",
            "'protocol_version' is no number from 1",
        ),
        ('"Person" = "Person"', '"Person" = "Per son"', "'Per son' is no name for a .proto"),
        ('"size 3"', '"3size 3"', "'3size' is no name for a .proto"),
        ('"size 3"', '"size 19000"', "'size' cannot have the number 19000"),
        ('"Person age 2"', '"Person age 0"', "'age' cannot have the number 0"),
        ("[services]", "[service]", "'service' means nothing here"),
        ('"size 3"', '"size"', "'size' is not a name and a number"),
        ('    "Person age 2",', "    2,", "'fields' is not a list of texts"),
        (
            '"Person age 2"',
            '"Person 2"',
            "'Person 2' is not a message or enum, a name and a number",
        ),
        ('"Person.size" = "int | None = None"', "", "'Person.size' has no type"),
        ('"Greeter.greet() -> result" = "str"', "", "'Greeter.greet() -> result' has no type"),
        ('"Person.size" = "int |', '"Person.x|int" = "int |', "'Person.x' has no type"),
        ('"int | None = None"', '"int |"', "'int |' is not a type"),
        ('"int | None = None"', '"int\\nx"', "'int\nx' is not a type"),
        ('"Person" = "Person"', "", "'Person', to which 'Person.size' belongs, is missing"),
    ],
)
def test_malformed(old: str, new: str, message: str) -> None:
    assert message in [
        found for code, found, _ in _refused(TEXT.replace(old, new)) if code == "GP514"
    ]


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000, '{a.b=[1,"' * 999])
def test_toml_that_python_cannot_read(value: str) -> None:
    assert [code for code, _, _ in _refused(f"{TEXT}\nx = {value}")] == ["GP512"]


def test_a_key_of_many_arms() -> None:
    key = "|".join(["Person.size", *"a" * 5000])
    assert owner(key) == "Person"
    assert owner(f"Greeter.greet()?|{key}") == "Greeter.greet()?"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read(text)
