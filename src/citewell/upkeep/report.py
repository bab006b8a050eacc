"""What a round of additions did, for people and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from citewell.domain.documents import Rejection


@dataclass(slots=True)
class IntakeReport:
    """Ids of documents by what became of them, and what was left out.

    `amended` are (id, new status) of documents whose status changed; `skipped` files of other kinds in a folder.
    """

    what: tuple[str, ...] = ()
    started: str = ""
    finished: str = ""
    rehearsed: bool = False
    interrupted: bool = False
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    amended: list[tuple[str, str]] = field(default_factory=list)
    terms: int = 0
    vectors_missing: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def affected(self) -> list[str]:
        """Documents that articles may cite and that are no longer what they were."""
        return list(dict.fromkeys([*self.updated, *self.removed, *(name for name, _ in self.amended)]))

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON takes it: counts first, then ids and what was left out."""
        ids = {"added": self.added, "updated": self.updated, "removed": self.removed}
        return {
            "what": list(self.what),
            "started": self.started,
            "finished": self.finished,
            "rehearsed": self.rehearsed,
            "interrupted": self.interrupted,
            **{name: len(names) for name, names in ids.items()},
            "unchanged": self.unchanged,
            "terms": self.terms,
            "vectors_missing": self.vectors_missing,
            "ids": ids,
            "amended": [{"id": name, "status": status} for name, status in self.amended],
            "rejected": [asdict(rejection) for rejection in self.rejections],
            "skipped": self.skipped,
        }
