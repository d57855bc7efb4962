"""The tests of go-plugin 1.8 by name, and ours that ask the same of this runtime.

A row whose test here asks something else says so in its comment. Variants of a test have rows of
their own, after a slash.
"""

from __future__ import annotations

HOST: dict[str, tuple[str, ...]] = {
    # A host that finds nobody listening fails at the start, not at the first call.
    "TestClient": ("host/test_start_failures.py::test_nobody_listens_at_the_port",),
    "TestClient_killStart": (
        "host/test_contract.py::test_kill_does_not_start_a_client_that_failed",
    ),
    "TestClient_testCleanup": ("host/test_contract.py::test_what_is_to_be_done_at_exit_is_done",),
    "TestClient_noStdoutScannerRace": (
        "host/test_contract.py::test_output_that_comes_late_is_not_cut_off",
    ),
    "TestClient_grpc_servercrash": (
        "host/test_lifecycle.py::test_a_crash_by_a_signal_between_calls",
        "interop/test_lifecycle.py::test_a_go_host_sees_the_crash_of_a_python_plugin",
    ),
    "TestClient_grpc": (
        "host/test_lifecycle.py::test_a_plugin_is_started_called_and_ended",
        "host/test_lifecycle.py::test_a_graceful_end_is_quick_and_has_exit_code_0",
        "interop/test_lifecycle.py::test_a_go_host_calls_and_ends_a_python_plugin",
        "interop/test_lifecycle.py::test_a_python_host_calls_and_ends_a_go_plugin",
    ),
    # Both are allowed unless the host says otherwise.
    "TestClient_grpcNotAllowed": (
        "host/test_start_failures.py::test_a_transport_that_is_not_allowed",
    ),
    "TestClient_grpcSyncStdio/default": (
        "host/test_output.py::test_print_goes_to_the_hosts_copy_of_stdout",
        "host/test_reattach.py::test_where_a_plugin_is_is_known_while_there_is_one",
        "interop/test_lifecycle.py::test_a_go_host_gets_what_a_python_plugin_prints",
        "interop/test_lifecycle.py::test_a_python_host_gets_what_a_go_plugin_prints",
    ),
    "TestClient_grpcSyncStdio/use RunnerFunc": (
        "host/test_runner.py::test_it_is_started_called_and_ended",
        "host/test_reattach.py::test_a_runners_plugin_is_reattached_to_by_a_function",
    ),
    "TestClient_cmdAndReattach": (
        "host/test_config.py::test_what_cannot_work_is_refused_with_its_cure",
    ),
    "TestClient_reattachGRPC/default": (
        "host/test_reattach.py::test_a_second_host_calls_and_ends_the_plugin",
        "interop/test_lifecycle.py::test_a_python_host_reattaches_to_a_go_plugin",
        (
            "interop/test_lifecycle.py"
            "::test_a_go_host_reattaches_to_a_python_plugin_that_a_python_host_has_started"
        ),
    ),
    "TestClient_reattachGRPC/use ReattachFunc": (
        "host/test_reattach.py::test_a_runners_plugin_is_reattached_to_by_a_function",
    ),
    "TestClient_reattachNotFound": (
        "host/test_reattach.py::test_no_such_process",
        "host/test_reattach.py::test_a_process_that_does_not_listen",
    ),
    "TestClientStart_badVersion": (
        "host/test_start_failures.py::test_another_application_version",
    ),
    "TestClientStart_badNegotiatedVersion": (
        "host/test_contract.py::test_no_common_version_is_told_by_the_host",
    ),
    "TestClient_Start_Timeout": (
        "host/test_start_failures.py::test_a_program_that_prints_nothing",
    ),
    "TestClient_Stderr": (
        "host/test_contract.py::test_lines_of_stderr_arrive_raw_though_nobody_forces_the_end",
    ),
    "TestClient_StderrJSON": (
        "host/test_contract.py::test_json_that_is_not_hclogs_is_logged_as_it_is",
    ),
    "TestClient_textLogLevel": (
        "host/test_contract.py::test_text_with_a_level_gets_through_at_it",
    ),
    "TestClient_Stdin": ("host/test_environment.py::test_the_plugins_standard_input_is_the_hosts",),
    "TestClient_SkipHostEnv": (
        "host/test_environment.py::test_the_hosts_environment_may_be_kept_from_the_plugin",
    ),
    "TestClient_wrongVersion": (
        "host/test_start_failures.py::test_a_transport_that_no_plugin_of_the_host_has_a_form_for",
    ),
    "TestClient_versionedClient": (
        "interop/test_lifecycle.py::test_a_go_host_negotiates_the_version",
        "interop/test_lifecycle.py::test_a_python_host_negotiates_the_version",
    ),
    "TestClient_logger/grpc": (
        "host/test_output.py::test_levels_and_fields_reach_the_hosts_logging",
        "interop/test_lifecycle.py::test_a_go_host_logs_a_python_plugin_at_its_levels",
        "interop/test_lifecycle.py::test_a_python_host_logs_a_go_plugin_at_its_levels",
    ),
    # An exception does not end a Python plugin: it is a Go plugin that panics.
    "TestServerLogPanic": (
        "interop/test_lifecycle.py::test_a_python_host_sees_the_panic_of_a_go_plugin",
        "protocol/test_log_lines.py::test_a_panic_colours_the_plain_lines_after_it",
    ),
    "TestClient_logStderr": ("host/test_output.py::test_descriptor_2_is_the_log_and_its_copy",),
    "TestClient_logStderrParseJSON": (
        "host/test_output.py::test_long_lines_are_logged_in_pieces",
        "protocol/test_log_lines.py::test_a_long_line_comes_in_pieces",
    ),
    "TestClient_testInterfaceReattach": (
        "host/test_contract.py::test_a_plugin_in_a_session_of_its_own_is_reattached_to",
    ),
    "TestSetGroup": ("host/test_runner.py::test_a_group_may_connect_too",),
    "TestAdditionalNotesAboutCommand": (
        "host/test_contract.py::test_the_machine_of_an_executable",
        "host/test_runner.py::test_the_machine_of_a_binary_is_named",
    ),
}

