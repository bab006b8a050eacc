"""Whether what was found on a part leaves what it asks unanswered: no figure, no explanation, nothing on pregnancy."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.answering import is_labelled, is_of_paper, says_aspect
from citewell.compose.aspects import aspect_of
from citewell.compose.candidates import SUMMARISING, Candidate
from citewell.compose.figures import asks_figure, asks_number, gives_figure
from citewell.compose.passed_over import bears_on_safety
from citewell.compose.populations import Population, asked_populations, names_them
from citewell.compose.roles import Role
from citewell.compose.saying import sets_apart
from citewell.compose.standing import Standing
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart
from citewell.text.abbreviations import abstract_of

EXPLAINED_ASPECTS = frozenset({"definition", "cause", "symptoms", "contagion", "inheritance", "risk factors"})
# What helps, harms or is to be expected is not answered by the background of studies alone.
FOUND_BY_STUDIES = frozenset(
    {Intent.TREATMENT, Intent.PREVENTION, Intent.SAFETY, Intent.DOSING, Intent.PROGNOSIS, Intent.COMPARISON}
)


def leaves_unanswered(fitting: Sequence[Candidate], part: QuestionPart, *, broad: bool) -> bool:
    """Whether no candidate explains what is to be explained, speaks of the pregnancy asked about, or gives a figure.

    A `broad` question names one thing alone: every paper on it has a result, and few say what it is.
    """
    if broad and _asks_to_explain(part) and not any(_explains(one, part) for one in fitting):
        return True
    guarded = [people for people in asked_populations(part.text) if people.guarded]
    if guarded and not any(is_labelled(one) or _speaks_of(guarded, one) for one in fitting):
        return True
    return asks_figure(part.text) and not any(_gives_figure(one, number=asks_number(part.text)) for one in fitting)


def tells_nothing(worthy: Sequence[Candidate], part: QuestionPart) -> bool:
    """Whether the candidates most worth showing only name the thing in passing, or are the background of studies."""
    if worthy and all(_says_nothing_to_it(one, part) for one in worthy):
        return True
    if part.intent is Intent.DEFINITION and not any(one.named or not is_of_paper(one) for one in worthy):
        return True
    return part.intent in FOUND_BY_STUDIES and all(_is_background(candidate) for candidate in worthy)


def _says_nothing_to_it(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a candidate of a paper names what was asked only in passing, or says nothing on whether it harms."""
    if not is_of_paper(candidate):
        return False
    if part.intent is Intent.SAFETY and not bears_on_safety(candidate.claim.text):
        return True
    if part.intent is Intent.DIFFERENTIAL and not sets_apart(candidate.claim.text):
        return True
    return candidate.standing <= Standing.IN_PASSING and not candidate.meant


def _asks_to_explain(part: QuestionPart) -> bool:
    """Whether what a thing is, where it comes from or how it shows is asked in so many words."""
    aspect = aspect_of(part)
    if aspect is None or aspect.name not in EXPLAINED_ASPECTS:
        return False
    return part.intent is Intent.DEFINITION if aspect.name == "definition" else bool(aspect.asked.search(part.text))


def _explains(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a candidate puts what is asked to be explained, or is of no paper: pages on a thing explain it."""
    return is_labelled(candidate) or says_aspect(candidate, part) or not abstract_of(candidate.evidence.document)


def _speaks_of(peoples: Sequence[Population], candidate: Candidate) -> bool:
    texts = (candidate.claim.text, candidate.evidence.passage.title, candidate.evidence.passage.text)
    return any(names_them(people, texts) for people in peoples)


def _gives_figure(candidate: Candidate, *, number: bool) -> bool:
    return is_labelled(candidate) or gives_figure(candidate.claim.text, number=number)


def _is_background(candidate: Candidate) -> bool:
    """Whether a candidate tells what was known before a study that did not set out to sum it up."""
    before = candidate.role is Role.KNOWN and candidate.evidence.document.kind not in SUMMARISING
    return before and not is_labelled(candidate)
