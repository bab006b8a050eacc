"""What changed between two states of a library."""

from __future__ import annotations

from collections.abc import Mapping

from citewell.domain.library import Held


def compare(earlier: Mapping[str, Held], later: Mapping[str, Held]) -> dict[str, list[dict[str, str]]]:
    """Documents that came, changed (with their status, where that changed) and left, each by id."""
    came = [_described(later[name]) for name in sorted(later.keys() - earlier.keys())]
    left = [_described(earlier[name]) for name in sorted(earlier.keys() - later.keys())]
    changed = []
    for name in sorted(earlier.keys() & later.keys()):
        before, after = earlier[name], later[name]
        if before.digest != after.digest:
            status = {"was": before.status} if before.status != after.status else {}
            changed.append(_described(after) | status)
    return {"came": came, "changed": changed, "left": left}


def _described(held: Held) -> dict[str, str]:
    return {"id": held.id, "kind": held.kind, "status": held.status, "collection": held.collection}
