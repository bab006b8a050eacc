"""DOCX, for whoever edits the answer in a word processor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from citewell.compose import clinical, reading
from citewell.domain.exporting import ExportMaterial
from citewell.exports import _sheet
from citewell.exports._docx_links import bookmark, link_to_address, link_to_bookmark
from citewell.exports._sheet import sheet_of
from citewell.exports._sheet_records import Entry, Sheet, Statement, Steps
from citewell.exports._zip import zip_info
from citewell.exports.html import runs

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_SMALL = 8.5
_STYLES = {"Normal": 10, "Title": 17, "Heading 1": 12.5, "Heading 2": 10.5}
_COLUMNS = (35, 110, 25)  # millimetres
_MOST_IN_A_PROPERTY = 250


class DocxExporter:
    """Writes headings, lists, a table of treatment by line, and numbers that lead to the reference list."""

    name = "docx"
    label = "Word document"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ending = "docx"

    def export(self, material: ExportMaterial) -> bytes:
        """The file, with the article's digest in its properties and no time but when the article was kept."""
        import docx

        sheet = sheet_of(material)
        document = docx.Document()
        _set_styles(document)
        _set_properties(document, sheet, material.kept_at)
        _write(document, sheet)
        file = BytesIO()
        document.save(file)
        return _without_times(file)


def _write(document: Document, sheet: Sheet) -> None:
    if sheet.signs:
        document.add_heading(reading.EMERGENCY_HEADING, 1)
        for call in sheet.calls:
            document.add_paragraph().add_run(call).bold = True
        for sign, source, address in sheet.signs:
            paragraph = _paragraph(document, f"{sign} (", style="ListBullet")
            link_to_address(paragraph, source, address)
            paragraph.add_run(")")
    document.add_heading(sheet.title, 0)
    for place, line in enumerate(sheet.status):
        document.add_paragraph().add_run(line).bold = place == 0
    if sheet.kept_on:
        document.add_paragraph(f"Answered on {sheet.kept_on}")
    if sheet.reader:
        document.add_paragraph().add_run(sheet.reader).italic = True
    if len(sheet.status) > 1:
        document.add_paragraph().add_run(sheet.caution).bold = True
    for note in sheet.notes:
        _small(document.add_paragraph(), f"Note: {note}")
    if sheet.asked_back:
        document.add_paragraph(sheet.asked_back)
        _list(document, reading.CLARIFICATION_HEADING, sheet.choices)
    elif sheet.refusal:
        document.add_paragraph(sheet.refusal)
        _list(document, "What was searched", [sheet.searched] if sheet.searched else [])
        _list(document, "What you can do", (f"{words} {command}".strip() for words, command in sheet.advice))
    _write_body(document, sheet)
    _list(document, _sheet.REMOVED_HEADING, sheet.removed)
    _list(document, _sheet.NOTICES_HEADING, sheet.notices)
    if sheet.references:
        document.add_heading(_sheet.REFERENCES_HEADING, 1)
        for place, entry in enumerate(sheet.references):
            _write_entry(document, entry, place)
    document.add_heading(_sheet.MAKING_HEADING, 1)
    for name, value in (*sheet.making, ("Digest", sheet.digest)):
        _small(document.add_paragraph(), f"{name}: {value}")
    _small(document.add_paragraph(), f"{reading.VERIFY_ADVICE} {reading.VERIFY_COMMAND}.")
    document.add_paragraph().add_run(sheet.disclaimer).bold = True


def _write_body(document: Document, sheet: Sheet) -> None:
    _list(document, _sheet.NOT_FOUND_HEADING, sheet.missing)
    if sheet.direct:
        document.add_heading(_sheet.DIRECT_HEADING, 1)
    for words in sheet.people_lead:
        document.add_paragraph().add_run(words).bold = True
    for pieces in sheet.in_short:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{clinical.IN_SHORT}. ").bold = True
        for text, numbers in pieces:
            paragraph.add_run(f"{text} ")
            _cite(paragraph, numbers)
        paragraph.add_run(".")
    _statements(document, "", sheet.direct)
    _list(document, _sheet.URGENT_HEADING, sheet.urgent)
    if sheet.sure:
        document.add_heading(clinical.SURE_HEADING, 1)
        document.add_paragraph(sheet.sure)
    if sheet.ladders:
        document.add_heading(clinical.LINES_HEADING, 1)
        for words in sheet.lines_lead:
            document.add_paragraph(words)
    for ladder in sheet.ladders:
        _write_lines(document, ladder)
    for group in sheet.groups:
        _statements(document, group.heading, group.statements)
    if sheet.expected:
        document.add_heading(clinical.EXPECTED_HEADING, 1)
        for label, numbers in sheet.expected:
            _cite(_paragraph(document, f"{label} ", style="ListBullet"), numbers)
    _list(document, clinical.MISSING_HEADING, sheet.expected_missing)
    if sheet.differ:
        document.add_heading(_sheet.DIFFER_HEADING, 1)
    for heading, views in sheet.differ:
        document.add_heading(heading, 2)
        for view in views:
            paragraph = _paragraph(document, style="ListBullet")
            if view.position:
                paragraph.add_run(f"“{view.position}”").bold = True
                paragraph.add_run(" — ")
            paragraph.add_run(f"{view.tail}: {view.statement}")
    _list(document, _sheet.QUESTIONS_HEADING, sheet.questions)
    for group in sheet.rest:
        _statements(document, f"{_sheet.REST_HEADING}: {group.heading}", group.statements)