PLUGIN: dict[str, tuple[str, ...]] = {
    "TestServer_testMode": (
        "host/test_reattach.py::test_mode_is_not_ended_by_its_hosts",
        "interop/test_lifecycle.py::test_a_go_host_reattaches_to_python_in_test_mode",
        "interop/test_lifecycle.py::test_a_python_host_reattaches_to_go_in_test_mode",
    ),
    "TestRmListener": (
        "serving/test_serve.py::test_shutdown_is_answered_and_followed",
        "host/test_reattach.py::test_mode_takes_its_versions_and_its_place_from_the_environment",
    ),
    # There is no server factory to leave out: what can do gRPC is served so.
    "TestProtocolSelection_no_server": (
        "serving/test_serve.py::test_the_handshake_line_has_six_fields",
    ),
    # Python's loggers have handlers instead of a standard logger's output.
    "TestServer_testStdLogger": (
        "serving/test_testing.py::test_serving_in_process_leaves_the_program_alone",
    ),
    "TestUnixSocketDir": ("serving/test_serve.py::test_the_hosts_socket_directory_is_used",),
    "TestUnixSocketGroupPermissions": (
        "serving/test_serve.py::test_the_hosts_group_may_connect_too",
    ),
}

GRPC: dict[str, tuple[str, ...]] = {
    "TestGRPC_App/default": (
        "host/test_runner.py::test_addresses_are_translated_both_ways",
        "interop/test_bidirectional.py::test_the_python_plugin_calls_back_into_the_go_host",
        "interop/test_bidirectional.py::test_the_go_plugin_calls_back_into_the_python_host",
    ),
    # There the subject is a helper for tests, which is `connect` here.
    "TestGRPCConn_BidirectionalPing": (
        "serving/test_testing.py::test_calls_go_through_the_real_transport_and_leave_nothing",
    ),
    "TestGRPCC_Stream/default": ("streaming/test_streams.py::test_both_directions_take_turns",),
    "TestGRPC_Ping/default": ("host/test_contract.py::test_pings",),
}

TLS: dict[str, tuple[str, ...]] = {
    "TestClient_SecureConfig": (
        "host/test_secure_config.py::test_the_right_checksum",
        "host/test_secure_config.py::test_the_wrong_checksum_and_nothing_is_run",
    ),
    "TestClient_secureConfigAndReattach": (
        "host/test_config.py::test_what_cannot_work_is_refused_with_its_cure",
    ),
    "TestClient_TLS_grpc": (
        "host/test_tls.py::test_own_tls",
        "interop/test_tls.py::test_a_go_host_with_own_tls",
        "interop/test_tls.py::test_a_go_plugin_with_own_tls",
    ),
    # A mismatch is told at the start where the host asks for TLS.
    "TestClient_legacyServer": (
        "host/test_tls.py::test_a_host_without_tls_learns_it_at_the_start",
        "interop/test_tls.py::test_a_go_host_without_tls_learns_it_at_its_first_call",
        "interop/test_tls.py::test_a_go_plugin_that_does_not_trust",
    ),
    "TestClient_mtlsClient": (
        "host/test_tls.py::test_auto_mtls",
        "host/test_tls.py::test_a_plugin_killed_in_a_call_under_tls_is_told_as_one",
        "interop/test_matrix.py::test_a_go_host_and_a_python_plugin",
        "interop/test_matrix.py::test_a_python_host_and_a_go_plugin",
    ),
    "TestServer_testMode_AutoMTLS": (
        "host/test_tls.py::test_a_real_plugin_process_with_auto_mtls",
        "interop/test_matrix.py::test_a_go_host_and_a_python_plugin",
        "interop/test_matrix.py::test_a_python_host_and_a_go_plugin",
    ),
}

