"""Reads the kind of evidence from publication types, titles, abstracts and organisations, and says from which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.enums import EvidenceKind
from citewell.sources import _kind_abstract_words as abstract_words
from citewell.sources import _kind_words as words


@dataclass(frozen=True, slots=True)
class KindReading:
    """A kind, what it was read from, and whether words had to be interpreted because nothing states it."""

    kind: EvidenceKind
    reason: str
    inferred: bool


STATED = {
    "practice guideline": EvidenceKind.GUIDELINE,
    "guideline": EvidenceKind.GUIDELINE,
    "consensus development conference": EvidenceKind.CONSENSUS,
    "consensus development conference, nih": EvidenceKind.CONSENSUS,
    "consensus statement": EvidenceKind.CONSENSUS,
    "systematic review": EvidenceKind.SYSTEMATIC_REVIEW,
    "meta-analysis": EvidenceKind.SYSTEMATIC_REVIEW,
    "network meta-analysis": EvidenceKind.SYSTEMATIC_REVIEW,
    "randomized controlled trial": EvidenceKind.RANDOMISED_TRIAL,
    "equivalence trial": EvidenceKind.RANDOMISED_TRIAL,
    "observational study": EvidenceKind.COHORT,
    "review": EvidenceKind.NARRATIVE_REVIEW,
    "scoping review": EvidenceKind.NARRATIVE_REVIEW,
    "patient education handout": EvidenceKind.PATIENT_INFORMATION,
}
"""MeSH publication types, lower case, that state a kind."""

STATED_OTHER = frozenset(
    {"letter", "comment", "editorial", "news", "newspaper article", "case reports", "biography", "autobiography"}
    | {"interview", "personal narrative", "lecture", "address", "portrait", "historical article", "bibliography"}
    | {"clinical trial protocol", "clinical trial, veterinary", "observational study, veterinary"}
    | {"randomized controlled trial, veterinary", "published erratum", "retraction of publication"}
    | {"expression of concern", "introductory journal article", "congress", "overall", "retraction notice"}
)
"""MeSH publication types, lower case, that state that a publication is none of the kinds."""

_PROTOCOL_TYPE = "clinical trial protocol"
_RAISED = (EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS, EvidenceKind.SYSTEMATIC_REVIEW)
_OTHER, _UNKNOWN = EvidenceKind.OTHER, KindReading(EvidenceKind.OTHER, "", inferred=False)
_LONGEST_TITLE, _LONGEST_READ = 2_000, 20_000
_NEAR = 160


def read_kind(
    *, publication_types: Sequence[str] = (), title: str = "", abstract: str = "", organisation: str = ""
) -> KindReading:
    """The kind of a publication: of several stated types the strongest form, else what title and abstract say.

    A protocol is no trial and no review, whatever else is stated, because it has no results. "Review" alone is wide
    enough to hold a systematic review or a guideline: when the title says that it is one, that counts.
    """
    title = title[:_LONGEST_TITLE]
    types = [name.lower() for name in publication_types]
    plain = words.plain_words(title)
    stated = {kind: name for name in publication_types if (kind := STATED.get(name.lower()))}
    protocol = words.PROTOCOL.search(plain) if _any("protocol", "rationale", "design", "plan", of=plain) else None
    if protocol is not None and _PROTOCOL_TYPE not in types:
        return _said(_OTHER, title, protocol)
    if stated and _PROTOCOL_TYPE not in types:
        kind = min(stated, key=lambda item: item.rank)
        if kind is EvidenceKind.NARRATIVE_REVIEW:
            from_title = _from_title(title, plain, organisation)
            if from_title is not None and from_title.kind in _RAISED:
                return from_title
        return KindReading(kind, f"publication type {stated[kind]!r}", inferred=False)
    for name in publication_types:
        if name.lower() in STATED_OTHER:
            return KindReading(_OTHER, f"publication type {name!r}", inferred=False)
    return _from_title(title, plain, organisation) or _from_abstract(abstract[:_LONGEST_READ], plain) or _UNKNOWN


def _from_title(title: str, plain: str, organisation: str) -> KindReading | None:
    """What the title says; None where it says nothing. Reviews come before what they review."""
    if _any(*words.LETTER_STEMS, of=plain) and (match := words.LETTER.search(plain)) is not None:
        return _said(_OTHER, title, match)
    if _any("patients", "parents", "patient", of=plain) and (match := words.PATIENT_INFORMATION.search(plain)):
        return _said(EvidenceKind.PATIENT_INFORMATION, title, match)
    case = words.CASE.search(plain) if "case" in plain or "report" in plain else None
    if case is not None and case[0].endswith(("and", "with", "plus", "&")):
        return _said(_OTHER, title, case)
    if _any("systematic", "meta", "review", of=plain):
        match = words.SYSTEMATIC_REVIEW.search(plain)
        if match is not None and ("systematic" in match[0] or words.NOT_OF_LITERATURE.search(plain) is None):
            return _said(EvidenceKind.SYSTEMATIC_REVIEW, title, match)
    if _any("guid", "consensus", "statement", "recommendation", "position", "criteria", "classification", of=plain):
        guidance = _guidance(title, plain, organisation)
        if guidance is not None:
            return guidance
    if case is not None:
        return _said(_OTHER, title, case)
    return _study_in_title(title, plain) or _review_in_title(title, plain)


def _study_in_title(title: str, plain: str) -> KindReading | None:
    match = words.RANDOMISED.search(plain) if _any("randomis", "randomly", "rct", of=plain) else None
    if match is not None and words.NOT_RANDOMISED.search(plain) is None:
        not_it = words.LATER_LOOK.search(plain) or words.ANIMALS.search(plain)
        return _said(_OTHER if not_it else EvidenceKind.RANDOMISED_TRIAL, title, not_it or match)
    at_once = words.CROSS_SECTION.search(plain) if _any(*words.CROSS_SECTION_STEMS, of=plain) else None
    if _any(
        "cohort",
        "case",
        "study",
        "analysis",
        "registry",
        "evaluation",
        "experience",
        "comparison",
        "spective",
        of=plain,
    ):
        match = words.COHORT.search(plain)
        of_literature = match is not None and "review" in match[0] and "literature" in plain
        if match is not None and not of_literature and ("cohort" in match[0] or at_once is None):
            animals = words.ANIMALS.search(plain)
            return _said(_OTHER if animals else EvidenceKind.COHORT, title, animals or match)
    return _said(_OTHER, title, at_once) if at_once is not None else None


def _review_in_title(title: str, plain: str) -> KindReading | None:
    match = words.NARRATIVE_REVIEW.search(plain) if _any(*words.REVIEW_STEMS, of=plain) else None
    if match is None or words.NO_REVIEW.search(plain) is not None:
        return None
    return _said(EvidenceKind.NARRATIVE_REVIEW, title, match)


def _guidance(title: str, plain: str, organisation: str) -> KindReading | None:
    """A guideline, a consensus or a classification, unless the title speaks about one or is about animals."""
    classified, agreed = words.CLASSIFICATION.search(plain), words.CONSENSUS.search(plain)
    guideline = words.GUIDELINE.search(plain)
    about = words.ABOUT_GUIDANCE.search(plain) is not None or words.ANIMALS.search(plain) is not None
    if not about and classified is not None:
        return _said(EvidenceKind.CLASSIFICATION, title, classified)
    if not about and guideline is not None:
        return _said(EvidenceKind.GUIDELINE, title, guideline)
    if agreed is not None and words.ABOUT_CONSENSUS.search(plain) is None and words.ANIMALS.search(plain) is None:
        return _said(EvidenceKind.CONSENSUS, title, agreed)
    if organisation and not about and (match := words.ANY_GUIDANCE.search(plain)) is not None:
        return _said(EvidenceKind.CONSENSUS, title, match)
    return None


def _from_abstract(abstract: str, title: str) -> KindReading | None:
    """What the abstract says of the publication itself; None where it says nothing."""
    plain = words.plain_words(abstract)
    if "ethics and dissemination:" in plain:
        reason = 'the abstract has a section "Ethics and dissemination", as protocols have'
        return KindReading(_OTHER, reason, inferred=True)
    return (
        _systematic_in_abstract(abstract, plain)
        or _study_in_abstract(abstract, plain, title)
        or _review_in_abstract(abstract, plain)
    )


def _systematic_in_abstract(abstract: str, plain: str) -> KindReading | None:
    headings: list[str] = []
    if _any("search", "data s", "data e", "study selection", "eligibility", of=plain):
        headings = [heading for heading in abstract_words.REVIEW_HEADINGS if heading in plain]
    if len(headings) >= 2 and _any("studies", "trials", "articles", of=plain):
        named = " and ".join(f'"{heading[:-1].capitalize()}"' for heading in headings[:2])
        reason = f"the abstract has the sections {named}, as systematic reviews have"
        return KindReading(EvidenceKind.SYSTEMATIC_REVIEW, reason, inferred=True)
    if not _any("systematic", "meta-analys", "prisma", of=plain) or not _any(
        "search", "databases", "systematic", of=plain
    ):
        return None
    match = abstract_words.SELF_SYSTEMATIC.search(plain)
    if match is None or not abstract_words.SEARCHED.search(plain) or not abstract_words.STUDIES_COUNTED.search(plain):
        return None
    return None if _future(plain) else _said(EvidenceKind.SYSTEMATIC_REVIEW, abstract, match, where="abstract")


def _study_in_abstract(abstract: str, plain: str, title: str) -> KindReading | None:
    match = None if _any("retrospective", "quasi", of=title) else _randomised(plain)
    if match is not None and not _on_animals(title, plain) and not words.LATER_LOOK.search(title):
        if (future := _future(plain)) is not None:
            return _said(_OTHER, abstract, future, where="abstract")
        if (later := abstract_words.SELF_LATER.search(plain)) is not None:
            return _said(_OTHER, abstract, later, where="abstract")
        if not abstract_words.SELF_RETROSPECTIVE.search(plain) and not words.NOT_RANDOMISED.search(match[0]):
            return _said(EvidenceKind.RANDOMISED_TRIAL, abstract, match, where="abstract")
    if not _any("cohort", "prospective", "retrospective", "case-control", "observational", of=plain):
        return None
    match = abstract_words.SELF_COHORT.search(plain)
    if match is None or _future(plain) or _on_animals(title, plain):
        return None
    return _said(EvidenceKind.COHORT, abstract, match, where="abstract")


def _review_in_abstract(abstract: str, plain: str) -> KindReading | None:
    if not _any("review", "summaris", "overview", "areas covered:", "recent findings:", of=plain):
        return None
    match = abstract_words.SELF_REVIEW.search(plain)
    if match is None or words.NO_REVIEW.search(match[0]) is not None:
        return None
    if _any(*abstract_words.OWN_RESULTS_STEMS, of=plain) or abstract_words.OWN_RESULTS.search(plain) is not None:
        return None
    return _said(EvidenceKind.NARRATIVE_REVIEW, abstract, match, where="abstract")


def _randomised(plain: str) -> re.Match[str] | None:
    """Where an abstract says that its people were randomised; looked for about each "random", which is quicker."""
    at = plain.find("random")
    while at >= 0:
        if (match := abstract_words.SELF_RANDOMISED.search(plain, max(0, at - _NEAR), at + _NEAR)) is not None:
            return match
        at = plain.find("random", at + _NEAR // 2)
    return None


def _future(plain: str) -> re.Match[str] | None:
    """Where an abstract says that the study is still to be done."""
    return abstract_words.FUTURE.search(plain) if " will " in plain else None


def _on_animals(title: str, abstract: str) -> bool:
    """Whether a study was on animals, plants or cells: by its title, or by what its abstract names oftener."""
    if words.ANIMALS.search(title) is not None:
        return True
    return len(words.ANIMALS.findall(abstract)) >= len(words.PEOPLE.findall(abstract))


def _any(*stems: str, of: str) -> bool:
    """Whether any of the stems stands in the text; far quicker than a pattern."""
    for stem in stems:  # noqa: SIM110 - `any` takes three times as long
        if stem in of:
            return True
    return False


def _said(kind: EvidenceKind, text: str, match: re.Match[str], *, where: str = "title") -> KindReading:
    said = " ".join(text[match.start() : match.end()].split())
    if len(said) > 80:
        said = said[:80].rsplit(" ", 1)[0] + " …"
    return KindReading(kind, f'the {where} says "{said}"', inferred=True)
