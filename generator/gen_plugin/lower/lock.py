"""The lock: the names, numbers and types that the wire depends on, kept from run to run."""

from __future__ import annotations

from dataclasses import field

from gen_plugin.frozen import dataclass

EXCEPTION, GROUP = "Exception", "ExceptionGroup"
"""What the lock calls exceptions that cross the wire as themselves."""


@dataclass(frozen=True, slots=True)
class LockedField:
    """A name and a number on the wire."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock file says. Keys are the Python side's names (`gen_plugin.lower.keys`).

    Attributes:
        source: The interface file, relative to the lock's folder, with forward slashes.
        package: The proto package.
        protocol_version: The application's protocol version.
        magic_cookie_key: Of the handshake.
        magic_cookie_value: Of the handshake.
        services: ``Greeter`` -> service name within the package.
        plugins: ``Greeter`` -> key in the plugin map.
        methods: ``Greeter.greet`` -> method name.
        messages: ``Greeter.greet()`` (request), ``Greeter.greet() ->`` (response), ``Person`` or
            ``people:Person`` (record), ``Greeter.greet() <-`` (a streamed request),
            ``Person.matrix[]`` (what a field nests) -> message name.
        fields: ``Greeter.greet(name)``, ``Greeter.greet() -> result``, ``Person.age``,
            ``Person.shape|Circle`` (an arm of a union) -> name and number.
        types: Likewise, those of unions and of results that are None as well -> type, as
            `gen_plugin.lower.recorded` writes it.
        enums: ``Color`` or ``people:Color`` -> enum name.
        members: ``Color.BLUE`` -> value name and number; ``Color.0`` is the zero that was added.
        flags: ``Access.READ`` -> the bit, as a number.
        exceptions: ``VaultError`` or ``people:Absent`` -> `EXCEPTION` or `GROUP`.
        retired_fields: Full name of a message -> retired names and numbers.
        retired_members: Proto enum -> likewise.
        netrpc: Names over net/rpc, by the same keys; ``KV`` -> key in the plugin map there. Empty
            without a form over net/rpc.
        netrpc_types: Shapes there, as `gen_plugin.lower.netrpc.shapes` writes them, by the same
            keys; ``KV.put()`` -> what carries its arguments: ``map``.
        files: The generated files, relative to the lock's folder.
    """

    source: str
    package: str
    protocol_version: int
    magic_cookie_key: str
    magic_cookie_value: str
    services: dict[str, str] = field(default_factory=dict)
    plugins: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    fields: dict[str, LockedField] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    enums: dict[str, str] = field(default_factory=dict)
    members: dict[str, LockedField] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    exceptions: dict[str, str] = field(default_factory=dict)
    retired_fields: dict[str, tuple[LockedField, ...]] = field(default_factory=dict)
    retired_members: dict[str, tuple[LockedField, ...]] = field(default_factory=dict)
    netrpc: dict[str, str] = field(default_factory=dict)
    netrpc_types: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def emptied(self) -> Lock:
        """A lock that keeps what hosts and plugins must share to meet, and nothing of the wire."""
        return Lock(
            source=self.source,
            package=self.package,
            protocol_version=self.protocol_version,
            magic_cookie_key=self.magic_cookie_key,
            magic_cookie_value=self.magic_cookie_value,
            files=self.files,
        )
