"""PubMed's XML: letter for letter into documents, with every notice, and nothing lost to one bad record."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import itertools
import random
import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.errors import InputError
from citewell.domain.intake import Amendment, Item, Withdrawal
from citewell.sources import _pubmed_file
from citewell.sources._pubmed_dates import date_in
from citewell.sources._pubmed_file import split_records
from citewell.sources._pubmed_text import text_of
from citewell.sources._xml import parse_xml
from citewell.sources.pubmed_xml import PubmedXmlSource

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//X//Y" "https://example.org/pubmed.dtd">\n'
ABSTRACT = "<Abstract><AbstractText>It helped 12 of 40 people.</AbstractText></Abstract>"


def article(
    pmid: str = "101",
    *,
    title: str = "Exercise for neck pain.",
    abstract: str = ABSTRACT,
    types: Sequence[str] = ("Journal Article",),
    references: str = "",
    within: str = "",
    after: str = "",
    date: str = "<Year>2019</Year><Month>May</Month><Day>7</Day>",
) -> str:
    listed = "".join(f"<PublicationType>{name}</PublicationType>" for name in types)
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>2021</Year><Month>06</Month><Day>02</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue><Title>The Journal of Necks</Title></Journal>
<ArticleTitle>{title}</ArticleTitle>{abstract}{within}
<PublicationTypeList>{listed}</PublicationTypeList></Article>
<CommentsCorrectionsList>{references}</CommentsCorrectionsList>{after}</MedlineCitation>
<PubmedData><History><PubMedPubDate><Year>1999</Year></PubMedPubDate></History><ArticleIdList>
<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>Elsewhere</Citation>
<ArticleIdList><ArticleId IdType="doi">10.1000/not-this</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""


def whole(*records: str) -> str:
    return f"{HEAD}<PubmedArticleSet>\n" + "\n".join(records) + "\n</PubmedArticleSet>"


def read(folder: Path, content: str | bytes, *, name: str = "sample.xml") -> list[Item]:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert PubmedXmlSource().accepts(str(path))
    return list(PubmedXmlSource().fetch(str(path)))


def one(folder: Path, record: str) -> Document:
    (document,) = read(folder, whole(record))
    assert isinstance(document, Document), document
    return document


def reference(kind: str, pmid: str, where: str = "J Necks. 2020 Mar 4;3(1):5") -> str:
    return (
        f'<CommentsCorrections RefType="{kind}"><RefSource>{where}</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
    )


def test_a_record_becomes_a_document_with_all_its_particulars(tmp_path: Path) -> None:
    record = article(
        "34012345",
        within="""<AuthorList CompleteYN="Y"><Author><LastName>Núñez</LastName><ForeName>Ana B</ForeName>
<Initials>AB</Initials><AffiliationInfo><Affiliation>Ward 3</Affiliation></AffiliationInfo></Author>
<Author><LastName>King</LastName><Initials>C</Initials><Suffix>Jr</Suffix></Author>
<Author ValidYN="N"><LastName>Wrong</LastName></Author>
<Author><CollectiveName>NECK Study Group.</CollectiveName></Author>
</AuthorList><Language>eng</Language><ELocationID EIdType="pii">S1</ELocationID>
<ELocationID EIdType="doi">10.1000/Necks.5</ELocationID>""",
        types=["Journal Article", "Randomized Controlled Trial"],
        after="""<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="Y">Neck Pain</DescriptorName>
