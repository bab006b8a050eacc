"""What follows from an article's claims is worked out again by verify, and the brief form says nothing false."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.running import NERVE_BLOCK, as_data, resealed

from citewell.app import App
from citewell.domain.article_codec import article_from_json
from citewell.domain.articles import Article
from citewell.domain.enums import Length

Data = dict[str, Any]
TREATED = "How is cervicogenic headache treated?"


@pytest.fixture(scope="module")
def treated(starter_app: App) -> Article:
    return starter_app.ask(TREATED, keep=False)


@pytest.fixture(scope="module")
def brief(starter_app: App) -> Article:
    return starter_app.ask(TREATED, keep=False, length=Length.BRIEF)


def rules(app: App, data: Data) -> set[str]:
    return {item.rule for item in app.verify(article_from_json(json.dumps(data))) if item.severity == "error"}


def first_of(data: Data, answered: bool) -> Data:
    return next(item for item in data["expected"] if bool(item["claim_ids"]) is answered)


@pytest.mark.parametrize(
    ("alter", "rule"),
    [
        (lambda data: data["lines"][0].update(option="surgery"), "line_is_stated"),
        (lambda data: data["lines"][0].update(order=3, name="Third-line"), "line_is_stated"),
        (lambda data: data["lines"][0].update(population="children"), "line_is_stated"),
        (lambda data: data["lines"][0].update(strength="strong recommendation"), "line_is_stated"),
        (lambda data: data["lines"].pop(), "line_is_stated"),
        (lambda data: data["lines"].reverse(), "line_is_stated"),
        (lambda data: data["expected"].pop(), "expected_answered"),
        (lambda data: first_of(data, True).update(claim_ids=[]), "expected_answered"),
        (
            lambda data: first_of(data, False).update(claim_ids=[data["direct_answer"][0]["id"]]),
            "expected_answered",
        ),
        (lambda data: data["direct_answer"][0]["support"].update(publications=9), "support_counted"),
        (lambda data: data["direct_answer"][0]["support"].update(kinds=["cohort"]), "support_counted"),
        (lambda data: data.update(how_sure="Rests on 90 guidelines."), "how_sure_follows"),
        (lambda data: data["disagreements"][0]["sides"][0].update(why="a better study"), "side_is_explained"),
    ],
)
def test_an_altered_part_is_found_though_the_digest_was_renewed(
    treated: Article, starter_app: App, alter: Callable[[Data], object], rule: str
) -> None:
    data = as_data(treated)
    assert rules(starter_app, data) == set()
    alter(data)
    assert rule in rules(starter_app, resealed(data))


def test_lines_of_treatment_are_claims_of_the_article_in_order(treated: Article) -> None:
    claims = {claim.id: claim for claim in treated.claims}
    assert [line.order for line in treated.lines] == sorted(line.order for line in treated.lines)
    assert {line.name for line in treated.lines} >= {"First-line", "Second-line", "Surgery"}
    for line in treated.lines:
        assert line.option in claims[line.claim_id].text
        assert set(line.citations) == {citation.reference for citation in claims[line.claim_id].citations}
    assert not [line for line in treated.lines if "botulinum" in line.option.lower()]


def test_every_claim_says_what_it_rests_on(treated: Article) -> None:
    for claim in treated.claims:
        assert claim.support is not None
        assert 1 <= claim.support.publications <= len(claim.citations)
        ranks = [kind.rank for kind in claim.support.kinds]
        assert ranks == sorted(ranks)


def test_the_article_says_in_words_what_it_rests_on(treated: Article) -> None:
    assert treated.how_sure.startswith("Rests on ")
    assert "sources disagree on cervicogenic headache (prevalence)" in treated.how_sure
    assert "restatement" in treated.how_sure


@pytest.mark.parametrize("question", [TREATED, NERVE_BLOCK, "How is giant cell arteritis recognised and treated?"])
def test_a_direct_answer_is_read_in_one_breath(starter_app: App, question: str) -> None:
    article = starter_app.ask(question, keep=False)
    assert sum(len(claim.text.split()) for claim in article.direct_answer) <= 60


def test_the_brief_form_is_short_proven_and_says_what_it_leaves_out(
    brief: Article, treated: Article, starter_app: App
) -> None:
    assert brief.length is Length.BRIEF
    assert sum(len(claim.text.split()) for claim in brief.claims) <= 200
    assert {claim.text for claim in brief.claims} < {claim.text for claim in treated.claims}
    assert any(note.startswith("This is the brief form; the full form has ") for note in brief.notes)
    assert rules(starter_app, as_data(brief)) == set()


def test_the_brief_form_names_nothing_as_missing_that_the_full_form_has(brief: Article, treated: Article) -> None:
    answered = {item.name for item in treated.expected if item.claim_ids}
    assert {item.name for item in brief.expected if not item.claim_ids} == {
        item.name for item in treated.expected if not item.claim_ids
    }
    assert not {item.name for item in brief.expected if not item.claim_ids} & answered


def test_the_brief_form_shows_no_contested_claim_alone(brief: Article, treated: Article) -> None:
    contested = {side.claim_id for item in treated.disagreements for side in item.sides}
    shown = {side.claim_id for item in brief.disagreements for side in item.sides}
    assert {claim.id for claim in brief.claims} & contested <= shown


def test_why_sides_differ_is_told_in_their_own_words(starter_app: App) -> None:
    article = starter_app.ask("What is the prevalence of cervicogenic headache?", keep=False)
    point = next(item for item in article.disagreements if item.measure == "prevalence")
    told = {side.source: side.why for side in point.sides}
    assert "with six study-group criteria" in told.values()
    assert "aged 30 to 44 years" in told.values()
    for side in point.sides:
        assert side.why in side.statement
