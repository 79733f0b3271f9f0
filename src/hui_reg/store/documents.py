"""Stored documents read back: of today's shape, or plainly said to be of another one.

An older (or newer) program may have kept them with fields that a noun no longer has or did not have yet. All of them
can be made anew from the raw mails, so nothing is converted.
"""

import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, Select

from hui_reg.errors import ExitCode, HuiRegError

Model = TypeVar("Model", bound=BaseModel)
CHUNK: Final = 500
"""Rows asked for, or held, at a time."""


def read(model: type[Model], document: str | bytes, remedy: str) -> Model:
    """The document as a noun. Raises :class:`HuiRegError` (exit 7) with the ``remedy`` when it has another shape."""
    try:
        return model.model_validate_json(document)
    except ValidationError as error:
        raise HuiRegError(
            ExitCode.STORE,
            "保存的结果读不了：是另一版本的程序写的，或已损坏",
            f"{remedy}；邮件和已作的审核意见都在，不受影响。",
        ) from error


def read_or_none(model: type[Model], document: str | bytes) -> Model | None:
    """The document as a noun; None when it has another shape: it counts as if it had never been kept."""
    try:
        return model.model_validate_json(document)
    except ValidationError:
        return None


class Packed(Collection[Model]):
    """Nouns as they stood at one moment, in a thirtieth of their memory: packed, and unpacked one at a time each time
    they are gone through. Raises :class:`HuiRegError` (exit 7) then, as :func:`read` does."""

    def __init__(self, model: type[Model], packed: Sequence[bytes], remedy: str) -> None:
        self._model, self._packed, self._remedy = model, packed, remedy

    def __iter__(self) -> Iterator[Model]:
        return (read(self._model, zlib.decompress(packed), self._remedy) for packed in self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, item: object) -> bool:
        return any(one == item for one in self)


@cache
def shape_of(*models: type[BaseModel]) -> int:
    """A number of 16 bits for the shape that these models' documents have: another one when a field changes."""
    schemas = [model.model_json_schema() for model in models]
    told = json.loads(json.dumps(schemas), object_hook=_without_words)
    return zlib.crc32(json.dumps(told, sort_keys=True).encode()) & 0xFFFF


def _without_words(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "description" or not isinstance(value, str)}


def fitting(model: type[Model], row: Any) -> Model | None:
    """A row's columns as a noun; None when the row is damaged."""
    try:
        return model.model_validate(dict(row))
    except ValidationError:
        return None


def rows_of(
    connection: Connection, query: Select[Any], column: Any, only: Collection[str] | Collection[int] | None
) -> Iterator[Any]:
    """The rows of a query in its order; of ``only`` these some at a time, each one's in its order."""
    if only is None:
        yield from connection.execute(query)
        return
    wanted: list[Any] = sorted(only)
    for start in range(0, len(wanted), CHUNK):
        yield from connection.execute(query.where(column.in_(wanted[start : start + CHUNK])))


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """These, :data:`CHUNK` at a time."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
