"""Reads one PDF in a process of its own and prints what it finds, one JSON object a line.

The parser is C++ that meets files nobody has vouched for: here it may crash, run out of memory or hang, and only this
process ends. Run as `python -m citewell.sources._pdf_worker FILE`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from citewell.sources._pdf_layout import gather_page, lay_out
from citewell.sources._pdf_ocr import find_tesseract, read_by_ocr
from citewell.sources._pdf_page import Page, RawPage
from citewell.sources._pdf_parser import read_page

MOST_MEMORY = 600 * 2**20
"""Bytes of address space that the process may use, where the system can limit it."""

MOST_PAGES = 2_000
MOST_OCR_PAGES = 300
MOST_GLYPHS = 20_000_000
MOST_BOOKMARKS = 5_000
LONGEST_BLOCK = 1_000_000
OPENING_PAGES = 4

_PASSWORD = 4
_FEWEST_GLYPHS = 15
_PICTURED = 0.5
_MANY_SHAPES = 300

Send = Callable[[dict[str, Any]], None]


def main() -> int:
    """Reads the file named on the command line; the exit code is 0 unless the process itself failed."""
    _limit_memory()
    try:
        read_file(sys.argv[1], send=_send)
        _send({"type": "end"})
    except MemoryError:
        _send({"type": "problem", "what": "memory"})
    return 0


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_file(path: str, *, send: Send) -> None:
    """Sends a message about the file, one about each page that has no text or fails, and the blocks."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(path)
        count = len(document)
    except pdfium.PdfiumError as error:
        send({"type": "problem", "what": "password" if error.err_code == _PASSWORD else "broken"})
        return
    if not 0 < count <= MOST_PAGES:
        send({"type": "problem", "what": "long" if count else "broken", "pages": count})
        return
    outline = _outline(document)
    send({"type": "file", "pages": count, "info": _info(document)})
    pages, without_text = _read_pages(document, count, send=send)
    send({"type": "opening", "lines": _opening(pages)})
    laid = lay_out(pages, outline=outline)
    blocks: list[dict[str, Any]] = [
        {"text": block.text, "sections": block.sections, "pages": block.pages, "label": block.label}
        for block in laid.blocks
    ]
    blocks += _read_pictures(document, without_text, send=send)
    send({"type": "printed", "numbers": laid.printed})
    for block in sorted(blocks, key=lambda block: block["pages"][0]):
        if len(block["text"]) > LONGEST_BLOCK:
            send({"type": "oversized", "number": block["pages"][0]})
        else:
            send({"type": "block", **block})


def _read_pages(document: Any, count: int, *, send: Send) -> tuple[list[Page], list[int]]:
    """The pages that have text, and the numbers of those that are pictures of text."""
    pages: list[Page] = []
    without_text: list[int] = []
    glyphs = 0
    for index in range(count):
        send({"type": "page", "number": index + 1})
        try:
            raw = read_page(document, index)
        except MemoryError:
            raise
        except Exception:  # whatever is wrong with one page, the others are read
            send({"type": "failed", "number": index + 1})
            continue
        glyphs += len(raw.glyphs)
        if glyphs > MOST_GLYPHS:
            send({"type": "problem", "what": "text"})
            break
        if raw.glyphs and raw.hidden > 0.5 * len(raw.glyphs) and raw.picture_share > _PICTURED:
            send({"type": "layer", "number": index + 1})
        if _is_picture(raw):
            without_text.append(index + 1)
        if raw.unknown <= 0.3 * max(len(raw.glyphs), 1):
            pages.append(gather_page(raw))
    return pages, without_text


def _is_picture(raw: RawPage) -> bool:
    """Whether a page shows what it does not give as text: a scan, drawn letters, letters without a meaning."""
    if raw.unknown > 0.3 * max(len(raw.glyphs), 1) and raw.unknown >= _FEWEST_GLYPHS:
        return True
    return len(raw.glyphs) < _FEWEST_GLYPHS and (raw.picture_share >= _PICTURED or raw.shapes >= _MANY_SHAPES)


def _read_pictures(document: Any, numbers: list[int], *, send: Send) -> list[dict[str, Any]]:
    """The text of pages that are pictures, where tesseract is at hand; those without are told."""
    program = find_tesseract()
    blocks: list[dict[str, Any]] = []
    for place, number in enumerate(numbers):
        texts: list[str] = []
        if program and place < MOST_OCR_PAGES:
            send({"type": "ocr", "number": number})
            texts = read_by_ocr(document, number - 1, program=program)
        if not texts:
            send({"type": "scanned", "number": number})
        blocks += [{"text": text, "sections": (), "pages": (number,), "label": "", "ocr": True} for text in texts]
    return blocks


def _info(document: Any) -> dict[str, str]:
    try:
        return {key: str(value)[:1_000] for key, value in document.get_metadata_dict().items()}
    except Exception:
        return {}


def _outline(document: Any) -> list[tuple[int, str]]:
    outline: list[tuple[int, str]] = []
    try:
        for bookmark in document.get_toc(max_depth=8):
            outline.append((bookmark.level, " ".join(bookmark.get_title().split())[:300]))
            if len(outline) >= MOST_BOOKMARKS:
                break
    except MemoryError:
        raise
    except Exception:  # a broken outline is no reason to leave the text
        return outline
    return outline


def _opening(pages: list[Page]) -> list[tuple[int, float, float, str]]:
    """Page, size, height on the page and text of the lines of the first pages: for the title and what stands by it."""
    chunks = [(page.number, chunk) for page in pages if page.number <= OPENING_PAGES for chunk in page.chunks]
    return [(number, chunk.size, round(chunk.y, 1), chunk.text[:500]) for number, chunk in chunks[:1_500]]


if __name__ == "__main__":
    sys.exit(main())
