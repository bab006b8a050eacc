"""Living articles: one look at what the board has approved, against the library as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article
from citewell.domain.errors import CitewellError, ReviewRefused, WithdrawnError
from citewell.domain.news import News, NewsKind, Recipients, Seen
from citewell.domain.people import MACHINE, Person
from citewell.domain.questions import Evidence
from citewell.domain.reviewing import Action, CarriedEdit, Dossier, ReviewState
from citewell.moved_evidence import changes_of, later_editions, news_among
from citewell.review.dates import is_due
from citewell.review.differences import Kind, differences
from citewell.review.owners import owners_of, told_of
from citewell.review.reopening import Affected, affected, affected_claims, matches_question, reason_for
from citewell.review.request import Request

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.board import Board
    from citewell.indexes.lance import LanceIndex
    from citewell.store.articles import ArticleStore
    from citewell.store.outbox import Outbox
    from citewell.store.people import PeopleStore
    from citewell.store.watched import WatchedStore

WATCHED = (ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW, ReviewState.APPROVED)
IN_WORK = (
    ReviewState.REOPENED,
    ReviewState.DRAFT,
    ReviewState.AUTO_CHECKED,
    ReviewState.SUBMITTED,
    ReviewState.UNDER_REVIEW,
    ReviewState.CHANGES_REQUESTED,
)
MOST_TOLD = 5
"""Sentences of a reason; of further changes the number is told."""
DUE = "The day of its next review, {day}, has come."
IN_HAND = "The article is open and in work; the text that readers have says so, and rests on this too."
SAME = "Asked again on the present library, the answer is the same."
WITHDRAWN = "Asked again on the present library, the answer is one that was withdrawn: nothing is proposed."
NONE_LEFT = "Asked again on the present library, no source answers it: nothing is proposed."
PROPOSED = (
    "Asked again on the present library, the answer is another, which is proposed as the next revision: {counts}."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look came to for one dossier: `did` is reopened, due, proposed, told or failed."""

    dossier: str
    question: str
    digest: str
    did: str
    reason: str
    claims: tuple[str, ...] = ()
    note: str = ""
    carried: tuple[CarriedEdit, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "claims": list(self.claims), "carried": [asdict(one) for one in self.carried]}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer of today, where it is another and has claims, what to say of it, and of people's edits in it."""

    article: Article | None
    note: str
    carried: tuple[CarriedEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Moved:
    """What has moved and was not told, what has now been seen, and the answer of today where it was asked for."""

    found: list[Affected]
    seen: Seen
    proposal: Proposal | None


class Watcher:
    """Looks at every approved, published or due dossier, and at the text that readers have while another is in work.

    `ask` answers an article's question anew, keeping nothing; `search` finds passages for a question.
    """

    def __init__(
        self,
        *,
        board: Board,
        articles: ArticleStore,
        people: PeopleStore,
        watched: WatchedStore,
        outbox: Outbox,
        index: LanceIndex,
        ask: Callable[[Article], Article],
        search: Callable[[str], list[Evidence]],
    ) -> None:
        self._board = board
        self._articles = articles
        self._people = people
        self._watched = watched
        self._index = index
        self._ask = ask
        self._search = search
        self._outbox = outbox

    def look(self, *, rehearse: bool = False) -> list[Outcome]:
        """One pass; with `rehearse` nothing is written. A dossier that fails keeps no other from its turn."""
        found: list[Outcome] = []
        for dossier in self._board.dossiers.all((*WATCHED, *IN_WORK)):
            try:
                outcome = self._look_at(dossier, rehearse=rehearse)
            except ReviewRefused:
                continue  # somebody has taken a step in between; the next pass sees how it stands
            except CitewellError as error:
                outcome = _outcome(dossier, "failed", f"{error.message} {error.remedy}".strip())
            if outcome is not None:
                found.append(outcome)
        return found

    def _look_at(self, dossier: Dossier, *, rehearse: bool) -> Outcome | None:
        seen = self._watched.get(dossier.id)
        if dossier.state is ReviewState.REOPENED and seen is not None and seen.unproposed:
            article = self._board.article(dossier)
            proposal = self._proposal_for(dossier, article, self._answer(article))
            if not rehearse:
                self._propose(dossier, proposal, seen)
            return _outcome(dossier, "proposed", dossier.notice.reason if dossier.notice else "", proposal=proposal)
        text = dossier.published_digest if dossier.state in IN_WORK else dossier.digest
        if text and (seen is None or (seen.digest, seen.release) != (text, self._release)):
            look_for = self._tell_of_changes if dossier.state in IN_WORK else self._look_for_changes
            moved = look_for(dossier, seen, rehearse=rehearse)
            if moved is not None:
                return moved
        if dossier.state is ReviewState.PUBLISHED and is_due(dossier.next_review, _now()[:10]):
            return self._call_due(dossier, rehearse=rehearse)
        return None

    def _look_for_changes(self, dossier: Dossier, seen: Seen | None, *, rehearse: bool) -> Outcome | None:
        """Reopen a dossier whose evidence has moved, and propose the answer of today."""
        article = self._board.article(dossier)
        moved = self._moved(dossier, article, seen, ask=True)
        if not moved.found:
            if not rehearse:
                self._watched.set(dossier.id, moved.seen)
            return None
        proposal = moved.proposal or self._proposal_for(dossier, article, self._answer(article))
        if not rehearse:
            dossier = self._reopen(dossier, article, moved, proposal.note)
            self._propose(dossier, proposal, moved.seen)
        claims = affected_claims(moved.found)
        return _outcome(dossier, "reopened", _reason(moved.found), claims=claims, proposal=proposal)

    def _tell_of_changes(self, dossier: Dossier, seen: Seen | None, *, rehearse: bool) -> Outcome | None:
        """While a revision is in work: tell the owners what befalls the text that readers still have."""
        article = self._articles.load(dossier.published_digest)
        moved = self._moved(dossier, article, seen, ask=False)
        if not rehearse:
            claims, moment = affected_claims(moved.found), _now()
            with self._outbox.writing() as connection:
                self._watched.note(connection, dossier.id, moved.seen)
                if moved.found:
                    reason = _reason(moved.found)
                    news = News(
                        NewsKind.MOVED, dossier.id, article.digest, dossier.question, reason, moment, claims, IN_HAND
                    )
                    self._outbox.put(connection, news, _recipients(told_of(dossier, moved.found, self._everybody())))
        if not moved.found:
            return None
        claims = affected_claims(moved.found)
        return _outcome(dossier, "told", _reason(moved.found), claims=claims, proposal=Proposal(None, IN_HAND))

    def _moved(self, dossier: Dossier, article: Article, seen: Seen | None, *, ask: bool) -> _Moved:
        """What has moved of a text's evidence and was not told yet; `ask` anew where that decides on new guidance."""
        since = self._made_at(dossier, article)
        told = seen.changes if seen and self._is_same_answer(seen.digest, article) else frozenset()
        known = seen.held if seen else frozenset()
        found = self._search(article.question) if article.claims else ()
        held, news = news_among(found, self._index, since=since, known=known)
        editions = later_editions(article, self._index, since=since)
        newest = {name for _, name in editions}
        news = [one for one in news if one.document.id not in newest]
        proposal: Proposal | None = None
        matching = frozenset(one.document.id for one in news if matches_question(article, one.document))
        open_ones = [one for one in news if one.document.id not in matching and one.key not in told]
        if open_ones and ask:
            answer = self._answer(article)
            proposal = self._proposal_for(dossier, article, answer)
            cited = {reference.document_id for reference in answer.references} if answer else set()
            matching |= {one.document.id for one in open_ones} & cited
        changes = [*changes_of(article, self._index, since=since), *(change for change, _ in editions), *news]
        fresh = [one for one in affected(article, changes, matching=matching) if one.change.key not in told]
        keys = told | {one.change.key for one in fresh}
        return _Moved(fresh, Seen(article.digest, self._release, keys, held | known), proposal)

    def _is_same_answer(self, digest: str, article: Article) -> bool:
        """Whether a text is the same answer as an article, were it worded anew by people."""
        if digest == article.digest:
            return True
        return self._articles.load(digest).provenance.library_release == article.provenance.library_release

    def _reopen(self, dossier: Dossier, article: Article, moved: _Moved, note: str) -> Dossier:
        """Reopen, tell the owners and keep what was seen, all of it or nothing."""
        moment, reason, claims = _now(), _reason(moved.found), affected_claims(moved.found)
        shown = dossier.published_digest or dossier.digest
        news = News(NewsKind.REOPENED, dossier.id, shown, dossier.question, reason, moment, claims, note)
        to = _recipients(told_of(dossier, moved.found, self._everybody()))

        def also(connection: Connection, _after: Dossier) -> None:
            self._outbox.put(connection, news, to)
            self._watched.note(connection, dossier.id, replace(moved.seen, unproposed=True))

        request = Request(
            Action.REOPEN, MACHINE, moment, digest=dossier.digest, article=article, reason=reason, claim_ids=claims
        )
        return self._board.dossiers.act(dossier.id, request, also=also)

    def _propose(self, dossier: Dossier, proposal: Proposal, seen: Seen) -> None:
        """Make the answer of today the next revision, where there is another; either way the reopening is complete."""
        seen = replace(seen, unproposed=False)
        if proposal.article is None:
            self._watched.set(dossier.id, seen)
            return
        self._articles.save(proposal.article)
        request = Request(
            Action.REVISE,
            MACHINE,
            _now(),
            digest=dossier.digest,
            proposal=proposal.article,
            carried=proposal.carried,
            reason=proposal.note,
        )
        self._board.dossiers.act(
            dossier.id, request, also=lambda connection, _after: self._watched.note(connection, dossier.id, seen)
        )

    def _call_due(self, dossier: Dossier, *, rehearse: bool) -> Outcome:
        moment, reason = _now(), DUE.format(day=dossier.next_review)
        if not rehearse:
            news = News(NewsKind.DUE, dossier.id, dossier.published_digest, dossier.question, reason, moment)
            to = _recipients(owners_of(dossier, self._everybody()))
            request = Request(Action.CALL_DUE, MACHINE, moment, digest=dossier.digest, reason=reason)
            self._board.dossiers.act(
                dossier.id, request, also=lambda connection, _after: self._outbox.put(connection, news, to)
            )
        return _outcome(dossier, "due", reason)

    def _proposal_for(self, dossier: Dossier, article: Article, answer: Article | None) -> Proposal:
        """What to make of the answer of today, with people's edits carried over."""
        if answer is None:
            return Proposal(None, WITHDRAWN)
        return _proposal(article, *self._board.carried(dossier, answer)) if answer.claims else Proposal(None, NONE_LEFT)

    def _answer(self, article: Article) -> Article | None:
        """The answer of today; None where it is one that was withdrawn."""
        try:
            return self._ask(article)
        except WithdrawnError:
            return None

    def _made_at(self, dossier: Dossier, article: Article) -> str:
        """When the evidence of a text was searched: people may have worded it anew since, on the same release."""
        release = article.provenance.library_release
        moments = [
            self._articles.saved_at(revision.digest)
            for revision in self._board.dossiers.revisions(dossier.id)
            if revision.digest == dossier.digest
            or self._articles.load(revision.digest).provenance.library_release == release
        ]
        return min(moments)

    def _everybody(self) -> list[Person]:
        return self._people.all()

    @cached_property
    def _release(self) -> str:
        return self._index.release()


def _proposal(before: Article, after: Article, carried: tuple[CarriedEdit, ...]) -> Proposal:
    """What to make of the answer of today, which has a claim at least."""
    kinds = [one.kind for one in differences(before, after)]
    standing = [{(one.document_id, one.status) for one in article.references} for article in (before, after)]
    if set(kinds) <= {Kind.KEPT} and standing[0] == standing[1]:
        return Proposal(None, SAME)
    counts = ", ".join(
        f"{number} statement{'' if number == 1 else 's'} {kind.value}"
        for kind in (Kind.CHANGED, Kind.ADDED, Kind.REMOVED, Kind.KEPT)
        if (number := kinds.count(kind))
    )
    return Proposal(after, PROPOSED.format(counts=counts) + _edits_told(carried), carried)


def _edits_told(carried: Sequence[CarriedEdit]) -> str:
    """How many edits by people the proposal keeps, and how many it could not keep."""
    kept = sum(one.is_kept for one in carried)
    lost = len(carried) - kept
    told = f" Edits by people: {kept} kept" if carried else ""
    return told + (f", {lost} that could not be kept" if lost else "") + ("." if carried else "")


def _reason(found: Sequence[Affected]) -> str:
    more = len(found) - MOST_TOLD
    further = f" And {more} more change{'' if more == 1 else 's'}." if more > 0 else ""
    return reason_for(found[:MOST_TOLD]) + further


def _recipients(people: Sequence[Person]) -> Recipients:
    return Recipients(tuple((person.id, person.email) for person in people))


def _outcome(
    dossier: Dossier, did: str, reason: str, *, claims: tuple[str, ...] = (), proposal: Proposal | None = None
) -> Outcome:
    digest, proposal = dossier.published_digest or dossier.digest, proposal or Proposal(None, "")
    return Outcome(dossier.id, dossier.question, digest, did, reason, claims, proposal.note, proposal.carried)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
