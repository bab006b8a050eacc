"""What answers the aspect asked about, lists quoted whole, and sentences on both sides of a comparison."""

from __future__ import annotations

import pytest

from citewell.compose.aspects import aspect_of, is_furniture, page_fit, says_fit
from citewell.compose.lists import find_lists, is_cut_list
from citewell.compose.sides import adds_side, sides_fit, sides_of
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart
from citewell.text.sentences import split_sentences


def part(text: str, intent: Intent) -> QuestionPart:
    return QuestionPart(text=text, topic="brindle fever", intent=intent, concepts=())


@pytest.mark.parametrize(
    ("text", "intent", "name"),
    [
        ("symptoms of brindle fever", Intent.DIAGNOSIS, "symptoms"),
        ("how is brindle fever diagnosed", Intent.DIAGNOSIS, "tests"),
        ("risk factors for brindle fever", Intent.CAUSE, "risk factors"),
        ("is brindle fever inherited", Intent.CAUSE, "inheritance"),
        ("is brindle syrup safe", Intent.SAFETY, "safe or not"),
        ("what is brindle fever", Intent.DEFINITION, "definition"),
    ],
)
def test_the_aspect_is_finer_than_the_intent(text: str, intent: Intent, name: str) -> None:
    found = aspect_of(part(text, intent))
    assert found is not None
    assert found.name == name


def test_a_page_headed_with_the_aspect_counts_only_if_it_is_on_the_thing_asked_about() -> None:
    symptoms = aspect_of(part("symptoms of brindle fever", Intent.DIAGNOSIS))
    assert symptoms is not None
    title = "What are the symptoms of brindle fever?"
    assert page_fit(symptoms, title, share=1.0) > page_fit(symptoms, "What is brindle fever?", share=1.0) > 0
    assert page_fit(symptoms, title, share=0.5) == 0


def test_a_sentence_that_lists_symptoms_comes_before_one_that_circles_round_them() -> None:
    symptoms = aspect_of(part("symptoms of brindle fever", Intent.DIAGNOSIS))
    assert symptoms is not None
    listed = says_fit(symptoms, "The most common symptoms include shivering, thirst and a pale rash.")
    plain = says_fit(symptoms, "Brindle fever was first described in a harbour town.")
    hollow = says_fit(symptoms, "Symptoms of brindle fever may be similar to those of many other fevers.")
    assert listed > plain > hollow


def test_how_a_table_is_to_be_read_is_no_statement_on_a_condition() -> None:
    assert is_furniture("The frequency of a sign is given as a rough share.")
    assert not is_furniture("A rash is the most frequent sign of brindle fever.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Signs of brindle fever include:\n- thirst\n- a rash\n\nRest helps.",
            ["Signs of brindle fever include: thirst; a rash."],
        ),
        (
            "Do not give it to people who have:\n- asthma\n- gout\n",
            ["Do not give it to people who have: asthma; gout."],
        ),
        (
            "Some people get it more often. They include - sailors over 40 - a family history. Rest helps.",
            ["Some people get it more often. They include: sailors over 40; a family history."],
        ),
        (
            "Signs include - thirst - a pale rash. thirst a pale rash. Rest helps.",
            ["Signs include: thirst; a pale rash."],
        ),
    ],
    ids=["lines", "negation stays", "the sentence pointed back to", "items said twice"],
)
def test_a_short_list_is_one_claim_with_its_introduction(text: str, expected: list[str]) -> None:
    found = find_lists(text, split_sentences(text))
    assert [one.text for one in found] == expected
    ends = {span.end for span in split_sentences(text)}
    assert all(one.end in ends for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Tell the nurse about: - thirst - a pale rash Some people need more care than that.",
        "They include - sailors - cooks. Rest helps.",
        "Signs include:\n- thirst\n- of the skin:\n- a rash\n",
        "Signs include:\n" + "\n".join(f"- sign number {number} of many" for number in range(30)),
    ],
    ids=["runs on", "points to nothing", "nested", "too long"],
)
def test_a_list_that_cannot_be_quoted_whole_is_left_out(text: str) -> None:
    assert find_lists(text, split_sentences(text)) == []


def test_a_list_of_which_one_item_is_left_is_cut() -> None:
    assert is_cut_list("Complications can include - bleeding where the lining tears.")
    assert not is_cut_list("Brindle fever - a fever of sailors - is rare.")


def test_both_sides_of_a_comparison_are_read_from_the_question() -> None:
    assert sides_of("difference between brindle fever and harbour fever?") == ("brindle fever", "harbour fever")
    assert sides_of("type 1 versus type 2 fever") == ("type 1", "type 2")
    assert sides_of("is brindle syrup safe") is None


def test_a_contrast_of_both_comes_first_and_a_second_sentence_speaks_of_the_other_side() -> None:
    question = "difference between brindle fever and harbour fever"
    both = "Unlike harbour fever, brindle fever spares the joints."
    one = "Brindle fever is a fever of sailors."
    assert sides_fit(question, both) > sides_fit(question, one) > sides_fit(question, "Rest helps.")
    assert adds_side(question, one, "Harbour fever affects the joints.")
    assert not adds_side(question, one, "Brindle fever is rare.")
