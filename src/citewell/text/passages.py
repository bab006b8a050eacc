"""Cuts documents into the passages that are searched, quoted and cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.domain.documents import Block, Document, Passage, Recommendation
from citewell.domain.enums import Fidelity
from citewell.text.sentences import Span, split_sentences

LONGEST_SENTENCE = 400
_METHODS = re.compile(
    r"(?:\d[\d.]*\s+)?(?:patients?|subjects?|materials?)?(?:\s+and\s+)?(?:methods?|methodology)\b", re.I
)
_CLAUSE_END = re.compile(r"[;,:.)]\s+")


def split_document(document: Document, *, target_words: int = 180, maximum_words: int = 220) -> list[Passage]:
    """The passages of `document`, in reading order; they never cross a block.

    A block of at most `maximum_words` is one passage; a longer one becomes runs of whole sentences of
    up to `target_words`. A sentence is cut only past 400 words. Offsets are into the block's text. A
    block that has an id and stays whole gives its passage that id; every other passage is named after
    the document and its number. Recommendations are looked for where nobody has graded the text already,
    and not in methods, which say what was done.
    """
    named = {block.id for block in document.blocks if block.id}
    passages: list[Passage] = []
    used: set[str] = set()
    number = 0
    for index, block in enumerate(document.blocks):
        spans = _block_spans(block.text, target_words=target_words, maximum_words=maximum_words)
        for span in spans:
            number += 1
            if block.id and len(spans) == 1 and block.id not in used:
                identifier = block.id
            else:
                while (identifier := f"{document.id}#{number:02d}") in named or identifier in used:
                    number += 1
            used.add(identifier)
            passages.append(_passage(document, block, span, index=index, identifier=identifier, number=number))
    return passages


def _passage(document: Document, block: Block, span: Span, *, index: int, identifier: str, number: int) -> Passage:
    text = span.of(block.text)
    graded = block.strength or block.certainty or document.fidelity is Fidelity.RESTATED
    graded = graded or any(_METHODS.match(heading) for heading in block.section_path)
    recommendations: tuple[Recommendation, ...] = ()
    if not graded:
        from citewell.text.recommendations import find_recommendations  # 50 ms to load, and no answer needs it

        recommendations = find_recommendations(text)
    return Passage(
        id=identifier,
        document_id=document.id,
        text=text,
        block=index,
        start=span.start,
        end=span.end,
        title=document.title,
        section_path=block.section_path,
        topic=block.topic,
        locator=block.locator or " > ".join(block.section_path) or f"passage {number}",
        strength=block.strength,
        certainty=block.certainty,
        inferred=block.inferred,
        recommendations=recommendations,
    )


def _block_spans(text: str, *, target_words: int, maximum_words: int) -> list[Span]:
    if _words(text) <= maximum_words:
        return [Span(0, len(text))]
    spans: list[Span] = []
    start: int | None = None
    end = words = 0
    for sentence in _cuttable(text, target_words=target_words):
        length = _words(sentence.of(text))
        if start is not None and words + length > target_words:
            spans.append(Span(start, end))
            start, words = None, 0
        if start is None:
            start = _skip_spaces(text, end)
        end, words = sentence.end, words + length
    if start is not None:
        end = len(text.rstrip())
        if spans and _words(text[spans[-1].start : end]) <= maximum_words:
            start = spans.pop().start
        spans.append(Span(start, end))
    return spans


def _cuttable(text: str, *, target_words: int) -> Iterator[Span]:
    """Sentences; one past the longest allowed comes as pieces that end at a clause or a space."""
    for sentence in split_sentences(text):
        if _words(sentence.of(text)) <= LONGEST_SENTENCE:
            yield sentence
            continue
        start = sentence.start
        while start < sentence.end:
            end = _piece_end(text, start, sentence.end, target_words=target_words)
            yield Span(start, end)
            start = _skip_spaces(text, end)


def _piece_end(text: str, start: int, limit: int, *, target_words: int) -> int:
    words = list(re.compile(r"\S+").finditer(text, start, limit))
    if len(words) <= target_words:
        return limit
    end = words[target_words - 1].end()
    clauses = [match.start() + 1 for match in _CLAUSE_END.finditer(text, start, end)]
    late = [cut for cut in clauses if cut > start + (end - start) // 2]
    return late[-1] if late else end


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _words(text: str) -> int:
    return len(text.split())
