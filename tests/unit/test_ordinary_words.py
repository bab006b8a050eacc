"""Ordinary words: everyday English that leaves the clinical topic of a question as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import citewell

PACKAGE = Path(citewell.__file__).parent

CLINICAL = """head neck eye heart arm back throat pain ache sore numb dizzy cough hurt stiff faint
swollen tired severe sudden confused disease infection stroke migraine drug tablet surgeon
physiotherapist chiropractor dentist test scan procedure child children baby infant pregnant
pregnancy elderly adult women men male female boy girl support pressure position exercise
sleep""".split()

OTHER_TOPICS = """dog cat alcohol coffee smoking flying altitude diving spaceflight recipe password
router software tax court capital france planet chemistry sound light cold hot heat""".split()

EVERYDAY = """mother gran husband colleague neighbour neighbor worker boss yesterday week months
since lately go went woke want wonder tells happened leaving worn watch blame insist really badly
fine worried weird best full exact two sixty eight half several dozen please explain advice evidence
idea role reason according recommended desk pillow bed computer forum internet study trial author
journal published data i'm""".split()


@pytest.fixture(scope="module")
def listed() -> list[str]:
    return (PACKAGE / "text" / "ordinary_words.txt").read_text(encoding="utf-8").splitlines()


def test_each_word_stands_once_in_alphabetical_order_and_in_lower_case(listed: list[str]) -> None:
    assert listed == sorted(set(listed))
    assert [word for word in listed if word != word.strip().lower() or not word] == []


def test_a_line_holds_one_plain_word(listed: list[str]) -> None:
    """Compounds such as sixty-eight or mother-in-law are listed by their parts only."""
    assert [word for word in listed if not word.replace("'", "").isalpha()] == []


@pytest.mark.parametrize("word", [*CLINICAL, *OTHER_TOPICS])
def test_a_word_that_sets_the_topic_is_never_ordinary(listed: list[str], word: str) -> None:
    assert word not in listed


@pytest.mark.parametrize("word", EVERYDAY)
def test_everyday_words_are_ordinary(listed: list[str], word: str) -> None:
    assert word in listed


def test_no_word_alone_names_a_concept_of_the_starter_thesaurus(listed: list[str]) -> None:
    concepts = tomllib.loads((PACKAGE / "starter" / "vocabulary.toml").read_text(encoding="utf-8"))["concept"]
    surfaces = {surface.lower() for concept in concepts for surface in (concept["label"], *concept.get("synonyms", []))}
    assert surfaces & set(listed) == set()
