"""GP5xx: names and numbers on the wire, their pins, and the lock that keeps them."""

from __future__ import annotations

from gen_plugin.diagnostics.explanations.explanation import Explanation, Language


def _method(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    protocol = "class Store(Protocol):\n    "
    return Explanation(code, title, text, protocol + wrong, protocol + right)


def _lock(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    return Explanation(code, title, text, wrong, right, Language.TOML)


_FIND = "def find(self, key: Annotated[str, pin.field({})]) -> str: ..."

_TWO = (
    "def find(self, key: Annotated[str, pin.field(1)], "
    "limit: Annotated[int, pin.field({})]) -> str: ..."
)

_SETTINGS = '[tool.gen-plugin.sources."store.py"]\n'

_NAMES = '[tool.gen-plugin.sources."store.py".protocols.Store.methods.{}]\nname = "Find"'

_PINNED = '@pin.method("{}", request="FindRequest")\n    def find(self, key: str) -> str: ...'

WIRE = (
    _method(
        "GP501",
        "A name that no .proto can have",
        "Names on the wire are made of ASCII letters, digits and underscores, and do not begin "
        "with a digit.",
        _FIND.format('name="the key"'),
        _FIND.format('name="the_key"'),
    ),
    _method(
        "GP502",
        "A name that is taken",
        "Two things would have the same name in the .proto, or names that differ too little "
        "for protobuf.",
        '@pin.method("Find")\n    def find(self) -> str: ...\n\n'
        '    @pin.method("Find")\n    def search(self) -> str: ...',
        '@pin.method("Find")\n    def find(self) -> str: ...\n\n'
        '    @pin.method("Search")\n    def search(self) -> str: ...',
    ),
    _lock(
        "GP503",
        "A name that is pinned in two places",
        "The source and pyproject.toml pin different names for the same thing.",
        '# store.py has @pin.method("Get")\n' + _NAMES.format("find"),
        "# store.py pins nothing\n" + _NAMES.format("find"),
    ),
    _lock(
        "GP504",
        "A pin that contradicts the lock",
        "The lock keeps what programs that were built before rely on; a pin may not change it "
        "unnoticed.",
        f'# gen-plugin.lock has package = "store.v1"\n{_SETTINGS}package = "store.v2"',
        f'# gen-plugin.lock has package = "store.v1"\n{_SETTINGS}package = "store.v1"',
    ),
    _method(
        "GP505",
        "A number that no field can have",
        "Field numbers go from 1 to 536870911, and protobuf keeps 19000 to 19999 for itself.",
        _FIND.format("0"),
        _FIND.format("1"),
    ),
    _method(
        "GP506",
        "A number that is given twice",
        "The fields of a message are told apart by their numbers.",
        _TWO.format("1"),
        _TWO.format("2"),
    ),
    _lock(
        "GP507",
        "A deleted field that comes back as another one",
        "Programs that were built before still send the old field under its number or name, and "
        "would be misunderstood.",
        "# Store.find once had limit as field 2\n# now: text: Annotated[str, pin.field(2)]",
        "# Store.find once had limit as field 2\n# now: text: Annotated[str, pin.field(3)]",
    ),
    _lock(
        "GP508",
        "Settings for a Protocol or a method that does not exist",
        "A misspelled name would leave what it means unpinned, unseen.",
        _NAMES.format("fnd"),
        _NAMES.format("find"),
    ),
    _method(
        "GP510",
        "One message for two different things",
        "Two methods may share a message only if they carry the same fields in it.",
        _PINNED.format("Find") + '\n\n    @pin.method("Drop", request="FindRequest")\n'
        "    def drop(self, n: int) -> None: ...",
        _PINNED.format("Find") + '\n\n    @pin.method("Drop", request="DropRequest")\n'
        "    def drop(self, n: int) -> None: ...",
    ),
    _lock(
        "GP511",
        "A lock with an unresolved merge conflict",
        "Each line of the lock stands by itself, so that most merges need no thought; where both "
        "branches changed one line, or gave out one number, somebody has to say which is right: "
        "the one that is released.",
        '<<<<<<< HEAD\n"Store.find(limit)" = "limit 2"\n=======\n"Store.find(text)" = "text 2"\n'
        ">>>>>>> topic",
        '"Store.find(limit)" = "limit 2"',
    ),
    _lock(
        "GP512",
        "A lock that is not TOML",
        "The lock is written by gen-plugin alone. A merge can leave two lines for the same thing; "
        "else take it from version control.",
        "package = store.v1",
        'package = "store.v1"',
    ),
    _lock(
        "GP513",
        "A lock of another format",
        "The lock says which format it has. One that is newer needs a newer gen-plugin.",
        "format = 1000",
        "format = 1",
    ),
    _lock(
        "GP514",
        "A lock that says something impossible",
        "A value in the lock is missing, or is not of its type. Take the lock from version "
        "control.",
        "package = 1",
        'package = "store.v1"',
    ),
    Explanation(
        "GP515",
        "A lost lock that cannot be made again",
        "A lock that is not there is made again from the .proto beside it, if that is as it was "
        "generated.",
        "$ rm store_plugin/gen-plugin.lock\n$ echo '// mine' >> store_plugin/store.proto\n"
        "$ gen-plugin store.py",
        "$ git checkout store_plugin/gen-plugin.lock\n$ gen-plugin store.py",
        Language.CONSOLE,
    ),
)
