"""Builds the view of codec.py: its functions and constants."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gen_plugin.frozen import replace
from gen_plugin.lower.contract import Contract, FieldBinding, MessageBinding, Shape
from gen_plugin.model.interface import (
    ComputedDefault,
    Interface,
    Method,
    Record,
    RecordField,
    RecordKind,
)
from gen_plugin.model.types import DictType, EnumType, NoneType, OptionalType, UnionType, bare
from gen_plugin.proto.model import Cardinality, MessageRef, ProtoField, ProtoMessage
from gen_plugin.render.layout import literal
from gen_plugin.render.python.arms import Arm, ArmClasses
from gen_plugin.render.python.checks import Checks
from gen_plugin.render.python.codec import (
    ArmView,
    CallView,
    CheckView,
    CodecView,
    EnumView,
    ExceptionView,
    FieldView,
    FlagView,
    LiteralView,
    MessageView,
    UnionView,
)
from gen_plugin.render.python.codec_fields import CALLS, FieldViews, Message, makes_some
from gen_plugin.render.python.codec_names import CodecNames, entry_name
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.kinds import is_computed
from gen_plugin.render.python.making import argument, given

_NOWHERE = '""'
"""The place of what is wrong with a message that has no fields to tell apart."""


def view_codec(interface: Interface, contract: Contract, names: CodecNames) -> CodecView:
    """The view of all functions and constants of codec.py."""
    builder = _Builder(interface, contract, names)
    messages = tuple(builder.messages())
    return CodecView(
        tables=tuple(sorted(builder.tables.items(), key=_by_number)),
        enums=tuple(builder.enums()),
        literals=tuple(builder.literals()),
        flags=tuple(builder.flags()),
        instances=tuple(builder.instances()),
        makers=tuple(builder.makers()),
        messages=messages,
        checks=_asked(tuple(builder.checks()), messages),
        exceptions=tuple(builder.exceptions()),
        groups=", ".join(names.classes[each.key] for each in interface.exception_groups),
        table=names.exceptions,
    )


def _asked(
    checks: tuple[CheckView, ...], messages: tuple[MessageView, ...]
) -> tuple[CheckView, ...]:
    """The checks that encoders of calls ask, and those that these ask: none of exceptions alone."""
    by_constant = {each.constant: each for each in checks}
    waiting = [check for each in messages if each.call for _, check, _ in each.call.checks]
    asked: set[str] = set()
    while waiting:
        found = by_constant.keys() & set(re.findall(r"\w+", waiting.pop())) - asked
        asked |= found
        waiting += [check for name in found for _, check in by_constant[name].fields]
    return tuple(each for each in checks if each.constant in asked)


def _by_number(table: tuple[str, str]) -> tuple[int, str]:
    name, _ = table
    return int(name.split("_")[1]), name


def _all_messages(contract: Contract) -> tuple[Message, ...]:
    """All messages, each followed by the entries of its maps."""
    return tuple(
        message
        for name, binding in contract.messages.items()
        for message in (
            Message(name, binding),
            *(
                Message(entry_name(name, each.field), _entry(each), is_map_entry=True)
                for each in binding.fields
                if each.field.cardinality is Cardinality.MAP
            ),
        )
    )


def _entry(map_field: FieldBinding) -> MessageBinding:
    """The message of key and value that protobuf makes of a map field."""
    held = bare(map_field.type)
    if not isinstance(held, DictType) or map_field.field.key is None:
        raise TypeError(f"{map_field.field.name} is no map")
    singular = replace(map_field.field, cardinality=Cardinality.SINGULAR, key=None, comment=None)
    key = ProtoField("key", 1, Cardinality.SINGULAR, map_field.field.key)
    value = replace(singular, name="value", number=2)
    return MessageBinding(
        ProtoMessage(map_field.field.name, map_field.field.name, (key, value)),
        Shape.ENTRY,
        (
            FieldBinding("key", held.key, key),
            FieldBinding("value", held.value, value),
        ),
    )


def _holding_recursive(messages: tuple[Message, ...]) -> frozenset[str]:
    """The messages of any depth: those that can hold themselves, and those around them."""
    deep = {each.name for each in messages if each.binding.recursive}
    held = {each.name: _held(each) for each in messages}
    while grown := {name for name, inner in held.items() if inner & deep} - deep:
        deep |= grown
    return frozenset(deep)


def _held(message: Message) -> set[str]:
    return {
        each.field.type.name
        for each in message.binding.fields
        if isinstance(each.field.type, MessageRef)
    }


class _Builder:
    """Goes through the messages, and collects the constants that their functions use."""

    def __init__(self, interface: Interface, contract: Contract, names: CodecNames) -> None:
        self._interface = interface
        self._contract = contract
        self._names = names
        self._expressions = Expressions(names.classes, names.standard)
        self._arms = ArmClasses(interface.records, names)
        self._checks = Checks(names, self._arms)
        self._all = _all_messages(contract)
        self._deep = _holding_recursive(self._all)
        self._methods = _methods(contract)
        self.tables: dict[str, str] = {}

    def enums(self) -> Iterator[EnumView]:
        """The views of the enums."""
        for key, binding in self._contract.enums.items():
            yield EnumView(
                functions=self._names.functions.get(EnumType(key)),
                open_functions=self._names.functions.get(EnumType(key, is_open=True)),
                name=self._names.classes[key],
                numbers=self._names.numbers[key],
                members=self._names.members[key],
                pairs=binding.numbers,
            )

    def literals(self) -> Iterator[LiteralView]:
        """The views of listed values."""
        for type_, listed in self._names.listed.items():
            yield LiteralView(
                functions=self._names.functions[type_],
                listed=listed,
                type=self._expressions.type(type_),
                carried=type_.kind.value,
                values=tuple(map(literal, type_.values)),
            )

    def flags(self) -> Iterator[FlagView]:
        """The views of the flags."""
        for key, type_ in self._interface.flags.items():
            yield FlagView(self._names.functions[type_], self._names.classes[key])

    def instances(self) -> Iterator[tuple[str, str]]:
        """Classes that generic ones make when they are filled in, each with what does so."""
        for key, name in self._names.instances.items():
            yield name, self._expressions.type(self._interface.records[key].type)

    def makers(self) -> Iterator[tuple[str, str, str]]:
        """What makes objects of classes, where checkers disagree on how: name, type and class."""
        for key, name in self._names.makers.items():
            class_ = self._expressions.type(self._interface.records[key].type)
            yield name, f"{self._names.standard['Callable']}[..., {class_}]", self._names.made(key)

    def checks(self) -> Iterator[CheckView]:
        """The views of the records' checks."""
        for key, record in self._interface.records.items():
            yield CheckView(
                constant=self._names.checks[key],
                record=self._names.made(key),
                demanded=_demanded(record),
                fields=tuple((each.name, self._check_of(each)) for each in record.fields),
            )

    def exceptions(self) -> Iterator[ExceptionView]:
        """The views of the exceptions."""
        for name, binding in self._contract.messages.items():
            if binding.record in self._interface.exceptions:
                yield ExceptionView(
                    name=self._names.classes[binding.record],
                    message=f"{self._contract.file.package}.{name}",
                    functions=self._names.messages[name],
                    has_depth=name in self._deep,
                )

    def messages(self) -> Iterator[MessageView]:
        """The views of the messages."""
        for message in self._all:
            yield self._message(message)

    def _check_of(self, field: RecordField) -> str:
        is_missing = field.may_be_missing and field.default is None
        if is_missing and isinstance(field.type, OptionalType):
            return self._checks.of(field.type.inner)
        return self._checks.of(field.type)

    def _message(self, message: Message) -> MessageView:
        binding = message.binding
        record = self._interface.records.get(binding.record or "")
        views = FieldViews(
            message,
            self._contract,
            self._names,
            self._deep,
            record,
            is_property=self._is_property(message),
        )
        fields = views.all()
        self.tables |= views.tables()
        is_call = binding.shape in CALLS
        depth = ("depth: int",) if message.name in self._deep and not is_call else ()
        span = () if is_call else ("position: int", "end: int")
        places = _places(fields)
        return MessageView(
            functions=self._names.messages[message.name],
            title=self._title(message),
            encoder_parameters=(
                *(f"{each.local}: {each.annotation}" for each in views.parameters),
                *depth,
            ),
            decoder_parameters=("data: Buffer", *span, *depth),
            result=_result([each.annotation for each in views.parameters]),
            record=self._names.made(binding.record) if binding.record else None,
            value=views.parameters[0].local if views.is_one else "",
            keys=_keys(record),
            apart=_tuple(views.items) if binding.shape is Shape.TUPLE else "",
            has_depth=bool(depth),
            private=tuple(views.private.values()),
            union=self._union(binding, fields, views),
            call=self._call(message, views) if is_call else None,
            fields=fields,
            made=self._made(record, fields, views),
            returned=self._returned(binding, fields, views),
            places=places,
            failure=self._failure(message, 'places.get(tag, "")' if places else _NOWHERE),
        )

    def _union(
        self, binding: MessageBinding, fields: tuple[FieldView, ...], views: FieldViews
    ) -> UnionView | None:
        if binding.shape is not Shape.UNION or not isinstance(binding.type, UnionType):
            return None
        value = views.parameters[0].local
        by_type = {each.type: view for each, view in zip(binding.fields, fields, strict=True)}
        groups = self._arms.groups(binding.type)
        has_exact = any(each.is_exact for group in groups for each in group)
        arms: list[ArmView] = []
        for group in groups:
            for each in self._arms.first_if_empty(group):
                test = f"{_test([each], value)} and not {value}"
                arms.append(ArmView(test, ((by_type[each.type], each.classes),)))
            test = "" if group is groups[-1] and not has_exact else _test(group, value)
            arms.append(ArmView(test, tuple((by_type[each.type], each.classes) for each in group)))
        none = by_type.get(NoneType())
        return UnionView(value, tuple(arms), none.name if none else None)

    def _call(self, message: Message, views: FieldViews) -> CallView:
        declared = zip(views.declared(), views.parameters, strict=True)
        return CallView(
            method=self._users(message),
            is_property=self._is_property(message),
            is_result=message.binding.shape is Shape.RESULT,
            checks=tuple(
                (binding.python_name, self._checked(binding), parameter.local)
                for binding, parameter in declared
            ),
        )

    def _checked(self, binding: FieldBinding) -> str:
        check = self._checks.of(binding.type)
        return f"unless_omitted({check})" if is_computed(binding) else check

    def _returned(
        self, binding: MessageBinding, fields: tuple[FieldView, ...], views: FieldViews
    ) -> str:
        local = {each.name: each.made for each in fields}
        if binding.shape is Shape.UNION:
            return ""
        if binding.record is None:
            values = [local[each.python_name] for each in views.declared()]
            return _tuple(values) if binding.shape is Shape.TUPLE else ", ".join(values)
        record = self._interface.records[binding.record]
        if record.kind is RecordKind.TYPED_DICT:
            return views.whole if _may_miss(record) else _typed_dict(record, local)
        if makes_some(record):
            return f"{views.whole}()"
        return f"{self._names.maker(binding.record)}({', '.join(_arguments(record, local))})"

    def _made(
        self, record: Record | None, fields: tuple[FieldView, ...], views: FieldViews
    ) -> tuple[tuple[str, str], ...]:
        """The statements that make an object of what was sent, each with its condition."""
        local = {each.name: each.made for each in fields}
        if record is not None and makes_some(record):
            return self._made_in_part(record, local, views.whole)
        if record is None or not _may_miss(record):
            return ()
        whole, class_ = views.whole, self._expressions.type(record.type)
        return (
            ("", f"{whole}: {class_} = {_typed_dict(record, local)}"),
            *(
                (
                    f"{local[each.name]} is not {'OMITTED' if each.default else 'None'}",
                    _with_key(whole, each, local[each.name]),
                )
                for each in record.fields
                if each.may_be_missing
            ),
        )

    def _made_in_part(
        self, record: Record, local: Mapping[str, str], make: str
    ) -> tuple[tuple[str, str], ...]:
        """Likewise, of a class that makes some of its fields itself where they were not sent."""
        class_ = self._expressions.type(record.type)
        whole = (self._names.maker(record.key), *_arguments(record, local))
        return (
            ("", f"{make}: partial[{class_}] = partial({', '.join(whole)})"),
            *(
                (
                    f"{local[each.name]} is not OMITTED",
                    f"{make} = partial({make}, {argument(each)}={local[each.name]})",
                )
                for each in record.fields
                if isinstance(each.default, ComputedDefault)
            ),
        )

    def _failure(self, message: Message, place: str) -> str:
        shape = message.binding.shape
        if shape not in CALLS:
            return f"undecodable(error, {place})"
        users = f'"{self._users(message)}"'
        if self._is_property(message):
            return f"undecodable(error, {users if place == _NOWHERE else f'{users} + {place}'})"
        word = "result" if shape is Shape.RESULT else "argument"
        return f"undecodable_{word}(error, {users}, {place})"

    def _users(self, message: Message) -> str:
        """The methods and properties whose message it is, as the interface calls them."""
        return "/".join(each.python_name for each in self._methods[message.name])

    def _is_property(self, message: Message) -> bool:
        """Whether it is the value of properties, and of nothing else."""
        methods = self._methods.get(message.name, ())
        return bool(methods) and all(each.attribute for each in methods)

    def _title(self, message: Message) -> str:
        binding = message.binding
        match binding.shape:
            case Shape.PARAMETERS:
                return f"The arguments of {self._called(message)}."
            case Shape.ITEM:
                return f"One of `{binding.fields[0].python_name}` of {self._called(message)}."
            case Shape.RESULT if self._is_streamed(message):
                return f"One result of {self._called(message)}."
            case Shape.RESULT:
                return f"The result of {self._called(message)}."
            case Shape.RECORD if binding.record:
                record = self._interface.records[binding.record]
                what = "exception" if record.key in self._interface.exceptions else "record"
                return f"The {what} `{self._expressions.type(record.type)}`."
            case Shape.ENTRY:
                return "A key and its value."
            case Shape.TUPLE:
                return "A tuple."
            case Shape.UNION:
                return "One value of one of several types."
            case Shape.PARTS:
                return "The parts of one value."
            case _:
                return "A value that needs a message of its own."

    def _is_streamed(self, message: Message) -> bool:
        return any(
            method.method.result_stream is not None
            for service in self._contract.services
            for method in service.methods
            if method.response == message.name
        )

    def _called(self, message: Message) -> str:
        return " and ".join(f"`{each.name}`" for each in self._methods[message.name])


