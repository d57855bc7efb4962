"""Letter cases of generated names."""

from __future__ import annotations

import pytest

from gen_plugin.lower import casing


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HTTPServer", "http_server"),
        ("httpServer", "http_server"),
        ("HTTP2", "http2"),
        ("HTTP2Server", "http2_server"),
        ("ShopKw2Request", "shop_kw2_request"),
        ("GetURL2Response", "get_url2_response"),
        ("Item2D", "item2d"),
        ("A1b2", "a1b2"),
        ("_Hidden", "hidden"),
    ],
)
def test_words_are_parted(name: str, expected: str) -> None:
    assert casing.snake(name) == expected
