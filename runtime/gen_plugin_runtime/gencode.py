"""What generated code imports from the runtime: a private contract between the two.

Not for hand-written code: names come and go with `CONTRACT`, the number of this contract, which
every generated package states (`check_contract`). Host and serving are imported when they are
called for: a plugin does not pay for what a host needs, nor the reverse; nor for what gRPC needs
where net/rpc is spoken.
"""

from __future__ import annotations

from gen_plugin_runtime.awaiting import awaited, blocking
from gen_plugin_runtime.config.handshake import HandshakeConfig
from gen_plugin_runtime.errors import ConfigError, DecodeError, EncodeError
from gen_plugin_runtime.plugin import Plugin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Mapping
    from typing import Any, TypedDict, Unpack

    from gen_plugin_runtime.addresses import Network
    from gen_plugin_runtime.config.types import Command, TlsProvider
    from gen_plugin_runtime.conversions.addresses import (
        ipv4_address_from_text,
        ipv4_address_to_text,
        ipv4_interface_from_text,
        ipv4_interface_to_text,
        ipv4_network_from_text,
        ipv4_network_to_text,
        ipv6_address_from_text,
        ipv6_address_to_text,
        ipv6_interface_from_text,
        ipv6_interface_to_text,
        ipv6_network_from_text,
        ipv6_network_to_text,
    )
    from gen_plugin_runtime.conversions.dates import (
        date_from_text,
        date_to_text,
        naive_datetime_from_text,
        naive_datetime_to_text,
        time_from_text,
        time_to_text,
    )
    from gen_plugin_runtime.conversions.decimals import (
        decimal_from_text,
        decimal_to_text,
    )
    from gen_plugin_runtime.conversions.flags import flags_from_int64, flags_to_int64
    from gen_plugin_runtime.conversions.identifiers import (
        uuid_from_bytes,
        uuid_from_text,
        uuid_to_bytes,
        uuid_to_text,
    )
    from gen_plugin_runtime.conversions.instants import (
        decode_duration,
        decode_timestamp,
        encode_duration,
        encode_timestamp,
    )
    from gen_plugin_runtime.conversions.integers import (
        big_int_from_text,
        big_int_to_text,
        int32_from_int64,
        int32_to_int64,
        sint32_from_int64,
        sint32_to_int64,
        sint64_from_int64,
        sint64_to_int64,
        uint32_from_int64,
        uint32_to_int64,
        uint64_from_int64,
        uint64_to_int64,
    )
    from gen_plugin_runtime.conversions.json_values import decode_json_value, encode_json_value
    from gen_plugin_runtime.conversions.objects import object_number
    from gen_plugin_runtime.conversions.open_enums import (
        open_member_from_number,
        open_member_to_number,
    )
    from gen_plugin_runtime.conversions.paths import (
        path_from_text,
        path_like_from_text,
        path_like_to_text,
        path_to_text,
        pure_path_from_text,
        pure_path_to_text,
        pure_posix_path_from_text,
        pure_posix_path_to_text,
        pure_windows_path_from_text,
        pure_windows_path_to_text,
    )
    from gen_plugin_runtime.conversions.ratios import (
        fraction_from_text,
        fraction_to_text,
    )
    from gen_plugin_runtime.conversions.zones import (
        zone_from_text,
        zone_to_text,
        zoned_datetime_from_parts,
        zoned_datetime_to_parts,
    )
    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.handler import (
        Handler,
        bidirectional,
        client_streaming,
        server_streaming,
        unary,
    )
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.host.launch import Launch, LaunchOptions
    from gen_plugin_runtime.json_value import JsonValue
    from gen_plugin_runtime.keywords import check_keywords
    from gen_plugin_runtime.known import Declared, Known
    from gen_plugin_runtime.netrpc.transport import NetRpcConnection
    from gen_plugin_runtime.objects import dial_async, offer, offer_async, served
    from gen_plugin_runtime.omitted import OMITTED, Omitted
    from gen_plugin_runtime.protobuf.decoding import (
        cut_off,
        long_bytes,
        long_tag,
        long_text,
        no_arm,
        one_message,
        read_bool,
        read_double,
        read_enum_number,
        read_int,
        read_size,
        skip_all,
        skip_unknown,
        too_deep_to_read,
        undecodable_argument,
        undecodable_result,
        unpack_bools,
        unpack_doubles,
        unpack_enum_numbers,
        unpack_ints,
    )
    from gen_plugin_runtime.protobuf.encoding import (
        as_bool,
        as_bytes,
        as_dict,
        as_items,
        as_key,
        as_list,
        as_mapping,
        as_set,
        as_tuple,
        bool_fields,
        delimited,
        double_field,
        first_fitting,
        int_field,
        int_fields,
        long_prefix,
        pack_bools,
        pack_doubles,
        pack_ints,
        private,
        size_prefixes,
        sized,
        too_deep_to_send,
    )
    from gen_plugin_runtime.protobuf.explain import (
        BOOL,
        BYTES,
        FLOAT,
        INT,
        NONE,
        STR,
        Check,
        dict_of,
        items_of,
        list_of,
        mapping_of,
        member_of,
        one_of,
        optional,
        record_of,
        refuse_arguments,
        refuse_result,
        refuse_value,
        sendable,
        set_of,
        tuple_of,
        typed_dict_of,
        union_of,
        unless_omitted,
    )
    from gen_plugin_runtime.protobuf.faults import DECODING_FAULTS, ENCODING_FAULTS, undecodable
    from gen_plugin_runtime.protobuf.fixed import FIXED32, FIXED64, FLOAT32, SFIXED32, SFIXED64
    from gen_plugin_runtime.protobuf.wire import MAX_DEPTH
    from gen_plugin_runtime.streaming import (
        decode_async_stream,
        decode_items,
        decode_stream,
        encode_async_items,
        encode_items,
        encode_results,
        first_message,
        split_first,
    )
    from gen_plugin_runtime.transport import Broker, Buffer, Connection, Requests, Transport

    class ServeOptions(TypedDict, total=False):
        """The arguments of `ServeConfig` that do not follow from the interface."""

        protocol: Transport
        logger: Logger
        grace: float
        end_with_host: bool
        connect_timeout: float
        max_receive: int | None
        send_tracebacks: bool
        network: Network
        loop: AbstractEventLoop
        tls_provider: TlsProvider


