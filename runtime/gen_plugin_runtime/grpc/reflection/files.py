"""The files of the services that every plugin has, and of the types of Google's that are used."""

from __future__ import annotations

from gen_plugin_runtime.grpc.reflection.building import (
    BOOL,
    BYTES,
    DOUBLE,
    ENUM,
    INT32,
    INT64,
    MESSAGE,
    STRING,
    UINT32,
    enum,
    field,
    file,
    map_entry,
    message,
    method,
    nested,
    oneof,
    service,
)

_BROKER = file(
    "grpc_broker.proto",
    "plugin",
    message(
        "ConnInfo",
        field("service_id", 1, UINT32),
        field("network", 2, STRING),
        field("address", 3, STRING),
        field("knock", 4, MESSAGE, ".plugin.ConnInfo.Knock"),
        nested("Knock", field("knock", 1, BOOL), field("ack", 2, BOOL), field("error", 3, STRING)),
    ),
    service(
        "GRPCBroker",
        method(
            "StartStream", ".plugin.ConnInfo", ".plugin.ConnInfo", client_streams=True, streams=True
        ),
    ),
)
_CONTROLLER = file(
    "grpc_controller.proto",
    "plugin",
    message("Empty"),
    service("GRPCController", method("Shutdown", ".plugin.Empty", ".plugin.Empty")),
)
_STDIO = file(
    "grpc_stdio.proto",
    "plugin",
    message(
        "StdioData",
        field("channel", 1, ENUM, ".plugin.StdioData.Channel"),
        field("data", 2, BYTES),
        enum("Channel", "INVALID", "STDOUT", "STDERR", of_message=True),
    ),
    service(
        "GRPCStdio",
        method("StreamStdio", ".google.protobuf.Empty", ".plugin.StdioData", streams=True),
    ),
    imports=("google/protobuf/empty.proto",),
)

_HEALTH = ".grpc.health.v1.Health"
_HEALTH_FILE = file(
    "grpc/health/v1/health.proto",
    "grpc.health.v1",
    message("HealthCheckRequest", field("service", 1, STRING)),
    message(
        "HealthCheckResponse",
        field("status", 1, ENUM, f"{_HEALTH}CheckResponse.ServingStatus"),
        enum(
            "ServingStatus",
            "UNKNOWN",
            "SERVING",
            "NOT_SERVING",
            "SERVICE_UNKNOWN",
            of_message=True,
        ),
    ),
    message("HealthListRequest"),
    message(
        "HealthListResponse",
        field("statuses", 1, MESSAGE, f"{_HEALTH}ListResponse.StatusesEntry", repeated=True),
        map_entry(
            "StatusesEntry",
            field("key", 1, STRING),
            field("value", 2, MESSAGE, f"{_HEALTH}CheckResponse"),
        ),
    ),
    service(
        "Health",
        method("Check", f"{_HEALTH}CheckRequest", f"{_HEALTH}CheckResponse"),
        method("List", f"{_HEALTH}ListRequest", f"{_HEALTH}ListResponse"),
        method("Watch", f"{_HEALTH}CheckRequest", f"{_HEALTH}CheckResponse", streams=True),
    ),
)


def _reflection(version: str) -> bytes:
    """The file of reflection itself, whose versions differ by name alone."""
    package = f"grpc.reflection.{version}"
    return file(
        f"grpc/reflection/{version}/reflection.proto",
        package,
        message(
            "ServerReflectionRequest",
            field("host", 1, STRING),
            field("file_by_filename", 3, STRING, oneof=0),
            field("file_containing_symbol", 4, STRING, oneof=0),
            field("file_containing_extension", 5, MESSAGE, f".{package}.ExtensionRequest", oneof=0),
            field("all_extension_numbers_of_type", 6, STRING, oneof=0),
            field("list_services", 7, STRING, oneof=0),
            oneof("message_request"),
        ),
        message(
            "ExtensionRequest",
            field("containing_type", 1, STRING),
            field("extension_number", 2, INT32),
        ),
        message(
            "ServerReflectionResponse",
            field("valid_host", 1, STRING),
            field("original_request", 2, MESSAGE, f".{package}.ServerReflectionRequest"),
            *(
                field(name, number, MESSAGE, f".{package}.{kind}", oneof=0)
                for name, number, kind in (
                    ("file_descriptor_response", 4, "FileDescriptorResponse"),
                    ("all_extension_numbers_response", 5, "ExtensionNumberResponse"),
                    ("list_services_response", 6, "ListServiceResponse"),
                    ("error_response", 7, "ErrorResponse"),
                )
            ),
            oneof("message_response"),
        ),
        message("FileDescriptorResponse", field("file_descriptor_proto", 1, BYTES, repeated=True)),
        message(
            "ExtensionNumberResponse",
            field("base_type_name", 1, STRING),
            field("extension_number", 2, INT32, repeated=True),
        ),
        message(
            "ListServiceResponse",
            field("service", 1, MESSAGE, f".{package}.ServiceResponse", repeated=True),
        ),
        message("ServiceResponse", field("name", 1, STRING)),
        message("ErrorResponse", field("error_code", 1, INT32), field("error_message", 2, STRING)),
        service(
            "ServerReflection",
            method(
                "ServerReflectionInfo",
                f".{package}.ServerReflectionRequest",
                f".{package}.ServerReflectionResponse",
                client_streams=True,
                streams=True,
            ),
        ),
    )


_VALUE = ".google.protobuf.Value"
_STRUCT = file(
    "google/protobuf/struct.proto",
    "google.protobuf",
    message(
        "Struct",
        field("fields", 1, MESSAGE, ".google.protobuf.Struct.FieldsEntry", repeated=True),
        map_entry("FieldsEntry", field("key", 1, STRING), field("value", 2, MESSAGE, _VALUE)),
    ),
    message(
        "Value",
        field("null_value", 1, ENUM, ".google.protobuf.NullValue", oneof=0),
        field("number_value", 2, DOUBLE, oneof=0),
        field("string_value", 3, STRING, oneof=0),
        field("bool_value", 4, BOOL, oneof=0),
        field("struct_value", 5, MESSAGE, ".google.protobuf.Struct", oneof=0),
        field("list_value", 6, MESSAGE, ".google.protobuf.ListValue", oneof=0),
        oneof("kind"),
    ),
    message("ListValue", field("values", 1, MESSAGE, _VALUE, repeated=True)),
    enum("NullValue", "NULL_VALUE"),
)
_EMPTY = file("google/protobuf/empty.proto", "google.protobuf", message("Empty"))
_TIMESTAMP, _DURATION = (
    file(
        f"google/protobuf/{name.lower()}.proto",
        "google.protobuf",
        message(name, field("seconds", 1, INT64), field("nanos", 2, INT32)),
    )
    for name in ("Timestamp", "Duration")
)

FILES = (
    _HEALTH_FILE,
    _reflection("v1"),
    _reflection("v1alpha"),
    _BROKER,
    _CONTROLLER,
    _STDIO,
    _EMPTY,
    _TIMESTAMP,
    _DURATION,
    _STRUCT,
)
"""Each a serialized `FileDescriptorProto`."""
