"""Turns Lance's BM25 scores into those of the parameters that serve passages best.

Lance has k1 = 1.2 and b = 0.75 built in. On the judged collections k1 = 0.9 and b = 0.4 rank better,
because passages differ little in length and length says little about them; these are also the values
of Anserini's published baselines (Yang, Fang and Lin 2017, doi 10.1145/3077136.3080721).
"""

from __future__ import annotations

from collections.abc import Sequence

K1 = 0.9
B = 0.4
_LANCE_K1 = 1.2
_LANCE_B = 0.75


def convert_score(score: float, *, query: frozenset[str], words: Sequence[str], relative_length: float) -> float:
    """The score that a passage with these indexed words would have under K1 and B.

    `relative_length` is the passage's number of words over the average. Lance's score is a sum over the
    query's words of rarity times gain; the gains are known for both parameters, the rarities are not.
    The sum is scaled as if all words found were equally rare: exact for one word, and on the judged
    collections as good as recovering the rarities.
    """
    counts = [words.count(word) for word in sorted(query.intersection(words), key=words.index)]
    given = sum(_gain(count, relative_length, k1=_LANCE_K1, b=_LANCE_B) for count in counts)
    wanted = sum(_gain(count, relative_length, k1=K1, b=B) for count in counts)
    return score * wanted / given if given else score


def lance_gain(count: int, relative_length: float) -> float:
    """What a word that stands `count` times in a passage adds to Lance's score, per unit of its rarity."""
    return _gain(count, relative_length, k1=_LANCE_K1, b=_LANCE_B)


def _gain(count: int, relative_length: float, *, k1: float, b: float) -> float:
    """What a word that stands `count` times in a passage adds, per unit of its rarity."""
    return count * (k1 + 1) / (count + k1 * (1 - b + b * relative_length))
