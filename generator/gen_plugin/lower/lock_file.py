"""``gen-plugin.lock``: the lock as text that a review can read and git can merge, a line a fact."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from gen_plugin.lower import keys
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import Lock, LockedField
from gen_plugin.lower.past import still_retired
from gen_plugin.lower.recorded import parse_type
from gen_plugin.model.span import Span
from gen_plugin.proto.numbers import is_enum_number, is_field_number

FILE_NAME = "gen-plugin.lock"
FORMAT = 1

_HEADER = """\
# What the hosts and plugins of this interface agree on: names, numbers and types, from run to run.
# Written by gen-plugin. Commit it, and do not edit it: a number that changes here breaks
# everything that was built before.
"""
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_TOML_LINE = re.compile(r"at line (\d+)")
_NAMED_NUMBER = re.compile(r"(\w+) (-?\d+)", re.ASCII)
_RETIRED = re.compile(r"([\w.]+) (\w+) (-?\d+)", re.ASCII)
_FILE = re.compile(r"(v[1-9][0-9]*/)?\w[\w.-]*", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)

_RESTORE = "restore the file from version control, or delete it: it is made again from the .proto"
_ORPHANED = (
    "if one branch renamed what the other added to, write the new name into the other's lines, and "
    "delete those that are there twice then; else restore the file from version control"
)
_MERGED = (
    "if a merge left two lines for the same thing, delete the one that is not released yet; else "
    "restore the file from version control"
)


def write(lock: Lock) -> str:
    """The text of a lock. Equal locks give the same text."""
    lines = [
        _HEADER,
        f"format = {FORMAT}",
        f"source = {_quoted(lock.source)}",
        f"package = {_quoted(lock.package)}",
        f"protocol_version = {lock.protocol_version}",
        f"magic_cookie_key = {_quoted(lock.magic_cookie_key)}",
        f"magic_cookie_value = {_quoted(lock.magic_cookie_value)}",
        *_array("files", sorted(lock.files)),
        *_table("services", lock.services),
        *_table("plugins", lock.plugins),
        *_table("methods", lock.methods),
        *_table("messages", lock.messages),
        *_table("fields", _named_numbers(lock.fields)),
        *_table("types", lock.types),
        *_table("enums", lock.enums),
        *_table("members", _named_numbers(lock.members)),
        *(_table("flags", lock.flags) if lock.flags else ()),
        *(_table("exceptions", lock.exceptions) if lock.exceptions else ()),
        *(_table("netrpc", lock.netrpc) if lock.netrpc else ()),
        *(_table("netrpc_types", lock.netrpc_types) if lock.netrpc_types else ()),
        "\n[retired]",
        *_array("fields", _flat(lock.retired_fields)),
        *_array("members", _flat(lock.retired_members)),
    ]
    return "\n".join(lines) + "\n"


def read(text: str, path: str = FILE_NAME) -> Lock:
    """Read what `write` wrote.

    Numbers given twice are found by lowering, which knows the places in the Python source.

    Args:
        text: The file's text.
        path: Where it stands, for messages.

    Raises:
        InputRefused: It has conflict markers, is not TOML, has another format or lacks something.
    """
    faults = Faults()
    reader = _Reader(_parse(text, path, faults), text, path, faults)
    reader.check_format()
    faults.raise_if_any()
    lock = reader.lock()
    faults.raise_if_any()
    return lock


def is_listable(name: str) -> bool:
    """Whether it names a file in the lock's folder, or in one for a former version in there."""
    return _FILE.fullmatch(name) is not None


def _parse(text: str, path: str, faults: Faults) -> dict[str, object]:
    marker = _CONFLICT.search(text)
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        faults.add(
            "GP511",
            "a merge conflict is not resolved",
            "keep the lines of both sides, but where both have the same thing or the same number "
            "only the one that is released; then run gen-plugin --force, which makes all else anew",
            Span(path, line, 1, 7),
        )
    faults.raise_if_any()
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: or a number with too many digits
        line_found = _TOML_LINE.search(str(error))
        line = int(line_found.group(1)) if line_found else 1
        faults.add("GP512", f"this is not TOML: {error}", _MERGED, Span(path, line, 1))
    faults.raise_if_any()
    return {}


