"""Where publications exclude each other on one point: figures that cannot both hold, stands for and against.

Two general rules, none of which knows a topic by name. Figures: the same measure of the same subject, in the
same unit, with values or ranges that do not meet. Stands: the same subject in the same condition, one
publication on either side of a dimension of `stances.toml`. A later edition by the same body supersedes its
predecessor and does not disagree with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from citewell.compose.candidates import Candidate
from citewell.compose.editions import same_series
from citewell.compose.stances import Stance, find_stances
from citewell.domain.articles import Disagreement, Side
from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus
from citewell.domain.identity import same_publication
from citewell.text.quantities import Quantity, exclusive, find_quantities
from citewell.text.vocabulary import Vocabulary

_MEASURE = re.compile(r"\b(prevalence|incidence|mortality|sensitivity|specificity|odds ratio|survival)\b", re.I)
_EFFECT = "whether it works"
# A test or block by which people were chosen for a treatment is not what worked.
_SELECTED_BY = re.compile(
    r"\b(?:diagnostic|prognostic|(?:proven|shown|confirmed|selected) by|after (?:a )?positive)\s(?:[\w-]+\s){0,3}$",
    re.I,
)
# Shares of people who get worse are held against each other only where both are told of people left untreated.
_UNTREATED = re.compile(
    r"\b(?:natural history|without (?:surgery|treatment|operation)|untreated|conservativ\w+|non-surgical\w*)\b", re.I
)
_TREATED = re.compile(r"\b(?:after (?:surgery|treatment|decompression|operation)|postoperativ\w+)\b", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worsened|got worse|deteriorated|developed (?:new )?symptoms)\b", re.IGNORECASE)
_JUST_BEFORE = re.compile(r"\)?\s*(?:of (?:them|these)\s*)?")
# Ages that count as old are 50 in some lists of warning signs and 65 in others.
_AGE_GOES_ON = re.compile(r"(?: years?)?(?: of age)?(?: (?:or|and) (?:more|older|over|above))?")
_FLAG = re.compile(r"\b(?:red|older-age|warning) (?:flags?|signs?|features?)\b|\bflag\b", re.IGNORECASE)
_AGE_FLAG = re.compile(
    r"\b(?:after|over|above|older than|aged?|age of) (\d\d)\b(?! (?:to|weeks|months|days|minutes|hours))", re.I
)
_OLD_AGE = 60
MOST_SIDES = 6


@dataclass(frozen=True, slots=True)
class Position:
    """What a candidate holds: on which subject and measure, in which words, by which figures or stand."""

    candidate: Candidate
    subject: str
    measure: str
    words: str
    quantities: tuple[Quantity, ...] = ()
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A disagreement with the candidates that stand on its sides."""

    disagreement: Disagreement
    candidates: tuple[Candidate, ...]

    @property
    def claims(self) -> frozenset[str]:
        """The ids of the claims on its sides."""
        return frozenset(candidate.claim.id for candidate in self.candidates)


def find_disagreements(
    candidates: Sequence[Candidate], *, conditions: Sequence[str], vocabulary: Vocabulary
) -> list[Found]:
    """Disagreements among candidates on `conditions`; the same sides are shown once, under the narrowest subject."""
    positions = [position for candidate in candidates for position in _figures(candidate, conditions, vocabulary)]
    positions += [position for candidate in candidates for position in _particular(candidate, conditions, vocabulary)]
    positions += [position for candidate in candidates for position in _stands(candidate, conditions, vocabulary)]
    found: list[Found] = []
    for measure, subject in _points(positions, vocabulary):
        families = {name: vocabulary.family(name) | {name} for name in vocabulary.family(subject) | {subject}}
        sides = _opposed([item for item in positions if item.measure == measure and item.subject in families], families)
        if sides:
            disagreement = Disagreement(subject, measure, tuple(_side(position) for position in sides))
            found.append(Found(disagreement, tuple(position.candidate for position in sides)))
    return [one for place, one in enumerate(found) if not _is_covered(one, found[:place], found[place + 1 :])]


