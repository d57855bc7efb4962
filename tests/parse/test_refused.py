"""Faulty interfaces: which code is raised, and exactly where, as the marks below the lines say."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import marks, places, refusal

ANNOTATIONS = {
    "nothing annotated": """
        class Store(Protocol):
            def find(self, key, *, limit = 3): ...
            #   ^^^^ GP102
            #              ^^^ GP101
            #                      ^^^^^ GP101
        """,
    "types that say nothing": """
        class Store(Protocol):
            def find(self, key: Any, other: typing.Any) -> object: ...
            #                   ^^^ GP103
            #                               ^^^^^^^^^^ GP103
            #                                              ^^^^^^ GP103
        """,
    "types without a wire form": """
        class Store(Protocol):
            def a(self, x: range, y: complex) -> Container[int]: ...
            #              ^^^^^ GP104
            #                        ^^^^^^^ GP104
            #                                    ^^^^^^^^^^^^^^ GP104
            def b(self, x: datetime.timezone, y: complex) -> list[Iterator[int]]: ...
            #              ^^^^^^^^^^^^^^^^^ GP104
            #                                    ^^^^^^^ GP104
            #                                                     ^^^^^^^^^^^^^ GP104
            def c(self, x: ChainMap[str, int], y: typing.Pattern[str]) -> range: ...
            #              ^^^^^^^^^^^^^^^^^^ GP104
            #                                     ^^^^^^^^^^^^^^^^^^^ GP104
            #                                                             ^^^^^ GP104
        """,
    "other names that are filled in": """
        Pair = tuple[T, T]
        #            ^ GP115
        #               ^ GP115
        Items = list
        type Tree[A] = list[Tree[A]]
        #                   ^^^^^^^ GP117
        class Store(Protocol):
            def a(self, x: Pair[int, str], y: Pair, z: Items[int]) -> Tree[int]: ...
            #              ^^^^^^^^^^^^^^ GP115
            #                                          ^^^^^^^^^^ GP115
            def b(self, x: list[Pair[object]]) -> None: ...
            #                        ^^^^^^ GP103
        """,
    "what is not awaited, not opened and not raised there": """
        import io
        class Store(Protocol):
            def a(self, x: io.BytesIO, y: typing.IO[bytes]) -> int | typing.Awaitable[int]: ...
            #              ^^^^^^^^^^ GP104
            #                             ^^^^^^^^^^^^^^^^ GP104
            #                                                        ^^^^^^^^^^^^^^^^^^^^^ GP104
            def b(self, x: Exception, y: type[int], z: typing.Hashable) -> typing.Never: ...
            #              ^^^^^^^^^ GP104
            #                            ^^^^^^^^^ GP104
            #                                          ^^^^^^^^^^^^^^^ GP103
            #                                                              ^^^^^^^^^^^^ GP112
            async def c(self, x: typing.SupportsInt) -> typing.Awaitable[int]: ...
            #                    ^^^^^^^^^^^^^^^^^^ GP104
            #                                           ^^^^^^^^^^^^^^^^^^^^^ GP104
            def d(self, x: list[typing.Self]) -> "typing.TypeGuard[int]": ...
            #                   ^^^^^^^^^^^ GP115
            #                                     ^^^^^^^^^^^^^^^^^^^^^ GP104
        """,
    "streams": """
        class Store(Protocol):
            def a(self, x: Iterator) -> Generator[int, str, None]: ...
            #              ^^^^^^^^ GP106
            #                           ^^^^^^^^^^^^^^^^^^^^^^^^^ GP106
            def b(self, x: Iterator[None]) -> Iterator[Any]: ...
            #                       ^^^^ GP108
            #                                          ^^^ GP103
            def c(self, x: Iterator[int], y: Iterator[int]) -> None: ...
            #                             ^ GP225
            def d(self, x: Iterator[int] = iter(())) -> None: ...
            #                              ^^^^^^^^ GP211
            def e(self, x: Iterator[int] | None, y: Generator[int, None, None]) -> None: ...
            #              ^^^^^^^^^^^^^ GP104
            #                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ GP104
        """,
    "every fault within one type": """
        class Store(Protocol):
            def a(self, x: dict[Any, list[tuple[int, range]]]) -> None: ...
            #                   ^^^ GP103
            #                                        ^^^^^ GP104
        """,
    "unions whose values do not show their arm": """
        class Store(Protocol):
            def a(self, x: int | Annotated[int, pin.bigint]) -> None: ...
            #              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP105
            def b(self, x: list[float | Annotated[float, pin.float32] | None]) -> None: ...
            #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP105
            def c(self, x: set[int | list[str]]) -> Union[int, Any]: ...
            #              ^^^^^^^^^^^^^^^^^^^^ GP107
            #                                                  ^^^ GP103
            def d(self, x: int | str = 1.5) -> None: ...
            #                          ^^^ GP211
            def e(self, x: int | str = None) -> None: ...
            #                          ^^^^ GP211
        """,
    "brackets": """
        class Store(Protocol):
            def a(self, x: list, y: dict, z: List) -> dict[str]: ...
            #              ^^^^ GP106
            #                       ^^^^ GP106
            #                                ^^^^ GP106
            #                                         ^^^^^^^^^ GP106
            def b(self, x: list[int, str], y: Optional, z: int[str]) -> Union: ...
            #              ^^^^^^^^^^^^^^ GP106
            #                                 ^^^^^^^^ GP106
            #                                              ^^^^^^^^ GP106
            #                                                           ^^^^^ GP106
            def c(self, x: Annotated, y: tuple, z: set) -> Sequence: ...
            #              ^^^^^^^^^ GP106
            #                            ^^^^^ GP106
            #                                      ^^^ GP106
            #                                              ^^^^^^^^ GP106
        """,
    "listed values": """
        class Store(Protocol):
            def a(self, x: Literal["a", 1], y: Literal[True, False]) -> Literal[b"x"]: ...
            #                                  ^^^^^^^^^^^^^^^^^^^^ GP105
            #                                                           ^^^^^^^^^^^^^ GP105
            def b(self, x: Literal[None], y: Literal) -> Literal[9223372036854775808]: ...
            #              ^^^^^^^^^^^^^ GP105
            #                                ^^^^^^^ GP106
            #                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP105
            def c(self, x: Literal["a"] = "b") -> Literal[Any]: ...
            #                             ^^^ GP211
            #                                             ^^^ GP103
            def d(self, x: Literal[str], y: Literal["a", int | None]) -> None: ...
            #              ^^^^^^^^^^^^ GP105
            #                               ^^^^^^^^^^^^^^^^^^^^^^^^ GP105
            def e(self, x: Literal[1, True], y: Literal["a", 0, False, None]) -> None: ...
            #              ^^^^^^^^^^^^^^^^ GP105
            #                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP105
        """,
    "pins of how values travel": """
        class Store(Protocol):
            def a(self, x: Annotated[str, pin.uint32]) -> Annotated[list[int], pin.int32]: ...
            #                             ^^^^^^^^^^ GP123
            #                                                                  ^^^^^^^^^ GP123
            def b(self, x: Annotated[int, pin.uint32, pin.bigint]) -> None: ...
            #                                         ^^^^^^^^^^ GP123
            def c(self, x: list[Annotated[int, pin.float32]]) -> pin.uint32: ...
            #                                  ^^^^^^^^^^^ GP123
            #                                                    ^^^^^^^^^^ GP122
            def d(self, x: bytearray[int], y: dict[bytearray, int]) -> None: ...
            #              ^^^^^^^^^^^^^^ GP106
            #                                 ^^^^^^^^^^^^^^^^^^^^ GP107
            def e(self, x: Annotated[int, pin.naive], y: os.PathLike) -> os.PathLike[bytes]: ...
            #                             ^^^^^^^^^ GP123
            #                                            ^^^^^^^^^^^ GP106
            #                                                            ^^^^^^^^^^^^^^^^^^ GP106
        """,
    "keys": """
        class Store(Protocol):
            def a(self, x: dict[list[str], int], y: dict[str | None, int]) -> None: ...
            #              ^^^^^^^^^^^^^^^^^^^^ GP107
            def b(self) -> dict[set[int], int]: ...
            #              ^^^^^^^^^^^^^^^^^^^ GP107
        """,
    "sets": """
        class Store(Protocol):
            def a(self, x: set[list[str]], y: frozenset[dict[str, int]]) -> set[set[int]]: ...
            #              ^^^^^^^^^^^^^^ GP107
            #                                 ^^^^^^^^^^^^^^^^^^^^^^^^^ GP107
            #                                                               ^^^^^^^^^^^^^ GP107
            def b(self, x: set[tuple[int, list[str]]], y: set[deque[int] | None]) -> None: ...
            #              ^^^^^^^^^^^^^^^^^^^^^^^^^^ GP107
            #                                             ^^^^^^^^^^^^^^^^^^^^^^ GP107
        """,
    "None as a value": """
        class Store(Protocol):
            def a(self, x: None, y: list[None]) -> Optional[None]: ...
            #              ^^^^ GP108
            #                            ^^^^ GP108
            #                                      ^^^^^^^^^^^^^^ GP108
            def b(self, x: None | None) -> dict[str, None]: ...
            #              ^^^^^^^^^^^ GP108
            #                                        ^^^^ GP108
        """,
    "names that lead nowhere": """
        class Color(Enum):
            RED = 0
        class Store(Protocol):
            def a(self, x: strr, y: Colour, z: Color.RED) -> enumm.Enum: ...
            #              ^^^^ GP109
            #                       ^^^^^^ GP109
            #                                  ^^^^^^^^^ GP111
            #                                                ^^^^^^^^^^ GP109
        """,
    "types from elsewhere": """
        import numpy as np
        from decimal import Context
        class Store(Protocol):
            def a(self, x: np.ndarray, y: Context) -> None: ...
            #              ^^^^^^^^^^ GP110
            #                             ^^^^^^^ GP110
        """,
    "types of the running program": """
        Entry = make_dataclass("Entry", ["key"])
        Point = NamedTuple("Point", [("x", int)])
        def factory() -> type: ...
        class Store(Protocol):
            def a(self, x: Entry, y: Point, z: factory) -> None: ...
            #              ^^^^^ GP111
            #                        ^^^^^ GP111
            #                                  ^^^^^^^ GP111
        """,
    "no types at all": """
        class Store(Protocol):
            def a(self, x: 3, y: [int], z: "not a type!", w: len(3), v: "") -> int + str: ...
            #              ^ GP112
            #                    ^^^^^ GP112
            #                              ^^^^^^^^^^^^^ GP112
            #                                                ^^^^^^ GP112
            #                                                           ^^ GP112
            #                                                                  ^^^^^^^^^ GP112
            def b(self, x: ClassVar[int], y: typing) -> list[...]: ...
            #              ^^^^^^^^^^^^^ GP112
            #                                ^^^^^^ GP112
            #                                                ^^^ GP112
        """,
    "exceptions of the project": """
        class Gone(Exception): ...
        class Farther(Gone): ...
        class Store(Protocol):
            def a(self, x: Gone, y: list[Farther] | None) -> Farther: ...
            #              ^^^^ GP104
            #                            ^^^^^^^ GP104
            #                                                ^^^^^^^ GP104
        """,
    "classes of other sorts": """
        class Plain: ...
        @attr.s
        class Old:
            x: int = attr.ib()
        class Pair(NamedTuple("Pair", [("left", int)])): ...
        class Keys(TypedDict("Keys", {"left": int})):
            right: int
        class Made(Enum("Made", "LEFT")): ...
        class Store(Protocol):
            def a(self, x: Plain) -> Old: ...
            #              ^^^^^ GP113
            #                        ^^^ GP113
            def b(self, x: Pair, y: Keys) -> Made: ...
            #              ^^^^ GP113
            #                       ^^^^ GP113
            #                                ^^^^ GP113
        """,
    "records of other sorts": """
        from attrs import define
        from pydantic import BaseModel, Field
        class Options(TypedDict, total=False):
            x: range | None
            #  ^^^^^ GP104
        class User(BaseModel):
            name: str = Field(alias="user-name")
            #<^^ GP220
            other: str = Field(validation_alias="Other")
            #<^^^ GP220
            age: int = Field(default_factory=make_dataclass)
            tags: list[str] = []
            _hidden: object
        @define
        class Song:
            __title: str
            #<^^^^^ GP219
            tags: list[str] = []
            #                 ^^ GP222
        class Store(Protocol):
            def a(self, x: Options, y: User, z: Song) -> None: ...
        """,
    "objects within values": """
        class Other(Protocol):
            def ping(self) -> None: ...
        @dataclass
        class Entry:
            other: Other
            #      ^^^^^ GP114
        class Store(Protocol):
            def a(self, x: list[Other], y: tuple[Callable[[], int], int]) -> Iterator[Other]: ...
            #                   ^^^^^ GP114
            #                                    ^^^^^^^^^^^^^^^^^ GP114
            #                                                                         ^^^^^ GP114
            def b(self, x: dict[str, Other], y: Entry, *others: Other) -> int | Other: ...
            #                        ^^^^^ GP114
            #                                                   ^^^^^ GP114
            #                                                                   ^^^^^ GP114
        """,
    "generic objects": """
        class Box(Protocol[T]):
            def get(self) -> T: ...
        class Ints(Box[int], Protocol): ...
        class Open(Protocol[T]):
            def get(self) -> Box: ...
            #                ^^^ GP115
        S = TypeVar("S", bound="Store")
        Loop = Callable[["Loop"], None]
        #                 ^^^^ GP117
        Again = Optional[Box["Again"]]
        #                     ^^^^^ GP117
        type Others[O] = Box[Others[O]] | None
        #                    ^^^^^^^^^ GP117
        class Never(Protocol[T]):
            # ^^^^^ GP115
            def get(self) -> Box: ...
            #                ^^^ GP115
        class Pile(Protocol[T]):
            def all(self) -> list[T]: ...
            #                     ^ GP114
            def some(self) -> Iterator[T]: ...
            #                          ^ GP114
            def maybe(self, x: T | None, *, y: T | int) -> Page[T]: ...
            #                                  ^ GP114
            #                                                   ^ GP114
        class Only(Protocol[T]):
            def only(self, x: T, *, y: list[T]) -> T: ...
            #                 ^ GP108
            #                               ^ GP108
        @dataclass
        class Page(Generic[T]):
            item: T
        class Store(Protocol):
            def a(self, x: Box, y: Box[int, str], z: Ints[int]) -> Box[Any]: ...
            #              ^^^ GP115
            #                      ^^^^^^^^^^^^^ GP115
            #                                        ^^^^^^^^^ GP115
            #                                                          ^^^ GP103
            def b(self, x: Box[T], y: Open[int], z: Box[list[Ints]]) -> list[Box[int]]: ...
            #                  ^ GP115
            #                                                ^^^^ GP114
            #                                                                ^^^^^^^^ GP114
            def d(self: S, x: Box[S | None], y: Box[Box[typing.Self]]) -> Callable[[S], None]: ...
            #                 ^^^^^^^^^^^^^ GP115
            #                                       ^^^^^^^^^^^^^^^^ GP115
            def e(self, x: Loop, y: Again, z: Others[int]) -> Others[Others[Ints]]: ...
            def c(self, x: Pile[Ints], y: Only[None], z: Page[Ints]) -> Page[Box[int]]: ...
            #                                                 ^^^^ GP114
            #                                                                ^^^^^^^^ GP114
        """,
    "nothing but a generic Protocol": """
        class Observer(Protocol[T]):
            # ^^^^^^^^ GP115
            def notify(self, item: T) -> None: ...
        """,
    "instances of Protocols of one name, and without end": """
        class Box(Protocol[T]):
            def get(self) -> T: ...
        class BoxOfInt(Protocol):
            def put(self, item: int) -> None: ...
        @dataclass
        class BoxOfStr:
            item: str
        class Tower(Protocol[T]):
            def above(self) -> Tower[tuple[T, T]]: ...
            #                  ^^^^^^^^^^^^^^^^^^ GP417
        class Store(Protocol):
            def a(self, x: Tower[int], y: Box[int]) -> None: ...
            #                             ^^^^^^^^ GP215
            def b(self, x: Box[Literal["a-"]], y: Box[Literal["a"]]) -> None: ...
            #                                     ^^^^^^^^^^^^^^^^^ GP215
            def c(self, x: BoxOfStr, y: Box[str]) -> None: ...
            #                           ^^^^^^^^ GP215
        """,
    "functions and objects of which too little is known": """
        class Store(Protocol):
            def a(self, x: Callable[..., int], y: Callable) -> Callable[int, str]: ...
            #              ^^^^^^^^^^^^^^^^^^ GP106
            #                                     ^^^^^^^^ GP106
            #                                                  ^^^^^^^^^^^^^^^^^^ GP106
            def b(self, x: Protocol, y: callable) -> None: ...
            #              ^^^^^^^^ GP106
            #                           ^^^^^^^^ GP106
            def c(self, x: Callable[[list, Missing], Callable[..., int]]) -> None: ...
            #                        ^^^^ GP106
            #                              ^^^^^^^ GP109
            #                                        ^^^^^^^^^^^^^^^^^^ GP106
        """,
    "generics": """
        class Page(Generic[T]):
            items: list[T]
        @dataclass
        class Box(Generic[T]):
            item: T
        @dataclass
        class Bag(Box):
            #     ^^^ GP115
            size: int
        class Paged(Protocol[T]):
            # ^^^^^ GP115
            def b(self) -> Box: ...
            #              ^^^ GP115
        class Store(Protocol):
            def a(self, x: T, y: list[T]) -> Page[int]: ...
            #              ^ GP115
            #                         ^ GP115
            #                                ^^^^^^^^^ GP113
            def b(self, x: Box, y: Bag) -> Box[int, str]: ...
            #              ^^^ GP115
            #                              ^^^^^^^^^^^^^ GP115
            def c(self, x: Box[Any], y: Bag[int]) -> Box[None]: ...
            #                  ^^^ GP103
            #                           ^^^^^^^^ GP115
            #                                            ^^^^ GP108
        """,
    "type parameters": """
        @dataclass
        class Box[T]:
            item: T
        @dataclass
        class Row[T, *Ts]:
            items: tuple[T, *Ts]
        class Paged[T](Protocol):
            # ^^^^^ GP115
            def a(self, x: T) -> Box: ...
            #                    ^^^ GP115
        class Store(Protocol):
            def a[T](self, x: T) -> Box: ...
            #    ^^^ GP115
            #                       ^^^ GP115
            def b(self, x: Row[int, str]) -> Box: ...
            #              ^^^^^^^^^^^^^ GP115
            #                                ^^^ GP115
        """,
    "instances of one name, and without end": """
        @dataclass
        class Box(Generic[T]):
            item: T
        @dataclass
        class BoxOfInt:
            item: int
        @dataclass
        class Tower(Generic[T]):
            above: Tower[list[T]] | None
            #      ^^^^^^^^^^^^^^ GP417
        class Store(Protocol):
            def a(self, x: BoxOfInt, y: Tower[int]) -> Box[int]: ...
            #                                          ^^^^^^^^ GP215
            def b(self, x: Box[Literal["a-"]], y: Box[Literal["a"]]) -> None: ...
            #                                     ^^^^^^^^^^^^^^^^^ GP215
        """,
    "builtins that are no types": """
        class Store(Protocol):
            def a(self, x: any, y: callable) -> len: ...
            #              ^^^ GP103
            #                      ^^^^^^^^ GP106
            #                                   ^^^ GP110
        """,
    "aliases": """
        Port = 80
        This = That
        That = This
        Odd = list[complex]
        #          ^^^^^^^ GP104
        Maybe = NewType("Maybe", int | None)
        UserId = NewType("UserId", complex)
        #                          ^^^^^^^ GP104
        Bare = NewType("Bare")
        class Store(Protocol):
            def a(self, x: Port, y: Odd) -> UserId: ...
            #              ^^^^ GP112
            def b(self, x: This, y: Odd) -> dict[str, That]: ...
            #              ^^^^ GP112
            #                                         ^^^^ GP112
            def c(self, x: Maybe) -> Bare: ...
            #              ^^^^^ GP116
            #                        ^^^^ GP116
        """,
    "aliases that hold themselves": """
        type Json = dict[str, list[Json] | None]
        #                          ^^^^ GP117
        Tree = list["Branch"]
        Branch = Optional[Tree]
        #                 ^^^^ GP117
        Key = NewType("Key", "tuple[Key, ...]")
        #                           ^^^ GP117
        Name = str
        class Store(Protocol):
            def a(self, x: Json, y: dict[Name, Name]) -> Json: ...
            def b(self, x: Tree) -> Key: ...
        """,
    "within string annotations": """
        class Store(Protocol):
            def a(self, x: "list[Any]", y: list["  range     "], z: 'in' 't | Any') -> "Any": ...
            #                    ^^^ GP103
            #                                      ^^^^^ GP104
            #                                                       ^^^^^^^^^^^^^^ GP103
            #                                                                           ^^^ GP103
        """,
    "pins": """
        class Store(Protocol):
            def a(self, x: Annotated[int, pin.field("1")], y: Annotated[int, pin.field]) -> None:
            #                                       ^^^ GP121
            #                                                                ^^^^^^^^^ GP121
                ...
            def b(self, x: Annotated[int, pin.field(nmae="n")]) -> pin.field: ...
            #                                            ^^^ GP121
            #                                                      ^^^^^^^^^ GP122
            def c(self, x: list[Annotated[int, pin.field(1)]]) -> None: ...
            #                                  ^^^^^^^^^^^^ GP122
            @pin.service("D")
            #^^^^^^^^^^^^^^^^ GP122
            def d(self, x: Annotated[int, pin.message("D")]) -> None: ...
            #                             ^^^^^^^^^^^^^^^^ GP122
            @pin.method(1, 2, True, **{})
            #           ^ GP121
            #              ^ GP121
            #                 ^^^^ GP121
            #                         ^^ GP121
            def e(self) -> None: ...
        """,
}

PROTOCOLS = {
    "what is no method": """
        class Store(Protocol):
            '''A docstring, pass and ... are fine.'''
            ...
            pass
            size: int
            #<^^ GP203
            limit = 3
            #<^^^ GP203
            class Inner: ...
            #     ^^^^^ GP203
            if True: ...
            #<^^^^^^^^^^ GP203
            del limit
            #<^^^^^^^ GP203
        """,
    "decorated methods": """
        def whatever(limit): ...
        class Store(Protocol):
            @functools.cached_property
            #^^^^^^^^^^^^^^^^^^^^^^^^^ GP204
            def size(self) -> int: ...
            @property
            def name(self): ...
            #   ^^^^ GP102
            @name.deleter
            #^^^^^^^^^^^^ GP204
            def name(self) -> None: ...
            @staticmethod
            #^^^^^^^^^^^^ GP204
            def a() -> int: ...
            @classmethod
            #^^^^^^^^^^^ GP204
            def b(cls) -> int: ...
            @overload
            #^^^^^^^^ GP204
            def c(self) -> int: ...
            @typing.overload
            #^^^^^^^^^^^^^^^ GP204
            def c(self) -> str: ...
            @whatever(3)
            #^^^^^^^^^^^ GP204
            def d(self) -> str: ...
            @abstractmethod
            def e(self) -> str: ...
        """,
    "methods of other sorts": """
        class Store(Protocol):
            def __len__(self) -> int: ...
            #   ^^^^^^^ GP206
            def _hidden(self) -> int: ...
            #   ^^^^^^^ GP206
        """,
    "parameters": """
        class Store(Protocol):
            def a() -> int: ...
            #   ^ GP207
            def b(key: str) -> int: ...
            #     ^^^ GP207
            def h(self, **kwargs: typing.Unpack[dict[str, int]]) -> int: ...
            #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP106
            def c(self, *args: Any, **kwargs) -> int: ...
            #                  ^^^ GP103
            #                         ^^^^^^ GP101
            def f(*, x: int) -> int: ...
            #   ^ GP207
            def g(this, x: int) -> int: ...
            def j(this, self: int) -> int: ...
            #           ^^^^ GP207
        """,
    "defaults": """
        LIMIT = 3
        class Color(Enum):
            RED = 0
        class Store(Protocol):
            def a(self, x: int = LIMIT, y: str = os.sep, /, *, z: int = [1]) -> None: ...
            #                    ^^^^^ GP210
            #                                                           ^^^ GP211
            def j(self, __x: int = LIMIT, __y: int = LIMIT, z: int = LIMIT) -> None: ...
            #                      ^^^^^ GP210
            def k(self, x: int = LIMIT, /, *y: int, z: int = LIMIT) -> None: ...
            #                    ^^^^^ GP210
            def b(self, x: str = f"{LIMIT}", y: list[int] = [1], *z: float) -> None: ...
            #                    ^^^^^^^^^^ GP210
            #                                               ^^^ GP210
            def h(self, x: int = ..., y: str = ..., /, *, z: int = ...) -> None: ...
            #                    ^^^ GP210
            def i(self, x: tuple[int, str] = (1,), y: tuple[int, ...] = (1, "")) -> None: ...
            #                                 ^^ GP211
            #                                                               ^^ GP211
            def g(self, x: list[int] = {1: 2}, y: int = UNKNOWN) -> None: ...
            #                          ^^^^^^ GP211
            #                                           ^^^^^^^ GP210
            def c(self, x: int = "1", y: str = None, z: bool = 1, w: int = True) -> None: ...
            #                    ^^^ GP211
            #                                  ^^^^ GP211
            #                                                  ^ GP211
            #                                                              ^^^^ GP211
            def d(self, x: int = 1.0, y: list[int] = {}, z: str = [], w: bytes = "") -> None: ...
            #                    ^^^ GP211
            #                                        ^^ GP211
            #                                                     ^^ GP211
            #                                                                    ^^ GP211
            def e(self, x: Color = Color.BLUE, y: Color = 0, z: float = 1e999) -> None: ...
            #                      ^^^^^^^^^^ GP109
            #                                             ^ GP211
            #                                                           ^^^^^ GP211
            def f(self, x: int = Color.RED, y: list[int] = 10, z: int = 1j) -> None: ...
            #                    ^^^^^^^^^ GP210
            #                                              ^^ GP211
            #                                                           ^^ GP211
        """,
    "inheritance": """
        class Base(Protocol):
            def a(self) -> int: ...
            def b(self, x: int = 1) -> int: ...
            def c(self) -> int: ...
        class Store(Base, Protocol):
            def a(self) -> str: ...
            #   ^ GP202
            def b(self, x: int = 2) -> int: ...
            #   ^ GP202
            async def c(self) -> int: ...
            #         ^ GP202
        class Plain:
            def a(self) -> int: ...
        class Mixed(Plain, os.PathLike, Protocol):
            #       ^^^^^ GP202
            #              ^^^^^^^^^^^ GP202
            def b(self) -> int: ...
        class Order(Protocol): ...
        class Later(Order, Protocol): ...
        class Wrong(Order, Later, Protocol): ...
            # ^^^^^ GP202
        class Itself(Itself, Protocol): ...
            # ^^^^^^ GP202
        class Open(Protocol[T]):
            def d(self) -> T: ...
        class Closed(Open, Protocol): ...
            #        ^^^^ GP115
        class TooMuch(Open[int, str], Protocol): ...
            #         ^^^^^^^^^^^^^^ GP115
        class Nothing(Open[Any], Protocol): ...
            #              ^^^ GP103
        """,
    "what is no fault of inheritance": """
        class Base(Protocol):
            def a(self) -> int: ...
        @typing.runtime_checkable
        class Checked(Protocol):
            def c(self) -> int: ...
        class Implementation(Base):
            def anything(self, goes): ...
        """,
    "names": """
        @dataclass
        class Größe:
            # ^^^^^ GP212
            länge: int
            #<^^^ GP212
        class Färbe(Enum):
            # ^^^^^ GP212
            GRÜN = 0
            #<^^ GP212
        class Stör(Protocol):
            # ^^^^ GP212
            def gib(self, größe: Größe) -> Färbe: ...
            #             ^^^^^ GP212
        """,
}

RECORDS = {
    "constructors": """
        @dataclass
        class A:
            def __init__(self) -> None: ...
            #   ^^^^^^^^ GP220
        @dataclass(init=False)
        class B:
            # ^ GP220
            x: int
        @dataclass
        class C:
            x: InitVar[int]
            #  ^^^^^^^^^^^^ GP220
            y: InitVar[int] = field(kw_only=True)
            #  ^^^^^^^^^^^^ GP220
            z: InitVar[int] = 3
        class Store(Protocol):
            def a(self, a: A, b: B, c: C) -> None: ...
        """,
    "bases": """
        class Mixin:
            y: int
        class Plain(Mixin, ABC):
            '''Neither a dataclass nor a hindrance.'''
        @dataclass
        class A(Plain):
            x: int
        @dataclass
        class B(BaseException, os.PathLike):
            #   ^^^^^^^^^^^^^ GP221
            #                  ^^^^^^^^^^^ GP221
            x: int
        class Store(Protocol):
            def a(self, a: A, b: B) -> None: ...
        """,
    "what is declared under a condition": """
        @dataclass
        class A:
            x: int
            if sys.platform == "linux":
                y: int = 0
            #   ^ GP113
                z = 0
            else:
                y: int = 1
            #   ^ GP113
            if typing.TYPE_CHECKING:
                size: int
            def f(self) -> None:
                local: int = 0
        class E(Enum):
            RED = 1
            try:
                BLUE = 3
            #   ^^^^ GP113
            except ValueError:
                BLUE = 4
            #   ^^^^ GP113
            BLACK, WHITE = 5, 6
            #<^^^^^^^^^^ GP113
        class Store(Protocol):
            def get(self, a: A) -> E: ...
        """,
    "what an exception is made of": """
        class Late(Exception):
            def __init__(self, code: int = len(""), /, limit: int = len("")) -> None:
                #                          ^^^^^^^ GP210
                super().__init__(code, limit)
        class Store(Protocol):
            def get(self) -> int: ...
        """,
    "fields": """
        @dataclass
        class A:
            __x: int = 0
            #<^ GP219
            a: range = ()
            #  ^^^^^ GP104
            b: list[int] = []
            #              ^^ GP222
            c: dict[str, int] = field(default={})
            #                                 ^^ GP222
            d: list[int] = field(default_factory=lambda: [1])
            i: list[int] = field(default_factory=make_dataclass)
            o: int = UNKNOWN
            #        ^^^^^^^ GP210
            e: list[int] = field(default_factory=dict)
            #                                    ^^^^ GP211
            j: tuple[int] = ()
            #                ^ GP211
            k: set[int] = set()
            #             ^^^^^ GP222
            l: tuple[int, int] = (0, 0, 0)
            #                     ^^^^^^^ GP211
            m: tuple[int, int] = (0, len)
            n: tuple[int, ...] = ...
            #                    ^^^ GP210
            f: str = field(default=1)
            #                      ^ GP211
            g: int = 0
            height: int
            #<^^^^ GP223
        class Store(Protocol):
            def a(self, a: A) -> None: ...
        """,
    "faults that are reached through others are reported once": """
        @dataclass
        class Base:
            x: Any
            #  ^^^ GP103
        @dataclass
        class A(Base):
            next: list[B]
        @dataclass
        class B(Base):
            y: A | None = None
        class Store(Protocol):
            def a(self, a: A, b: Base) -> dict[str, B]: ...
        """,
}

CASES = ANNOTATIONS | PROTOCOLS | RECORDS


FIXES = {
    "def a(self, x: typing.IO[bytes]) -> None": "bytes or str, or Iterator[bytes]",
    "def a(self, x: ValueError) -> None": "let it be raised",
    "def a(self, x: type[int]) -> None": "pass a name for it",
    "def a(self) -> int | typing.Awaitable[int]": "write async def, or Awaitable[T]",
    "def a(self) -> typing.NoReturn": "write None",
    "def a(self) -> typing.TypeIs[int]": "use bool",
    "def a(self) -> list[typing.Self]": "pass Self by itself",
    "def a(self, x: typing.SupportsIndex) -> None": "use int",
    "def a(self, x: Literal[Color.RED]) -> None": "write Color if it is a member",
    "def a(self, x: Outer.Inner) -> None": "define Inner at the top level",
    "def a(self, x: typing) -> None": "name a class in it",
    "def a(self, x: Called[[int], str]) -> None": "[T]",
    "def __init__(self, path: str) -> None": "take it out",
    "def __len__(self) -> int": "write def count(self) -> int",
    "async def __aexit__(self, *args: object) -> None": "write async def close(self)",
    "def __repr__(self) -> str": "a name without the underscore",
}
"""What is written -> what is told to write instead."""

CLASSES = """
    P = typing.ParamSpec("P")
    class Color(Enum):
        RED = 1
    class Outer:
        class Inner: ...
    @dataclass
    class Called(Generic[P, T]):
        x: T
    class Store(Protocol):
        {method}: ...
"""


@pytest.mark.parametrize("method", FIXES)
def test_what_to_write_instead(method: str, tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, CLASSES.format(method=method))
    assert FIXES[method] in told.fix


def test_what_the_standard_library_s_protocols_have(tmp_path: Path) -> None:
    text = """
        class Store(typing.Sized, typing.ContextManager["Store"], Protocol):
            def a(self) -> None: ...
        """
    told = [each.message for each in refusal(tmp_path, text)]
    assert [each.partition(" has ")[2] for each in told] == [
        "special methods, which cannot be called from the other side"
    ] * 2


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_found_at_its_place(name: str, tmp_path: Path) -> None:
    text = CASES[name]
    assert places(refusal(tmp_path, text)) == marks(text)
