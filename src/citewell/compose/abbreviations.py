"""Abbreviations in a question that the vocabulary lacks, spelt out as the library itself spells them out.

"amyotrophic lateral sclerosis (ALS)": found by the letters, after Schwartz and Hearst (Pac Symp Biocomput 2003:451-62).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from citewell.text.ordinary import is_plain
from citewell.text.vocabulary import Concept, Vocabulary

FEWEST_TEXTS = 2
MOSTLY = 0.6
"""It stands for what at least so many texts have before it, or one by the initials, and this share of all that do."""

_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{0,4}[A-Z](?![\w-])")
_SMALL = re.compile(r"(?<![\w-])[a-z]{4,5}(?![\w-])")
_TESTS = re.compile(r"\b(?:imaging|scan|tomography|test|assay|biopsy|count|rate|index|scale|score)s?$", re.IGNORECASE)
_MEANS = re.compile(
    r"\b(?:therapy|surgery|replacement|transplantation|transplant|bypass|graft|exercises?)$", re.IGNORECASE
)
_DRUGS = re.compile(
    r"\b(?:inhibitors?|blockers?|drugs?|acid|agonists?|antagonists?|hormone|vaccine|contraceptives?)$", re.I
)


def with_abbreviations(
    text: str, vocabulary: Vocabulary, texts_with: Callable[[str], Iterable[str]]
) -> tuple[Vocabulary, tuple[tuple[str, str], ...]]:
    """The vocabulary with the abbreviations of a question as concepts, and each with what it stands for.

    `texts_with` gives texts of the library that have a word.
    """
    found: list[tuple[str, str]] = []
    concepts: list[Concept] = []
    for asked in _abbreviations(text, vocabulary):
        short = asked.upper() if asked.islower() else asked
        meaning = long_form(short, texts_with(asked))
        if meaning and not vocabulary.mentions(meaning):
            found.append((asked, meaning))
            concepts.append(Concept(meaning, tuple(dict.fromkeys((short, asked))), type=_type_of(meaning)))
    return (vocabulary.with_concepts(concepts), tuple(found)) if concepts else (vocabulary, ())


def long_form(short: str, texts: Iterable[str]) -> str | None:
    """What an abbreviation stands for in these texts, in small letters; None where they do not agree."""
    counts: Counter[str] = Counter()
    for text in texts:
        meanings = {
            meaning.lower()
            for place in re.finditer(rf" \(\s*{re.escape(short)}s?\s*[),;]", text)
            if (meaning := _spelt_before(short, text[: place.start()]))
        }
        counts.update(meanings)
    if not counts:
        return None
    meaning, times = min(counts.items(), key=lambda item: (-item[1], item[0]))
    enough = times >= FEWEST_TEXTS or (len(counts) == 1 and _is_by_initials(short, meaning))
    return meaning if enough and times >= MOSTLY * sum(counts.values()) else None


def _is_by_initials(short: str, meaning: str) -> bool:
    """Whether each letter opens a word: one text that spells it out so can be believed."""
    return len(short) > 2 and [word[0] for word in re.split(r"[\s-]", meaning)] == list(short.lower())


def _abbreviations(text: str, vocabulary: Vocabulary) -> list[str]:
    known = vocabulary.mentions(text)
    small = (
        [] if any(_ABBREVIATION.finditer(text)) else [match for match in _SMALL.finditer(text) if _may_be_one(match[0])]
    )
    places: Sequence[re.Match[str]] = [*_ABBREVIATION.finditer(text), *small]
    free = [match for match in places if not any(one.start < match.end() and match.start() < one.end for one in known)]
    return list(dict.fromkeys(match[0] for match in free))


def _may_be_one(word: str) -> bool:
    """Whether a word in small letters has the look of an abbreviation: copd, gerd, not "acne"."""
    return not is_plain(word) and len(re.findall("[aeiouy]", word)) <= 1


def _spelt_before(short: str, before: str) -> str | None:
    """The words that end `before` and have the letters of `short` in order, the first at the start of a word."""
    words = re.split(r"[.;:()\n]", before)[-1].split()
    piece = " ".join(words[-min(len(short) + 5, 2 * len(short)) :])
    letters, place = short.lower(), len(piece) - 1
    for position in range(len(letters) - 1, -1, -1):
        while place >= 0 and (
            piece[place].lower() != letters[position] or (position == 0 and place > 0 and piece[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    meaning = piece[place + 1 :].strip(" ,")
    long_enough = len(meaning.split()) >= 2 and len(meaning) > len(short) + 2
    return meaning if long_enough and meaning.replace("-", " ").replace("'", "").replace(" ", "").isalpha() else None


def _type_of(meaning: str) -> str:
    for name, pattern in (("test", _TESTS), ("procedure", _MEANS), ("drug", _DRUGS)):
        if pattern.search(meaning):
            return name
    return "condition"
