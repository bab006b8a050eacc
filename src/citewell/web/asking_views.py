"""What is shown while a question is answered: its steps, what was found, and the claims that passed every check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citewell.compose import reading
from citewell.compose.reading import clean
from citewell.domain.articles import Section
from citewell.web.asked import AskedQuestion, Event, EventName, QuestionState

STEPS = (EventName.UNDERSTOOD, EventName.SEARCHED, EventName.WRITTEN, EventName.CHECKED, EventName.DONE)
STATE_WORDS = {
    QuestionState.WAITING: "Waiting for its turn",
    QuestionState.ANSWERING: "Answering",
    QuestionState.DONE: "Answered",
    QuestionState.FAILED: "Not answered",
    QuestionState.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class EventView:
    """One step: its words, the publications found with it, and the sections whose claims have passed the checks."""

    message: str
    found: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class AskingPage:
    """A question on its way; `done` of `steps` are through."""

    id: str
    question: str
    state: str
    place: str
    cancelled: bool
    done: int
    steps: int
    events: tuple[EventView, ...]


def asking_page(asked: AskedQuestion) -> AskingPage:
    """The page of a question that is not answered yet, or was cancelled."""
    shown = [event for event in asked.events if event.name is not EventName.WAITING]
    return AskingPage(
        id=asked.id,
        question=clean(asked.text),
        state=STATE_WORDS[asked.state],
        place=place_words(asked),
        cancelled=asked.state is QuestionState.CANCELLED,
        done=_through(asked),
        steps=len(STEPS),
        events=tuple(EventView(clean(event.message), _found(event), _sections(event.sections)) for event in shown),
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


def event_data(event: Event, *, address: str) -> dict[str, Any]:
    """What an event tells the page, as JSON: text only, which the page never reads as markup."""
    done = STEPS.index(event.name) + 1 if event.name in STEPS else 0
    data: dict[str, Any] = {"message": clean(event.message), "done": done}
    if found := _found(event):
        data["found"] = found
    if event.sections:
        data["sections"] = [{"heading": heading, "claims": claims} for heading, claims in _sections(event.sections)]
    if address:
        data["address"] = address
    return data


def _through(asked: AskedQuestion) -> int:
    return max((STEPS.index(event.name) + 1 for event in asked.events if event.name in STEPS), default=0)


def _found(event: Event) -> tuple[str, ...]:
    """The publications of a search, the first ones by name."""
    named = tuple(f"{clean(item.title)} ({clean(item.short_name)})" for item in event.found)
    more = event.found_total - len(named)
    return (*named, f"and {more} more") if more > 0 else named


def _sections(sections: tuple[Section, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            clean(section.heading),
            tuple(
                f"{clean(claim.text)} {reading.numbers_text(reading.claim_numbers(claim))}" for claim in section.claims
            ),
        )
        for section in sections
    )
