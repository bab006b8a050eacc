"""Records of an answer: claims, citations, references, findings, and the article that binds them."""

from __future__ import annotations

from dataclasses import dataclass, field

from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Fidelity, Intent, Length, Severity
from citewell.domain.errors import RecordError
from citewell.domain.questions import Clarification, Emergency, Pico


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim's link to a passage: the exact quote and its offsets in the stored passage.

    `reference` is the number printed behind the claim; 0 until the article is numbered.
    `strength` and `certainty` are the source's own words, or empty.
    """

    document_id: str
    passage_id: str
    locator: str
    quote: str
    start: int
    end: int
    strength: str = ""
    certainty: str = ""
    inferred: bool = False
    reference: int = 0

    def __post_init__(self) -> None:
        if not self.quote or self.end - self.start != len(self.quote):
            raise RecordError(f"Citation of {self.passage_id}: offsets do not fit the quote.")


@dataclass(frozen=True, slots=True)
class Support:
    """What a claim rests on: kinds of evidence, strongest first, independent publications, the newest year.

    `strengths` and `certainties` are the sources' own grades; nothing here is an estimate of Citewell's.
    """

    kinds: tuple[EvidenceKind, ...]
    publications: int
    newest: int | None
    strengths: tuple[str, ...] = ()
    certainties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence with the citations that prove it; the first citation is its source.

    `support` is known once the article's references are numbered.
    """

    id: str
    text: str
    citations: tuple[Citation, ...]
    support: Support | None = None

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.citations:
            raise RecordError("A claim needs a text and a citation.")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its claims; never empty."""

    kind: str
    heading: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        if not self.claims:
            raise RecordError(f"Section {self.heading!r} has no claim.")


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication as the reference list shows it."""

    number: int
    document_id: str
    kind: EvidenceKind
    title: str
    authors: str
    organisation: str
    journal: str
    year: int | None
    country: str
    doi: str
    pmid: str
    pmcid: str
    url: str
    status: DocumentStatus
    fidelity: Fidelity
    identity: str = "complete"
    read_on_copy_site: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: a claim of the article, who says it, when, on what kind of evidence.

    `why` are the words of the claim or its publication that explain the difference (criteria, population), or empty.
    """

    position: str
    claim_id: str
    statement: str
    source: str
    year: int | None
    kind: EvidenceKind
    country: str
    strength: str
    reference: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims of different publications that exclude each other on one point."""

    point: str
    measure: str
    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        if len(self.sides) < 2:
            raise RecordError(f"A disagreement on {self.point!r} needs two sides.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a claim: which rule, how severe, on what, and why, in plain words."""

    rule: str
    severity: Severity
    target: str
    explanation: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something the question asked for and no source was found on, with what was searched."""

    topic: str
    searched: str


@dataclass(frozen=True, slots=True)
class TreatmentLine:
    """An option at its place in the order of treatment, as one claim of the article states it.

    `order` is 1 for first-line treatment and rises; options of one line share it and its `name`. `option` and
    `population` are words of the claim, or of the concept that it names. `citations` are reference numbers.
    """

    order: int
    name: str
    population: str
    option: str
    strength: str
    certainty: str
    claim_id: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """A stretch of a summary: an option of a line of treatment, with what leads to it.

    `option` and `whom` are words of the claim, whose reference numbers are `citations`.
    """

    text: str
    option: str
    whom: str
    claim_id: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One sentence on the treatment of a condition; its end is its parts, one behind the other."""

    condition: str
    text: str
    parts: tuple[SummaryPart, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a careful clinician expects of such an answer, and the claims that give it; none where it is missing."""

    name: str
    label: str
    why: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """One part of the question as it was understood."""

    text: str
    topic: str
    intent: Intent
    pico: Pico


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an answer was made from: library release, engines, settings, and the searches run.

    `usage` counts what a language model used: requests, tokens, and cost where prices are set.
    """

    citewell: str
    library_release: str
    library_documents: int
    library_passages: int
    engines: dict[str, EngineIdentity] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    searches: tuple[str, ...] = ()
    usage: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """An immutable answer. `digest` is the SHA-256 over everything else in it.

    `question` stands alone; `asked` are a follow-up's own words, in `thread`. `how_sure` is a plain sentence on what
    the answer rests on.
    """

    question: str
    audience: str
    intent: str
    status: ArticleStatus
    direct_answer: tuple[Claim, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    disagreements: tuple[Disagreement, ...]
    not_found: tuple[Missing, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance
    review_state: str = "draft"
    length: Length = Length.FULL
    asked: str = ""
    thread: str = ""
    understood: tuple[Understood, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    clarification: Clarification | None = None
    how_sure: str = ""
    lines: tuple[TreatmentLine, ...] = ()
    expected: tuple[Expected, ...] = ()
    summary: tuple[Summary, ...] = ()
    digest: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim in reading order."""
        return self.direct_answer + tuple(claim for section in self.sections for claim in section.claims)
