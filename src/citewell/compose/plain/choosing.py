"""Which claims a reader sees at first: what must be shown, then the plainest within the profile's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from citewell.compose.audiences import ALL_WORDS, AudienceProfile
from citewell.domain.articles import Article, Claim
from citewell.text.readability import Counts, flesch_kincaid, flesch_kincaid_known

ALWAYS = frozenset({"red-flags", "contraindications", "serious-harm", "what-to-do", "stopping"})
"""Expected slots whose answers are never folded away."""

FILLED, MOST_FILLED = 0.5, 100
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
# A red flag's section may also say what is not known about red flags: no sign to act on, and no harm.
_NOT_KNOWN = re.compile(
    r"\b(?:data|studies|research|literature|evidence)\b[^.]*\b(?:lacking|lacks?|scarce|sparse|unclear|unknown)\b|"
    r"\bpredictive value\b[^.]*\bunknown\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:safe\w*|harm\w*|risks?|danger\w*|death|deaths|fatal|pregnan\w*|child\w*|bleed\w*|stroke)\b", re.IGNORECASE
)
# A statement about how something was studied or counted, which tells a patient less than what it is and what helps.
_RESEARCH = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|reviews?|meta-analys[ei]s|cohort|series|abstract|authors|criteri(?:a|on)|participants|"
    r"prospective\w*|retrospective\w*|randomi[sz]ed|literature|data|raters|incidence|prevalence|ratio|consensus)\b|"
    r"\bp ?[<=] ?0|\bCI\b|\(n = ",
    re.IGNORECASE,
)
FURTHER = 4
"""Grades over the profile's to which such a statement may go: a harder one tells a patient nothing."""

WANTED = ("understanding", "first_line")
"""Kinds of section of which a lay reader is shown a statement, if there is one: what it is, and what helps."""


def is_urgent(text: str) -> bool:
    """Whether a statement says that something cannot wait."""
    return _URGENT.search(text) is not None


def is_about_research(text: str) -> bool:
    """Whether a statement tells how something was studied, counted or agreed on."""
    return _RESEARCH.search(text) is not None


def _tells_nothing_known(text: str) -> bool:
    return _NOT_KNOWN.search(text) is not None and _HARM.search(text) is None


def must_show(article: Article, *, lay: bool = False) -> frozenset[str]:
    """The ids of the claims that every reader sees: the direct answer, danger, and what must not be done.

    A lay reader need not see what studies have not found out, which is no sign and nothing to avoid, unless it is all
    of the direct answer.
    Beside advice against something stands the first statement of its section that is none: a heading under which only
    that is left would tell that nothing is advised.
    """
    wanted = {claim.id for section in article.sections if section.kind == "red_flags" for claim in section.claims}
    wanted |= {name for slot in article.expected if slot.name in ALWAYS for name in slot.claim_ids}
    direct = {claim.id for claim in article.direct_answer}
    wanted |= direct
    if lay:
        idle = {claim.id for claim in article.claims if _tells_nothing_known(claim.text)}
        wanted -= idle - (direct if direct <= idle else frozenset())
    against = {claim.id for claim in article.claims if _AGAINST.search(claim.text)}
    wanted |= against | {claim.id for claim in article.claims if is_urgent(claim.text)}
    for section in article.sections:
        names = [claim.id for claim in section.claims]
        if against & set(names):
            wanted |= set([name for name in names if name not in against][:1])
    return frozenset(wanted)


def choose_shown(article: Article, counts: Mapping[str, Counts], *, profile: AudienceProfile) -> frozenset[str]:
    """The ids of the claims to show at first; `counts` are those of the claims as the reader would read them.

    A lay reader is shown what it is and what helps, then what is not about research. A claim is shown if it makes the
    whole no harder than the profile's grade, counted in both ways; some words are filled with the plainest of the
    others. One that is withheld is folded away unless it must be shown. The sides of a disagreement are shown together
    or not at all.
    """
    if profile.words == ALL_WORDS:
        return frozenset(claim.id for claim in article.claims)
    together, lay = _together(article), profile.urgent
    shown = set(must_show(article, lay=lay))
    for name in list(shown):
        shown |= together.get(name, frozenset())
    total = sum((counts[name] for name in shown if name in counts), Counts())
    order = [
        claim
        for claim in _in_order(article.claims, counts, plainest=profile.explain, lay=lay)
        if claim.id in counts and not (lay and _tells_nothing_known(claim.text))
    ]
    plain = [one for one in order if _hardness(counts[one.id]) <= profile.grades[1] + FURTHER]
    first = _of_wanted(article, plain, shown) if lay else []
    least = min(profile.words * FILLED, MOST_FILLED)
    by_hardness = order if profile.explain else sorted(order, key=lambda claim: _hardness(counts[claim.id]))
    passes = (*((one, True) for one in first), *((one, False) for one in order), *((one, True) for one in by_hardness))
    for claim, is_needed in passes:
        group = (together.get(claim.id) or frozenset({claim.id})) - shown
        more = sum((counts[name] for name in group if name in counts), Counts())
        if not group or (total + more).words > profile.words:
            continue
        is_harder = any(
            grade(total + more) > max(profile.grades[1], grade(total))
            for grade in (flesch_kincaid, flesch_kincaid_known)
        )
        if is_harder and not (is_needed and (claim in first or total.words < least)):
            continue
        shown |= group
        total += more
    return frozenset(shown)


def _of_wanted(article: Article, order: Sequence[Claim], shown: AbstractSet[str]) -> list[Claim]:
    """The first claim, in order and not about research, of each wanted kind of section that has none shown."""
    found: list[Claim] = []
    for kind in WANTED:
        names = {claim.id for section in article.sections if section.kind == kind for claim in section.claims}
        if not names & shown:
            found += [claim for claim in order if claim.id in names and not is_about_research(claim.text)][:1]
    return found


def _in_order(claims: Sequence[Claim], counts: Mapping[str, Counts], *, plainest: bool, lay: bool) -> Sequence[Claim]:
    """The claims in the order in which they are considered: as the article has them, or the plainest first; for a lay
    reader those about research last."""
    if not plainest:
        return claims
    return sorted(
        claims,
        key=lambda claim: (lay and is_about_research(claim.text), _hardness(counts.get(claim.id, Counts()))),
    )


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
