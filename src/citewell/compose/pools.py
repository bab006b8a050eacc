"""Whether the things that a question names stand together in a source, or far apart in many.

A large library has a passage on yoga and one on anxiety; that does not answer whether yoga helps anxiety.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citewell.compose.answering import is_labelled
from citewell.compose.candidates import Candidate
from citewell.compose.populations import Population, asked_populations, names_them
from citewell.compose.things import Thing, count_named, in_doubt, share_named, subject_of
from citewell.domain.questions import QuestionPart
from citewell.text.abbreviations import abstract_of
from citewell.text.coverage import NO_SIGNS, read_signs
from citewell.text.vocabulary import Vocabulary

# Of what things weigh; of two that weigh the same one is too little.
MOST_OF_THINGS = 0.6


def pools_together(
    candidates: Sequence[Candidate], part: QuestionPart, things: Sequence[Thing], *, vocabulary: Vocabulary
) -> Iterator[Sequence[Candidate]]:
    """Pools to choose an answer from, the narrowest first: those that name two of the things asked about.

    First such as do in their own words with the title of their publication; then such as stand under a title that
    names one in a passage that names another; then results of a paper on what was asked whose title and abstract
    name most. Where fewer than two things are asked about, and among texts whose sources label their topics, every
    candidate. Of two conditions between which the asker is in doubt ("gout or something else such as sepsis") one is
    enough. What is said of others says nothing of people who are asked about by their calling (nurses, prisoners). Of
    several clauses on one topic that topic must be named.
    """
    apart = [people for people in asked_populations(part.text) if people.apart]
    if apart:
        candidates = [one for one in candidates if is_labelled(one) or _names_all(apart, one)]
    if part.asks:
        subject = subject_of(part, things, vocabulary=vocabulary)
        yield [one for one in candidates if is_labelled(one) or not subject or _names_one(subject, one)]
        return
    if len(things) < 2:
        yield candidates
        return
    if len(things) == 2 and in_doubt(part, things):
        yield [one for one in candidates if is_labelled(one) or _names_one(things, one)]
        return
    labelled = [one for one in candidates if is_labelled(one)]
    free = [one for one in candidates if not is_labelled(one)]
    yield labelled + [one for one in free if count_named(things, one.signs, one.around) > 1]
    entitled = [one for one in free if count_named(things, one.around, NO_SIGNS)]
    texts = {one.evidence.passage.id: one.evidence.passage.text for one in entitled}
    named = {name: read_signs(text, vocabulary) for name, text in texts.items()}
    yield labelled + [one for one in entitled if count_named(things, named[one.evidence.passage.id], one.around) > 1]
    meant = [one for one in free if one.meant]
    papers = {one.evidence.document.id: one.evidence.document for one in meant}
    told = {name: read_signs(" ".join((one.title, *abstract_of(one))), vocabulary) for name, one in papers.items()}
    yield labelled + [one for one in meant if share_named(things, told[one.evidence.document.id]) >= MOST_OF_THINGS]


def _names_all(peoples: Sequence[Population], candidate: Candidate) -> bool:
    texts = (candidate.claim.text, candidate.evidence.passage.title, candidate.evidence.passage.text)
    return all(names_them(people, texts) for people in peoples)


def _names_one(things: Sequence[Thing], candidate: Candidate) -> bool:
    return count_named(things, candidate.signs, candidate.around) > 0