def opposing(
    shown: Sequence[Candidate], beside: Sequence[Candidate], *, conditions: Sequence[str], vocabulary: Vocabulary
) -> list[Candidate]:
    """Those of `beside` that exclude one of `shown` on a point: less relevant they may be, hidden they must not be."""
    ids = {candidate.claim.id for candidate in shown}
    sides = find_disagreements([*shown, *beside], conditions=conditions, vocabulary=vocabulary)
    needed = set().union(*(found.claims for found in sides if found.claims & ids)) - ids
    return [candidate for candidate in beside if candidate.claim.id in needed]


def _is_covered(one: Found, narrower: Sequence[Found], wider: Sequence[Found]) -> bool:
    """Whether another disagreement shows the same sides, or these among others."""
    return any(one.claims <= other.claims for other in narrower) or any(one.claims < other.claims for other in wider)


def _points(positions: Sequence[Position], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Every measure and subject taken a stand on, narrow subjects before the wider ones that contain them."""
    points = {(position.measure, position.subject) for position in positions}
    return sorted(points, key=lambda point: (point[0], len(vocabulary.family(point[1])), point[1]))


def _figures(candidate: Candidate, conditions: Sequence[str], vocabulary: Vocabulary) -> list[Position]:
    """Measures that the candidate states of one of `conditions`, with the figures nearest behind them."""
    text = candidate.claim.text
    match = _MEASURE.search(text)
    if match is None:
        return []
    mentions = [mention for mention in vocabulary.mentions(text) if mention.label in conditions]
    if not mentions:
        return []
    nearest = min(mentions, key=lambda mention: min(abs(mention.start - match.end()), abs(match.start() - mention.end)))
    rivals = [
        mention
        for mention in vocabulary.mentions(text)
        if mention.label not in conditions
        and vocabulary.concepts[mention.label].is_problem
        and abs(mention.start - match.end()) < abs(nearest.start - match.end())
        and mention.start > match.start()
    ]
    quantities = tuple(
        quantity for quantity in find_quantities(text) if quantity.unit == "%" and not _is_interval(quantity, text)
    )
    if rivals or not quantities:
        return []
    words = ", ".join(text[quantity.start : quantity.end] for quantity in quantities)
    return [Position(candidate, nearest.label, match.group(1).lower(), words, quantities=quantities)]


def _particular(candidate: Candidate, conditions: Sequence[str], vocabulary: Vocabulary) -> list[Position]:
    """The share that gets worse without treatment, and the age that is a warning sign, of one of `conditions`."""
    text = candidate.claim.text
    named = sorted({mention.label for mention in vocabulary.mentions(text)} & set(conditions))
    if not named:
        return []
    quantities = find_quantities(text)
    found: list[Position] = []
    if _UNTREATED.search(f"{candidate.evidence.passage.title} {text}") and not _TREATED.search(text):
        for match in _WORSE.finditer(text):
            near = [
                one for one in quantities if one.unit == "%" and _JUST_BEFORE.fullmatch(text[one.end : match.start()])
            ]
            words = ", ".join(text[one.start : one.end] for one in near)
            found += [Position(candidate, named[0], "how many get worse without treatment", words, tuple(near))][
                : len(near)
            ]
    ages = list(_AGE_FLAG.finditer(text)) if _FLAG.search(text) else []
    if len(ages) == 1:
        old, more = int(ages[0][1]) >= _OLD_AGE, _AGE_GOES_ON.match(text, ages[0].end())
        words = ages[0][0] + (more[0] if more else "")
        stance = Stance("from which age it is a warning sign", False, old, "", 0, len(text), True)
        found.append(Position(candidate, named[0], stance.measure, words, stance=stance))
    return found


def _is_interval(quantity: Quantity, text: str) -> bool:
    """Whether the figure is a confidence level or the share of people examined, not the measure."""
    after = text[quantity.end : quantity.end + 12]
    return bool(re.match(r"\s*(?:CI|confidence|of that)", after))


def _stands(candidate: Candidate, conditions: Sequence[str], vocabulary: Vocabulary) -> list[Position]:
    """Stands that the candidate takes on a procedure, drug or test in one of `conditions`."""
    if not _concerns(candidate, conditions, vocabulary):
        return []
    positions: list[Position] = []
    for stance in find_stances(candidate.claim.text):
        mentioned = [
            mention.label
            for mention in vocabulary.mentions(candidate.claim.text)
            if stance.start <= mention.start
            and mention.end <= stance.end
            and not (stance.measure == _EFFECT and _SELECTED_BY.search(candidate.claim.text, 0, mention.start))
        ]
        subjects = sorted({label for label in mentioned if vocabulary.concepts[label].is_means})
        if stance.of_condition:
            around = candidate.signs.labels | vocabulary.labels(candidate.evidence.passage.title)
            subjects = sorted(around & set(conditions))
        if stance.pairs:
            subjects = [" and ".join(pair) for pair in combinations(subjects, 2)]
        positions += [Position(candidate, subject, stance.measure, stance.label, stance=stance) for subject in subjects]
    return positions


def _concerns(candidate: Candidate, conditions: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether the candidate speaks of `conditions`: by name, or by its title when it names no other condition."""
    if not conditions:
        return True
    wanted = {kind for label in conditions for kind in vocabulary.family(label)}
    named = {label for label in candidate.signs.labels if vocabulary.concepts[label].type == "condition"}
    return bool((named or vocabulary.labels(candidate.evidence.passage.title)) & wanted)


def _opposed(members: Sequence[Position], families: Mapping[str, frozenset[str]]) -> list[Position]:
    """The positions that exclude another one of an independent publication; at most MOST_SIDES, no claim twice.

    Their subjects are the same, or one is a kind of the other: what holds of one drug and what holds of
    another do not exclude each other.
    """
    taken: dict[str, Position] = {}
    for one, other in combinations(members, 2):
        related = one.subject in families[other.subject] or other.subject in families[one.subject]
        if related and _exclude(one, other) and _independent(one.candidate, other.candidate):
            taken.setdefault(one.candidate.claim.id, one)
            taken.setdefault(other.candidate.claim.id, other)
    sides = _one_voice(sorted(taken.values(), key=lambda position: position.candidate.order))
    if len(sides) <= MOST_SIDES or sides[0].stance is None:
        return sides[:MOST_SIDES]
    favouring = [position for position in sides if position.stance and position.stance.favours]
    opposing = [position for position in sides if position.stance and not position.stance.favours]
    return favouring[: MOST_SIDES // 2] + opposing[: MOST_SIDES // 2]


def _exclude(one: Position, other: Position) -> bool:
    if one.stance is not None and other.stance is not None:
        return one.stance.favours != other.stance.favours
    return all(exclusive(first, second) for first in one.quantities for second in other.quantities)


def _independent(one: Candidate, other: Candidate) -> bool:
    """Different publications, neither of which is a superseded or later edition by the same body."""
    first, second = one.evidence.document, other.evidence.document
    if first.id == second.id or same_publication(first, second) or _first_author(first) == _first_author(second) != "":
        return False
    if DocumentStatus.SUPERSEDED in (first.status, second.status):
        return not (first.organisation == second.organisation or not first.organisation)
    return not same_series(first, second)


def _first_author(document: Document) -> str:
    return document.authors.replace(";", ",").split(",")[0].strip().lower()


def _one_voice(positions: Sequence[Position]) -> list[Position]:
    """Without the further publications of one author group on the same side, which are no further voice."""
    heard: set[tuple[str, bool]] = set()
    kept: list[Position] = []
    for position in positions:
        document = position.candidate.evidence.document
        author = _first_author(document) or document.id
        voice = (author, position.stance is None or position.stance.favours)
        if voice not in heard:
            kept.append(position)
        heard.add(voice)
    return kept


def _side(position: Position) -> Side:
    document = position.candidate.evidence.document
    citation = position.candidate.claim.citations[0]
    return Side(
        position=position.words,
        claim_id=position.candidate.claim.id,
        statement=position.candidate.claim.text,
        source=document.short_name,
        year=document.year,
        kind=document.kind,
        country=document.country,
        strength=citation.strength,
    )
