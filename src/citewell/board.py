"""The editorial board at work: gathers what the rules look at, and takes each step through the one door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from citewell.carrying import carry_edits
from citewell.compose.audiences import reader_profiles
from citewell.compose.derive import Grounds
from citewell.domain.articles import Article, Finding
from citewell.domain.enums import DocumentStatus, Severity
from citewell.domain.errors import UserError
from citewell.domain.people import MACHINE, Actor, Person
from citewell.domain.reviewing import (
    Action,
    Assignment,
    Capacity,
    CarriedEdit,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Dossier,
    Review,
    TieBreak,
)
from citewell.domain.wordings import WordedArticle
from citewell.proving import cited_texts
from citewell.review.carrying import Draft
from citewell.review.policies import check_step
from citewell.review.reading_state import reader_state
from citewell.review.request import Reading, Request
from citewell.review.withdrawn import WithdrawnText, is_same_question, withdrawal_of
from citewell.revising import revise_claims

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex
    from citewell.store.articles import ArticleStore
    from citewell.store.dossiers import DossierStore
    from citewell.store.people import PeopleStore
    from citewell.text.vocabulary import Vocabulary

DAYS_TO_REVIEW = 14


class Board:
    """What people may do with an article, from draft to withdrawal; every rule is tried where the step is taken.

    `verify` replays an article's proof, `grounds` reads what it cites, `word` words it for a reader profile,
    `standing` tells what has become of its publications by now.
    """

    def __init__(
        self,
        *,
        dossiers: DossierStore,
        articles: ArticleStore,
        people: PeopleStore,
        verify: Callable[[Article], tuple[Finding, ...]],
        grounds: Callable[[Article], Grounds],
        word: Callable[[Article, str], WordedArticle],
        standing: Callable[[Article], Mapping[str, DocumentStatus]],
    ) -> None:
        self.dossiers = dossiers
        self._articles = articles
        self._people = people
        self._verify = verify
        self._grounds = grounds
        self._word = word
        self._standing = standing

    def open(self, digest: str, actor: Actor) -> Dossier:
        """Take an article up as its author. Raises NotFoundError, UserError where a dossier has it already."""
        article = self._articles.load(digest)
        searched = self._articles.saved_at(digest)[:10]
        return self.dossiers.open(article, author=actor, searched_at=searched)

    def article(self, dossier: Dossier) -> Article:
        """The working revision."""
        return self._articles.load(dossier.digest)

    def withdrawn(self, question: str = "") -> tuple[WithdrawnText, ...]:
        """The texts that were withdrawn of a question, or of every question."""
        found = []
        for dossier in self.dossiers.withdrawn():
            notice = withdrawal_of(dossier)
            if notice is None or (question and not is_same_question(question, dossier.question)):
                continue
            for revision in self.dossiers.revisions(dossier.id):
                if reader_state(dossier, revision.digest).tombstone:
                    found.append(WithdrawnText(self._articles.load(revision.digest), notice))
        return tuple(found)

    def revision(self, digest: str) -> Article:
        """A revision by its digest; raises NotFoundError."""
        return self._articles.load(digest)

    def readings(self, article: Article) -> tuple[Reading, ...]:
        """The article as every offered profile reads it: measured grade, highest allowed, disclaimer."""
        found = []
        for profile in reader_profiles():
            worded = self._word(article, profile.name)
            found.append(
                Reading(
                    profile.name,
                    worded.readability.flesch_kincaid_known,
                    profile.grades[1],
                    profile.disclaimer,
                    lay=not profile.doses,
                )
            )
        return tuple(found)

    def standing(self, article: Article) -> Mapping[str, DocumentStatus]:
        """What has become of an article's publications by now, by document id."""
        return self._standing(article)

    def proposal(self, dossier: Dossier, edits: Mapping[str, str]) -> tuple[Article, tuple[Finding, ...]]:
        """What a revision would be, and what the checks say of it; nothing is kept."""
        article = self.article(dossier)
        proposed = revise_claims(article, edits, grounds=self._grounds(article))
        return proposed, self._verify(proposed)

    def carried(self, dossier: Dossier, composed: Article) -> tuple[Article, tuple[CarriedEdit, ...]]:
        """An answer composed anew with the edits that people made up to the working revision; nothing is kept."""
        made = self.dossiers.revisions(dossier.id)
        by_hand = [one.made_by != MACHINE.id for one in made]
        if not any(by_hand[1:]):
            return composed, ()
        drafts = [
            Draft(one.number, self._articles.load(one.digest), by_person)
            for one, by_person in zip(made, by_hand, strict=True)
        ]
        return carry_edits(drafts, composed, grounds=self._grounds, verify=self._verify)

    def check(self, dossier_id: str, actor: Actor, *, digest: str) -> Dossier:
        """Run every check, so that it may be submitted."""
        article = self.article(self.dossiers.get(dossier_id))
        return self._act(
            dossier_id,
            Request(
                Action.CHECK,
                actor,
                _now(),
                digest=digest,
                article=article,
                findings=self._verify(article),
                standing=self._standing(article),
                readings=self.readings(article),
            ),
        )

    def revise(
        self, dossier_id: str, actor: Actor, *, digest: str, edits: Mapping[str, str], reason: str = ""
    ) -> Dossier:
        """A new revision with claims worded anew or taken out; refused while a check fails on it."""
        dossier = self.dossiers.get(dossier_id)
        proposed, findings = self.proposal(dossier, edits)
        failing = [one for one in findings if one.severity is Severity.ERROR]
        if failing:
            first = failing[0]
            text = next((claim.text for claim in proposed.claims if claim.id == first.target), "The article")
            raise UserError(
                f"The revision fails {len(failing)} check{'s' if len(failing) > 1 else ''}. “{text}”: "
                f"{first.explanation} ({first.rule})",
                remedy="Word the claim closer to its quote, or take it out.",
            )
        return self.take(dossier_id, actor, proposal=proposed, digest=digest, reason=reason)

    def take(self, dossier_id: str, actor: Actor, *, proposal: Article, digest: str, reason: str = "") -> Dossier:
        """Make an article the next revision."""
        request = Request(Action.REVISE, actor, _now(), digest=digest, proposal=proposal, reason=reason)
        return self._keep(dossier_id, request, proposal)

    def mend_typos(self, dossier_id: str, actor: Actor, *, digest: str, edits: Mapping[str, str]) -> Dossier:
        """Mend typing errors of an approved text; a rule decides whether they are no more than that."""
        dossier = self.dossiers.get(dossier_id)
        article = self.article(dossier)
        proposed = revise_claims(article, edits, grounds=self._grounds(article), mending=True)
        request = Request(Action.MEND_TYPOS, actor, _now(), digest=digest, article=article, proposal=proposed)
        return self._keep(dossier_id, request, proposed)

    def step(
        self,
        action: Action,
        dossier_id: str,
        actor: Actor,
        *,
        digest: str,
        release: str = "",
        reason: str = "",
        next_review: str = "",
        successor: str = "",
        claim_ids: Sequence[str] = (),
    ) -> Dossier:
        """A step that needs a word at most: submit, request changes, approve, reject, publish, reopen, withdraw."""
        dossier = self.dossiers.get(dossier_id)
        article = self.article(dossier)
        checked = action in {Action.APPROVE, Action.PUBLISH}
        return self._act(
            dossier_id,
            Request(
                action,
                actor,
                _now(),
                digest=digest,
                release=release,
                reason=reason,
                article=article,
                findings=self._verify(article) if action is Action.APPROVE else None,
                standing=self._standing(article) if checked else None,
                next_review=next_review,
                successor=self.dossiers.get(successor) if successor else None,
                claim_ids=tuple(claim_ids),
            ),
        )

    def assign(
        self,
        dossier_id: str,
        actor: Actor,
        *,
        person: str,
        capacity: Capacity,
        digest: str,
        specialty: str = "",
        due: str = "",
    ) -> Dossier:
        """Ask somebody to review; without a day it is due in DAYS_TO_REVIEW days."""
        asked = self._people.get(person)
        day = due or (datetime.now(UTC).date() + timedelta(days=DAYS_TO_REVIEW)).isoformat()
        _check_day(day)
        assignment = Assignment(asked.id, capacity, specialty, actor.id, _now(), day)
        request = Request(Action.ASSIGN, actor, _now(), digest=digest, assignment=assignment, person=asked)
        return self._act(dossier_id, request)

    def release(self, dossier_id: str, actor: Actor, *, person: str, digest: str) -> Dossier:
        """Ask somebody no longer, who has not reviewed yet."""
        dossier, asked = self.dossiers.get(dossier_id), self._people.get(person)
        gone = next((one for one in dossier.assigned if one.person_id == asked.id), None)
        request = Request(Action.RELEASE, actor, _now(), digest=digest, assignment=gone, person=asked)
        return self._act(dossier_id, request)

    def recuse(self, dossier_id: str, actor: Actor, *, statement: str) -> Dossier:
        """Declare a conflict of interest for this article, which ends the assignment."""
        conflict = Conflict(declared=True, statement=_said(statement))
        return self._act(dossier_id, Request(Action.RECUSE, actor, _now(), conflict=conflict))

    def review(
        self,
        dossier_id: str,
        actor: Actor,
        *,
        digest: str,
        release: str,
        verdicts: Sequence[ClaimVerdict],
        checklist: Sequence[ChecklistAnswer],
        conflict: Conflict | None,
        decision: Decision,
        started_at: str = "",
    ) -> Dossier:
        """Give a review of the working revision, as what the person was asked for."""
        dossier, person = self.dossiers.get(dossier_id), self._people.get(actor.id)
        asked = next((one for one in dossier.assigned if one.person_id == actor.id), None)
        moment = _now()
        given = Review(
            dossier_id=dossier_id,
            digest=digest,
            release=release,
            reviewer_id=person.id,
            reviewer_name=person.name,
            credentials=person.credentials,
            capacity=asked.capacity if asked else Capacity.REVIEWER,
            specialty=asked.specialty if asked else "",
            verdicts=tuple(verdicts),
            checklist=tuple(checklist),
            conflict=conflict,
            decision=decision,
            given_at=moment,
            started_at=started_at,
        )
        article = self._articles.load(digest)
        request = Request(
            Action.REVIEW, actor, moment, digest=digest, release=release, review=given, article=article, person=person
        )
        return self._act(dossier_id, request)

    def break_tie(self, dossier_id: str, actor: Actor, *, digest: str, decision: Decision, reason: str) -> Dossier:
        """Decide as an editor where the reviews disagree, with a written reason."""
        moment = _now()
        broken = TieBreak(dossier_id, digest, actor.id, decision, reason.strip(), moment)
        request = Request(Action.BREAK_TIE, actor, moment, digest=digest, tie_break=broken, reason=reason)
        return self._act(dossier_id, request)

    def person(self, who: str) -> Person:
        """An account by its id or address; raises NotFoundError."""
        return self._people.get(who)

    def _keep(self, dossier_id: str, request: Request, revision: Article) -> Dossier:
        """Store a next revision and make it the dossier's; what a rule refuses is not stored, and nobody reads it."""
        reviews = self.dossiers.reviews(dossier_id)
        check_step(self.dossiers.get(dossier_id), replace(request, reviews=reviews))
        self._articles.save(revision)
        return self._act(dossier_id, request)

    def _act(self, dossier_id: str, request: Request) -> Dossier:
        return self.dossiers.act(dossier_id, replace(request, reason=" ".join(request.reason.split())))


def grounds_in(article: Article, index: LanceIndex, vocabulary: Vocabulary) -> Grounds:
    """What the library holds of an article's sources."""
    passages, documents = cited_texts(article, index)
    return Grounds(passages, documents, vocabulary)


def standing_in(article: Article, index: LanceIndex) -> dict[str, DocumentStatus]:
    """How the publications of an article stand in the library now; one that has left it is not among them."""
    held = index.documents_by_id(reference.document_id for reference in article.references)
    return {name: document.status for name, document in held.items()}


def _said(text: str) -> str:
    if not text.strip():
        raise UserError("The declaration is empty.", remedy="Say which conflict of interest there is.")
    return " ".join(text.split())


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text!r} is no date.", remedy="Write it as 2027-01-31.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
