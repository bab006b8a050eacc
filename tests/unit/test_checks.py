"""True claims pass every rule; each kind of wrong claim is named by the rule that is there for it."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from citewell.checks.context import CheckContext
from citewell.checks.registry import rules, run_checks, surviving
from citewell.domain.articles import Citation, Claim
from citewell.domain.documents import Block, Document, Passage
from citewell.domain.enums import DocumentStatus, EvidenceKind, Severity
from citewell.text.context import dangling_reference
from citewell.text.identity import claim_id
from citewell.text.passages import split_document

FACT = (
    "In 97% of 41 cases of cervicogenic headache pain began in the neck, and at least two of four criteria "
    "were not met within 3 to 6 months (95% CI 1.2 to 1.4)."
)
RECOMMENDED = "Exercise is advised for cervicogenic headache. (Weak recommendation.) Drugs have limited effect."


@dataclass(frozen=True)
class Case:
    """A claim with the library it is checked against."""

    claim: Claim
    context: CheckContext


def library(text: str, **changes: Any) -> tuple[Document, Passage]:
    block = Block(text, locator="Results", strength="Weak for", certainty="low")
    values: dict[str, Any] = {
        "authors": "Sjaastad O, Bakketeig L",
        "year": 2008,
        "kind": EvidenceKind.COHORT,
        **changes,
    }
    document = Document(id="vaga", title="Vaga study", blocks=(block,), collection="test", **values)
    (passage,) = split_document(document)
    return document, passage


def cite(passage: Passage, quote: str, **changes: Any) -> Citation:
    start = passage.text.index(quote)
    citation = Citation(
        passage.document_id,
        passage.id,
        passage.locator,
        quote,
        start,
        start + len(quote),
        strength=passage.strength,
        certainty=passage.certainty,
        inferred=passage.inferred,
    )
    return replace(citation, **changes)


def make_claim(text: str, *citations: Citation) -> Claim:
    quotes = [(citation.passage_id, citation.quote, citation.start, citation.end) for citation in citations]
    return Claim(claim_id(text, quotes), text, citations)


def case(
    text: str,
    *,
    source: str = FACT,
    quote: str = "",
    changes: dict[str, Any] | None = None,
    **document: Any,
) -> Case:
    held, passage = library(source, **document)
    citation = cite(passage, quote or source, **(changes or {}))
    return Case(make_claim(text, citation), CheckContext({passage.id: passage}, {held.id: held}))


def broken_rules(wrong: Case, severity: Severity = Severity.ERROR) -> set[str]:
    found = run_checks([wrong.claim], wrong.context)
    assert all(finding.target == wrong.claim.id and finding.explanation for finding in found)
    return {finding.rule for finding in found if finding.severity is severity}


def test_a_sentence_quoted_whole_passes_every_rule() -> None:
    right = case(FACT)
    assert run_checks([right.claim], right.context) == ()
    assert surviving([right.claim], ()) == (right.claim,)


def test_an_insertion_that_names_the_source_passes() -> None:
    fact = "Success in that series meant relief for 90 days."
    assert broken_rules(case(fact, source=fact)) == {"self_contained"}
    named = case("Success in that series [Sjaastad et al., 2008] meant relief for 90 days.", source=fact)
    assert broken_rules(named) == set()


def test_a_claim_cut_from_its_quote_is_named_by_the_rule_that_asks_for_the_whole_sentence() -> None:
    shorter = case("At least two of four criteria were not met within 3 to 6 months.", source=FACT)
    assert broken_rules(shorter) == {"nothing_left_out"}


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (FACT.replace("97%", "79%"), "numbers_match"),
        (FACT.replace("97%", "97 mg"), "numbers_match"),
        (FACT.replace("97% of 41 cases", "97 of 41 cases"), "numbers_match"),
        (FACT.replace("3 to 6 months", "3 months"), "numbers_match"),
        (FACT.replace("3 to 6 months", "3 to 6 weeks"), "numbers_match"),
        (FACT.replace("at least two", "more than two"), "numbers_match"),
        (FACT.replace("at least two", "two"), "numbers_match"),
        (FACT.replace("two of four", "two"), "numbers_match"),
        (FACT.replace("95% CI 1.2 to 1.4", "95% CI 1.2 to 14"), "numbers_match"),
        (FACT.replace("95% CI", "99% CI"), "numbers_match"),
        (FACT.replace("97% of 41", "41% of 97"), "numbers_match"),
        (FACT.replace("cases of", "cases of severe"), "words_match"),
        (FACT.replace("were not met", "were met"), "negation_matches"),
        (FACT.replace("pain began", "pain never began"), "negation_matches"),
        (FACT.replace("cervicogenic", "cluster"), "words_match"),
        (FACT.replace("in the neck, and", "in the neck, or"), "words_match"),
        (FACT.replace("criteria", "criteria [of the best sort]"), "words_match"),
        (f"However, {FACT[0].lower()}{FACT[1:]}", "self_contained"),
        (FACT.replace("headache pain", "headache pain of this series"), "self_contained"),
    ],
)
def test_a_changed_claim_is_caught_by_the_rule_for_its_change(claim: str, rule: str) -> None:
    assert rule in broken_rules(case(claim))


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("Mobilisation was better than manipulation for the neck.", "comparison_matches"),
        ("Manipulation was better than mobilisation for the head.", "words_match"),
        ("Manipulation was better than mobilisation for the neck, better for all.", "certainty_travels"),
    ],
)
def test_the_sides_of_a_comparison_may_not_change_places(claim: str, rule: str) -> None:
    source = "Manipulation was better than mobilisation for the neck."
    assert broken_rules(case(source, source=source)) == set()
    assert rule in broken_rules(case(claim, source=source))


def test_names_with_digits_may_not_change() -> None:
    source = "ICHD-3 criterion C applies to the C1-C2 joint (Level III)."
    for changed in ("ICHD-2 ", "criterion B", "C1-C3", "Level II)"):
        claim = re.sub(
            re.escape({"I": "ICHD-3 ", "c": "criterion C", "C": "C1-C2", "L": "Level III)"}[changed[0]]),
            changed,
            source,
        )
        assert "numbers_match" in broken_rules(case(claim, source=source)), claim


def test_a_further_source_may_not_contradict_the_number() -> None:
    document, passage = library("Prevalence was 4.1% in adults.")
    other = replace(document, id="akershus")
    (far,) = split_document(replace(other, blocks=(Block("Prevalence was 0.17% in adults."),)))
    (near,) = split_document(replace(other, blocks=(Block("Prevalence was 4.1% to 4.6% in adults."),)))
    for further, expected in ((far, {"every_citation", "numbers_match"}), (near, {"every_citation"})):
        claim = make_claim(passage.text, cite(passage, passage.text), cite(further, further.text))
        context = CheckContext({passage.id: passage, further.id: further}, {document.id: document, other.id: other})
        assert broken_rules(Case(claim, context)) == expected


def test_a_quote_must_stand_at_its_offsets() -> None:
    shifted = case(FACT, source=f"{FACT} More.", quote=FACT, changes={"start": 1, "end": len(FACT) + 1})
    assert "quote_stands" in broken_rules(shifted)


def test_a_quote_with_one_letter_changed_is_caught_by_two_rules() -> None:
    right = case(FACT)
    citation = replace(right.claim.citations[0], quote=FACT.replace("neck", "nack"))
    wrong = Case(replace(right.claim, citations=(citation,)), right.context)
    assert {"quote_stands", "identity_matches"} <= broken_rules(wrong)


def test_a_claim_with_one_letter_changed_no_longer_fits_its_id() -> None:
    right = case(FACT)
    wrong = Case(replace(right.claim, text=FACT.replace("began", "begun")), right.context)
    assert "identity_matches" in broken_rules(wrong)


@pytest.mark.parametrize(
    "quote",
    [
        "Exercise is advised for cervicogenic",
        "advised for cervicogenic headache. (Weak recommendation.)",
        "Exercise is advised for cervicogenic headache.",
    ],
)
def test_a_quote_may_not_cut_a_sentence_or_its_qualifier(quote: str) -> None:
    claim = "Exercise is advised for cervicogenic headache."
    source = RECOMMENDED.replace("n.)", "n)")
    assert "quote_complete" in broken_rules(case(claim, source=source, quote=quote.replace("n.)", "n)")))


@pytest.mark.parametrize(
    "behind", [" Except in pregnancy.", " Unless the pain is new.", " Only if exercise has failed.", " (low certainty)"]
)
def test_a_quote_may_not_stop_before_a_fragment_that_limits_it(behind: str) -> None:
    text = "Drugs have limited effect."
    assert "quote_complete" in broken_rules(case(text, source=text + behind, quote=text))


def test_a_sentence_of_its_own_behind_a_quote_is_no_limit() -> None:
    text = "Drugs have limited effect."
    behind = " Unless it is treated, the pain comes back."
    assert "quote_complete" not in broken_rules(case(text, source=text + behind, quote=text))


def test_a_quote_of_whole_sentences_is_complete() -> None:
    text = "Drugs have limited effect."
    assert broken_rules(case(text, source=RECOMMENDED, quote=text)) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"strength": ""},
        {"strength": "Strong for"},
        {"certainty": ""},
        {"certainty": "high"},
        {"inferred": True},
    ],
)
def test_strength_and_certainty_travel(changes: dict[str, Any]) -> None:
    assert broken_rules(case(FACT, changes=changes)) == {"strength_travels"}


def test_a_retracted_source_removes_the_claim_and_doubts_are_told() -> None:
    retracted = case(FACT, status=DocumentStatus.RETRACTED)
    assert broken_rules(retracted) == {"source_status"}
    for status in (DocumentStatus.EXPRESSION_OF_CONCERN, DocumentStatus.SUPERSEDED):
        doubted = case(FACT, status=status)
        assert broken_rules(doubted) == set()
        assert broken_rules(doubted, Severity.NOTICE) == {"source_status"}
        assert surviving([doubted.claim], run_checks([doubted.claim], doubted.context)) == (doubted.claim,)
    assert surviving([retracted.claim], run_checks([retracted.claim], retracted.context)) == ()


def test_a_citation_must_lead_to_a_passage_of_the_publication_it_names() -> None:
    right = case(FACT)
    assert broken_rules(Case(right.claim, CheckContext({}, right.context.documents))) == {"citation_resolves"}
    assert broken_rules(Case(right.claim, CheckContext(right.context.passages, {}))) == {"citation_resolves"}
    other = replace(next(iter(right.context.documents.values())), id="other")
    citation = replace(right.claim.citations[0], document_id="other")
    wrong = Case(replace(right.claim, citations=(citation,)), replace(right.context, documents={"other": other}))
    assert "citation_resolves" in broken_rules(wrong)
    moved = replace(right.claim, citations=(replace(right.claim.citations[0], locator="Table 9"),))
    assert "citation_resolves" in broken_rules(Case(moved, right.context))


def test_every_rule_says_what_it_asks_for() -> None:
    assert [rule.name for rule in rules()] == [
        "attachments_match",
        "brackets_match",
        "causation_matches",
        "certainty_travels",
        "citation_resolves",
        "clauses_match",
        "comparison_matches",
        "counts_match",
        "direction_matches",
        "drug_matches",
        "edits_match",
        "every_citation",
        "identity_matches",
        "measure_matches",
        "negation_matches",
        "not_taken_back",
        "nothing_left_out",
        "numbers_match",
        "people_kept",
        "places_kept",
        "polarity_matches",
        "population_matches",
        "qualifiers_kept",
        "quantifier_matches",
        "quote_complete",
        "quote_stands",
        "recommendation_matches",
        "restriction_matches",
        "route_matches",
        "self_contained",
        "sides_match",
        "significance_matches",
        "source_status",
        "strength_travels",
        "time_matches",
        "words_match",
    ]
    assert all(rule.summary.endswith(".") for rule in rules())


# Sentences in the style of the starter library, made from parts so that there are many of them.
SUBJECTS = (
    "cervicogenic headache",
    "occipital neuralgia",
    "Chiari malformation",
    "migraine",
    "atlantoaxial instability",
)
FRAMES = (
    "In a trial of {n} adults, {s} improved in {p}% within {m} months (95% CI {a} to {b}).",
    "A review of {n} studies found no benefit of surgery for {s} after at least {m} weeks (p = 0.0{m}).",
    "Exercise did not reduce {s} by more than {p} points in {n} people followed for {m} years.",
    "About {p}% of people with {s} report neck pain, and {m} of {n} patients need an operation.",
    "{s} affects {m} per 100,000 people and is rarely seen before {p} years of age in C1-C2 disease.",
    "The ICHD-3 criteria for {s} ask for two of four signs and are met in {p}% without imaging ({n} people).",
    "Blocks of {m} to {p} mg relieved {s} in {n} people but failed to do so in controls.",
    "NICE advises against routine imaging of {s} in the first {m} weeks; {p}% of {n} scans were normal.",
)


def facts(count: int) -> list[str]:
    chance = random.Random(7)
    made = []
    for number in range(count):
        frame = FRAMES[number % len(FRAMES)]
        m = chance.randint(2, 9)
        values = {
            "n": chance.randint(20, 900),
            "p": chance.randint(11, 88),
            "m": m,
            "a": f"1.{m}",
            "b": f"3.{m}",
        }
        sentence = frame.format(s=SUBJECTS[number % len(SUBJECTS)], **values)
        made.append(sentence[0].upper() + sentence[1:])
    return made


def change_letter(text: str, chance: random.Random) -> str:
    places = [place for place, character in enumerate(text) if character.isalpha()]
    place = chance.choice(places)
    letter = chance.choice([letter for letter in string.ascii_lowercase if letter != text[place].lower()])
    return text[:place] + letter + text[place + 1 :]


def change_number(text: str, chance: random.Random) -> str:
    places = [place for place, character in enumerate(text) if character.isdigit()]
    place = chance.choice(places)
    digit = chance.choice([digit for digit in string.digits if digit != text[place]])
    return text[:place] + digit + text[place + 1 :]


def change_negation(text: str, chance: random.Random) -> str:
    for cue, plain in (
        (" not ", " "),
        (" no ", " a "),
        (" without ", " with "),
        (" rarely ", " "),
        ("failed to do so", "did so"),
        ("advises against", "advises"),
    ):
        if cue in text:
            return text.replace(cue, plain, 1)
    verb = chance.choice(list(re.finditer(r" (?:improved|report|need|affects|ask) ", text)))
    return f"{text[: verb.start()]} never{text[verb.start() :]}"


@pytest.mark.parametrize("mutate", [change_letter, change_number, change_negation])
def test_no_random_change_of_a_claim_goes_unnoticed(mutate: Callable[[str, random.Random], str]) -> None:
    """The claim keeps its id, as in a file that somebody edits by hand."""
    chance = random.Random(20)
    for fact in facts(200):
        right = case(fact, source=fact)
        assert broken_rules(right) == set(), fact
        changed = Case(replace(right.claim, text=mutate(fact, chance)), right.context)
        assert broken_rules(changed), changed.claim.text


@pytest.mark.parametrize(("mutate", "rule"), [(change_number, "numbers_match"), (change_negation, "negation_matches")])
def test_a_changed_number_or_negation_is_caught_by_its_meaning(
    mutate: Callable[[str, random.Random], str], rule: str
) -> None:
    """The claim has a fresh id, as one that a language model proposes."""
    chance = random.Random(21)
    for fact in facts(200):
        changed = case(mutate(fact, chance), source=fact)
        assert rule in broken_rules(changed), changed.claim.text


def test_the_facts_of_the_mutation_tests_can_be_read_alone() -> None:
    assert [fact for fact in facts(200) if dangling_reference(fact)] == []