def _result(types: list[str]) -> str:
    """The return type of a decoder: that of its one value, or a tuple."""
    if len(types) < 2:
        return types[0] if types else "None"
    return f"tuple[{', '.join(types)}]"


def _tuple(items: Sequence[str]) -> str:
    """A tuple as it is written where no brackets are needed."""
    return ", ".join(items) if len(items) > 1 else f"({''.join(f'{each},' for each in items)})"


def _arguments(record: Record, local: Mapping[str, str]) -> Iterator[str]:
    """What is given to the constructor in any case."""
    for each, by_name in given(record):
        yield f"{argument(each)}={local[each.name]}" if by_name else local[each.name]


def _may_miss(record: Record) -> bool:
    return any(each.may_be_missing for each in record.fields)


def _keys(record: Record | None) -> tuple[str, ...] | None:
    """The keys of a TypedDict, as literals; None of anything else."""
    if record is None or record.kind is not RecordKind.TYPED_DICT:
        return None
    return tuple(literal(each.name) for each in record.fields)


def _demanded(record: Record) -> tuple[str, ...] | None:
    """Those that it cannot be without, likewise."""
    if record.kind is not RecordKind.TYPED_DICT:
        return None
    return tuple(literal(each.name) for each in record.fields if not each.may_be_missing)


