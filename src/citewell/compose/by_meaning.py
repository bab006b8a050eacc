"""A second look where words find nothing: the sentences that mean most nearly what was asked.

People describe in their own words what a page calls by its name. Where no sentence names enough of a question, those of
the publications nearest to it in meaning are compared with it one by one. The publication must still name the things
asked about: what an encoder takes for alike may well be another drug or another disease.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from citewell.compose.abstracts import of_animals
from citewell.compose.answering import is_of_paper, is_set_up
from citewell.compose.bench import may_ask_bench
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.passed_over import is_bench_work, is_on_animals
from citewell.compose.roles import Role
from citewell.compose.things import Thing, count_named, share_named
from citewell.domain.questions import Evidence, QuestionPart
from citewell.text.abbreviations import abstract_of
from citewell.text.coverage import NO_SIGNS, Unit, read_signs
from citewell.text.vocabulary import Vocabulary

# A publication is near from this similarity of its nearest passage on, and from this share of the nearest one's.
LEAST_ALIKE = 0.55
NEARLY_AS_ALIKE = 0.85
# A sentence must be as similar as this by itself, and nearly as much as the most similar one.
LEAST_ALIKE_ALONE = 0.6
NEARLY_AS_ALIKE_ALONE = 0.85
MOST_COMPARED = 40
MOST_CHOSEN = 8
NAMES = 0.8
# From this similarity on a publication may call some of the things by other names.
VERY_ALIKE = 0.7
HALF = 0.5

_TELLS_NOTHING_NEW = frozenset({Role.KNOWN, Role.LABEL})


def nearest_in_meaning(
    evidence: Sequence[Evidence],
    part: QuestionPart,
    *,
    units: Sequence[Unit],
    things: Sequence[Thing],
    vocabulary: Vocabulary,
    likeness: Callable[[Sequence[str]], Sequence[float]],
) -> list[Candidate]:
    """Candidates that mean nearly what the part asks, the nearest first; `likeness` is each text's to the part, to 1.

    Only of texts whose topics nobody has labelled, and of publications that name every one of the `things`.
    """
    items = _near(evidence)
    named = _naming_enough(items, things or [(unit,) for unit in units if unit.known and not unit.aside], vocabulary)
    bench = may_ask_bench(part)
    items = [
        item
        for item in items
        if item.document.id in named and (bench or not of_animals(item.document, item.passage.title))
    ]
    claims = extract_claims(sorted(items, key=lambda item: -(item.similarity or 0.0)))
    made = [
        one
        for one in make_candidates(claims, evidence, units=units, vocabulary=vocabulary, asked=part.text, bench=bench)
        if not (is_of_paper(one) and one.role in _TELLS_NOTHING_NEW)
        and not is_set_up(one)
        and (bench or not (is_on_animals(one.claim.text) or is_bench_work(one.claim.text)))
    ][:MOST_COMPARED]
    if not made:
        return []
    alike = likeness([f"{one.evidence.passage.title} {one.claim.text}" for one in made])
    least = max(LEAST_ALIKE_ALONE, NEARLY_AS_ALIKE_ALONE * max(alike))
    ranked = sorted(zip(alike, made, strict=True), key=lambda pair: (-pair[0], pair[1].place))
    return [
        replace(
            one,
            relevance=share,
            coverage=max(one.coverage, NAMES),
            own=max(one.own, NAMES),
            about=1.0,
            names_key=True,
            meant=True,
        )
        for share, one in ranked[:MOST_CHOSEN]
        if share >= least
    ]


def _near(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The passages of the publications nearest to the question in meaning."""
    likeness: dict[str, float] = {}
    for item in evidence:
        if item.passage.topic is None and item.similarity is not None:
            likeness[item.document.id] = max(likeness.get(item.document.id, -1.0), item.similarity)
    least = max(LEAST_ALIKE, NEARLY_AS_ALIKE * max(likeness.values(), default=0.0))
    return [item for item in evidence if likeness.get(item.document.id, -1.0) >= least]


def _naming_enough(items: Sequence[Evidence], things: Sequence[Thing], vocabulary: Vocabulary) -> frozenset[str]:
    """Ids of the publications whose title, abstract and passages found name every thing, or, of very near ones, enough.

    Enough is half of what the things weigh, with the weightiest among it: that is most often a name.
    """
    texts: dict[str, list[str]] = {}
    very_near = {item.document.id for item in items if (item.similarity or 0.0) >= VERY_ALIKE}
    for item in items:
        own = texts.setdefault(item.document.id, [item.passage.title, *abstract_of(item.document)])
        own.append(item.passage.text)
    most = max((unit.weight for thing in things for unit in thing), default=0.0)
    first = [thing for thing in things if any(unit.weight >= most for unit in thing)]

    def is_enough(name: str, own: Sequence[str]) -> bool:
        signs = read_signs("\n".join(own), vocabulary)
        if count_named(things, signs, NO_SIGNS) == len(things):
            return True
        named = name in very_near and count_named(first, signs, NO_SIGNS) == len(first)
        return named and share_named(things, signs) >= HALF

    return frozenset(name for name, own in texts.items() if is_enough(name, own))
