"""Oddities of go-plugin 1.8, and the tests that show what is done about each here."""

from __future__ import annotations

QUIRKS: dict[str, tuple[str, ...]] = {
    # Better here.
    "a plugin whose host dies lives on": (
        "faults/test_faults.py::test_the_host_is_killed",
        "host/test_host_ends.py::test_a_plugin_that_shall_outlive_its_host",
        "interop/test_lifecycle.py::test_a_python_plugin_ends_with_its_killed_go_host",
    ),
    "a log line to a dead host": (
        "serving/test_logger.py::test_nobody_reading_is_no_error",
        "host/test_reattach.py::test_a_plugin_that_is_let_go_of_outlives_its_host",
    ),
    "exit code 0 after a start that failed": (
        "serving/test_serve.py::test_a_start_that_fails_shows_its_traceback",
    ),
    "no deadline on Shutdown": (
        "host/test_lifecycle.py::test_a_plugin_that_ignores_its_end_is_killed",
    ),
    "Kill hangs while a grandchild holds the pipes": (
        "host/test_lifecycle.py::test_a_grandchild_that_holds_the_pipes_does_not_delay_the_end",
        (
            "host/test_start_failures.py"
            "::test_a_grandchild_that_holds_the_pipes_does_not_delay_the_error"
        ),
    ),
    "Kill ends what is around the plugin, not the plugin": (
        "host/test_helpers.py::test_a_plugin_that_hangs_behind_a_shell_is_ended_too",
    ),
    "a log line whose level is no text kills the host": (
        "faults/test_faults.py::test_garbage_on_stderr",
    ),
    "a certificate that nobody asked for kills the host": (
        "host/test_start_failures.py::test_a_certificate_that_nobody_asked_for",
    ),
    "a host that is a plugin hands its variables down": (
        "host/test_environment.py::test_a_host_that_is_a_plugin_itself_passes_nothing_of_that_on",
        "host/test_environment.py::test_the_children_of_a_plugin_see_nothing_of_the_protocol",
    ),
    "the host's environment beats the command's own": (
        (
            "host/test_environment.py"
            "::test_what_was_added_wins_over_what_is_inherited_and_the_protocol_over_both"
        ),
    ),
    "output before the line breaks the start": (
        "serving/test_serve.py::test_text_that_was_printed_before_does_not_break_the_handshake",
        "host/test_start_failures.py::test_a_program_that_prints_something_else_first",
    ),
    "what C code and children write to descriptor 1 is dropped": (
        "host/test_output.py::test_what_c_code_writes_to_descriptor_1_is_copied_too",
        "host/test_output.py::test_what_others_write_to_descriptor_1_is_copied_too",
        "interop/test_lifecycle.py::test_a_go_host_gets_what_others_write_to_descriptor_1",
    ),
    "an uncaught exception goes to the copy of stderr": (
        "serving/test_serve.py::test_an_uncaught_exception_reaches_descriptor_2",
    ),
    "printing blocks while nobody reads": (
        "serving/test_serve.py::test_printing_never_blocks_without_a_reader",
    ),
    "a client with nobody listening succeeds": (
        "host/test_start_failures.py::test_nobody_listens_at_the_socket",
    ),
    "a plugin's broker ends with its first host": (
        "host/test_reattach.py::test_a_later_host_has_brokered_connections_too",
    ),
    "a start after a failed one": (
        "host/test_start_failures.py::test_a_client_that_failed_says_so_when_it_is_used_again",
    ),
    "a killed plugin's socket stays": (
        "host/test_lifecycle.py::test_a_connection_that_breaks_while_the_process_lives",
        "host/test_start_failures.py::test_the_socket_of_a_refused_plugin_is_removed",
    ),
    "prefixes that are not known": (
        "protocol/test_log_lines.py::test_prefixes_that_go_does_not_know",
    ),
    "versions in random order": (
        "host/test_start_failures.py::test_the_child_is_offered_every_version_of_the_host",
    ),
    "long paths of unix sockets": (
        "serving/test_serve.py::test_a_temporary_directory_that_is_too_deep_is_named",
    ),
    "a knock for nobody ends a multiplexed plugin": (
        "broker/test_doors.py::test_a_number_that_nobody_listens_under",
    ),
    "a listener that has gone blocks a multiplexed plugin": (
        "broker/test_doors.py::test_a_listener_that_has_gone_since_the_knock",
    ),
    "a SecureConfig works once": ("host/test_secure_config.py::test_the_right_checksum",),
    "Kill races with the answer to Control.Quit": (
        "netrpc/test_connections.py::test_quit_is_answered_before_the_end",
        "interop/test_lifecycle.py::test_a_go_host_calls_and_ends_a_python_plugin",
        "interop/test_lifecycle.py::test_a_python_host_calls_and_ends_a_go_plugin",
    ),
    "an object without methods is left unserved": (
        "netrpc/test_mux_broker.py::test_an_object_without_methods_is_refused_where_it_is_offered",
    ),
    "who dials a MuxBroker waits without end": (
        "netrpc/test_mux_broker.py::test_nobody_answers_who_dials",
    ),
    "a stream without a number stops a MuxBroker": (
        "netrpc/test_mux_broker.py::test_streams_without_a_number_keep_nobody_waiting",
    ),
    # The same here.
    "a MuxBroker keeps a stream for five seconds": (
        "netrpc/test_mux_broker.py::test_nobody_serves_the_number",
        "netrpc/test_mux_broker.py::test_nobody_dials_who_serves",
    ),
    "a second stream for a number vanishes": (
        "netrpc/test_mux_broker.py::test_a_second_stream_for_a_number_is_closed",
    ),
    "Ctrl-C is the host's": (
        "serving/test_serve.py::test_interrupts_are_ignored_and_logged",
        "host/test_host_ends.py::test_ctrl_c_is_for_the_host_alone",
    ),
    "run by hand": ("serving/test_serve.py::test_by_hand_it_explains_itself",),
    "timestamps have six digits": (
        "protocol/test_hclog.py::test_the_timestamp_always_has_six_digits_and_says_when",
    ),
    "a ping does not look at the status": ("host/test_contract.py::test_pings",),
    "the id is a text, and empty while nothing runs": (
        "host/test_lifecycle.py::test_a_plugin_is_started_called_and_ended",
    ),
    "a zombie counts as alive": (
        "host/test_reattach.py::test_the_end_of_a_reattached_plugin_is_seen",
    ),
}
