"""Comparing a claim's text with a quote: what every rule on faithfulness gets, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import Meaning, initials_of, light_keys, read_meaning
from citewell.text.normalise import normalise
from citewell.text.quotes import without_insertions
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

CLOSE = 0.8
"""Share of words in the same order from which a claim counts as its quote with a few words changed."""

SPOKEN_OF = 1 / 3
"""Share of a clause's telling words from which a claim speaks of it."""

FEW = 2
"""So many changed words leave even a short claim its quote's."""


_SHORT = re.compile(r"\b[A-Z]{2,6}\b")


@dataclass(frozen=True, eq=False)
class Pair:
    """A claim's text and one quote, with the vocabulary that they are read with.

    One that is not `labelled` is read in its own words: a label of the vocabulary may say more than was written.
    """

    claim: str
    quote: str
    vocabulary: Vocabulary | None = None
    labelled: bool = True

    @cached_property
    def said(self) -> Meaning:
        """The claim as a list of meanings."""
        return read_meaning(_long_forms(self.claim, self.quote), self.vocabulary if self.labelled else None)

    @cached_property
    def stated(self) -> Meaning:
        """The quote as a list of meanings."""
        return read_meaning(self.quote, self.vocabulary if self.labelled else None)

    @cached_property
    def unlabelled(self) -> str:
        """The quote as it is compared, with its own words and not the labels that the vocabulary files them under."""
        return read_meaning(self.quote).text

    @cached_property
    def new(self) -> tuple[str, ...]:
        """The keys of the claim's words that the quote does not have, neither as they stand nor by their label.

        A label of the vocabulary says nothing new where every word that it was read from stands in the quote.
        """
        unlabelled = read_meaning(_long_forms(self.claim, self.quote))
        held = self.stated.held | read_meaning(self.quote).held
        labelled = [key for key in dict.fromkeys(self.said.keys) if key not in held]
        plain_keys = [key for key in dict.fromkeys(unlabelled.keys) if key not in held]
        replaced = [key for key in plain_keys if key not in self.said.held]
        return tuple(key for key in labelled if replaced or key in unlabelled.held)

    @cached_property
    def spoken_of(self) -> str:
        """The sentences and clauses of the quote that the claim speaks of, as they are compared.

        A claim on one of two statements need not keep what limits the other.
        """
        parts = [part for part in re.split(r"(?<=[a-z)\]#])[.;] (?=\w)", self.stated.text) if part.strip()]
        if len(parts) < 2:
            return self.stated.text
        keys = [read_meaning(part).held - light_keys() for part in parts]
        held = [len(one & self.said.held) for one in keys]
        kept = [
            part
            for part, one, shared in zip(parts, keys, held, strict=True)
            if shared == max(held) or shared >= SPOKEN_OF * len(one)
        ]
        return "; ".join(kept)

    @cached_property
    def verbatim(self) -> bool:
        """Whether the claim is the quote, or whole sentences of it, letter for letter but for white space."""
        claim, quote = " ".join(self.claim.split()), " ".join(self.quote.split())
        if claim == quote:
            return True
        return claim in quote and _whole_sentences(claim, quote)

    @cached_property
    def close(self) -> bool:
        """Whether the claim is the quote with a few words changed, so that every changed word tells."""
        claim, quote = re.findall(r"[\w'-]+", self.said.text), re.findall(r"[\w'-]+", self.stated.text)
        matcher = SequenceMatcher(None, claim, quote, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        return len(claim) - same <= max(FEW, (1 - CLOSE) * len(claim))


@dataclass(frozen=True, slots=True)
class Difference:
    """What a claim says that its quote does not: in words, and whether the quote says otherwise."""

    why: str
    contradicts: bool = False


Compare = Callable[[Pair], Sequence[Difference]]


def pair_of(claim: Claim, context: CheckContext) -> Pair:
    """The claim without its insertions, and its first quote."""
    quote = claim.citations[0].quote
    text, _ = without_insertions(claim.text, quote)
    return make_pair(text, quote, context.vocabulary)


@lru_cache(maxsize=4096)
def make_pair(claim: str, quote: str, vocabulary: Vocabulary | None, labelled: bool = True) -> Pair:
    """A pair, the same one for every rule."""
    return Pair(claim, quote, vocabulary, labelled)


def findings_of(rule: str, claim: Claim, context: CheckContext, compare: Compare) -> list[Finding]:
    """The differences that a rule sees between a claim and its first quote, as findings."""
    pair = pair_of(claim, context)
    if pair.verbatim:
        return []
    return [error(rule, claim, difference.why, excerpt=pair.quote) for difference in compare(pair)]


def _long_forms(claim: str, quote: str) -> str:
    """The claim with each abbreviation that the quote writes out, by its first letters, written out too."""
    for short in dict.fromkeys(_SHORT.findall(claim)):
        if not re.search(rf"\b{short}\b", quote) and (written := initials_of(short, quote)):
            claim = re.sub(rf"\b{short}\b", written, claim)
    return claim


def _whole_sentences(claim: str, quote: str) -> bool:
    start = quote.find(claim)
    spans = split_sentences(quote)
    starts = {span.start for span in spans}
    ends = {len(quote[: span.end].rstrip()) for span in spans}
    return start in starts and start + len(claim) in ends


def plain(text: str) -> str:
    """Lower case with one form of dashes, quotes and spaces."""
    return normalise(text, fold_case=True)
