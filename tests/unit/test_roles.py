"""What a sentence is for in its publication is told by headings, by labels in the text, or by its place."""

from __future__ import annotations

import pytest

from citewell.compose.roles import Role, find_role

LABELLED = (
    "Background: Migraine is common. Methods: We asked 20 people. They were old. Results: Ten of 20 improved. "
    "CONCLUSION: The drug is an option."
)


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Background: Migraine", Role.KNOWN),
        ("Methods: We asked", Role.DONE),
        ("They were old", Role.DONE),
        ("Ten of 20", Role.FOUND),
        ("The drug is", Role.CONCLUDED),
    ],
)
def test_a_label_in_the_text_holds_until_the_next_one(sentence: str, role: Role) -> None:
    assert find_role(LABELLED, LABELLED.index(sentence), section_path=("Abstract",)) is role


@pytest.mark.parametrize(
    ("headings", "role"),
    [
        (("2. Results", "Adverse events"), Role.FOUND),
        (("Abstract", "Conclusions"), Role.CONCLUDED),
        (("Abstract", "Patients and methods"), Role.DONE),
        (("1 Introduction",), Role.KNOWN),
        (("Discussion",), Role.OTHER),
        (("Background noise in hearing aids",), Role.OTHER),
        (("Recommendations",), Role.CONCLUDED),
    ],
)
def test_headings_tell_the_role_whatever_number_they_carry(headings: tuple[str, ...], role: Role) -> None:
    assert find_role("Pain fell by half.", 0, section_path=headings) is role


def test_what_stands_under_a_table_or_figure_is_its_label() -> None:
    assert find_role("Pain scores by group.", 0, section_path=("Results",), locator="Table 2") is Role.LABEL


def test_an_abstract_in_one_piece_opens_with_what_was_known_and_ends_with_what_follows() -> None:
    text = " ".join(f"This is sentence number {number} of the abstract, and it says a little." for number in range(12))
    places = [find_role(text, text.index(f"number {number} "), section_path=("Abstract",)) for number in (0, 5, 11)]
    assert places == [Role.KNOWN, Role.OTHER, Role.CONCLUDED]


def test_a_word_before_a_colon_inside_a_sentence_is_no_label() -> None:
    text = "We had two aims: to ask and to listen. Pain fell."
    assert find_role(text, text.index("Pain"), section_path=("Discussion",)) is Role.OTHER
