"""A claim brings no word of its own: every content word stands in its quote."""

from __future__ import annotations

from collections import Counter

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import Document
from citewell.text.normalise import stem, stems, words
from citewell.text.numerals import find_numerals
from citewell.text.quantities import find_quantities
from citewell.text.quotes import without_insertions

RULE = "words_match"
SUMMARY = "Every content word of the claim stands in the quote; insertions in square brackets only name the source."

# Words that carry no content of their own. What turns a statement (or, and, with, may, before) is not here.
_LIGHT = frozenset(
    stem(word)
    for word in """
    a an the of in on at to for by as from is are was were be been being has have had do does did that
    which it its their there this these those who""".split()
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """Errors for words that the first quote lacks, or has less often, and for telling insertions."""
    first = claim.citations[0]
    text, inserted = without_insertions(claim.text, first.quote)
    findings: list[Finding] = []
    strange = _strange_words(text, first.quote)
    if strange:
        listed = ", ".join(f"“{word}”" for word in strange)
        why = f"The claim says {listed}, which the quote does not, or not as often."
        findings.append(error(RULE, claim, why, excerpt=first.quote))
    document = context.documents.get(first.document_id)
    allowed = _metadata(document) if document else frozenset()
    for insertion in inserted:
        foreign = [word for word in words(insertion) if stem(word) not in allowed | _LIGHT]
        if foreign:
            why = f"The insertion “[{insertion}]” says “{foreign[0]}”, not the source's name, year or kind."
            findings.append(error(RULE, claim, why, excerpt=claim.text))
    return findings


def _strange_words(text: str, quote: str) -> list[str]:
    """Words of `text` beyond those of `quote`; quantities are left to their own rule."""
    left = Counter(stems(_without_quantities(quote)))
    numbers = frozenset(stem(word) for numeral in find_numerals(quote) for word in words(numeral.word))
    strange: dict[str, None] = {}
    for word in words(_without_quantities(text)):
        root = stem(word)
        if root in _LIGHT or root in numbers:
            continue
        if left[root] == 0:
            strange[word] = None
        left[root] -= 1
    return list(strange)


def _without_quantities(text: str) -> str:
    for quantity in reversed(find_quantities(text)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _metadata(document: Document) -> frozenset[str]:
    year = str(document.year or "")
    return frozenset(
        stems(f"{document.short_name} {year} {document.kind.label} {document.organisation} {document.authors}")
    )
