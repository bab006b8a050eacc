"""References taken apart, and written so that the programs they are for read them back as they were."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.building import reference
from tests.examples import example_article
from tests.materials import TRICKS, material, tricky_article

from citewell.domain.articles import Reference
from citewell.domain.enums import DocumentStatus
from citewell.exports._bibliography import Form, Name, publications_of, short_pages
from citewell.exports.bibtex import BibtexExporter
from citewell.exports.csl_json import CslJsonExporter
from citewell.exports.ris import RisExporter
from citewell.exports.vancouver import VancouverExporter, vancouver

STYLE = Path(__file__).parents[1] / "data" / "vancouver.csl"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("European Journal of Pain 2019;23(6):1051-1070", ("European Journal of Pain", "23", "6", "1051-1070")),
        ("Pain Practice 2006;6:89-95", ("Pain Practice", "6", "", "89-95")),
        ("PLoS Med 2012;9(1):e1001300", ("PLoS Med", "9", "1", "e1001300")),
        ("Neurosurgery 2002;50(3 Suppl):S148-S155", ("Neurosurgery", "50", "3 Suppl", "S148-S155")),
        ("Int J Rheumatology 2015;2015:252456", ("Int J Rheumatology", "2015", "", "252456")),
        ("Rheumatology 2020;59(3):487-494 (full guideline e1-e23)", ("Rheumatology", "59", "3", "487-494")),
        ("Frontiers in Neurology 2023;14 (14 December 2023)", ("Frontiers in Neurology", "14", "", "")),
        ("Neurosurgery 2023", ("Neurosurgery", "", "", "")),
        ("Cephalalgia", ("Cephalalgia", "", "", "")),
        ("Annals of Palliative Medicine (AME)", ("Annals of Palliative Medicine (AME)", "", "", "")),
        ("web page", ("", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_journal_line_is_taken_apart(written: str, parts: tuple[str, str, str, str]) -> None:
    one = publications_of([reference(1, "a", "T", journal=written)])[0]
    assert (one.container, one.volume, one.issue, one.pages) == parts


@pytest.mark.parametrize(
    ("line", "names", "complete"),
    [
        ("Jull G, Trott P, et al.", [("Jull", "G"), ("Trott", "P")], False),
        ("van Suijlekom H", [("van Suijlekom", "H")], True),
        ("Hadley MN et al", [("Hadley", "MN")], False),
        ("Kosnik Infinger L, Øygarden Å", [("Kosnik Infinger", "L"), ("Øygarden", "Å")], True),
        ("", [], True),
    ],
)
def test_an_author_line_is_taken_apart(line: str, names: list[tuple[str, str]], complete: bool) -> None:
    one = publications_of([reference(1, "a", "T", authors=line)])[0]
    assert [(name.family, name.initials) for name in one.names] == names
    assert one.complete is complete


def test_a_name_that_cannot_be_taken_apart_stays_whole() -> None:
    for line in ("World Health Organization", "Smith and Jones K", "Aristotle"):
        assert publications_of([reference(1, "a", "T", authors=line)])[0].names == (Name(line, body=line),)
    suffixed = publications_of([reference(1, "a", "T", authors="Henderson FC Sr")])[0].names[0]
    assert (suffixed.family, suffixed.initials, suffixed.suffix) == ("Henderson", "FC", "Sr")


def test_two_documents_with_one_plain_id_have_two_keys() -> None:
    keys = [one.key for one in publications_of([reference(1, "a/b", "T"), reference(2, "a?b", "T")])]
    assert keys == ["a-b", "a-b-2"]


@pytest.mark.parametrize(
    ("pages", "short"),
    [
        ("1051-1070", "1051-70"),
        ("S148-S155", "S148-55"),
        ("89-95", "89-95"),
        ("99-101", "99-101"),
        ("124-130", "124-30"),
        ("284-284", "284"),
        ("323A-329A", "323A-329A"),
        ("e1001300", "e1001300"),
        ("", ""),
    ],
)
def test_a_range_of_pages_is_printed_without_the_digits_that_repeat(pages: str, short: str) -> None:
    assert short_pages(pages) == short


# After the samples of the International Committee of Medical Journal Editors.
SAMPLES = [
    (
        {"authors": "Halpern SD, Ubel PA, Caplan AL", "journal": "N Engl J Med 2002;347(4):284-287", "year": 2002},
        "Halpern SD, Ubel PA, Caplan AL. T. N Engl J Med. 2002;347(4):284-7. doi: 10.1/x.",
    ),
    (
        {"authors": "A B, C D, E F, G H, I J, K L, M N", "journal": "Brain Res 2002;935:40-46", "year": 2002},
        "A B, C D, E F, G H, I J, K L, et al. T. Brain Res. 2002;935:40-6. doi: 10.1/x.",
    ),
    (
        {"authors": "Vallancien G, Emberton M", "organisation": "Alf-One Study Group", "journal": "J Urol 2003;169"},
        "Vallancien G, Emberton M; Alf-One Study Group. T. J Urol. [date unknown];169. doi: 10.1/x.",
    ),
]


@pytest.mark.parametrize(("fields", "printed"), SAMPLES)
def test_a_journal_article_is_printed_in_the_vancouver_style(fields: dict[str, Any], printed: str) -> None:
    assert vancouver(publications_of([reference(1, "a", "T", doi="10.1/x", **fields)])[0]) == printed


def test_a_web_page_a_report_and_a_retraction_in_the_vancouver_style() -> None:
    def printed(**fields: Any) -> str:
        return vancouver(publications_of([reference(1, "a", "What helps?", organisation="WHO", **fields)])[0])

    assert printed(url="https://who.int/a", year=2018) == (
        "WHO. What helps? [Internet]. 2018. Available from: https://who.int/a"
    )
    assert printed(year=2018) == "WHO. What helps? 2018."
    retracted = printed(journal="Pain 2006;6:1-9", year=2006, pmid="12", status=DocumentStatus.RETRACTED)
    assert retracted == "WHO. What helps? Pain. 2006;6:1-9. [RETRACTED] PubMed PMID: 12."


def test_our_list_says_what_a_citation_processor_makes_of_our_csl_json() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON

        made = material(example_article())
        items = json.loads(CslJsonExporter().export(made))
        style = CitationStylesStyle(str(STYLE), validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        rendered = [_even(str(entry)) for entry in bibliography.bibliography()]
    ours = [_even(line) for line in VancouverExporter().export(made).decode().splitlines()]
    journals = [n for n, item in enumerate(items) if item["type"] == "article-journal"]
    assert len(journals) == 6
    for n in journals:
        assert rendered[n] == ours[n]


def _even(line: str) -> str:
    """Without what the plain style of the test leaves out or sets otherwise."""
    line = re.sub(r" PubMed PMID: \d+\.", "", line.replace("–", "-"))
    line = line.replace("et al; OPTIMa Collaboration", "OPTIMa Collaboration, et al").replace("et al..", "et al.")
    return line.replace("?.", "?")


def test_bibtex_is_read_back_by_a_citation_processor(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from citeproc.source.bibtex import BibTeX

        file = tmp_path / "references.bib"
        file.write_bytes(BibtexExporter().export(material(example_article())))
        read = BibTeX(str(file), encoding="utf-8")
    assert [one.document_id for one in example_article().references] == list(read)
    assert str(read["tobin-2009"]["title"]) == "Occipital Nerve Blocks: When and What to Inject?"
    assert [str(name["family"]) for name in read["tobin-2009"]["author"]] == ["Tobin", "Flitman"]


def test_hostile_text_neither_ends_nor_opens_an_entry_of_bibtex(tmp_path: Path) -> None:
    from citeproc.source.bibtex.bibparse import BibTeXParser

    file = tmp_path / "references.bib"
    file.write_bytes(BibtexExporter().export(material(tricky_article())))
    with file.open(encoding="utf-8") as opened:
        entries = BibTeXParser(opened)
    assert set(entries) == {f"trick-{number}" for number in range(1, 6)}
    assert {entry["year"] for entry in entries.values()} == {"2019"}


def test_braces_of_bibtex_are_balanced_whatever_stands_in_a_title() -> None:
    made = BibtexExporter().export(material(tricky_article())).decode()
    depth = 0
    for letter in made:
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"^@", made, re.MULTILINE)) == len(TRICKS)


def test_ris_has_only_the_tags_that_we_wrote() -> None:
    lines = RisExporter().export(material(tricky_article())).decode().split("\r\n")
    assert all(re.fullmatch(r"(?:[A-Z][A-Z0-9]  - .*)?", line) for line in lines)
    assert sum(line.startswith("TY  - ") for line in lines) == sum(line.startswith("ER  - ") for line in lines) == 5


def test_a_retraction_is_told_in_every_reference_format() -> None:
    article = example_article()
    first: Reference = article.references[0]
    from dataclasses import replace

    gone = replace(article, references=(replace(first, status=DocumentStatus.RETRACTED), *article.references[1:]))
    for exporter in (BibtexExporter(), CslJsonExporter(), RisExporter(), VancouverExporter()):
        assert exporter.export(material(gone)).decode().count("RETRACTED") == 1


def test_what_kind_of_publication_it_is_follows_from_what_is_known() -> None:
    def form(**fields: Any) -> Form:
        return publications_of([reference(1, "a", "T", **fields)])[0].form

    assert form(journal="Pain 2006;6:1-9") is Form.JOURNAL_ARTICLE
    assert form(journal="web page", url="https://a.org") is Form.WEB_PAGE
    assert form(journal="StatPearls", url="https://a.org") is Form.WEB_PAGE
    assert form(organisation="WHO") is Form.REPORT
    assert form(url="javascript:alert(1)") is Form.REPORT
