"""People's edits of a claim, found in the revisions of a dossier, and where an answer composed anew has that claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from citewell.domain.articles import Article, Claim
from citewell.review.differences import ALIKE

Evidence = frozenset[tuple[str, str, str, str]]
"""What a claim rests on: of each citation the publication, the quote, and the grade beside it."""

NOT_THERE = "The answer of today has no statement on the same evidence."
OTHER_QUOTES = "Its evidence has changed: the statement rests on another quote now."
MORE_QUOTES = "Its evidence has changed: the statement rests on more than it did."
FEWER_QUOTES = "Its evidence has changed: something that the statement rested on is cited no longer."
OTHER_GRADE = "Its evidence has changed: the strength or certainty beside the quote is another one now."


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision as far as edits go: its number, its article, and whether a person made it out of the one before."""

    number: int
    article: Article
    by_person: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """What people made of a claim that Citewell had composed: `accepted` is empty where they took it out."""

    made_in: int
    composed: str
    evidence: Evidence
    accepted: str


@dataclass(frozen=True, slots=True)
class Lost:
    """An edit that has no place in an answer composed anew, why, and the claim that stands where it might have."""

    edit: Edit
    reason: str
    claim: Claim | None = None


def evidence_of(claim: Claim) -> Evidence:
    """What a claim rests on; where in a passage a quote stands does not count."""
    return frozenset((one.document_id, one.quote, one.strength, one.certainty) for one in claim.citations)


def edits_of(drafts: Sequence[Draft]) -> tuple[Edit, ...]:
    """Every edit by people that the last revision still has, oldest first; revisions come oldest first.

    An edit that a revision composed anew does not have was lost there, in sight of those who approved it.
    """
    edits: list[Edit] = []
    for before, after in pairwise(drafts):
        if after.by_person:
            edits = _with_changes(edits, before.article, after)
        else:
            edits = [one for one in edits if _stands(one, after.article)]
    return tuple(edits)


def placed(edits: Iterable[Edit], accepted: Article, composed: Article) -> tuple[dict[str, Edit], tuple[Lost, ...]]:
    """The claims of an answer composed anew that edits belong to, by id, and the edits that have none.

    An edit belongs to a claim with the same evidence, and to none that the accepted text has besides.
    """
    edits = tuple(edits)
    others = {(claim.text, evidence_of(claim)) for claim in accepted.claims}
    others -= {(one.accepted, one.evidence) for one in edits}
    free = [claim for claim in composed.claims if (claim.text, evidence_of(claim)) not in others]
    found: dict[str, Edit] = {}
    lost: list[Lost] = []
    for edit in sorted(edits, key=lambda one: not any(_is_as_composed(one, claim) for claim in free)):
        claim = _claim_of(edit, free)
        if claim is not None:
            found[claim.id] = edit
            free.remove(claim)
        elif (near := _near(edit, free)) is not None:
            lost.append(Lost(edit, _what_changed(edit.evidence, evidence_of(near)), near))
        elif edit.accepted:
            lost.append(Lost(edit, NOT_THERE))
    return found, tuple(lost)


def _with_changes(edits: Sequence[Edit], before: Article, after: Draft) -> list[Edit]:
    """The edits with what a person changed between two revisions; the citations of a claim stay with it."""
    changed = list(edits)
    for claim, text in _reworded(before, after.article):
        evidence = evidence_of(claim)
        place = next((i for i, one in enumerate(changed) if (one.accepted, one.evidence) == (claim.text, evidence)), -1)
        if place < 0:
            changed.append(Edit(after.number, claim.text, evidence, text))
        elif text == changed[place].composed:
            del changed[place]
        else:
            changed[place] = replace(changed[place], made_in=after.number, accepted=text)
    return changed


def _reworded(before: Article, after: Article) -> list[tuple[Claim, str]]:
    """Claims of the earlier revision that a person worded anew, with their words; none for those taken out."""
    kept = {claim.id for claim in before.claims} & {claim.id for claim in after.claims}
    free = [claim for claim in after.claims if claim.id not in kept]
    found = []
    for claim in before.claims:
        if claim.id in kept:
            continue
        same = [one for one in free if evidence_of(one) == evidence_of(claim)]
        became = max(same, key=lambda one: _likeness(one.text, claim.text)) if same else None
        if became is not None:
            free.remove(became)
        found.append((claim, became.text if became else ""))
    return found


def _stands(edit: Edit, article: Article) -> bool:
    texts = {claim.text for claim in article.claims if evidence_of(claim) == edit.evidence}
    return edit.accepted in texts if edit.accepted else edit.composed not in texts


def _is_as_composed(edit: Edit, claim: Claim) -> bool:
    return claim.text in (edit.composed, edit.accepted) and evidence_of(claim) == edit.evidence


def _claim_of(edit: Edit, free: Sequence[Claim]) -> Claim | None:
    """The claim with the evidence of an edit: in the words that were edited, the only one, or the one most alike."""
    same = [claim for claim in free if evidence_of(claim) == edit.evidence]
    exact = [claim for claim in same if _is_as_composed(edit, claim)]
    if exact or len(same) == 1:
        return (exact or same)[0]
    best = max(same, key=lambda one: _likeness(one.text, edit.composed), default=None)
    return best if best is not None and _likeness(best.text, edit.composed) >= ALIKE else None


def _near(edit: Edit, free: Sequence[Claim]) -> Claim | None:
    """The claim that says most nearly what was edited: it shares a quote, or the publication and most words."""
    quotes = {quote for _, quote, _, _ in edit.evidence}
    documents = {document for document, _, _, _ in edit.evidence}
    near = []
    for claim in free:
        likeness = max(_likeness(claim.text, text) for text in (edit.composed, edit.accepted) if text)
        shares = any(one.quote in quotes for one in claim.citations)
        if shares or (likeness >= ALIKE and any(one.document_id in documents for one in claim.citations)):
            near.append((shares, likeness, claim))
    return max(near, key=lambda one: one[:2])[2] if near else None


def _what_changed(before: Evidence, after: Evidence) -> str:
    old, new = ({(document, quote) for document, quote, _, _ in one} for one in (before, after))
    if old == new:
        return OTHER_GRADE
    if old < new:
        return MORE_QUOTES
    return FEWER_QUOTES if new < old else OTHER_QUOTES


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first.lower().split(), second.lower().split(), autojunk=False).ratio()
