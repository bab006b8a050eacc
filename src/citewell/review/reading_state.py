"""What a reader of a page is told of its review, and what a search engine may keep."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.domain.reviewing import Approval, Dossier, Notice, ReviewState
from citewell.review.transitions import READER_STEPS, states

CAUTION = "Educational purpose only; this answer has not been reviewed by a person."
EARLIER = "An earlier revision; another has taken its place"


@dataclass(frozen=True, slots=True)
class ReaderState:
    """The review of one text as its page tells it.

    `reached` of `steps` are done. `approval` is set where exactly this text was approved and published. With
    `tombstone` the text is not shown at all, only the notice. `caution` is empty for an approved text; only an
    approved text without a notice is `indexable`.
    """

    words: str
    steps: tuple[str, ...]
    reached: int
    approval: Approval | None
    notice: Notice | None
    tombstone: bool
    caution: str
    indexable: bool
    newer_digest: str = ""


def reader_state(dossier: Dossier, digest: str) -> ReaderState:
    """What the page of one digest tells: the published text, the working revision, or an older one."""
    told, notice = states(), dossier.notice
    if _is_withdrawn(dossier, digest):
        stone = dossier.tombstones[-1] if dossier.tombstones else notice
        return ReaderState(told[ReviewState.WITHDRAWN].reader, READER_STEPS, 0, None, stone, True, CAUTION, False)
    if digest == dossier.published_digest and dossier.published is not None:
        state = _published_state(dossier)
        stands = state in (ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW)
        return ReaderState(told[state].reader, READER_STEPS, 3, dossier.published, notice, False, "", stands)
    if digest == dossier.digest:
        row = told[dossier.state]
        reached = READER_STEPS.index(row.step) + 1 if row.step else 0
        return ReaderState(row.reader, READER_STEPS, reached, None, notice, False, CAUTION, False)
    newer = dossier.published_digest or dossier.digest
    return ReaderState(EARLIER, READER_STEPS, 0, None, notice, False, CAUTION, False, newer_digest=newer)


def _is_withdrawn(dossier: Dossier, digest: str) -> bool:
    """Whether a text was withdrawn, or comes before one that was."""
    if dossier.state is ReviewState.WITHDRAWN:
        return True
    return bool(dossier.tombstones) and digest not in (dossier.digest, dossier.published_digest)


def _published_state(dossier: Dossier) -> ReviewState:
    """The state of the text that readers have, whatever is being done with a later revision."""
    if dossier.superseded_by:
        return ReviewState.SUPERSEDED
    if dossier.notice is not None:
        return ReviewState.REOPENED
    due = dossier.state is ReviewState.DUE_FOR_REVIEW
    return ReviewState.DUE_FOR_REVIEW if due else ReviewState.PUBLISHED
