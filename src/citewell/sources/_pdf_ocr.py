"""Reads a page that is a picture with the program tesseract, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

from citewell.sources._pdf_lines import tidy
from citewell.sources._pdf_styles import ITEM
from citewell.sources._pdf_words import Vocabulary, join_lines

OCR_SECONDS = 60.0
"""Time for one page."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_DOTS_PER_INCH = 300
_LONGEST_SIDE = 6_000


def find_tesseract() -> str | None:
    """Where the program is, or None."""
    return shutil.which("tesseract")


def read_by_ocr(document: Any, index: int, *, program: str) -> list[str]:
    """The paragraphs that tesseract reads on a page; none where it fails or takes too long."""
    try:
        done = subprocess.run(
            [program, "stdin", "stdout"],
            input=_drawn(document, index),
            capture_output=True,
            timeout=OCR_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return paragraphs_of(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else []


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a plain text: lines between blank ones, joined; lone numbers and shreds left out.

    A blank line in the middle of a sentence, which tesseract likes to give, parts nothing.
    """
    parts = [[line for line in map(tidy, part.split("\n")) if line] for part in re.split(r"\n\s*\n|\f", text)]
    parts = [part for part in parts if len(_WORD.findall(" ".join(part))) >= 2]
    whole: list[list[str]] = []
    for part in parts:
        if whole and _goes_on(" ".join(whole[-1]), part[0]):
            whole[-1] = whole[-1] + part
        else:
            whole.append(part)
    vocabulary = Vocabulary(line for part in whole for line in part)
    joined = (join_lines(part, vocabulary) for part in whole)
    return [paragraph for paragraph in joined if len(_WORD.findall(paragraph)) >= 3]


def _goes_on(before: str, after: str) -> bool:
    if before[-1] in ".!?:;" or ITEM.match(after):
        return False
    return after[0].islower() or (len(before.split()) >= 8 and after[0].isalnum())


def _drawn(document: Any, index: int) -> bytes:
    """The page as a grey picture in PGM, the plainest format that tesseract reads."""
    page = document[index]
    try:
        longest = max(*page.get_size(), 1.0)
        bitmap = page.render(scale=min(_DOTS_PER_INCH / 72, _LONGEST_SIDE / longest), grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        wide, high, step = bitmap.width, bitmap.height, bitmap.stride
        pixels = b"".join(bytes(rows[row * step : row * step + wide]) for row in range(high))
        return f"P5 {wide} {high} 255\n".encode() + pixels
    finally:
        page.close()
