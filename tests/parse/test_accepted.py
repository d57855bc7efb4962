"""Interfaces that are accepted: what each becomes in the model."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from tests.parse.outline import outline
from tests.parse.sources import parse_file, parse_text, write_files

from gen_plugin.model.interface import Literal

CASES = {
    "scalars": (
        """
        class Store(Protocol):
            def all(self, a: str, b: int, c: float, d: bool, e: bytes) -> None: ...
            def text(self) -> str: return ""
        """,
        """
        Protocol Store
          all(a: str, b: int, c: float, d: bool, e: bytes) -> None
          text() -> str
        """,
    ),
    "other names for types": (
        """
        Key = str
        Keys: typing.TypeAlias = list[Key]
        Port = Annotated[int, pin.uint32]
        Maybe = Keys | None
        Spans = "dict[Key, datetime.timedelta]"
        Names = Iterator[Key]
        type Late = list[Port]
        class Kept(Protocol):
            def a(self, x: Key, y: Keys, z: Maybe) -> Spans: ...
            def b(self, x: Port, y: list[Port]) -> Names: ...
            def c(self, x: Late, y: "Late") -> None: ...
        """,
        """
        Protocol Kept
          a(x: str, y: [str], z: [str]?) -> {str: datetime.timedelta}
          b(x: int:uint32, y: [int:uint32]) -> Iterator of str
          c(x: [int:uint32], y: [int:uint32]) -> None
        """,
    ),
    "other names that are filled in": (
        """
        K = TypeVar("K")
        Pair = tuple[T, T]
        Flip: typing.TypeAlias = "dict[K, list[T]]"
        Couple = Pair[T]
        Points = Pair[float]
        Maybe = Union[T, None]
        Handler = Callable[[T], Maybe[K]]
        Many = Iterator[Pair[T]]
        type Rows[A, B] = list[tuple[B, A]]
        @dataclass
        class Page(Generic[T]):
            items: list[Pair[T]]
        class Repository(Protocol[T]):
            def all(self) -> Flip[str, T]: ...
        class Kept(Repository[bytes], Protocol):
            def a(self, x: Pair[int], y: Flip[str, int], z: Couple[Maybe[bool]]) -> Many[int]: ...
            def b(self, on: Handler[str, int] | None) -> Rows[int, "Points"]: ...
            def c(self, page: Page[str]) -> Optional[Maybe[int]]: ...
        """,
        """
        Protocol Kept
          a(x: (int, int), y: {str: [int]}, z: (bool?, bool?)) -> Iterator of (int, int)
          b(on: &store:KeptBOn?) -> [((float, float), int)]
          c(page: store:PageOfStr) -> int?
          all() -> {str: [bytes]}
        Protocol KeptBOn
          __call__(/arg1: str) -> int?
        Record store:PageOfStr
          items: [(str, str)]
        """,
    ),
    "a type variable of typing": (
        """
        class Reader(Protocol[typing.AnyStr]):
            def read(self, n: int = -1) -> typing.AnyStr: ...
        class Lines(Reader[str], Protocol): ...
        class Blocks(Reader[bytes], Protocol): ...
        """,
        """
        Protocol Lines
          read(n: int = -1) -> str
        Protocol Blocks
          read(n: int = -1) -> bytes
        """,
    ),
    "flags": (
        """
        class Access(Flag):
            READ = auto()
        class Mode(enum.IntFlag): ...
        class More(Mode):
            A = 1
        class Store(Protocol):
            def a(self, x: Access = Access.READ, *, z: Mode | None = None) -> set[More]: ...
        """,
        """
        Protocol Store
          a(x: store:Access = store:Access.READ, *, z: store:Mode? = None) -> set[store:More]
        """,
    ),
    "generic records": (
        """
        K = TypeVar("K")
        @dataclass
        class Page(Generic[T]):
            items: list[T]
            next: Page[T] | None = None
        class Pair(NamedTuple, Generic[K, T]):
            first: K
            second: "T"
        class Entry(TypedDict, Generic[T]):
            value: typing.NotRequired[T]
        @attr.define
        class Box[V]:
            content: V
            spare: dict[str, V]
        @dataclass
        class User:
            name: str
        @dataclass
        class Users(Page[User]):
            total: int = 0
        @dataclass
        class Pairs(Page[Pair[str, list[T]]]):
            last: T | None = None
        Ages = Page[int]
        class Store(Protocol):
            def a(self, x: Page[User], y: "Page[User]") -> Users: ...
            def b(self, x: Box[Page[str]]) -> Pair[str, User | None]: ...
            def c(self, x: Entry[Annotated[int, pin.uint32]]) -> Pairs[bool]: ...
            def d(self) -> Ages: ...
        """,
        """
        Protocol Store
          a(x: store:PageOfUser, y: store:PageOfUser) -> store:Users
          b(x: store:BoxOfPageOfStr) -> store:PairOfStrAndOptionalUser
          c(x: store:EntryOfUint32) -> store:PairsOfBool
          d() -> store:PageOfInt
        Record store:User
          name: str
        Record store:PageOfUser
          items: [store:User]
          next: store:PageOfUser? = None
        Record store:Users
          items: [store:User]
          next: store:PageOfUser? = None
          total: int = 0
        Record store:PageOfStr
          items: [str]
          next: store:PageOfStr? = None
        Record store:BoxOfPageOfStr
          content: store:PageOfStr
          spare: {str: store:PageOfStr}
        Record store:PairOfStrAndOptionalUser
          first: str
          second: store:User?
        Record store:EntryOfUint32
          *value: int:uint32?
        Record store:PairsOfBool
          items: [store:PairOfStrAndListOfBool]
          next: store:PageOfPairOfStrAndListOfBool? = None
          last: bool? = None
        Record store:PageOfInt
          items: [int]
          next: store:PageOfInt? = None
        Record store:PairOfStrAndListOfBool
          first: str
          second: [bool]
        Record store:PageOfPairOfStrAndListOfBool
          items: [store:PairOfStrAndListOfBool]
          next: store:PageOfPairOfStrAndListOfBool? = None
        """,
    ),
    "types made by NewType": (
        """
        UserId = NewType("UserId", int)
        Admin = NewType("Admin", "UserId")
        Tags = typing.NewType("Tags", list[UserId])
        @dataclass(frozen=True)
        class Entry:
            id: UserId = UserId(3)
        Checked = NewType("Checked", Entry)
        class Store(Protocol):
            def a(self, x: UserId, y: Admin = Admin(UserId(7)), z: Tags = Tags([])) -> None: ...
            def b(self, x: dict[Admin, UserId | None]) -> Checked: ...
            def c(self, x: Annotated[Admin, pin.uint32]) -> None: ...
        """,
        """
        Protocol Store
          a(x: UserId=int, y: Admin=UserId=int = 7, z: Tags=[UserId=int] = empty) -> None
          b(x: {Admin=UserId=int: UserId=int?}) -> Checked=store:Entry
          c(x: Admin=UserId=int:uint32) -> None
        Record store:Entry
          id: UserId=int = 3
        """,
    ),
    "listed values": (
        """
        Mode = Literal["r", "w"]
        class Store(Protocol):
            def a(self, x: Mode = "w", y: Literal[1, 2, 1] = 2) -> Literal["a", None]: ...
            def b(self, x: Literal[Mode, "x"]) -> dict[Mode, Literal["r", "w"]]: ...
        """,
        """
        Protocol Store
          a(x: 'r' or 'w' = 'w', y: 1 or 2 = 2) -> 'a'?
          b(x: 'r' or 'w' or 'x') -> {'r' or 'w': 'r' or 'w'}
        """,
    ),
    "pins of how values travel": (
        """
        class Store(Protocol):
            def a(self, x: Annotated[int, pin.uint32], y: list[Annotated[int, pin.bigint]]) -> None:
                ...
            def b(self, x: Annotated[int | None, pin.int32], y: Annotated[int, pin.sint64] | None
            ) -> dict[Annotated[int, pin.fixed32], Annotated[float, pin.float32]]: ...
            def c(self, x: Annotated[int, pin.field(7), pin.sfixed64, "note"]) -> bytearray: ...
        """,
        """
        Protocol Store
          a(x: int:uint32, y: [int, decimal]) -> None
          b(x: int:int32?, y: int:sint64?) -> {int:fixed32: float:float32}
          c(x: int:sfixed64 @7,) -> bytearray
        """,
    ),
    "containers, by all their names": (
        """
        class Store(Protocol):
            def a(self, x: list[int], y: List[int], z: typing.List[typing.List[int]]) -> None: ...
            def b(self, x: dict[str, int], y: Dict[bool, list[str]]) -> dict[int, dict[str, bytes]]:
                ...
            def c(self, x: dict[float, int], y: dict[bytes, int]) -> None: ...
        """,
        """
        Protocol Store
          a(x: [int], y: [int], z: [[int]]) -> None
          b(x: {str: int}, y: {bool: [str]}) -> {int: {str: bytes}}
          c(x: {float: int}, y: {bytes: int}) -> None
        """,
    ),
    "inheritance": (
        """
        class Top(Protocol):
            def a(self) -> int:
                \"\"\"The first.\"\"\"
                ...
        class Left(Top, Protocol):
            def b(self) -> int: ...
        class Right(Top, Protocol):
            def c(self) -> int: ...
            def a(self) -> int: ...
        class Bottom(Left, Right, Protocol):
            def d(self) -> int: ...
        """,
        """
        Protocol Top
          a() -> int
        Protocol Left
          b() -> int
          a() -> int
        Protocol Right
          c() -> int
          a() -> int
        Protocol Bottom
          d() -> int
          b() -> int
          c() -> int
          a() -> int
        """,
    ),
    "generic Protocols": (
        """
        K = TypeVar("K")
        class Source(Protocol[T]):
            def get(self) -> list[T]: ...
        class Table(Source[T], Protocol[K, T]):
            def put(self, key: K, value: "T | None") -> Iterator[T]: ...
        class Numbers(Table[str, int], Protocol):
            def size(self) -> int: ...
        class Rest[V](Protocol):
            def rest(self, x: V) -> None: ...
        class Both(Source[bytes], Rest[bool], Protocol): ...
        """,
        """
        Protocol Numbers
          size() -> int
          put(key: str, value: int?) -> Iterator of int
          get() -> [int]
        Protocol Both
          get() -> [bytes]
          rest(x: bool) -> None
        """,
    ),
    "properties and calls": (
        """
        class Store(Protocol):
            @property
            @abstractmethod
            def size(self) -> int: ...
            @property
            def name(self) -> str: ...
            @name.setter
            def name(self, value: str): ...
            def __call__(self, x: int) -> None: ...
        """,
        """
        Protocol Store
          size = get_size() -> int
          name = get_name() -> str
          name = set_name(value: str) -> None
          __call__(x: int) -> None
        """,
    ),
    "computed defaults": (
        """
        class Store(Protocol):
            def a(self, x: str = os.sep, y: list[int] = [1, 2], *, z: int = 1+1) -> None: ...
            def b(self, *x: int, y: float = float("1"), z: bytes = bytes(3)) -> None: ...
            def c(self, *, x: int = WIDE + 1, y: Color | None = Color.of(WIDE)) -> None: ...
            def no_name_of_its_own(self, x: int = max(n for n in (1, 2))) -> None: ...
            def no_alias(self, x: int = os_.O_RDONLY, y: int = NARROW) -> None: ...
            def no_lines(self, x: int = max(1,
                2)) -> None: ...
            def last(self, x: int, y: str = os.sep, /, z: int = ...) -> None: ...
            def one(self, x: set[int] | tuple[int, ...] = (), y: str | dict[int, str] = {}
            ) -> None: ...
        import os as os_
        from sizes import NARROW
        WIDE = 2 ** 4
        class Color(Enum):
            RED = 1
        """,
        """
        Protocol Store
          a(x: str = computed os.sep, y: [int] = computed [1, 2], *, z: int = computed 1+1) -> None
          b(*x: tuple[int], *, y: float = computed float("1"), z: bytes = computed bytes(3)) -> None
          c(*, x: int = computed WIDE + 1, y: store:Color? = computed Color.of(WIDE)) -> None
          no_name_of_its_own(x: int = computed) -> None
          no_alias(x: int = computed, y: int = computed) -> None
          no_lines(x: int = computed) -> None
          last(/x: int, /y: str = computed os.sep, z: int = computed) -> None
          one(x: <set[int], tuple[int]> = computed (), y: <str, {int: str}> = computed {}) -> None
        Enum store:Color
          RED = 1
        """,
    ),
    "call shapes": (
        """
        class Store(Protocol):
            def a(self, x: int, /, y: int, *z: str, w: bool = True, **v: float) -> None: ...
            def b(self, /, *keys: Annotated[int, pin.field(2)]) -> None: ...
            def c(self, __x: int, __y: int = ..., z: int = 1) -> None: ...
            def d(self, x: int, __y: int, __z__: int) -> None: ...
            def e(self, __x__: int, __y: int) -> None: ...
            def f(self, x: int, /, __y: int) -> None: ...
        """,
        """
        Protocol Store
          a(/x: int, y: int, *z: tuple[str], *, w: bool = True, **v: {str: float}) -> None
          b(*keys: tuple[int] @2,) -> None
          c(/__x: int, /__y: int = computed, z: int = 1) -> None
          d(x: int, __y: int, __z__: int) -> None
          e(__x__: int, __y: int) -> None
          f(/x: int, __y: int) -> None
        """,
    ),
    "async": (
        """
        class Store(Protocol):
            async def a(self, x: str) -> int: ...
            def b(self, x: AsyncIterable[int]) -> AsyncGenerator[int, None]: ...
            async def c(self, x: AsyncIterator[int]) -> AsyncIterator[int]: ...
            def d(self) -> typing.Awaitable[None]: ...
            def e(self) -> typing.Coroutine[Any, Any, list[int]]: ...
            def f(self) -> "typing.Awaitable[AsyncIterator[int]]": ...
            def __call__(self) -> typing.Awaitable[Annotated[int, pin.field(3)]]: ...
        """,
        """
        Protocol Store
          async a(x: str) -> int
          b(x: AsyncIterable of int) -> AsyncGenerator of int
          async c(x: AsyncIterator of int) -> AsyncIterator of int
          async d() -> None
          async e() -> [int]
          async f() -> AsyncIterator of int
          async __call__() -> int @3,
        """,
    ),
    "the object by a type variable": (
        """
        Me = TypeVar("Me", bound="Store")
        class Store(Protocol):
            def a(self: T, other: T | None = None) -> T: ...
            def b(self: Me, /, *, on: Callable[[Me], None]) -> typing.Awaitable[Me]: ...
        """,
        """
        Protocol Store
          a(other: Self=store:Store? = None) -> Self=store:Store
          async b(*, on: &store:StoreBOn) -> Self=store:Store
        Protocol StoreBOn
          __call__(/arg1: Self=store:Store) -> None
        """,
    ),
    "what is no member": (
        """
        class Store(Protocol):
            __slots__ = ()
            __module__: str = "stores"
            __match_args__ = ()
            def a(self, x: typing.Text) -> None: ...
        """,
        """
        Protocol Store
          a(x: str) -> None
        """,
    ),
    "objects": (
        """
        class Listener(Protocol):
            def told(self, text: str) -> bool: ...
        class Store(Protocol):
            def a(self, x: Listener, y: "Optional[Listener]" = None) -> Listener | None: ...
            def b(self, x: Annotated[Listener, pin.field(7)]) -> typing.Self: ...
            def c(self, x: typing.Callable[[int, Listener], Callable[[], str]]) -> None: ...
            def d(self, on_done: Callable[[str], typing.Awaitable[None]] | None) -> None: ...
            def d_on(self, done: Callable[[int], None]) -> None: ...
            def e(self, x: Callable[[], typing.Coroutine[int, str, bytes]]
            ) -> Callable[[], Iterator[int]]: ...
        """,
        """
        Protocol Listener
          told(text: str) -> bool
        Protocol Store
          a(x: &store:Listener, y: &store:Listener? = None) -> &store:Listener?
          b(x: &store:Listener @7,) -> Self=store:Store
          c(x: &store:StoreCX) -> None
          d(on_done: &store:StoreDOnDone?) -> None
          d_on(done: &store:StoreDOnDone2) -> None
          e(x: &store:StoreEX) -> &store:StoreEResult
        Protocol StoreCX
          __call__(/arg1: int, /arg2: &store:Listener) -> &store:StoreCXResult
        Protocol StoreCXResult
          __call__() -> str
        Protocol StoreDOnDone
          async __call__(/arg1: str) -> None
        Protocol StoreDOnDone2
          __call__(/arg1: int) -> None
        Protocol StoreEX
          async __call__() -> bytes
        Protocol StoreEResult
          __call__() -> Iterator of int
        """,
    ),
    "generic Protocols as objects": (
        """
        S = TypeVar("S")
        class Observer(Protocol[T]):
            def notify(self, event: T) -> None: ...
        class Cell(Protocol[T]):
            def get(self) -> T: ...
            def each(self, sink: Callable[[T], None]) -> Cell[T] | None: ...
            def watch(self, on: Observer[T]) -> typing.Self: ...
            def also(self, on: Observer[Cell[T]] | None) -> None: ...
        class Handler(Protocol[T, S]):
            async def handle(self, event: T) -> S: ...
            def events(self) -> AsyncIterator[T]: ...
        class Pool[Item](Protocol):
            def take(self) -> Item | None: ...
        class Named(Observer[str], Protocol):
            def name(self) -> str: ...
        class Unit(Cell["Unit"], Protocol): ...
        type Observers[E] = Observer[E | None]
        Told = Callable[[T], S]
        class Store(Protocol):
            def a(self, x: Observer[int], y: "Observer[dict[str, int]]") -> Cell[bytes]: ...
            def b(self, x: Observers[int], y: Told[Named, None]) -> Told[int, Named | None]: ...
            def c(self, x: Handler[bytes, None]) -> Pool[Observer[int]]: ...
            def d(self, x: Observer[Callable[[int], int]]) -> Unit | None: ...
            def e(self, x: Pool[Named | None], y: Observer[int]) -> None: ...
        """,
        """
        Protocol Named
          name() -> str
          notify(event: str) -> None
        Protocol Unit
          get() -> &store:Unit
          each(sink: &store:UnitEachSink) -> &store:CellOfUnit?
          watch(on: &store:ObserverOfUnit) -> Self=store:Unit
          also(on: &store:ObserverOfCellOfUnit?) -> None
        Protocol Store
          a(x: &store:ObserverOfInt, y: &store:ObserverOfDictOfStrAndInt) -> &store:CellOfBytes
          b(x: &store:ObserverOfOptionalInt, y: &store:StoreBY) -> &store:StoreBResult
          c(x: &store:HandlerOfBytesAndNone) -> &store:PoolOfObserverOfInt
          d(x: &store:ObserverOfStoreDXType1) -> &store:Unit?
          e(x: &store:PoolOfOptionalNamed, y: &store:ObserverOfInt) -> None
        Protocol CellOfUnit
          get() -> &store:Unit
          each(sink: &store:CellOfUnitEachSink) -> &store:CellOfUnit?
          watch(on: &store:ObserverOfUnit) -> Self=store:CellOfUnit
          also(on: &store:ObserverOfCellOfUnit?) -> None
        Protocol ObserverOfUnit
          notify(event: &store:Unit) -> None
        Protocol ObserverOfCellOfUnit
          notify(event: &store:CellOfUnit) -> None
        Protocol ObserverOfInt
          notify(event: int) -> None
        Protocol ObserverOfDictOfStrAndInt
          notify(event: {str: int}) -> None
        Protocol CellOfBytes
          get() -> bytes
          each(sink: &store:CellOfBytesEachSink) -> &store:CellOfBytes?
          watch(on: &store:ObserverOfBytes) -> Self=store:CellOfBytes
          also(on: &store:ObserverOfCellOfBytes?) -> None
        Protocol ObserverOfOptionalInt
          notify(event: int?) -> None
        Protocol HandlerOfBytesAndNone
          async handle(event: bytes) -> None
          events() -> AsyncIterator of bytes
        Protocol PoolOfObserverOfInt
          take() -> &store:ObserverOfInt?
        Protocol ObserverOfStoreDXType1
          notify(event: &store:StoreDXType1) -> None
        Protocol PoolOfOptionalNamed
          take() -> &store:Named?
        Protocol ObserverOfBytes
          notify(event: bytes) -> None
        Protocol ObserverOfCellOfBytes
          notify(event: &store:CellOfBytes) -> None
        Protocol UnitEachSink
          __call__(/arg1: &store:Unit) -> None
        Protocol CellOfUnitEachSink
          __call__(/arg1: &store:Unit) -> None
        Protocol CellOfBytesEachSink
          __call__(/arg1: bytes) -> None
        Protocol StoreBY
          __call__(/arg1: &store:Named) -> None
        Protocol StoreBResult
          __call__(/arg1: int) -> &store:Named?
        Protocol StoreDXType1
          __call__(/arg1: int) -> int
        """,
    ),
    "streams": (
        """
        class Store(Protocol):
            def a(self, x: Iterator[int | None], *, y: str) -> Iterable[str]: ...
            def b(self, x: "typing.Iterator[int]") -> Generator[int, None, None]: ...
            def c(self) -> Annotated[Iterator[int], pin.field(3)]: ...
            def d(self) -> Generator[int]: ...
        """,
        """
        Protocol Store
          a(x: Iterator of int?, *, y: str) -> Iterable of str
          b(x: Iterator of int) -> Generator of int
          c() -> Iterator of int @3,
          d() -> Generator of int
        """,
    ),
    "unions, and what they come down to": (
        """
        class Store(Protocol):
            def a(self, x: int | str, y: Union[int, "str", None]) -> Optional[Union[int, str]]: ...
            def b(self, x: Union[int, Union[str, int], bool | str]) -> Union[int, int]: ...
            def c(self, x: Literal["a", 1], y: Literal["a"] | Literal["b"] | None) -> None: ...
            def d(self, x: Literal["a"] | str, y: Literal["a"] | int | Literal[1]) -> None: ...
            def e(self, x: Annotated[int | str, pin.uint32] = 1, y: int | str | None = None) -> int:
                ...
        """,
        """
        Protocol Store
          a(x: <int, str>, y: <int, str, None>) -> <int, str, None>
          b(x: <int, str, bool>) -> int
          c(x: <'a', 1>, y: 'a' or 'b'?) -> None
          d(x: str, y: <'a', int>) -> None
          e(x: <int:uint32, str> = 1, y: <int, str, None> = None) -> int
        """,
    ),
    "optional, by all its spellings": (
        """
        class Store(Protocol):
            def a(self, x: Optional[int], y: int | None, z: None | int) -> typing.Optional[str]: ...
            def b(self, x: Union[int, None], y: Union[None, int], z: Union[int]) -> "str | None":
                ...
            def c(self, x: Optional[Optional[int]], y: Optional[int | None]) -> list[int | None]:
                ...
        """,
        """
        Protocol Store
          a(x: int?, y: int?, z: int?) -> str?
          b(x: int?, y: int?, z: int) -> str?
          c(x: int?, y: int?) -> [int?]
        """,
    ),
    "strings, wholly and in part": (
        """
        class Store(Protocol):
            def a(self, x: "list[Later]", y: list["Later"], z: "list['Later']") -> 'La' 'ter': ...
            def b(self, x: " dict[str, 'Later | None'] ") -> r"Later": ...
        @dataclass
        class Later:
            x: "int"
        """,
        """
        Protocol Store
          a(x: [store:Later], y: [store:Later], z: [store:Later]) -> store:Later
          b(x: {str: store:Later?}) -> store:Later
        Record store:Later
          x: int
        """,
    ),
    "defaults": (
        """
        class Store(Protocol):
            def a(self, x: int = -3, y: float = 2, z: float = -1.5, w: bool = True) -> None: ...
            def b(self, x: str = "a" 'b', y: bytes = b"\\0", z: int = 1_0) -> None: ...
            def c(self, x: int | None = None, z: str = ("a"
                "b"), w: list[int] = [], v: dict[str, int] | None = {}) -> None: ...
            def d(self, x: Color = Color.RED, *, y: Color | None = Color.GREY) -> None: ...
            def e(self, x: int = ..., *, y: list[str] = ..., z: Color | None = ...) -> None: ...
            def f(this, x: tuple[int, ...] = (1, -2), *,
                z: tuple[int, Color] | None = (3, Color.RED)) -> None: ...
            def g(_, x: Sequence[str] = ("a",), y: tuple[str, tuple[()]] = (os.sep, ())
                ) -> None: ...
        class Color(Enum):
            RED = 1
            GREY = 2
        """,
        """
        Protocol Store
          a(x: int = -3, y: float = 2.0, z: float = -1.5, w: bool = True) -> None
          b(x: str = 'ab', y: bytes = b'\\x00', z: int = 10) -> None
          c(x: int? = None, z: str = 'ab', w: [int] = empty, v: {str: int}? = empty) -> None
          d(x: store:Color = store:Color.RED, *, y: store:Color? = store:Color.GREY) -> None
          e(x: int = computed, *, y: [str] = computed, z: store:Color? = computed) -> None
          f(x: tuple[int] = (1, -2), *, z: (int, store:Color)? = (3, store:Color.RED)) -> None
          g(x: Sequence[str] = ('a'), y: (str, ()) = computed (os.sep, ())) -> None
        Enum store:Color
          RED = 1
          GREY = 2
        """,
    ),
    "records of other sorts": (
        """
        import attrs, pydantic
        class Store(Protocol):
            def a(self, x: Point, y: Options, z: Song, u: User) -> None: ...
        class Point(NamedTuple):
            x: int
            y: float = 0  # Up.
        class Options(TypedDict):
            x: typing.NotRequired[list[int]]
            y: typing.Required[typing.ReadOnly[str | None]]
        @attrs.define
        class Song:
            title: str
            tags: list[str] = attrs.field(factory=list, kw_only=True)
            plays: int = attrs.field(init=False)
        class User(pydantic.BaseModel):
            name: str = pydantic.Field(...)
            tags: list[str] = []
            _hidden: object
        """,
        """
        Protocol Store
          a(x: store:Point, y: store:Options, z: store:Song, u: store:User) -> None
        Record store:Point
          x: int
          y: float = 0.0  # Up.
        Record store:Options
          *x: [int]?
          *y: str?
        Record store:Song
          title: str
          *tags: [str] = empty
        Record store:User
          *name: str
          *tags: [str] = empty
        """,
    ),
    "dataclasses": (
        """
        class Store(Protocol):
            def a(self, tree: Tree) -> dict[str, "Leaf"]: ...
        @dataclass(frozen=True, slots=True)
        class Tree:
            left: Tree | None
            children: list["Tree"]
            leaf: Leaf
            shared: ClassVar[int] = 3
            plain: "typing.ClassVar" = 3
            not_a_field = 3
            _cache: dict[str, int] = field(init=False, default_factory=dict)
            def method(self) -> None: ...
            @property
            def size(self) -> int: ...
        @dataclasses.dataclass
        class Leaf:
            name: str = field(default="x", repr=False)
            tags: list[str] = field(default_factory=list[str])
            marks: dict[str, int] | None = field(default_factory=dict, kw_only=True)
            _: KW_ONLY
            size: float = 0
            late: int = field()
            made: list[int] = field(default_factory=lambda: [])
        """,
        """
        Protocol Store
          a(tree: store:Tree) -> {str: store:Leaf}
        Record store:Tree
          left: store:Tree?
          children: [store:Tree]
          leaf: store:Leaf
        Record store:Leaf
          name: str = 'x'
          tags: [str] = empty
          *marks: {str: int}? = empty
          *size: float = 0.0
          *late: int
          *made: [int] = empty
        """,
    ),
    "inherited dataclasses": (
        """
        @dataclass
        class Base:
            a: int
            b: int
        class Between(Base):
            ignored: int
        @dataclass
        class Mixin:
            m: int
        @dataclass(kw_only=True)
        class Derived(Between, Mixin):
            c: str
            a: str
        class Store(Protocol):
            def a(self) -> Derived: ...
        """,
        """
        Protocol Store
          a() -> store:Derived
        Record store:Derived
          m: int
          *a: str
          b: int
          *c: str
        """,
    ),
    "enums": (
        """
        class Plain(Enum):
            '''Says what it is.'''
            A = 1
            B = -2
            C = 1
            D = B
            E = C
            TEXT = "x"
            LATE = auto()
            SAME = 2
            _hidden = 5
            __order__ = "A B"
            def method(self) -> None: ...
        class Numbers(IntEnum):
            ONE = TWO = 1
            TRUE = True
        class Texts(StrEnum):
            A = auto()
            B = "b"
        class Mixed(str, Enum):
            A = "a"
        class Shared(Enum):
            def method(self) -> None: ...
        class Own(Shared):
            A = enum.auto()
            B = 1
            HELPER = enum.nonmember(3)
        class Store(Protocol):
            def a(self, a: Plain, b: Numbers, c: Texts, d: Mixed) -> dict[Own, int]: ...
        """,
        """
        Protocol Store
          a(a: store:Plain, b: store:Numbers, c: store:Texts, d: store:Mixed) -> {store:Own: int}
        Enum store:Plain
          A = 1
          B = -2
          C = A
          D = B
          E = A
          TEXT = ...
          LATE = ...
          SAME = LATE
        IntEnum store:Numbers
          ONE = 1
          TWO = ONE
          TRUE = ONE
        Enum store:Texts
          A = ...
          B = ...
        Enum store:Mixed
          A = ...
        Enum store:Own
          A = ...
          B = A
        """,
    ),
    "pins": (
        """
        @pin.service("KV", plugin="kv_grpc")
        class Store(Protocol):
            @pin.method("Get", request="GetRequest", response="GetResponse")
            def get(
                self, key: Annotated[str, pin.field(3)]
            ) -> Annotated[bytes, pin.field(2, name="value")]: ...
            @pin.method(request="PutRequest")
            def put(
                self, entry: "Annotated[Entry | None, 'words', pin.field(name='e')]" = None
            ) -> None: ...
        @pin.message("Item")
        @dataclass
        class Entry:
            key: Annotated[Annotated[str, "inner"], pin.field(number=7)]
            color: list[Annotated["Color", "other tools' words"]]
        @pin.message("Colour")
        class Color(Enum):
            RED = 0
        """,
        """
        Protocol Store @KV,kv_grpc
          get(key: str @3,) -> bytes @2,value @Get,GetRequest,GetResponse
          put(entry: store:Entry? = None @,e) -> None @,PutRequest,
        Record store:Entry @Item
          key: str @7,
          color: [store:Color]
        Enum store:Color @Colour
          RED = 0
        """,
    ),
    "comments on fields": (
        """
        @dataclass
        class Entry:
            a: int  # at the end
            # right above
            # in two lines
            b: int
            # too far above

            c: int
            d: int  # noqa: E501
            e: int
            '''Below, and
            cleaned.'''
            f: int  #: for a tool's manual
        class Store(Protocol):
            def a(self) -> Entry: ...
        """,
        """
        Protocol Store
          a() -> store:Entry
        Record store:Entry
          a: int  # at the end
          b: int  # right above
        in two lines
          c: int
          d: int
          e: int  # Below, and
        cleaned.
          f: int  # for a tool's manual
        """,
    ),
    "several Protocols, and classes that are none": (
        """
        class First(Protocol):
            def a(self) -> int: ...
        class Implementation(First):
            def a(self) -> int: return 3
        @typing.runtime_checkable
        class Second(typing.Protocol):
            @abstractmethod
            def b(self, x: "Entry") -> Entry: ...
        @dataclass
        class Entry:
            x: int
        @dataclass
        class Unused:
            x: Any
        """,
        """
        Protocol First
          a() -> int
        Protocol Second
          b(x: store:Entry) -> store:Entry
        Record store:Entry
          x: int
        """,
    ),
    "definitions under conditions": (
        """
        if typing.TYPE_CHECKING:
            from other import Missing
            Number = int
        try:
            from nowhere import Protocol as Base
        except ImportError:
            class Entry: ...
        else:
            pass
        if os.name == "posix":
            class Store(Protocol):
                def a(self) -> Entry: ...
        elif True:
            pass
        with open("x"):
            @dataclass
            class Second:
                x: int
        @dataclass
        class Entry:
            second: Second
        """,
        """
        Protocol Store
          a() -> store:Entry
        Record store:Entry
          second: store:Second
        Record store:Second
          x: int
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_model(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert outline(parse_text(tmp_path, text)) == dedent(expected).strip()


SPELLINGS = [
    "from typing import Protocol as P",
    "from typing_extensions import Protocol as P",
    "import typing\nP = 3\nP: typing.Any\nfrom typing import Protocol as P",
    "from typing import *\nfrom dataclasses import *\nif 3: from typing import Protocol as P",
]


@pytest.mark.parametrize("imports", SPELLINGS)
def test_spellings_of_the_import(imports: str, tmp_path: Path) -> None:
    text = f"{imports}\nclass Store(P):\n    def a(self) -> int: ...\n"
    assert len(parse_text(tmp_path, text, imports=False).protocols) == 1


@pytest.mark.parametrize("base", ["t.Protocol", "typing_extensions.Protocol", "Protocol"])
def test_spellings_of_the_base(base: str, tmp_path: Path) -> None:
    imports = "import typing as t\nimport typing_extensions\nfrom typing import *"
    text = f"{imports}\nclass Store({base}):\n    def a(self) -> t.Optional[int]: ...\n"
    assert len(parse_text(tmp_path, text, imports=False).protocols) == 1


def test_docstrings_are_cleaned(tmp_path: Path) -> None:
    text = '''
    """The module.

        Indented.
    """
    from typing import Protocol
    class Store(Protocol):
        """The Protocol."""
        def a(self) -> int:
            """Does it.

            Args: none
                indented
            """
        def b(self) -> int:
            f"""Not a docstring."""
        def c(self) -> int: "In one line."
        def d(self) -> int:
            """   """
    '''
    interface = parse_text(tmp_path, text, imports=False)
    [protocol] = interface.protocols
    assert interface.docstring == "The module.\n\nIndented."
    assert protocol.docstring == "The Protocol."
    assert [each.docstring for each in protocol.methods] == [
        "Does it.\n\nArgs: none\n    indented",
        None,
        "In one line.",
        None,
    ]


def test_places_of_definitions(tmp_path: Path) -> None:
    text = """\
from typing import Protocol
class Store(Protocol):
    def get(self, key: str) -> int: ...
"""
    [protocol] = parse_text(tmp_path, text, imports=False).protocols
    [method] = protocol.methods
    path = tmp_path / "store.py"
    assert str(protocol.span) == f"{path}:2:7"
    assert str(method.span) == f"{path}:3:9"
    assert str(method.parameters[0].span) == f"{path}:3:19"


def test_int_defaults_of_floats_are_floats(tmp_path: Path) -> None:
    text = "class Store(Protocol):\n    def a(self, x: float = 2) -> int: ..."
    default = parse_text(tmp_path, text).protocols[0].methods[0].parameters[0].default
    assert isinstance(default, Literal)
    assert isinstance(default.value, float)


def test_nothing_of_the_users_runs(tmp_path: Path) -> None:
    stop = 'raise SystemExit("ran")\n'
    interface = """
        from typing import Protocol
        from models import Entry
        print(1 / 0, open("/nowhere"))
        class Store(Protocol):
            def get(self) -> Entry: ...
    """
    models = "from dataclasses import dataclass\n@dataclass\nclass Entry:\n    x: int\n"
    write_files(tmp_path, {"models.py": stop + models, "store.py": interface})
    (tmp_path / "store.py").write_text(stop + dedent(interface))
    assert outline(parse_file(tmp_path / "store.py")).endswith("Record models:Entry\n  x: int")


def test_what_is_inherited_on_thousands_of_ways(tmp_path: Path) -> None:
    levels = 14
    classes = ["class L0(Protocol):\n    def m0(self) -> int: ...\n"]
    for at in range(1, levels + 1):
        classes += [
            f"class A{at}(L{at - 1}, Protocol):\n    def a{at}(self) -> int: ...\n",
            f"class B{at}(L{at - 1}, Protocol):\n    def b{at}(self) -> int: ...\n",
            f"class L{at}(A{at}, B{at}, Protocol):\n    def m{at}(self) -> int: ...\n",
        ]

    interface = parse_text(tmp_path, "".join(classes))

    assert len(interface.protocols[-1].methods) == 1 + 3 * levels
