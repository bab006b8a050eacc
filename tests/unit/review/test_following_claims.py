"""What became of a claim over several revisions, and who may read what was said of it."""

from __future__ import annotations

from tests.boarding import ANNA, EDDA, LEE, RAJ, RUTH, Board, article_of, objecting

from citewell.domain.people import Person, of_person
from citewell.domain.reviewing import Comment
from citewell.review.following import present_claims
from citewell.review.seeing import comments_seen

FIRST = article_of("Exercise eases headache that comes from the neck.", "Manual therapy may help some adults.")
SECOND = article_of("Exercise may ease headache that comes from the neck.", "Manual therapy may help some adults.")
THIRD = article_of("Exercise may ease headache that comes from the upper neck.")


def test_a_claim_is_followed_through_every_wording_and_to_its_end() -> None:
    ids = [[claim.id for claim in article.claims] for article in (FIRST, SECOND, THIRD)]
    assert present_claims([FIRST, SECOND, THIRD]) == {
        ids[0][0]: ids[2][0], ids[1][0]: ids[2][0], ids[2][0]: ids[2][0], ids[0][1]: "",
    }  # fmt: skip
    assert present_claims([]) == {}


def said(board: Board, person: Person, at: str) -> Comment:
    return Comment(1, board.dossier.id, board.dossier.digest, "c-1", person.id, person.name, "Look again.", at)


def test_comments_are_held_to_the_same_as_verdicts() -> None:
    board = Board()
    board.submit()
    board.assign(RUTH, RAJ)
    later = "2999-01-01T00:00:00+00:00"
    earlier = "2000-01-01T00:00:00+00:00"
    comments = [said(board, RUTH, later), said(board, RUTH, earlier), said(board, EDDA, later), said(board, RAJ, later)]

    def seen(person: Person) -> list[int]:
        found = comments_seen(of_person(person), board.dossier, board.reviews, comments)
        return [place for place, one in enumerate(comments) if any(one is other for other in found)]

    assert seen(RAJ) == [3]
    assert seen(EDDA) == [0, 1, 2, 3]
    assert seen(ANNA) == [1, 2]
    assert seen(LEE) == []
    board.review(RAJ, **objecting(board.article))
    assert seen(RAJ) == [0, 1, 2, 3]
    assert seen(RUTH) == [0, 1]
