"""Reads what a language model replied: strictly in form, whatever stands around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CLAIMS = 40
"""Claims of one reply that are read; the rest count as proposed and are passed over."""

MOST_CITATIONS = 4
LONGEST_TEXT = 2000

_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_MOST_STARTS = 50
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A claim as a model proposes it: its text, and the numbers of passages with their quotes."""

    text: str
    citations: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """The claims of a reply that have the right form, and how many it held in any form."""

    claims: tuple[Proposed, ...]
    held: int


def read_reply(text: str, *, cut: bool = False) -> Proposals | None:
    """The claims in a reply, or None where it holds no object with a list of claims.

    The object may stand in prose or between fences. `cut` says that the server stopped at its limit of tokens:
    then the claims that are whole are read.
    """
    bare = _THOUGHT.sub("", text)
    for part in (*_FENCE.findall(bare), bare):
        for value in _objects(part):
            if isinstance(claims := value.get("claims"), list):
                return _proposals(claims)
    if cut and (found := re.search(r'"claims"\s*:\s*\[', bare)):
        return _proposals(list(_whole_items(bare, found.end())))
    return None


def _objects(text: str) -> Iterator[dict[str, object]]:
    for number, match in enumerate(re.finditer(r"\{", text)):
        if number == _MOST_STARTS:
            return
        value = _decoded(text, match.start())
        if value is not None and isinstance(value[0], dict):
            yield value[0]


def _whole_items(text: str, place: int) -> Iterator[object]:
    while (match := re.compile(r"[\s,]*(?=\{)").match(text, place)) and (value := _decoded(text, match.end())):
        yield value[0]
        place = value[1]


def _decoded(text: str, start: int) -> tuple[object, int] | None:
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None


def _proposals(items: list[object]) -> Proposals:
    read = [proposed for item in items[:MOST_CLAIMS] if (proposed := _proposed(item)) is not None]
    return Proposals(tuple(read), held=len(items))


def _proposed(item: object) -> Proposed | None:
    """A claim of the right form; anything else is no claim, since half of one would lack its proof."""
    if not isinstance(item, dict):
        return None
    text, citations = item.get("text"), item.get("citations")
    if not isinstance(text, str) or not isinstance(citations, list) or not 1 <= len(citations) <= MOST_CITATIONS:
        return None
    pairs: list[tuple[int, str]] = []
    for citation in citations:
        number, quote = (citation.get("number"), citation.get("quote")) if isinstance(citation, dict) else (None, None)
        if not isinstance(number, int) or isinstance(number, bool) or not isinstance(quote, str):
            return None
        pairs.append((number, quote))
    if len(text) > LONGEST_TEXT or any(len(quote) > LONGEST_TEXT for _, quote in pairs):
        return None
    return Proposed(text, tuple(pairs))
