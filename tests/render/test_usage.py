"""What a file has to import is what its code takes from outside."""

from __future__ import annotations

from gen_plugin.render.python.usage import Usage, usage

CODE = """
TABLE: Final = make(1)


class Server(Base):
    @decorated
    def call(self, Buffer: Handler, data: Buffer = EMPTY) -> Result:
        Handler, size = decode(data, Buffer)
        local: Inner = Handler
        return encode([each for each in local if (found := each) and found], size)
"""


def test_names_of_the_functions_own_are_not_used_from_outside() -> None:
    assert usage(CODE) == Usage(
        names=frozenset({"TABLE", "make", "Base", "decorated", "EMPTY", "decode", "encode"}),
        annotations=frozenset({"Final", "Handler", "Buffer", "Result", "Inner"}),
    )