<QualifierName>therapy</QualifierName><QualifierName>etiology</QualifierName></MeshHeading>
<MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList>""",
    ).replace(
        "</ArticleId></ArticleIdList><Ref", '</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList><Ref'
    )
    document = one(tmp_path, record)
    assert (document.id, document.pmid, document.pmcid, document.doi) == (
        "pmid-34012345", "34012345", "PMC77", "10.1000/necks.5",
    )  # fmt: skip
    assert document.title == "Exercise for neck pain"
    assert document.authors == "Núñez AB, King C Jr, NECK Study Group"
    assert (document.journal, document.year, document.published) == ("The Journal of Necks", 2019, "2019-05-07")
    assert document.url == "https://pubmed.ncbi.nlm.nih.gov/34012345/"
    assert document.mesh == ("Neck Pain/therapy", "Neck Pain/etiology", "Humans")
    assert (document.kind, document.kind_inferred) == (EvidenceKind.RANDOMISED_TRIAL, False)
    assert document.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert (document.what_was_read, document.language, document.version) == ("abstract", "en", "2021-06-02")
    assert (document.source, document.collection) == ("pubmed_xml", "sample")
    assert (document.country, document.licence, document.status) == ("", "", DocumentStatus.CURRENT)
    assert document.origin.endswith("sample.xml")
    assert document.raw_digest == hashlib.sha256(record.encode()).hexdigest()


def test_labelled_sections_are_blocks_of_their_own_and_the_plain_language_summary_comes_last(tmp_path: Path) -> None:
    document = one(
        tmp_path,
        article(
            abstract="""<Abstract><AbstractText Label="BACKGROUND">Necks hurt.</AbstractText>
