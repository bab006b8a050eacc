"""What is short, long, before or after in a quote is so in the claim."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, light_keys, read_meaning

RULE = "time_matches"
SUMMARY = "Short and long term, before and after, first and later are those of the quote."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each word of the claim that the first quote excludes."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each word that stands for something else than the quote's."""
    found = contrast_differences(pair, RULE, alone=False)
    exchanged = _exchanged(pair)
    if exchanged:
        return [Difference(exchanged, True)]
    return [one for one in found if not (_ORDER.search(one.why) and _turned_round(pair))]


_ORDER = re.compile(r"“(?:before|after|following|prior to)” where the quote says “(?:before|after|following|prior to)”")


def _turned_round(pair: Pair) -> bool:
    """Whether the claim tells the order of two things from its other end: "A only after B" for "B before A"."""
    said, stated = _order(pair.said.text, pair), _order(pair.stated.text, pair)
    if said is None or stated is None or said[0] == stated[0]:
        return False
    (_, before, behind), (_, other_before, other_behind) = said, stated
    crossed = len(behind & other_before) + len(before & other_behind)
    return (
        crossed >= 2
        and bool(behind & other_before)
        and crossed > len(before & other_before) + len(behind & other_behind)
    )


def _exchanged(pair: Pair) -> str:
    """What is wrong where two things have changed places around one word of order: "A until B" for "B until A"."""
    for word in ("before", "until"):
        pattern = re.compile(rf"^(?P<before>[^.;]*)\b{word}\b(?P<behind>[^.;,]*)")
        claimed, quoted = pattern.search(pair.said.text), pattern.search(pair.stated.text)
        if not claimed or not quoted or not claimed["before"].strip() or not quoted["before"].strip():
            continue
        ignored = light_keys() | compared_keys()
        sides = [read_meaning(one[side]).held - ignored for one in (claimed, quoted) for side in ("before", "behind")]
        before, behind, other_before, other_behind = sides
        straight = len(before & other_before) + len(behind & other_behind)
        crossed = len(before & other_behind) + len(behind & other_before)
        if before & other_behind and behind & other_before and crossed > straight:
            return f"What stands before and behind “{word}” has changed places."
    return ""


def _order(text: str, pair: Pair) -> tuple[bool, frozenset[str], frozenset[str]] | None:
    """Whether a text's word of order is "after", and the keys before it and behind it in its clause."""
    match = re.search(r"\b(?:(after|following)|before|prior to)\b", text)
    if match is None or re.search(r"\b(?:after|following|before|prior to)\b", text[match.end() :]):
        return None
    before = re.split(r"[.;]", text[: match.start()])[-1]
    behind = re.split(r"[.;,]", text[match.end() :])[0]
    if not before.strip():  # "After B, A" has A behind its comma
        before = text[match.end() + len(behind) :]
    ignored = light_keys() | compared_keys()
    return (
        bool(match[1]),
        read_meaning(before, pair.vocabulary).held - ignored,
        read_meaning(behind, pair.vocabulary).held - ignored,
    )
