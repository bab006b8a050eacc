"""Measures how hard a text is to read, by formulas of our own writing; the publications stand with each.

Flesch-Kincaid grade: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy
enlisted personnel. Research Branch Report 8-75. Naval Technical Training Command, 1975.
SMOG: McLaughlin GH. SMOG grading: a new readability formula. Journal of Reading 1969;12:639-646.

Each grade is taken twice: of all words, and with known words left out of the count of long ones. Known are proper
names, names of medicines, and terms whose meaning stands beside the text; which they are, the caller says. Precedents:
Dale E, Chall JS. A formula for predicting readability: instructions. Educational Research Bulletin 1948;27:37-54 (names
of persons and places are familiar words, in whatever list they are not).
Gunning R. The technique of clear writing. McGraw-Hill, 1952 (proper names are no hard words, however long).
The impact of medical terminology on readability of patient education materials. Journal of Community Health Nursing
2007;24:119-129, doi:10.1080/07370010701316254 (grades of leaflets before and after medical terms are taken out).
As with the first two, and unlike the third, a known word stays a word of its sentence: sentences get no shorter. None
of the three validated the Kincaid grade so counted, so it is never told without the grade of all words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
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
class Known:
    """Of the words of a text, those that its reader knows or has explained beside it."""

    words: int = 0
    syllables: int = 0
    polysyllables: int = 0

    def __add__(self, other: Known) -> Known:
        return Known(
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """What both formulas are made of."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0
    known: Known = Known()

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.polysyllables + other.polysyllables,
            self.known + other.known,
        )


def words_of(text: str) -> list[str]:
    """The words of a text as both formulas count them: what stands between spaces, a figure too."""
    return _WORD.findall(text)


@lru_cache(maxsize=16_384)
def count_text(text: str, known: tuple[tuple[int, int], ...] = ()) -> Counts:
    """Sentences, words, syllables and words of three or more syllables of a text; `known` are places in it."""
    found = [(match.start(), count_syllables(match.group())) for match in _WORD.finditer(text)]
    familiar = [length for at, length in found if any(start <= at < end for start, end in known)]
    further = max(0, text.count(ITEM) - 1)
    return Counts(
        sentences=max(1, len(split_sentences(text.replace(ITEM, " ")))) + further if found else 0,
        words=len(found),
        syllables=sum(length for _, length in found),
        polysyllables=sum(length >= POLYSYLLABLE for _, length in found),
        known=Known(len(familiar), sum(familiar), sum(length >= POLYSYLLABLE for length in familiar)),
    )


def flesch_kincaid(counts: Counts) -> float:
    """The school grade of Kincaid et al. 1975, nought at least.

    0.39 times words per sentence, plus 11.8 times syllables per word, less 15.59.
    """
    return _kincaid(counts, counts.syllables, counts.words)


def flesch_kincaid_known(counts: Counts) -> float:
    """The same grade with the syllables per word of the words that are not known; sentences are as long as they are.

    So a known word is neither harder nor easier than those around it. Of a text of known words alone it is the grade of
    all words.
    """
    if counts.known.words == counts.words:
        return flesch_kincaid(counts)
    return _kincaid(counts, counts.syllables - counts.known.syllables, counts.words - counts.known.words)


def _kincaid(counts: Counts, syllables: int, words: int) -> float:
    if not counts.words:
        return 0.0
    return max(0.0, 0.39 * counts.words / counts.sentences + 11.8 * syllables / words - 15.59)


def smog(counts: Counts) -> float:
    """The school grade of McLaughlin 1969: 3.1291 + 1.0430 times the root of the polysyllables in 30 sentences.

    A text of fewer sentences is taken to go on as it began: its polysyllables a sentence, times 30.
    """
    return _mclaughlin(counts, counts.polysyllables)


def smog_known(counts: Counts) -> float:
    """The same grade with no known word among the polysyllables."""
    return _mclaughlin(counts, counts.polysyllables - counts.known.polysyllables)


def _mclaughlin(counts: Counts, polysyllables: int) -> float:
    if not counts.words:
        return 0.0
    return 3.1291 + 1.0430 * math.sqrt(polysyllables * SAMPLE / counts.sentences)


def measure(counts: Counts, *, unexplained: Sequence[str] = ()) -> Readability:
    """The readability of what was counted; `unexplained` are its terms that nothing explains."""
    return Readability(
        words=counts.words,
        sentences=counts.sentences,
        words_per_sentence=round(counts.words / counts.sentences, 1) if counts.sentences else 0.0,
        flesch_kincaid=round(flesch_kincaid(counts), 1),
        smog=round(smog(counts), 1),
        unexplained=tuple(unexplained),
        known_words=counts.known.words,
        flesch_kincaid_known=round(flesch_kincaid_known(counts), 1),
        smog_known=round(smog_known(counts), 1),
    )
