"""What somebody asks to do with a dossier, and everything that the rules look at; callers gather it, rules read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.domain.articles import Article, Finding
from citewell.domain.enums import DocumentStatus
from citewell.domain.people import Actor, Person
from citewell.domain.reviewing import Action, Assignment, CarriedEdit, Conflict, Dossier, Review, TieBreak

SHOWN_CLOSE = 0.05
"""How far a measured grade may lie above the highest: half of the tenth that is printed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as one reader profile shows it: the measured school grade, the highest allowed, the disclaimer.

    The grade counts names and explained terms as known. `lay` is a profile for readers without medical training.
    """

    profile: str
    grade: float
    highest: float
    disclaimer: str
    lay: bool = False

    @property
    def in_range(self) -> bool:
        """Whether it reads no harder than the profile allows. A text that is plainer than the range is no fault."""
        return self.grade <= self.highest + SHOWN_CLOSE


@dataclass(frozen=True, slots=True)
class Request:
    """An action that somebody asks for.

    `digest` and `release` are those of the revision that the actor was shown. `article` is the revision in hand,
    `findings` what the checks say of it today, `standing` what has become of its publications by now (by document id);
    None says that nobody has looked, which is refused where it matters.
    `readings` has one entry for each profile that readers are offered. `proposal` is the next revision, `carried` what
    became in it of people's edits, where it was composed anew. `reviews` are all reviews of the dossier, of earlier
    revisions too; `person` the account of whoever is assigned, or reviews.
    `at` is ISO 8601 in UTC, `next_review` an ISO date or empty for the usual one.
    """

    action: Action
    actor: Actor
    at: str
    digest: str = ""
    release: str = ""
    reason: str = ""
    article: Article | None = None
    findings: tuple[Finding, ...] | None = None
    standing: Mapping[str, DocumentStatus] | None = None
    readings: tuple[Reading, ...] = ()
    proposal: Article | None = None
    carried: tuple[CarriedEdit, ...] = ()
    assignment: Assignment | None = None
    person: Person | None = None
    conflict: Conflict | None = None
    review: Review | None = None
    reviews: tuple[Review, ...] = ()
    tie_break: TieBreak | None = None
    next_review: str = ""
    successor: Dossier | None = None
    claim_ids: tuple[str, ...] = ()

    def given_on(self, dossier: Dossier) -> tuple[Review, ...]:
        """The reviews of the dossier's working revision that count: those of people who have declared no conflict."""
        out = {one.person_id for one in dossier.assigned if one.recused}
        return tuple(one for one in of_this_round(dossier, self.reviews) if one.reviewer_id not in out)


def of_this_round(dossier: Dossier, reviews: Sequence[Review]) -> tuple[Review, ...]:
    """The reviews of the working revision, on its release, given since it was last submitted.

    An article that is reopened and submitted again unchanged is reviewed anew: what was said before does not count.
    """
    return tuple(
        one
        for one in reviews
        if one.dossier_id == dossier.id
        and (one.digest, one.release) == (dossier.digest, dossier.release)
        and one.given_at >= dossier.submitted_at
    )
