"""`UnixSocketConfig`: where unix sockets are made, and who may connect to them."""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen


class UnixSocketConfig(Frozen):
    """Where unix sockets are made, and who may connect to them (go-plugin: `UnixSocketConfig`).

    Args:
        group: Name or number of a group whose members may connect too: sockets, the plugin's and
            those of this side, belong to it and have mode 0660, their directory 0770. Empty: the
            owner alone may connect, 0600 and 0700.
        directory: Where to make a directory of its own for the sockets of one plugin, which is
            removed with the plugin. Empty: with a `runner` in the temporary directory; else there
            is none, and sockets are made in the temporary directory itself.
    """

    group: str
    directory: str
    __slots__ = ("group", "directory")

    def __init__(self, group: str | int = "", directory: str = "") -> None:
        self._fill(group=str(group), directory=directory)
