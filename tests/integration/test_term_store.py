"""The store of terms, on a real SQLite file: found by any name, never doubled, harmless whatever is in it."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from pathlib import Path

import pytest

from citewell.domain.errors import LibraryError
from citewell.domain.intake import Term
from citewell.domain.ports import Terms
from citewell.store.terms import TermStore
from citewell.text.terms import MOST_WORDS

CLUSTER = Term(
    "D003027",
    "Headache, Cluster",
    synonyms=("Cluster Headaches", "Mock's Ciliary Pain", "Morning Cluster Pain", "Pain, Morning Cluster"),
    scope="Attacks of pain around one eye.",
    source="MeSH",
    type="condition",
    apart=(("Morning Cluster Pain", "Pain, Morning Cluster"),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "terms.sqlite"


def rows(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def labels(store: Terms, *phrases: str) -> list[str]:
    return [term.label for term in store.find(phrases)]


@pytest.mark.parametrize(
    "phrase", ["cluster headache", "Cluster Headaches", "CLUSTER-HEADACHE", "mock’s ciliary pain", "mock ciliary pains"]
)
def test_a_term_is_found_by_any_of_its_names_whatever_order_capitals_or_plural(path: Path, phrase: str) -> None:
    TermStore(path).keep_terms([CLUSTER])
    assert TermStore(path).find(["pain of", phrase, phrase]) == [
        Term(
            "D003027",
            "Headache, Cluster",
            ("Cluster Headaches", "Mock's Ciliary Pain"),
            scope="Attacks of pain around one eye.",
            source="MeSH",
            type="condition",
        )
    ]


def test_what_a_term_keeps_apart_is_a_meaning_of_its_own(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([CLUSTER])
    (found,) = store.find(["morning cluster pain"])
    assert (found.id, found.label, found.synonyms) == ("D003027", "Morning Cluster Pain", ("Pain, Morning Cluster",))
    assert store.count() == {"MeSH": 1}


def test_other_spellings_lead_to_the_same_term_and_part_of_a_name_to_none(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([Term("D1", "Haemorrhagic Oedema", source="MeSH")])
    assert labels(store, "hemorrhagic edema") == ["Haemorrhagic Oedema"]
    assert labels(store, "edema", "oedema haemorrhagic", "", "?!") == []


def test_adding_again_doubles_nothing_and_a_changed_term_takes_the_place_of_the_old_one(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([CLUSTER])
    before = path.read_bytes(), rows(path, "meanings"), rows(path, "names")
    TermStore(path).keep_terms([CLUSTER])
    assert (path.read_bytes(), rows(path, "meanings"), rows(path, "names")) == before
    store.keep_terms([Term("D003027", "Cluster Pain", ("Eye Pain Attack",), source="MeSH", type="condition")])
    assert labels(store, "cluster headache", "morning cluster pain") == []
    assert labels(store, "eye pain attack") == ["Cluster Pain"]
    assert (rows(path, "meanings"), rows(path, "names")) == (1, 2)


def test_vocabularies_with_the_same_identifiers_stand_beside_each_other(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([CLUSTER, Term("D003027", "Mock Pain", source="House list")])
    store.keep_terms([Term("D003027", "Sham Pain", source="House list")])
    assert store.count() == {"House list": 1, "MeSH": 1}
    assert labels(store, "mock pain", "sham pain", "cluster headache") == ["Headache, Cluster", "Sham Pain"]


def test_the_file_is_made_when_the_first_term_comes(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([])
    assert not store.exists()
    with pytest.raises(LibraryError) as error:
        store.find(["pain"])
    assert "library add" in error.value.remedy
    assert not path.parent.exists()
    store.keep_terms([CLUSTER])
    assert store.exists()


def test_a_file_that_was_deleted_is_made_again_by_the_same_store(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([CLUSTER])
    path.unlink()
    store.keep_terms([CLUSTER])
    assert labels(store, "cluster headache") == ["Headache, Cluster"]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_told_with_the_remedy(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for use in (lambda store: store.find(["pain"]), lambda store: store.count()):
        with pytest.raises(LibraryError) as error:
            use(TermStore(path))
        assert str(path) in error.value.message
        assert "delete that file" in error.value.remedy


HOSTILE = [
    "'; DROP TABLE names; --",
    'Robert"); DELETE FROM meanings; --',
    "nul\0 bell\a right\u202eleft \ud800 lone",
    "x" * 10_000,
    "word " * 2_000,
    "%_?:name[*]",
    "\u200b",
    "",
]


def test_no_name_does_harm(path: Path) -> None:
    store = TermStore(path)
    store.keep_terms([CLUSTER])
    store.keep_terms(Term(f"H{place}", name, (name,), source=name) for place, name in enumerate(HOSTILE))
    store.keep_terms([Term("H9", "Mock Fever", tuple(HOSTILE), scope="\0" * 5_000, type="'")])
    found = store.find([*HOSTILE, "cluster headache", "mock fever"])
    assert [term.id for term in found if term.source == "MeSH"] == ["D003027"]
    (kept,) = store.find(["mock fever"])
    assert all(name.isprintable() and len(name) <= 120 for name in kept.synonyms)
    assert len(kept.scope) <= 2_000


def keep_many(path: Path, first: int) -> None:
    for start in range(first, first + 100, 10):
        terms = [Term(f"D{number}", f"Mock Fever {number}", source="MeSH") for number in range(start, start + 10)]
        TermStore(path).keep_terms(terms)


def test_two_processes_can_add_at_once(path: Path) -> None:
    TermStore(path).keep_terms([CLUSTER])
    processes = [multiprocessing.Process(target=keep_many, args=(path, first)) for first in (0, 50)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert TermStore(path).count() == {"MeSH": 151}
    assert sorted(labels(TermStore(path), "mock fever 7", "mock fever 149")) == ["Mock Fever 149", "Mock Fever 7"]


def test_names_are_compared_by_the_rules_of_this_version_whatever_version_wrote_them(path: Path) -> None:
    TermStore(path).keep_terms([CLUSTER])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE names SET phrase = 'old ' || phrase")
        connection.execute("UPDATE rules SET rule = 'older'")
    assert labels(TermStore(path), "cluster headache") == ["Headache, Cluster"]
    assert rows(path, "names") == 3


@pytest.mark.slow
def test_a_large_vocabulary_loads_in_seconds_and_is_asked_in_milliseconds(path: Path) -> None:
    store = TermStore(path)
    began = time.process_time()
    for start in range(0, 10_000, 2_000):
        store.keep_terms(
            Term(
                f"D{number}",
                f"Mock {number} Fever",
                tuple(f"Sham {place} {number % 97} Illness {number}" for place in range(8)),
                source="MeSH",
            )
            for number in range(start, start + 2_000)
        )
    assert time.process_time() - began < 20
    words = "how is the treatment of mock 77 fever to be told from that of sham 3 77 illness 77 in old people".split()
    phrases = [
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1)
    ]
    store.find(phrases)
    began = time.process_time()
    for _ in range(10):
        assert [term.id for term in store.find(phrases)] == ["D77"]
    assert (time.process_time() - began) / 10 < 0.02
