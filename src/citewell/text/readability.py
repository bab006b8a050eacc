"""Measures how hard a text is to read, by formulas of our own writing; the publications stand with each.

Flesch-Kincaid grade: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy
enlisted personnel. Research Branch Report 8-75. Naval Technical Training Command, 1975.
SMOG: McLaughlin GH. SMOG grading: a new readability formula. Journal of Reading 1969;12:639-646.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.domain.wordings import Readability
from citewell.text.sentences import split_sentences
from citewell.text.syllables import count_syllables

POLYSYLLABLE = 3
"""Syllables from which SMOG counts a word."""

SAMPLE = 30
"""Sentences that SMOG is made for; of fewer, McLaughlin's adjustment takes what so many would have."""

ITEM = "\n• "
"""What stands before each item of a list. A further item counts as a sentence, as one reads it; the first belongs to
the words that announce the list."""

_WORD = re.compile(r"[^\W_](?:[\w'’./,%-]*[\w%])?")


@dataclass(frozen=True, slots=True)
class Counts:
    """What both formulas are made of."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
        )


def words_of(text: str) -> list[str]:
    """The words of a text as both formulas count them: what stands between spaces, a figure too."""
    return _WORD.findall(text)


@lru_cache(maxsize=16_384)
def count_text(text: str) -> Counts:
    """Sentences, words, syllables and words of three or more syllables of a text."""
    found = words_of(text)
    lengths = [count_syllables(word) for word in found]
    further = max(0, text.count(ITEM) - 1)
    return Counts(
        sentences=max(1, len(split_sentences(text.replace(ITEM, " ")))) + further if found else 0,
        words=len(found),
        syllables=sum(lengths),
        polysyllables=sum(length >= POLYSYLLABLE for length in lengths),
    )


def flesch_kincaid(counts: Counts) -> float:
    """The school grade of Kincaid et al. 1975, nought at least.

    0.39 times words per sentence, plus 11.8 times syllables per word, less 15.59.
    """
    if not counts.words:
        return 0.0
    grade = 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59
    return max(0.0, grade)


def smog(counts: Counts) -> float:
    """The school grade of McLaughlin 1969: 3.1291 + 1.0430 times the root of the polysyllables in 30 sentences.

    A text of fewer sentences is taken to go on as it began: its polysyllables a sentence, times 30.
    """
    if not counts.words:
        return 0.0
    return 3.1291 + 1.0430 * math.sqrt(counts.polysyllables * SAMPLE / counts.sentences)


def measure(texts: Iterable[str], *, unexplained: Sequence[str] = ()) -> Readability:
    """The readability of texts read one after the other; `unexplained` are their terms that nothing explains."""
    counts = sum((count_text(text) for text in texts), Counts())
    return Readability(
        words=counts.words,
        sentences=counts.sentences,
        words_per_sentence=round(counts.words / counts.sentences, 1) if counts.sentences else 0.0,
        flesch_kincaid=round(flesch_kincaid(counts), 1),
        smog=round(smog(counts), 1),
        unexplained=tuple(unexplained),
    )