__all__ = [
    "BOOL",
    "BYTES",
    "CONTRACT",
    "DECODING_FAULTS",
    "ENCODING_FAULTS",
    "FIXED32",
    "FIXED64",
    "FLOAT",
    "FLOAT32",
    "INT",
    "MAX_DEPTH",
    "NONE",
    "OMITTED",
    "SFIXED32",
    "SFIXED64",
    "STR",
    "Broker",
    "Buffer",
    "Check",
    "Command",
    "Connection",
    "Declared",
    "DecodeError",
    "EncodeError",
    "Handler",
    "HandshakeConfig",
    "JsonValue",
    "Known",
    "Launch",
    "LaunchOptions",
    "Omitted",
    "Plugin",
    "Requests",
    "ServeOptions",
    "as_bool",
    "as_bytes",
    "as_dict",
    "as_items",
    "as_key",
    "as_list",
    "as_mapping",
    "as_set",
    "as_tuple",
    "awaited",
    "bidirectional",
    "big_int_from_text",
    "big_int_to_text",
    "bool_fields",
    "check_contract",
    "check_keywords",
    "client_streaming",
    "cut_off",
    "date_from_text",
    "date_to_text",
    "decimal_from_text",
    "decimal_to_text",
    "decode_async_stream",
    "decode_duration",
    "decode_items",
    "decode_json_value",
    "decode_stream",
    "decode_timestamp",
    "delimited",
    "dial_async",
    "dict_of",
    "double_field",
    "encode_async_items",
    "encode_duration",
    "encode_items",
    "encode_json_value",
    "encode_results",
    "encode_timestamp",
    "first_fitting",
    "first_message",
    "flags_from_int64",
    "flags_to_int64",
    "fraction_from_text",
    "fraction_to_text",
    "implementation",
    "int32_from_int64",
    "int32_to_int64",
    "int_field",
    "int_fields",
    "ipv4_address_from_text",
    "ipv4_address_to_text",
    "ipv4_interface_from_text",
    "ipv4_interface_to_text",
    "ipv4_network_from_text",
    "ipv4_network_to_text",
    "ipv6_address_from_text",
    "ipv6_address_to_text",
    "ipv6_interface_from_text",
    "ipv6_interface_to_text",
    "ipv6_network_from_text",
    "ipv6_network_to_text",
    "items_of",
    "launch_plugin",
    "list_of",
    "load_later",
    "long_bytes",
    "long_prefix",
    "long_tag",
    "long_text",
    "mapping_of",
    "member_of",
    "naive_datetime_from_text",
    "naive_datetime_to_text",
    "no_arm",
    "object_number",
    "of_grpc",
    "of_netrpc",
    "offer",
    "offer_async",
    "one_message",
    "one_of",
    "open_member_from_number",
    "open_member_to_number",
    "optional",
    "pack_bools",
    "pack_doubles",
    "pack_ints",
    "path_from_text",
    "path_like_from_text",
    "path_like_to_text",
    "path_to_text",
    "private",
    "pure_path_from_text",
    "pure_path_to_text",
    "pure_posix_path_from_text",
    "pure_posix_path_to_text",
    "pure_windows_path_from_text",
    "pure_windows_path_to_text",
    "read_bool",
    "read_double",
    "read_enum_number",
    "read_int",
    "read_size",
    "record_of",
    "refuse_arguments",
    "refuse_result",
    "refuse_value",
    "sendable",
    "serve_plugins",
    "served",
    "server_streaming",
    "set_of",
    "sint32_from_int64",
    "sint32_to_int64",
    "sint64_from_int64",
    "sint64_to_int64",
    "size_prefixes",
    "sized",
    "skip_all",
    "skip_unknown",
    "split_first",
    "time_from_text",
    "time_to_text",
    "too_deep_to_read",
    "too_deep_to_send",
    "tuple_of",
    "typed_dict_of",
    "uint32_from_int64",
    "uint32_to_int64",
    "uint64_from_int64",
    "uint64_to_int64",
    "unary",
    "undecodable",
    "undecodable_argument",
    "undecodable_result",
    "union_of",
    "unless_omitted",
    "unpack_bools",
    "unpack_doubles",
    "unpack_enum_numbers",
    "unpack_ints",
    "uuid_from_bytes",
    "uuid_from_text",
    "uuid_to_bytes",
    "uuid_to_text",
    "zone_from_text",
    "zone_to_text",
    "zoned_datetime_from_parts",
    "zoned_datetime_to_parts",
]

