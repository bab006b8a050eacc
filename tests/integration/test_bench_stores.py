"""What people write on the way, on SQLite and on PostgreSQL: drafts of reviews and comments, each with its event."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.boarding import article_of
from tests.signing_in import CHEAP

from citewell.domain.errors import UserError
from citewell.domain.people import OPERATOR, Actor, Role, of_person
from citewell.domain.reviewing import Answer, Conflict, Dossier, DraftAnswer, DraftVerdict, Judgement
from citewell.store._database import Database
from citewell.store.accounts import Accounts
from citewell.store.articles import ArticleStore
from citewell.store.comments import CommentStore
from citewell.store.dossiers import DossierStore
from citewell.store.events import EventLog
from citewell.store.keys import InstanceKey
from citewell.store.review_drafts import LONGEST_COMMENT, ReviewDraftStore

ARTICLE = article_of("Exercise eases headache that comes from the neck.", "Manual therapy may help some adults.")
NONE = Conflict(declared=False, statement="None.")


@pytest.fixture
def rosa(database: Database, tmp_path: Path) -> Actor:
    accounts = Accounts(database, InstanceKey(tmp_path / "key"), passwords=CHEAP)
    _, token = accounts.invitations.invite("rosa@hospital.example", {Role.REVIEWER}, by=OPERATOR)
    return of_person(accounts.invitations.accept(token, name="Rosa Lind", password="violet kettle on a roof"))


@pytest.fixture
def dossier(database: Database, tmp_path: Path, rosa: Actor) -> Dossier:
    ArticleStore(database).save(ARTICLE)
    return DossierStore(database, InstanceKey(tmp_path / "key")).open(ARTICLE, author=rosa, searched_at="2026-11-28")


def told(database: Database, dossier: Dossier) -> list[str]:
    return [event.action for event in EventLog(database).read(subject=f"dossier:{dossier.id}")][1:]


def test_a_draft_is_kept_as_one_goes_and_each_save_adds_to_what_was_there(
    database: Database, dossier: Dossier, rosa: Actor
) -> None:
    drafts = ReviewDraftStore(database)
    assert drafts.find(dossier, rosa.id) is None
    first, second = (claim.id for claim in ARTICLE.claims)
    drafts.save(dossier, rosa, conflict=NONE)
    drafts.save(dossier, rosa, verdicts=[DraftVerdict(first, Judgement.WRONG, "Not so.")])
    drafts.save(dossier, rosa, verdicts=[DraftVerdict(second, None, "To look up.")])
    kept = drafts.save(
        dossier,
        rosa,
        verdicts=[DraftVerdict(first, Judgement.CORRECT)],
        checklist=[DraftAnswer("completeness", Answer.GOOD)],
    )
    assert kept == drafts.find(dossier, rosa.id)
    assert kept.conflict == NONE
    assert kept.verdicts == (DraftVerdict(first, Judgement.CORRECT), DraftVerdict(second, None, "To look up."))
    assert kept.checklist == (DraftAnswer("completeness", Answer.GOOD),)
    assert drafts.find(dossier, "p-somebody") is None


def test_the_ledger_tells_that_a_review_was_begun_and_what_was_declared_and_no_judgement(
    database: Database, dossier: Dossier, rosa: Actor
) -> None:
    drafts = ReviewDraftStore(database)
    for _ in range(2):
        drafts.save(dossier, rosa, conflict=NONE, verdicts=[DraftVerdict(ARTICLE.claims[0].id, Judgement.UNSAFE, "!")])
    assert told(database, dossier) == ["review.begun", "review.interests_declared"]
    assert "unsafe" not in str([event.details for event in EventLog(database).read()])
    assert EventLog(database).verify().fault == ""


def test_a_draft_of_an_earlier_round_is_not_taken_up_again(database: Database, dossier: Dossier, rosa: Actor) -> None:
    from dataclasses import replace

    drafts = ReviewDraftStore(database)
    drafts.save(dossier, rosa, conflict=NONE)
    later = replace(dossier, submitted_at="2999-01-01T00:00:00.000000+00:00")
    assert drafts.find(later, rosa.id) is None


def test_a_comment_is_kept_under_its_writers_name_with_its_event(
    database: Database, dossier: Dossier, rosa: Actor
) -> None:
    comments = CommentStore(database)
    claim = ARTICLE.claims[0].id
    first = comments.add(dossier, claim, "  Which exercise?\nThe guideline names one. ", by=rosa)
    second = comments.add(dossier, claim, "<b>Low load</b> endurance.", by=rosa)
    assert comments.of_dossier(dossier.id) == (first, second)
    assert (first.person_name, first.text) == ("Rosa Lind", "Which exercise?\nThe guideline names one.")
    assert first.number < second.number
    assert told(database, dossier) == ["comment.written", "comment.written"]
    assert EventLog(database).verify().fault == ""


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_COMMENT + 1)])
def test_a_comment_that_says_nothing_or_too_much_is_not_kept(
    database: Database, dossier: Dossier, rosa: Actor, text: str
) -> None:
    with pytest.raises(UserError):
        CommentStore(database).add(dossier, ARTICLE.claims[0].id, text, by=rosa)
    assert CommentStore(database).of_dossier(dossier.id) == ()
    assert told(database, dossier) == []
