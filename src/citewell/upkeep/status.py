"""What a library holds, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from citewell.domain.library import Counts
from citewell.upkeep.doctor import again


def status_of(
    counts: Counts,
    counted: Mapping[str, Mapping[str, int]],
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
        **{f"by_{name}": dict(counted[name]) for name in ("kind", "status", "collection")},
        "unfinished": [again(work) for work in unfinished],
    }
