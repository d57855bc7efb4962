"""What follows from a .proto by the rules of naming: the facts of its lock, as far as they do.

Each thing is looked for among the facts that are known, by its name on the wire; only if it is not
there is it taken to be called as it is usual.
"""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.lower import keys, names
from gen_plugin.lower.carriers import usual_type
from gen_plugin.lower.casing import snake, upper_snake
from gen_plugin.lower.recorded import UNION
from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoMethod,
    ProtoService,
    Reserved,
)

Tables = dict[str, dict[str, str]]
"""Table -> key -> fact, as a lock's text has them; of what is retired, message -> facts."""

TABLES = (
    *("services", "plugins", "methods", "messages", "fields", "types", "enums", "members"),
    *("flags", "exceptions", "netrpc", "netrpc_types"),
    *("retired_fields", "retired_members"),
)


def infer(file: ProtoFile, known: Mapping[str, Mapping[str, str]]) -> Tables:
    """All facts of a lock. Known ones that are empty are none.

    Args:
        file: The .proto.
        known: Facts that are told, which is why others of the same thing do not follow.
    """
    inference = _Inference(file, known)
    inference.file()
    return {
        table: {key: fact for key, fact in (facts | dict(known.get(table, {}))).items() if fact}
        for table, facts in inference.tables.items()
    }


class _Inference:
    def __init__(self, file: ProtoFile, known: Mapping[str, Mapping[str, str]]) -> None:
        self._file = file
        self._known = known
        self.tables: Tables = {each: {} for each in TABLES}
        self._messages = {each.name: each for each in file.messages}
        self._streams: set[str] = set()
        self._owners: dict[str, list[str]] = {}

    def file(self) -> None:
        """Go through everything."""
        for service in self._file.services:
            self._service(service)
        for message in self._file.messages:
            found = self._owners.get(message.name)
            self._message(message, found or [self._record(message.name)])
        for enum in self._file.enums:
            self._enum(enum)

    def _key(self, table: str, fact: str, usual: str, inside: str = "") -> str:
        """The key of a thing that has this fact; it begins with `inside`."""
        for key, each in self._known.get(table, {}).items():
            if each == fact and key.startswith(inside):
                return key
        return usual

    def _record(self, message: str) -> str:
        """The key of a message that no method has. One that it nests may have the same name."""
        known = self._known.get("messages", {}).items()
        return next(
            (key for key, name in known if name == message and keys.around(key) is None), message
        )

    def _service(self, service: ProtoService) -> None:
        key = self._key("services", service.name, service.name)
        self.tables["services"][key] = service.name
        self.tables["plugins"][key] = names.plugin(key)
        for method in service.methods:
            inside = f"{key}."
            usual = keys.method(key, snake(method.name))
            self._method(method, self._key("methods", method.name, usual, inside))

    def _method(self, method: ProtoMethod, key: str) -> None:
        self.tables["methods"][key] = method.name
        request = keys.stream(key) if method.client_streams else keys.request(key)
        self._owners.setdefault(method.request, []).append(request)
        self._owners.setdefault(method.response, []).append(keys.response(key))
        if method.server_streams:
            self._streams.add(keys.response(key))
        for field in self._messages[method.request].fields if method.client_streams else ():
            if field.name == keys.ARGUMENTS and isinstance(field.type, MessageRef):
                self._owners.setdefault(field.type.name, []).append(keys.request(key))

    def _message(self, message: ProtoMessage, owners: list[str]) -> None:
        self._retire("retired_fields", message.full_name, message.reserved)
        for owner in owners:
            self.tables["messages"][owner] = message.name
            for field in message.fields:
                self._field(field, owner)
            if not message.fields and owner.endswith("->"):
                self.tables["types"][f"{owner} {keys.RESULT}"] = "None"
            for nested in message.nested:
                self._nested(nested, owner)

    def _nested(self, message: ProtoMessage, around: str) -> None:
        for key, name in self._known.get("messages", {}).items():
            if name == message.name and keys.around(key) == around:
                self.tables["messages"][key] = name
                self._retire("retired_fields", message.full_name, message.reserved)
                for field in message.fields if key.endswith("?") else ():
                    if field.oneof:
                        self._put_field(field, key, keys.arm(key, self._arm(field)))

    def _field(self, field: ProtoField, owner: str) -> None:
        is_arm = field.oneof and not owner.endswith("<-")
        value = _value(owner, field.oneof if field.oneof and is_arm else field.name)
        self._put_field(field, owner, keys.arm(value, self._arm(field)) if is_arm else value)

    def _put_field(self, field: ProtoField, owner: str, usual: str) -> None:
        fact = f"{field.name} {field.number}"
        key = next(
            (
                each
                for each, known in self._known.get("fields", {}).items()
                if known == fact and keys.owner(each) == owner
            ),
            usual,
        )
        self.tables["fields"][key] = fact
        value = keys.value(key)
        if field.oneof and value != key and not keys.owner(key).endswith("?"):
            self.tables["types"][value] = UNION
        spelled = self._type(field, owner)
        if spelled and not key.endswith(f"<- {keys.ARGUMENTS}"):
            self.tables["types"][key] = spelled

    def _arm(self, field: ProtoField) -> str:
        match field.type:
            case MessageRef(name) | EnumRef(name):
                return name
            case other:
                return usual_type(other).rpartition(".")[2]

    def _type(self, field: ProtoField, owner: str) -> str:
        """The type that is likeliest; empty if only the message says what it is for."""
        if isinstance(field.type, MessageRef) and "." in field.type.name:
            return ""
        match field.type:
            case MessageRef(name) | EnumRef(name):
                spelled = name
            case other:
                spelled = usual_type(other)
        if field.key is not None:
            spelled = f"dict[{usual_type(field.key)}, {spelled}]"
        elif field.cardinality is Cardinality.REPEATED:
            spelled = f"list[{spelled}]"
        if owner.endswith("<-") or owner in self._streams:
            return f"Iterator[{spelled}]"
        if field.cardinality is Cardinality.OPTIONAL and not field.oneof:
            return f"{spelled} | None" if owner.endswith("->") else f"{spelled} = ..."
        return spelled

    def _enum(self, enum: ProtoEnum) -> None:
        owner = self._key("enums", enum.name, enum.name)
        self.tables["enums"][owner] = enum.name
        self._retire("retired_members", enum.name, enum.reserved)
        for each in enum.values:
            member = each.name.removeprefix(f"{upper_snake(enum.name)}_")
            is_zero = each.number == 0 and member == "UNSPECIFIED"
            usual = keys.zero(owner) if is_zero else keys.attribute(owner, member)
            fact = f"{each.name} {each.number}"
            key = self._key("members", fact, usual, f"{owner}.")
            self.tables["members"][key] = fact

    def _retire(self, table: str, owner: str, reserved: Reserved) -> None:
        if len(reserved.numbers) == len(reserved.names) == 1:
            self.tables[table][owner] = f"{reserved.names[0]} {reserved.numbers[0]}"


def _value(owner: str, name: str) -> str:
    """The usual key of a value of this name in the message that has the key `owner`."""
    if owner.endswith("->"):
        return f"{owner} {keys.RESULT}"
    if owner.endswith("<-"):
        return f"{owner} {name}"
    if owner.endswith("()"):
        return keys.parameter(owner.removesuffix("()"), name)
    return keys.attribute(owner, name)
