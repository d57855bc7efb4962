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


def test_as_many_branches_as_a_message_has_fields() -> None:
    branches = "".join(f"elif tag == {number}:\n    read()\n" for number in range(2000))
    found = usage(f"if tag == END:\n    stop()\n{branches}else:\n    skip()\n")
    assert found.names == {"tag", "END", "stop", "read", "skip"}
