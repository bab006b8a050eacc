"""The same sentence with raised and lowered text comes out letter for letter the same, whichever file holds it."""

from __future__ import annotations

import html
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.documents import Document
from citewell.domain.ports import Source
from citewell.sources._markup import plain_text
from citewell.sources._scripts import END, HIGH, LOW, high, low, written
from citewell.sources.docx import DocxSource
from citewell.sources.html import HtmlSource
from citewell.sources.jats import JatsSource
from citewell.sources.markdown import MarkdownSource
from citewell.sources.medlineplus import MedlinePlusSource
from citewell.sources.pubmed_xml import PubmedXmlSource
from citewell.sources.spl import SplSource
from citewell.text.quantities import find_quantities

SENTENCES = [
    # units and statistics as they are usually typed
    ("A BMI of 30 kg/m<sup>2</sup> or more", "A BMI of 30 kg/m2 or more"),
    ("below 60 mL/min/1.73 m<sup>2</sup>.", "below 60 mL/min/1.73 m2."),
    ("350 cells/mm<sup>3</sup>vs none", "350 cells/mm3 vs none"),
    ("5 mg kg<sup>-1</sup> day<sup>−1</sup>", "5 mg kg-1 day−1"),
    ("1 kg m <sup>- 2</sup> a day", "1 kg m-2 a day"),
    ("as I<sup>2</sup> = 90% and χ<sup>2</sup> = 3", "as I2 = 90% and χ2 = 3"),
    ("with R <sup>2</sup> = 0.4", "with R2 = 0.4"),
    ("9.8 m/s<sup>2</sup> fell", "9.8 m/s2 fell"),
    # powers of numbers and of other things
    ("4 × 10<sup>9</sup>/L", "4 × 10^9/L"),
    ("P = 5x10 <sup>-8</sup>, n", "P = 5x10^-8, n"),
    ("2 × 10<sup>8</sup>CFU", "2 × 10^8 CFU"),
    ("10<i><sup>6</sup></i> cells", "10^6 cells"),
    ("10<sup><b>6</b></sup> cells", "10^6 cells"),
    ("2<sup>n</sup> of them, 2<sup>-ΔΔCt</sup>", "2^n of them, 2^-ΔΔCt"),
    ("weight/height<sup>2</sup> (kg)", "weight/height^2 (kg)"),
    ("age<sup>2</sup> was", "age^2 was"),
    ("(height in m)<sup>2</sup> was", "(height in m)^2 was"),
    ("person-year<sup>-1</sup> was", "person-year^-1 was"),
    # ions, isotopes, molecules, cells, genes
    ("Ca<sup>2+</sup> and Ca<sup>2</sup><sup>+</sup>", "Ca2+ and Ca2+"),
    ("SO<sub>4</sub><sup>2-</sup> and HCO<sub>3</sub><sup>−</sup>", "SO4^2- and HCO3−"),
    ("CO<sub>2</sub>, FEV <sub>1</sub> and HbA<sub>1c</sub>", "CO2, FEV1 and HbA1c"),
    ("[<sup>13</sup>C]urea and <sup>99m</sup>Tc", "[13C]urea and 99mTc"),
    ("uptake of <sup>18</sup>F-FDG and I<sup>131</sup>", "uptake of 18F-FDG and I131"),
    ("gallium<sup>68</sup> PET", "gallium^68 PET"),
    ("CD4<sup>+</sup> and CD62L<sup>low</sup>CD8", "CD4+ and CD62L^low CD8"),
    ("a KRAS<sup>G12D</sup> tumour", "a KRAS^G12D tumour"),
    ("Val<sup>158</sup>Met and m<sup>6</sup>A", "Val158Met and m6A"),
    ("Δ<sup>9</sup>-THC, N<sup>6</sup>-methyl", "Δ9-THC, N6-methyl"),
    ("C<sub>max </sub>of 2, T<sub>2</sub>5 times", "Cmax of 2, T2 5 times"),
    ("P<sub>interaction</sub>=0.03, x1<sub>2</sub>", "P_interaction=0.03, x1_2"),
    # numbers that something else hangs on
    ("at 36<sup>+5</sup> or 24<sup>6/7</sup> weeks", "at 36+5 or 24 6/7 weeks"),
    ("take 1<sup>1</sup>/<sub>2</sub> tablets", "take 1 1/2 tablets"),
    ("on the 3<sup>rd</sup> day at 37<sup>o</sup>C", "on the 3rd day at 37°C"),
    ("aged <sup>3</sup> 65 years", "aged ^3 65 years"),
    ("Drug<sup>®</sup> and Drug<sup>TM</sup>", "Drug® and Drug™"),
    ("400 mg<sup>b</sup> and 3.0<sup>a</sup>", "400 mg^b and 3.0^a"),
    ("no<sup>†</sup> and 0.03<sup>*</sup>", "no† and 0.03*"),
    ("Do not give x<sup>−1</sup> more", "Do not give x^−1 more"),
]
REFERENCES = [
    ("less pain<ref>12</ref> was", "less pain was"),
    ("less pain<ref>1,2</ref>, and", "less pain, and"),
    ("less pain.<ref>1–3</ref> It was", "less pain. It was"),
    ("less pain.<ref>1</ref><ref>,</ref><ref>2</ref> It was", "less pain. It was"),
    ("of NSAIDs<ref>14</ref> (all)<ref>15</ref> was", "of NSAIDs (all) was"),
    ("in 2019<ref>7</ref> and", "in 2019 and"),
    ("in 110<ref>14</ref> patients", "in 110 patients"),
    ("by 30%<ref>7</ref> or", "by 30% or"),
    ("vitamin K<ref>14</ref> and", "vitamin K and"),
    ("within 30 s<ref>4</ref> of rest", "within 30 s of rest"),
]
JOINED = " §".join(sentence for sentence, _ in SENTENCES)
JOINED_REFERENCES = " §".join(sentence for sentence, _ in REFERENCES)


