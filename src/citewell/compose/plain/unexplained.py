"""Terms of a reader's text that are neither everyday words nor explained beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.domain.wordings import Explanation
from citewell.text.normalise import stem
from citewell.text.ordinary import is_plain, ordinary_stems
from citewell.text.syllables import count_syllables

LONG = 3
"""Syllables from which a word that no list of plain ones has counts as a term."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]")
_SHORT = re.compile(r"[A-Z]{2,}s?")
# Known to everyone, though no list of ordinary words has them because they may be a question's topic.
_KNOWN = frozenset(
    """headache headaches medicine medicines operation operations surgery surgical doctor hospital emergency muscle
    muscles injury injuries infection infections artery arteries exercise exercises injection injections bacteria
    pregnancy pregnant allergy allergies tablet tablets painkiller painkillers surgeon diagnosis depression anxiety
    diabetes dizziness vomiting swallowing breathing bleeding examination examinations imaging symptom symptoms
    treatment treatments family adult adults children older confusion unexplained overused character introduction
    electric worsening committee vitamin persistent recorded department exercise""".split()
)


def unexplained_terms(read: Iterable[tuple[str, Iterable[Explanation]]]) -> tuple[str, ...]:
    """The terms of texts that nothing explains, each once, in reading order; a term counts as explained from its
    first explanation on."""
    found: dict[str, str] = {}
    explained: set[str] = set()
    for text, explanations in read:
        explained |= {word.lower() for one in explanations for word in _WORD.findall(one.term)}
        for word in _WORD.findall(text):
            key = word.lower()
            if key not in explained and _is_term(word):
                found.setdefault(key, word)
    return tuple(found.values())


def _is_term(word: str) -> bool:
    if _SHORT.fullmatch(word):
        return True
    key = word.lower()
    if count_syllables(word) < LONG or key in _KNOWN or word[:1].isupper():
        return False
    return not (is_plain(key) or stem(key) in ordinary_stems())