CONTRACT = 1
"""Raised whenever code that was generated before would no longer work with this module."""


def check_contract(made_for: int, source: str) -> None:
    """Refuse to run generated code that was made for another contract.

    Args:
        made_for: The contract that the code was generated for.
        source: The interface file that it was generated from.

    Raises:
        ConfigError: It is not this one's.
    """
    if made_for < CONTRACT:
        raise ConfigError(
            f"the code generated from {source} is too old for the installed gen-plugin-runtime: "
            f"generate it again with `gen-plugin {source}`"
        )
    if made_for > CONTRACT:
        raise ConfigError(
            f"the code generated from {source} is newer than the installed gen-plugin-runtime: "
            "upgrade it with `pip install --upgrade gen-plugin-runtime`"
        )


def load_later(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package that imports some of its names when they are asked for.

    Args:
        package: Its name.
        homes: Each of those names -> the module of the package that has it.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(__import__(f"{package}.{homes[name]}", fromlist=[name]), name)

    return load


def implementation(plugin: Plugin[Interface]) -> Interface:
    """What a plugin is to serve.

    Raises:
        ConfigError: It was made without an implementation, as hosts do.
    """
    if plugin.impl is None:
        name = type(plugin).__name__
        raise ConfigError(
            f"{name} has nothing to serve: give it an implementation, as in {name}(impl)"
        )
    return blocking(plugin.impl)


def of_grpc(connection: Connection | NetRpcConnection) -> Connection:
    """A connection whose broker speaks gRPC, for type checkers: the two come together."""
    return connection  # type: ignore[return-value]


def of_netrpc(connection: Connection | NetRpcConnection) -> NetRpcConnection:
    """A connection whose broker speaks net/rpc, likewise."""
    return connection  # type: ignore[return-value]


def serve_plugins(
    plugins: Mapping[str, Plugin[Any]],  # each name has an interface of its own
    handshake: HandshakeConfig,
    **options: Unpack[ServeOptions],
) -> None:
    """Serve plugins until the host says stop; see `gen_plugin_runtime.serve`."""
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.serving.serve import serve

    serve(ServeConfig(handshake, plugins, **options))


def launch_plugin(
    plugin: Plugin[Interface],
    name: str | Mapping[str, str],
    handshake: HandshakeConfig,
    command: Command,
    **options: Unpack[LaunchOptions],
) -> Launch[Interface]:
    """Prepare the launch of a plugin; see `gen_plugin_runtime.host.launch`."""
    from gen_plugin_runtime.host import launch

    return launch.launch_plugin(plugin, name, handshake, command, **options)


_LOADED_LATER = {
    "gen_plugin_runtime.conversions.addresses": (
        "ipv4_address_from_text ipv4_address_to_text ipv4_interface_from_text "
        "ipv4_interface_to_text ipv4_network_from_text ipv4_network_to_text "
        "ipv6_address_from_text ipv6_address_to_text ipv6_interface_from_text "
        "ipv6_interface_to_text ipv6_network_from_text ipv6_network_to_text"
    ),
    "gen_plugin_runtime.conversions.dates": (
        "date_from_text date_to_text naive_datetime_from_text naive_datetime_to_text "
        "time_from_text time_to_text"
    ),
    "gen_plugin_runtime.conversions.decimals": "decimal_from_text decimal_to_text",
    "gen_plugin_runtime.conversions.flags": "flags_from_int64 flags_to_int64",
    "gen_plugin_runtime.conversions.identifiers": (
        "uuid_from_bytes uuid_from_text uuid_to_bytes uuid_to_text"
    ),
    "gen_plugin_runtime.conversions.instants": (
        "decode_duration decode_timestamp encode_duration encode_timestamp"
    ),
    "gen_plugin_runtime.conversions.integers": (
        "big_int_from_text big_int_to_text int32_from_int64 int32_to_int64 sint32_from_int64 "
        "sint32_to_int64 sint64_from_int64 sint64_to_int64 uint32_from_int64 uint32_to_int64 "
        "uint64_from_int64 uint64_to_int64"
    ),
    "gen_plugin_runtime.conversions.json_values": "decode_json_value encode_json_value",
    "gen_plugin_runtime.conversions.objects": "object_number",
    "gen_plugin_runtime.conversions.open_enums": "open_member_from_number open_member_to_number",
    "gen_plugin_runtime.conversions.paths": (
        "path_from_text path_like_from_text path_like_to_text path_to_text "
        "pure_path_from_text pure_path_to_text pure_posix_path_from_text "
        "pure_posix_path_to_text pure_windows_path_from_text pure_windows_path_to_text"
    ),
    "gen_plugin_runtime.conversions.ratios": "fraction_from_text fraction_to_text",
    "gen_plugin_runtime.conversions.zones": (
        "zone_from_text zone_to_text zoned_datetime_from_parts zoned_datetime_to_parts"
    ),
    "gen_plugin_runtime.handler": "Handler bidirectional client_streaming server_streaming unary",
    "gen_plugin_runtime.keywords": "check_keywords",
    "gen_plugin_runtime.known": "Declared Known",
    "gen_plugin_runtime.objects": "dial_async offer offer_async served",
    "gen_plugin_runtime.omitted": "OMITTED Omitted",
    "gen_plugin_runtime.protobuf.decoding": (
        "cut_off long_bytes long_tag long_text no_arm one_message read_bool "
        "read_double read_enum_number read_int read_size skip_all skip_unknown too_deep_to_read "
        "undecodable_argument undecodable_result unpack_bools unpack_doubles "
        "unpack_enum_numbers unpack_ints"
    ),
    "gen_plugin_runtime.protobuf.encoding": (
        "as_bool as_bytes as_dict as_items as_key as_list as_mapping as_set "
        "as_tuple bool_fields delimited double_field first_fitting int_field int_fields "
        "long_prefix pack_bools pack_doubles pack_ints private size_prefixes sized "
        "too_deep_to_send"
    ),
    "gen_plugin_runtime.protobuf.explain": (
        "BOOL BYTES FLOAT INT NONE STR dict_of items_of list_of mapping_of member_of one_of "
        "optional record_of refuse_arguments refuse_result refuse_value sendable set_of tuple_of "
        "typed_dict_of union_of unless_omitted"
    ),
    "gen_plugin_runtime.protobuf.faults": "DECODING_FAULTS ENCODING_FAULTS undecodable",
    "gen_plugin_runtime.protobuf.fixed": "FIXED32 FIXED64 FLOAT32 SFIXED32 SFIXED64",
    "gen_plugin_runtime.protobuf.wire": "MAX_DEPTH",
    "gen_plugin_runtime.streaming": (
        "decode_async_stream decode_items decode_stream encode_async_items encode_items "
        "encode_results first_message split_first"
    ),
}
"""What not every start needs, by module: it is imported when generated code asks for it. A codec
asks for most of what is `protobuf`'s; who speaks net/rpc may do without one."""


if not TYPE_CHECKING:
    _HOMES = {name: path for path, names in _LOADED_LATER.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        """Load what is not imported above, or explain why it is not here."""
        if name.startswith("_"):
            raise AttributeError(name)
        path = _HOMES.get(name)
        if path is not None:
            # As in the package's __init__: importlib would be one more import.
            home = __import__(path, fromlist=[name])
            globals().update((each, getattr(home, each)) for each in _LOADED_LATER[path].split())
            return getattr(home, name)
        raise ConfigError(
            f"generated code asks for {name!r}, which the installed gen-plugin-runtime does not "
            "have: generate it again with `gen-plugin` and its source file, or, if it is newer, "
            "upgrade with `pip install --upgrade gen-plugin-runtime`"
        )