def _write_lines(document: Document, ladder: Steps) -> None:
    """The order of treatment of a condition as a table: a row for each option, the line named once."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    if ladder.condition:
        document.add_heading(ladder.condition, 2)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, ("Line", "Option", "References"), strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    for place, line in enumerate(ladder.lines, start=1):
        for number, (option, numbers) in enumerate(line.options):
            name, words, references = table.add_row().cells
            name.paragraphs[0].add_run(f"{place}. {line.name}" if number == 0 else "").bold = True
            words.paragraphs[0].add_run(option)
            _cite(references.paragraphs[0], numbers)
    table.autofit = False
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(width)  # what LibreOffice goes by
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, _COLUMNS, strict=True):
            cell.width = Mm(width)
    document.add_paragraph()


def _statements(document: Document, heading: str, statements: Sequence[Statement]) -> None:
    if not statements:
        return
    if heading:
        document.add_heading(heading, 1)
    for one in statements:
        paragraph = _paragraph(document, style="ListBullet")
        paragraph.add_run(f"{one.text}\u00a0").italic = one.withheld
        _cite(paragraph, one.numbers)
        if one.marks:
            _small(paragraph, f" ({'; '.join(one.marks)})")
        for item in one.items:
            _paragraph(document, item, style="ListBullet2")
        if one.explanations:
            _explain(_paragraph(document, style="ListContinue"), one.explanations)


def _explain(paragraph: Paragraph, explanations: Iterable[tuple[str, str]]) -> None:
    """Each term with its meaning, one behind the other in small type."""
    from docx.shared import Pt

    for place, (term, meaning) in enumerate(explanations):
        for text, italic in ((f"{' ' if place else ''}{term}: ", True), (meaning, False)):
            run = paragraph.add_run(text)
            run.italic, run.font.size = italic, Pt(_SMALL)


def _write_entry(document: Document, entry: Entry, place: int) -> None:
    paragraph = document.add_paragraph()
    bookmark(paragraph, f"ref{entry.number}", place, text=f"[{entry.number}]")
    paragraph.add_run(f" [{entry.kind}] {entry.text}")
    for label, address in entry.links:
        paragraph.add_run(" ")
        link_to_address(paragraph, label, address)
    if entry.marks:
        _small(paragraph, f" Marked: {' · '.join(entry.marks)}")
    for quote, where in entry.quotes:
        _small(_paragraph(document, style="ListContinue"), f"“{quote}” {where}".rstrip())


def _cite(paragraph: Paragraph, numbers: Iterable[int]) -> None:
    """The numbers in brackets, each leading to its reference; a run of them shows its ends."""
    ends = runs(tuple(numbers))
    if not ends:
        return
    paragraph.add_run("[")
    for place, (first, last) in enumerate(ends):
        paragraph.add_run(", " if place else "")
        link_to_bookmark(paragraph, str(first), f"ref{first}")
        if last != first:
            paragraph.add_run("–")
            link_to_bookmark(paragraph, str(last), f"ref{last}")
    paragraph.add_run("]")


def _list(document: Document, heading: str, items: Iterable[str]) -> None:
    lines = list(items)
    if lines:
        document.add_heading(heading, 1)
    for line in lines:
        _paragraph(document, line, style="ListBullet")


def _paragraph(document: Document, text: str = "", *, style: str) -> Paragraph:
    """A paragraph in a style by its id: python-docx goes through all of them to find one by its name."""
    paragraph = document.add_paragraph(text)
    paragraph._p.style = style
    return paragraph


def _small(paragraph: Paragraph, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size = Pt(_SMALL)
    run.font.color.rgb = RGBColor(0x56, 0x61, 0x5D)


def _set_styles(document: Document) -> None:
    """One serif for everything, headings in black, so that the page looks as the PDF does."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(17)
    for name, size in _STYLES.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Georgia", Pt(size)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1D, 0x23, 0x21)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), "Georgia")
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.styles["Normal"].paragraph_format.line_spacing = 1.05
    for name, before in (("Heading 1", 10), ("Heading 2", 6)):
        document.styles[name].paragraph_format.space_before = Pt(before)
    document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0].set(qn("w:val"), "en-GB")


def _set_properties(document: Document, sheet: Sheet, kept_at: str) -> None:
    """Title, maker and digest; the times only where they are known, since the template's are its own."""
    properties = document.core_properties
    properties.title = sheet.title[:_MOST_IN_A_PROPERTY]
    properties.author = properties.last_modified_by = "Citewell"
    properties.subject = sheet.status[0][:_MOST_IN_A_PROPERTY]
    properties.identifier = sheet.digest[:_MOST_IN_A_PROPERTY]
    properties.comments = sheet.status[-1][:_MOST_IN_A_PROPERTY]
    properties.language = "en-GB"
    properties.keywords = "Citewell"
    element = properties._element
    for tag in ("created", "modified"):
        for found in element.xpath(f"dcterms:{tag}"):
            element.remove(found)
    if kept_at:
        moment = datetime.fromisoformat(kept_at).replace(microsecond=0, tzinfo=None)
        properties.created = properties.modified = moment


def _without_times(file: BytesIO) -> bytes:
    """The same package with no time of its own in it, so that the same article gives the same bytes."""
    fixed = BytesIO()
    with ZipFile(file) as made, ZipFile(fixed, "w", ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            archive.writestr(zip_info(name), made.read(name))
    return fixed.getvalue()
