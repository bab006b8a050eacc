"""Readability: syllables against a table counted by hand, and both formulas worked out on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from citewell.text.readability import (
    ITEM,
    Counts,
    Known,
    count_text,
    flesch_kincaid,
    flesch_kincaid_known,
    measure,
    smog,
    smog_known,
)
from citewell.text.syllables import count_syllables

TABLE = Path(__file__).with_name("syllables.txt")


def counted_by_hand() -> Iterator[tuple[str, int]]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line[:1].isdigit():
            number, _, words = line.partition(":")
            yield from ((word, int(number)) for word in words.split())


def test_every_word_of_the_table_has_the_syllables_counted_by_hand() -> None:
    table = list(counted_by_hand())
    assert len(table) >= 150
    assert [(word, count_syllables(word)) for word, _ in table] == table


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("4", 1), ("12.5%", 1), ("C2", 1), ("one-sided", 3), ("patient's", 2), ("MRI", 1), ("", 1), ("Ménière", 3)],
)
def test_figures_hyphens_and_odd_words_have_at_least_one_syllable(word: str, syllables: int) -> None:
    assert 1 <= count_syllables(word) <= max(syllables, 1)


def test_the_grade_of_kincaid_is_that_of_the_formula() -> None:
    # 10 words, 1 sentence, 14 syllables: 0.39 * 10 + 11.8 * 1.4 - 15.59 = 4.83
    assert flesch_kincaid(Counts(sentences=1, words=10, syllables=14, polysyllables=1)) == pytest.approx(4.83)
    assert flesch_kincaid(Counts(sentences=1, words=3, syllables=3)) == 0.0
    assert flesch_kincaid(Counts()) == 0.0


def test_the_grade_of_mclaughlin_takes_a_short_text_to_go_on_as_it_began() -> None:
    # 30 sentences with 30 long words: 3.1291 + 1.0430 * sqrt(30) = 8.8418; so have 3 sentences with 3 long words
    assert smog(Counts(sentences=30, words=300, syllables=450, polysyllables=30)) == pytest.approx(8.8418, abs=1e-3)
    assert smog(Counts(sentences=3, words=30, syllables=45, polysyllables=3)) == pytest.approx(8.8418, abs=1e-3)
    assert smog(Counts()) == 0.0


def test_a_text_is_counted_sentence_by_sentence() -> None:
    counts = count_text("The head hurts. Medicine can help 4 in 100 people.")
    assert counts == Counts(sentences=2, words=10, syllables=13, polysyllables=1)


def test_a_further_item_of_a_list_counts_as_a_sentence_and_its_mark_as_no_word() -> None:
    plain, listed = "Signs are fever, rash and pain.", f"Signs are{ITEM}fever,{ITEM}rash and{ITEM}pain."
    assert count_text(listed).words == count_text(plain).words
    assert count_text(listed).sentences == count_text(plain).sentences + 2


def test_known_words_count_as_hard_as_those_around_them_and_shorten_no_sentence() -> None:
    text = "Giant cell arteritis can harm the eyes."
    counts = count_text(text, ((0, 20),))
    assert counts == Counts(sentences=1, words=7, syllables=11, polysyllables=1, known=Known(3, 7, 1))
    # 0.39 * 7 + 11.8 * 4 / 4 - 15.59 = -1.06, and of all words 0.39 * 7 + 11.8 * 11 / 7 - 15.59 = 5.68
    assert flesch_kincaid_known(counts) == 0.0
    assert flesch_kincaid(counts) == pytest.approx(5.683, abs=1e-3)
    assert smog_known(counts) == pytest.approx(3.1291)
    assert smog(counts) > smog_known(counts)
    more = counts + count_text("It is an emergency.")
    # 11 words, 2 sentences; of the 8 not known 4 + 7 syllables: 0.39 * 5.5 + 11.8 * 11 / 8 - 15.59
    assert flesch_kincaid_known(more) == pytest.approx(2.78, abs=1e-2)


def test_a_text_without_known_words_or_of_nothing_else_has_one_grade() -> None:
    for counts in (count_text("The head hurts after an injury."), count_text("Giant cell arteritis.", ((0, 20),))):
        assert flesch_kincaid_known(counts) == flesch_kincaid(counts)
    assert flesch_kincaid_known(Counts()) == smog_known(Counts()) == 0.0


def test_a_measure_names_what_nothing_explains_and_survives_no_text() -> None:
    assert measure(count_text("Pain."), unexplained=["syrinx"]).unexplained == ("syrinx",)
    nothing = measure(Counts())
    assert (nothing.words, nothing.flesch_kincaid, nothing.words_per_sentence) == (0, 0.0, 0.0)


def test_a_measure_tells_both_grades_and_how_many_words_are_known() -> None:
    read = measure(count_text("Giant cell arteritis can harm the eyes.", ((0, 20),)))
    assert (read.known_words, read.words) == (3, 7)
    assert (read.flesch_kincaid, read.flesch_kincaid_known) == (5.7, 0.0)
    assert (read.smog, read.smog_known) == (8.8, 3.1)
