"""The specification: questions across the starter library, with what their answers must and must not cite."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from citewell.app import App
from citewell.domain.articles import Article

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def read_case(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def cited(article: Article) -> set[str]:
    return {citation.passage_id for claim in article.claims for citation in claim.citations}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_answer_is_what_a_careful_clinician_expects(path: Path, starter_app: App) -> None:
    case = read_case(path)
    article = starter_app.ask(case["question"], keep=False)
    found = cited(article)
    faults = [f"does not cite {fact}" for fact in case.get("must_cite", []) if fact not in found]
    faults += [f"cites none of {group}" for group in case.get("any_of", []) if not found & set(group)]
    faults += [
        f"cites {fact}"
        for banned in case.get("must_not_cite", [])
        for fact in sorted(found)
        if fact == banned or fact.split("#")[0] == banned
    ]
    kinds = {section.kind for section in article.sections}
    faults += [f"has no section {kind}" for kind in case.get("sections", []) if kind not in kinds]
    sides = [{_passage(article, side.claim_id) for side in item.sides} for item in article.disagreements]
    faults += [
        f"does not show {pair} as a disagreement"
        for pair in case.get("disagreement", [])
        if not any(set(pair) <= group for group in sides)
    ]
    faults += [
        f"sets {fact} on a side of a disagreement"
        for fact in case.get("no_disagreement", [])
        if any(fact in group for group in sides)
    ]
    first = {citation.passage_id for claim in article.direct_answer for citation in claim.citations}
    faults += [f"does not answer first with {fact}" for fact in case.get("direct", []) if fact not in first]
    faults += [f"answers first with {fact}" for fact in case.get("not_direct", []) if fact in first]
    faults += _line_faults(article, case) + _expected_faults(article, case)
    if article.status.value != case["status"]:
        faults.append(f"has the status {article.status.value}, not {case['status']}")
    if article.intent != case["intent"]:
        faults.append(f"was understood as {article.intent}, not {case['intent']}")
    assert not faults, f"{case['question']}\n" + "\n".join(faults)


def _passage(article: Article, claim_id: str) -> str:
    return next(claim.citations[0].passage_id for claim in article.claims if claim.id == claim_id)


def _line_faults(article: Article, case: dict[str, Any]) -> list[str]:
    """Lines that are missing, each [place, words of option, words of population], and those that must not be."""
    lines = [(line.order, line.option.lower(), line.population.lower()) for line in article.lines]
    faults = [
        f"has no line {order}: {option} ({whom})"
        for order, option, whom in case.get("lines", [])
        if not any(order == at and option in words and whom in population for at, words, population in lines)
    ]
    return faults + [
        f"lists {banned} as an option"
        for banned in case.get("no_lines", [])
        if any(banned in words for _, words, _ in lines)
    ]


def _expected_faults(article: Article, case: dict[str, Any]) -> list[str]:
    """Slots that the answer must fill, and those that it must own up to having no source on."""
    filled = {slot.name: bool(slot.claim_ids) for slot in article.expected}
    faults = [f"does not answer the slot {name}" for name in case.get("expected", []) if not filled.get(name)]
    return faults + [f"fills the slot {name}" for name in case.get("not_expected", []) if filled.get(name, True)]
