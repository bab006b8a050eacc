"""What a word that a library lacks most likely is, by the words of the library's own titles.

Being right goes before reaching far: a name is read as another only where no second one lies as near.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from citewell.text.normalise import stem

SHORTEST = 6
LONG = 8
"""From so many letters on, two slips are forgiven instead of one."""

FAR_MORE = 5
"""A word in so many times as many titles is meant rather than its neighbour."""

# Names of drugs differ by a letter or two and are never told apart by how often a library has them.
_DRUG = re.compile(
    r"(?:mab|nib|pril|sartan|olol|statin|azole|cillin|mycin|micin|cycline|floxacin|azepam|azolam|idone|pine|tidine|"
    r"triptan|gliptin|gliflozin|glutide|parin|xaban|gatran|vir|setron|prazole|dronate|thiazide|semide|lukast|terol|"
    r"sone|solone|metformin|formin|amide|oxetine|triptyline|caine|curium|barbital|platin|rubicin|taxel|trexate)$"
)


def is_short(word: str) -> bool:
    """Whether a word is too short to be read as another, or is none (it has capitals within or figures)."""
    return len(word) < SHORTEST or not word.isalpha() or not (word.islower() or word.istitle())


def nearest_word(word: str, words: Mapping[str, int]) -> str | None:
    """The one word of `words`, with the number of titles that each stands in, that a misspelt `word` can be, or None.

    One slip (a letter more, less, other, or two swapped) is forgiven, two in long words; the first letter stands.
    """
    from rapidfuzz.distance import OSA

    lowered = word.lower()
    if is_short(word) or lowered in words:
        return None
    allowed = 1 if len(lowered) < LONG else 2
    near: dict[str, tuple[int, int, str]] = {}
    for other, count in words.items():
        if other[0] != lowered[0] or abs(len(other) - len(lowered)) > allowed:
            continue
        distance = OSA.distance(lowered, other, score_cutoff=allowed)
        if distance <= allowed:
            name = stem(other)
            near[name] = min(near.get(name, (distance, -count, other)), (distance, -count, other))
    if not near or stem(lowered) in near:
        return None
    best, *others = sorted(near.values())
    if any(_DRUG.search(found[2]) for found in near.values()):
        return best[2] if not others else None
    return best[2] if not others or _is_meant(best, others[0]) else None


def _is_meant(best: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether the nearest word is nearer than the next, or far more common."""
    return best[0] < other[0] or best[1] <= FAR_MORE * other[1]
