"""Types made by NewType: what they stand for goes over the wire, and is checked as such."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass
from decimal import Decimal
from typing import NewType, Protocol

UserId = NewType("UserId", int)
Admin = NewType("Admin", UserId)
Price = NewType("Price", Decimal)
Basket = NewType("Basket", dict[UserId, list[Price]])
Pair = NewType("Pair", tuple[UserId, str])

@dataclass(frozen=True)
class Account:
    owner: Admin = Admin(UserId(300))

Checked = NewType("Checked", Account)

class Shop(Protocol):
    def ids(self, one: UserId, some: list[Admin], maybe: Admin | None = None) -> None: ...
    def price(self, it: Price) -> None: ...
    def basket(self, it: Basket | None) -> None: ...
    def pairs(self, it: dict[Pair, Checked]) -> None: ...
    def defaults(self, one: UserId = UserId(5), many: Basket = Basket({})) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("new_types"))


def _sent(generated: Generated, method: str, *values: Any) -> Any:
    message = f"Shop{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(*values))


def test_values_arrive(generated: Generated) -> None:
    account = generated.source.Account
    assert _sent(generated, "ids", 1, [2, 300], None) == (1, [2, 300], None)
    assert _sent(generated, "ids", -1, [], 7) == (-1, [], 7)
    assert _sent(generated, "price", Decimal("1.10")) == Decimal("1.10")
    for basket in (None, {}, {1: [Decimal(2)], 2: []}):
        assert _sent(generated, "basket", basket) == basket
    pairs = {(1, "a"): account(), (2, ""): account(4)}
    assert _sent(generated, "pairs", pairs) == pairs


def test_what_is_not_sent_has_its_default(generated: Generated) -> None:
    assert generated.decoder("ShopDefaultsRequest")(b"") == (5, {})
    entry = length_delimited_field(1, length_delimited_field(2, b""))
    assert [*generated.decoder("ShopPairsRequest")(entry).values()] == [generated.source.Account()]


def test_the_way_to_what_does_not_fit_is_told(generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^ids\(some=\[1\]\): 9223372036854775808 does not fit"):
        _sent(generated, "ids", 1, [2, 2**63], None)
    with pytest.raises(EncodeError, match=r"^basket\(it=\[1\]\[0\]\): 2 is not a Decimal"):
        _sent(generated, "basket", {1: [2]})
    with pytest.raises(DecodeError, match=r"^price\(it\): 'x' is not a Decimal"):
        generated.decoder("ShopPriceRequest")(length_delimited_field(1, b"x"))
