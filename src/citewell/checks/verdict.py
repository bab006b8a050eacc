"""The verdict on a claim against its evidence: supported, contradicted, or not enough."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.checks import not_taken_back
from citewell.checks.comparing import Difference, Pair, make_pair
from citewell.checks.registry import rules
from citewell.domain.enums import Verdict
from citewell.text.context import dangling_reference
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

_SAID_OF_THE_QUOTE = re.compile(
    r"(?:According to the (?:source|evidence|text|quote), "
    r"|The (?:source|evidence|text|quote) (?:says|states|reports) that "
    r"|It is (?:reported|stated|said) that )(?=\w)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A difference with the rule that saw it."""

    rule: str
    why: str
    contradicts: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what speaks against the claim; `evidence` is the place of the piece that it was judged on."""

    verdict: Verdict
    differences: tuple[Named, ...] = ()
    evidence: int = 0


def judge_text(claim: str, evidence: Sequence[str], vocabulary: Vocabulary | None = None) -> Judgement:
    """The best judgement that any single piece of evidence gives: supported, else the one with fewest differences.

    Pieces are never added up: half a claim from one and half from another proves nothing. A claim that is nearly one
    sentence of a longer piece may be judged on that sentence; that the source says it, adds nothing to it. What a
    piece takes back around that sentence, it does not support.
    """
    claim = _SAID_OF_THE_QUOTE.sub("", claim, count=1)
    if not evidence:
        return Judgement(Verdict.NOT_ENOUGH, (Named("evidence", "There is no evidence.", False),))
    judged = [
        Judgement(*_verdict(differences_of(pair) or _taken_back(claim, text)), number)
        for number, text in enumerate(evidence)
        for pair in _readings(claim, text, vocabulary)
    ]
    supported = next((one for one in judged if one.verdict is Verdict.SUPPORTED), None)
    return supported or min(judged, key=lambda one: (len(one.differences), one.evidence))


def _readings(claim: str, text: str, vocabulary: Vocabulary | None) -> Iterator[Pair]:
    """The claim beside the whole text, and beside a sentence of the text that it nearly is."""
    yield make_pair(claim, text, vocabulary)
    if (
        vocabulary is not None
        and make_pair(claim, text, vocabulary).said.text != make_pair(claim, text, None).said.text
    ):
        yield make_pair(claim, text, vocabulary, labelled=False)
    spans = split_sentences(text)
    if len(spans) > 1:
        alone = (make_pair(claim, text[span.start : span.end], vocabulary) for span in spans)
        yield from (pair for pair in alone if pair.close)


def _taken_back(claim: str, text: str) -> tuple[Named, ...]:
    found = not_taken_back.difference_within(claim, text)
    return (Named(not_taken_back.RULE, found.why, found.contradicts),) if found else ()


def differences_of(pair: Pair) -> tuple[Named, ...]:
    """What every rule that compares texts sees between the two; nothing where the claim is the quote's own sentence."""
    return () if pair.verbatim else _differences(pair)


@lru_cache(maxsize=4096)
def _differences(pair: Pair) -> tuple[Named, ...]:
    found = [
        Named(rule.name, difference.why, difference.contradicts)
        for rule in rules()
        if rule.compare is not None
        for difference in rule.compare(pair)
    ]
    return tuple(found)


def pointing(claim: str) -> tuple[Named, ...]:
    """That a claim cannot be read alone, in the same form."""
    words = dangling_reference(claim)
    if not words:
        return ()
    return (Named("self_contained", f"“{words}” refers to something outside the sentence.", False),)


def _verdict(found: tuple[Named, ...]) -> tuple[Verdict, tuple[Named, ...]]:
    if not found:
        return Verdict.SUPPORTED, ()
    against = any(one.contradicts for one in found) and not _about_something_else(found)
    return (Verdict.CONTRADICTED if against else Verdict.NOT_ENOUGH), found


def _about_something_else(found: tuple[Named, ...]) -> bool:
    """Whether too much of the claim is foreign to the evidence for the two to speak of one thing."""
    return any(one.why.startswith("Too much of the claim") for one in found)


__all__ = ["Difference", "Judgement", "Named", "differences_of", "judge_text", "pointing"]
