"""The summary at the top: options in the sources' words, each proven by the claim that it points to, and never more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from citewell.app import App
from citewell.checks.summary_proven import check_summary
from citewell.compose.in_short import MOST_WORDS
from citewell.compose.lines import population
from citewell.domain.article_codec import article_digest, article_from_json, article_to_json, with_digest
from citewell.domain.articles import Article, SummaryPart
from citewell.domain.enums import Length
from citewell.domain.exporting import ExportMaterial
from citewell.exports.markdown import MarkdownExporter
from citewell.exports.text import TextExporter
from citewell.text.vocabulary import Concept, Vocabulary

QUESTION = "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


def test_there_is_one_sentence_for_each_condition_in_the_order_of_the_lines(article: Article) -> None:
    first, second = article.summary
    assert first.condition == "cervicogenic headache"
    assert first.text == (
        "Options in these sources for cervicogenic headache include: first, manual therapy, physical therapy or, for "
        "cervicogenic headache lasting more than 3 months, low-load endurance exercises for the craniocervical and "
        "cervicoscapular muscles; then, greater occipital nerve block; radiofrequency treatment if greater occipital "
        "nerve injection fails; and surgery for people in whom maximal medical therapy fails."
    )
    assert "for Chiari malformation without symptoms, regular examinations" in second.text
    assert all(len(one.text.split()) <= MOST_WORDS for one in article.summary)


def test_every_option_leads_to_its_claim_and_the_sealed_article_verifies(article: Article, starter_app: App) -> None:
    claims = {claim.id: claim for claim in article.claims}
    for summary in article.summary:
        for part in summary.parts:
            assert part.citations == tuple(item.reference for item in claims[part.claim_id].citations)
    assert not [one for one in starter_app.verify(article) if one.severity.value == "error"]


def altered(article: Article, change: Callable[[SummaryPart], SummaryPart]) -> Article:
    first, *others = article.summary
    parts = (change(first.parts[0]), *first.parts[1:])
    text = first.text.replace(first.parts[0].text, parts[0].text)
    return with_digest(replace(article, summary=(replace(first, text=text, parts=parts), *others)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda part: replace(part, text=part.text.replace("manual", "drug"), option="drug therapy"), "words do not"),
        (lambda part: replace(part, text=" first, the best is manual therapy"), "more than the option"),
        (lambda part: replace(part, text=" recommended manual therapy"), "more than the option"),
        (lambda part: replace(part, text=" no manual therapy"), "more than the option"),
        (lambda part: replace(part, citations=(99,)), "numbers"),
        (lambda part: replace(part, claim_id="c000000000000"), "no claim"),
        (lambda part: replace(part, whom="in children", text=f"{part.text} in children"), "whom"),
    ],
)
def test_a_stretch_that_its_claim_does_not_say_is_found(
    change: Callable[[SummaryPart], SummaryPart], said: str, article: Article, starter_app: App
) -> None:
    changed = altered(article, change)
    assert any(said in finding.explanation for finding in check_summary(changed))
    rules = {one.rule for one in starter_app.verify(changed) if one.severity.value == "error"}
    assert {"summary_proven", "summary_follows"} <= rules


def test_an_opening_that_promises_more_is_found(article: Article) -> None:
    first, *others = article.summary
    bold = replace(first, text=first.text.replace("Options in these sources", "Proven options"))
    assert check_summary(replace(article, summary=(bold, *others)))


def test_an_article_without_a_summary_keeps_its_form_and_its_digest(article: Article) -> None:
    older = with_digest(replace(article, summary=()))
    text = article_to_json(older)
    assert '"summary"' not in text
    assert article_from_json(text) == older
    assert article_digest(article_from_json(text)) == older.digest
    assert article_from_json(article_to_json(article)) == article


def test_the_brief_form_and_other_questions_have_none(starter_app: App) -> None:
    brief = starter_app.ask("How is occipital neuralgia treated?", length=Length.BRIEF, keep=False)
    assert brief.direct_answer
    assert not brief.summary


def test_it_stands_at_the_top_of_the_direct_answer_with_its_numbers(article: Article) -> None:
    material = ExportMaterial(article)
    for text in (MarkdownExporter().export(material).decode(), TextExporter(width=400).export(material).decode()):
        start = text.index("Direct answer")
        assert start < text.index("In short", start) < text.index("OPTIMa 2019 says to consider", start)
    assert (
        "radiofrequency treatment if greater occipital nerve injection fails [3]"
        in TextExporter(400).export(material).decode()
    )


def test_whom_an_option_is_for_ends_before_who_says_so() -> None:
    known = Vocabulary({"artery dissection": Concept("artery dissection")})
    text = (
        "In artery dissection with acute ischaemic stroke, the ESO recommends intravenous alteplase within 4.5 hours "
        "of onset."
    )
    assert population(text, known) == "In artery dissection with acute ischaemic stroke"
