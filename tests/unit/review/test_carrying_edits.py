"""People's edits in an answer composed anew: where they belong, and why some have no place in it."""

from __future__ import annotations

from dataclasses import replace

from tests.boarding import article_of

from citewell.domain.articles import Article, Claim, Section
from citewell.review.carrying import MORE_QUOTES, NOT_THERE, OTHER_GRADE, OTHER_QUOTES, Draft, edits_of, placed

FIRST = article_of(
    "Exercise eases headache.", "Manual therapy may help some adults.", "Nerve blocks ease pain for weeks."
)


def with_claims(article: Article, *claims: Claim) -> Article:
    rest = (Section("treatment", "Treatment", claims[1:]),) if claims[1:] else ()
    return replace(article, direct_answer=claims[:1], sections=rest)


def worded(claim: Claim, text: str) -> Claim:
    return replace(claim, id=f"{claim.id}-{len(text)}", text=text)


def quoting(claim: Claim, text: str, quote: str) -> Claim:
    cited = replace(claim.citations[0], quote=quote, start=0, end=len(quote))
    return replace(claim, id=f"n-{len(text)}", text=text, citations=(cited,))


ONE, TWO, THREE = FIRST.claims
ACCEPTED = with_claims(FIRST, worded(ONE, "Exercise may ease headache."), TWO)
DRAFTS = [Draft(1, FIRST, by_person=False), Draft(2, ACCEPTED, by_person=True)]


def test_a_wording_goes_to_the_claim_with_the_same_evidence_and_what_was_taken_out_stays_out() -> None:
    found, lost = placed(edits_of(DRAFTS), ACCEPTED, FIRST)
    assert {name: edit.accepted for name, edit in found.items()} == {
        ONE.id: "Exercise may ease headache.", THREE.id: "",
    }  # fmt: skip
    assert lost == ()


def test_a_wording_is_kept_where_the_answer_composed_anew_words_the_same_quote_otherwise() -> None:
    found, _ = placed(
        edits_of(DRAFTS), ACCEPTED, with_claims(FIRST, worded(ONE, "Headache is eased by exercise."), TWO)
    )
    assert [edit.accepted for edit in found.values()] == ["Exercise may ease headache."]


def test_a_claim_that_the_accepted_text_has_besides_is_not_taken_for_the_one_that_was_taken_out() -> None:
    """Two claims may rest on one quote: the one that is left is not the one that a person took out."""
    twin = worded(TWO, "Manual therapy may help.")
    both, left = with_claims(FIRST, ONE, TWO, twin), with_claims(FIRST, ONE, TWO)
    drafts = [Draft(1, both, by_person=False), Draft(2, left, by_person=True)]
    assert placed(edits_of(drafts), left, left) == ({}, ())
    assert list(placed(edits_of(drafts), left, both)[0]) == [twin.id]


def test_an_edit_whose_evidence_has_changed_is_told_with_the_claim_of_today_and_one_taken_out_comes_back() -> None:
    now = quoting(ONE, "Exercise eases headache a little.", "Exercise eases headache a little, in one trial of ten.")
    graded = replace(THREE, citations=(replace(THREE.citations[0], certainty="low"),))
    found, lost = placed(edits_of(DRAFTS), ACCEPTED, with_claims(FIRST, now, TWO, graded))
    assert found == {}
    assert [(one.reason, one.claim and one.claim.text) for one in lost] == [
        (OTHER_QUOTES, now.text), (OTHER_GRADE, THREE.text),
    ]  # fmt: skip


def test_an_edit_of_a_claim_that_rests_on_more_now_is_left_to_people() -> None:
    more = replace(ONE, citations=(*ONE.citations, TWO.citations[0]))
    _, lost = placed(edits_of(DRAFTS), ACCEPTED, with_claims(FIRST, more))
    assert [one.reason for one in lost] == [MORE_QUOTES]


def test_an_edit_without_its_claim_is_told_and_what_was_taken_out_and_is_not_there_is_not() -> None:
    _, lost = placed(edits_of(DRAFTS), ACCEPTED, with_claims(FIRST, TWO))
    assert [(one.reason, one.claim) for one in lost] == [(NOT_THERE, None)]


def test_edits_are_followed_through_every_revision_until_an_answer_is_composed_without_them() -> None:
    again = with_claims(FIRST, worded(ONE, "Exercise may ease headache in adults."), TWO)
    drafts = [*DRAFTS, Draft(3, ACCEPTED, by_person=False), Draft(4, again, by_person=True)]
    assert {(one.composed, one.accepted) for one in edits_of(drafts)} == {
        (ONE.text, "Exercise may ease headache in adults."), (THREE.text, ""),
    }  # fmt: skip
    assert edits_of([*drafts, Draft(5, FIRST, by_person=False)]) == ()
    back = with_claims(FIRST, ONE, TWO)
    assert [one.composed for one in edits_of([*drafts, Draft(5, back, by_person=True)])] == [THREE.text]
