"""A cheap first cut: of a part's evidence only the sentences that may turn out to be on its topic are read closely.

Whether a sentence stands alone, what role it plays and what it is on takes a hundred times as long to tell as what it
names, and four of five name nothing that was asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.abstracts import Publications
from citewell.compose.candidates import extract_claims
from citewell.compose.select import LEAST_NAMED
from citewell.domain.articles import Claim
from citewell.domain.questions import Evidence
from citewell.text.coverage import TextSigns, Unit, coverage, heading, key_units, names_any, signs_within, spelt_signs
from citewell.text.vocabulary import Vocabulary


def extract_fitting(
    evidence: Sequence[Evidence],
    *,
    units: Sequence[Unit],
    vocabulary: Vocabulary,
    sides: frozenset[str] = frozenset(),
    asked: str = "",
) -> list[Claim]:
    """The claims of the evidence of which `select.on_topic` chooses the same as of all its claims.

    Left out are those that it never chooses: they name too little of the part, or in an unlabelled text nothing that
    the part is most about, and their publication is none of those nearest to the part in meaning. It measures the
    others by the claim that names most and by the one whose passage is most similar, so these two are always here.
    """
    keys = key_units(units, sides)
    publications = Publications(evidence, units=units, sides=sides, vocabulary=vocabulary, asked=asked)

    def signs(item: Evidence, text: str) -> TextSigns:
        return spelt_signs(text, publications.abbreviations(item), vocabulary)

    around = {item.passage.id: signs(item, heading(item.passage)) for item in evidence}
    bounds = {
        item.passage.id: signs_within(item.passage.text, vocabulary, abbreviations=publications.abbreviations(item))
        for item in evidence
    }

    def may_fit(item: Evidence, own: TextSigns) -> bool:
        if publications.is_near(item):
            return True
        beside = around[item.passage.id]
        named = item.passage.topic is not None or names_any(keys, own, beside)
        return named and coverage(units, own, beside) >= LEAST_NAMED

    def names(item: Evidence, text: str) -> float:
        return coverage(units, signs(item, text), around[item.passage.id])

    found = {
        item.passage.id: extract_claims([item], lambda item, text: may_fit(item, signs(item, text)))
        for item in evidence
        if may_fit(item, bounds[item.passage.id])
    }
    items = {item.passage.id: item for item in evidence}
    most = max((names(items[name], claim.text) for name, claims in found.items() for claim in claims), default=0.0)
    bound = {name: coverage(units, bounds[name], around[name]) for name in items}
    for name in sorted(items, key=lambda name: -bound[name]):
        if bound[name] <= most:
            break
        more = [claim for claim in extract_claims([items[name]]) if names(items[name], claim.text) > most]
        if more:
            best = max(more, key=lambda claim: names(items[name], claim.text))
            most = names(items[name], best.text)
            found[name] = [*found.get(name, []), best]
    return _with_nearest(found, evidence)


def _with_nearest(found: dict[str, list[Claim]], evidence: Sequence[Evidence]) -> list[Claim]:
    """The claims found, in the order of the evidence, with one at least of the most similar passage that has any."""
    for item in sorted(evidence, key=lambda item: -(item.similarity or 0.0)):
        if found.get(item.passage.id):
            break
        if claims := extract_claims([item]):
            found[item.passage.id] = claims[:1]
            break
    return [claim for item in evidence for claim in found.get(item.passage.id, [])]
