"""The package and the handshake: from the settings, else the lock, else the source's name."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from gen_plugin.lower import names
from gen_plugin.lower.casing import is_package
from gen_plugin.lower.contract import Handshake
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import SourceFile
from gen_plugin.settings.settings import SourceSettings


def package(source: SourceFile, settings: SourceSettings, lock: Lock | None, faults: Faults) -> str:
    """The proto package."""
    pinned = settings.package
    if pinned is not None and not is_package(pinned):
        faults.add(
            "GP501",
            f"'{pinned}' cannot be the name of a package",
            "Set names of ASCII letters, digits and underscores, with dots between them.",
        )
    return _fixed("package", pinned, lock.package if lock else None, faults) or names.package(
        source.module
    )


def handshake(
    source: SourceFile, settings: SourceSettings, lock: Lock | None, package: str, faults: Faults
) -> Handshake:
    """The handshake. The protocol version alone may be set to something else than the lock says."""
    key = _fixed("cookie_key", settings.cookie_key, lock.magic_cookie_key if lock else None, faults)
    value = _fixed(
        "cookie_value", settings.cookie_value, lock.magic_cookie_value if lock else None, faults
    )
    version = settings.protocol_version
    if version is None:
        version = lock.protocol_version if lock else 1
    made = Handshake(
        protocol_version=version,
        magic_cookie_key=key or names.cookie_key(PurePath(source.path).stem),
        magic_cookie_value=value or hashlib.sha256(package.encode()).hexdigest(),
    )
    _check(made, faults)
    return made


def _fixed(setting: str, pinned: str | None, locked: str | None, faults: Faults) -> str | None:
    if None not in {pinned, locked} and pinned != locked:
        faults.add(
            "GP504",
            f"{setting} is set to '{pinned}', but is '{locked}' in gen-plugin.lock",
            "Remove the setting to stay compatible, or put the new value into gen-plugin.lock to "
            "break with what was built before.",
        )
    return locked if pinned is None else pinned


def _check(made: Handshake, faults: Faults) -> None:
    if made.protocol_version < 1:
        faults.add(
            "GP509",
            f"the protocol version {made.protocol_version} is not a positive number",
            "Count protocol versions from 1.",
        )
    if "=" in made.magic_cookie_key or "\0" in made.magic_cookie_key + made.magic_cookie_value:
        faults.add(
            "GP509",
            "the cookie cannot be passed in an environment variable",
            "Set a cookie_key without '=', and no NUL in either.",
        )
