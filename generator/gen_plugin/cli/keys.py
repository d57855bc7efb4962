"""Which flag is which setting, and which of both have no counterpart, with the reason."""

from __future__ import annotations

SETTING_OF_FLAG = {
    "sources": "sources",
    "out": "sources.*.out",
    "main": "sources.*.main",
    "no_main": "sources.*.main",
    "package": "sources.*.package",
    "protocol_version": "sources.*.protocol-version",
    "cookie_key": "sources.*.cookie-key",
    "cookie_value": "sources.*.cookie-value",
    "netrpc": "sources.*.netrpc",
    "ignore_warnings": "sources.*.ignore-warnings",
    "against": "against",
    "quiet": "quiet",
    "verbose": "verbose",
    "format": "format",
}
"""The parameter of the command, and its key below ``[tool.gen-plugin]``; * is a source."""

KEYS_OF_ALL_SOURCES = {"netrpc": "sources.*.netrpc"}
"""Keys that hold for all sources of a project which have no such key of their own."""

FLAGS_OF_ONE_RUN = {
    "check": "what this run is for",
    "diff": "what this run is for",
    "watch": "what this run is for",
    "show": "what this run is for",
    "explain": "what this run is for",
    "version": "what this run is for",
    "help": "what this run is for",
    "allow_breaking": "a decision about one change: set for good, nothing would be told any more",
    "unreleased": "a decision about one change: set for good, nothing would be told any more",
    "force": "what it overwrites is to be looked at each time",
}
"""Flags without a key."""

SETTINGS_WITHOUT_FLAG = {
    "sources.*.netrpc-names.*": "it is about one name of an interface",
    "sources.*.netrpc-nothing": "it is about a contract that exists already",
    "sources.*.netrpc-maps": "it is about single methods of an interface",
    "sources.*.protocols.*.service": "it is about one Protocol of a file",
    "sources.*.protocols.*.plugin": "it is about one Protocol of a file",
    "sources.*.protocols.*.methods.*.name": "it is about one method of a Protocol",
    "sources.*.protocols.*.methods.*.request": "it is about one method of a Protocol",
    "sources.*.protocols.*.methods.*.response": "it is about one method of a Protocol",
}
"""Keys without a flag."""

RUN_KEYS = ("against", "format", "quiet", "verbose")
"""Keys of a run, whatever its sources are; the others are read with each source."""
