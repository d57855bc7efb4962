"""The names of go-plugin 1.8's own tests, those of its variants after a slash."""

from __future__ import annotations

NAMES = frozenset(
    """
    TestClient
    TestClient_killStart
    TestClient_testCleanup
    TestClient_noStdoutScannerRace
    TestClient_testInterface
    TestClient_grpc_servercrash
    TestClient_grpc
    TestClient_grpcNotAllowed
    TestClient_grpcSyncStdio/default
    TestClient_grpcSyncStdio/use RunnerFunc
    TestClient_cmdAndReattach
    TestClient_reattach
    TestClient_reattachNoProtocol
    TestClient_reattachGRPC/default
    TestClient_reattachGRPC/use ReattachFunc
    TestClient_reattachNotFound
    TestClientStart_badVersion
    TestClientStart_badNegotiatedVersion
    TestClient_Start_Timeout
    TestClient_Stderr
    TestClient_StderrJSON
    TestClient_textLogLevel
    TestClient_Stdin
    TestClient_SkipHostEnv
    TestClient_RequestGRPCMultiplexing_UnsupportedByPlugin
    TestClient_SecureConfig
    TestClient_TLS
    TestClient_TLS_grpc
    TestClient_secureConfigAndReattach
    TestClient_ping
    TestClient_wrongVersion
    TestClient_legacyClient
    TestClient_legacyServer
    TestClient_versionedClient
    TestClient_mtlsClient
    TestClient_mtlsNetRPCClient
    TestClient_logger/netrpc
    TestClient_logger/grpc
    TestServerLogPanic
    TestClient_logStderr
    TestClient_logStderrParseJSON
    TestClient_testInterfaceReattach
    TestSetGroup
    BenchmarkClientLogging
    TestServer_testMode
    TestServer_testMode_AutoMTLS
    TestServer_RPC
    TestRmListener_impl
    TestRmListener
    TestProtocolSelection_no_server
    TestServer_testStdLogger
    TestUnixSocketDir
    TestUnixSocketGroupPermissions
    TestGRPC_App/default
    TestGRPC_App/mux
    TestGRPCConn_BidirectionalPing
    TestGRPCC_Stream/default
    TestGRPCC_Stream/mux
    TestGRPC_Ping/default
    TestGRPC_Ping/mux
    TestGRPC_Reflection/default
    TestGRPC_Reflection/mux
    TestClient_App
    TestClient_syncStreams
    TestBasicError_ImplementsError
    TestBasicError_MatchesMessage
    TestNewBasicError_nil
    TestHelperProcess
    TestAdditionalNotesAboutCommand
    """.strip().split("\n    ")
)

LEFT_OUT = {
    "BenchmarkClientLogging": "a benchmark",
    "TestRmListener_impl": "what Go's compiler checks",
    "TestHelperProcess": "the plugin programs of the other tests",
}
"""Those that ask nothing of a runtime in Python, and why."""
