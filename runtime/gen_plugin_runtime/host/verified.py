"""Checks the file that is to be run, before anything is (go-plugin: `SecureConfig.Check`)."""

from __future__ import annotations

import os

from gen_plugin_runtime.errors import LaunchFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.host.command import PluginCommand
    from gen_plugin_runtime.secure_config import SecureConfig


def verified_program(command: PluginCommand, secure: SecureConfig) -> str:
    """The path of a command's program, found here, so that what was checked is what will be run.

    Raises:
        ChecksumsDoNotMatch: The file is not the one that `secure` names.
        LaunchFailed: There is no such program.
    """
    program = _program(command)
    directory = os.fspath(command.directory or "")
    secure.check(program if secure.file is None else os.path.join(directory, secure.file))
    return program


def _program(command: PluginCommand) -> str:
    """The path of the program, found as the launch would find it."""
    for path in _candidates(command):
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return os.path.abspath(path)
    name = command.arguments[0]
    raise LaunchFailed(f"cannot launch the plugin: there is no program {name!r} that may be run")


def _candidates(command: PluginCommand) -> Iterator[str]:
    # A path is relative to the plugin's directory, as is what PATH names.
    directory, name = os.fspath(command.directory or ""), command.arguments[0]
    if os.path.dirname(name):
        yield os.path.join(directory, name)
        return
    for folder in os.get_exec_path(dict(command.environment)):
        yield os.path.join(directory, folder, name)
