"""What a code means, at length."""

from __future__ import annotations

from enum import Enum

from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.frozen import dataclass


class Language(Enum):
    """What examples are written in. The value is the name of the language in Markdown."""

    PYTHON = "python"
    TOML = "toml"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The entry of one code.

    Attributes:
        code: ``GP104``. Stable: a code is never given another meaning, and never used again.
        title: What is wrong, in a few words.
        text: Why it is refused, or remarked on.
        wrong: What raises the code. Imports are left out.
        right: The same, as it is accepted.
        level: How much it matters.
    """

    code: str
    title: str
    text: str
    wrong: str
    right: str
    language: Language = Language.PYTHON
    level: Level = Level.ERROR
