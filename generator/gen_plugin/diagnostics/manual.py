"""The table of codes as a page of the manual, `docs/diagnostics.md`."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent

from gen_plugin.diagnostics.explanations.explanation import Explanation

_HEAD = """\
# Diagnostics

What `gen-plugin` says about faults of its input, by code. All faults of a file are shown in one
run, nothing is written, and the exit code is 2; for breaking changes, GP3xx, it is 1. Codes are
stable: none changes its meaning. `gen-plugin --explain GP302` shows an entry.

This page is made from `gen_plugin.diagnostics.codes`. Examples leave out their imports.
"""


def manual(table: Iterable[Explanation]) -> str:
    """The page in Markdown."""
    explanations = list(table)
    contents = "\n".join(
        f"- [{each.code}](#{each.code.lower()}): {each.title}" for each in explanations
    )
    sections = "\n".join(_section(each) for each in explanations)
    return f"{_HEAD}\n{contents}\n\n{sections}"


def explain(explanation: Explanation) -> str:
    """One entry, as plain text that ends with a newline."""
    return f"""\
{explanation.code}: {explanation.title}.

{fill(explanation.text, 88)}

Refused:

{indent(explanation.wrong, "    ")}

Accepted:

{indent(explanation.right, "    ")}
"""


def _section(explanation: Explanation) -> str:
    language = explanation.language.value
    return f"""\
## {explanation.code}

**{explanation.title}.** {explanation.text}

Refused:

```{language}
{explanation.wrong}
```

Accepted:

```{language}
{explanation.right}
```
"""
