"""A paper is found by other words for what was asked: everyday and clinical names, classes, word order."""

from __future__ import annotations

import pytest

from citewell.compose.focus import title_share
from citewell.compose.other_words import in_other_words, widened, with_other_words
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence
from citewell.text.canonical import NO_VOCABULARY
from citewell.text.coverage import NO_SIGNS, Unit, coverage, read_signs
from citewell.text.normalise import content_stems, stem
from citewell.text.passages import split_document


def units_of(text: str, *pairs: tuple[str, str]) -> list[Unit]:
    """The words of a text as units, with the pairs named."""
    return [Unit(name, 1.0) for name in content_stems(text)] + [
        Unit((stem(first), stem(second)), 1.0) for first, second in pairs
    ]


def named(question: str, title: str, *pairs: tuple[str, str]) -> float:
    """The share of the question that a title names, other words counted."""
    return coverage(with_other_words(units_of(question, *pairs), question), read_signs(title, NO_VOCABULARY), NO_SIGNS)


def evidence(*texts: tuple[str, str, bool]) -> list[Evidence]:
    """Passages under titles, of papers with an abstract or of pages."""
    found: list[Evidence] = []
    for number, (title, text, is_paper) in enumerate(texts):
        path = ("Abstract",) if is_paper else ("Page",)
        document = Document(f"d{number}", title, (Block(text, section_path=path),), "test")
        (passage,) = split_document(document)
        found.append(Evidence(passage, document, score=1.0, rank=number, part=0, similarity=0.5, coverage=0.0))
    return found


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("blood clots on flights", "Venous thromboembolism and air travel"),
        ("broken wrists", "Fractures of the wrist"),
        ("babies dying of measles", "Mortality of measles in infants"),
        ("antidepressants", "Serotonin reuptake inhibitors and bleeding"),
        ("heart attacks", "Outcomes of acute myocardial infarction"),
        ("kidney stones", "Treatment of urolithiasis"),
        ("memory loss", "Cognitive decline after surgery"),
        ("shingles jab", "Zoster vaccination"),
    ],
)
def test_everyday_names_are_found_by_clinical_ones(question: str, title: str) -> None:
    assert named(question, title) >= 0.9


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("sertraline", "Antidepressants and bleeding"),
        ("blood pressure", "Deep vein thrombosis"),
        ("heart attacks", "Panic attacks in adolescents"),
        ("insomnia", "Sleep in healthy adults"),
        ("kidney stones", "Gallstones in adults"),
    ],
)
def test_a_drug_is_not_found_by_its_class_nor_a_thing_by_a_word_that_it_shares(question: str, title: str) -> None:
    assert named(question, title) < 0.9


def test_a_long_name_is_the_same_in_any_order_and_a_short_one_is_not() -> None:
    chain = (("high", "flow"), ("flow", "nasal"), ("nasal", "oxygen"))
    assert named("high flow nasal oxygen", "High-flow oxygen by nasal cannula", *chain) >= 0.9
    assert named("multiple sclerosis", "Lateral sclerosis in multiple families", ("multiple", "sclerosis")) < 0.9
    lung = (("small", "cell"), ("cell", "lung"), ("lung", "cancer"))
    assert named("small cell lung cancer", "Cancer of the lung that is non-small in cell type", *lung) < 0.9


def test_a_question_is_searched_in_the_names_of_the_kinds_too() -> None:
    assert {"SSRI", "SNRI", "pregnancy"} <= set(in_other_words("antidepressants in pregnancy").split())
    assert in_other_words("alphadrin in betosis") == ""


def test_who_is_asked_about_is_not_what_is_asked_about() -> None:
    units = with_other_words([Unit("babi", 0.6), Unit("bronchiol", 0.4)], "babies with bronchiolitis")
    assert [unit.aside for unit in units] == [True, False]


def test_an_encyclopaedia_that_has_a_name_is_not_searched_by_others() -> None:
    pages = [(f"Hair loss {number}", f"Hair loss of kind {number} is common.", False) for number in range(3)]
    units = [Unit("hair", 1.0), Unit("loss", 1.0), Unit(("hair", "loss"), 1.0)]
    held, _ = widened(units, "hair loss", evidence(*pages), NO_VOCABULARY)
    assert not any(unit.alike for unit in held)
    seldom, _ = widened(units, "hair loss", evidence(("Alopecia", "Alopecia is common.", False)), NO_VOCABULARY)
    assert all("alopecia" in unit.alike for unit in seldom)
    papers = [(title, text, True) for title, text, _ in pages]
    assert any(unit.alike for unit in widened(units, "hair loss", evidence(*papers), NO_VOCABULARY)[0])


def test_evidence_under_another_name_counts_as_covering_what_was_asked() -> None:
    units = [Unit("clot", 1.0)]
    wide, covered = widened(units, "clot", evidence(("Thrombosis", "Thrombosis is common.", True)), NO_VOCABULARY)
    assert covered[0].coverage >= 0.9
    assert wide[0].alike


def test_a_stem_that_would_be_stemmed_once_more_still_names_its_title() -> None:
    assert stem("endotens") != "endotens"
    assert title_share("Endotension", [Unit(stem("endotension"), 1.0)], NO_VOCABULARY) == 1.0
