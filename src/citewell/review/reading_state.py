"""What a reader of a page is told of its review, and what a search engine may keep."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.domain.reviewing import Approval, Dossier, Notice, ReviewState
from citewell.review.transitions import READER_STEPS, states

CAUTION = "Educational purpose only; this answer has not been reviewed by a person."
SHOWN_APPROVED = frozenset({ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW})


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
    row = states()[dossier.state]
    notice = dossier.notice
    if dossier.state is ReviewState.WITHDRAWN or (notice is not None and notice.withdrawn and _is_old(dossier, digest)):
        return ReaderState(states()[ReviewState.WITHDRAWN].reader, READER_STEPS, 0, None, notice, True, CAUTION, False)
    if digest == dossier.published_digest and dossier.published is not None:
        told = row if dossier.state in SHOWN_APPROVED else states()[ReviewState.PUBLISHED]
        words = states()[dossier.state].reader if notice or dossier.superseded_by else told.reader
        stands = notice is None and not dossier.superseded_by
        return ReaderState(words, READER_STEPS, 3, dossier.published, notice, False, "", stands)
    if digest == dossier.digest:
        reached = READER_STEPS.index(row.step) + 1 if row.step else 0
        return ReaderState(row.reader, READER_STEPS, reached, None, notice, False, CAUTION, False)
    newer = dossier.published_digest or dossier.digest
    words = "An earlier revision; another has taken its place"
    return ReaderState(words, READER_STEPS, 0, None, notice, False, CAUTION, False, newer_digest=newer)


def _is_old(dossier: Dossier, digest: str) -> bool:
    """Whether a text is the one withdrawn, or older: anything but a new working revision."""
    return dossier.notice is not None and (digest == dossier.notice.digest or digest != dossier.digest)
