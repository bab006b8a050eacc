"""Takes running heads, running feet and page numbers off the pages, and reads the numbers that are printed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from statistics import median

from citewell.sources._pdf_page import Chunk, Page

_ZONE = 0.13
_SLOT = 2.0
_OUTERMOST = 4
_FEWEST_PAGES = 3
_NUMBER = re.compile(
    r"(?:[-–—|•]\s*)?(?:(?:page|p\.|seite|página|pág\.)\s*)?(?P<number>\d{1,4}|[ivxl]{1,7})"
    r"(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?(?:\s*[-–—|•])?",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def strip_margins(pages: Sequence[Page]) -> dict[int, str]:
    """Removes running heads and feet from `pages`; returns the number printed on each page, by page number.

    Lines are taken off from the edge inwards, as long as each is the page's number, or stands at a height where the
    same words, digits aside, come back on three pages or more (two, in a document of up to six pages) in one size.
    """
    running = _running_slots(pages)
    numbers = _printed_numbers(pages)
    for page in pages:
        is_margin = partial(_is_margin, running=running, number=numbers.get(page.number, ""))
        off = {id(chunk) for lines in _outer(page) for line in takewhile(is_margin, lines) for chunk in line}
        page.chunks = [chunk for chunk in page.chunks if id(chunk) not in off]
    return {page.number: page.label or numbers.get(page.number, "") for page in pages}


def _is_margin(line: list[Chunk], *, running: set[tuple[int, int]], number: str) -> bool:
    return all(_slot(chunk) in running or _is_number(chunk, number) for chunk in line)


def _outer(page: Page) -> tuple[list[list[Chunk]], list[list[Chunk]]]:
    """The few outermost lines at the top and at the bottom, each from the edge inwards."""
    zone = _ZONE * page.height
    top = [chunk for chunk in page.chunks if chunk.y < zone]
    bottom = [chunk for chunk in page.chunks if chunk.y > page.height - zone]
    return _lines(top, sign=1), _lines(bottom, sign=-1)


def _lines(chunks: list[Chunk], *, sign: int) -> list[list[Chunk]]:
    lines: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda chunk: sign * chunk.y):
        if lines and abs(chunk.y - lines[-1][0].y) <= 2:
            lines[-1].append(chunk)
        else:
            lines.append([chunk])
    return lines[:_OUTERMOST]


def _outer_chunks(page: Page) -> list[Chunk]:
    return [chunk for lines in _outer(page) for line in lines for chunk in line]


def _slot(chunk: Chunk) -> tuple[int, int]:
    return round(chunk.y / _SLOT), round(chunk.size * 2)


def _words(chunk: Chunk) -> str:
    return re.sub(r"\d+|\b[ivxl]+\b", "#", chunk.text.lower())


def _running_slots(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Heights and sizes at which the same words come back, and which hold no running text on any page."""
    fewest = 2 if len(pages) <= 6 else _FEWEST_PAGES
    usual = median([chunk.size for page in pages for chunk in page.chunks] or [10.0])
    same: dict[tuple[tuple[int, int], str], set[int]] = defaultdict(set)
    lines: dict[tuple[int, int], list[Chunk]] = defaultdict(list)
    for page in pages:
        for chunk in _outer_chunks(page):
            # Large type that differs by a digit alone ("Chapter 3") is a heading, not a running head.
            words = chunk.text.lower() if chunk.size > 1.15 * usual else _words(chunk)
            same[_slot(chunk), words].add(page.number)
            lines[_slot(chunk)].append(chunk)
    repeated = Counter[tuple[int, int]]()
    for (slot, words), numbers in same.items():
        if len(numbers) >= fewest and re.search(r"[^\W\d_]{2}|#", words):
            repeated[slot] += len(numbers)
    return {slot for slot, count in repeated.items() if count >= 0.5 * len(lines[slot])}


def _is_number(chunk: Chunk, number: str) -> bool:
    match = _NUMBER.fullmatch(chunk.text)
    return bool(number) and match is not None and match["number"].lower() == number.lower()


def _printed_numbers(pages: Sequence[Page]) -> dict[int, str]:
    """The page numbers that are printed: lone numbers in the margin that count up with the pages."""
    found: dict[int, list[str]] = {}
    for page in pages:
        for chunk in _outer_chunks(page):
            for text in (chunk.text, *re.findall(r"^\d{1,4}(?=\s+\D)|(?<=\D)\s(\d{1,4})$", chunk.text)):
                if match := _NUMBER.fullmatch(text.strip()):
                    found.setdefault(page.number, []).append(match["number"])
    steps: Counter[tuple[bool, int]] = Counter()
    for number, texts in found.items():
        steps.update({_step(number, text) for text in texts})
    usual = {step for step, count in steps.items() if count >= min(3, max(2, len(pages) // 2))}
    numbers: dict[int, str] = {}
    for number, texts in found.items():
        fitting = [text for text in texts if _step(number, text) in usual]
        if fitting:
            numbers[number] = max(fitting, key=lambda text: steps[_step(number, text)])
    return numbers


def _step(number: int, text: str) -> tuple[bool, int]:
    """Whether a number is Roman, and by how much it differs from the page's place in the file."""
    if text.isdigit():
        return False, int(text) - number
    values = [_ROMAN[letter] for letter in text.lower()]
    total = sum(-value if value < max([*values[place:], 0]) else value for place, value in enumerate(values))
    return True, total - number
