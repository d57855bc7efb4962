"""The program `gen-plugin`, also as `python -m gen_plugin`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command. It is imported here, so that Ctrl-C meanwhile shows no traceback either."""
    try:
        from gen_plugin import cli
    except KeyboardInterrupt:
        sys.exit(130)  # cli.ExitCode.INTERRUPTED
    cli.main()


if __name__ == "__main__":
    main()
