"""How two revisions of an article differ: claim by claim, and within a claim word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from citewell.domain.articles import Article, Claim

ALIKE = 0.5
"""From this share of common words on, two claims are one that was changed, rather than one deleted and one added."""

_WORD = re.compile(r"\s*(?:\w+(?:[.,·:'’/‐‑-]\w+)*|[^\w\s])|\s+")


class Kind(StrEnum):
    """What became of a claim, or of a stretch of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Piece(NamedTuple):
    """A stretch of words that was kept, added or removed; pieces in order, without the added, are the earlier text."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ClaimDifference:
    """One claim in both revisions: `before` and `after` are its ids, empty where it is not in that revision.

    `documents_added` and `documents_removed` are the publications whose citation came or went; `moved` says that it
    stands in another section; `requoted` that a quote of the same publication is another one.
    """

    kind: Kind
    section: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    documents_added: tuple[str, ...] = ()
    documents_removed: tuple[str, ...] = ()
    moved: bool = False
    requoted: bool = False


def differences(before: Article, after: Article) -> tuple[ClaimDifference, ...]:
    """Every claim of the later revision in its order, then those of the earlier that are gone."""
    old, new = _placed(before), _placed(after)
    partner = _partners([claim for _, claim in old], [claim for _, claim in new])
    found = []
    for place, (section, claim) in enumerate(new):
        if place in partner:
            was, earlier = old[partner[place]]
            found.append(_compared(earlier, claim, section=section, moved=was != section))
        else:
            cited = tuple(dict.fromkeys(one.document_id for one in claim.citations))
            pieces = (Piece(Kind.ADDED, claim.text),)
            found.append(ClaimDifference(Kind.ADDED, section, "", claim.id, pieces, documents_added=cited))
    for place, (section, claim) in enumerate(old):
        if place not in partner.values():
            cited = tuple(dict.fromkeys(one.document_id for one in claim.citations))
            pieces = (Piece(Kind.REMOVED, claim.text),)
            found.append(ClaimDifference(Kind.REMOVED, section, claim.id, "", pieces, documents_removed=cited))
    return tuple(found)


def word_differences(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word; white space belongs to the word behind it."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces = []
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    for tag, i, k, j, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Kind.KEPT, "".join(new[j:m])))
            continue
        if i < k:
            pieces.append(Piece(Kind.REMOVED, "".join(old[i:k])))
        if j < m:
            pieces.append(Piece(Kind.ADDED, "".join(new[j:m])))
    return tuple(pieces)


def share_changed(before: Article, after: Article) -> float:
    """The share, in 0..1, of the earlier revision's claims that were changed or removed; 0 where it had none."""
    if not before.claims:
        return 0.0
    touched = sum(one.kind in (Kind.CHANGED, Kind.REMOVED) for one in differences(before, after))
    return touched / len(before.claims)


def _placed(article: Article) -> list[tuple[str, Claim]]:
    direct = [("", claim) for claim in article.direct_answer]
    return direct + [(section.heading, claim) for section in article.sections for claim in section.claims]


def _partners(old: Sequence[Claim], new: Sequence[Claim]) -> dict[int, int]:
    """Places of later claims with those of the earlier ones that they come from, each used once."""
    partner: dict[int, int] = {}
    free = set(range(len(old)))
    for place, claim in enumerate(new):
        same = [i for i in sorted(free) if old[i].id == claim.id]
        if same:
            partner[place] = same[0]
            free.discard(same[0])
    alike = sorted(
        (-score, place, i)
        for place, claim in enumerate(new)
        if place not in partner
        for i in free
        if (score := _likeness(old[i].text, claim.text)) >= ALIKE
    )
    for _, place, i in alike:
        if place not in partner and i in free:
            partner[place] = i
            free.discard(i)
    return partner


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first.lower().split(), second.lower().split(), autojunk=False).ratio()


def _compared(before: Claim, after: Claim, *, section: str, moved: bool) -> ClaimDifference:
    old = dict.fromkeys(one.document_id for one in before.citations)
    new = dict.fromkeys(one.document_id for one in after.citations)
    quotes = [{(one.document_id, one.quote) for one in claim.citations} for claim in (before, after)]
    same = before.text == after.text and quotes[0] == quotes[1]
    return ClaimDifference(
        kind=Kind.KEPT if same else Kind.CHANGED,
        section=section,
        before=before.id,
        after=after.id,
        pieces=word_differences(before.text, after.text),
        documents_added=tuple(name for name in new if name not in old),
        documents_removed=tuple(name for name in old if name not in new),
        moved=moved,
        requoted=list(old) == list(new) and quotes[0] != quotes[1],
    )
