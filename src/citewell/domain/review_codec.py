"""Records of the board as JSON and back, without loss: what a store keeps of dossiers, reviews and approvals."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from citewell.domain.errors import RecordError
from citewell.domain.reviewing import Approval, Dossier, Review, ReviewDraft, TieBreak

Kept = TypeVar("Kept", Dossier, Review, ReviewDraft, Approval, TieBreak)


def kept_to_json(record: Dossier | Review | ReviewDraft | Approval | TieBreak) -> str:
    """Every field, keys sorted, so that the same record gives the same text."""
    return json.dumps(asdict(record), sort_keys=True, ensure_ascii=False)


def kept_from_json(kind: type[Kept], text: str) -> Kept:
    """The record that `kept_to_json` wrote; raises RecordError on anything else.

    A field that the text lacks takes its default, so that records of an earlier version can be read.
    """
    try:
        return cast(Kept, _record(kind, json.loads(text)))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"Not a kept {kind.__name__.lower()}: {error}.") from error


def _record(kind: Any, value: object) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{kind.__name__} should be an object")
    unknown = sorted(set(value) - {field.name for field in fields(kind)})
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(unknown)}")
    types = _types(kind)
    return kind(**{name: _value(types[name], item) for name, item in value.items()})


def _value(kind: Any, value: object) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("a list is expected")
        return tuple(_value(inner[0], item) for item in value)
    if origin is UnionType:
        return None if value is None else _value(inner[0], value)
    if is_dataclass(kind):
        return _record(kind, value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(cast(str, value))
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {getattr(kind, '__name__', kind)}")
    return value


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
