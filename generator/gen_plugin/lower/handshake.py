"""The package and the handshake: from the settings, else the lock, else the source's name."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from gen_plugin.lower import names
from gen_plugin.lower.contract import Handshake
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import SourceFile
from gen_plugin.settings.settings import SourceSettings


def package(source: SourceFile, settings: SourceSettings, lock: Lock | None, faults: Faults) -> str:
    """The proto package."""
    locked = lock.package if lock else None
    return _fixed("package", settings.package, locked, faults) or names.package(source.module)


def handshake(
    source: SourceFile, settings: SourceSettings, lock: Lock | None, package: str, faults: Faults
) -> Handshake:
    """The handshake.

    The protocol version alone may be set to something else than the lock says: to raise it is how a
    host learns that it must not talk to what was built before.
    """
    key = lock.magic_cookie_key if lock else None
    value = lock.magic_cookie_value if lock else None
    version = lock.protocol_version if lock else 1
    return Handshake(
        protocol_version=settings.protocol_version or version,
        magic_cookie_key=_fixed("cookie-key", settings.cookie_key, key, faults)
        or names.cookie_key(PurePath(source.path).stem),
        magic_cookie_value=_fixed("cookie-value", settings.cookie_value, value, faults)
        or hashlib.sha256(package.encode()).hexdigest(),
    )


def _fixed(setting: str, pinned: str | None, locked: str | None, faults: Faults) -> str | None:
    if None not in {pinned, locked} and pinned != locked:
        faults.add(
            "GP504",
            f"{setting} is set to '{pinned}', but is '{locked}' in gen-plugin.lock",
            "remove the setting to stay compatible, or write its value into gen-plugin.lock to "
            "break with what was built before",
        )
    return locked if pinned is None else pinned
