"""A call for help comes first for somebody in danger now, and never for a question about a danger."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.examples import example_article, unanswered_article

from citewell.compose.emergencies import emergency_rules, find_emergencies
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus
from citewell.domain.exporting import ExportMaterial
from citewell.domain.questions import Clarification
from citewell.exports.markdown import MarkdownExporter
from citewell.exports.text import TextExporter

PHRASINGS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "emergencies.jsonl").read_text("utf-8").splitlines()
]
IN_DANGER = [row for row in PHRASINGS if row["rule"]]
LOOK_ALIKES = [row["text"] for row in PHRASINGS if not row["rule"]]


def test_there_are_enough_phrasings_and_half_of_them_must_stay_quiet() -> None:
    assert len(PHRASINGS) >= 170
    assert len(LOOK_ALIKES) >= len(PHRASINGS) // 2
    assert len({row["text"] for row in PHRASINGS}) == len(PHRASINGS)


@pytest.mark.parametrize("row", IN_DANGER, ids=lambda row: row["text"][:60])
def test_somebody_in_danger_is_told_to_call_for_help_with_the_right_sign(row: dict[str, str]) -> None:
    found = find_emergencies(row["text"])
    assert row["rule"] in [emergency.rule for emergency in found]


@pytest.mark.parametrize("text", LOOK_ALIKES, ids=lambda text: text[:60])
def test_a_question_about_a_danger_raises_no_alarm(text: str) -> None:
    assert find_emergencies(text) == ()


def test_every_rule_has_a_publication_and_a_call_that_no_single_country_owns() -> None:
    rules = emergency_rules()
    assert len(rules) >= 25
    assert len({rule.emergency.rule for rule in rules}) == len(rules)
    for rule in rules:
        emergency = rule.emergency
        assert emergency.source
        assert emergency.url.startswith("https://")
        assert "local emergency number" in emergency.call
        assert all(number in emergency.call for number in ("112", "999", "911"))


def test_every_rule_is_tried_by_a_phrasing() -> None:
    assert {rule.emergency.rule for rule in emergency_rules()} <= {row["rule"] for row in IN_DANGER}


@pytest.mark.parametrize("exporter", [TextExporter(), MarkdownExporter()], ids=lambda exporter: exporter.name)
@pytest.mark.parametrize("article", [example_article(), unanswered_article()], ids=["answered", "refused"])
def test_the_call_for_help_stands_before_the_title(exporter: TextExporter, article: Article) -> None:
    emergencies = find_emergencies("I think I'm having a stroke")
    page = exporter.export(ExportMaterial(replace(article, emergencies=emergencies))).decode()
    shown = " ".join(page.split())
    assert page.startswith(("THIS MAY BE AN EMERGENCY", "**THIS MAY BE AN EMERGENCY**"))
    assert shown.index("local emergency number") < shown.index(" ".join(article.question.split())[:40])
    assert "nice.org.uk/guidance/ng128" in page


@pytest.mark.parametrize("exporter", [TextExporter(), MarkdownExporter()], ids=lambda exporter: exporter.name)
def test_a_question_in_return_is_shown_with_its_choices_and_nothing_else(exporter: TextExporter) -> None:
    asked = Clarification("What should be treated?", ("How is migraine treated?", "How is neck pain treated?"))
    article = replace(unanswered_article(), status=ArticleStatus.NEEDS_CLARIFICATION, clarification=asked)
    page = exporter.export(ExportMaterial(article)).decode()
    assert asked.question in page
    assert all(choice in page for choice in asked.choices)
    assert "What was searched" not in page


def test_an_address_that_is_none_is_not_made_a_link() -> None:
    emergency = replace(find_emergencies("I want to kill myself")[0], url="javascript:alert(1)")
    for exporter in (TextExporter(), MarkdownExporter()):
        assert (
            "javascript"
            not in exporter.export(ExportMaterial(replace(example_article(), emergencies=(emergency,)))).decode()
        )
