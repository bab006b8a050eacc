"""Records of the editorial board as JSON and back; a field that came later has its default in an older row."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from citewell.domain.errors import RecordError
from citewell.domain.events import canonical_json

Record = TypeVar("Record")


def board_json(record: Any) -> str:
    """A dossier, review or what is in them as JSON: sorted keys, no spaces, so that equal records are equal texts."""
    return canonical_json(asdict(record))


def board_record(kind: type[Record], text: str) -> Record:
    """The record that `board_json` wrote; raises RecordError on anything else."""
    try:
        found = _value(kind, json.loads(text))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordError(f"Not a stored {kind.__name__.lower()}: {error}.") from error
    if not isinstance(found, kind):
        raise RecordError(f"Not a stored {kind.__name__.lower()}.")
    return found


def _value(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_value(inner[0], item) for item in value)
    if origin is UnionType:
        return None if value is None else _value(inner[0], value)
    if is_dataclass(kind):
        types: dict[str, Any] = _types(kind)  # type: ignore[arg-type]
        known = {name: _value(types[name], item) for name, item in value.items() if name in types}
        return kind(**known)  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r} should be {kind.__name__}")
    return value


@cache
def _types(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
