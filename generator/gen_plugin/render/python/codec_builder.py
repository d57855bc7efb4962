"""Builds the view of codec.py: its functions and constants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gen_plugin.lower.contract import Contract, FieldBinding, MessageBinding, Shape
from gen_plugin.model.interface import Interface, Record, RecordField
from gen_plugin.model.types import EnumType, NoneType, OptionalType, UnionType
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
from gen_plugin.render.python.codec_descriptions import Descriptions
from gen_plugin.render.python.codec_fields import FieldViews
from gen_plugin.render.python.codec_messages import CALLS, Message, all_messages, holding_recursive
from gen_plugin.render.python.codec_names import CodecNames
from gen_plugin.render.python.codec_records import RecordMaking, demanded_keys_of, keys_of
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.kinds import is_computed


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


class _Builder:
    """Goes through the messages, and collects the constants that their functions use."""

    def __init__(self, interface: Interface, contract: Contract, names: CodecNames) -> None:
        self._interface = interface
        self._contract = contract
        self._names = names
        self._expressions = Expressions(names.classes, names.standard)
        self._arms = ArmClasses(interface.records, names)
        self._checks = Checks(names, self._arms)
        self._all = all_messages(contract)
        self._deep = holding_recursive(self._all)
        self._descriptions = Descriptions(interface, contract, self._expressions)
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
                demanded=demanded_keys_of(record),
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
            is_property=self._descriptions.is_property(message),
        )
        fields = views.all()
        self.tables |= views.tables()
        is_call = binding.shape in CALLS
        depth = ("depth: int",) if message.name in self._deep and not is_call else ()
        span = () if is_call else ("position: int", "end: int")
        places = _places(fields)
        read = {each.name: each.made for each in fields}
        making = self._making(record, read, views) if record else None
        return MessageView(
            functions=self._names.messages[message.name],
            title=self._descriptions.title(message),
            encoder_parameters=(
                *(f"{each.local}: {each.annotation}" for each in views.parameters),
                *depth,
            ),
            decoder_parameters=("data: Buffer", *span, *depth),
            result=_result([each.annotation for each in views.parameters]),
            record=self._names.made(binding.record) if binding.record else None,
            value=views.parameters[0].local if views.is_one else "",
            keys=keys_of(record),
            apart=_tuple(views.items) if binding.shape is Shape.TUPLE else "",
            has_depth=bool(depth),
            private=tuple(views.private.values()),
            union=self._union(binding, fields, views),
            call=self._call(message, views) if is_call else None,
            fields=fields,
            made=making.statements() if making else (),
            returned=making.returned() if making else _returned(binding, read, views),
            places=places,
            failure=self._descriptions.failure(message, has_places=bool(places)),
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
            method=self._descriptions.users(message),
            is_property=self._descriptions.is_property(message),
            is_result=message.binding.shape is Shape.RESULT,
            checks=tuple(
                (binding.python_name, self._checked(binding), parameter.local)
                for binding, parameter in declared
            ),
        )

    def _checked(self, binding: FieldBinding) -> str:
        check = self._checks.of(binding.type)
        return f"unless_omitted({check})" if is_computed(binding) else check

    def _making(self, record: Record, read: Mapping[str, str], views: FieldViews) -> RecordMaking:
        class_ = self._expressions.type(record.type)
        return RecordMaking(record, class_, self._names.maker(record.key), read, views.whole)


def _returned(binding: MessageBinding, read: Mapping[str, str], views: FieldViews) -> str:
    """What the decoder of anything but a record returns."""
    if binding.shape is Shape.UNION:
        return ""
    values = [read[each.python_name] for each in views.declared()]
    return _tuple(values) if binding.shape is Shape.TUPLE else ", ".join(values)


def _result(types: list[str]) -> str:
    """The return type of a decoder: that of its one value, or a tuple."""
    if len(types) < 2:
        return types[0] if types else "None"
    return f"tuple[{', '.join(types)}]"


def _tuple(items: Sequence[str]) -> str:
    """A tuple as it is written where no brackets are needed."""
    return ", ".join(items) if len(items) > 1 else f"({''.join(f'{each},' for each in items)})"


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
