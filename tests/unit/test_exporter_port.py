"""Every exporter found keeps the port's contract over articles of every kind."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.boarding import RUTH, Board, article_of
from tests.building import citation, claim, reference
from tests.materials import ARTICLES, KEPT_AT, material, plain_words

from citewell.compose.reading import clean
from citewell.domain.article_codec import with_digest
from citewell.domain.documents import Passage
from citewell.domain.exporting import ExportMaterial, is_text
from citewell.domain.ports import Exporter
from citewell.domain.reviewing import BoardRecord
from citewell.reviewed import NOT_COVERED
from citewell.wiring import find_exporters

EXPORTERS = find_exporters()
FULL = ("docx", "fhir", "html", "json", "jsonld", "markdown", "pdf", "proof", "text")
REFERENCES = ("bibtex", "csl", "ris", "vancouver")
OF_RECORD = ("bibtex", "csl", "fhir", "json", "proof", "ris", "vancouver")


@cache
def exported(name: str, kind: str) -> bytes:
    """An article of a kind in a format, made once for all tests that only read it."""
    return EXPORTERS[name].export(material(ARTICLES[kind]()))


each_exporter = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)
each_article = pytest.mark.parametrize("kind", ARTICLES)


def test_every_format_is_found_and_no_two_share_a_name_or_an_ending() -> None:
    assert set(EXPORTERS) == {*FULL, *REFERENCES}
    assert len({one.ending for one in EXPORTERS.values()}) == len(EXPORTERS)
    for one in EXPORTERS.values():
        assert one.label
        assert re.fullmatch(r"[a-z]+(?:\.[a-z]+)?", one.ending)
        assert re.fullmatch(r"[a-z]+/[\w.+-]+", one.media_type)


@each_exporter
@each_article
def test_the_same_article_gives_the_same_bytes(exporter: Exporter, kind: str) -> None:
    made = exported(exporter.name, kind)
    assert isinstance(made, bytes)
    assert made
    assert made == exporter.export(material(ARTICLES[kind]()))


@each_exporter
@each_article
def test_a_text_is_sound_and_steers_nothing(exporter: Exporter, kind: str) -> None:
    made = exported(exporter.name, kind)
    if not is_text(exporter.media_type):
        assert made[:4] == (b"%PDF" if exporter.name == "pdf" else b"PK\x03\x04")
        return
    text = made.decode()
    assert text.endswith("\n")
    assert {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs")} <= set("\r\n")
    assert {letter for letter in text if unicodedata.category(letter) in ("Cf", "Zl", "Zp")} == set()
    if "json" in exporter.media_type:
        json.loads(text)


@each_article
@pytest.mark.parametrize("name", FULL)
def test_a_full_format_carries_every_claim_and_every_number(name: str, kind: str) -> None:
    article = ARTICLES[kind]()
    read = words(exported(name, kind), name)
    for held in article.claims:
        assert squeezed(clean(held.text)) in read
    for listed in article.references:
        assert str(listed.number) in read
        assert squeezed(clean(listed.title)) in read
    assert squeezed(clean(article.question)) in read
    assert article.digest in read


@each_article
@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_format_has_one_entry_for_each_reference(name: str, kind: str) -> None:
    article = ARTICLES[kind]()
    made = exported(name, kind).decode()
    counted = {
        "bibtex": len(re.findall(r"^@\w+\{", made, re.MULTILINE)),
        "csl": len(json.loads(made)) if name == "csl" else 0,
        "ris": made.count("\r\nER  - \r\n"),
        "vancouver": len(re.findall(r"^\d+\. ", made, re.MULTILINE)),
    }
    assert counted[name] == len(article.references)


@each_exporter
def test_a_time_that_is_known_gives_the_same_bytes_every_time(exporter: Exporter) -> None:
    made = exporter.export(material(ARTICLES["answered"](), kept_at=KEPT_AT))
    assert made == exporter.export(material(ARTICLES["answered"](), kept_at=KEPT_AT))


@pytest.mark.parametrize("name", OF_RECORD)
def test_a_format_of_record_is_the_article_s_own_for_every_reader(name: str) -> None:
    article = ARTICLES["answered"]()
    own = EXPORTERS[name].export(material(article))
    assert EXPORTERS[name].export(material(article, wording=plain_words(article))) == own


@cache
def reviewed(reader: str) -> ExportMaterial:
    """An approved and published article, in the words of a reader profile where one is named; it covers `patient`."""
    board = Board(article_of("Exercise eases headache.", "Manual therapy may help some adults.", "Blocks were tried."))
    board.publish(RUTH)
    wording = replace(plain_words(board.article), audience=reader) if reader else None
    cited = [one for part in board.article.claims for one in part.citations]
    passages = {
        one.passage_id: Passage(one.passage_id, one.document_id, one.quote, end=len(one.quote)) for one in cited
    }
    return ExportMaterial(
        board.article, passages, {}, wording=wording, record=BoardRecord(board.dossier, tuple(board.reviews))
    )


@pytest.mark.parametrize("name", sorted(set(FULL) - {"json"}))
def test_a_format_claims_the_review_of_the_words_that_it_shows_and_of_no_others(name: str) -> None:
    covered, other = (words(EXPORTERS[name].export(reviewed(reader)), name) for reader in ("patient", "easy_read"))
    said = squeezed(NOT_COVERED) in other, "Ruth" in other, "Edda" in other
    if name in OF_RECORD:  # the article's own words for every reader, which the approval is of
        assert other == covered == words(EXPORTERS[name].export(reviewed("")), name)
        return
    assert said == (True, False, False)
    assert squeezed(NOT_COVERED) not in covered
    assert "Ruth" in covered


def test_what_machines_read_tells_of_no_review_that_does_not_cover_the_words() -> None:
    pages = {
        reader: json.loads(EXPORTERS["jsonld"].export(reviewed(reader))) for reader in ("", "patient", "easy_read")
    }
    assert {reader: "lastReviewed" in page for reader, page in pages.items()} == {
        "": True,
        "patient": True,
        "easy_read": False,
    }
    assert "reviewedBy" not in pages["easy_read"]
    assert pages["easy_read"]["creativeWorkStatus"] == NOT_COVERED


@pytest.mark.parametrize("name", sorted(set(EXPORTERS) - {"proof"}))
def test_no_format_but_the_proof_bundle_reads_the_stored_texts(name: str) -> None:
    article = ARTICLES["answered"]()
    assert EXPORTERS[name].export(ExportMaterial(article)) == EXPORTERS[name].export(material(article))


@given(text=st.text(min_size=1).filter(str.strip))
@settings(max_examples=25, deadline=None)
def test_no_text_breaks_a_format(text: str) -> None:
    article = ARTICLES["bare"]()
    only = claim(citation(1, "unknown#01", text, text, strength=text, certainty=text))
    known = reference(1, "unknown", text, authors=text, organisation=text, journal=text, country=text, doi=text)
    made = material(with_digest(replace(article, question=text, direct_answer=(only,), references=(known,))))
    for name in sorted(set(EXPORTERS) - {"pdf"}):
        file = EXPORTERS[name].export(made)
        if is_text(EXPORTERS[name].media_type):
            assert {unicodedata.category(letter) for letter in set(file.decode()) - set("\r\n")} & {"Cc", "Cs"} == set()


def words(made: bytes, name: str) -> str:
    """What a reader of the format finds in it, without white space, which every format breaks in its own way."""
    if name == "pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(made)
        pages = [page.get_textpage().get_text_bounded() for page in document]
        return squeezed("".join(pages))
    if name == "docx":
        import docx

        return squeezed("".join(docx.Document(BytesIO(made)).element.body.xpath(".//w:t/text()")))
    if name == "proof":
        with ZipFile(BytesIO(made)) as bundle:
            return words(bundle.read("article.json"), "json")
    text = made.decode()
    if name == "html":
        import lxml.html

        return squeezed(lxml.html.document_fromstring(text).text_content())
    if name == "markdown":
        import html

        return squeezed(html.unescape(re.sub(r"\\([^\w\s]|_)", r"\1", text)).replace("*", ""))
    if name in ("json", "jsonld", "fhir"):
        return squeezed("".join(_strings(json.loads(text))))
    return squeezed(text)


def squeezed(text: str) -> str:
    """Without white space, soft hyphens, hyphens inside words, where lines may end, and the stars of Markdown."""
    return re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", re.sub(r"[\s\u00ad\ufffe\ufffd\x02*]", "", text))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    import html

    text = clean(str(value))
    return [re.sub(r"\\([^\w\s]|_)", r"\1", html.unescape(text)), text]
