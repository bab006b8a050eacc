"""The life of an article on the board, on SQLite and on PostgreSQL: named people, one digest, every step an event."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.board_people import Staff, staff_over

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.errors import CitewellError, ReviewRefused, UserError
from citewell.domain.people import MACHINE, Actor, Role
from citewell.domain.review_codec import kept_from_json, kept_to_json
from citewell.domain.reviewing import Action, Approval, BoardRecord, Capacity, Conflict, Dossier, ReviewState
from citewell.review.approvals import statement
from citewell.reviewed import tell_review
from citewell.store._database import Database
from citewell.store.articles import ArticleStore
from citewell.store.events import EventLog
from citewell.store.keys import InstanceKey, verify_signature

QUESTION = "What is the prevalence of cervicogenic headache?"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


@pytest.fixture
def key(tmp_path: Path) -> InstanceKey:
    return InstanceKey(tmp_path / "instance.key")


@pytest.fixture
def staff(starter_app: App, database: Database, key: InstanceKey, article: Article) -> Staff:
    ArticleStore(database).save(article)
    return staff_over(starter_app, database, key)


@pytest.fixture
def author(staff: Staff) -> Actor:
    return staff.join("Ada Neumann", Role.AUTHOR)


@pytest.fixture
def editor(staff: Staff) -> Actor:
    return staff.join("Eli Stern", Role.EDITOR)


@pytest.fixture
def reviewers(staff: Staff) -> list[Actor]:
    return [staff.join(name, Role.REVIEWER, specialties=("neurology",)) for name in ("Rosa Lind", "Remy Blanc")]


def submitted(staff: Staff, article: Article, author: Actor) -> Dossier:
    dossier = staff.board.open(article.digest, author)
    dossier = staff.passed(dossier)
    return staff.board.step(Action.SUBMIT, dossier.id, author, digest=dossier.digest)


def asked(staff: Staff, dossier: Dossier, editor: Actor, reviewers: list[Actor]) -> Dossier:
    for reviewer in reviewers:
        dossier = staff.board.assign(
            dossier.id,
            editor,
            person=reviewer.id,
            capacity=Capacity.REVIEWER,
            specialty="neurology",
            digest=dossier.digest,
        )
    return dossier


def published(staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor]) -> Dossier:
    dossier = asked(staff, submitted(staff, article, author), editor, reviewers)
    for reviewer in reviewers:
        dossier = staff.give(dossier, reviewer, article)
    for action in (Action.APPROVE, Action.PUBLISH):
        dossier = staff.board.step(action, dossier.id, editor, digest=dossier.digest, release=dossier.release)
    return dossier


def test_an_article_is_approved_by_named_people_and_the_approval_is_signed(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor], key: InstanceKey
) -> None:
    dossier = asked(staff, submitted(staff, article, author), editor, reviewers[:1])
    dossier = staff.give(dossier, reviewers[0], article)
    dossier = staff.board.step(Action.APPROVE, dossier.id, editor, digest=dossier.digest, release=dossier.release)
    dossier = staff.board.step(Action.PUBLISH, dossier.id, editor, digest=dossier.digest, release=dossier.release)

    assert dossier.state is ReviewState.PUBLISHED
    assert dossier == staff.board.dossiers.get(dossier.id) == staff.board.dossiers.of_article(article.digest)
    approval = dossier.published
    assert approval is not None
    assert (approval.digest, approval.approver_name) == (article.digest, "Eli Stern")
    signed = statement(approval, staff.board.dossiers.reviews(dossier.id))
    assert b"Rosa Lind" in signed
    assert verify_signature(key.public(), signature=base64.b64decode(approval.signature), data=signed)
    log = EventLog(staff.database)
    told = [event.action for event in log.read(subject=f"dossier:{dossier.id}")]
    assert told == [
        "dossier.opened", "dossier.check", "dossier.submit", "dossier.assign", "dossier.review", "dossier.approve",
        "dossier.publish",
    ]  # fmt: skip
    assert log.verify().fault == ""


def test_a_change_asked_for_makes_a_new_revision_and_voids_what_was_said(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor]
) -> None:
    dossier = asked(staff, submitted(staff, article, author), editor, reviewers[:1])
    claim = article.sections[0].claims[-1]
    dossier = staff.give(dossier, reviewers[0], article, amiss={claim.id: "It is of another population."})
    with pytest.raises(ReviewRefused, match="changes_asked"):
        staff.board.step(Action.APPROVE, dossier.id, editor, digest=dossier.digest, release=dossier.release)
    dossier = staff.board.step(
        Action.REQUEST_CHANGES, dossier.id, editor, digest=dossier.digest, reason="Take that claim out, please."
    )
    dossier = staff.board.revise(
        dossier.id, author, digest=dossier.digest, edits={claim.id: ""}, reason="As the reviewer asked."
    )

    assert (dossier.state, dossier.revision, dossier.approval) == (ReviewState.DRAFT, 2, None)
    revised = staff.board.article(dossier)
    assert claim.id not in {one.id for one in revised.claims}
    assert [one.number for one in staff.board.dossiers.revisions(dossier.id)] == [1, 2]
    assert staff.board.dossiers.of_article(article.digest) == dossier


def test_what_is_reopened_is_reviewed_and_published_anew_and_the_ledger_still_holds(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor]
) -> None:
    def published(dossier: Dossier) -> Dossier:
        """From a draft, by the same people."""
        dossier = staff.board.step(Action.SUBMIT, dossier.id, author, digest=staff.passed(dossier).digest)
        dossier = asked(staff, dossier, editor, reviewers[:1])
        dossier = staff.give(dossier, reviewers[0], staff.board.article(dossier))
        for action in (Action.APPROVE, Action.PUBLISH):
            dossier = staff.board.step(action, dossier.id, editor, digest=dossier.digest, release=dossier.release)
        return dossier

    dossier = published(staff.board.open(article.digest, author))
    claim = article.sections[0].claims[-1]
    dossier = staff.board.step(
        Action.REOPEN, dossier.id, MACHINE, digest=dossier.digest, reason="Its trial was retracted.",
        claim_ids=(claim.id,),
    )  # fmt: skip
    assert dossier.notice is not None
    assert (dossier.notice.claim_ids, dossier.published_digest) == ((claim.id,), article.digest)
    with pytest.raises(ReviewRefused, match="no_such_step"):
        staff.board.step(Action.PUBLISH, dossier.id, editor, digest=dossier.digest, release=dossier.release)
    dossier = staff.board.revise(
        dossier.id, author, digest=dossier.digest, edits={claim.id: ""}, reason="Its source is gone."
    )
    dossier = published(dossier)

    assert (dossier.state, dossier.revision, dossier.notice) == (ReviewState.PUBLISHED, 2, None)
    assert dossier.published is not None
    assert dossier.published.digest == dossier.published_digest == dossier.digest != article.digest
    assert EventLog(staff.database).verify().fault == ""


def test_a_claim_that_its_quote_does_not_support_makes_no_revision(
    staff: Staff, article: Article, author: Actor
) -> None:
    dossier = staff.board.open(article.digest, author)
    claim = next(one for one in article.claims if "%" in one.text)
    with pytest.raises(UserError, match=r"fails \d+ checks?"):
        staff.board.revise(dossier.id, author, digest=dossier.digest, edits={claim.id: claim.text.replace("%", "5%")})
    assert staff.board.dossiers.get(dossier.id).revision == 1


REFUSALS: dict[str, Callable[[Staff, Dossier, dict[str, Actor]], object]] = {
    "own_article": lambda staff, dossier, who: staff.board.assign(
        dossier.id, who["editor"], person=who["author"].id, capacity=Capacity.REVIEWER, specialty="neurology",
        digest=dossier.digest,
    ),
    "stale_digest": lambda staff, dossier, who: staff.board.step(
        Action.APPROVE, dossier.id, who["editor"], digest="0" * 64, release=dossier.release
    ),
    "person_only": lambda staff, dossier, who: staff.board.step(
        Action.APPROVE, dossier.id, MACHINE, digest=dossier.digest, release=dossier.release
    ),
    "role_missing": lambda staff, dossier, who: staff.board.step(
        Action.APPROVE, dossier.id, who["author"], digest=dossier.digest, release=dossier.release
    ),
    "no_such_step": lambda staff, dossier, who: staff.board.step(
        Action.PUBLISH, dossier.id, who["editor"], digest=dossier.digest, release=dossier.release
    ),
    "conflict_declared": lambda staff, dossier, who: staff.give(
        dossier, who["reviewer"], staff.board.article(dossier), conflict=Conflict(True, "I wrote the trial.")
    ),
    "review_awaited": lambda staff, dossier, who: staff.board.step(
        Action.APPROVE, dossier.id, who["editor"], digest=dossier.digest, release=dossier.release
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", REFUSALS)
def test_what_a_rule_forbids_changes_nothing_and_names_the_rule(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor], rule: str
) -> None:
    dossier = asked(staff, submitted(staff, article, author), editor, reviewers[:1])
    events = len(EventLog(staff.database).read())
    who = {"author": author, "editor": editor, "reviewer": reviewers[0]}
    with pytest.raises(ReviewRefused) as refused:
        REFUSALS[rule](staff, dossier, who)

    assert refused.value.rule == rule
    assert staff.board.dossiers.get(dossier.id) == dossier
    assert len(EventLog(staff.database).read()) == events


def test_of_two_who_act_at_the_same_moment_one_is_told_that_it_has_changed(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor]
) -> None:
    dossier = submitted(staff, article, author)
    outcomes: list[Dossier | CitewellError] = []

    def reject() -> None:
        try:
            outcomes.append(
                staff.board.step(
                    Action.REJECT, dossier.id, editor, digest=dossier.digest, reason="Out of the scope of this board."
                )
            )
        except CitewellError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=reject) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    refused = [one for one in outcomes if isinstance(one, ReviewRefused)]
    assert [one.rule for one in refused] == ["no_such_step"]
    assert staff.board.dossiers.get(dossier.id).state is ReviewState.REJECTED


def test_an_article_is_in_one_dossier(staff: Staff, article: Article, author: Actor) -> None:
    dossier = staff.board.open(article.digest, author)
    with pytest.raises(UserError, match=dossier.id):
        staff.board.open(article.digest, author)


def test_what_was_signed_keeps_its_names_whatever_people_call_themselves_later(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor]
) -> None:
    approved = published(staff, article, author, editor, reviewers)
    before = tell_review(article, staff.board.dossiers.record_of(approved))
    for actor in (editor, *reviewers):
        staff.accounts.people.change_profile(actor.id, name="Somebody Else", credentials="None", specialties=[])
    dossier = staff.board.dossiers.get(approved.id)
    assert tell_review(article, staff.board.dossiers.record_of(dossier)) == before
    assert before.approver_named == "Eli Stern, MD"
    assert [one.named for one in before.signers] == ["Rosa Lind, MD", "Remy Blanc, MD"]
    approval = dossier.published
    assert approval is not None
    assert [one.name for one in approval.reviewers] == ["Rosa Lind", "Remy Blanc"]
    said = statement(approval, ())  # nothing but the approval itself is needed to check what was signed
    public, signature = base64.b64decode(approval.public_key), base64.b64decode(approval.signature)
    assert verify_signature(public, signature=signature, data=said)
    assert b'"credentials":"MD"' in said


def test_an_approval_of_an_earlier_version_is_read_and_its_signature_holds(
    staff: Staff, article: Article, author: Actor, editor: Actor, reviewers: list[Actor], key: InstanceKey
) -> None:
    approved = published(staff, article, author, editor, reviewers)
    reviews = staff.board.dossiers.reviews(approved.id)
    assert approved.published is not None
    body = json.loads(kept_to_json(replace(approved.published, reviewers=(), approver_credentials="")))
    del body["reviewers"], body["approver_credentials"]
    earlier = kept_from_json(Approval, json.dumps(body))
    said = statement(earlier, reviews)
    assert b"citewell-approval-1" in said
    assert b'"approver":{"id"' in said
    record = BoardRecord(replace(approved, published=earlier), reviews)
    told = tell_review(article, record)
    assert [one.named for one in told.signers] == ["Rosa Lind, MD", "Remy Blanc, MD"]
    assert told.approver_named == "Eli Stern"
    assert verify_signature(key.public(), signature=key.sign(said), data=said)
