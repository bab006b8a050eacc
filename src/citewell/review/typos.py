"""Decides whether an edit mends typing errors only, so that an approval may stand. A person's claim decides nothing.

Being right goes before reaching far: whatever is not plainly a slip is a change, and needs a new review. Allowed are
white space, a doubled sign of punctuation, straight or curly quotes, the stop at the end, the capital at the start of
a sentence, a comma between words that carry no condition, number or negation, and a misspelt word: one of the slips
in typos.toml, or one mended to a word that the claim's own quotes have.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from citewell.domain.article_codec import article_to_dict
from citewell.domain.articles import Article, Citation
from citewell.review.distance import osa_distance
from citewell.text.ordinary import is_common

SHORTEST = 6
LONG = 9
"""From so many letters on two slips are forgiven instead of one."""

_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2009": " ", "\u202f": " "})
_TOKEN = re.compile(r"\d+(?:[.,·:]\d+)*|[^\W\d_]+(?:['\-‐‑][^\W\d_]+)*|\s+|[^\w\s]|_")
_DOUBLED = re.compile(r"([,;:!?])\1+|(?<!\.)\.\.(?!\.)")
_ID_FIELDS = frozenset({"id", "claim_id", "claim_ids", "target"})
_WORDING_FIELDS = frozenset({"text", "statement"})
_SENTENCE_END = frozenset(".!?")


def changes_beyond_typos(before: Article, after: Article) -> str:
    """What differs between two revisions besides typing errors, in words; empty where nothing does.

    Only the wording of claims may differ, and the ids that follow from it. Everything else, such as a citation, a
    reference, a heading or the question, has to be the same.
    """
    old, new = before.claims, after.claims
    if len(old) != len(new):
        return "There are more or fewer claims."
    renamed: dict[str, str] = {}
    reworded: dict[str, str] = {}
    for one, other in zip(old, new, strict=True):
        if one.citations != other.citations:
            return f"The citations of claim {one.id} differ."
        if why := wording_change(one.text, other.text, citations=one.citations):
            return f"In claim {one.id}: {why}"
        if one.text == other.text and one.id != other.id:
            return f"Claim {one.id} has another id."
        if renamed.setdefault(one.id, other.id) != other.id:
            return f"Claim {one.id} stands twice, with different wording."
        reworded[one.text] = other.text
    expected = _renamed(article_to_dict(before), renamed, reworded)
    found = article_to_dict(after)
    changed = [name for name in expected if name != "digest" and expected[name] != found[name]]
    return f"More than the wording of claims differs: {', '.join(changed)}." if changed else ""


def only_typos(before: Article, after: Article) -> bool:
    """Whether nothing but typing errors differs."""
    return not changes_beyond_typos(before, after)


def wording_change(before: str, after: str, *, citations: Sequence[Citation] = ()) -> str:
    """What differs between two wordings besides typing errors, in words; empty where nothing does."""
    old, new = _tokens(before), _tokens(after)
    i = j = 0
    while i < len(old) or j < len(new):
        left, right = old[i : i + 1], new[j : j + 1]
        if left and right and (left == right or _same_word(old, i, new, j, citations)):
            i, j = i + 1, j + 1
        elif left == [","] and _comma_is_free(old, i):
            i += 1
        elif right == [","] and _comma_is_free(new, j):
            j += 1
        else:
            return f"“{_shown(old, i)}” is not “{_shown(new, j)}”."
    return ""


def _tokens(text: str) -> list[str]:
    """Words, numbers and signs; white space stays only beside a number, where it may part or join two."""
    plain = _DOUBLED.sub(lambda found: found[0][0], text.translate(_SAME)).strip()
    pieces = [" " if piece.isspace() else piece for piece in _TOKEN.findall(plain)]
    while pieces and pieces[-1] in {".", " "}:
        pieces.pop()
    kept = []
    for place, piece in enumerate(pieces):
        if piece != " " or _parts_figures(pieces[place - 1]) or _parts_figures(pieces[place + 1]):
            kept.append(piece)
    return kept


def _parts_figures(piece: str) -> bool:
    """Whether white space beside this counts: beside a figure, a letter alone, and any sign but plain punctuation."""
    return piece[0].isdigit() or (len(piece) == 1 and piece not in ",;:.!?'\"()")


def _same_word(old: list[str], i: int, new: list[str], j: int, citations: Sequence[Citation]) -> bool:
    """Whether two differing tokens are one word, but for a capital at the start of a sentence or a slip."""
    before, after = old[i], new[j]
    if not (before[0].isalpha() and after[0].isalpha()):
        return False
    starts = all(place == 0 or tokens[place - 1] in _SENTENCE_END for tokens, place in ((old, i), (new, j)))
    if starts and before[1:] == after[1:] and before[0].lower() == after[0].lower() and len(before) > 1:
        return before[1:] == before[1:].lower()
    if before[0] != after[0] and not (starts and before[0].lower() == after[0].lower()):
        return False
    if before[1:] != before[1:].lower() or after[1:] != after[1:].lower():
        return False
    return _is_slip(before.lower(), after.lower(), citations)


def _is_slip(before: str, after: str, citations: Sequence[Citation]) -> bool:
    if _table()["slips"].get(before) == after:
        return True
    if min(len(before), len(after)) < SHORTEST or not (before.isalpha() and after.isalpha()):
        return False
    if any(_is_loaded(word) or _has_affix(word) or _may_be_medicine(word) for word in (before, after)):
        return False
    quoted = {word.lower() for one in citations for word in re.findall(r"[^\W\d_]+", one.quote)}
    if after not in quoted or before in quoted or is_common(before):
        return False
    allowed = 2 if min(len(before), len(after)) >= LONG else 1
    # A slip within a word keeps its end: another ending (plural, tense, "-less") is another word.
    return osa_distance(before, after) <= allowed and before[-2:] == after[-2:] and before[:2] == after[:2]


def _comma_is_free(tokens: list[str], place: int) -> bool:
    """Whether the comma at a place may come or go: between two words, neither of which carries a meaning with it."""
    if not 0 < place < len(tokens) - 1:
        return False
    beside = tokens[place - 1], tokens[place + 1]
    return all(
        word[0].isalpha()
        and len(word) > 2
        and not _is_loaded(word.lower())
        and (is_common(word) or not _may_be_medicine(word.lower()))
        and not word.lower().endswith(("ing", "ed"))
        for word in beside
    )


def _is_loaded(word: str) -> bool:
    return word in _loaded()


def _has_affix(word: str) -> bool:
    affixes = _table()["affixes"]
    return word.startswith(tuple(affixes["beginnings"].split())) or word.endswith(tuple(affixes["ends"].split()))


def _may_be_medicine(word: str) -> bool:
    return word.endswith(tuple(_table()["medicines"]["ends"].split()))


def _renamed(value: Any, ids: dict[str, str], texts: dict[str, str], field: str = "") -> Any:
    """The same plain data with claim ids and claim wordings as the later revision has them; never within a quote."""
    if isinstance(value, dict):
        return {name: _renamed(item, ids, texts, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, ids, texts, field) for item in value]
    if isinstance(value, str) and field in _ID_FIELDS:
        return ids.get(value, value)
    if isinstance(value, str) and field in _WORDING_FIELDS:
        return texts.get(value, value)
    return value


def _shown(tokens: list[str], place: int) -> str:
    return " ".join(token for token in tokens[max(0, place - 1) : place + 2] if token != " ")


@cache
def _loaded() -> frozenset[str]:
    return frozenset(word for words in _table()["loaded"].values() for word in words.split())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("citewell.review").joinpath("typos.toml").read_text("utf-8"))
