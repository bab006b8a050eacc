"""A claim brings no word of its own: every content word stands in its quote."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import Document
from citewell.text.normalise import stem, stems, words
from citewell.text.quantities import find_quantities
from citewell.text.quotes import without_insertions

RULE = "words_match"
SUMMARY = (
    "Every content word of the claim stands in the quote; insertions in square brackets only name the source."
)

# Words that carry no content of their own. What turns a statement round (or, may, without, before) is not here.
_LIGHT = frozenset(
    stem(word)
    for word in """a an the of in on at to for by as from with and is are was were be been being has have had do does did
    that which it its their there this these those who s""".split()
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """Errors for words that the first quote lacks and for insertions that say more than who and when."""
    first = claim.citations[0]
    text, inserted = without_insertions(claim.text, first.quote)
    known = frozenset(stems(first.quote))
    strange = [
        word for word in words(_without_numbers(text)) if stem(word) not in known and stem(word) not in _LIGHT
    ]
    findings: list[Finding] = []
    if strange:
        listed = ", ".join(f"“{word}”" for word in dict.fromkeys(strange))
        findings.append(
            error(RULE, claim, f"The claim says {listed}; the quote does not.", excerpt=first.quote)
        )
    document = context.documents.get(first.document_id)
    allowed = _metadata(document) if document else frozenset()
    for insertion in inserted:
        foreign = [
            word for word in words(insertion) if stem(word) not in allowed and stem(word) not in _LIGHT
        ]
        if foreign:
            why = f"The insertion “[{insertion}]” says “{foreign[0]}”, which is not the source's name, year or kind."
            findings.append(error(RULE, claim, why, excerpt=claim.text))
    return findings


def _without_numbers(text: str) -> str:
    """`text` without its quantities, which have a rule of their own."""
    for quantity in reversed(find_quantities(text)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _metadata(document: Document) -> frozenset[str]:
    named = (
        document.short_name,
        str(document.year or ""),
        document.kind.label,
        document.organisation,
        document.authors,
    )
    return frozenset(stems(" ".join(named)))
