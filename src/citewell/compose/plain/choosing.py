"""Which claims a reader sees at first: what must be shown, then the plainest within the profile's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from citewell.compose.audiences import ALL_WORDS, AudienceProfile
from citewell.domain.articles import Article, Claim
from citewell.text.readability import Counts, flesch_kincaid, flesch_kincaid_known

ALWAYS = frozenset({"red-flags", "contraindications", "serious-harm", "what-to-do", "stopping"})
"""Expected slots whose answers are never folded away."""

FILLED, MOST_FILLED = 0.5, 160
"""Share of a profile's words, and words at most, that are filled whatever the grade: two sentences serve nobody."""

_URGENT = re.compile(
    r"\bemergenc(?:y|ies)\b(?! (?:department|room|unit|ward|visits?|physicians?|medicine|doctors?))|\burgent(?:ly)?\b|"
    r"\bimmediately\b|\bimmediate (?:treatment|attention|medical|care|referral|help|admission|assessment|investigation|"
    r"imaging|transfer|surgery)\b|\b(?:at once|same (?:working )?day|without delay|should not delay|life-threatening|"
    r"call (?:911|999|112|an ambulance))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:contra-?indicat\w+|(?:should|must) (?:not|never) (?:be|have|take|use|receive|get|undergo|stop|"
    r"discontinue|start|drive|eat|drink)|should be avoided|"
    r"must be avoided|do not (?:use|take|give)|never (?:use|take|give)|advises? against|recommends? against|"
    r"not safe)\b",
    re.IGNORECASE,
)


def is_urgent(text: str) -> bool:
    """Whether a statement says that something cannot wait."""
    return _URGENT.search(text) is not None


def must_show(article: Article) -> frozenset[str]:
    """The ids of the claims that every reader sees: the direct answer, danger, and what must not be done.

    Beside advice against something stands the first statement of its section that is none: a heading under which only
    that is left would tell that nothing is advised.
    """
    wanted = {claim.id for claim in article.direct_answer}
    wanted |= {claim.id for section in article.sections if section.kind == "red_flags" for claim in section.claims}
    wanted |= {name for slot in article.expected if slot.name in ALWAYS for name in slot.claim_ids}
    against = {claim.id for claim in article.claims if _AGAINST.search(claim.text)}
    wanted |= against | {claim.id for claim in article.claims if is_urgent(claim.text)}
    for section in article.sections:
        names = [claim.id for claim in section.claims]
        if against & set(names):
            wanted |= set([name for name in names if name not in against][:1])
    return frozenset(wanted)


def choose_shown(article: Article, counts: Mapping[str, Counts], *, profile: AudienceProfile) -> frozenset[str]:
    """The ids of the claims to show at first; `counts` are those of the claims as the reader would read them.

    Some words are filled with the claims that come first; of the others a claim is shown if it makes the whole no
    harder than the profile's grade. One that is withheld is folded away unless it must be shown. The sides of a
    disagreement are shown together or not at all.
    """
    if profile.words == ALL_WORDS:
        return frozenset(claim.id for claim in article.claims)
    together = _together(article)
    shown = set(must_show(article))
    for name in list(shown):
        shown |= together.get(name, frozenset())
    total = sum((counts[name] for name in shown if name in counts), Counts())
    for claim in _in_order(article.claims, counts, plainest=profile.explain):
        group = (together.get(claim.id) or frozenset({claim.id})) - shown
        more = sum((counts[name] for name in group if name in counts), Counts())
        if claim.id not in counts or not group or (total + more).words > profile.words:
            continue
        is_harder = any(
            grade(total + more) > max(profile.grades[1], grade(total)) for grade in (flesch_kincaid, flesch_kincaid_known)
        )
        if is_harder and total.words >= min(profile.words * FILLED, MOST_FILLED):
            continue
        shown |= group
        total += more
    return frozenset(shown)


def _in_order(claims: Sequence[Claim], counts: Mapping[str, Counts], *, plainest: bool) -> Sequence[Claim]:
    """The claims in the order in which they are considered: the plainest first, or as the article has them."""
    if not plainest:
        return claims
    return sorted(claims, key=lambda claim: _hardness(counts.get(claim.id, Counts())))


def _hardness(counts: Counts) -> float:
    """The mean of a claim's two grades."""
    return (flesch_kincaid(counts) + flesch_kincaid_known(counts)) / 2


def _together(article: Article) -> dict[str, frozenset[str]]:
    """For each side of a disagreement, the claims of all its sides, and of those that one of them is a side of too."""
    known = {claim.id for claim in article.claims}
    groups: list[set[str]] = []
    for item in article.disagreements:
        sides = {side.claim_id for side in item.sides} & known
        for group in [group for group in groups if group & sides]:
            groups.remove(group)
            sides |= group
        groups.append(sides)
    return {name: frozenset(group) for group in groups for name in group}
