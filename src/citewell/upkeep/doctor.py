"""Looks a library over: what is broken, unfinished or missing, and what to do about it."""

from __future__ import annotations

import shlex
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from citewell.domain.library import Held

LITTLE_ROOM = 2**30
"""Bytes free on the disk below which an ingest may not come to its end."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is not as it should be: how grave ("error", "warning", "note"), what, and what to do."""

    severity: str
    what: str
    remedy: str = ""


class Examined(Protocol):
    """What of a library is looked at."""

    @property
    def directory(self) -> Path:
        """Where it lies."""
        ...

    def all_held(self) -> list[Held]:
        """Every document without its text."""
        ...

    def without_vectors(self) -> list[str]:
        """Passages that lack a vector."""
        ...

    def documents_without_passages(self) -> list[str]:
        """Documents of which nothing can be found."""
        ...


class Records(Protocol):
    """What is remembered of upkeep."""

    def unfinished(self) -> list[dict[str, Any]]:
        """Additions that were broken off."""
        ...

    def reports(self) -> list[dict[str, Any]]:
        """Reports, newest first."""
        ...


def examine(library: Examined, *, record: Records, embedder: bool) -> list[Complaint]:
    """Everything worth saying about a library, errors first."""
    found = [
        *_unfinished(record.unfinished()),
        *_vectors(library.without_vectors(), embedder=embedder),
        *_lost(library.documents_without_passages()),
        *_statuses(library.all_held()),
        *_room(library.directory),
        *_left_out(record.reports()),
    ]
    return sorted(found, key=lambda complaint: ("error", "warning", "note").index(complaint.severity))


def _unfinished(works: Sequence[dict[str, Any]]) -> list[Complaint]:
    return [
        Complaint(
            "warning",
            f"Adding {' '.join(work['what'])}, begun {work['started']}, did not come to its end.",
            f"Run it again; what is there is passed over: citewell library add {again(work)}",
        )
        for work in works
    ]


def again(work: dict[str, Any]) -> str:
    """What to name to `citewell library add` to go on, as a shell takes it."""
    prefix = ["--prefix", work["prefix"]] if work.get("prefix") else []
    return shlex.join([*prefix, *work["what"]])


def _vectors(missing: Sequence[str], *, embedder: bool) -> list[Complaint]:
    if not missing:
        return []
    remedy = "Make them with: citewell library update" if embedder else "Install the encoder's weights: make setup"
    return [Complaint("warning", f"{len(missing):,} passages have no vector and are found by words alone.", remedy)]


def _lost(documents: Sequence[str]) -> list[Complaint]:
    if not documents:
        return []
    named = ", ".join(documents[:5]) + (" and others" if len(documents) > 5 else "")
    return [Complaint("error", f"{len(documents):,} documents have no passage: {named}.", "Add them again.")]


def _statuses(held: Sequence[Held]) -> list[Complaint]:
    counted = Counter(item.status for item in held if item.status != "current")
    return [
        Complaint("note", f"{number:,} documents are {status}.", f"citewell library list --status {status}")
        for status, number in counted.most_common()
    ]


def _room(directory: Path) -> list[Complaint]:
    free = shutil.disk_usage(directory).free
    if free >= LITTLE_ROOM:
        return []
    return [Complaint("warning", f"Only {free // 2**20:,} MiB are free on the library's disk.", "Make room.")]


def _left_out(reports: Sequence[dict[str, Any]]) -> list[Complaint]:
    """What the last report left out; earlier reports are history."""
    return [
        Complaint("warning", f"{item['place']}: {item['reason']}", item.get("remedy", ""))
        for report in reports[:1]
        for item in report.get("rejected", [])
    ]
