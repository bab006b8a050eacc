"""Every exporter carries the whole article, and nothing that stands in it can act on its reader."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from dataclasses import replace

import pytest
from tests.examples import example_article, hostile_article, unanswered_article

from citewell.compose.audiences import audience_names, load_audience
from citewell.compose.reading import numbers_text, quoted_grade, shown_numbers
from citewell.domain.article_codec import article_from_json, with_digest
from citewell.domain.articles import Article
from citewell.domain.enums import DocumentStatus
from citewell.domain.errors import NotFoundError
from citewell.domain.exporting import ExportMaterial
from citewell.domain.ports import Exporter
from citewell.exports.article_json import JsonExporter
from citewell.exports.markdown import MarkdownExporter
from citewell.exports.text import TextExporter
from citewell.wiring import find_exporters

EXPORTERS: list[Exporter] = [TextExporter(), TextExporter(width=60), MarkdownExporter(), JsonExporter()]
PAGES = EXPORTERS[:3]
each_exporter = pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
each_page = pytest.mark.parametrize("exporter", PAGES, ids=lambda exporter: exporter.name)


def read(exporter: Exporter, article: Article) -> str:
    """What a reader of the format reads, as one line without its markup."""
    page = exporter.export(ExportMaterial(article)).decode()
    if exporter.name == "json":
        page = json.dumps(json.loads(page), ensure_ascii=False).replace('\\"', '"')
    if exporter.name == "markdown":
        page = html.unescape(re.sub(r"\\([^\w\s])", r"\1", page)).replace("**", "").replace("\\\n", "\n")
    return " ".join(page.split())


def test_every_exporter_is_found_by_its_name() -> None:
    assert {"text", "markdown", "json"} <= set(find_exporters())


@each_exporter
def test_every_claim_grade_reference_and_opposing_side_is_on_the_page(exporter: Exporter) -> None:
    article = example_article()
    page = read(exporter, article)
    assert article.question in page
    for claim in article.claims:
        assert claim.text in page
        for citation in claim.citations:
            assert citation.strength in page or quoted_grade(citation.strength) in page
            assert citation.certainty in page
            assert citation.locator in page
    for section in article.sections:
        assert section.heading in page
    for reference in article.references:
        assert reference.title in page
        assert (reference.organisation or reference.authors.split(",")[0]) in page
        assert (reference.doi or reference.pmid or reference.url) in page
    for disagreement in article.disagreements:
        for side in disagreement.sides:
            assert side.position in page
            assert side.source in page
    for finding in article.findings:
        assert finding.explanation in page
        assert finding.excerpt in page
    for words in [*article.notes, *(item.topic for item in article.not_found), article.digest]:
        assert words in page


@each_exporter
def test_the_same_article_gives_the_same_text_ending_in_one_newline(exporter: Exporter) -> None:
    page = exporter.export(ExportMaterial(example_article())).decode()
    assert page == exporter.export(ExportMaterial(example_article())).decode()
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


@each_page
def test_each_number_stands_behind_its_claim_and_is_in_the_reference_list(exporter: Exporter) -> None:
    article = example_article()
    body, references = read(exporter, article).rsplit("References ", maxsplit=1)
    for claim in article.claims:
        numbers = sorted(citation.reference for citation in claim.citations)
        assert f"{claim.text} [{', '.join(map(str, numbers))}]" in body
    for reference in article.references:
        assert f"[{reference.number}] [{reference.kind.label}]" in references


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ((4,), "[4]"),
        ((4, 1), "[1, 4]"),
        ((2, 1), "[1, 2]"),
        ((3, 1, 2, 7), "[1–3, 7]"),
        ((1, 2, 4, 5, 6, 7, 9, 10), "[1, 2, 4–7, 9, 10]"),
    ],
)
def test_many_numbers_are_printed_in_order_and_in_ranges(numbers: tuple[int, ...], printed: str) -> None:
    assert numbers_text(numbers) == printed


def test_a_page_folds_many_numbers_but_never_one_or_two() -> None:
    assert shown_numbers(range(1, 6)) == ((1, 2, 3, 4, 5), ())
    assert shown_numbers(range(1, 10)) == ((1, 2, 3), (4, 5, 6, 7, 8, 9))


@each_page
def test_sources_that_grade_a_claim_alike_are_named_together(exporter: Exporter) -> None:
    article = example_article()
    claim = next(one for one in article.claims if len(one.citations) > 1)
    grade = {"strength": "strong for", "certainty": ""}
    cited = [replace(item, reference=number, **grade) for number, item in zip((1, 2), claim.citations, strict=False)]
    alike = replace(article, direct_answer=(replace(claim, citations=tuple(cited)),))
    assert "[1, 2] (per [1, 2]: strength “strong for”" in read(exporter, alike)


@each_page
def test_a_grade_is_quoted_and_said_to_be_its_source_s_own(exporter: Exporter) -> None:
    page = read(exporter, example_article())
    assert "[1, 7, 8] (per [8]: strength “Weak for”, certainty “low quality evidence”;" in page
    assert "exercises. [1] (per [1]: strength “consider” (NICE-style wording))" in page


@each_page
def test_an_inferred_fact_says_so_and_only_it(exporter: Exporter) -> None:
    page = read(exporter, example_article())
    assert "not a compulsory one. [6] (inferred by the librarian from the source)" in page
    assert page.count("inferred by the librarian") == 1


@each_page
def test_a_claim_on_a_superseded_or_retracted_source_says_so_behind_its_number(exporter: Exporter) -> None:
    article = example_article()
    assert "“low quality evidence”; [8] is superseded)" in read(exporter, article)
    retracted = replace(article.references[2], status=DocumentStatus.RETRACTED)
    references = (*article.references[:2], retracted, *article.references[3:])
    page = read(exporter, with_digest(replace(article, references=references)))
    assert "with a female preponderance. [3] ([3] is RETRACTED)" in page


@each_page
def test_references_bear_their_marks(exporter: Exporter) -> None:
    page = read(exporter, example_article())
    assert "Marked: restated · read on a copy site" in page
    assert "Marked: superseded · restated" in page
    assert "Marked: restated · identity partly known" in page
    article = example_article()
    retracted = replace(article.references[0], status=DocumentStatus.RETRACTED)
    page = read(exporter, with_digest(replace(article, references=(retracted, *article.references[1:]))))
    assert "Marked: RETRACTED" in page


@each_page
def test_the_page_tells_its_review_state_disclaimer_and_how_to_verify(exporter: Exporter) -> None:
    page = read(exporter, example_article())
    assert "Partly answered from 8 publications, 3 of them guidelines or consensus statements" in page
    assert "Quotes and figures checked against the stored sources" in page
    assert "citewell verify FILE" in page
    assert load_audience("clinician").disclaimer in page
    assert "release 1f0c7a9be23d4856: 537 passages of 154 publications" in page


@each_page
@pytest.mark.parametrize("state", ["approved", "", "nonsense"])
def test_no_page_shows_a_review_that_a_forged_state_claims(exporter: Exporter, state: str) -> None:
    page = read(exporter, with_digest(replace(example_article(), review_state=state)))
    assert "Review state unknown; not reviewed by a person" in page
    assert "checks passed" not in page


@each_page
def test_a_question_without_a_source_gets_what_was_searched_and_what_to_do(exporter: Exporter) -> None:
    page = read(exporter, unanswered_article())
    for words in (
        "No source found",
        "537 passages of 154 publications, for “What is the capital of France?”",
        "Ask in other words",
        "citewell library add FILE_OR_FOLDER",
        "citewell library list",
    ):
        assert words in page
    for heading in ("Direct answer", "References", "Removed by checks", "Quotes and figures checked"):
        assert heading not in page


@each_page
def test_hostile_text_cannot_steer_a_terminal_or_turn_the_writing_direction(exporter: Exporter) -> None:
    page = exporter.export(ExportMaterial(hostile_article())).decode()
    steering = {letter for letter in page if unicodedata.category(letter) in ("Cc", "Cf", "Cs")} - {"\n"}
    assert steering == set()
    assert "evil" in page


@each_page
def test_hostile_text_cannot_begin_a_line_of_its_own(exporter: Exporter) -> None:
    lines = MarkdownExporter().export(ExportMaterial(hostile_article())).decode().splitlines()
    assert not [line for line in lines if line.startswith(("# Heading", "<"))]


def test_hostile_text_is_no_markup_in_markdown() -> None:
    page = MarkdownExporter().export(ExportMaterial(hostile_article())).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "**bold**" not in page
    assert "`code`" not in page
    assert re.findall(r"(?<!\\)\]\(<?([a-z]+):", page) == ["https"]
    assert " http://evil" not in page  # an address that a reader's program would turn into a link


@pytest.mark.parametrize(
    "text",
    [
        "# a",
        "- a",
        "+ a",
        "1. a",
        "2) a",
        "=== a",
        "---",
        "[x](y)",
        "![x](y)",
        "a | b",
        "$x$",
        "~~a~~",
        "&lt;",
    ],
)
def test_a_claim_that_looks_like_markdown_is_escaped_from_its_first_letter(text: str) -> None:
    from citewell.exports.markdown import escape

    escaped = escape(text)
    assert escaped != text
    assert html.unescape(re.sub(r"\\([^\w\s])", r"\1", escaped)) == text


def test_ordinary_sentences_stay_readable_in_markdown() -> None:
    from citewell.exports.markdown import escape

    sentence = "0.17% (95% CI 0.10 to 0.28) had it; 2.5 mg twice daily - not more - in people aged >50."
    assert escape(sentence) == sentence.replace(">", "&gt;")


@pytest.mark.parametrize("width", [40, 60, 88, 120])
def test_no_line_of_the_terminal_page_is_wider_than_asked_but_an_address_or_the_digest(width: int) -> None:
    page = TextExporter(width=width).export(ExportMaterial(example_article())).decode()
    wide = [line for line in page.splitlines() if len(line) > width and "http" not in line and "Digest" not in line]
    assert wide == []


def test_a_word_longer_than_the_page_is_broken() -> None:
    article = with_digest(replace(example_article(), question="x" * 300))
    assert max(map(len, TextExporter().export(ExportMaterial(article)).decode().splitlines())) == 88


def test_json_reads_back_as_the_very_article() -> None:
    for article in (example_article(), hostile_article(), unanswered_article()):
        assert article_from_json(JsonExporter().export(ExportMaterial(article)).decode()) == article


def test_every_reader_profile_is_its_module_s_and_carries_a_disclaimer() -> None:
    assert "clinician" in audience_names()
    for name in audience_names():
        profile = load_audience(name)
        assert profile.name == name
        assert "Not a medical device" in profile.disclaimer


@pytest.mark.parametrize("name", ["os", "", "../clinician", "clinician.PROFILE"])
def test_an_unknown_reader_profile_is_refused_with_the_ones_that_exist(name: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        load_audience(name)
    assert "clinician" in caught.value.remedy
