"""Records of more fields than Python's compiler bears branches in one another."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pytest
from tests.codec.generated import Generated, load

FIELDS = 3500
TYPES = ("int", "str", "bool", "list[int]", "list[str]", "int | None", "dict[str, int]")
VALUES = (300, "Ada", True, [1, 300], ["a", "b"], 0, {"a": 1})


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    fields = "\n".join(
        f"    field_{number}: {type_}" for number, type_ in enumerate(islice(cycle(TYPES), FIELDS))
    )
    source = f"""
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Long:
{fields}


class Keeper(Protocol):
    def keep(self, long: Long) -> None: ...
"""
    return load(source, tmp_path_factory.mktemp("long"))


def test_both_ways(generated: Generated) -> None:
    sent = generated.source.Long(*islice(cycle(VALUES), FIELDS))
    data = generated.encoder("KeeperKeepRequest")(sent)
    message: Any = generated.messages["KeeperKeepRequest"].FromString(data)
    assert message.long.field_0 == 300
    assert list(message.long.field_3496) == [1, 300]
    assert dict(message.long.field_3499) == {"a": 1}
    assert generated.decoder("KeeperKeepRequest")(message.SerializeToString()) == sent


def test_lists_one_by_one_and_what_is_unknown(generated: Generated) -> None:
    decode = generated.decoder("KeeperKeepRequest")
    one_by_one = b"\x20\x01\x20\x02"  # field 4, not packed
    unknown = b"\xf8\xff\x0f\x07"  # field 32767
    inner = one_by_one + unknown
    assert decode(b"\x0a" + bytes([len(inner)]) + inner).field_3 == [1, 2]
