"""The view of codec.py: what its functions do with each field."""

from __future__ import annotations

from gen_plugin.frozen import dataclass
from gen_plugin.render.python.conversions import Conversion
from gen_plugin.render.python.kinds import Form, Kind


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a message, as encoder and decoder treat it.

    Attributes:
        name: The attribute or parameter; ``items``, ``key``, ... where it is neither.
        kind: What one value is on the wire.
        format: What the runtime calls that, if it is an int or a float pinned to a fixed size.
        conversion: What is done to a value before it is sent, and after it has arrived.
        form: How often it may occur.
        source: The expression that the encoder reads it from: ``person.name``.
        absence: The condition on which it is left out, if it may be.
        values: The expression of what the encoder goes over, of a list or a dict.
        is_listed: Whether that may be gone over only once, and is put into a list first.
        is_list: Whether it is given as a list or a tuple, as what packs values demands anyway.
        is_sorted: Whether what is made of its values is put in order.
        has_nan: Whether one of several values may differ from itself.
        each: What the encoder calls one item of a list.
        pair: What it calls one key of a dict and its value.
        piece: What it calls what it makes of the field.
        table: The constant that makes the piece: ``SIZE_1``.
        local: What the decoder calls the value.
        made: The expression of the value, where that is made of a list or dict in `local`.
        raw: What it calls the value's number or place before it is decoded.
        item: What it calls one of several values.
        key: What it calls one key of a dict.
        tag: The field's tag, where each value stands by itself.
        packed_tag: Its tag with all values in one payload; None where there is no such form.
        functions: What the functions for its message are called after ``encode_``.
        depth: The further argument of those functions, if there is one.
        annotation: The value's type.
        carried: The type of what the wire carries of the value.
        zero: What that is if the field is absent and the wire's zero is meant.
        absent: What the field's absence means; None: an error, or what the wire's zero means.
        may_be_empty: Whether its absence means an empty message.
        place: The expression of where it is in the message's value, for error messages.
        arm_tags: The tags of a union's arms, which stand in this message themselves; else empty.
    """

    name: str
    kind: Kind
    format: str
    conversion: Conversion
    form: Form
    source: str
    absence: str
    values: str
    is_listed: bool
    is_list: bool
    is_sorted: bool
    has_nan: bool
    each: str
    pair: tuple[str, str]
    piece: str
    table: str
    local: str
    made: str
    raw: str
    item: str
    key: str
    tag: str
    packed_tag: str | None
    functions: str
    depth: list[str]
    annotation: str
    carried: str
    zero: str
    absent: str | None
    may_be_empty: bool
    place: str
    arm_tags: tuple[str, ...]

    def encoded(self, value: str) -> str:
        """The expression of what the wire carries of a value."""
        if not self.conversion.encode:
            return value
        return f"{'*' if self.conversion.has_parts else ''}{self.conversion.encode}({value})"

    def decoded(self, carried: str) -> str:
        """The expression of the value of which the wire carries that."""
        given = f"*{carried}" if self.conversion.has_parts else carried
        for function in self.conversion.decode:
            given = f"{function}({given})"
        return given

    def all_decoded(self, carried: str) -> str:
        """The expression of the values of several."""
        for function in self.conversion.decode:
            carried = f"map({function}, {carried})"
        return carried

    @property
    def is_tagged(self) -> bool:
        """Whether the encoder makes the field at once with its tags: any number of them."""
        if self.form is Form.REPEATED:
            return self.packed_tag is None
        return self.form in {Form.MAP, Form.OPTIONAL} or bool(self.arm_tags)

    @property
    def is_sized(self) -> bool:
        """Whether the encoder makes one payload, and puts tag and size before it afterwards."""
        is_delimited = self.kind in {Kind.TEXT, Kind.BYTES, Kind.MESSAGE}
        return not self.is_tagged and (is_delimited or self.packed_tag is not None)


@dataclass(frozen=True, slots=True)
class CallView:
    """What makes a message the arguments or the result of a method.

    Attributes:
        method: The name of the method, or of the property.
        is_property: Whether it is the value of a property.
        is_result: Whether it is the result.
        checks: Parameter, its check, and what the encoder calls it.
    """

    method: str
    is_property: bool
    is_result: bool
    checks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ArmView:
    """One arm of a union, or several between which only what is in the value decides.

    Attributes:
        test: The condition on which it is this one; empty if it is by now.
        fields: The fields of the arms, each with its classes.
    """

    test: str
    fields: tuple[tuple[FieldView, str], ...]


@dataclass(frozen=True, slots=True)
class UnionView:
    """What makes a message one value of one of several types.

    Attributes:
        value: What the encoder calls it.
        arms: In the order in which they are asked for.
        none: The name of the field of None, or None if there is no such arm.
    """

    value: str
    arms: tuple[ArmView, ...]
    none: str | None


@dataclass(frozen=True, slots=True)
class PrivateView:
    """A private attribute of a record.

    Attributes:
        local: What the encoder calls it.
        annotation: Its type.
        name: Its name, as a literal.
    """

    local: str
    annotation: str
    name: str


_LONGEST_CHAIN = 200


@dataclass(frozen=True, slots=True)
class MessageView:
    """The pair of functions for a message.

    Attributes:
        functions: What they are called after ``encode_``.
        title: What the message is, as a sentence.
        encoder_parameters: With their types.
        decoder_parameters: Likewise.
        result: The type of what the decoder returns.
        record: The class that they take apart and put together, or None.
        value: What the encoder calls the object of that class, or the tuple.
        keys: The keys that it may have if it is a TypedDict's dict; None if it is none.
        apart: What it takes a tuple apart into; empty for anything else.
        has_depth: Whether they take a depth.
        private: Attributes that the encoder looks up before all else.
        union: If it is a union, else None.
        call: If it holds the arguments or the result of a method, else None.
        fields: By ascending number.
        made: The statements by which the decoder makes what it returns, each with its condition.
        returned: The expression that the decoder returns.
        places: Where each tag leads, as the pairs of a dict; empty if all lead to the same place.
        failure: The expression of a decoder's error.
    """

    functions: str
    title: str
    encoder_parameters: tuple[str, ...]
    decoder_parameters: tuple[str, ...]
    result: str
    record: str | None
    value: str
    keys: tuple[str, ...] | None
    apart: str
    has_depth: bool
    private: tuple[PrivateView, ...]
    union: UnionView | None
    call: CallView | None
    fields: tuple[FieldView, ...]
    made: tuple[tuple[str, str], ...]
    returned: str
    places: tuple[str, ...]
    failure: str

    @property
    def is_long(self) -> bool:
        """Whether its decoder has more branches than one ``elif`` after the other bears.

        Python's compiler sees each of them within the one before.
        """
        return len(self.fields) > _LONGEST_CHAIN

    @property
    def has_spread(self) -> bool:
        """Whether arms of unions are fields of the message itself."""
        return any(each.arm_tags for each in self.fields)


@dataclass(frozen=True, slots=True)
class EnumView:
    """The functions for an enum, and the two dicts that they look into.

    Attributes:
        functions: What the pair is called after ``encode_``, if there is one.
        open_functions: Likewise, of the pair that keeps unknown members.
    """

    functions: str | None
    open_functions: str | None
    name: str
    numbers: str
    members: str
    pairs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LiteralView:
    """The pair of functions for listed values, and the dict that they look into.

    Attributes:
        type: The type that lists them.
        carried: ``str`` or ``int``.
        values: As literals.
    """

    functions: str
    listed: str
    type: str
    carried: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagView:
    """The pair of functions for the bits of a flag."""

    functions: str
    name: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """The check of a record.

    Attributes:
        demanded: The keys that a TypedDict's dict cannot be without; None of another record.
        fields: Each attribute or key, and its check.
    """

    constant: str
    record: str
    demanded: tuple[str, ...] | None
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """An exception of the interface: its class, its message, and the functions for that."""

    name: str
    message: str
    functions: str
    has_depth: bool


@dataclass(frozen=True, slots=True)
class CodecView:
    """The functions and constants of codec.py.

    Attributes:
        groups: The subclasses of ExceptionGroup, with commas.
        instances: Classes that are instances of generic ones, each with the expression of it.
        makers: What makes objects in the place of their class: name, type and the class.
        table: What the table of the exceptions is called; None if there are none.
    """

    tables: tuple[tuple[str, str], ...]
    enums: tuple[EnumView, ...]
    literals: tuple[LiteralView, ...]
    flags: tuple[FlagView, ...]
    instances: tuple[tuple[str, str], ...]
    makers: tuple[tuple[str, str, str], ...]
    messages: tuple[MessageView, ...]
    checks: tuple[CheckView, ...]
    exceptions: tuple[ExceptionView, ...]
    groups: str
    table: str | None
