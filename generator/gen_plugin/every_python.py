"""What differs from one Python to the next, written down: the output must not.

Each Python has Unicode tables of its own, which `repr` and `str.isprintable` go by, and modules and
builtins of its own; and `inspect.cleandoc` has been changed. None of them decides about the output.
"""

from __future__ import annotations

import re
import sys

_BUILTINS = """
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError
    BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError
    ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis
    EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError
    FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
    ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError
    NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning
    PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
    SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError
    UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning ZeroDivisionError __build_class__ __debug__ __doc__ __import__
    __loader__ __name__ __package__ __spec__ abs aiter all anext any ascii bin bool breakpoint
    bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir
    divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help
    hex id input int isinstance issubclass iter len license list locals map max memoryview min next
    object oct open ord pow print property quit range repr reversed round set setattr slice sorted
    staticmethod str sum super tuple type vars zip
"""
BUILTINS = frozenset(_BUILTINS.split())
"""The builtins of every Python from 3.11 on, and those that `site` adds."""

_COME_AND_GO = """
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils imghdr
    imp lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu
    xdrlib
"""
STANDARD_MODULES = sys.stdlib_module_names | frozenset(_COME_AND_GO.split())
"""The modules of the standard library, those too that only some Pythons since 3.11 have."""

_TYPING = """
    AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable
    AsyncIterator Awaitable BinaryIO Buffer ByteString Callable CapsuleType ChainMap ClassVar
    Collection Concatenate Container ContextManager Coroutine Counter DefaultDict Deque Dict Doc
    Final Format ForwardRef FrozenSet Generator Generic Hashable IO IntVar ItemsView Iterable
    Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping
    MutableSequence MutableSet NamedTuple Never NewType NoDefault NoExtraItems NoReturn
    NotRequired Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs Pattern Protocol
    ReadOnly Reader Required Reversible Self Sentinel Sequence Set Sized SupportsAbs
    SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt SupportsRound
    TYPE_CHECKING Text TextIO Tuple Type TypeAlias TypeAliasType TypeForm TypeGuard TypeIs
    TypeVar TypeVarTuple TypedDict Union Unpack ValuesView Writer assert_never assert_type cast
    clear_overloads dataclass_transform deprecated disjoint_base evaluate_forward_ref final
    get_annotations get_args get_origin get_original_bases get_overloads get_protocol_members
    get_type_hints is_protocol is_typeddict no_type_check no_type_check_decorator overload
    override reveal_type runtime runtime_checkable sentinel type_repr
"""
TYPING = frozenset(_TYPING.split())
"""The public names of `typing`, of every Python from 3.11 on, and of `typing_extensions`."""

# Controls, format characters, spaces but the plain one, line ends, surrogates, private use: by
# Unicode 15.1. What is not assigned there may be anything one day, and is left as it is.
_UNSEEN = re.compile(
    "[\0-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ud800-\uf8ff\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\U000f0000-\U0010ffff]"
)


def visible(text: str) -> str:
    """The text, with what a reader would not see spelled as in a string literal; newlines stay."""
    return _UNSEEN.sub(lambda found: _spelled(found.group()), text)


def literal(value: object) -> str:
    """A value as `repr` writes it; of a text, with this module's notion of what can be seen."""
    if not isinstance(value, str):
        return repr(value)
    quote = '"' if "'" in value and '"' not in value else "'"
    text = visible(value.replace("\\", "\\\\").replace(quote, f"\\{quote}")).replace("\n", "\\n")
    return f"{quote}{text}{quote}"


def cleaned(docstring: str) -> str:
    """A docstring without the margin that its place in the source gives it.

    As by `inspect.cleandoc`, but that lines of nothing but spaces are empty.
    """
    first, *rest = docstring.expandtabs().split("\n")
    spoken = [line for line in rest if line.strip(" ")]
    margin = min((len(line) - len(line.lstrip(" ")) for line in spoken), default=0)
    lines = (first.lstrip(" "), *(line[margin:] for line in rest))
    return "\n".join(line if line.strip(" ") else "" for line in lines).strip("\n")


def _spelled(character: str) -> str:
    return character if character == "\n" else character.encode("unicode_escape").decode("ascii")
