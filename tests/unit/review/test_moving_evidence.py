"""When a publication changes or a new one comes: which claims are touched, and what readers are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.boarding import article_of

from citewell.domain.articles import Understood
from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind, Intent
from citewell.domain.questions import Pico
from citewell.review.reopening import Change, Move, affected, affected_claims, change_of, matches_question, reason_for

ARTICLE = replace(
    article_of("Exercise eases headache.", "Manual therapy may help."),
    understood=(Understood("How is cervicogenic headache treated", "cervicogenic headache", Intent.TREATMENT, Pico()),),
)


def document(name: str = "doc-1", title: str = "Exercise for headache: a trial", **fields: object) -> Document:
    return Document(name, title, (Block("Exercise eases headache."),), "tests", **fields)  # type: ignore[arg-type]


def becomes(status: DocumentStatus, **fields: object) -> Change | None:
    notice = StatusNotice(status, date="2026-10", source="PubMed")
    return change_of(document(), document(status=status, notices=(notice,), **fields))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (DocumentStatus.RETRACTED, "has been retracted (2026-10, as PubMed reports). One statement here rests on it."),
        (DocumentStatus.EXPRESSION_OF_CONCERN, "The publisher has expressed concern about"),
        (DocumentStatus.CORRECTED, "A correction to"),
    ],
)
def test_a_change_of_status_touches_the_claims_that_cite_it_and_says_why(status: DocumentStatus, words: str) -> None:
    change = becomes(status)
    assert change is not None
    (found,) = affected(ARTICLE, [change])
    assert found.claim_ids == (ARTICLE.claims[0].id,)
    assert words in found.reason


def test_a_new_edition_is_named() -> None:
    change = becomes(DocumentStatus.SUPERSEDED, superseded_by="guide-2026")
    assert change is not None
    assert "“guide-2026”" in reason_for(affected(ARTICLE, [change]))


def test_a_notice_beside_a_graver_status_is_a_change_too() -> None:
    before = document(status=DocumentStatus.CORRECTED, notices=(StatusNotice(DocumentStatus.CORRECTED),))
    after = replace(before, notices=(*before.notices, StatusNotice(DocumentStatus.EXPRESSION_OF_CONCERN)))
    change = change_of(before, after)
    assert change is not None
    assert change.move is Move.EXPRESSION_OF_CONCERN


def test_a_changed_text_and_a_lost_publication_touch_what_quotes_them_and_a_new_address_nothing() -> None:
    changed = change_of(document(), replace(document(), blocks=(Block("Exercise does not ease headache."),)))
    graded = change_of(document(), replace(document(), blocks=(Block("Exercise eases headache.", strength="weak"),)))
    gone = change_of(document(), None)
    assert [one and one.move for one in (changed, graded, gone)] == [Move.CHANGED, Move.CHANGED, Move.REMOVED]
    assert change_of(document(), replace(document(), url="https://example.org")) is None
    assert change_of(document(), document()) is None


def test_what_no_claim_cites_touches_nothing() -> None:
    change = change_of(document("other"), document("other", status=DocumentStatus.RETRACTED))
    assert change is not None
    assert affected(ARTICLE, [change]) == []


def test_new_guidance_on_the_question_reopens_and_another_subject_or_a_small_trial_does_not() -> None:
    guideline = document("new", "Treatment of cervicogenic headache: guideline", kind=EvidenceKind.GUIDELINE)
    review = document("rev", "Cervicogenic headache treatment, a review", kind=EvidenceKind.SYSTEMATIC_REVIEW)
    other = document("skin", "Treatment of warts: guideline", kind=EvidenceKind.GUIDELINE)
    trial = document("trial", "Treatment of cervicogenic headache: a trial", kind=EvidenceKind.RANDOMISED_TRIAL)
    changes = [change for one in (review, guideline, other, trial) if (change := change_of(None, one))]
    found = affected(ARTICLE, changes)
    assert [one.change.document.id for one in found] == ["new", "rev"]
    assert "New guidance on this question" in found[0].reason
    assert matches_question(ARTICLE, guideline)
    assert not matches_question(ARTICLE, other)


BLOCKS = "Is a nerve block required to diagnose cervicogenic headache?"
IMAGING = "Which headaches need urgent imaging?"
PASTE = "Does turmeric paste lower gout flares?"


@pytest.mark.parametrize(
    ("question", "topic", "title", "matches"),
    [
        ("How is cervicogenic headache treated?", "cervicogenic headache", "Cervicogenic headache: guideline", True),
        (
            "How is cervicogenic headache treated?",
            "cervicogenic headache",
            "Tension headache treated: guideline",
            False,
        ),
        ("How is cervicogenic headache treated?", "cervicogenic headache", "Cervicogenic dizziness: guideline", False),
        (BLOCKS, "cervicogenic headache", "Nerve block to diagnose cervicogenic headache: consensus", True),
        (BLOCKS, "cervicogenic headache", "Nerve block for labour pain: consensus", False),
        (IMAGING, "headache", "Urgent imaging of headache: guideline", True),
        (IMAGING, "headache", "Prevention of migraine headache: guideline", False),
        (PASTE, "", "Turmeric paste for lower back pain: guideline", False),
        (PASTE, "", "Turmeric paste and flares of gout: guideline", True),
    ],
)
def test_only_a_title_on_the_whole_of_the_question_makes_new_guidance_news(
    question: str, topic: str, title: str, matches: bool
) -> None:
    part = Understood(question, topic, Intent.GENERAL, Pico())
    article = replace(ARTICLE, question=question, understood=(part,) if topic else ())
    assert matches_question(article, document("new", title, kind=EvidenceKind.GUIDELINE)) is matches


def test_a_search_may_decide_what_matches() -> None:
    other = document("x", "Neck pain", kind=EvidenceKind.GUIDELINE)
    change = change_of(None, other)
    assert change is not None
    assert affected(ARTICLE, [change]) == []
    assert len(affected(ARTICLE, [change], matching=frozenset({"x"}))) == 1


def test_a_retracted_newcomer_is_no_news() -> None:
    assert change_of(None, document(kind=EvidenceKind.GUIDELINE, status=DocumentStatus.RETRACTED)) is None


def test_the_gravest_comes_first_and_each_claim_once() -> None:
    corrected = becomes(DocumentStatus.CORRECTED)
    retracted = change_of(document("doc-2"), document("doc-2", status=DocumentStatus.RETRACTED))
    assert corrected is not None
    assert retracted is not None
    found = affected(ARTICLE, [corrected, retracted, corrected])
    assert found[0].change.move is Move.RETRACTED
    assert len(affected_claims(found)) == 2
