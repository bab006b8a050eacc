"""The starter thesaurus: what a clinician's librarian would want to hold of every entry."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import citewell
from citewell.text.vocabulary import Vocabulary, parse_vocabulary

STARTER = Path(citewell.__file__).parent / "starter"
TYPES = {"condition", "symptom", "procedure", "drug", "test", "anatomy", "measure", "population"}
FIELDS = {"excludes", "assumed", "label", "synonyms", "narrower", "type", "query_only", "reason"}


@pytest.fixture(scope="module")
def source() -> str:
    return (STARTER / "vocabulary.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(source: str) -> list[dict[str, Any]]:
    return list(tomllib.loads(source)["concept"])


@pytest.fixture(scope="module")
def vocabulary(source: str) -> Vocabulary:
    return parse_vocabulary(source)


@pytest.fixture(scope="module")
def facts() -> list[str]:
    files = sorted((STARTER / "publications").glob("*.toml"))
    documents = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return [str(fact["text"]) for document in documents for fact in document["facts"]]


def test_entries_have_the_documented_fields_and_a_known_type(rows: list[dict[str, Any]]) -> None:
    wrong = [row.get("label") for row in rows if set(row) - FIELDS or row.get("type") not in TYPES]
    assert wrong == []


def test_labels_are_unique(rows: list[dict[str, Any]]) -> None:
    counts = Counter(row["label"].casefold() for row in rows)
    assert [label for label, count in counts.items() if count > 1] == []


def test_no_surface_form_belongs_to_two_concepts(rows: list[dict[str, Any]]) -> None:
    """Hyphens, capitals, ae/oe and a regular plural do not make another form."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        for form in [row["label"], *row["synonyms"]]:
            owners.setdefault(_plain(form), set()).add(row["label"])
    assert {form: labels for form, labels in owners.items() if len(labels) > 1} == {}


def test_the_matcher_reads_every_form_as_its_own_concept(vocabulary: Vocabulary) -> None:
    """Stemming must not pull two concepts together either, nor a part of a form be read as another."""
    strays: dict[str, list[str]] = {}
    for concept in vocabulary.concepts.values():
        for form in concept.surfaces:
            labels = [mention.label for mention in vocabulary.mentions(form)]
            if labels != [concept.label]:
                strays[form] = labels
    assert strays == {}


def test_narrower_concepts_exist(rows: list[dict[str, Any]]) -> None:
    labels = {row["label"] for row in rows}
    unknown = {row["label"]: set(row.get("narrower", [])) - labels for row in rows}
    assert {label: missing for label, missing in unknown.items() if missing} == {}


def test_no_concept_is_narrower_than_itself(vocabulary: Vocabulary) -> None:
    circular = [label for label in vocabulary.concepts if label in vocabulary.broader(label)]
    assert circular == []


def test_every_concept_occurs_in_a_fact_or_says_why_not(
    rows: list[dict[str, Any]], vocabulary: Vocabulary, facts: list[str]
) -> None:
    """A form counts where it stands in a fact, even inside a longer one ("aspirin-paracetamol-caffeine")."""
    texts = [f" {_plain(fact)} " for fact in facts]
    unused = [
        row["label"]
        for row in rows
        if not row.get("query_only", False)
        and not any(f" {_plain(form)} " in text for form in [row["label"], *row["synonyms"]] for text in texts)
    ]
    assert unused == []
    assert [row["label"] for row in rows if bool(row.get("query_only")) != bool(row.get("reason"))] == []


def test_nearly_every_fact_names_a_concept(vocabulary: Vocabulary, facts: list[str]) -> None:
    """The thesaurus covers the library: at most one fact in fifty names none of its concepts."""
    bare = [fact for fact in facts if not vocabulary.labels(fact)]
    assert len(bare) <= len(facts) / 50, bare


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("craniovertebral junction abnormality", "craniocervical junction anomaly"),
        ("Arnold-Chiari", "Chiari I malformation"),
        ("temporal arteritis", "giant cell arteritis"),
        ("is neck cracking safe", "spinal manipulation"),
        ("blood patch for low pressure headache", "epidural blood patch"),
        ("acetaminophen", "paracetamol"),
        ("pseudotumor cerebri", "idiopathic intracranial hypertension"),
        ("too many painkillers", "medication-overuse headache"),
        ("trapped nerve in my neck", "cervical radiculopathy"),
        ("GONB", "greater occipital nerve block"),
    ],
)
def test_the_words_people_use_lead_to_the_library_s_concept(vocabulary: Vocabulary, typed: str, label: str) -> None:
    assert label in vocabulary.labels(typed)


def test_a_related_disease_is_not_taken_for_its_neighbour(vocabulary: Vocabulary) -> None:
    assert "Chiari I malformation" not in vocabulary.labels("Chiari II malformation in spina bifida")
    assert "medication-overuse headache" not in vocabulary.labels("rebound headache after a blood patch")
    assert "basilar invagination" not in vocabulary.labels("platybasia")


def test_an_abbreviation_is_not_an_ordinary_word(vocabulary: Vocabulary) -> None:
    assert vocabulary.labels("PoTS") == {"postural tachycardia syndrome"}
    assert vocabulary.labels("how to clean copper pots with tens of sponges") == frozenset()


def test_junction_anomalies_include_their_kinds(vocabulary: Vocabulary) -> None:
    family = vocabulary.family("craniocervical junction anomaly")
    kinds = {"Chiari I malformation", "basilar invagination", "os odontoideum", "Klippel-Feil syndrome"}
    assert kinds <= family
    assert not family & {"giant cell arteritis", "cervicogenic headache", "rheumatoid arthritis"}


def _plain(form: str) -> str:
    """`form` without capitals, hyphens, regular plurals and the difference between ae/oe and e."""
    folded = form.casefold().replace("ae", "e").replace("oe", "e")
    return " ".join(_singular(word) for word in re.findall(r"[a-z0-9']+", folded))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "siu" else word
