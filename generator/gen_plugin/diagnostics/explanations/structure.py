"""GP2xx: Protocols, dataclasses and enums."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.diagnostics.explanations.explanation import Explanation

_USE = "\n\nclass Store(Protocol):\n    def add(self, entry: Entry) -> None: ..."

_GET = "class Store(Protocol):\n    def get(self, key: str) -> str: ..."


def _used(code: str, title: str, text: str, wrong: str, right: str) -> Explanation:
    """An explanation by a class `Entry`, and a Protocol that uses it."""
    return Explanation(code, title, text, wrong + _USE, right + _USE)


_GET_ENTRY = "class Store(Protocol):\n    def get(self, key: str) -> Entry: ..."

PROTOCOLS = (
    Explanation(
        "GP201",
        "No Protocol in the file",
        "Plugins are described by a class that has Protocol among its bases. A class that "
        "inherits from such a class implements it and describes nothing.",
        "class Store:\n    def get(self, key: str) -> str: ...",
        _GET,
    ),
    Explanation(
        "GP202",
        "A Protocol that cannot inherit as it says",
        "A service has the methods of its Protocol and of the Protocols that this inherits from. "
        "They have to be Protocols of the project, and a method that is there twice has to be the "
        "same in both. What Sized, Iterable, ContextManager and their like have are special "
        "methods: GP206.",
        "class Reader(Protocol):\n    def get(self, key: str) -> str: ...\n\n"
        "class Store(Reader, Protocol):\n    def get(self, key: bytes) -> str: ...",
        "class Reader(Protocol):\n    def get(self, key: str) -> str: ...\n\n"
        "class Store(Reader, Protocol):\n    def put(self, key: str) -> None: ...",
    ),
    Explanation(
        "GP203",
        "Something else than a method in a Protocol",
        "Calls go over the wire; attributes, nested classes and statements do not. What Python "
        "counts as no member of a Protocol, __slots__ for example, is passed over.",
        "class Store(Protocol):\n    size: int",
        "class Store(Protocol):\n    @property\n    def size(self) -> int: ...",
    ),
    Explanation(
        "GP204",
        "A decorator that changes what a method or a Protocol is",
        "Static and class methods and overloads are not calls to an object on the "
        "other side; and what other decorators do is known only when they run.",
        "class Store(Protocol):\n    @staticmethod\n    def size() -> int: ...",
        "class Store(Protocol):\n    def size(self) -> int: ...",
    ),
    Explanation(
        "GP205",
        "A method that blocks here and awaits there",
        "A method is called by threads or by tasks of an event loop. An async def takes and "
        "returns AsyncIterator; so does a def that returns one.",
        "class Store(Protocol):\n    async def list(self, prefix: str) -> Iterator[str]: ...",
        "class Store(Protocol):\n    def list(self, prefix: str) -> AsyncIterator[str]: ...",
    ),
    Explanation(
        "GP206",
        "A private or special method in a Protocol",
        "A leading underscore says that a method is not for others. Special methods are called by "
        "Python itself, and not by the other side: for what they do, write a method with a name of "
        "its own.",
        "class Store(Protocol):\n    def __len__(self) -> int: ...",
        "class Store(Protocol):\n    def count(self) -> int: ...",
    ),
    Explanation(
        "GP207",
        "A method without self",
        "The first parameter of a method is the object itself, called self.",
        "class Store(Protocol):\n    def get(key: str) -> str: ...",
        _GET,
    ),
    Explanation(
        "GP210",
        "A default that is not written out",
        "An argument that is left out of a call has to be known by its name, or to be the last "
        "that goes by its place; else its default has to be known without running the file: a "
        "number, a string, True, False, None, an enum member, a tuple of such, or something empty. "
        "Fields of records may have any default: their class makes it where none was sent.",
        "class Store(Protocol):\n    def get(self, key: str = os.sep, *more: str) -> str: ...",
        "class Store(Protocol):\n    def get(self, *more: str, key: str = os.sep) -> str: ...",
    ),
    Explanation(
        "GP211",
        "A default of another type",
        "The default has to be a value that could also be sent.",
        "class Store(Protocol):\n    def get(self, key: str = None) -> str: ...",
        "class Store(Protocol):\n    def get(self, key: str | None = None) -> str: ...",
    ),
    Explanation(
        "GP212",
        "A name with characters that are not ASCII",
        "The .proto is for every language, and protobuf's names are ASCII.",
        "class Store(Protocol):\n    def get(self, clé: str) -> str: ...",
        _GET,
    ),
    Explanation(
        "GP213",
        "A name that is given twice",
        "Python keeps the last of two definitions, or refuses them when the file is run. Either "
        "way one of the two is not what it seems.",
        f"{_GET}\n    def get(self, key: int) -> str: ...",
        f"{_GET}\n    def get_at(self, key: int) -> str: ...",
    ),
    Explanation(
        "GP214",
        "Two methods with the same name on the wire",
        "Methods are written in PascalCase on the wire, and names that differ only in case are "
        "one name to some languages.",
        f"{_GET}\n    def Get(self, key: str) -> str: ...",
        f"{_GET}\n    def get_default(self, key: str) -> str: ...",
    ),
)

RECORDS = (
    _used(
        "GP215",
        "Two definitions with the same name on the wire",
        "A .proto is one namespace for its services, messages and enums, whichever module they "
        "come from. One of the two needs another name there.",
        "@dataclass\nclass Entry:\n    kind: Kind\n\n"
        '@pin.message("Entry")\nclass Kind(Enum):\n    A = 0',
        "@dataclass\nclass Entry:\n    kind: Kind\n\n"
        '@pin.message("EntryKind")\nclass Kind(Enum):\n    A = 0',
    ),
    _used(
        "GP216",
        "A record that needs itself without end",
        "To make one object, another would have to be there first. Optional, list and dict end it.",
        "@dataclass\nclass Entry:\n    next: Entry",
        "@dataclass\nclass Entry:\n    next: Entry | None",
    ),
    _used(
        "GP217",
        "An enum without members",
        "There is no value to send.",
        "class Entry(Enum):\n    pass",
        "class Entry(Enum):\n    EMPTY = 0",
    ),
    _used(
        "GP219",
        "A field that cannot be private",
        "A field whose name begins with two underscores has another name outside of its class, and "
        "a NamedTuple has no private fields at all. One underscore is fine elsewhere: the field is "
        "part of the object, and goes over the wire under its name without the underscore.",
        "@dataclass\nclass Entry:\n    __key: str",
        "@dataclass\nclass Entry:\n    _key: str",
    ),
    _used(
        "GP220",
        "A dataclass with a constructor of its own",
        "On arrival an object is made by the constructor that @dataclass writes, from exactly the "
        "fields that were sent.",
        "@dataclass\nclass Entry:\n    key: InitVar[str]",
        "@dataclass\nclass Entry:\n    key: str",
    ),
    _used(
        "GP221",
        "A base class whose fields cannot be read",
        "The fields of a dataclass are its bases' and its own. Bases from outside the project are "
        "not read.",
        "@dataclass\nclass Entry(BaseException):\n    key: str",
        "@dataclass\nclass Entry:\n    key: str",
    ),
    _used(
        "GP222",
        "A default that all objects would share",
        "@dataclass itself refuses a list or dict as a default when the file is run.",
        "@dataclass\nclass Entry:\n    keys: list[str] = []",
        "@dataclass\nclass Entry:\n    keys: list[str] = field(default_factory=list)",
    ),
    _used(
        "GP223",
        "No default after a default",
        "Python refuses it: what comes after something that may be left out may be left out too.",
        '@dataclass\nclass Entry:\n    key: str = ""\n    size: int',
        '@dataclass\nclass Entry:\n    size: int\n    key: str = ""',
    ),
    _used(
        "GP224",
        "A default that does not fit the wire",
        "int is int64 on the wire, and str is UTF-8.",
        "@dataclass\nclass Entry:\n    size: int = 9223372036854775808",
        "@dataclass\nclass Entry:\n    size: int = 9223372036854775807",
    ),
)

STREAMS = (
    Explanation(
        "GP225",
        "Two streams as parameters",
        "A call has one stream of requests. Both streams can be merged into one, of objects that "
        "hold an item of the one or of the other.",
        "class Store(Protocol):\n"
        "    def put(self, keys: Iterator[str], values: Iterator[bytes]) -> None: ...",
        "@dataclass\nclass Entry:\n    key: str\n    value: bytes\n\n"
        "class Store(Protocol):\n    def put(self, entries: Iterator[Entry]) -> None: ...",
    ),
)

OBJECTS = (
    Explanation(
        "GP226",
        "No Protocol for hosts to dispense",
        "A Protocol that is a parameter or a result of another one is passed by its calls, and "
        "hosts do not ask for it. If each of them is, the one that hosts start with has to be "
        "named.",
        "class Store(Protocol):\n    def watch(self, watcher: Watcher) -> None: ...\n\n"
        "class Watcher(Protocol):\n    def changed(self, store: Store) -> None: ...",
        '@pin.service(plugin="store")\n'
        "class Store(Protocol):\n    def watch(self, watcher: Watcher) -> None: ...\n\n"
        "class Watcher(Protocol):\n    def changed(self, store: Store) -> None: ...",
    ),
)

EXCEPTIONS = (
    Explanation(
        "GP230",
        "An exception of which nobody could tell what to send",
        "Exceptions that the file defines, or that a method names, arrive as themselves: made by "
        "their constructor, of the attributes that it kept or the arguments that it gave to "
        "`super().__init__`. An exception that is nobody else's business gets a leading underscore "
        "or moves to a file of its own; it arrives as a PluginError.",
        "class SoldOut(Exception):\n    def __init__(self, item):\n"
        f"        super().__init__('sold out: ' + item)\n\n{_GET}",
        "class SoldOut(Exception):\n    def __init__(self, item: str) -> None:\n"
        f"        super().__init__('sold out: ' + item)\n        self.item = item\n\n{_GET}",
    ),
    Explanation(
        "GP231",
        "@raises of something that is no exception of the project",
        "What a method raises is made again on the other side: exceptions of the project, whose "
        "source can be read, and Python's own, but for those that end loops and programs.",
        "class Store(Protocol):\n    @raises(SystemExit)\n    def get(self, key: str) -> str: ...",
        "class Store(Protocol):\n    @raises(KeyError)\n    def get(self, key: str) -> str: ...",
    ),
)

REMARKS = (
    Explanation(
        "GP240",
        "A union some of whose values are of two types",
        "Python tells the arms of a union apart by the class of a value and, where the classes are "
        "the same, by what is in it. An empty list is of both kinds, and so is a dict that has the "
        "keys of two TypedDicts. It is sent as the first arm that can carry it, and arrives as it "
        "left; a reader in another language may take it for something else.",
        "class Store(Protocol):\n    def put(self, values: list[int] | list[str]) -> None: ...",
        "@dataclass\nclass Numbers:\n    items: list[int]\n\n"
        "@dataclass\nclass Texts:\n    items: list[str]\n\n"
        "class Store(Protocol):\n    def put(self, values: Numbers | Texts) -> None: ...",
        level=Level.WARNING,
    ),
    Explanation(
        "GP250",
        "An attribute that stays at home",
        "A record is made again by its constructor, on the other side. What the constructor does "
        "not take is not sent: fields with init=False, ClassVars, private attributes of pydantic "
        "models, and private fields that take no part in comparisons. An InitVar is not kept, so "
        "its default is used on arrival.",
        f"@dataclass\nclass Entry:\n    text: str\n    size: int = field(init=False, default=0)"
        f"\n\n{_GET_ENTRY}",
        f"@dataclass\nclass Entry:\n    text: str\n    size: int = 0\n\n{_GET_ENTRY}",
        level=Level.NOTE,
    ),
    Explanation(
        "GP251",
        "A property of a Protocol",
        "What looks like reading an attribute is a call to another process each time: it waits, "
        "and raises what the implementation raises, or that the other side is gone.",
        "class Store(Protocol):\n    @property\n    def size(self) -> int: ...",
        "class Store(Protocol):\n    def size(self) -> int: ...",
        level=Level.NOTE,
    ),
)

STRUCTURE = PROTOCOLS + RECORDS + STREAMS + OBJECTS + EXCEPTIONS + REMARKS
