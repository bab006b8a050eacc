"""Closed vocabularies of the domain; each value is also the word used in JSON and on pages."""

from __future__ import annotations

from enum import StrEnum


class EvidenceKind(StrEnum):
    """Kind of publication, strongest form of guidance first (the order is `rank`)."""

    GUIDELINE = "guideline"
    CONSENSUS = "consensus"
    CLASSIFICATION = "classification"
    DRUG_LABEL = "drug-label"
    SYSTEMATIC_REVIEW = "systematic-review"
    RANDOMISED_TRIAL = "randomised-trial"
    COHORT = "cohort"
    NARRATIVE_REVIEW = "narrative-review"
    PATIENT_INFORMATION = "patient-information"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words a reader sees, such as "Randomised trial"."""
        return "Other publication" if self is EvidenceKind.OTHER else self.value.replace("-", " ").capitalize()

    @property
    def rank(self) -> int:
        """0 for guidelines up to 9 for unknown kinds; lower comes first within a section."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(EvidenceKind)}


class DocumentStatus(StrEnum):
    """What has become of a publication since it appeared."""

    CURRENT = "current"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    RETRACTED = "retracted"


class Fidelity(StrEnum):
    """Whether stored text is the publication's own or a restatement in other words."""

    VERBATIM = "verbatim"
    RESTATED = "restated"


class PassageTopic(StrEnum):
    """What a passage is about, in the sense of a clinical article's sections."""

    DEFINITION = "definition"
    EPIDEMIOLOGY = "epidemiology"
    MECHANISM = "mechanism"
    DIAGNOSIS = "diagnosis"
    IMAGING = "imaging"
    DIFFERENTIAL = "differential"
    RED_FLAGS = "red-flags"
    FIRST_LINE = "first-line"
    SECOND_LINE = "second-line"
    REFRACTORY = "refractory"
    SURGERY = "surgery"
    SPECIAL_POPULATION = "special-population"
    SAFETY = "safety"
    PROGNOSIS = "prognosis"
    EMERGING = "emerging"


class Intent(StrEnum):
    """What a question asks for; each has an outline of its own."""

    TREATMENT = "treatment"
    DIAGNOSIS = "diagnosis"
    DIFFERENTIAL = "differential"
    IMAGING = "imaging"
    PROGNOSIS = "prognosis"
    PREVENTION = "prevention"
    SAFETY = "safety"
    DOSING = "dosing"
    DEFINITION = "definition"
    CAUSE = "cause"
    COMPARISON = "comparison"
    EPIDEMIOLOGY = "epidemiology"
    GENERAL = "general"


class Length(StrEnum):
    """How much of an answer is shown: about 150 words, or all of it."""

    BRIEF = "brief"
    FULL = "full"


class ArticleStatus(StrEnum):
    """How far an article answers its question."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NO_SOURCE_FOUND = "no_source_found"
    NEEDS_CLARIFICATION = "needs_clarification"


class Severity(StrEnum):
    """What a finding does: an `error` removes its claim, a `notice` is only told."""

    ERROR = "error"
    NOTICE = "notice"


class Verdict(StrEnum):
    """How evidence stands to a claim, in the words of the claim-verification field."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_ENOUGH = "not_enough"
