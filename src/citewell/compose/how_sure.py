"""One plain passage on what an answer rests on: kinds of publications, years, grades, disagreement, weak points.

It counts and quotes; it holds no score and no estimate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from citewell.compose.reading import quoted_grade
from citewell.compose.support import independent
from citewell.domain.articles import Article, Reference
from citewell.domain.enums import EvidenceKind, Fidelity

# A newest source of this year or earlier is called old: half of systematic reviews have a signal to be brought up to
# date within 5.5 years (Shojania et al. 2007, doi 10.7326/0003-4819-147-4-200708210-00179); twice that.
OLD = 2015
MOST_KINDS = 4
MOST_GRADES = 3
_GUIDANCE = frozenset({EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS})
_TELLING = (
    EvidenceKind.GUIDELINE,
    EvidenceKind.CONSENSUS,
    EvidenceKind.DRUG_LABEL,
    EvidenceKind.SYSTEMATIC_REVIEW,
    EvidenceKind.RANDOMISED_TRIAL,
    EvidenceKind.COHORT,
)
_PLURALS = {
    EvidenceKind.CONSENSUS: ("consensus statement", "consensus statements"),
    EvidenceKind.PATIENT_INFORMATION: ("patient information text", "patient information texts"),
    EvidenceKind.OTHER: ("other publication", "other publications"),
    EvidenceKind.COHORT: ("cohort or case study", "cohort or case studies"),
}


def how_sure(article: Article) -> str:
    """What the answer rests on, in sentences for a reader; empty where it has no claim."""
    published = independent(article.references)
    if not published or not article.claims:
        return ""
    sentences = [_rests_on(published), _direct(article, published), graded_words(article), _disputed(article)]
    sentences += [_guidance(published), _age(published), _restated(published)]
    return " ".join(sentence for sentence in sentences if sentence)


def _rests_on(published: Sequence[Reference]) -> str:
    counts = Counter(reference.kind for reference in published)
    told = [kind for kind in _TELLING if kind in counts] or sorted(counts, key=lambda kind: kind.rank)
    named = [_counted(counts[kind], *_names(kind)) for kind in told[:MOST_KINDS]]
    rest = len(published) - sum(counts[kind] for kind in told[:MOST_KINDS])
    if not named or told == [EvidenceKind.OTHER]:
        named = [_counted(len(published), "publication", "publications") + " of unstated kind"]
    elif rest:
        named.append(_counted(rest, "other publication", "other publications"))
    years = sorted(reference.year for reference in published if reference.year)
    when = "" if not years else f", {years[0]}" if years[0] == years[-1] else f", {years[0]} to {years[-1]}"
    return f"Rests on {_joined(named)}{when}."


def _direct(article: Article, published: Sequence[Reference]) -> str:
    """Whether everything, or the direct answer, stands on a single publication."""
    if len(published) == 1:
        return "Everything rests on this one publication."
    cited = {citation.reference for claim in article.direct_answer for citation in claim.citations}
    behind = independent([reference for reference in article.references if reference.number in cited])
    return f"The direct answer rests on one publication, [{behind[0].number}]." if len(behind) == 1 else ""


def graded_words(article: Article) -> str:
    """What the sources themselves call their recommendations, those of the direct answer first."""
    grades: dict[str, list[int]] = {}
    for claim in article.claims:
        for citation in claim.citations:
            numbers = grades.setdefault(citation.strength, [])
            if citation.reference not in numbers:
                numbers.append(citation.reference)
    grades.pop("", None)
    if not grades:
        return "No source grades the strength of what is stated here."
    named = [f"{quoted_grade(grade)} [{numbers[0]}]" for grade, numbers in list(grades.items())[:MOST_GRADES]]
    strong = next((name for grade, name in zip(grades, named, strict=False) if "strong" in grade.lower()), "")
    strong = strong or next((f"{quoted_grade(g)} [{n[0]}]" for g, n in grades.items() if "strong" in g.lower()), "")
    if strong:
        return f"The strongest recommendation is called {strong} by its source."
    more = " and others" if len(grades) > len(named) else ""
    return f"In the sources' own words the strength is {', '.join(named)}{more}."


def _disputed(article: Article) -> str:
    points = list(dict.fromkeys(f"{item.point} ({item.measure})" for item in article.disagreements))
    if not points:
        return ""
    sides = len({side.reference for item in article.disagreements for side in item.sides})
    more = f" and {_counted(len(points) - 2, 'further point', 'further points')}" if len(points) > 2 else ""
    listed = _joined(points[:2]) if not more else ", ".join(points[:2])
    return f"{sides} sources disagree on {listed}{more}."


def _guidance(published: Sequence[Reference]) -> str:
    named = any(reference.kind in _GUIDANCE for reference in published)
    return "" if named else "No guideline or consensus statement is among the sources."


def _age(published: Sequence[Reference]) -> str:
    years = [reference.year for reference in published if reference.year]
    if not years:
        return "No source states its year."
    return f"All of it is old: nothing is newer than {max(years)}." if max(years) <= OLD else ""


def _restated(published: Sequence[Reference]) -> str:
    restated = sum(reference.fidelity is Fidelity.RESTATED for reference in published)
    if restated == len(published):
        return "Every source was read in a restatement, not in its own words."
    return f"{_counted(restated, 'source was', 'sources were')} read in a restatement." if restated else ""


def _names(kind: EvidenceKind) -> tuple[str, str]:
    label = kind.label.lower()
    return _PLURALS.get(kind, (label, f"{label}s"))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