def in_pubmed(marked: str) -> tuple[type[Source], str, bytes]:
    abstract = f"<Abstract><AbstractText>{marked}</AbstractText></Abstract>"
    record = f"<Article><ArticleTitle>T</ArticleTitle>{abstract}</Article>"
    citation = f"<MedlineCitation><PMID>1</PMID>{record}</MedlineCitation>"
    text = f"<PubmedArticleSet>\n<PubmedArticle>{citation}</PubmedArticle>\n</PubmedArticleSet>"
    return PubmedXmlSource, "set.xml", text.encode()


def in_jats(marked: str) -> tuple[type[Source], str, bytes]:
    front = "<front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front>"
    return JatsSource, "a.nxml", f"<article>{front}<body><p>{marked}</p></body></article>".encode()


def in_html(marked: str) -> tuple[type[Source], str, bytes]:
    page = f"<html><head><title>T</title></head><body><main><h1>T</h1><p>{marked}</p></main></body></html>"
    return HtmlSource, "page.html", page.encode()


def in_markdown(marked: str) -> tuple[type[Source], str, bytes]:
    plain = marked.replace("*", "\\*").replace("[", "\\[").replace("]", "\\]")
    return MarkdownSource, "page.md", f"# T\n\n{plain}\n".encode()


def in_label(marked: str) -> tuple[type[Source], str, bytes]:
    section = f'<code code="34068-7"/><title>2 DOSAGE</title><text><paragraph>{marked}</paragraph></text>'
    body = (
        f"<component><structuredBody><component><section>{section}</section></component></structuredBody></component>"
    )
    head = '<code code="34391-3"/><title>T</title><setId root="11111111-2222-3333-4444-555555555555"/>'
    return SplSource, "label.xml", f'<document xmlns="urn:hl7-org:v3">{head}{body}</document>'.encode()


def in_topic(marked: str) -> tuple[type[Source], str, bytes]:
    summary = f"<full-summary>{html.escape(f'<p>{marked}</p>')}</full-summary>"
    topic = f'<health-topic title="T" url="https://example.org/t" id="1" language="English">{summary}</health-topic>'
    return MedlinePlusSource, "topics.xml", f"<health-topics>{topic}</health-topics>".encode()


def in_word(marked: str) -> tuple[type[Source], str, bytes]:
    runs, position = [], {"sup": "superscript", "sub": "subscript"}
    state = "baseline"
    for part in re.split(r"(</?\w+>)", marked):
        if tag := re.fullmatch(r"<(/?)(sup|sub)>", part):
            state = "baseline" if tag[1] else position[tag[2]]
        elif part and not part.startswith("<"):
            text = f'<w:t xml:space="preserve">{part}</w:t>'
            runs.append(f'<w:r><w:rPr><w:vertAlign w:val="{state}"/></w:rPr>{text}</w:r>')
    body = f"<w:body><w:p>{''.join(runs)}</w:p></w:body>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}">{body}</w:document>')
    return DocxSource, "page.docx", stream.getvalue()


ALIKE = [in_pubmed, in_jats, in_html, in_markdown, in_label, in_topic, in_word]
WITH_REFERENCES = [in_pubmed, in_jats, in_html, in_markdown, in_word]


