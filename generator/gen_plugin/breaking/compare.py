"""What the interface, as it is now, would break of what was built from an earlier lock."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.breaking import values
from gen_plugin.breaking.alignment import aligned
from gen_plugin.breaking.hashed import changed_fields
from gen_plugin.breaking.places import Places, noun
from gen_plugin.breaking.renames import Renames
from gen_plugin.breaking.sides import Side, Sides
from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.netrpc.contract import ArgumentForm, Nothing
from gen_plugin.lower.netrpc.shapes import BUT_ZERO, is_kept, plain
from gen_plugin.lower.past import rekeyed
from gen_plugin.model.interface import Interface

_KEEP = "keep it, and add a new one beside it"
_TAKE_BACK = "take it from the lock that is in use, or pin it"


def find_breaking(interface: Interface, before: Lock, after: Lock) -> list[Diagnostic]:
    """Compare an interface with an earlier lock, in both directions: old hosts, and old plugins.

    A raised protocol version allows everything: who knows the former alone is told so at the start,
    and nothing is misunderstood.

    Args:
        interface: The interface.
        before: An earlier lock.
        after: The interface's own.

    Returns:
        What would break, and warnings of what may get lost, in the order of the file.
    """
    if after.protocol_version > before.protocol_version:
        return []
    known = aligned(rekeyed(before, interface), after)
    comparison = _Comparison(interface, known, after)
    return sorted(dict.fromkeys(comparison.all()), key=_place)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    span = diagnostic.span
    return (span.path, span.line, span.column, diagnostic.code) if span else ("", 0, 0, "")


def _netrpc_fix(old: str, new: str) -> str:
    if new == ArgumentForm.MAP.value:
        return "take the method out of netrpc-maps in pyproject.toml"
    if {old, new} == {each.shape for each in Nothing}:
        return "set netrpc-nothing in pyproject.toml to what it was"
    return _KEEP


class _Comparison:
    def __init__(self, interface: Interface, before: Lock, after: Lock) -> None:
        self._interface = interface
        self._before = before
        self._after = after
        self._places = Places(interface)
        self._sides = Sides(interface)
        self._renames = Renames(before, after)
        self._hints = self._renames.hints()

    def all(self) -> Iterator[Diagnostic]:
        """Everything, in no order."""
        yield from self._handshake()
        yield from self._protocols()
        yield from self._methods()
        yield from self._values()
        yield from self._seemingly_renamed()
        yield from self._hashed()
        yield from self._members()
        yield from self._bits()
        yield from self._exceptions()
        yield from self._names()
        yield from self._netrpc()

    def _handshake(self) -> Iterator[Diagnostic]:
        before, after = self._before, self._after
        for what, old, new in (
            ("package", before.package, after.package),
            ("protocol version", before.protocol_version, after.protocol_version),
            ("cookie's key", before.magic_cookie_key, after.magic_cookie_key),
            ("cookie's value", before.magic_cookie_value, after.magic_cookie_value),
        ):
            if old != new:
                yield self._found("GP311", "", f"the {what} was {old}, and is {new}", _TAKE_BACK)

    def _protocols(self) -> Iterator[Diagnostic]:
        for key in self._before.plugins:
            if key not in self._after.services:
                message = f"Protocol '{key}' is gone: hosts built before it went still ask for it"
                yield self._found("GP301", key, message, _KEEP)
            elif key not in self._after.plugins:
                message = f"'{key}' is no plugin any more: hosts built before it was passed as an "
                yield self._found("GP301", key, f"{message}object ask for it", _KEEP)

    def _methods(self) -> Iterator[Diagnostic]:
        for key in self._before.methods:
            protocol, _, name = key.rpartition(".")
            if protocol not in self._after.services:
                continue
            if key not in self._after.methods:
                callers = self._sides.callers(protocol)
                message = f"method '{name}' is gone: {callers} built before it went still call it"
                yield self._found("GP301", key, message, _KEEP)
            else:
                yield from self._streams(key, name)

    def _streams(self, key: str, name: str) -> Iterator[Diagnostic]:
        item, arguments = (keys.streamed(key, each) for each in (keys.ITEM, keys.ARGUMENTS))
        old, new = self._before, self._after
        fix = "keep the method, and add a new one"
        if values.is_streamed(old, key) != values.is_streamed(new, key):
            now = "is a stream now" if item in new.types else "is a stream no longer"
            message = f"what is sent to '{name}' {now}: what was built before does otherwise"
            yield self._found("GP308", item if item in new.types else key, message, fix)
        elif values.is_streamed(old, key) and (arguments in old.fields) != (
            arguments in new.fields
        ):
            now = "has" if arguments in new.fields else "no longer has"
            message = f"'{name}' {now} other arguments than a stream, which changes its items"
            yield self._found("GP308", key, message, fix)
        if values.streams_results(old, key) != values.streams_results(new, key):
            now = "is a stream now" if values.streams_results(new, key) else "is no stream any more"
            message = f"the result of '{name}' {now}: what was built before does otherwise"
            yield self._found("GP308", key, message, fix)

    def _values(self) -> Iterator[Diagnostic]:
        for change in values.changes(self._before, self._after):
            senders = self._sides.senders(keys.value(change.key))
            message = change.message(senders, senders.other)
            yield self._found(change.code, change.key, message, change.fix)

    def _seemingly_renamed(self) -> Iterator[Diagnostic]:
        for old, new in self._renames.silent():
            name, former = keys.name(new), keys.name(old)
            senders = self._sides.senders(new)
            message = (
                f"{noun(new)} looks like '{former}' renamed: what {senders} built before send as "
                f"'{former}' gets lost without an error, and '{name}' has its default; likewise "
                "the other way round"
            )
            fix = f"if it is the same, {self._renames.cure(old)}, and restore gen-plugin.lock if "
            fix += "it was written since; if it is another one, all is well"
            yield self._found("GP314", new, message, fix, Level.WARNING)

    def _hashed(self) -> Iterator[Diagnostic]:
        for key in changed_fields(self._interface, self._before, self._after):
            is_new = key in self._after.types
            happened, way = ("is new in", "to") if is_new else ("is gone from", "from")
            message = (
                f"{noun(key)} {happened} a class that is in a set or a key of a dict: {way} "
                f"{Side.BOTH} built before, what differs in it alone becomes the same, and only "
                "one of them is left"
            )
            fix = "put it into another class, such as the dict's values" if is_new else "keep it"
            fix += "; if no two of them ever differ in it alone, all is well"
            yield self._found("GP315", key, message, fix, Level.WARNING)

    def _members(self) -> Iterator[Diagnostic]:
        for key in self._gone_members():
            name = keys.name(key)
            if key in self._after.members:
                message = f"member '{name}' stands for another one now: "
                message += f"{Side.BOTH} built before still send the number that was its own"
                yield self._found("GP309", key, message, "let it have a value of its own")
            else:
                message = f"member '{name}' is gone: {Side.BOTH} built before it went still send it"
                yield self._found("GP309", key, message, "keep it")

    def _gone_members(self) -> list[str]:
        """Those with whose numbers nobody can do anything any more."""
        left = {(keys.owner(key), each.number) for key, each in self._after.members.items()}
        return [
            key
            for key, member in self._before.members.items()
            if (enum := keys.owner(key)) in self._after.enums
            and (enum, member.number) not in left
            and key != keys.zero(enum)
        ]

    def _bits(self) -> Iterator[Diagnostic]:
        now = self._after.flags
        known = {keys.owner(key) for key in now}
        left = {(keys.owner(key), bit) for key, bit in now.items()}
        for key, bit in self._before.flags.items():
            flag, _, name = key.rpartition(".")
            if key in now and now[key] != bit:
                message = f"bit '{name}' was {bit} on the wire, and is {now[key]}"
                yield self._found("GP313", key, message, f"write {name} = {bit}")
            elif key not in now and flag in known and (flag, bit) not in left:
                message = f"bit '{name}' is gone: {Side.BOTH} built before it went still send it"
                yield self._found("GP309", key, message, "keep it")

    def _exceptions(self) -> Iterator[Diagnostic]:
        for key in self._before.exceptions.keys() - self._after.exceptions.keys():
            message = f"exception '{keys.bare(key)}' no longer crosses the wire as itself: "
            message += f"{Side.BOTH} built before wait for it in vain"
            yield self._found("GP312", key, message, "keep it, and name it by @raises(...)")
        for key in self._before.exceptions.keys() & self._after.exceptions.keys():
            old, new = self._before.exceptions[key], self._after.exceptions[key]
            if old != new:
                message = f"'{keys.bare(key)}' was an {old}, and is an {new}: "
                message += f"{Side.BOTH} built before get another exception in its place"
                yield self._found("GP312", key, message, "keep its base, and add another class")

    def _names(self) -> Iterator[Diagnostic]:
        tables = ("services", "plugins", "methods", "messages", "enums", "netrpc")
        for table in tables:
            old, new = getattr(self._before, table), getattr(self._after, table)
            for key in old.keys() & new.keys():
                if old[key] != new[key]:
                    yield self._renamed(key, f"'{old[key]}'", f"'{new[key]}'")
        told = self._gone_members()
        for table in ("fields", "members"):
            old, new = getattr(self._before, table), getattr(self._after, table)
            for key in (old.keys() & new.keys()).difference(told):
                if old[key].number != new[key].number:
                    yield self._renamed(key, f"number {old[key].number}", f"{new[key].number}")

    def _netrpc(self) -> Iterator[Diagnostic]:
        old, new = self._before.netrpc_types, self._after.netrpc_types
        if old and not new:
            message = "the interface has no form over net/rpc any more: programs that speak it"
            fix = "set netrpc = true in pyproject.toml, or run gen-plugin with --netrpc"
            yield self._found("GP604", "", f"{message} are left alone", fix)
            return
        for key in new:
            if key in old and not is_kept(old[key], new[key]):
                message = f"over net/rpc {key} was '{plain(old[key])}', and is '{plain(new[key])}'"
                yield self._found("GP604", key, message, _netrpc_fix(old[key], new[key]))
            elif key not in old and self._is_zero_to_others(key):
                message = f"over net/rpc {key} is a zero, and not its default, to what was built "
                fix = "let its default be zero, empty, False or None"
                yield self._found("GP604", key, f"{message}before", fix)

    def _is_zero_to_others(self, key: str) -> bool:
        """Whether something new, in what is not new, has a default that is not sent by others."""
        owner, new = keys.owner(key), self._after.netrpc_types[key]
        others = (each for each in self._before.netrpc_types if keys.owner(each) == owner)
        return new.endswith(BUT_ZERO) and any(others)

    def _renamed(self, key: str, old: str, new: str) -> Diagnostic:
        return self._found("GP311", key, f"{key} was {old} on the wire, and is {new}", _TAKE_BACK)

    def _found(
        self, code: str, key: str, message: str, fix: str, level: Level = Level.ERROR
    ) -> Diagnostic:
        fix += self._hints.get(key, "") if level is Level.ERROR else ""
        return Diagnostic(code, message, fix, self._places.span(key), level)
