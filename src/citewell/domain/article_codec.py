"""Articles to and from JSON, and their digest.

`docs/article.schema.json` describes the form. Every field of every record is written, but for later ones that are
empty, so that the digest covers all of them; enums are written as their values.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from citewell.domain.articles import Article
from citewell.domain.errors import InputError, RecordError

# Fields that came later: they are written only where they hold something, so that articles sealed before keep their
# form and their digest.
_LATER = frozenset({"summary"})
_REMEDY = "Give a file made by citewell ask --json."


def article_to_dict(article: Article) -> dict[str, Any]:
    """Plain dictionaries, lists, strings, numbers and None, in the order of the records' fields."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(article), ensure_ascii=False))
    return {name: value for name, value in plain.items() if value or name not in _LATER}


def article_to_json(article: Article) -> str:
    """Indented JSON with a final newline."""
    return json.dumps(article_to_dict(article), ensure_ascii=False, indent=2) + "\n"


def article_digest(article: Article) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of everything but the digest itself."""
    content = article_to_dict(article)
    del content["digest"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def with_digest(article: Article) -> Article:
    """The same article, sealed."""
    return replace(article, digest=article_digest(article))


def article_from_json(text: str) -> Article:
    """Read an article; raises InputError naming what is missing, superfluous or malformed, and where."""
    try:
        data = json.loads(text, object_pairs_hook=_without_doubles)
        if not isinstance(data, dict):
            raise InputError("This JSON is not an article.", remedy=_REMEDY)
        article: Article = _record(Article, data, "the article")
    except (json.JSONDecodeError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"This is not JSON: {why}.", remedy=_REMEDY) from error
    except (ValueError, RecordError) as error:
        raise InputError(f"The article is malformed: {error}", remedy=_REMEDY) from error
    return article


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields; two of one name could show one thing to a reader and another to a check."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the field {max(names, key=names.count)!r} stands twice in one object.")
    return values


def _record(kind: Any, value: object, place: str) -> Any:
    """A record with exactly its own fields, each of its declared type."""
    if not isinstance(value, dict):
        raise ValueError(f"{place} should be an object.")
    types = _types(kind)
    if kind is Article:
        value = {**{name: [] for name in _LATER}, **value}
    for name in types:
        if name not in value:
            raise ValueError(f"{place} has no field {name!r}.")
    for name in value:
        if name not in types:
            raise ValueError(f"{place} has a field {name!r}, which no article has.")
    inside = "" if kind is Article else f"{place}."
    return kind(**{name: _value(kind_of, value[name], f"{inside}{name}") for name, kind_of in types.items()})


def _value(kind: Any, value: object, place: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{place} should be a list.")
        return tuple(_value(inner[0], item, f"{place}[{number}]") for number, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{place} should be an object.")
        return {_text(name, place): _value(inner[1], item, f"{place}.{name}") for name, item in value.items()}
    if is_dataclass(kind):
        return _record(kind, value, place)
    if origin is UnionType:
        return None if value is None else _value(inner[0], value, place)
    if kind is str:
        return _text(value, place)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        known = [str(word) for word in kind]
        if value not in known:
            raise ValueError(f"{place} should be one of: {', '.join(known)}.")
        return kind(value)
    if type(value) is not kind:
        raise ValueError(f"{place} should be {'a whole number' if kind is int else 'true or false'}.")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place} should be text.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{place} has half a character in it.")
    return value


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
