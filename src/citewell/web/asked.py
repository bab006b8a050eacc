"""Records of a question on its way to an article, as pages and programs follow it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.articles import Article
from citewell.domain.enums import EvidenceKind, Length
from citewell.domain.questions import Understanding
from citewell.web.claim_views import SectionView
from citewell.web.views import DisagreementView

MOST_FOUND = 12
"""Publications that an event names; the message tells how many there are."""


class QuestionState(StrEnum):
    """Where a question stands; the last three are final."""

    WAITING = "waiting"
    ANSWERING = "answering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the question."""
        return self in (QuestionState.DONE, QuestionState.FAILED, QuestionState.CANCELLED)


class EventName(StrEnum):
    """What an event tells: the steps of an answer, and how it ended."""

    WAITING = "waiting"
    UNDERSTOOD = "understood"
    SEARCHED = "searched"
    DIRECT_ANSWER = "direct_answer"
    WRITTEN = "written"
    SECTION = "section"
    CHECKED = "checked"
    BESIDE = "beside"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for. `reader` names a profile; with `keep` off the article is not stored."""

    text: str
    length: Length = Length.FULL
    reader: str = ""
    thread: str = ""
    after: str = ""
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A publication that a search found, without its text."""

    document_id: str
    title: str
    short_name: str
    kind: EvidenceKind
    year: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a question got no answer, as an error's code, message and remedy; `reference` finds a fault in the log.

    `status` is that of HTTP.
    """

    status: int
    code: str
    message: str
    remedy: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a question; `number` counts from 1, `seconds` from when it was asked.

    `progress` is in per cent and never goes back. `understanding` comes with UNDERSTOOD, `found` (the first few of
    `found_total`) with SEARCHED, `section` with DIRECT_ANSWER and SECTION: a part of the article as its page will show
    it, with only claims that passed every check; none where a section's words for the reader are chosen at the end.
    `disagreements` and `missing` come with BESIDE, `article` (a digest) with DONE, `failure` with FAILED.
    """

    number: int
    name: EventName
    message: str
    seconds: float
    progress: int = 0
    understanding: Understanding | None = None
    found: tuple[Found, ...] = ()
    found_total: int = 0
    section: SectionView | None = None
    disagreements: tuple[DisagreementView, ...] = ()
    missing: tuple[str, ...] = ()
    article: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it stands at one moment; `ahead` counts those answered before it.

    What identifies a person is masked in `text`. `article` is there when it is done, stored or not.
    """

    id: str
    text: str
    length: Length
    reader: str
    state: QuestionState
    asked_at: str
    ahead: int = 0
    kept: bool = True
    events: tuple[Event, ...] = ()
    article: Article | None = None
    failure: Failure | None = None
