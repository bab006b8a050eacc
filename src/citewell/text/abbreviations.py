"""Abbreviations that a text explains in brackets behind their long form, and texts with them written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from citewell.domain.documents import Document, Passage

_IN_BRACKETS = re.compile(r"\((?P<short>[A-Z][\w-]{1,9}?)s?(?:[,;][^()]{0,40})?\)")
_SMALL = frozenset("of and the in for to with on by a an or".split())
_WORD = re.compile(r"[^\s()\[\],;]+")
MORE_WORDS = 5
MOST_OF_ABSTRACT = 8  # blocks at most that an abstract has
MOST_INSERTED = 3
# A shorter abbreviation must be the initials of its long form or stand behind a single word that spells it; one that
# every reader takes for something else must be the initials.
LEAST_LETTERS = 3
# Known to every reader of papers in these meanings, and better known than their long forms.
USUAL = {
    "CI": "confidence interval",
    "OR": "odds ratio",
    "HR": "hazard ratio",
    "RR": "risk ratio relative risk rate ratio",
    "SD": "standard deviation",
    "SE": "standard error",
    "SMD": "standardized mean difference standardised mean difference standard mean difference",
    "MD": "mean difference",
    "WMD": "weighted mean difference",
    "IQR": "interquartile range inter-quartile range",
    "AUC": "area under the curve",
    "BMI": "body mass index",
    "CT": "computed tomography computerized tomography",
    "MRI": "magnetic resonance imaging",
    "DNA": "deoxyribonucleic acid",
    "RNA": "ribonucleic acid",
    "HIV": "human immunodeficiency virus",
    "ICU": "intensive care unit",
    "RCT": "randomized controlled trial randomised controlled trial randomized control trial",
    "PCR": "polymerase chain reaction",
    "WHO": "world health organization world health organisation",
    "US": "united states",
    "UK": "united kingdom",
    "SSRI": "selective serotonin reuptake inhibitor",
    "SNRI": "serotonin norepinephrine reuptake inhibitor serotonin-norepinephrine reuptake inhibitor",
    "NSAID": "nonsteroidal anti-inflammatory drug non-steroidal anti-inflammatory drug",
    "COPD": "chronic obstructive pulmonary disease",
    "ECG": "electrocardiogram",
    "EEG": "electroencephalography electroencephalogram",
    "COVID-19": "coronavirus disease 2019",
    "SARS-CoV-2": "severe acute respiratory syndrome coronavirus 2",
}


def is_usual(short: str, long: str) -> bool:
    """Whether an abbreviation stands for what every reader takes it for."""
    return long.lower().removesuffix("s") in USUAL.get(short, "")


@lru_cache(maxsize=4096)
def explained(text: str) -> dict[str, str]:
    """Each abbreviation that `text` explains, with its long form as written in front of the bracket.

    The long form begins with the abbreviation's first letter and has its letters in their order (Schwartz and Hearst
    2003, PMID 12603049).
    """
    found: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        short = match["short"]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        before = re.split(r"[.;:]\s", text[: match.start()])[-1]
        words = [(one.start(), one[0]) for one in _WORD.finditer(before)][
            -min(len(short) + MORE_WORDS, 2 * len(short)) :
        ]
        longs = [before[start:].strip() for start, _ in reversed(words)]
        tests = (_is_initials, _spells, _in_one_word)
        sure = tests[:1] if short in USUAL else tests[::2] if len(_letters(short)) < LEAST_LETTERS else tests
        long = next((long for test in sure for long in longs if test(short, long)), None)
        if long:
            found.setdefault(short, long)
    return found


def explained_in(document: Document, passage: Passage) -> dict[str, str]:
    """The abbreviations that the abstract of a publication, its title, or one passage of it explains."""
    found = {**explained(document.title), **explained("\n".join(abstract_of(document)))}
    return found if passage.text in abstract_of(document) else {**explained(passage.text), **found}


def abstract_of(document: Document) -> tuple[str, ...]:
    """The parts of a publication's abstract; none where it has none."""
    blocks = document.blocks[:MOST_OF_ABSTRACT]
    return tuple(block.text for block in blocks if block.section_path and block.section_path[0] == "Abstract")


def with_long_forms(text: str, abbreviations: Mapping[str, str]) -> str:
    """`text` with the long form in square brackets behind each abbreviation that it does not explain itself.

    Unchanged where there would be more than MOST_INSERTED: such a sentence stays hard to read.
    """
    places: list[tuple[int, str]] = []
    for short, long in abbreviations.items():
        if short not in text or is_usual(short, long) or not (short[-1].isupper() or short[-1].isdigit()):
            continue
        found = re.search(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", text)
        if found and f"({short}" not in text and long.lower() not in text.lower():
            places.append((found.end(), long))
    if len(places) > MOST_INSERTED:
        return text
    for end, long in sorted(places, reverse=True):
        text = f"{text[:end]} [{long}]{text[end:]}"
    return text


def is_long_form(insertion: str, before: str, abbreviations: Mapping[str, str]) -> bool:
    """Whether an insertion behind `before` is what the abbreviation stands for that `before` ends in."""
    return any(
        long == insertion and re.search(rf"(?<![\w-]){re.escape(short)}s?$", before)
        for short, long in abbreviations.items()
    )


def written_out(text: str, abbreviations: Mapping[str, str]) -> str:
    """`text` with these abbreviations in their long form, but where it explains them itself."""
    for short, long in abbreviations.items():
        if short in text and f"({short}" not in text:
            text = re.sub(rf"(?<![\w-]){re.escape(short)}s?(?!\w)", long.replace("\\", r"\\"), text)
    return text


def _is_initials(short: str, long: str) -> bool:
    """Whether the letters are the first letters of the words, small words left out."""
    parts = [part for part in re.split(r"[\s/-]+", long.lower()) if part]
    return [part[0] for part in parts if part not in _SMALL or len(parts) == 1] == _letters(short)


def _in_one_word(short: str, long: str) -> bool:
    return " " not in long and _in_order(short, long)


def _spells(short: str, long: str) -> bool:
    """Whether the first letter opens the long form, and the others stand in it in order, each at a word or later."""
    if not _in_order(short, long):
        return False
    plain, letters = long.lower(), _letters(short)
    if letters[-1] not in re.split(r"[\s/-]+", plain)[-1]:
        return False
    initials = {part[0] for part in re.split(r"[\s/-]+", plain) if part}
    return sum(letter in initials for letter in letters) * 2 >= len(letters)


def _in_order(short: str, long: str) -> bool:
    """Whether a longer text begins with the first letter and has the others behind it in their order."""
    plain, place = long.lower(), 0
    first, *others = _letters(short)
    if not plain.startswith(first) or len(plain) <= len(short):
        return False
    for letter in others:
        place = plain.find(letter, place + 1)
        if place < 0:
            return False
    return True


def _letters(short: str) -> list[str]:
    return [letter.lower() for letter in short if letter.isalnum()]
