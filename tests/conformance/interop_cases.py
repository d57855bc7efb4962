"""Which cases of gRPC's interop suite are played, and which are not.

The suite is published with gRPC (grpc/doc/interop-test-descriptions.md). The other side is
grpc-go's own: `interop/client` calls our server, our channel calls `interop/server`.
"""

from __future__ import annotations

PLAYED = (
    "empty_unary",
    "large_unary",
    "client_streaming",
    "server_streaming",
    "ping_pong",
    "empty_stream",
    "timeout_on_sleeping_server",
    "cancel_after_begin",
    "cancel_after_first_response",
    "status_code_and_message",
    "special_status_message",
    "custom_metadata",
    "unimplemented_method",
    "unimplemented_service",
    "pick_first_unary",
    "rpc_soak",
    "channel_soak",
    "orca_per_rpc",
    "orca_oob",
)

_CREDENTIALS = "needs an account at a cloud provider"
_COMPRESSION = (
    "grpc-go's interop programs have no such case on either side; gzip from grpcio, and to it, is"
    " tested in tests/grpc/test_grpcio.py, and our side sends identity only"
)

LEFT_OUT = {
    "compute_engine_creds": _CREDENTIALS,
    "service_account_creds": _CREDENTIALS,
    "jwt_token_creds": _CREDENTIALS,
    "per_rpc_creds": _CREDENTIALS,
    "oauth2_auth_token": _CREDENTIALS,
    "google_default_credentials": _CREDENTIALS,
    "compute_engine_channel_credentials": _CREDENTIALS,
    "client_compressed_unary": _COMPRESSION,
    "client_compressed_streaming": _COMPRESSION,
    "server_compressed_unary": _COMPRESSION,
    "server_compressed_streaming": _COMPRESSION,
    "cacheable_unary": "needs a caching proxy in between; grpc-go's interop programs have it on"
    " neither side",
}
"""The cases that nobody plays here, with the reason."""

LEFT_OUT_BY_CLIENT = {
    "pick_first_unary": "judges how a client chooses among addresses; a channel has one connection,"
    " and grpc-go's server does not say its name",
}
"""The same for the calling side alone."""