MULTIPLEXING: dict[str, tuple[str, ...]] = {
    "TestClient_RequestGRPCMultiplexing_UnsupportedByPlugin": (
        "host/test_multiplexed.py::test_a_plugin_that_cannot",
    ),
    "TestGRPC_App/mux": (
        "interop/test_matrix.py::test_a_go_host_and_a_python_plugin",
        "interop/test_matrix.py::test_a_python_host_and_a_go_plugin",
    ),
    "TestGRPCC_Stream/mux": ("broker/test_broker.py::test_the_main_connection_streams_both_ways",),
    "TestGRPC_Ping/mux": ("host/test_multiplexed.py::test_a_plugin_is_started_called_and_ended",),
    "TestGRPC_Reflection/default": (
        "grpc/test_reflection.py::test_the_client_of_grpcio_lists_and_describes",
    ),
    "TestGRPC_Reflection/mux": ("serving/test_multiplexed.py::test_it_tells_about_its_services",),
}

# Those tests of tests/host and tests/interop/test_lifecycle.py run over both transports.
NET_RPC: dict[str, tuple[str, ...]] = {
    "TestClient_testInterface": (
        "host/test_lifecycle.py::test_a_plugin_is_started_called_and_ended",
        "host/test_lifecycle.py::test_a_graceful_end_is_quick_and_has_exit_code_0",
        "interop/test_lifecycle.py::test_a_go_host_calls_and_ends_a_python_plugin",
        "interop/test_lifecycle.py::test_a_python_host_calls_and_ends_a_go_plugin",
    ),
    "TestClient_reattach": (
        "host/test_reattach.py::test_a_second_host_calls_and_ends_the_plugin",
        "interop/test_lifecycle.py::test_a_python_host_reattaches_to_a_go_plugin",
        (
            "interop/test_lifecycle.py"
            "::test_a_go_host_reattaches_to_a_python_plugin_that_a_python_host_has_started"
        ),
    ),
    "TestClient_reattachNoProtocol": (
        "host/test_reattach.py::test_without_a_protocol_it_is_net_rpc",
    ),
    "TestClient_TLS": (
        "host/test_tls.py::test_own_tls",
        "host/test_tls.py::test_a_host_without_tls_learns_it_at_the_start",
        "interop/test_lifecycle.py::test_a_go_host_calls_and_ends_a_python_plugin",
        "interop/test_lifecycle.py::test_a_python_host_calls_and_ends_a_go_plugin",
        "interop/test_tls.py::test_a_go_host_without_tls_learns_it_at_its_first_call",
    ),
    "TestClient_legacyClient": (
        "host/test_tls.py::test_a_host_without_tls_learns_it_at_the_start",
        "netrpc/test_connections.py::test_a_version_is_served_as_its_plugins_can",
        "netrpc/test_connections.py::test_a_host_that_knows_the_old_version_alone",
    ),
    "TestClient_ping": ("host/test_contract.py::test_pings",),
    "TestClient_mtlsNetRPCClient": (
        "host/test_tls.py::test_auto_mtls",
        "interop/test_matrix.py::test_a_go_host_and_a_python_plugin",
        "interop/test_matrix.py::test_a_python_host_and_a_go_plugin",
        "interop/test_lifecycle.py::test_a_go_host_calls_and_ends_a_python_plugin",
        "interop/test_lifecycle.py::test_a_python_host_calls_and_ends_a_go_plugin",
    ),
    "TestClient_logger/netrpc": (
        "host/test_output.py::test_levels_and_fields_reach_the_hosts_logging",
        "interop/test_lifecycle.py::test_a_go_host_logs_a_python_plugin_at_its_levels",
        "interop/test_lifecycle.py::test_a_python_host_logs_a_go_plugin_at_its_levels",
    ),
    "TestServer_RPC": (
        "host/test_reattach.py::test_mode_is_not_ended_by_its_hosts",
        "interop/test_lifecycle.py::test_a_go_host_reattaches_to_python_in_test_mode",
    ),
    "TestClient_App": (
        "netrpc/test_connections.py::test_names_are_looked_up_on_both_sides",
        "interop/test_matrix.py::test_a_go_host_and_a_python_plugin",
        "interop/test_matrix.py::test_a_python_host_and_a_go_plugin",
    ),
    "TestClient_syncStreams": (
        "host/test_output.py::test_print_goes_to_the_hosts_copy_of_stdout",
        "interop/test_lifecycle.py::test_a_go_host_gets_what_a_python_plugin_prints",
        "interop/test_lifecycle.py::test_a_python_host_gets_what_a_go_plugin_prints",
    ),
    # It is a value with a text here, and not an exception: it is returned, never raised.
    "TestBasicError_ImplementsError": (
        "netrpc/test_sides.py::test_a_basic_error_in_an_interface_value",
    ),
    "TestBasicError_MatchesMessage": (
        "netrpc/test_sides.py::test_a_basic_error_in_an_interface_value",
    ),
    "TestNewBasicError_nil": ("netrpc/test_sides.py::test_a_basic_error_in_an_interface_value",),
}
