"""What is shown while a question is answered: its steps, what was found, and the parts of the article that stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from citewell.compose import reading
from citewell.compose.reading import clean
from citewell.web.asked import AskedQuestion, Event, EventName, QuestionState
from citewell.web.claim_views import ClaimView, SectionView
from citewell.web.views import DisagreementView

LOGGED = (EventName.UNDERSTOOD, EventName.SEARCHED, EventName.DIRECT_ANSWER, EventName.WRITTEN, EventName.CHECKED)
"""The steps that each have a line; those of sections share one, which tells of the newest."""
STATE_WORDS = {
    QuestionState.WAITING: "Waiting for its turn",
    QuestionState.ANSWERING: "Answering",
    QuestionState.DONE: "Answered",
    QuestionState.FAILED: "Not answered",
    QuestionState.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """A step that is through: its words, and the publications found with it. `name` is that of its event."""

    name: str
    message: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A statement as it is shown before its article is: words, numbers, and what must be read with it."""

    text: str
    numbers: str
    marks: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A part of the article, with how many statements of it are folded away for this reader."""

    heading: str
    claims: tuple[ShownClaim, ...]
    folded: int


@dataclass(frozen=True, slots=True)
class AskingPage:
    """A question on its way, `progress` per cent of it; `last` is the number of the newest event shown."""

    id: str
    question: str
    state: str
    place: str
    cancelled: bool
    progress: int
    last: int
    calls: tuple[str, ...]
    lines: tuple[LineView, ...]
    sections: tuple[ShownSection, ...]
    disagreements: tuple[DisagreementView, ...]
    missing: tuple[str, ...]


def asking_page(asked: AskedQuestion) -> AskingPage:
    """The page of a question that is not answered yet, or was cancelled."""
    newest = {event.name: event for event in asked.events}
    beside = newest.get(EventName.BESIDE)
    lines = [event for name, event in newest.items() if name in LOGGED or name is EventName.SECTION]
    return AskingPage(
        id=asked.id,
        question=clean(asked.text),
        state=STATE_WORDS[asked.state],
        place=place_words(asked),
        cancelled=asked.state is QuestionState.CANCELLED,
        progress=asked.events[-1].progress if asked.events else 0,
        last=asked.events[-1].number if asked.events else 0,
        calls=_calls(newest.get(EventName.UNDERSTOOD)),
        lines=tuple(LineView(event.name.value, clean(event.message), _found(event)) for event in lines),
        sections=tuple(shown_section(event.section) for event in asked.events if event.section),
        disagreements=beside.disagreements if beside else (),
        missing=beside.missing if beside else (),
    )


def place_words(asked: AskedQuestion) -> str:
    """How many questions come before one that waits."""
    if asked.state is not QuestionState.WAITING or not asked.ahead:
        return ""
    before = "One question is" if asked.ahead == 1 else f"{asked.ahead} questions are"
    return f"{before} answered before yours."


def place_data(asked: AskedQuestion) -> dict[str, Any]:
    """The place of a question that waits, for its event."""
    return {"message": place_words(asked) or "Yours is next."}


def event_data(event: Event, *, address: str) -> Mapping[str, Any]:
    """What an event tells the page, as JSON: text only, which the page never reads as markup."""
    data: dict[str, Any] = {
        "message": clean(event.message),
        "progress": event.progress,
        "found": _found(event),
        "calls": _calls(event),
        "section": asdict(shown_section(event.section)) if event.section else None,
        "disagreements": [asdict(item) for item in event.disagreements],
        "missing": event.missing,
        "address": address,
    }
    return {name: value for name, value in data.items() if value or name in ("message", "progress")}


def shown_section(section: SectionView) -> ShownSection:
    """A part of the article as it is shown before the article is."""
    return ShownSection(section.heading, tuple(map(_shown_claim, section.claims)), len(section.folded))


def _shown_claim(claim: ClaimView) -> ShownClaim:
    return ShownClaim(
        text=claim.withheld or claim.text,
        numbers=reading.numbers_text(claim.numbers),
        marks=f"({'; '.join(claim.marks)})" if claim.marks and not claim.withheld else "",
        withheld=bool(claim.withheld),
    )


def _calls(event: Event | None) -> tuple[str, ...]:
    """Whom to call where the question names a sign of an emergency."""
    known = event.understanding if event else None
    return reading.emergency_calls(known.emergencies) if known else ()


def _found(event: Event) -> tuple[str, ...]:
    """The publications of a search, the first ones by name."""
    named = tuple(f"{clean(item.title)} ({clean(item.short_name)})" for item in event.found)
    more = event.found_total - len(named)
    return (*named, f"and {more} more") if more > 0 else named
