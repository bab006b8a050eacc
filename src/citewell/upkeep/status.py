"""What a library holds, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from citewell.domain.library import Counts, Held
from citewell.upkeep.doctor import again


def status_of(
    counts: Counts,
    held: Sequence[Held],
    *,
    unfinished: Sequence[dict[str, Any]],
    release: str,
    releases: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Documents, passages, vectors missing, release, by kind, status and collection, additions broken off."""
    return {
        "documents": counts.documents,
        "passages": counts.passages,
        "vectors_missing": max(0, counts.passages - counts.vectors),
        "release": release,
        "releases": [one["name"] for one in releases],
        **{f"by_{name}": _counted(held, name) for name in ("kind", "status", "collection")},
        "unfinished": [again(work) for work in unfinished],
    }


def _counted(held: Sequence[Held], name: str) -> dict[str, int]:
    return dict(Counter(getattr(item, name) for item in held).most_common())
