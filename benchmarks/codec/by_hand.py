"""What one writes without a generated codec: values to the library's messages, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Record = Callable[[str, int, float, bool, str | None, list[int]], Any]


def encode_records(messages: Any, items: list[Any]) -> bytes:
    """The bytes of `CatalogueRecordsResponse`, by the classes in `messages`."""
    response = messages.CatalogueRecordsResponse()
    for item in items:
        message = response.result.add(
            name=item.name, number=item.number, weight=item.weight, active=item.active
        )
        if item.note is not None:
            message.note = item.note
        message.counts.extend(item.counts)
    data: bytes = response.SerializeToString()
    return data


def decode_records(messages: Any, record: Record, data: bytes) -> list[Any]:
    """The records in `CatalogueRecordsResponse`."""
    return [
        record(
            message.name,
            message.number,
            message.weight,
            message.active,
            message.note if message.HasField("note") else None,
            list(message.counts),
        )
        for message in messages.CatalogueRecordsResponse.FromString(data).result
    ]


def encode_texts(messages: Any, items: list[str]) -> bytes:
    """The bytes of `CatalogueTextsResponse`."""
    data: bytes = messages.CatalogueTextsResponse(result=items).SerializeToString()
    return data


def decode_texts(messages: Any, data: bytes) -> list[str]:
    """The texts in `CatalogueTextsResponse`."""
    return list(messages.CatalogueTextsResponse.FromString(data).result)


def encode_blobs(messages: Any, items: list[bytes]) -> bytes:
    """The bytes of `CatalogueBlobsResponse`."""
    data: bytes = messages.CatalogueBlobsResponse(result=items).SerializeToString()
    return data


def decode_blobs(messages: Any, data: bytes) -> list[bytes]:
    """The blobs in `CatalogueBlobsResponse`."""
    return list(messages.CatalogueBlobsResponse.FromString(data).result)
