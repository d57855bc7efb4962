"""A directory for the sockets of one plugin, which only those who may connect can enter."""

from __future__ import annotations

import os
import shutil
import tempfile

from gen_plugin_runtime.addresses import group_id
from gen_plugin_runtime.errors import ConfigError, LaunchFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.unix_socket import UnixSocketConfig

_PREFIX = "plugin-dir"
_OWNER_AND_GROUP = 0o770


def make_socket_directory(config: ClientConfig) -> str:
    """Make the directory, if this plugin is to have one; its path, or nothing.

    Raises:
        LaunchFailed: If it cannot be made, or given to the group.
    """
    wanted = config.unix_socket
    if config.runner is None and not (wanted and wanted.directory):
        return ""
    try:
        return _made(wanted)
    except (OSError, ConfigError) as error:
        raise LaunchFailed(f"cannot make a directory for the plugin's sockets: {error}") from error


def _made(wanted: UnixSocketConfig | None) -> str:
    directory = tempfile.mkdtemp(prefix=_PREFIX, dir=(wanted and wanted.directory) or None)
    try:
        if wanted is not None and wanted.group:
            os.chown(directory, -1, group_id(wanted.group))
            os.chmod(directory, _OWNER_AND_GROUP)
    except BaseException:
        os.rmdir(directory)
        raise
    return os.path.abspath(directory)


def remove_socket_directory(directory: str) -> None:
    """Remove a directory of `make_socket_directory` with all that is in it."""
    if directory:
        shutil.rmtree(directory, ignore_errors=True)
