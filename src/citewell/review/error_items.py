"""Readers' reports of errors as items of work: who owns one, how urgent it is, and when it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from citewell.domain.errors import AccessRefused, UserError
from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Dossier, ReviewState
from citewell.review.permissions import Permission, check_may

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


def check_may_take(item: ErrorItem, actor: Actor) -> None:
    """Only a person who handles reports takes an open one up. Raises AccessRefused, UserError."""
    _check_handles(actor)
    _check_open(item)


def check_may_close(item: ErrorItem, actor: Actor) -> None:
    """Only a person who handles reports answers one; what may harm, a safety officer alone, and nobody twice.

    Raises AccessRefused, UserError.
    """
    _check_handles(actor)
    _check_open(item)
    if item.owner is Role.SAFETY_OFFICER and Role.SAFETY_OFFICER not in actor.roles:
        raise AccessRefused(
            "This report tells of possible harm; a safety officer answers it.", remedy="Ask a safety officer."
        )


def can_close(item: ErrorItem, actor: Actor) -> bool:
    """Whether `check_may_close` lets somebody answer it."""
    try:
        check_may_close(item, actor)
    except UserError:
        return False
    return True


def _check_handles(actor: Actor) -> None:
    if not actor.is_person:
        raise AccessRefused("Only a person answers for a report.", remedy="Name a person, or sign in as one.")
    check_may(actor, Permission.HANDLE_REPORTS)


def _check_open(item: ErrorItem) -> None:
    if item.state is not ItemState.OPEN:
        raise UserError(f"The item {item.id} is already {item.state}.", remedy="Report it anew if it is still wrong.")


def is_overdue(item: ErrorItem, today: str) -> bool:
    """Whether an open item's day has passed."""
    return item.state is ItemState.OPEN and today > item.due
