"""PDF guidelines, made here page by page, come out as a reader would read them aloud."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import EvidenceKind
from citewell.domain.errors import InputError
from citewell.sources.pdf import PdfSource
from citewell.text.passages import split_document

WIDE, HIGH = 595.0, 842.0
BODY = 10
STEP = 13


def put(canvas: Canvas, x: float, y: float, text: str, *, font: str = "Helvetica", size: float = BODY) -> float:
    """Writes a line at `y` points from the top; returns where it ends."""
    canvas.setFont(font, size)
    canvas.drawString(x, HIGH - y, text)
    return float(x + canvas.stringWidth(text, font, size))


def put_lines(canvas: Canvas, x: float, y: float, lines: list[str], **style: object) -> float:
    for line in lines:
        put(canvas, x, y, line, **style)  # type: ignore[arg-type]
        y += STEP
    return y


def dress(canvas: Canvas, number: int) -> None:
    """Running head, running foot and page number."""
    put(canvas, 72, 40, "Neck pain in adults: a made-up guideline", size=8)
    put(canvas, 72, 810, "Society for Invented Necks", size=8)
    put(canvas, 520, 810, str(number), size=8)


LEFT = [
    "Adults who have had neck pain for less than",
    "six weeks should stay active. Bed rest is not",
    "advised, because it delays recovery in most",
    "people, and a collar should not be worn for",
    "longer than three days.",
]
RIGHT = [
    "Imaging is not needed at a first visit unless",
    "a red flag is present. Magnetic resonance is",
    "the first choice where the cord may be com-",
    "pressed, and a plain film does not rule that",
    "out in anyone over sixty years of age.",
]


def guideline(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH))
    canvas.setTitle("Microsoft Word - draft7.doc")
    # Page 1: cover.
    put(canvas, 72, 200, "Guidelines on neck pain in adults", font="Helvetica-Bold", size=24)
    put(canvas, 72, 260, "World Health Organization", size=14)
    put(
        canvas,
        72,
        700,
        "© World Health Organization 2019. ISBN 978-1-2345-6789-7. Licence: CC BY-NC-SA 3.0 IGO.",
        size=8,
    )
    canvas.showPage()
    # Page 2: contents.
    put(canvas, 72, 100, "Contents", font="Helvetica-Bold", size=16)
    for row, (name, number) in enumerate(
        [("Recommendations", 3), ("Dosage", 5), ("Values", 5), ("Lists", 6), ("End", 7)]
    ):
        put(canvas, 72, 140 + 20 * row, f"{name} {'.' * (90 - 2 * len(name))} {number}")
    canvas.showPage()
    # Page 3: two columns under a title; what runs on goes over the page.
    dress(canvas, 1)
    put(canvas, 72, 100, "1 Recommendations", font="Helvetica-Bold", size=18)
    put(canvas, 72, 140, "1.1 Activity", font="Helvetica-Bold", size=12)
    put_lines(canvas, 72, 160, LEFT)
    put(canvas, 320, 140, "1.2 Imaging", font="Helvetica-Bold", size=12)
    put_lines(canvas, 320, 160, RIGHT)
    y = put_lines(
        canvas, 320, 260, ["A compressed cord must be looked for in every", "person with a gait change. A low-"]
    )
    put_lines(
        canvas,
        320,
        y,
        ["threshold referral is a com-", "promise that most units accept; a low-threshold", "policy costs"],
    )
    canvas.showPage()
    # Page 4: the sentence goes on; marks that lead to references, and powers that do not.
    dress(canvas, 2)
    put_lines(canvas, 72, 100, ["little. The joint committee did compromise on this, and 40% of units", "took it up."])
    x = put(canvas, 72, 140, "Most patients have less pain")
    x = put(canvas, x, 136, "12", size=6)
    x = put(canvas, x, 140, " after 10")
    x = put(canvas, x, 136, "9", size=6)
    x = put(canvas, x, 140, " cells/L were given at 25 kg/m")
    x = put(canvas, x, 136, "2", size=6)
    x = put(canvas, x, 140, " in 2007")
    x = put(canvas, x, 136, "3,4", size=6)
    x = put(canvas, x, 140, ", and CO")
    x = put(canvas, x, 142, "2", size=6)
    put(canvas, x, 140, " rose.")
    put(canvas, 72, 180, "2 Dosage", font="Helvetica-Bold", size=18)
    put(canvas, 72, 210, "Do not give naproxen if:")
    put(canvas, 84, 223, "\u2022 the person has an ulcer;")
    put(canvas, 84, 236, "\u2022 kidney function is poor, or the person takes a drug that")
    put(canvas, 92, 249, "lowers it.")
    put(canvas, 72, 275, "Naproxen is given twice a day with food.")
    put(canvas, 72, 288, "(Strong recommendation, low certainty of evidence)")
    canvas.showPage()
    # Page 5: a ruled table under its caption.
    dress(canvas, 3)
    put(canvas, 72, 100, "Table 1. Doses by age", font="Helvetica-Bold")
    rows = [
        ("Age", "Dose", "Limit"),
        ("12-17 years", "250 mg", "not more than 500 mg"),
        ("18 and over", "500 mg", "1 g"),
    ]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            put(canvas, 76 + 140 * column, 132 + 30 * row, cell)
    canvas.grid([72, 212, 352, 492], [HIGH - 110, HIGH - 140, HIGH - 170, HIGH - 200])
    put(canvas, 72, 230, "The table was agreed by the panel in one round.")
    put(canvas, 72, 270, "Paracetamol as the first drug for short neck pain", font="Helvetica-Bold")
    put(canvas, 72, 300, "Naproxen as the second drug where an ulcer is ruled out", font="Helvetica-Bold")
    put(canvas, 72, 340, "Box 2. When to send a person on")
    put(canvas, 84, 353, "\u2022 a gait that has changed")
    put(canvas, 84, 366, "\u2022 fever")
    canvas.showPage()
    # Page 6: references are no evidence; an annex after them is.
    dress(canvas, 4)
    put(canvas, 72, 100, "References", font="Helvetica-Bold", size=18)
    put(canvas, 72, 130, "1. Nobody A. Rest for the neck. J Invented Med. 2001;12:3-9.")
    put(canvas, 72, 150, "2. Noone B. Collars in practice. J Invented Med. 2004;15:30-39.")
    put(canvas, 72, 190, "Annex A. Search", font="Helvetica-Bold", size=14)
    put(canvas, 72, 215, "We searched one database from 1990 to 2018 in English.")
    canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("pdf") / "necks.pdf"
    guideline(path)
    (item,) = PdfSource().fetch(str(path))
    assert isinstance(item, Document)
    return item


def block_with(document: Document, words: str) -> Block:
    (found,) = [block for block in document.blocks if words in block.text]
    return found


def test_columns_are_read_one_after_the_other_under_their_own_headings(document: Document) -> None:
    left = block_with(document, "stay active")
    assert left.text == " ".join(LEFT)
    assert left.section_path == ("1 Recommendations", "1.1 Activity")
    right = block_with(document, "Magnetic resonance")
    assert right.section_path == ("1 Recommendations", "1.2 Imaging")
    assert "compressed, and a plain film does not rule that out" in right.text


def test_the_locator_gives_the_page_the_printed_page_and_the_headings(document: Document) -> None:
    locator = block_with(document, "Magnetic resonance").locator
    assert locator == "page 3 (printed 1), 1 Recommendations > 1.2 Imaging"


def test_a_paragraph_that_runs_over_a_page_end_is_one_block(document: Document) -> None:
    block = block_with(document, "A compressed cord")
    assert block.text.endswith("a low-threshold policy costs little. The joint committee did compromise on this, "
                               "and 40% of units took it up.")  # fmt: skip
    assert block.locator.startswith("pages 3-4 (printed 1-2), ")


def test_a_hyphen_at_a_line_end_goes_or_stays_as_the_document_writes_the_word(document: Document) -> None:
    text = block_with(document, "A compressed cord").text
    assert "A low-threshold referral is a compromise that" in text


def test_reference_marks_are_dropped_and_powers_kept_apart(document: Document) -> None:
    text = block_with(document, "Most patients").text
    assert text == "Most patients have less pain after 10^9 cells/L were given at 25 kg/m2 in 2007, and CO2 rose."


def test_a_list_keeps_the_words_that_lead_into_it(document: Document) -> None:
    assert block_with(document, "Do not give naproxen").text == (
        "Do not give naproxen if:\n• the person has an ulcer;\n"
        "• kidney function is poor, or the person takes a drug that lowers it."
    )


def test_a_grading_stays_with_what_it_grades(document: Document) -> None:
    block = block_with(document, "given twice a day")
    assert " ".join(block.text.split()).endswith("with food. (Strong recommendation, low certainty of evidence)")


def test_a_table_is_read_row_by_row_under_its_caption(document: Document) -> None:
    table = block_with(document, "Table 1")
    assert table.text == (
        "Table 1. Doses by age\nAge | Dose | Limit\n"
        "12-17 years | 250 mg | not more than 500 mg\n18 and over | 500 mg | 1 g"
    )
    assert table.locator.endswith("2 Dosage > Table 1")


def test_a_statement_set_as_a_heading_with_nothing_under_it_is_not_lost(document: Document) -> None:
    block_with(document, "Paracetamol as the first drug for short neck pain")
    assert "Naproxen as the second drug where an ulcer is ruled out" in " ".join(
        [*(block.text for block in document.blocks), *block_with(document, "Box 2").section_path]
    )


def test_a_box_keeps_its_list_and_its_shortest_item(document: Document) -> None:
    assert block_with(document, "Box 2").text == "Box 2. When to send a person on\n• a gait that has changed\n• fever"


def test_heads_feet_contents_and_references_are_no_evidence(document: Document) -> None:
    text = "\n".join(block.text for block in document.blocks)
    for noise in ("made-up guideline", "Invented Necks", "......", "J Invented Med"):
        assert noise not in text
    assert block_with(document, "We searched").section_path == ("Annex A. Search",)


def test_the_first_pages_give_title_year_body_and_kind(document: Document) -> None:
    assert document.id == "necks"
    assert document.title == "Guidelines on neck pain in adults"
    assert (document.year, document.organisation, document.country) == (
        2019,
        "World Health Organization",
        "international",
    )
    assert document.licence == "CC BY-NC-SA 3.0 IGO"
    assert "ISBN 978-1-2345-6789-7" in document.note
    assert document.kind is EvidenceKind.GUIDELINE
    assert document.kind_inferred
    assert document.kind_reason
    assert (document.what_was_read, document.source, document.language) == ("full text", "pdf", "en")


def test_passages_quote_the_blocks_letter_for_letter(document: Document) -> None:
    for passage in split_document(document):
        assert document.blocks[passage.block].text[passage.start : passage.end] == passage.text


def text_page(canvas: Canvas) -> None:
    put_lines(canvas, 72, 120, ["Stretching eases a stiff neck in most adults.", "It does not help a trapped nerve."])
    canvas.showPage()


def picture_page(canvas: Canvas) -> None:
    from PIL import Image

    scan = io.BytesIO()
    Image.new("L", (300, 420), 230).save(scan, "PNG")
    canvas.drawImage(ImageReader(scan), 0, 0, WIDE, HIGH)
    canvas.showPage()


def made(path: Path, *pages: Callable[[Canvas], None], **settings: object) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH), **settings)  # type: ignore[arg-type]
    for page in pages:
        page(canvas)
    canvas.save()
    return path


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


@pytest.mark.usefixtures("without_ocr")
def test_scanned_pages_are_one_rejection_that_names_them_and_the_rest_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "mixed.pdf", text_page, picture_page, picture_page, text_page)
    document, rejection = PdfSource().fetch(str(path))
    assert isinstance(document, Document)
    assert isinstance(rejection, Rejection)
    assert rejection.place == "mixed.pdf: pages 2-3"
    assert "OCR" in rejection.remedy
    assert "Not read: pages 2-3." in document.note


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = made(tmp_path / "scan.pdf", picture_page)
    items: list[object] = []
    with pytest.raises(InputError, match="tesseract"):
        items.extend(PdfSource().fetch(str(path)))


def test_tesseract_reads_scanned_pages_where_it_is_installed_and_every_citation_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    # Stands in for the program: takes a picture, gives text, as tesseract does for "stdin stdout".
    program.write_text(
        "#!/bin/sh\nhead -c 2 | grep -q P5 && printf 'Heat eases a stiff\\nneck for an hour.\\n\\n7\\n'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    path = made(tmp_path / "scan.pdf", text_page, picture_page)
    (document,) = PdfSource().fetch(str(path))
    assert isinstance(document, Document)
    assert document.blocks[-1].text == "Heat eases a stiff neck for an hour."
    assert document.blocks[-1].locator == "page 2 (read by OCR)"
    assert "Page 2: read by OCR." in document.note


def rejected(path: Path) -> str:
    """The reason of the one rejection that a file gives before the error that nothing could be read."""
    items = PdfSource().fetch(str(path))
    rejection = next(items)
    assert isinstance(rejection, Rejection)
    with pytest.raises(InputError) as error:
        next(items)
    assert rejection.place == f"{path.name}: file"
    assert rejection.remedy
    assert error.value.remedy
    return rejection.reason


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    locked = made(tmp_path / "locked.pdf", text_page, encrypt=StandardEncryption("secret"))
    assert "password" in rejected(locked)
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert "empty" in rejected(empty)
    whole = made(tmp_path / "whole.pdf", text_page).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[:200])
    assert "broken" in rejected(cut)
    page = tmp_path / "page.pdf"
    page.write_bytes(b"<html><p>Not found</p></html>")
    assert "no PDF" in rejected(page)


def test_a_folder_is_read_file_by_file_and_a_broken_one_does_not_stop_it(tmp_path: Path) -> None:
    made(tmp_path / "a.pdf", text_page)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (tmp_path / "deeper").mkdir()
    made(tmp_path / "deeper" / "a.PDF", text_page, lambda canvas: text_page(canvas))
    first, broken, second = PdfSource().fetch(str(tmp_path))
    assert isinstance(first, Document)
    assert isinstance(broken, Rejection)
    assert isinstance(second, Document)
    assert first.id == "a"
    assert second.id.startswith("a-")
    assert first.collection == tmp_path.name


def test_it_accepts_pdf_files_and_folders_of_them(tmp_path: Path) -> None:
    source = PdfSource()
    assert not source.accepts(str(tmp_path))
    path = made(tmp_path / "unnamed", text_page)
    assert source.accepts(str(path))
    assert not source.accepts(str(tmp_path / "nowhere.pdf"))
    (tmp_path / "notes.txt").write_text("no pdf")
    assert not source.accepts(str(tmp_path / "notes.txt"))
    path.rename(tmp_path / "named.pdf")
    assert source.accepts(str(tmp_path))
