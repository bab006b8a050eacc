"""Tells whether a claim only moves whole phrases of its quote, as "in adults" to the front."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.checks.comparing import Pair
from citewell.text.canonical import Meaning, is_light, key_of
from citewell.text.normalise import words

# Prepositions by what they say; those of one row may stand for each other.
_PREPOSITIONS = {
    word: row.split()[0]
    for row in (
        "in among within inside at on",
        "of",
        "for",
        "with using having",
        "without",
        "by",
        "from",
        "to into",
        "after following",
        "before",
        "during throughout",
        "over",
        "under",
        "than versus against",
        "between",
        "because",
        "if when where unless",
    )
    for word in row.split()
}
_COMPOUNDING = frozenset({"of", "in", "for", "from"})
_PARTING = frozenset({"and", "or", "but", "than", "not", "no"})
_BOUND = frozenset(
    map(
        key_of,
        """not no never without more less fewer than unless only except small moderate large high low strong
        weak against""".split(),
    )
)
# "From low-quality evidence" grades the evidence, wherever in the sentence it stands.
_GRADED = frozenset(map(key_of, "quality certainty low-quality low-certainty high-quality high-certainty".split()))
MOST_MOVED = 3
REACH = 3


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    preposition: str


def only_phrases_moved(pair: Pair) -> bool:
    """Whether the claim has its quote's words in their order but for a few phrases, each behind its own preposition."""
    said, stated = _read(pair.said), _read(pair.stated)
    moved = _moved_blocks(said, stated)
    if not 0 < len(moved) <= MOST_MOVED:
        return False
    places = [_new_place(block, said, stated) for block in moved]
    if any(place is None for place in places) or sorted(places, key=lambda place: place or 0) != places:
        return False  # two phrases that change places say something else of each
    return not any(_passes_its_like(block, said, stated) for block in moved)


def _read(meaning: Meaning) -> list[_Word]:
    found: list[_Word] = []
    preposition = ""
    for word in words(meaning.text):
        if word in _PREPOSITIONS:
            preposition = _PREPOSITIONS[word]
        elif word in _PARTING:
            preposition = ""
        if is_light(word) or word.isdigit():
            continue
        key = key_of(word)
        if key in meaning.held and word not in _PREPOSITIONS:
            found.append(_Word(key, preposition))
            preposition = ""
    return found


def _moved_blocks(said: list[_Word], stated: list[_Word]) -> list[tuple[int, int]]:
    """The runs of the claim's words that are not in the longest order it shares with the quote."""
    kept = _shared_order([one.key for one in said], [one.key for one in stated])
    blocks: list[tuple[int, int]] = []
    for place in range(len(said)):
        if place in kept:
            continue
        if blocks and blocks[-1][1] == place and not said[place].preposition:
            blocks[-1] = (blocks[-1][0], place + 1)
        else:
            blocks.append((place, place + 1))
    return blocks


def _shared_order(first: list[str], second: list[str]) -> frozenset[int]:
    """The places in `first` of the longest sequence that both have in order."""
    longest = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for one in range(len(first) - 1, -1, -1):
        for other in range(len(second) - 1, -1, -1):
            longest[one][other] = (
                longest[one + 1][other + 1] + 1
                if first[one] == second[other]
                else max(longest[one + 1][other], longest[one][other + 1])
            )
    kept: list[int] = []
    one = other = 0
    while one < len(first) and other < len(second):
        if first[one] == second[other]:
            kept.append(one)
            one, other = one + 1, other + 1
        elif longest[one + 1][other] >= longest[one][other + 1]:
            one += 1
        else:
            other += 1
    return frozenset(kept)


def _passes_its_like(block: tuple[int, int], said: list[_Word], stated: list[_Word]) -> bool:
    """Whether a phrase has moved past another behind the same preposition: "in A as in B", "for A, against for B"."""
    preposition = said[block[0]].preposition
    place = _new_place(block, said, stated)
    if not preposition or place is None:
        return False
    length = block[1] - block[0]
    before = {one.key for one in stated[:place] if one.preposition == preposition}
    behind = {one.key for one in stated[place + length :] if one.preposition == preposition}
    own_before = {one.key for one in said[: block[0]] if one.preposition == preposition}
    own_behind = {one.key for one in said[block[1] :] if one.preposition == preposition}
    return bool(before & own_behind or behind & own_before)


def _new_place(block: tuple[int, int], said: list[_Word], stated: list[_Word]) -> int | None:
    """Where the quote has a run of the claim's words as a phrase that says the same wherever it stands."""
    keys = [one.key for one in said[block[0] : block[1]]]
    if (_BOUND & frozenset(keys)) and not (_GRADED & frozenset(keys)):
        return None
    starts = [place for place in range(len(stated)) if [one.key for one in stated[place : place + len(keys)]] == keys]
    here = said[block[0]].preposition
    for place in starts:
        there = stated[place].preposition
        if here and here == there:
            return place
        if not here and there in _COMPOUNDING and _before_its_noun(said, block[1], stated, place):
            return place
        if not there and here in _COMPOUNDING and _before_its_noun(stated, place + len(keys), said, block[0]):
            return place
    return None


def _before_its_noun(compound: list[_Word], end: int, phrase: list[_Word], start: int) -> bool:
    """Whether what follows a run of words in one text is what it hangs on, behind a preposition, in the other."""
    heads = {one.key for one in phrase[max(0, start - REACH) : start]}
    return end < len(compound) and not compound[end].preposition and compound[end].key in heads
