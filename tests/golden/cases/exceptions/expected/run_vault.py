"""The plugin of `vault.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from vault_plugin import serve

logger = get_logger("vault")


class MyVault:
    """Opens for those who know its key."""

    def open(self, key: str) -> bytes:
        """What is in the vault.

        Raises:
            WrongKeyError: There is no such key.
            PermissionError: It is night.
        """
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyVault())
