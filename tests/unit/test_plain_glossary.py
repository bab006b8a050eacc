"""The glossary in plain words: its form, its size, and how its terms are found in a text."""

from __future__ import annotations

import pytest

from citewell.compose.glossary import LONGEST_DEFINITION, Entry, Glossary, load_glossary
from citewell.domain.errors import LibraryError
from citewell.text.readability import count_text, flesch_kincaid

TURNING = {"not", "no", "never", "without", "may", "might", "can", "must", "should", "only"}

HARDEST_DEFINITION = 13.0
"""School grade of the hardest definition; half of them are far below."""


def entry(term: str, plain: str, *, forms: tuple[str, ...] = (), plain_forms: tuple[str, ...] = ()) -> Entry:
    return Entry(term, forms, plain, plain_forms, "It means this.", True, "general")


def test_the_glossary_has_at_least_seven_hundred_terms_each_once_and_in_order() -> None:
    terms = [one.term for one in load_glossary().entries]
    assert len(terms) >= 700
    assert terms == sorted(terms, key=lambda term: (term.casefold(), term))
    forms = [form for one in load_glossary().entries for form, _ in one.pairs]
    assert len(forms) == len(set(forms))


def test_every_definition_is_one_short_readable_sentence() -> None:
    grades = []
    for one in load_glossary().entries:
        assert len(one.definition.split()) <= LONGEST_DEFINITION, one.term
        assert one.definition[0].isupper() or one.definition[0].isdigit(), one.term
        assert one.definition.endswith("."), one.term
        assert one.term.lower() != one.plain.lower(), one.term
        grades.append(flesch_kincaid(count_text(one.definition)))
    assert sorted(grades)[len(grades) // 2] <= 7.0
    assert sum(grade > HARDEST_DEFINITION for grade in grades) <= 0.03 * len(grades)


def test_a_plain_word_that_is_put_in_a_term_s_place_tells_no_number_and_no_negation() -> None:
    for one in load_glossary().entries:
        if one.swap:
            for form, plain in one.pairs:
                digits = [character for character in plain if character.isdigit()]
                assert digits == [character for character in form if character.isdigit()], form
                if form != "in the absence of":  # which is as much of a "without" as its plain word
                    assert TURNING & set(plain.lower().split()) == TURNING & set(form.lower().split()), form


def test_the_longest_form_is_found_with_its_plural_and_any_hyphen() -> None:
    found = load_glossary().find("Medication overuse headache and two cervical artery dissections.")
    assert [one.entry.term for one in found] == ["medication-overuse headache", "cervical artery dissection"]
    assert found[1].plain == "tears of neck arteries"


def test_an_abbreviation_is_found_letter_for_letter_and_a_word_in_capitals_is_none() -> None:
    glossary = Glossary([entry("CRP", "a blood test"), entry("axis", "second neck bone")])
    assert [one.entry.term for one in glossary.find("CRP and the axis; not crp, not AXIS.")] == ["CRP", "axis"]


@pytest.mark.parametrize(
    "broken",
    [
        {"forms": ("a", "b"), "plain_forms": ("c",)},
        {"plain": "one two three four five six seven eight nine"},
        {"definition": " ".join(["word"] * 21)},
        {"definition": " "},
    ],
)
def test_a_malformed_entry_is_refused(broken: dict[str, object]) -> None:
    good: dict[str, object] = {
        "term": "t", "forms": (), "plain": "p", "plain_forms": (), "definition": "d.", "swap": False, "field": "f",
    }  # fmt: skip
    Entry(**good)  # type: ignore[arg-type]
    with pytest.raises(LibraryError):
        Entry(**(good | broken))  # type: ignore[arg-type]


def test_a_form_that_stands_twice_is_refused() -> None:
    with pytest.raises(LibraryError, match="twice"):
        Glossary([entry("a word", "x"), entry("other", "y", forms=("a word",), plain_forms=("z",))])