<AbstractText Label="MATERIALS AND METHODS:">We asked.</AbstractText><AbstractText Label="OSF NUMBER">7</AbstractText>
<AbstractText Label="OSF NUMBER">X7</AbstractText><AbstractText>They said.</AbstractText>
<CopyrightInformation>© The Authors. Published under the CC BY-NC 4.0 license.</CopyrightInformation></Abstract>""",
            after='<OtherAbstract Type="plain-language-summary"><AbstractText>Ask.</AbstractText></OtherAbstract>'
            '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Cuellos.</AbstractText></OtherAbstract>',
        ),
    )
    assert [(block.section_path, block.locator, block.text) for block in document.blocks] == [
        (("Abstract", "Background"), "Abstract: Background", "Necks hurt."),
        (("Abstract", "Materials and methods"), "Abstract: Materials and methods", "We asked."),
        (("Abstract", "OSF NUMBER"), "Abstract: OSF NUMBER", "X7"),
        (("Abstract",), "Abstract", "They said."),
        (("Plain language summary",), "Plain language summary", "Ask."),
    ]
    assert document.licence == "CC BY-NC 4.0"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("4 × 10<sup>9</sup>/L", "4 × 10^9/L"),
        ("P = 5x10 <sup>-8</sup>, n", "P = 5x10^-8, n"),
        ("10<i><sup>6</sup></i> cells", "10^6 cells"),
        ("10<sup><b>6</b></sup> cells", "10^6 cells"),
        ("30 kg/m<sup>2</sup> and I<sup>2</sup> = 90%", "30 kg/m2 and I2 = 90%"),
        ("5 mg kg<sup>-1</sup>", "5 mg kg-1"),
        ("less pain<sup>12</sup> was", "less pain was"),
        ("less pain.<sup>1,2</sup> It was", "less pain. It was"),
        ("less pain.<sup>1</sup><sup>,</sup><sup>2</sup> It was", "less pain. It was"),
        ("below 5.<sup>1</sup> It was", "below 5.^1 It was"),
        ("H,<sup>13</sup>C-NMR", "H,13C-NMR"),
        ("[<sup>18</sup>F]FDG", "[18F]FDG"),
        ("CO<sub>2</sub> and FEV<sub>1</sub>/FVC", "CO2 and FEV1/FVC"),
        ("SO<sub>4</sub><sup>2-</sup>", "SO4^2-"),
        ("T<sub>2</sub>5 times", "T2 5 times"),
        ("line 6<sub>1</sub> hens", "line 6_1 hens"),
        ("CD4<sup>+</sup> cells, 25<sup>+0</sup> weeks", "CD4+ cells, 25+0 weeks"),
        ("2<sup>n</sup> of the 3<sup>rd</sup>", "2^n of the 3rd"),
        ("β\n\t\t<sub>2</sub>-agonist", "β2-agonist"),
        ("(a)<sup>3</sup>", "(a)^3"),
        ("no\n   \u2009less \u00a0 than", "no less than"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("seen\u202e only\u200b \u0085 here\u2028\u00ad", "seen only here"),
    ],
)
def test_what_is_set_high_or_low_cannot_be_read_as_part_of_a_number_or_word(written: str, text: str) -> None:
    assert text_of(parse_xml(f"<AbstractText>{written}</AbstractText>".encode())) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:msup><m:mn>10</m:mn><m:mrow><m:mo>-</m:mo><m:mn>3</m:mn></m:mrow></m:msup>", "10^-3"),
        ("<m:mrow><m:mn>0.88</m:mn><m:mo>±</m:mo><m:mn>0.06</m:mn></m:mrow>", "0.88 ± 0.06"),
        ("<m:mrow><m:mo>-</m:mo><m:mn>2</m:mn></m:mrow>", "-2"),
        ("<m:mfrac><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac>", "1/2"),
        ("<m:mfrac><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mi>b</m:mi></m:mrow><m:mi>c</m:mi></m:mfrac>", "(a + b)/c"),
        ("<m:msubsup><m:mi>T</m:mi><m:mn>2</m:mn><m:mo>*</m:mo></m:msubsup>", "T2^*"),
        ("<m:msqrt><m:mn>3</m:mn></m:msqrt>", "√3"),
        ("<m:mn>3</m:mn><m:mn>4</m:mn>", "3 4"),
        ("<m:msub><m:mi>MR</m:mi><m:mfenced><m:mi>x</m:mi></m:mfenced></m:msub>", "MR(x)"),
        ("<m:mroot><m:mn>8</m:mn><m:mn>3</m:mn></m:mroot>", "8^(1/3)"),
        ("<m:semantics><m:mi>k</m:mi><m:annotation>kay</m:annotation></m:semantics>", "k"),
    ],
)
def test_a_formula_is_written_in_one_line(formula: str, text: str) -> None:
    math = f'<a><m:math xmlns:m="http://www.w3.org/1998/Math/MathML">{formula}</m:math></a>'
    assert text_of(parse_xml(math.encode())) == text


@pytest.mark.parametrize(
    ("title", "vernacular", "expected"),
    [
        ("[Pain in the neck].", "Dolor de cuello.", "Pain in the neck"),
        ("[Pain of the [C2] root?]", "", "Pain of the [C2] root?"),
        ("[<sup>18</sup>F]FDG in [<sup>11</sup>C] studies.", "", "[18F]FDG in [11C] studies"),
        ("", "Dolor de cuello.", "Dolor de cuello"),
        ("[Not Available].", "Dolor de cuello.", "Dolor de cuello"),
        ("Does it help?", "", "Does it help?"),
        ("And then ...", "", "And then ..."),
    ],
)
def test_a_translated_title_loses_its_brackets_and_a_missing_one_is_the_original(
    tmp_path: Path, title: str, vernacular: str, expected: str
) -> None:
    record = article(title=title, within=f"<Language>spa</Language><VernacularTitle>{vernacular}</VernacularTitle>")
    document = one(tmp_path, record)
    assert document.title == expected
    assert document.language == "en"
    assert document.note == "Published in Spanish; what was read is its abstract in English."


def test_an_abstract_that_exists_in_another_language_only_is_read_as_such(tmp_path: Path) -> None:
    other = '<OtherAbstract Type="Publisher" Language="ger"><AbstractText>Es half.</AbstractText></OtherAbstract>'
    document = one(tmp_path, article(abstract="", within="<Language>ger</Language>", after=other))
    assert (document.blocks[0].text, document.language, document.note) == ("Es half.", "de", "")


@pytest.mark.parametrize(
    ("date", "article_date", "expected"),
    [
        ("<MedlineDate>2019 Nov-Dec</MedlineDate>", "", "2019-11"),
        ("<MedlineDate>2021 Jan-Dec</MedlineDate>", "", "2021"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "", "1998-12"),
        ("<MedlineDate>1998-1999</MedlineDate>", "", "1998"),
        ("<MedlineDate>Winter 2001</MedlineDate>", "", "2001"),
        ("<Year>2020</Year><Season>Spring</Season>", "", "2020"),
        ("<Year>2020</Year><Month>Jun</Month>", "2020-06-11", "2020-06-11"),
        ("<Year>2020</Year><Month>Sep</Month>", "2020-06-11", "2020-09"),
        ("", "2020-06-11", "2020-06-11"),
        ("<Year>next</Year>", "", ""),
        ("<Year>2020</Year><Month>13</Month><Day>40</Day>", "", "2020"),
    ],
)
def test_dates_are_given_as_far_as_they_are_known(tmp_path: Path, date: str, article_date: str, expected: str) -> None:
    parts = zip(("Year", "Month", "Day"), article_date.split("-"), strict=False)
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts if value)
    document = one(tmp_path, article(date=date, within=f"<ArticleDate>{inner}</ArticleDate>"))
    assert document.published == expected
    assert document.year == (int(expected[:4]) if expected else None)


def test_the_date_of_a_notice_is_read_from_its_reference() -> None:
    assert date_in("Oncol Lett. 2021 Jul;22(1):545") == "2021-07"
    assert date_in("JAMA Oncol. 2019 Apr 25;:null") == "2019-04-25"
    assert date_in("Elsewhere") == ""


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("RetractionIn", DocumentStatus.RETRACTED),
        ("RetractedandRepublishedIn", DocumentStatus.RETRACTED),
        ("ExpressionOfConcernIn", DocumentStatus.EXPRESSION_OF_CONCERN),
        ("ErratumIn", DocumentStatus.CORRECTED),
        ("UpdateIn", DocumentStatus.SUPERSEDED),
        ("CorrectedandRepublishedIn", DocumentStatus.SUPERSEDED),
    ],
)
def test_a_notice_about_a_publication_sets_its_status(tmp_path: Path, kind: str, status: DocumentStatus) -> None:
    document = one(tmp_path, article(references=reference("CommentIn", "7") + reference(kind, "202")))
    (notice,) = document.notices
    assert document.status is notice.status is status
    assert (notice.pmid, notice.date, notice.reference, notice.source) == (
        "202", "2020-03-04", "J Necks. 2020 Mar 4;3(1):5", "PubMed",
    )  # fmt: skip
    assert document.superseded_by == ("202" if status is DocumentStatus.SUPERSEDED else "")


def test_of_several_notices_the_gravest_counts_and_all_are_kept(tmp_path: Path) -> None:
    references = reference("ErratumIn", "201") + reference("RetractionIn", "202") + reference("ErratumIn", "203")
    document = one(tmp_path, article(references=references, types=["Retracted Publication"]))
    assert document.status is DocumentStatus.RETRACTED
    assert [notice.pmid for notice in document.notices] == ["201", "202", "203"]


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Neck pain", ["Journal Article", "Retracted Publication"]),
        ("RETRACTED: Neck pain", ["Journal Article"]),
        ("Retracted article: Neck pain", ["Journal Article"]),
        ("WITHDRAWN: Neck pain", ["Journal Article"]),
    ],
)
def test_a_retraction_that_only_type_or_title_tells_is_seen(tmp_path: Path, title: str, types: list[str]) -> None:
    document = one(tmp_path, article(title=title, types=types))
    assert document.status is DocumentStatus.RETRACTED
    assert document.notices[0].reason


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("RetractionOf", DocumentStatus.RETRACTED),
        ("ExpressionOfConcernFor", DocumentStatus.EXPRESSION_OF_CONCERN),
        ("ErratumFor", DocumentStatus.CORRECTED),
    ],
)
@pytest.mark.parametrize("abstract", [ABSTRACT, ""])
def test_a_notice_is_news_of_another_publication_and_never_evidence(
    tmp_path: Path, kind: str, status: DocumentStatus, abstract: str
) -> None:
    record = article("300", title="Correction to: Necks.", abstract=abstract, references=reference(kind, "202"))
    (amendment,) = read(tmp_path, whole(record))
    assert isinstance(amendment, Amendment)
    assert (amendment.pmid, amendment.notice.status, amendment.notice.pmid) == ("202", status, "300")
    assert amendment.notice.date == "2019-05-07"
    assert "Correction to: Necks" in amendment.notice.reference


def test_an_update_is_evidence_and_news_of_what_it_replaces(tmp_path: Path) -> None:
    amendment, document = read(tmp_path, whole(article("300", references=reference("UpdateOf", "202"))))
    assert isinstance(amendment, Amendment)
    assert isinstance(document, Document)
    assert (amendment.pmid, amendment.notice.status, amendment.notice.pmid) == ("202", DocumentStatus.SUPERSEDED, "300")
    assert document.status is DocumentStatus.CURRENT


def test_a_notice_that_names_its_publication_in_words_alone_is_understood(tmp_path: Path) -> None:
    text = "<Abstract><AbstractText>[This retracts the article DOI: 10.1000/Necks.5.].</AbstractText></Abstract>"
    (amendment,) = read(tmp_path, whole(article(abstract=text, types=["Retraction of Publication"])))
    assert isinstance(amendment, Amendment)
    assert (amendment.doi, amendment.notice.status) == ("10.1000/necks.5", DocumentStatus.RETRACTED)


def test_deleted_records_are_withdrawn(tmp_path: Path) -> None:
    deleted = "<DeleteCitation><PMID Version='1'>11</PMID><PMID>12</PMID></DeleteCitation>"
    document, *withdrawals = read(tmp_path, whole(article(), deleted))
    assert isinstance(document, Document)
    assert [item.pmid for item in withdrawals if isinstance(item, Withdrawal)] == ["11", "12"]


def test_records_without_an_abstract_are_told_of_once_at_the_end(tmp_path: Path) -> None:
    empty = [article(str(pmid), abstract="") for pmid in range(201, 204)]
    empty += [article("204", abstract="<Abstract><AbstractText>Not available.</AbstractText></Abstract>")]
    *documents, rejection = read(tmp_path, whole(*empty, article("101")))
    assert [document.id for document in documents if isinstance(document, Document)] == ["pmid-101"]
    assert isinstance(rejection, Rejection)
    assert rejection.place == "sample.xml: 4 records, the first PMID 201"
    assert "No abstract" in rejection.reason
    assert rejection.remedy


def test_a_book_is_read_too(tmp_path: Path) -> None:
    book = """<PubmedBookArticle><BookDocument><PMID>55</PMID><ArticleIdList><ArticleId IdType="doi">10.1/no</ArticleId>
