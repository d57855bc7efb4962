"""GP6xx: what net/rpc cannot carry, where ``netrpc = true`` or ``--netrpc`` asks for it."""

from __future__ import annotations

from gen_plugin.diagnostics.explanations.explanation import Explanation, Language

_PROTOCOL = "class Store(Protocol):\n    "
_SETTINGS = '[tool.gen-plugin.sources."store.py"]\nnetrpc = true\n'

NETRPC = (
    Explanation(
        "GP601",
        "A stream over net/rpc",
        "A call over net/rpc has one argument and one result. Streams need gRPC, or a list, or an "
        "object that is called for each item.",
        _PROTOCOL + "def watch(self, key: str) -> Iterator[bytes]: ...",
        _PROTOCOL + "def watch(self, key: str, told: Callable[[bytes], None]) -> None: ...",
    ),
    Explanation(
        "GP602",
        "An argument that no map of arguments can hold",
        "A method in netrpc-maps has its arguments in a map[string]interface{}, whose values are "
        "of types that every Go program knows by name: texts, numbers, bools and bytes. A default "
        "would not show there, for what is missing has no meaning of its own.",
        "# store.py has def put(self, key: str, tags: list[str]) -> None\n"
        + _SETTINGS
        + 'netrpc-maps = ["Store.put"]',
        "# store.py has def put(self, key: str, tag: str) -> None\n"
        + _SETTINGS
        + 'netrpc-maps = ["Store.put"]',
        Language.TOML,
    ),
    Explanation(
        "GP603",
        "A name that Go does not export",
        "net/rpc calls methods, and gob sends fields, whose names begin with a capital letter.",
        _SETTINGS + 'netrpc-names = {"Store.find" = "find"}',
        _SETTINGS + 'netrpc-names = {"Store.find" = "Find"}',
        Language.TOML,
    ),
    Explanation(
        "GP604",
        "What net/rpc carries otherwise than before",
        "gob reads no type as another one, and does not tell what was not sent from a zero. So "
        "over net/rpc more changes break than over gRPC: a second parameter makes a struct of an "
        "argument, None needs a struct, and a new parameter's default is not what older hosts "
        "mean.",
        "# before\n"
        + _PROTOCOL
        + "def find(self, key: str) -> int: ...\n\n# after\n"
        + _PROTOCOL
        + "def find(self, key: str, most: int = 10) -> int: ...",
        "# after\n" + _PROTOCOL + "def find(self, key: str) -> int: ...\n"
        "    def find_some(self, key: str, most: int = 10) -> int: ...",
    ),
)
