"""What a number opens: exactly the quotes are marked, in their passage, between its neighbours."""

from __future__ import annotations

from dataclasses import replace

from tests.building import citation
from tests.examples import example_article

from citewell.domain.articles import Article, Citation, Claim
from citewell.domain.documents import Passage
from citewell.domain.enums import Fidelity
from citewell.web.proof_views import MOST_AROUND, ProofPage, proof_page

TEXT = "Pain often eases in weeks. Exercise may help (weak recommendation). Rest does not help. Ask early."
ONE, TWO = "Exercise may help (weak recommendation).", "Rest does not help."


def passage(name: str, text: str, **fields: object) -> Passage:
    return Passage(id=name, document_id="guide", text=text, end=len(text), **fields)  # type: ignore[arg-type]


HELD = passage("guide#2", TEXT, section_path=("Treatment", "Exercise"), locator="p. 4")
BEFORE = passage("guide#1", "Imaging is seldom needed.", locator="p. 3", strength="weak")
BEHIND = passage("guide#3", "Take 400 mg of ibuprofen three times a day.", locator="p. 5")


def cited(quote: str, **fields: object) -> Citation:
    start = TEXT.index(quote)
    return replace(citation(1, "guide#2", quote, "p. 4"), start=start, end=start + len(quote), **fields)  # type: ignore[arg-type]


def proof(*citations: Citation, held: Passage = HELD, reader: str = "", fidelity: Fidelity | None = None) -> ProofPage:
    article: Article = example_article()
    claim = Claim("c1", "What is said.", citations)
    first = replace(article.references[0], document_id="guide", fidelity=fidelity or Fidelity.VERBATIM)
    shown = replace(article, direct_answer=(claim,), sections=(), references=(first, *article.references[1:]))
    publication = [BEFORE, HELD, BEHIND]
    return proof_page(shown, "c1", 1, passages={"guide#2": held}, publication=publication, reader=reader)


def test_several_quotes_of_a_passage_are_marked_in_it_once_and_nothing_else_is() -> None:
    (shown,) = proof(cited(ONE), cited(TWO)).proofs
    assert [text for text, quoted in shown.pieces if quoted] == [ONE, TWO]
    assert "".join(text for text, _ in shown.pieces) == TEXT


def test_quotes_that_overlap_are_one_mark() -> None:
    (shown,) = proof(cited(f"{ONE} {TWO}"), cited(TWO), cited(ONE)).proofs
    assert [text for text, quoted in shown.pieces if quoted] == [f"{ONE} {TWO}"]


def test_the_neighbours_are_shown_with_their_place_and_grade() -> None:
    (shown,) = proof(cited(ONE)).proofs
    assert shown.before is not None
    assert (shown.before.text, shown.before.locator, shown.before.grade) == (BEFORE.text, "p. 3", "strength “weak”")
    assert shown.behind is not None
    assert shown.behind.text == BEHIND.text


def test_a_patient_sees_no_dose_beside_a_quote() -> None:
    dosed = passage("guide#2", f"{TEXT} Take 400 mg of ibuprofen three times a day.")
    (shown,) = proof(cited(ONE), held=dosed, reader="patient").proofs
    assert shown.behind is None
    assert not any("400 mg" in text for text, _ in shown.pieces)
    assert [text for text, quoted in shown.pieces if quoted] == [ONE]


def test_a_passage_that_was_changed_has_no_neighbours_and_a_lost_one_no_surroundings() -> None:
    (changed,) = proof(cited(ONE), held=passage("guide#2", f"{TEXT} More was added.")).proofs
    assert changed.before is changed.behind is None
    (lost,) = proof(cited(ONE), held=passage("guide#2", "Other words.")).proofs
    assert not lost.held
    assert lost.pieces == ((ONE, True),)


def test_the_section_is_told_of_a_publication_and_not_of_our_restatement() -> None:
    (published,) = proof(cited(ONE)).proofs
    assert dict(published.facts)["Section"] == "Treatment › Exercise"
    (restated,) = proof(cited(ONE), fidelity=Fidelity.RESTATED).proofs
    assert "Section" not in dict(restated.facts)


def test_long_surroundings_are_cut_between_words_on_the_far_side() -> None:
    long = f"{'far away ' * 200}{ONE}{' far behind' * 200}"
    held = passage("guide#2", long)
    start = long.index(ONE)
    (shown,) = proof(replace(cited(ONE), start=start, end=start + len(ONE)), held=held).proofs
    (before, _), (quote, quoted), (behind, _) = shown.pieces
    assert quoted
    assert quote == ONE
    assert before.startswith("… ")
    assert before.endswith("away ")
    assert behind.endswith(" …")
    assert max(len(before), len(behind)) <= MOST_AROUND + 4
