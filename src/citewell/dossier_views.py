"""A dossier as commands and programs are told of it: nobody is told of a verdict before it is his or hers to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article
from citewell.domain.people import Actor
from citewell.domain.reviewing import Action, Comment, Dossier, Review, ReviewState
from citewell.review.differences import differences
from citewell.review.error_items import ErrorItem, can_close, is_overdue
from citewell.review.following import present_claims
from citewell.review.policies import is_offered
from citewell.review.queue import Turn, awaited
from citewell.review.reading_state import reader_state
from citewell.review.request import Request, of_this_round
from citewell.review.seeing import comments_seen, reviews_seen, sees_verdicts
from citewell.review.transitions import states

if TYPE_CHECKING:
    from citewell.board import Board

PROCESS_FIELDS = ("approval", "tie_break")
"""What tells of a verdict."""


def line_of(dossier: Dossier, reviews: Sequence[Review] = ()) -> dict[str, Any]:
    """A dossier in a queue."""
    row = states()[dossier.state]
    return {
        "id": dossier.id,
        "question": dossier.question,
        "state": dossier.state.value,
        "owner": row.owner.value,
        "readers_see": reader_state(dossier, dossier.digest).words,
        "revision": dossier.revision,
        "digest": dossier.digest,
        "risks": [risk.name for risk in dossier.risks],
        "specialties": list(dossier.specialties),
        "asked": len([one for one in dossier.assigned if not one.recused]),
        "answered": len(of_this_round(dossier, reviews)),
        "due": min((one.due for one in dossier.assigned if not one.recused), default=""),
        "next_review": dossier.next_review,
        "created_at": dossier.created_at,
        "changed_at": dossier.changed_at,
    }


def queue_line(dossier: Dossier, reviews: Sequence[Review], turn: Turn) -> dict[str, Any]:
    """A dossier in a queue as it stands for somebody: what he or she does next, who is awaited, and until when."""
    return {
        **line_of(dossier, reviews),
        "due": turn.due,
        "overdue": turn.overdue,
        "mine": turn.mine,
        "next": turn.next.value if turn.next else "",
        "awaited": list(awaited(dossier, reviews)) if dossier.state is ReviewState.UNDER_REVIEW else [],
    }


def comments_of(viewer: Actor, dossier: Dossier, board: Board, comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """The comments that somebody may read now, oldest first, each with the claim that its own is today."""
    seen = comments_seen(viewer, dossier, board.dossiers.reviews(dossier.id), comments)
    now: Mapping[str, str] = {}
    if any(one.digest != dossier.digest for one in seen):
        now = present_claims([board.revision(one.digest) for one in board.dossiers.revisions(dossier.id)])
    return [comment_of(one, now.get(one.claim_id, one.claim_id)) for one in seen]


def comment_of(comment: Comment, claim_now: str = "") -> dict[str, Any]:
    """A comment; `claim_now` is the claim that its own has become, empty where that was taken out."""
    return {**asdict(comment), "claim_now": claim_now}


def item_told(item: ErrorItem, viewer: Actor, today: str) -> dict[str, Any]:
    """A reader's report with whether it is overdue, and whether somebody may answer it."""
    return {**asdict(item), "overdue": is_overdue(item, today), "answerable": can_close(item, viewer)}


def dossier_of(dossier: Dossier, reviews: Sequence[Review], viewer: Actor) -> dict[str, Any]:
    """Everything of a dossier that somebody may know, with the steps that are open to him or her."""
    told: dict[str, Any] = asdict(dossier)
    if not sees_verdicts(viewer, dossier, reviews) or not viewer.is_person:
        told = {name: value for name, value in told.items() if name not in PROCESS_FIELDS}
    seen = [asdict(one) for one in reviews_seen(viewer, dossier, reviews)]
    return {**line_of(dossier, reviews), **told, "offered": offered(dossier, reviews, viewer), "reviews": seen}


def offered(dossier: Dossier, reviews: Sequence[Review], viewer: Actor) -> list[str]:
    """The steps that no rule on who acts, and when, forbids somebody now."""
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    return [
        action.value
        for action in Action
        if is_offered(dossier, Request(action, viewer, moment, digest=dossier.digest, reviews=tuple(reviews)))
    ]


def carried_of(dossier: Dossier, *, earlier: int, later: int) -> dict[str, list[dict[str, Any]]]:
    """What became of people's edits in the revisions behind `earlier` up to `later` that were composed anew."""
    told: dict[str, list[dict[str, Any]]] = {"edits_kept": [], "edits_not_kept": []}
    for one in dossier.carried:
        if earlier < one.revision <= later:
            told["edits_kept" if one.is_kept else "edits_not_kept"].append(asdict(one))
    return told


def difference_of(before: Article, after: Article) -> list[dict[str, Any]]:
    """How two revisions differ, claim by claim and word by word; claims that were kept are left out."""
    told = []
    for one in differences(before, after):
        row = asdict(one)
        row["pieces"] = [{"kind": piece.kind.value, "text": piece.text} for piece in one.pieces]
        told.append(row)
    return [
        row
        for row in told
        if row["kind"] != "kept"
        or row["moved"]
        or row["requoted"]
        or row["documents_added"]
        or row["documents_removed"]
    ]
