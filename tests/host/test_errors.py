"""Errors as values: they go through pickle, and so between the processes of a pool."""

from __future__ import annotations

import pickle

import pytest

from gen_plugin_runtime import (
    CallTimeout,
    DecodeError,
    GenPluginError,
    PluginCrashed,
    PluginError,
    StartTimeout,
    UnknownPlugin,
)


@pytest.mark.parametrize(
    "error",
    [
        CallTimeout("late", status=4),
        DecodeError("no text", "people[3].name"),
        PluginCrashed("gone", exit_code=-9, stderr=["last", "words"]),
        PluginError("ValueError", "wrong", status=3),
        StartTimeout("late", stderr=["thinking"]),
        UnknownPlugin("there is no plugin 'x'"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_can_be_pickled(error: GenPluginError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), vars(copy), copy.args) == (str(error), vars(error), error.args)