def read(folder: Path, source: type[Source], name: str, data: bytes) -> list[str]:
    (folder / name).write_bytes(data)
    (document,) = source().fetch(str(folder / name))
    assert isinstance(document, Document), document
    (block,) = document.blocks
    return block.text.split(" §")


@pytest.mark.parametrize("holding", ALIKE, ids=lambda holding: holding.__name__)
def test_every_reader_writes_what_is_set_high_or_low_in_the_same_way(
    tmp_path: Path, holding: Callable[[str], tuple[type[Source], str, bytes]]
) -> None:
    assert read(tmp_path, *holding(JOINED)) == [text for _, text in SENTENCES]


@pytest.mark.parametrize("holding", WITH_REFERENCES, ids=lambda holding: holding.__name__)
def test_every_reader_leaves_references_out_however_its_format_marks_them(
    tmp_path: Path, holding: Callable[[str], tuple[type[Source], str, bytes]]
) -> None:
    opened, closed = ("<sup>", "</sup>")
    if holding is in_jats:
        opened, closed = '<xref ref-type="bibr" rid="b1"><sup>', "</sup></xref>"
    marked = JOINED_REFERENCES.replace("<ref>", opened).replace("</ref>", closed)
    marked = marked.replace(f"{opened},{closed}", "<sup>,</sup>")
    assert read(tmp_path, *holding(marked)) == [text for _, text in REFERENCES]


@pytest.mark.parametrize(("marked", "text"), SENTENCES)
def test_an_abstract_from_a_web_service_is_written_like_that_of_a_file(marked: str, text: str) -> None:
    assert plain_text(marked) == text


@pytest.mark.parametrize(
    ("before", "raised", "after", "text"),
    [
        ("in type I", "2", " diabetes", "in type I diabetes"),
        ("hepatitis C", "12", " and", "hepatitis C and"),
        ("at least 10", "9", " cells", "at least 10^9 cells"),
        ("tranexamic acid", "12", ", and", "tranexamic acid, and"),
        ("goals were met", "3", ".", "goals were met."),
        ("thr", "181", " and", "thr181 and"),
        ("the generated ", "1", " O2 can", "the generated ^1 O2 can"),
        ("at 33", "6", " weeks", "at 33^6 weeks"),
        ("below 5.", "1", " It was", "below 5.^1 It was"),
        ("in 2014.", "1", " It was", "in 2014. It was"),
        ("upper molar M", "1", " is", "upper molar M^1 is"),
        ("a", "2", "b", "a2b"),
    ],
)
def test_a_raised_number_is_judged_by_its_neighbours(before: str, raised: str, after: str, text: str) -> None:
    assert written(before + high(raised) + after) == text


def test_where_a_format_marks_its_references_itself_no_other_number_goes() -> None:
    marked = f"pain{high('12')} and (all){high('4')} in 110{high('14')}."
    assert written(marked, references=False) == "pain^12 and (all)^4 in 110^14."


@given(st.lists(st.sampled_from([HIGH, LOW, END, "10", "6", " ", "-", "not", "m", ".", ")", "é", "\n"]), max_size=40))
def test_marks_in_any_order_leave_no_mark_and_lose_no_word(parts: list[str]) -> None:
    text = written("".join(parts), references=False)
    assert not {HIGH, LOW, END} & set(text)
    assert re.sub(r"[\s^_]", "", text) == re.sub(rf"[\s{HIGH}{LOW}{END}]", "", "".join(parts))


@given(before=st.text(max_size=20), raised=st.text(min_size=1, max_size=6), after=st.text(max_size=8))
def test_a_raised_number_is_never_glued_to_a_number(before: str, raised: str, after: str) -> None:
    text = written(before + high(raised) + after)
    if before[-1:].isdecimal() and raised.strip().isdecimal():
        assert not text.startswith(before + raised.strip())


@pytest.mark.parametrize("text", [high("1") * 20_000, (high("1") + ", ") * 20_000, f"x{' ' * 40_000}{low('2')}" * 2])
def test_a_text_full_of_marks_takes_no_longer_than_others(text: str) -> None:
    started = time.monotonic()
    written(text)
    assert time.monotonic() - started < 3


def test_quantities_are_the_same_in_every_reader_and_whole() -> None:
    (dose,), (count,) = (find_quantities(plain_text(text)) for text in ("5 kg/m<sup>2</sup>", "4 × 10<sup>9</sup>/L"))
    assert (dose.low, dose.unit, count.low, count.unit) == (5, "kg/m2", 4e9, "/l")
