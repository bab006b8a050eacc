"""Looking into JSON that may be of any shape."""

from __future__ import annotations

import json
from typing import cast


def parsed_object(content: bytes) -> dict[str, object] | None:
    """The JSON object in `content`, or None when it is none."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, object], value) if isinstance(value, dict) else None


def at(value: object, *path: str) -> object:
    """What stands at the end of `path`; None when something on the way is missing."""
    for name in path:
        value = cast(dict[str, object], value).get(name) if isinstance(value, dict) else None
    return value


def text_at(value: object, *path: str) -> str:
    """The text, or the whole number as text, at the end of `path`; empty for anything else."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def list_at(value: object, *path: str) -> list[object]:
    """The list at the end of `path`; what stands alone is a list of one, what is missing an empty one."""
    found = at(value, *path)
    if isinstance(found, list):
        return cast(list[object], found)
    return [] if found is None else [found]
