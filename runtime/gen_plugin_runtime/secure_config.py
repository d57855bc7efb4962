"""`SecureConfig`: which file a host may run, by its checksum (go-plugin: `SecureConfig`)."""

from __future__ import annotations

import os

from gen_plugin_runtime.errors import (
    ChecksumsDoNotMatch,
    ConfigError,
    SecureConfigNoChecksum,
    SecureConfigNoHash,
)
from gen_plugin_runtime.frozen import Frozen


class SecureConfig(Frozen):
    """The checksum that a plugin's file must have, or it is not run.

    What it protects from, and what not, stands in ``docs/security.md``.

    Args:
        checksum: The file's, as bytes or in hexadecimal, as ``sha256sum`` prints it.
        hash: The hash's name, as for `hashlib.new`.
        file: The file to check, where that is not the program that is launched: of
            ``[sys.executable, "main.py"]`` the program is Python's interpreter. Relative to
            `ClientConfig.cwd`, as the command is.

    Raises:
        SecureConfigNoChecksum: `checksum` is empty.
        SecureConfigNoHash: `hash` is empty.
        ConfigError: There is no such hash, or its checksums have another length.
    """

    checksum: bytes
    hash: str
    file: str | None
    __slots__ = ("checksum", "file", "hash")

    def __init__(
        self,
        checksum: bytes | str,
        hash: str,  # noqa: A002 - go-plugin's name
        *,
        file: str | os.PathLike[str] | None = None,
    ) -> None:
        if not checksum:
            raise SecureConfigNoChecksum("SecureConfig has no checksum: give the file's")
        if not hash:
            raise SecureConfigNoHash("SecureConfig has no hash: name one, such as 'sha256'")
        digest = _bytes_of(checksum)
        _check_length(digest, hash)
        self._fill(checksum=digest, hash=hash, file=None if file is None else os.fspath(file))

    def check(self, path: str) -> None:
        """Compare a file with the checksum.

        Args:
            path: Of the file.

        Raises:
            ChecksumsDoNotMatch: It is another file, or cannot be read.
        """
        # A host without a checksum to check does not load OpenSSL for it.
        import hashlib
        import hmac

        try:
            with open(path, "rb") as file:
                found = hashlib.file_digest(file, lambda: hashlib.new(self.hash)).digest()
        except OSError as error:
            raise ChecksumsDoNotMatch(
                f"the checksum of the plugin's file {path!r} cannot be verified: {error.strerror}"
            ) from error
        if not hmac.compare_digest(found, self.checksum):
            raise ChecksumsDoNotMatch(
                f"the file {path!r} does not have the {self.hash} checksum that SecureConfig "
                "demands: nothing was run"
            )


def _bytes_of(checksum: bytes | str) -> bytes:
    if isinstance(checksum, str):
        try:
            return bytes.fromhex(checksum)
        except ValueError:
            raise ConfigError("SecureConfig's checksum is text, but not hexadecimal") from None
    return bytes(checksum)


def _check_length(checksum: bytes, name: str) -> None:
    import hashlib

    try:
        size = hashlib.new(name).digest_size
    except ValueError:
        known = ", ".join(sorted(hashlib.algorithms_guaranteed))
        raise ConfigError(f"there is no hash {name!r}: {known}") from None
    if size != len(checksum):
        raise ConfigError(f"a {name} checksum has {size} bytes, not {len(checksum)}")
