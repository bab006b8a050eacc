"""HTML, PDF, DOCX and JSON-LD as the programs that open them see them."""

from __future__ import annotations

import builtins
import html
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import lxml.html
import pypdfium2
import pytest
from tests.examples import example_article
from tests.materials import ARTICLES, KEPT_AT, answered_article, emergency_article, material, tricky_article

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article
from citewell.domain.errors import EngineUnavailable
from citewell.exports import pdf
from citewell.exports.docx import DocxExporter
from citewell.exports.html import HtmlExporter, runs
from citewell.exports.jsonld import JsonLdExporter
from citewell.exports.pdf import PdfExporter

HARMLESS = re.compile(r"https?://|#ref-\d+$")


def page_of(article: Article) -> Any:
    return lxml.html.document_fromstring(HtmlExporter().export(material(article)).decode())


@pytest.mark.parametrize("kind", ARTICLES)
def test_a_page_runs_loads_and_sends_nothing(kind: str) -> None:
    page = page_of(ARTICLES[kind]())
    allowed = (
        "html head meta title style body main section header footer h1 h2 h3 p ul ol li a strong em span div dl dt dd"
    )
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        *allowed.split(),
        "code",
        "blockquote",
        "cite",
        "br",
    }
    for element in page.iter():
        assert {"src", "style", "srcset", "action"} & set(element.attrib) == set()
        assert not [name for name in element.attrib if name.startswith("on")]
        assert HARMLESS.match(element.get("href", "https://"))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    style = "".join(page.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style


def test_every_number_on_a_page_leads_to_its_reference() -> None:
    page = page_of(answered_article())
    places = set(page.xpath("//*/@id"))
    linked = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert linked <= places
    assert {f"ref-{one.number}" for one in answered_article().references} == places


def test_each_reference_of_a_page_shows_what_is_quoted_of_it() -> None:
    page = page_of(example_article())
    for claim in example_article().claims:
        for citation in claim.citations:
            quotes = page.xpath(f"//*[@id='ref-{citation.reference}']//blockquote")
            assert any(citation.quote in quote.text_content() for quote in quotes)


def test_the_call_for_help_is_the_first_thing_on_a_page_in_a_pdf_and_in_a_document() -> None:
    made = material(emergency_article())
    call = emergency_article().emergencies[0].call
    section = lxml.html.document_fromstring(HtmlExporter().export(made).decode()).xpath("//main/*")[0]
    assert section.get("class") == "alarm"
    assert call in section.text_content()
    first = pypdfium2.PdfDocument(PdfExporter().export(made))[0].get_textpage().get_text_bounded()
    assert first.startswith("This may be an emergency")
    assert docx.Document(BytesIO(DocxExporter().export(made))).paragraphs[0].text == "This may be an emergency"


@pytest.mark.parametrize(
    ("numbers", "ends"),
    [((), []), ((4,), [(4, 4)]), ((2, 1), [(1, 1), (2, 2)]), ((3, 1, 2, 7), [(1, 3), (7, 7)])],
)
def test_three_numbers_in_a_row_are_a_range(numbers: Sequence[int], ends: list[tuple[int, int]]) -> None:
    assert runs(numbers) == ends


def test_a_pdf_has_pages_a_title_and_links_and_tells_no_time() -> None:
    made = PdfExporter().export(material(example_article(), kept_at=KEPT_AT))
    document = pypdfium2.PdfDocument(made)
    assert 2 <= len(document) <= 6
    told = document.get_metadata_dict()
    assert told["Title"] == example_article().question
    assert told["CreationDate"] == told["ModDate"] == ""
    assert "Answered on 2026-11-28" in document[0].get_textpage().get_text_bounded()
    assert f"Page 1 of {len(document)}" in document[0].get_textpage().get_text_bounded()
    assert sum(map(links_on, document)) > len(example_article().references)


def links_on(page: Any) -> int:
    """How many places on a page of a PDF lead somewhere."""
    from ctypes import byref, c_int

    from pypdfium2 import raw

    at, link, found = c_int(0), raw.FPDF_LINK(), 0
    while raw.FPDFLink_Enumerate(page, byref(at), byref(link)):
        found += 1
    return found


def test_a_pdf_fetches_nothing(caplog: pytest.LogCaptureFixture) -> None:
    weasyprint = pdf.load_weasyprint()
    places = ("https://example.org/a.png", "http://127.0.0.1:9/a.png", "file:///etc/passwd", "data:text/css,p{}")
    text = "".join(f'<link rel="stylesheet" href="{place}"><img src="{place}">' for place in places)
    with caplog.at_level("WARNING", logger="weasyprint"):
        assert weasyprint.HTML(string=f"{text}<p>A</p>", url_fetcher=pdf.refusing_fetcher()).write_pdf()
    assert caplog.text.count("Nothing is fetched for a PDF") == 2 * len(places)


@pytest.mark.parametrize(
    ("failure", "remedy"), [(ImportError("none"), "citewell[pdf]"), (OSError("no pango"), "Pango")]
)
def test_a_missing_pdf_engine_is_told_with_its_remedy(
    failure: Exception, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise failure
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(EngineUnavailable) as caught:
        PdfExporter().export(material(example_article()))
    assert remedy in caught.value.remedy


def test_a_document_has_headings_lists_a_table_of_lines_and_numbers_that_lead_somewhere() -> None:
    made = docx.Document(BytesIO(DocxExporter().export(material(answered_article()))))
    headings = [one.text for one in made.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    assert headings[:3] == ["Direct answer", "How sure this is", "Treatment by line"]
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows[0] == ["Line", "Option", "References"]
    assert rows[1][0] == "1. First-line"
    assert rows[1][2] == "[1]"
    marks = made.element.body.xpath(".//w:bookmarkStart/@w:name")
    assert set(made.element.body.xpath(".//w:hyperlink/@w:anchor")) <= set(marks)
    assert len(marks) == len(answered_article().references)


def test_a_document_tells_its_title_digest_and_time_and_no_other_time() -> None:
    article = example_article()
    kept = docx.Document(BytesIO(DocxExporter().export(material(article, kept_at=KEPT_AT)))).core_properties
    assert kept.title == article.question
    assert kept.author == "Citewell"
    assert kept.identifier == article.digest
    assert kept.created == kept.modified
    assert kept.created is not None
    assert kept.created.replace(tzinfo=None) == datetime(2026, 11, 28, 9, 30)
    unknown = docx.Document(BytesIO(DocxExporter().export(material(article)))).core_properties
    assert unknown.created is None
    assert unknown.modified is None
    with ZipFile(BytesIO(DocxExporter().export(material(article)))) as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {info.date_time[0] for info in package.infolist()} == {1980}


@pytest.mark.parametrize("kind", ARTICLES)
def test_json_ld_is_safe_inside_a_script_element(kind: str) -> None:
    made = JsonLdExporter().export(material(ARTICLES[kind]())).decode()
    assert not set("<>&\u2028\u2029") & set(made)
    page = lxml.html.document_fromstring(f'<script type="application/ld+json">{made}</script><p>after</p>')
    assert json.loads(page.xpath("//script/text()")[0])["@type"] == "MedicalWebPage"
    assert page.xpath("//p/text()") == ["after"]


@pytest.mark.parametrize("state", ["auto_checked", "draft", "approved", "reviewed"])
def test_json_ld_tells_no_review_that_nobody_made(state: str) -> None:
    article = with_digest(replace(answered_article(), review_state=state))
    page = json.loads(JsonLdExporter().export(material(article, kept_at=KEPT_AT)))
    assert "lastReviewed" not in page
    assert "reviewedBy" not in page
    assert "not reviewed by a person" in page["creativeWorkStatus"]


def test_json_ld_says_what_the_page_is_about_for_whom_and_on_what_each_claim_rests() -> None:
    article = answered_article()
    page = json.loads(JsonLdExporter().export(material(article)))
    assert page["medicalAudience"] == {"@type": "MedicalAudience", "audienceType": "Clinician"}
    assert page["about"] == [{"@type": "MedicalCondition", "name": "cervicogenic headache"}]
    assert page["mainEntity"]["name"] == article.question
    assert "acceptedAnswer" not in page["mainEntity"]
    cited = {one["@id"] for one in page["citation"]}
    claims = [claim for part in page["hasPart"] for claim in part["hasPart"]]
    assert [claim["text"] for claim in claims] == [claim.text for claim in article.claims]
    assert {one["@id"] for claim in claims for one in claim["citation"]} <= cited
    assert page["citation"][0]["creativeWorkStatus"].startswith("RETRACTED")
    assert page["citation"][0]["@type"] == ["MedicalScholarlyArticle", "MedicalGuideline"]


def test_signs_of_markup_are_only_text_on_a_page() -> None:
    made = HtmlExporter().export(material(tricky_article())).decode()
    assert "{% include" in html.unescape(made)  # a template's signs in a text are no template
    assert "<script" not in made
    assert made.count("</style>") == 1
