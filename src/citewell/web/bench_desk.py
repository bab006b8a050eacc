"""What lies on the desk for one dossier: the article, its sources, what the checks say, and what a person may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article, Finding
from citewell.domain.documents import Passage
from citewell.domain.enums import DocumentStatus
from citewell.domain.people import Actor, Person
from citewell.domain.reviewing import (
    Action,
    Comment,
    Decision,
    Dossier,
    Review,
    ReviewDraft,
    ReviewState,
    Revision,
    TieBreak,
)
from citewell.review.following import present_claims
from citewell.review.policies import check_offered, is_offered
from citewell.review.queue import awaited
from citewell.review.request import Reading, Request, of_this_round
from citewell.review.seeing import comments_seen, reviews_seen, sees_verdicts
from citewell.web.shelf import Recent, Shelf

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.events import Event

MOST_CHECKED = 64


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A dossier as one person may work on it.

    `seen` and `comments` are those that the viewer may read now; `reviews` are all, for the rules alone and never for
    a page. `around` has, by publication, the passages cited and those beside them, in reading order. `claims_now`
    leads from a claim of any revision to what it is in this one.
    """

    viewer: Actor
    dossier: Dossier
    article: Article
    passages: Mapping[str, Passage]
    around: Mapping[str, tuple[Passage, ...]]
    findings: tuple[Finding, ...]
    standing: Mapping[str, DocumentStatus]
    reviews: tuple[Review, ...]
    seen: tuple[Review, ...]
    comments: tuple[Comment, ...]
    claims_now: Mapping[str, str]
    people: Mapping[str, Person]
    revisions: tuple[Revision, ...]
    history: tuple[Event, ...]
    draft: ReviewDraft | None
    at: str
    readings: tuple[Reading, ...] = field(default=())

    def request(self, action: Action, **fields: Any) -> Request:
        """An action of the viewer on what is shown, as the rules look at it before anything is filled in."""
        dossier = self.dossier
        tie_break = TieBreak(dossier.id, dossier.digest, self.viewer.id, Decision.APPROVE, "", self.at)
        known: dict[str, Any] = {
            "digest": dossier.digest,
            "release": dossier.release,
            "article": self.article,
            "findings": self.findings,
            "standing": self.standing,
            "readings": self.readings,
            "reviews": self.reviews,
            "tie_break": tie_break if action is Action.BREAK_TIE else None,
        }
        return Request(action, self.viewer, self.at, **(known | fields))

    def offers(self, action: Action) -> bool:
        """Whether the viewer may begin an action now."""
        return is_offered(self.dossier, self.request(action))

    def name_of(self, person_id: str) -> str:
        """The name of somebody by id; the id where the account is not known."""
        person = self.people.get(person_id)
        return person.name if person else person_id

    def told_reasons(self) -> bool:
        """Whether the viewer reads why an article was changed or sent back: a reason can give a verdict away."""
        asked = any(one.person_id == self.viewer.id for one in self.dossier.assigned)
        return not asked or sees_verdicts(self.viewer, self.dossier, self.reviews)

    def given_by(self) -> frozenset[str]:
        """Who has given a review in this round."""
        return frozenset(one.reviewer_id for one in of_this_round(self.dossier, self.reviews))


class Desk:
    """Gathers what the workbench shows. What the checks say of one text on one library is worked out once."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.shelf = Shelf(app)
        self._findings: Recent[tuple[Finding, ...]] = Recent(MOST_CHECKED)
        self._readings: Recent[tuple[Reading, ...]] = Recent(MOST_CHECKED)
        self._around: Recent[dict[str, tuple[Passage, ...]]] = Recent(MOST_CHECKED)

    def file(self, dossier_id: str, viewer: Actor) -> CaseFile:
        """The dossier for somebody; raises NotFoundError."""
        app = self.app
        dossier = app.board.dossiers.get(dossier_id)
        material = self.shelf.material(dossier.digest)
        article = material.article
        release, _ = self.shelf.library()
        key = (dossier.digest, release)
        reviews = app.board.dossiers.reviews(dossier_id)
        comments = app.comments.of_dossier(dossier_id)
        revisions = tuple(app.board.dossiers.revisions(dossier_id))
        file = CaseFile(
            viewer=viewer,
            dossier=dossier,
            article=article,
            passages=material.passages,
            around=self._around.get(key, lambda: self._beside(article)),
            findings=self._findings.get(key, lambda: app.verify(article)),
            standing=app.board.standing(article),
            reviews=reviews,
            seen=reviews_seen(viewer, dossier, reviews),
            comments=comments_seen(viewer, dossier, reviews, comments),
            claims_now=self._claims_now(dossier, revisions, comments),
            people=self.people(),
            revisions=revisions,
            history=tuple(app.events.read(subject=f"dossier:{dossier_id}")),
            draft=app.review_drafts.find(dossier, viewer.id),
            at=now(),
        )
        if not file.offers(Action.CHECK):
            return file
        return replace(file, readings=self._readings.get(key, lambda: app.board.readings(article)))

    def check_offered(self, dossier_id: str, viewer: Actor, action: Action) -> Dossier:
        """The dossier, where somebody may begin an action on it now; raises ReviewRefused, NotFoundError."""
        dossier = self.app.board.dossiers.get(dossier_id)
        reviews = self.app.board.dossiers.reviews(dossier_id)
        check_offered(dossier, Request(action, viewer, now(), digest=dossier.digest, reviews=reviews))
        return dossier

    def people(self) -> dict[str, Person]:
        """Everybody by id."""
        return {person.id: person for person in self.app.accounts.people.all()}

    def workload(self) -> dict[str, int]:
        """How many reviews each person still has to give."""
        load: dict[str, int] = {}
        for dossier in self.app.board.dossiers.all([ReviewState.UNDER_REVIEW]):
            for person_id in awaited(dossier, self.app.board.dossiers.reviews(dossier.id)):
                load[person_id] = load.get(person_id, 0) + 1
        return load

    def _beside(self, article: Article) -> dict[str, tuple[Passage, ...]]:
        """The passages that an article cites with those before and behind each, by publication."""
        cited = {one.passage_id for claim in article.claims for one in claim.citations}
        found = {}
        for reference in article.references:
            held = self.app.index.passages_of(reference.document_id)
            near = {place + step for place, passage in enumerate(held) if passage.id in cited for step in (-1, 0, 1)}
            found[reference.document_id] = tuple(held[place] for place in sorted(near) if 0 <= place < len(held))
        return found

    def _claims_now(
        self, dossier: Dossier, revisions: tuple[Revision, ...], comments: tuple[Comment, ...]
    ) -> dict[str, str]:
        """Where claims of earlier revisions have gone, if somebody has commented on any."""
        if all(one.digest == dossier.digest for one in comments):
            return {}
        return present_claims([self.shelf.article(one.digest)[0] for one in revisions])


def now() -> str:
    """The moment, as records have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
