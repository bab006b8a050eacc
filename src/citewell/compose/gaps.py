"""What a question asked for and the evidence does not give, part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.asks import unanswered_asks
from citewell.compose.aspects import is_put, named_aspect
from citewell.compose.candidates import Candidate
from citewell.compose.outlines import outline_for
from citewell.compose.passed_over import compares
from citewell.compose.populations import asked_populations, names_them
from citewell.compose.saying import asks_whether
from citewell.domain.enums import PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.quantities import find_quantities
from citewell.text.vocabulary import Vocabulary

FEW = 3
_DOSE = re.compile(r"\b(?:dose|doses|dosage|dosing|how (?:much|many) (?:mg|milligrams|tablets))\b", re.IGNORECASE)
_DOSE_UNITS = frozenset({"mg", "g", "µg", "ng", "mcg", "micrograms", "ml", "units", "IU", "mmol", "Gy"})


def find_gaps(
    part: QuestionPart, pool: Sequence[Candidate], *, direct: Sequence[str], vocabulary: Vocabulary
) -> list[str]:
    """What is missing from the candidates on a part's topic, in words for the reader.

    The whole part where there is none. Else a population that the part names and the direct answer does not
    (`direct` are its statements and the titles of their sources: what holds for everybody may not hold in
    pregnancy), another population that no candidate names but as a warning sign, a dose that is asked for and
    not given, a drug, procedure or test that no candidate names for the condition, each of several asks that no
    candidate is on, and the aspect asked about where the few candidates are beside it.
    """
    if not pool:
        return [part.text]
    in_an_ask = {people.label for ask in part.asks for people in asked_populations(ask.text)}
    asked = [people for people in asked_populations(part.text) if people.label not in in_an_ask]
    unnamed = [f"{part.text} ({people.label})" for people in asked if not names_them(people, _of_part(direct, pool))]
    asks_for_signs = PassageTopic.RED_FLAGS in part.focus
    advising = [one for one in pool if asks_for_signs or one.topic is not PassageTopic.RED_FLAGS]
    named = {label for candidate in advising for label in candidate.signs.labels}
    titles = {label for candidate in pool for label in vocabulary.labels(candidate.evidence.passage.title)}
    gaps = unnamed + [
        f"{part.text} ({label})"
        for label in part.concepts
        if vocabulary.concepts[label].type == "population"
        and not vocabulary.concepts[label].assumed
        and not any(people.named.search(label) or people.asked.search(label) for people in asked_populations(part.text))
        and label not in named | titles
    ]
    aspect = named_aspect(part)
    unlabelled = all(candidate.evidence.passage.topic is None for candidate in pool)
    told = aspect is not None and any(is_put(aspect, statement, part.topic) for statement in direct)
    told = told or (asks_whether(part.text) and any(compares(statement) for statement in direct))
    if aspect and unlabelled and direct and not told:
        gaps.append(f"{part.text} ({aspect.name})")
    units = {quantity.unit for candidate in pool for quantity in find_quantities(candidate.claim.text)}
    if _DOSE.search(part.text) and not {unit.partition("/")[0] for unit in units} & _DOSE_UNITS:
        gaps.append(f"{part.text} (dose)")
    gaps += [f"{part.text} ({label})" for label in _untold_means(part, pool, vocabulary)]
    gaps += unanswered_asks(part, pool)
    if len(pool) < FEW and _beside_the_aspect(part, pool, titles, vocabulary):
        gaps.append(f"{part.text} ({part.intent.value})")
    return gaps


def _of_part(direct: Sequence[str], pool: Sequence[Candidate]) -> Sequence[str]:
    """What the direct answer says on this part; on all parts, where none of its statements can be told to be on it.

    What holds for a pregnant woman with one condition tells nothing of her with the other that was asked about.
    """
    own = {text for candidate in pool for text in (candidate.claim.text, candidate.evidence.passage.title)}
    return [text for text in direct if text in own] or direct


def _untold_means(part: QuestionPart, pool: Sequence[Candidate], vocabulary: Vocabulary) -> list[str]:
    """The drugs, procedures and tests of which no candidate speaks together with the condition asked about."""
    problems = [label for label in part.concepts if vocabulary.concepts[label].is_problem]
    asked = {kind for label in problems for kind in vocabulary.family(label) | vocabulary.broader(label)}
    told = [
        candidate.signs.labels
        for candidate in pool
        if asked & (candidate.signs.labels | vocabulary.labels(candidate.evidence.passage.title))
    ]
    means = [label for label in (*part.concepts, *part.aspects) if vocabulary.concepts[label].is_means]
    return [label for label in means if asked and not any(vocabulary.family(label) & named for named in told)]


def _beside_the_aspect(part: QuestionPart, pool: Sequence[Candidate], titles: set[str], vocabulary: Vocabulary) -> bool:
    """Whether what was found is on other aspects (by the sources' own labels), or only mentions the condition.

    Where passages carry no label, the titles tell: a condition that none of them names is mentioned in passing.
    """
    if all(candidate.evidence.passage.topic for candidate in pool):
        asked = {*part.focus, *outline_for(part).answer_topics}
        return not any(candidate.topic in asked for candidate in pool)
    conditions = {label for label in part.concepts if vocabulary.concepts[label].type == "condition"}
    return bool(conditions) and not conditions & titles