</ArticleIdList><Book><Publisher><PublisherName>Neck Press</PublisherName></Publisher>
<BookTitle>All of Necks</BookTitle><PubDate><Year>2018</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>
</Book><ArticleTitle>Stiff necks</ArticleTitle><Language>eng</Language><AuthorList Type="authors"><Author>
<LastName>Roe</LastName><Initials>R</Initials></Author></AuthorList><PublicationType>Review</PublicationType>
<Abstract><AbstractText>They are stiff.</AbstractText></Abstract><ContributionDate><Year>2020</Year><Month>01</Month>
</ContributionDate></BookDocument></PubmedBookArticle>"""
    document = one(tmp_path, book)
    assert (document.id, document.title, document.journal) == ("pmid-55", "Stiff necks", "All of Necks")
    assert (document.authors, document.published, document.kind) == ("Roe R", "2020-01", EvidenceKind.NARRATIVE_REVIEW)


def test_a_body_that_writes_a_guideline_gives_its_country(tmp_path: Path) -> None:
    within = "<AuthorList><Author><CollectiveName>Canadian Spine Society</CollectiveName></Author></AuthorList>"
    document = one(tmp_path, article(within=within, types=["Practice Guideline"]))
    assert (document.organisation, document.country) == ("Canadian Spine Society", "Canada")
    assert one(tmp_path, article(within=within)).country == ""


def test_seven_authors_are_six_and_others(tmp_path: Path) -> None:
    people = "".join(f"<Author><LastName>N{number}</LastName><Initials>A</Initials></Author>" for number in range(7))
    document = one(tmp_path, article(within=f"<AuthorList>{people}</AuthorList>"))
    assert document.authors == "N0 A, N1 A, N2 A, N3 A, N4 A, N5 A, et al."


@pytest.mark.parametrize("name", ["sample.xml", "sample.xml.gz", "download.txt"])
def test_plain_and_packed_files_and_single_records_are_read_alike(tmp_path: Path, name: str) -> None:
    for content in (whole(article()), article(), "\ufeff" + whole(article())):
        (document,) = read(tmp_path, content, name=name)
        assert isinstance(document, Document)
        assert document.collection == name.split(".")[0].replace("download", "download.txt")


def test_a_file_in_another_encoding_is_read_as_it_says(tmp_path: Path) -> None:
    text = whole(article(title="Schädel und Nacken")).replace("utf-8", "iso-8859-1")
    (document,) = read(tmp_path, text.encode("iso-8859-1"))
    assert isinstance(document, Document)
    assert document.title == "Schädel und Nacken"


@pytest.mark.parametrize(
    "form", ["MD5({name})= {sum}\n", "{sum}  {name}\n", "{sum}", "0{other}  x.xml\n{sum} *{name}\n"]
)
def test_a_file_is_held_to_the_md5_sum_beside_it(tmp_path: Path, form: str) -> None:
    data = gzip.compress(whole(article()).encode())
    path = tmp_path / "pubmed21n0001.xml.gz"
    path.write_bytes(data)
    right, other = hashlib.md5(data).hexdigest(), hashlib.md5(b"").hexdigest()[1:]
    beside = tmp_path / f"{path.name}.md5"
    beside.write_text(form.format(name=path.name, sum=right.upper(), other=other))
    assert [type(item) for item in PubmedXmlSource().fetch(str(path))] == [Document]
    beside.write_text(form.format(name=path.name, sum="0" * 32, other=other))
    with pytest.raises(InputError, match="is not the file that") as error:
        list(PubmedXmlSource().fetch(str(path)))
    assert error.value.remedy


def test_an_md5_file_without_a_sum_is_told_of_and_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "sample.xml.md5").write_text("<html>Not found</html>")
    rejection, document = read(tmp_path, whole(article()))
    assert isinstance(rejection, Rejection)
    assert rejection.place == "sample.xml.md5: line 1"
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    "broken",
    [
        "<PubmedArticle><PMID>66</PMID><MedlineCitation>",
        "<PubmedArticle><PMID>66</PMID></PubmedArticle>",
        article("66").replace("<ArticleTitle>", "<ArticleTitle>&#1; "),
        article("66").replace("Exercise", "Exercise \udcff"),
        article("66").replace("neck", "&secret;"),
        article("66", date="<Year>2020</Year>").replace("</Article>", ""),
        article("66", abstract="<Abstract>" + "<b>" * 400 + "</b>" * 400 + "</Abstract>"),
        article("66", abstract=f"<Abstract><AbstractText>{'long ' * 300_000}</AbstractText></Abstract>"),
        article("66", abstract=f"<Abstract><AbstractText>{'x' * 18_000_000}</AbstractText></Abstract>"),
        article("66", title="-" * 300_000),
        article("66", title=f"<math>{'<mo>+</mo>' * 100_000}</math>"),
        "<PubmedArticle>" * 300_000 + "</PubmedArticle>",
    ],
    ids=[
        "no end",
        "empty",
        "control",
        "bytes",
        "entity",
        "crossed",
        "deep",
        "long",
        "huge",
        "title",
        "formula",
        "starts",
    ],
)
def test_a_broken_record_costs_only_itself(tmp_path: Path, broken: str) -> None:
    data = whole(article("11"), broken, article("12")).encode("utf-8", "surrogateescape")
    items = read(tmp_path, data)
    assert [item.pmid for item in items if isinstance(item, Document)] == ["11", "12"]
    rejections = [item for item in items if isinstance(item, Rejection)]
    assert 1 <= len(rejections) <= 2
    for rejection in rejections:
        assert rejection.place.startswith("sample.xml: ")
        assert rejection.reason.endswith(".")
        assert rejection.remedy


def test_a_duplicate_comes_as_often_as_the_file_has_it_the_last_one_last(tmp_path: Path) -> None:
    items = read(tmp_path, whole(article("11", title="Old"), article("11", title="New")))
    assert [item.title for item in items if isinstance(item, Document)] == ["Old", "New"]


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    prologue = f'<!DOCTYPE PubmedArticleSet [<!ENTITY a0 "ha">{bomb}<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    records = whole(article("11", title="&a8;"), article("12", title="&x;"), article("13", title="A&nbsp;&beta;"))
    bombed, leaked, sound = read(tmp_path, prologue + records.removeprefix(HEAD))
    assert isinstance(bombed, Rejection | Document)
    assert isinstance(leaked, Rejection | Document)
    assert "secret" not in repr(leaked)
    assert isinstance(sound, Document)
    assert sound.title == "A β"


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    random.seed(3)
    texts = ["".join(random.choices("abcdefgh ", k=30_000)) for _ in range(50)]
    records = [article(str(n), abstract=ABSTRACT.replace("people", text)) for n, text in enumerate(texts, 11)]
    packed = gzip.compress(whole(*records).encode())
    for data, name in ((packed[: len(packed) // 2], "half.xml.gz"), (whole(*records).encode()[:-40_000], "half.xml")):
        (tmp_path / name).write_bytes(data)
        *documents, rejection = PubmedXmlSource().fetch(str(tmp_path / name))
        assert isinstance(rejection, Rejection)
        assert len(documents) > 10
        assert all(isinstance(item, Document) for item in documents)
        assert "Download" in rejection.remedy


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PMID- 1\nTI  - A title",
        b"<html><body>Not found</body></html>",
        b"\x1f\x8b\x08",
        "\ufeff<a/>".encode("utf-16"),
    ],
)
def test_what_is_no_pubmed_file_is_not_accepted_and_fetching_it_says_why(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.xml"
    path.write_bytes(content)
    assert not PubmedXmlSource().accepts(str(path))
    with pytest.raises(InputError) as error:
        list(PubmedXmlSource().fetch(str(path)))
    assert error.value.remedy


@pytest.mark.parametrize("location", ["nowhere.xml", "", "pubmed:neck pain", "\0", "https://example.org/x.xml"])
def test_what_is_no_file_is_not_accepted(tmp_path: Path, location: str) -> None:
    assert not PubmedXmlSource().accepts(location)
    with pytest.raises(InputError) as error:
        list(PubmedXmlSource().fetch(location))
    assert error.value.remedy
    assert not PubmedXmlSource().accepts(str(tmp_path))


def test_records_are_split_wherever_the_file_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [article(str(number)).encode() for number in range(3)] + [b"<DeleteCitation/>"]
    data = b"<PubmedArticleSet> " + b"\n".join(records) + b"</PubmedArticleSet>"
    for size in (1, 2, 7, 13, 64, 997, len(data)):
        monkeypatch.setattr(_pubmed_file, "_PIECE", size)
        assert list(split_records(io.BytesIO(data))) == records


def test_reading_streams(tmp_path: Path) -> None:
    path = tmp_path / "sample.xml"
    path.write_text(whole(*(article(str(number)) for number in range(1, 2000))))
    items = PubmedXmlSource().fetch(str(path))
    assert [item.pmid for item in itertools.islice(items, 3) if isinstance(item, Document)] == ["1", "2", "3"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_mutation_of_a_file_yields_items_or_says_what_is_wrong(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(whole(article("11", references=reference("ErratumFor", "5")), article("12")).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    if data.draw(st.booleans()):
        packed = bytearray(gzip.compress(bytes(content)))
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(0, 255))
        content = packed
    path = tmp_path / "mutated.xml"
    path.write_bytes(bytes(content))
    PubmedXmlSource().accepts(str(path))
    with contextlib.suppress(InputError):
        for item in PubmedXmlSource().fetch(str(path)):
            assert isinstance(item, Document | Rejection | Amendment | Withdrawal)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1))
def test_text_comes_through_letter_for_letter(text: str) -> None:
    read_back = text_of(parse_xml(f"<AbstractText>{escape(text)}</AbstractText>".encode()))
    assert read_back == " ".join(text.split())


_DIGITS = st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True)


@settings(max_examples=100, deadline=None)
@given(_DIGITS, st.sampled_from(["sup", "sub"]), _DIGITS, _DIGITS, st.sampled_from(["", "i", "b"]))
def test_digits_at_different_heights_never_make_one_number(
    before: str, height: str, digits: str, after: str, style: str
) -> None:
    inner = f"<{style}>{digits}</{style}>" if style else digits
    read_back = text_of(parse_xml(f"<a>about {before}<{height}>{inner}</{height}>{after} more</a>".encode()))
    assert re.findall("[0-9]+", read_back) == [before, digits, after]
