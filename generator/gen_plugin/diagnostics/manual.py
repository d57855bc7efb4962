"""The table of codes as a page of the manual, `docs/diagnostics.md`, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent

from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.diagnostics.explanations.explanation import Explanation

_HEAD = """\
# Diagnostics

What `gen-plugin` says about its input, by code, on stderr. Codes are stable: none changes its
meaning. `gen-plugin --explain GP104` prints what stands here under GP104.

- **Errors**: nothing is written, and the exit code is 2. One run shows all of them, of all sources,
  in the order of the files; one fault is one error, and what follows from it is none. What settings
  decide is looked at as soon as those can be read. Breaking changes, GP3xx, are shown if there is
  nothing else, and the exit code is 1.
- **Warnings**: the code is written, and may not do what was meant. They change no exit code, with
  `--check` either. `ignore-warnings = ["GP240"]` in a source's settings is for those that you know.
- **Notes**: nothing is wrong, and something is good to know. `--verbose` shows them.

This page is made from `gen_plugin.diagnostics.codes`. Examples leave out their imports.
"""

_HEADINGS = {
    Level.ERROR: ("Refused", "Accepted"),
    Level.WARNING: ("Warned of", "Without a warning"),
    Level.NOTE: ("Noted", "Without a note"),
}


def manual(table: Iterable[Explanation]) -> str:
    """The page in Markdown."""
    explanations = list(table)
    contents = "\n".join(
        f"- [{each.code}](#{each.code.lower()}): {_level(each)}{each.title}"
        for each in explanations
    )
    sections = "\n".join(_section(each) for each in explanations)
    return f"{_HEAD}\n{contents}\n\n{sections}"


def explain(explanation: Explanation) -> str:
    """One entry, as plain text that ends with a newline."""
    before, after = _HEADINGS[explanation.level]
    return f"""\
{explanation.code}: {_level(explanation)}{explanation.title}.

{fill(explanation.text, 88)}

{before}:

{indent(explanation.wrong, "    ")}

{after}:

{indent(explanation.right, "    ")}
"""


def _section(explanation: Explanation) -> str:
    language = explanation.language.value
    before, after = _HEADINGS[explanation.level]
    return f"""\
## {explanation.code}

**{_level(explanation)}{explanation.title}.** {explanation.text}

{before}:

```{language}
{explanation.wrong}
```

{after}:

```{language}
{explanation.right}
```
"""


def _level(explanation: Explanation) -> str:
    """What stands before the title of what is no error."""
    is_error = explanation.level is Level.ERROR
    return "" if is_error else f"{explanation.level.value.capitalize()}: "
