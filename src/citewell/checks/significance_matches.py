"""A difference that a quote calls not significant is not called significant, or told as one, in the claim."""

from __future__ import annotations

import re

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding

RULE = "significance_matches"
SUMMARY = "What is significant in the claim is so in the quote; no significant difference stays none."

_SIGNIFICANT = re.compile(r"\bsignifican(?:t|tly|ce)\b")
_DENIED = re.compile(
    r"\b(?:no|not|nor|neither|without|non-?|lost|lack\w*|fail\w*|cannot)\b(?:[ -](?!and\b|but\b)\w+){0,8}[ -]?$"
)
_INSIGNIFICANT = re.compile(r"\b(?:in|non-?)significan\w+")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where the claim has a significant finding and the first quote only one that is not."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where significance is claimed that the quote denies throughout."""
    claimed, quoted = _told(pair.said.text), _told(pair.stated.text)
    if True in claimed and quoted == {False}:
        return [Difference("The claim calls significant what the quote says is not.", True)]
    if False in claimed and quoted == {True}:
        return [Difference("The claim calls not significant what the quote says is.", True)]
    if True in claimed and not quoted and "significan" not in pair.quote.lower():
        return [Difference("The claim calls a difference significant, which the quote does not.")]
    return []


def _told(text: str) -> set[bool]:
    """Whether a text says of something that it is significant, that it is not, or both."""
    text = _INSIGNIFICANT.sub("not significant", text)
    return {not _DENIED.search(text[: match.start()][-60:]) for match in _SIGNIFICANT.finditer(text)}
