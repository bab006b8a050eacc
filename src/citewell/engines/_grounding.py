"""Ties a proposed claim to the library: each quote found in its passage, and made whole sentences, or no claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from citewell.compose.candidates import LONGEST_CLAIM, SHORTEST_CLAIM
from citewell.domain.articles import Citation, Claim
from citewell.domain.documents import Passage
from citewell.engines._reply import Proposed
from citewell.text.fragments import is_sentence
from citewell.text.identity import claim_id
from citewell.text.instructions import is_instruction, takeover, visible
from citewell.text.sentences import split_sentences

SHORTEST_QUOTE = 3
MOST_SENTENCES = 3

_MARKS = re.compile(r"\s*[\[(]\s*(?:passages?\s*)?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\])](?=[.\s]*$)", re.IGNORECASE)
_MARKUP = re.compile(r"</?[A-Za-z!]|\]\(|https?:|www\.|`|\*\*|__|\\[nu]|&[a-z#0-9]+;", re.IGNORECASE)


def ground(proposed: Proposed, passages: Sequence[Passage]) -> Claim | None:
    """The claim with its citations, or None where its text or any of its citations is not what it must be."""
    citations: dict[str, Citation] = {}
    for number, quote in proposed.citations:
        passage = passages[number - 1] if 1 <= number <= len(passages) else None
        citation = _cite(passage, quote) if passage else None
        if citation is None:
            return None
        citations.setdefault(citation.passage_id, citation)
    held = tuple(citations.values())
    text = tidy(proposed.text, quote=held[0].quote)
    if text is None:
        return None
    return Claim(claim_id(text, [(one.passage_id, one.quote, one.start, one.end) for one in held]), text, held)


def tidy(text: str, *, quote: str) -> str | None:
    """One plain sentence without citation marks, or None: markup, hidden letters and insertions are refused."""
    plain = " ".join(_MARKS.sub("", unicodedata.normalize("NFC", text)).split())
    if plain and plain[-1] not in ".!?":
        plain += "."
    if plain == " ".join(quote.split()):
        plain = quote
    elif visible(text) != text or _MARKUP.search(plain) or is_instruction(plain):
        return None
    if any(mark in plain and mark not in quote for mark in "[]{}<>|"):
        return None
    fits = SHORTEST_CLAIM <= len(plain.split()) <= LONGEST_CLAIM and is_sentence(plain)
    return plain if fits and len(split_sentences(plain)) == 1 else None


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, letter for letter but for white space."""
    words = quote.split()
    if len(words) < SHORTEST_QUOTE:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def _cite(passage: Passage, quote: str) -> Citation | None:
    """The citation of the whole sentences that `quote` lies in."""
    found = find_quote(quote, passage.text)
    if found is None:
        return None
    spans = [span for span in split_sentences(passage.text) if span.start < found[1] and found[0] < span.end]
    if not spans or len(spans) > MOST_SENTENCES or spans[-1].end > takeover(passage.text):
        return None
    if any(is_instruction(span.of(passage.text)) for span in spans):
        return None
    start, end = spans[0].start, spans[-1].end
    strength, certainty = passage.grade(start, end)
    return Citation(
        document_id=passage.document_id,
        passage_id=passage.id,
        locator=passage.locator,
        quote=passage.text[start:end],
        start=start,
        end=end,
        strength=strength,
        certainty=certainty,
        inferred=passage.inferred,
    )
