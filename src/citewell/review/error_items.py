"""Readers' reports of errors as items of work: who owns one, how urgent it is, and when it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from citewell.domain.people import Role
from citewell.domain.reviewing import Dossier, ReviewState

DAYS_HARM = 1
DAYS_HIGH_RISK = 3
DAYS_USUAL = 14

_HARM = re.compile(
    r"\b(?:harm\w*|danger\w*|unsafe|wrong (?:dose|dosage|drug|medicine|medication|unit)|overdos\w*|toxic\w*|poison\w*|"
    r"allerg\w*|anaphyla\w*|hospital|emergenc\w*|ambulance|die[ds]?|death|dying|fatal\w*|kill\w*|contra-?indicat\w*|"
    r"bleed\w*|pregnan\w*|ten times|10 times|tenfold)\b",
    re.IGNORECASE,
)


class ItemState(StrEnum):
    """How far a report has come."""

    OPEN = "open"
    UPHELD = "upheld"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """A report that somebody has to answer: the owner is a role until a person of it takes it up.

    `answer` is what was done, or why not; an upheld one goes into the public corrections.
    """

    id: str
    digest: str
    claim_id: str
    text: str
    owner: Role
    due: str
    opened_at: str
    why: str
    owner_id: str = ""
    dossier_id: str = ""
    state: ItemState = ItemState.OPEN
    answer: str = ""
    closed_at: str = ""


def item_of(
    report_id: str, *, digest: str, claim_id: str, text: str, reported_at: str, dossier: Dossier | None
) -> ErrorItem:
    """The item that a report becomes. What may harm goes to the safety officer for the next day.

    Any other is the editor's: three days for a high-risk article that readers are shown as approved, else fourteen.
    """
    shown = dossier is not None and dossier.state in (ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW)
    if _HARM.search(text):
        owner, days, why = Role.SAFETY_OFFICER, DAYS_HARM, "The report tells of possible harm."
    elif dossier is not None and dossier.risks and shown:
        owner, days, why = Role.EDITOR, DAYS_HIGH_RISK, "The article is published and high risk."
    else:
        owner, days, why = Role.EDITOR, DAYS_USUAL, "Nothing tells of harm."
    due = (date.fromisoformat(reported_at[:10]) + timedelta(days=days)).isoformat()
    return ErrorItem(
        report_id, digest, claim_id, text, owner, due, reported_at, why, dossier_id=dossier.id if dossier else ""
    )


def is_overdue(item: ErrorItem, today: str) -> bool:
    """Whether an open item's day has passed."""
    return item.state is ItemState.OPEN and today > item.due