class _Reader:
    """Takes the facts out of parsed TOML, noting what is not as it should be."""

    def __init__(self, data: dict[str, object], text: str, path: str, faults: Faults) -> None:
        self._data = data
        self._lines = text.splitlines()
        self._path = path
        self._faults = faults

    def check_format(self) -> None:
        number = self._data.pop("format", None)
        if number == FORMAT:
            return
        newer = isinstance(number, int) and number > FORMAT
        self._faults.add(
            "GP513",
            f"the lock has format {number}, and this gen-plugin knows {FORMAT} only"
            if newer
            else f"the lock does not say 'format = {FORMAT}'",
            "install the gen-plugin that wrote it, or a newer one" if newer else _RESTORE,
            self._span("format"),
        )

    def lock(self) -> Lock:
        """Everything. Of no use if faults were noted."""
        retired = self._table(self._data, "retired")
        made = Lock(
            source=self._text(self._data, "source"),
            package=self._text(self._data, "package"),
            protocol_version=self._protocol_version(),
            magic_cookie_key=self._text(self._data, "magic_cookie_key"),
            magic_cookie_value=self._text(self._data, "magic_cookie_value"),
            services=self._names("services"),
            plugins=self._names("plugins"),
            methods=self._names("methods"),
            messages=self._names("messages"),
            fields=self._numbers("fields"),
            types=self._names("types"),
            enums=self._names("enums"),
            members=self._numbers("members"),
            flags=self._names("flags") if "flags" in self._data else {},
            exceptions=self._names("exceptions") if "exceptions" in self._data else {},
            netrpc=self._names("netrpc") if "netrpc" in self._data else {},
            netrpc_types=self._names("netrpc_types") if "netrpc_types" in self._data else {},
            retired_fields=self._retired(retired, "fields"),
            retired_members=self._retired(retired, "members"),
            files=tuple(self._files()),
        )
        for unknown in (*self._data, *retired):
            self._malformed(unknown, f"'{unknown}' means nothing here")
        self._check_owners(made.fields, made.messages)
        self._check_owners(made.members, made.enums)
        self._check_types(made)
        self._check_names(made)
        self._check_numbers(made.fields, made.retired_fields, is_field_number)
        self._check_numbers(made.members, made.retired_members, is_enum_number)
        return made

    def _names(self, key: str) -> dict[str, str]:
        table = self._table(self._data, key)
        return {each: self._text(table, each) for each in list(table)}

    def _numbers(self, key: str) -> dict[str, LockedField]:
        found = {}
        for each, text in self._names(key).items():
            match = _NAMED_NUMBER.fullmatch(text)
            if match:
                found[each] = LockedField(match.group(1), int(match.group(2)))
            else:
                self._malformed(each, f"'{text}' is not a name and a number")
        return found

    def _retired(self, table: dict[str, object], key: str) -> dict[str, tuple[LockedField, ...]]:
        found: dict[str, list[LockedField]] = {}
        for text in self._texts(table, key):
            match = _RETIRED.fullmatch(text)
            if match:
                owner, name, number = match.groups()
                found.setdefault(owner, []).append(LockedField(name, int(number)))
            else:
                self._malformed(text, f"'{text}' is not a message or enum, a name and a number")
        return {owner: still_retired(fields) for owner, fields in found.items()}

    def _check_owners(self, owned: Iterable[str], owners: Mapping[str, str]) -> None:
        for key in owned:
            if keys.owner(key) not in owners:
                message = f"'{keys.owner(key)}', to which '{key}' belongs, is missing"
                self._malformed(key, message, _ORPHANED)

    def _check_types(self, lock: Lock) -> None:
        """See that everything has one, and a union one beside those of its arms."""
        for key, text in lock.types.items():
            if parse_type(text) is None:
                self._malformed(key, f"'{text}' is not a type")
        arguments = f" <- {keys.ARGUMENTS}"
        values = [key for key in lock.fields if not key.endswith(arguments)]
        values += [keys.value(key) for key in lock.types]
        for key in dict.fromkeys([*values, *map(keys.result, lock.methods)]):
            if key not in lock.types:
                self._malformed(key, f"'{key}' has no type")

    def _check_names(self, lock: Lock) -> None:
        """See that a .proto can have them."""
        numbered = (
            (key, each.name) for key, each in chain(lock.fields.items(), lock.members.items())
        )
        tables = (lock.services, lock.methods, lock.messages, lock.enums)
        for key, name in chain(*(each.items() for each in tables), numbered):
            if not _IDENTIFIER.fullmatch(name):
                self._malformed(key, f"'{name}' is no name for a .proto")
        if not all(map(_IDENTIFIER.fullmatch, lock.package.split("."))):
            self._malformed("package", f"'{lock.package}' is no package for a .proto")

    def _check_numbers(
        self,
        named: Mapping[str, LockedField],
        retired: Mapping[str, tuple[LockedField, ...]],
        is_possible: Callable[[int], bool],
    ) -> None:
        gone = ((owner, each) for owner, fields in retired.items() for each in fields)
        for key, each in chain(named.items(), gone):
            if not is_possible(each.number):
                self._malformed(key, f"'{each.name}' cannot have the number {each.number}")

    def _protocol_version(self) -> int:
        value = self._data.pop("protocol_version", None)
        if isinstance(value, int) and value > 0:
            return value
        self._malformed("protocol_version", "'protocol_version' is no number from 1")
        return 0

    def _text(self, table: dict[str, object], key: str) -> str:
        value = table.pop(key, None)
        if isinstance(value, str):
            return value
        self._malformed(key, f"'{key}' is not a text")
        return ""

    def _texts(self, table: dict[str, object], key: str) -> list[str]:
        value = table.pop(key, None)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
        self._malformed(key, f"'{key}' is not a list of texts")
        return []

    def _files(self) -> list[str]:
        """The listed files, which a run may replace and remove: none may be anywhere else."""
        names = self._texts(self._data, "files")
        for name in names:
            if not is_listable(name):
                self._malformed(name, f"'{name}' is not the name of a file in this folder")
        return names

    def _table(self, table: dict[str, object], key: str) -> dict[str, object]:
        value = table.pop(key, None)
        if isinstance(value, dict):
            return value
        self._malformed(key, f"the table '{key}' is missing")
        return {}

    def _malformed(self, key: str, message: str, fix: str = _RESTORE) -> None:
        self._faults.add("GP514", message, fix, self._span(key))

    def _span(self, key: str) -> Span:
        """The first line that begins with the key, however written, or else the first of all."""
        starts = (key, _quoted(key), f"[{key}]")
        for number, line in enumerate(self._lines, start=1):
            if line.strip().startswith(starts):
                return Span(self._path, number, 1, max(1, len(line)))
        return Span(self._path, 1, 1)


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, and it has one character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _array(key: str, texts: Iterable[str]) -> Iterator[str]:
    yield f"{key} = ["
    for text in texts:
        yield f"    {_quoted(text)},"
    yield "]"


def _table(name: str, facts: Mapping[str, str]) -> Iterator[str]:
    yield f"\n[{name}]"
    for key, fact in sorted(facts.items()):
        yield f"{_quoted(key)} = {_quoted(fact)}"


def _named_numbers(fields: Mapping[str, LockedField]) -> dict[str, str]:
    return {key: f"{each.name} {each.number}" for key, each in fields.items()}


def _flat(retired: Mapping[str, tuple[LockedField, ...]]) -> Iterator[str]:
    for owner, fields in sorted(retired.items()):
        for each in fields:
            yield f"{owner} {each.name} {each.number}"
