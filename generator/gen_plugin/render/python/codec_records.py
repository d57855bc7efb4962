"""How decoders make objects of records, from what they have read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import ComputedDefault, Record, RecordField, RecordKind
from gen_plugin.render.layout import literal
from gen_plugin.render.python.making import argument, given, makes_some


@dataclass(frozen=True, slots=True)
class RecordMaking:
    """Writes how one object is made.

    Attributes:
        record: Its class or TypedDict.
        type: As annotations have it.
        maker: What is called to make it.
        local: Field -> what was read for it.
        whole: The variable of the object, or of what makes it.
    """

    record: Record
    type: str
    maker: str
    local: Mapping[str, str]
    whole: str

    def statements(self) -> tuple[tuple[str, str], ...]:
        """The statements before the decoder returns, each with its condition."""
        if makes_some(self.record):
            return tuple(self._partial())
        if _may_miss(self.record):
            return tuple(self._key_by_key())
        return ()

    def returned(self) -> str:
        """What the decoder returns."""
        if self.record.kind is RecordKind.TYPED_DICT:
            return self.whole if _may_miss(self.record) else self._typed_dict()
        if makes_some(self.record):
            return f"{self.whole}()"
        return f"{self.maker}({', '.join(self._arguments())})"

    def _partial(self) -> Iterator[tuple[str, str]]:
        """Of a class that makes some of its fields itself where they were not sent."""
        whole, arguments = self.whole, ", ".join((self.maker, *self._arguments()))
        yield "", f"{whole}: partial[{self.type}] = partial({arguments})"
        for each in self.record.fields:
            if isinstance(each.default, ComputedDefault):
                read = self.local[each.name]
                yield (
                    f"{read} is not OMITTED",
                    f"{whole} = partial({whole}, {argument(each)}={read})",
                )

    def _key_by_key(self) -> Iterator[tuple[str, str]]:
        """Of a TypedDict whose keys may be missing."""
        yield "", f"{self.whole}: {self.type} = {self._typed_dict()}"
        for each in self.record.fields:
            if each.may_be_missing:
                absent = "OMITTED" if each.default else "None"
                yield f"{self.local[each.name]} is not {absent}", self._with_key(each)

    def _arguments(self) -> Iterator[str]:
        """What is given to the constructor in any case."""
        for each, by_name in given(self.record):
            read = self.local[each.name]
            yield f"{argument(each)}={read}" if by_name else read

    def _typed_dict(self) -> str:
        """A dict with the keys that are always there."""
        entries = (
            f"{literal(each.name)}: {self.local[each.name]}"
            for each in self.record.fields
            if not each.may_be_missing
        )
        return f"{{{', '.join(entries)}}}"

    def _with_key(self, key: RecordField) -> str:
        """The statement that gives a dict a key, which may be one that is assigned to nobody."""
        name, read = literal(key.name), self.local[key.name]
        if key.is_read_only:
            return f"{self.whole} = {{**{self.whole}, {name}: {read}}}"
        return f"{self.whole}[{name}] = {read}"


def keys_of(record: Record | None) -> tuple[str, ...] | None:
    """The keys of a TypedDict, as literals; None of anything else."""
    if record is None or record.kind is not RecordKind.TYPED_DICT:
        return None
    return tuple(literal(each.name) for each in record.fields)


def demanded_keys_of(record: Record) -> tuple[str, ...] | None:
    """Those that it cannot be without, likewise."""
    if record.kind is not RecordKind.TYPED_DICT:
        return None
    return tuple(literal(each.name) for each in record.fields if not each.may_be_missing)


def _may_miss(record: Record) -> bool:
    return any(each.may_be_missing for each in record.fields)
