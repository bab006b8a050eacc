"""A Word protocol comes in as it reads with all changes accepted; whatever else the file holds stays out."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.sources.docx import DocxSource
from citewell.text.passages import split_document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOSES = [("Drug", "Dose", "Maximum"), ("Ibuprofen", "400 mg", "2400 mg"), ("Paracetamol", "1 g", "4 g")]


def migraine_protocol() -> Any:
    """A ward's protocol as its staff would write it in Word."""
    document = docx.Document()
    document.core_properties.title = "Template for protocols"
    document.core_properties.author = "Lindqvist A"
    document.core_properties.language = "en-GB"
    document.core_properties.version = "3"
    document.add_heading("Acute migraine on the ward", 0)
    document.add_heading("When to treat", 1)
    paragraph = document.add_paragraph("Treat early, when platelets are above 50 × 10")
    for text, is_raised in (("9", True), ("/L; pain", False), ("12", True), (" rises with delay. Do not wait.", False)):
        paragraph.add_run(text).font.superscript = is_raised
    document.add_paragraph("Give it at once. Do not give a triptan in:")
    document.add_paragraph("stroke", style="List Bullet")
    document.add_paragraph("uncontrolled blood pressure", style="List Bullet")
    document.add_paragraph("systolic above 180 mmHg", style="List Bullet 2")
    document.add_paragraph("Then:")
    document.add_paragraph("Weigh the patient.", style="List Number")
    document.add_paragraph("Give the dose.", style="List Number")
    document.add_heading("Doses", 2)
    table = document.add_table(rows=3, cols=3)
    for row, values in enumerate(DOSES):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    return document


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def written(body: str, *, before: str = "", **parts: str) -> bytes:
    """A file with this body, and other parts by name ("word_styles" for word/styles.xml)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/'
            'officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, text in parts.items():
            archive.writestr(f"{name.replace('_', '/', 1)}.xml", text)
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(folder: Path, data: bytes, *, name: str = "protocol.docx") -> Document:
    (folder / name).write_bytes(data)
    (item,) = DocxSource().fetch(str(folder / name))
    assert isinstance(item, Document), item
    return item


def texts(folder: Path, body: str) -> list[str]:
    return [block.text for block in read(folder, written(body)).blocks]


def refused(folder: Path, data: bytes, *, name: str = "protocol.docx") -> Rejection:
    (folder / name).write_bytes(data)
    fetched = DocxSource().fetch(str(folder / name))
    rejection = next(fetched)
    assert isinstance(rejection, Rejection), rejection
    with pytest.raises(InputError):
        next(fetched)
    return rejection


def test_a_protocol_written_in_word_is_read_in_order_under_its_headings(tmp_path: Path) -> None:
    document = read(tmp_path, saved(migraine_protocol()))
    assert document.title == "Acute migraine on the ward"
    assert (document.authors, document.language, document.what_was_read) == ("Lindqvist A", "en", "full text")
    assert document.version.startswith("3, updated 20")
    assert [(block.section_path, block.text) for block in document.blocks] == [
        (
            ("When to treat",),
            "Treat early, when platelets are above 50 × 10^9/L; pain rises with delay. Do not wait.",
        ),
        (
            ("When to treat",),
            "Give it at once. Do not give a triptan in:\n- stroke\n- uncontrolled blood pressure\n"
            "  - systolic above 180 mmHg",
        ),
        (("When to treat",), "Then:\n1. Weigh the patient.\n2. Give the dose."),
        (
            ("When to treat", "Doses"),
            "Doses\n\nDrug: Ibuprofen [Dose: 400 mg | Maximum: 2400 mg]\n\n"
            "Drug: Paracetamol [Dose: 1 g | Maximum: 4 g]",
        ),
    ]
    assert document.blocks[-1].locator == "When to treat > Doses > table"


def test_struck_hidden_white_and_tiny_words_are_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Do not give opioids.")
    paragraph.add_run(" Hidden.").font.hidden = True
    paragraph.add_run(" Struck.").font.strike = True
    paragraph.add_run(" White.").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run(" Tiny.").font.size = Pt(1)
    paragraph.add_run(" Grey.").font.color.rgb = RGBColor(90, 90, 90)
    table = document.add_table(rows=1, cols=2)
    for cell, words in zip(table.rows[0].cells, ("Dose", "5 mg"), strict=True):
        cell.paragraphs[0].add_run(words).font.color.rgb = RGBColor(255, 255, 255)
    assert [block.text for block in read(tmp_path, saved(document)).blocks] == [
        "Do not give opioids. Grey.",
        "Dose [5 mg]",
    ]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    moved = f"<w:moveFrom>{run('Once a day. ')}</w:moveFrom><w:moveTo>{run(' Twice a day.')}</w:moveTo>"
    deleted = '<w:del><w:r><w:delText xml:space="preserve">10</w:delText></w:r></w:del>'
    body = f"<w:p>{run('Give ')}{deleted}<w:ins>{run('5')}</w:ins>{run(' mg.')}{moved}</w:p>"
    assert texts(tmp_path, body) == ["Give 5 mg. Twice a day."]


def test_a_sentence_whose_paragraph_mark_was_deleted_stays_whole(tmp_path: Path) -> None:
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Do not ')}</w:p><w:p>{run('give aspirin.')}</w:p>"
    assert texts(tmp_path, joined) == ["Do not give aspirin."]


def test_a_deleted_row_is_gone_and_a_merged_cell_counts_in_each_row(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"

    merged, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('Drug')}{cell('Age')}{cell('Dose')}</w:tr>"
    rows = (
        f"<w:tr>{cell('Ibuprofen', merged)}{cell('Adults')}{cell('400 mg')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('Children')}{cell('5 mg/kg')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('Codeine')}{cell('Adults')}{cell('30 mg')}</w:tr>"
        f"<w:tr>{cell('Naproxen')}{cell('not used', wide)}</w:tr>"
    )
    (text,) = texts(tmp_path, f"<w:tbl>{head}{rows}</w:tbl>")
    assert text.split("\n\n") == [
        "Drug: Ibuprofen [Age: Adults | Dose: 400 mg]",
        "Drug: Ibuprofen [Age: Children | Dose: 5 mg/kg]",
        "Drug: Naproxen [Age / Dose: not used]",
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("Age ") + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 65</w:t></w:r>', ["Age ≥ 65"]),
        (run("Give 50 ") + run("m", '<w:rFonts w:ascii="Symbol"/>') + run("g."), ["Give 50 μg."]),
        (run("Give \uf0a3 5 mg."), ["Give ≤ 5 mg."]),
        ("<w:r><w:t>x</w:t><w:noBreakHyphen/><w:t>ray</w:t></w:r>", ["x\u2011ray"]),
        ("<w:r><w:t>hyper</w:t><w:softHyphen/><w:t>tension</w:t></w:r>", ["hypertension"]),
        ("<w:r><w:t>Dose</w:t><w:tab/><w:t>5 mg</w:t><w:br/><w:t>Stop.</w:t></w:r>", ["Dose 5 mg\nStop."]),
        (run("HbA") + run("1c", '<w:vertAlign w:val="subscript"/>') + run(" rises."), ["HbA1c rises."]),
        (run("Pain.") + "<w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r>", ["Pain."]),
        (f"<w:hyperlink>{run('Linked')}</w:hyperlink><w:smartTag>{run(' words.')}</w:smartTag>", ["Linked words."]),
        (f"{run('On ')}<w:r><w:instrText>DATE</w:instrText></w:r>{run('Monday.')}", ["On Monday."]),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup></m:oMath>",
         ["10^6"]),
    ],
)  # fmt: skip
def test_signs_are_read_as_they_look(tmp_path: Path, inside: str, text: list[str]) -> None:
    (found,) = texts(tmp_path, f"<w:p>{inside}</w:p>")
    assert found in text


def test_a_sign_that_nobody_can_name_keeps_its_paragraph_out_and_says_so(tmp_path: Path) -> None:
    odd = '<w:r><w:t>Give </w:t><w:sym w:font="House Dingbats" w:char="F099"/><w:t> 5 mg.</w:t></w:r>'
    document = read(tmp_path, written(f"<w:p>{odd}</w:p><w:p>{run('Rest.')}</w:p>"))
    assert [block.text for block in document.blocks] == ["Rest."]
    assert "1 of its paragraphs" in document.note


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('Never give opioids.')}</w:p></w:txbxContent>"
    shape = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(tmp_path, f"<w:p>{run('Before.')}<w:r>{shape}</w:r></w:p><w:p>{run('After.')}</w:p>") == [
        "Before.",
        "Never give opioids.",
        "After.",
    ]


def test_contents_and_unfilled_places_are_no_text(tmp_path: Path) -> None:
    document = migraine_protocol()
    contents = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>When to treat ... 3</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    place = (
        f"<w:p {nsdecls('w')}><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t>"
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    for markup in (contents, place):
        document.element.body.insert(0, parse_xml(markup))
    whole = "\n".join(block.text for block in read(tmp_path, saved(document)).blocks)
    assert "... 3" not in whole
    assert "Click" not in whole


def test_lists_are_numbered_as_word_numbers_them(tmp_path: Path) -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def item(text: str, level: int) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(text)}</w:p>'

    body = f"<w:p>{run('Steps:')}</w:p>" + item("Ask.", 0) + item("Look.", 1) + item("Feel.", 1) + item("Treat.", 0)
    document = read(tmp_path, written(body, word_numbering=numbering))
    assert document.blocks[0].text == "Steps:\n3. Ask.\n  3a) Look.\n  3b) Feel.\n4. Treat."


def test_a_title_is_found_where_no_paragraph_has_its_style(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - Document1"
    document.add_heading("Neck pain", 1)
    document.add_paragraph("Rest.")
    assert read(tmp_path, saved(document)).title == "Neck pain"
    document.core_properties.title = "Neck pain on the ward"
    assert read(tmp_path, saved(document)).title == "Neck pain on the ward"
    assert read(tmp_path, written(f"<w:p>{run('Rest.')}</w:p>"), name="House rules.docx").title == "House rules"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old.doc", "old format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked.docx", "password"),
        (b"", "empty.docx", "empty"),
        (b"PK\x03\x04 and no more", "cut.docx", "broken"),
        (saved(migraine_protocol())[:-2000], "cut.docx", "broken"),
        (written(""), "blank.docx", "no text"),
        (written("<w:p>", before="<nothing>"), "bad.docx", "broken"),
        (written("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", before='<!DOCTYPE d [<!ENTITY x SYSTEM "/etc/hostname">]>'),
         "entity.docx", "declares a document type"),
        (written("<w:p>" + " " * 40_000_000 + "</w:p>"), "bomb.docx", "unpacks to far more"),
        (written("<w:sdt>" * 200 + "</w:sdt>" * 200), "deep.docx", "nested"),
        (written(f"<w:p>{run('word ' * 250_000)}</w:p>"), "long.docx", "1,249,999 characters"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sound_word_document_is_refused_with_a_remedy(
    tmp_path: Path, data: bytes, name: str, reason: str
) -> None:
    rejection = refused(tmp_path, data, name=name)
    assert reason in rejection.reason
    assert rejection.reason.endswith(".")
    assert rejection.remedy
    assert rejection.place == f"{name}: the whole file"


def test_a_folder_goes_on_after_a_broken_file_and_passes_over_words_lock_files(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK")
    (tmp_path / "sound.docx").write_bytes(saved(migraine_protocol()))
    (tmp_path / "~$sound.docx").write_bytes(b"lock")
    (tmp_path / "macros.docm").write_bytes(written(f"<w:p>{run('Text.')}</w:p>", word_vbaProject="macro"))
    broken, macros, sound = DocxSource().fetch(str(tmp_path))
    assert isinstance(broken, Rejection)
    assert isinstance(macros, Document)
    assert isinstance(sound, Document)
    assert (macros.blocks[0].text, sound.id) == ("Text.", "sound")
    assert not DocxSource().accepts(str(tmp_path))
    assert DocxSource().accepts("x.DOC")
    assert not DocxSource().accepts("x.odt")


WORDS = st.lists(st.text(alphabet="abcdefgh≥µ0123456789%<&", min_size=1, max_size=8), min_size=1, max_size=10)


@given(paragraphs=st.lists(WORDS.map(lambda words: ["So", *words]), min_size=1, max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_paragraph_comes_out_letter_for_letter(tmp_path: Path, paragraphs: list[list[str]]) -> None:
    document = docx.Document()
    for words in paragraphs:
        paragraph = document.add_paragraph()
        for number, word in enumerate(words):
            paragraph.add_run(f" {word}" if number else word).bold = bool(number % 2)
    blocks = read(tmp_path, saved(document)).blocks
    assert [block.text for block in blocks] == [" ".join(words) for words in paragraphs]


SEED = saved(migraine_protocol())


@given(data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_file_is_a_document_or_a_rejection(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(SEED)
    if data.draw(st.booleans()):
        with zipfile.ZipFile(io.BytesIO(SEED)) as archive:
            parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
        name = data.draw(st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml"]))
        at, length = data.draw(st.integers(0, len(parts[name]))), data.draw(st.integers(0, 60))
        parts[name][at : at + length] = data.draw(st.sampled_from([b"", b"<w:p>", b"</w:tc>", b"9", b"\xff", b'"']))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, bytes(content))
        raw = bytearray(stream.getvalue())
    else:
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(1, 400))] = data.draw(st.binary(max_size=40))
    (tmp_path / "protocol.docx").write_bytes(bytes(raw))
    with contextlib.suppress(InputError):
        for item in DocxSource().fetch(str(tmp_path / "protocol.docx")):
            assert isinstance(item, Document | Rejection)
            if isinstance(item, Document):
                split_document(item)
