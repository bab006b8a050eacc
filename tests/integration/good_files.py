"""One sound file for every reader of files, each with a sentence of its own."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path

SENTENCES = {
    "pubmed": "Warm packs eased neck pain in 31 of 40 adults.",
    "jats": "Stretching at noon shortened headaches by 20 minutes.",
    "html": "Screens at eye height lowered neck strain in clerks.",
    "docx": "Nurses on ward four check the collar every six hours.",
    "markdown": "Give paracetamol 1 g before physiotherapy starts.",
    "text": "Call the spinal team when both arms go weak.",
    "spl": "Solvane caused drowsiness in 3 of 100 patients.",
    "medlineplus": "A stiff neck often settles within a week.",
    "jsonl": "Pillow height made no difference to morning pain.",
    "pdf": "Manual therapy helped 12 of 30 adults for one month.",
}
"""What the sound file of each reader says."""

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def pubmed_record(pmid: str, text: str, *, title: str = "A trial", doi: str = "", date: str = "") -> str:
    """One record of PubMed's XML; `date` is the XML within its PubDate."""
    numbers = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
    numbers += f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    abstract = f"<Abstract><AbstractText>{text}</AbstractText></Abstract>" if text else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article PubModel="Print">'
        f"<Journal><JournalIssue><PubDate>{date or '<Year>2020</Year>'}</PubDate></JournalIssue><Title>A journal"
        f"</Title></Journal><ArticleTitle>{title}</ArticleTitle>{abstract}<Language>eng</Language></Article>"
        f"</MedlineCitation><PubmedData><ArticleIdList>{numbers}</ArticleIdList></PubmedData></PubmedArticle>\n"
    )


def pubmed_file(*records: str, prologue: str = XML) -> str:
    return f"{prologue}<PubmedArticleSet>\n{''.join(records)}</PubmedArticleSet>\n"


def jats_article(
    body: str, *, doi: str = "", title: str = "A trial", prologue: str = XML, year: str = "2021", more: str = ""
) -> str:
    """One article in JATS; `more` goes into its metadata."""
    number = f'<article-id pub-id-type="doi">{doi}</article-id>' if doi else ""
    return (
        f'{prologue}<article article-type="research-article"><front><journal-meta/><article-meta>{number}'
        f"<title-group><article-title>{title}</article-title></title-group>"
        f'<pub-date pub-type="epub"><year>{year}</year></pub-date>{more}</article-meta></front>'
        f"<body><sec><title>Results</title>{body}</sec></body></article>"
    )


def label(body: str, *, number: int, prologue: str = XML, effective: str = "20200101") -> str:
    """A drug label with one section."""
    return (
        f'{prologue}<document xmlns="urn:hl7-org:v3"><id root="aaaaaaaa-0000-0000-0000-{number:012}"/>'
        '<code code="34391-3" codeSystem="2.16.840.1.113883.6.1"/><title>Solvane tablets</title>'
        f'<effectiveTime value="{effective}"/><setId root="bbbbbbbb-0000-0000-0000-{number:012}"/>'
        '<versionNumber value="3"/><component><structuredBody><component><section>'
        '<code code="34084-4" codeSystem="2.16.840.1.113883.6.1"/><title>ADVERSE REACTIONS</title>'
        f"<text>{body}</text></section></component></structuredBody></component></document>"
    )


def topic(number: int | str, summary: str, *, title: str = "Stiff neck") -> str:
    """A health topic; `summary` is the HTML in it."""
    escaped = summary.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<health-topic title="{title}" url="https://example.org/{number}" id="{number}" language="English" '
        f'date-created="01/02/2020"><full-summary>{escaped}</full-summary></health-topic>'
    )


def topics(*each: str, prologue: str = XML) -> str:
    return f'{prologue}<health-topics date-generated="01/02/2024 02:30:32">{"".join(each)}</health-topics>'


def descriptor(identifier: str, name: str) -> str:
    """A MeSH descriptor."""
    return (
        f"<DescriptorRecord><DescriptorUI>{identifier}</DescriptorUI><DescriptorName><String>{name}</String>"
        "</DescriptorName><TreeNumberList><TreeNumber>C23.888</TreeNumber></TreeNumberList><ConceptList><Concept "
        f'PreferredConceptYN="Y"><TermList><Term><String>{name} of old</String></Term></TermList></Concept>'
        "</ConceptList></DescriptorRecord>"
    )


def descriptors(*each: str, prologue: str = XML) -> str:
    return f"{prologue}<DescriptorRecordSet>{''.join(each)}</DescriptorRecordSet>"


RETRACTIONS = (
    "Record ID,Title,URLS,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason\n"
)


def retraction(number: int, doi: str, *, nature: str = "Retraction") -> str:
    """A row of the Retraction Watch list."""
    return f"{number},A trial,,5/1/2024 0:00,,0,{doi},0,{nature},+Error in Data;\n"


def pdf(*pages: Sequence[str], title: str = "", **options: object) -> bytes:
    """A PDF with these lines on its pages."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0, invariant=1, **options)
    if title:
        canvas.setTitle(title)
    for lines in pages:
        for at, line in enumerate(lines):
            canvas.setFont("Helvetica", 20 if title and not at else 11)
            canvas.drawString(72, 740 - 40 * at, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def docx(*paragraphs: str, title: str = "Collar care") -> bytes:
    """A Word file with these paragraphs."""
    import docx as word

    document = word.Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def write_good_files(folder: Path) -> dict[str, str]:
    """Write one sound file for every reader; the text that each must be found with, by the file's name."""
    say = SENTENCES
    article = jats_article(f"<p>{say['jats']}</p>", doi="10.5555/noon", title="Stretching at noon")
    files: dict[str, tuple[str, str | bytes]] = {
        "pubmed.xml.gz": ("pubmed", gzip.compress(pubmed_file(pubmed_record("700001", say["pubmed"])).encode())),
        "article.nxml": ("jats", article),
        "page.html": ("html", f"<html><head><title>Desks</title></head><body><p>{say['html']}</p></body></html>"),
        "ward.docx": ("docx", docx(say["docx"])),
        "pain.md": ("markdown", f"---\ntitle: Pain before exercise\nyear: 2024\n---\n\n{say['markdown']}\n"),
        "calls.txt": ("text", f"When to call\n\n{say['text']}\n"),
        "label.xml": ("spl", label(f"<paragraph>{say['spl']}</paragraph>", number=1)),
        "topics.xml": ("medlineplus", topics(topic(1, f"<p>{say['medlineplus']}</p>"))),
        "notes.jsonl": ("jsonl", json.dumps({"_id": "pillow-1", "title": "Pillows", "text": say["jsonl"]}) + "\n"),
        "guideline.pdf": ("pdf", pdf(["Manual therapy", say["pdf"]], title="Manual therapy")),
        "desc.xml": ("", descriptors(descriptor("D019547", "Neck Pain"))),
        "retractions.csv": ("", RETRACTIONS + retraction(1, "10.5555/elsewhere")),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, content) in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return {name: say[reader] for name, (reader, _) in files.items() if reader}