def _typed_dict(record: Record, local: Mapping[str, str]) -> str:
    """A dict with the keys that are always there."""
    entries = (
        f"{literal(each.name)}: {local[each.name]}"
        for each in record.fields
        if not each.may_be_missing
    )
    return f"{{{', '.join(entries)}}}"


def _with_key(whole: str, key: RecordField, value: str) -> str:
    """The statement that gives a dict a key, which may be one that is assigned to nobody."""
    name = literal(key.name)
    if key.is_read_only:
        return f"{whole} = {{**{whole}, {name}: {value}}}"
    return f"{whole}[{name}] = {value}"


def _test(group: list[Arm], value: str) -> str:
    """The condition on which a value is one of the arms."""
    first = group[0]
    if isinstance(first.type, NoneType):
        return f"{value} is None"
    if first.is_exact:
        return f"type({value}) is {first.classes}"
    classes = list(dict.fromkeys(each.classes for each in group))
    return f"isinstance({value}, {_one_or_tuple(classes)})"


def _one_or_tuple(classes: list[str]) -> str:
    return f"({', '.join(classes)})" if len(classes) > 1 else classes[0]


def _places(fields: tuple[FieldView, ...]) -> tuple[str, ...]:
    return tuple(
        f"{tag}: {each.place}"
        for each in fields
        for tag in (each.packed_tag, *(each.arm_tags or (each.tag,)))
        if tag and each.place
    )


def _methods(contract: Contract) -> Mapping[str, list[Method]]:
    """Full name of a request or response -> the methods that use it, of each name one."""
    methods: dict[str, dict[str, Method]] = defaultdict(dict)
    for service in contract.services:
        for each in service.methods:
            for message in (each.request, each.arguments, each.response):
                if message:
                    methods[message].setdefault(each.method.name, each.method)
    return {message: [*users.values()] for message, users in methods.items()}
