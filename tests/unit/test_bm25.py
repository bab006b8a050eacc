"""Converting BM25 scores from the parameters that are built in to those that are wanted."""

from __future__ import annotations

import math

import pytest

from citewell.indexes._bm25 import convert_score

RARITY = 2.5


def bm25(count: int, relative_length: float, *, k1: float, b: float) -> float:
    """The formula of Robertson and Zaragoza 2009, for one word."""
    return RARITY * count * (k1 + 1) / (count + k1 * (1 - b + b * relative_length))


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize("relative_length", [0.1, 1.0, 3.0])
def test_the_score_of_one_word_is_converted_exactly(count: int, relative_length: float) -> None:
    words = ["neck"] * count + ["other", "words"]
    given = bm25(count, relative_length, k1=1.2, b=0.75)
    converted = convert_score(given, query=frozenset({"neck"}), words=words, relative_length=relative_length)
    assert math.isclose(converted, bm25(count, relative_length, k1=0.9, b=0.4))


def test_long_passages_lose_less_than_before() -> None:
    query, words = frozenset({"neck", "pain"}), ["neck", "pain", "neck"]
    short = convert_score(5.0, query=query, words=words, relative_length=0.5)
    long = convert_score(5.0, query=query, words=words, relative_length=2.0)
    assert short < 5.0 < long


def test_a_passage_without_a_word_of_the_query_keeps_its_score() -> None:
    assert convert_score(1.5, query=frozenset({"neck"}), words=["knee"], relative_length=1.0) == 1.5
