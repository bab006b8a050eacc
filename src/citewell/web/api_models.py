"""What the JSON API takes and gives, as pydantic models: the only ones in Citewell."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from citewell.compose.question import LONGEST_QUESTION
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity, Length, Severity, Verdict
from citewell.domain.library import Order
from citewell.web.asked import EventName, QuestionState
from citewell.web.claim_views import SectionView
from citewell.web.guard import MOST_BODY_BYTES
from citewell.web.views import DisagreementView

LONGEST_CLAIM = 400
LONGEST_EVIDENCE = 2_000
MOST_EVIDENCE = 10
MOST_REPEATS = {"claim": 8, "evidence": 40}
"""How often one word may stand in a text that is to be checked: the rules look at every pair of places."""
QUESTION = "Is a positive nerve block required to diagnose cervicogenic headache?"


class Given(BaseModel):
    """What a request carries: its own fields and no others."""

    model_config = ConfigDict(extra="forbid", str_max_length=MOST_BODY_BYTES)


class Told(BaseModel):
    """What an answer carries, read off the records of the domain or of a page."""

    model_config = ConfigDict(from_attributes=True)


class AskBody(Given):
    """A question."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": QUESTION, "length": "brief"}]})

    question: str = Field(description=f"The question, in English, of up to {LONGEST_QUESTION:,} characters.")
    length: Length = Field(Length.FULL, description="brief: about 150 words; full: all of it.")
    reader: str = Field("", description="A reader profile, as GET /readers lists them; empty for the article itself.")
    thread: str = Field("", description="Go on with this thread: its id or name, or new.")
    after: str = Field("", description="The digest of the article that this question follows up.")
    keep: bool = Field(True, description="false: answer, and store nothing.")


class SearchBody(Given):
    """A search whose words are to stay out of addresses and logs."""

    q: str = Field(description="What to look for, as a question or in words.")
    limit: int = Field(10, ge=1, le=50, description="How many passages at most.")


class CheckBody(Given):
    """A claim to hold against its evidence."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "claim": "Exercise reduced headache frequency by 40% in children.",
                    "evidence": ["Exercise reduced headache frequency by 40% in adults."],
                }
            ]
        }
    )

    claim: str = Field(min_length=1, max_length=LONGEST_CLAIM, description="One sentence.")
    evidence: Annotated[
        list[Annotated[str, Field(max_length=LONGEST_EVIDENCE)]],
        Field(max_length=MOST_EVIDENCE, description="Texts that are to support it, each on its own."),
    ]

    @model_validator(mode="after")
    def _says_something(self) -> CheckBody:
        """Refuse texts that only repeat themselves, which would keep the rules busy for minutes."""
        for name, texts in (("claim", [self.claim]), ("evidence", self.evidence)):
            for text in texts:
                (_, most), *_ = Counter(re.findall(r"\w+|\S", text.lower())).most_common(1) or [("", 0)]
                if most > MOST_REPEATS[name]:
                    raise ValueError(f"{name}: one word stands in it more than {MOST_REPEATS[name]} times")
        return self


class ProblemModel(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Where this kind of error is described.")
    title: str = Field(description="The kind of error in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong this time.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="The kind of error in one word, for programs.")
    remedy: str = Field(description="What to do about it.")
    reference: str = Field(description="Finds the entry in the server's log; empty where there is none.")
    errors: list[dict[str, str]] = Field(default=[], description="With 422: the fields that are wrong.")
    rule: str = Field(default="", description="With review_refused: the rule of the review that forbids it.")


class FoundModel(Told):
    """A publication that a search found."""

    document_id: str
    title: str
    short_name: str
    kind: EvidenceKind
    year: int | None


class EventModel(Told):
    """One thing that happened to a question; a section holds only claims that passed every check and stay."""

    number: int = Field(description="Counts from 1; send it back as Last-Event-ID to go on from there.")
    name: EventName
    message: str
    seconds: float = Field(description="Since the question was asked.")
    progress: int = Field(0, description="How far the answer is, in per cent; it never goes back.")
    understanding: dict[str, Any] | None = Field(None, description="How the question was read (understood).")
    found: list[FoundModel] = Field(default=[], description="The first publications found (searched).")
    found_total: int = 0
    section: SectionView | None = Field(
        None, description="A part of the article as its page shows it to the reader (direct_answer, section)."
    )
    disagreements: list[DisagreementView] = Field(default=[], description="Where sources differ (beside).")
    missing: list[str] = Field(default=[], description="What no source was found on (beside).")
    article: str = Field("", description="The digest of the article (done).")
    code: str = Field("", description="The error's code (failed).")


class QuestionModel(Told):
    """A question on its way to an article."""

    id: str
    question: str = Field(description="As it was asked, with what identifies a person masked.")
    state: QuestionState
    ahead: int = Field(description="How many are answered before it.")
    asked_at: str
    length: Length
    reader: str
    article: str = Field(description="The digest of the article when it is done, else empty.")
    problem: ProblemModel | None = Field(None, description="Why there is no article, where it failed.")
    links: dict[str, str]


class ArticleLine(Told):
    """An article in a list."""

    digest: str
    question: str
    status: str
    saved_at: str
    review: str = Field(description="Where its review stands; empty where no board has taken it up.")


class ArticleList(BaseModel):
    """A page of the articles, newest first; `next` leads on and is empty at the end."""

    articles: list[ArticleLine]
    next: str


class ReferenceModel(BaseModel):
    """A publication that an article cites, as its reference list shows it."""

    number: int
    document_id: str
    citation: str
    kind: EvidenceKind
    status: DocumentStatus
    fidelity: Fidelity
    marks: list[str] = Field(description="What to know before trusting it, such as restated or RETRACTED.")
    links: dict[str, str]


class ExportModel(BaseModel):
    """A format that an article can be taken away in."""

    name: str
    media_type: str
    address: str


class FindingModel(Told):
    """What a check says of a claim; an error removes the claim, a notice is only told."""

    rule: str
    severity: Severity
    target: str
    explanation: str
    excerpt: str


class ProofModel(BaseModel):
    """Whether an article still holds: every quote and check replayed against the library, without any model."""

    digest: str
    holds: bool
    claims: int
    citations: int
    findings: list[FindingModel]


class PassageModel(Told):
    """A span of a publication that is searched and quoted as one piece."""

    id: str
    text: str
    section_path: list[str]
    locator: str
    topic: str
    strength: str = Field(description="The source's own words; empty where it states none.")
    certainty: str
    inferred: bool


class HitModel(BaseModel):
    """A passage that a search found."""

    rank: int
    score: float = Field(description="0 to 1; comparable within one search only.")
    document_id: str
    title: str
    short_name: str
    kind: EvidenceKind
    status: DocumentStatus
    fidelity: Fidelity
    passage: PassageModel


class SearchModel(BaseModel):
    """The passages that an answer would be made from, best first."""

    hits: list[HitModel]


class DocumentLine(Told):
    """A publication in a list."""

    id: str
    title: str
    citation: str
    kind: EvidenceKind
    status: DocumentStatus
    fidelity: Fidelity
    year: int | None
    collection: str
    marks: list[str]
    links: dict[str, str]


class DocumentList(BaseModel):
    """A page of the publications that a filter lets through; `next` leads on and is empty at the end."""

    total: int
    order: Order
    documents: list[DocumentLine]
    next: str


class NoticeModel(Told):
    """A published statement on a publication: a retraction, a concern, a correction."""

    status: DocumentStatus
    date: str
    source: str
    reason: str
    reference: str
    address: str


class CitingModel(Told):
    """A stored article that cites the publication."""

    digest: str
    question: str
    saved_at: str


class DocumentModel(DocumentLine):
    """A publication: what is known of it, its passages from `start` on, and the stored articles that cite it."""

    licence: str
    language: str
    what_was_read: str
    note: str
    removed: str = Field(description="When it was taken out of search; empty where it is in the library.")
    notices: list[NoticeModel]
    passages_total: int
    start: int
    passages: list[PassageModel]
    cited_by: list[CitingModel]


class LibraryModel(BaseModel):
    """What the library holds."""

    documents: int
    passages: int
    vectors_missing: int
    release: str
    releases: list[str]
    by_kind: dict[str, int]
    by_status: dict[str, int]
    by_collection: dict[str, int]
    embedder: str | None


class ReleaseModel(BaseModel):
    """A named state of the library."""

    name: str
    created: str
    release: str
    documents: int
    passages: int
    note: str


class ReleaseList(BaseModel):
    """Every named state, oldest first."""

    releases: list[ReleaseModel]
    present: str = Field(description="The digest of the library as it is now.")


class ChangeModel(BaseModel):
    """A document that came, changed or left; `was` is its earlier status where that changed."""

    id: str
    kind: str
    status: str
    collection: str
    was: str = ""


class ComparisonModel(BaseModel):
    """What changed between two states of the library."""

    earlier: str
    later: str
    came: list[ChangeModel]
    changed: list[ChangeModel]
    left: list[ChangeModel]


class ReaderModel(BaseModel):
    """A reader profile: the same claims in words for one kind of reader."""

    name: str
    label: str
    disclaimer: str


class ReaderList(BaseModel):
    """Every reader profile."""

    readers: list[ReaderModel]


class CheckFinding(BaseModel):
    """What speaks against a claim."""

    rule: str
    explanation: str
    contradicts: bool


class CheckModel(BaseModel):
    """The verdict of the rules on a claim; nothing is added up from several texts."""

    verdict: Verdict
    findings: list[CheckFinding]
