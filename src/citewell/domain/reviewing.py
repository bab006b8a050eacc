"""Records of the editorial board: a dossier on its way, the reviews of one revision of it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.errors import RecordError


class ReviewState(StrEnum):
    """Where a dossier stands. An article itself is never more than `draft` or `auto_checked`: it is sealed first."""

    DRAFT = "draft"
    AUTO_CHECKED = "auto_checked"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    DUE_FOR_REVIEW = "due_for_review"
    REOPENED = "reopened"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What may be done to a dossier; review/transitions.toml is the table of them."""

    CHECK = "check"
    REVISE = "revise"
    MEND_TYPOS = "mend_typos"
    SUBMIT = "submit"
    ASSIGN = "assign"
    RELEASE = "release"
    RECUSE = "recuse"
    REVIEW = "review"
    BREAK_TIE = "break_tie"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    CALL_DUE = "call_due"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class Judgement(StrEnum):
    """What a reviewer says of one claim."""

    CORRECT = "correct"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    UNSAFE = "unsafe"
    MISSING_QUALIFIER = "missing_qualifier"


class Capacity(StrEnum):
    """As what a person reviews; each is also a role that the person must hold."""

    REVIEWER = "reviewer"
    PHARMACIST = "pharmacist"
    LAY_REVIEWER = "lay_reviewer"


class Decision(StrEnum):
    """What a review, or the editor who breaks a tie, asks for."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"


class Answer(StrEnum):
    """An answer to an item of the checklist: nothing amiss, something amiss, or it does not apply here."""

    GOOD = "good"
    CONCERN = "concern"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Risk:
    """A reason why an article needs more than one reviewer: the rule, why it counts, and what showed it.

    `seen` are the article's own words; `claim_ids` the claims they stand in, none where the question has them.
    `pharmacist` is set where the risk needs one.
    """

    name: str
    reason: str
    seen: tuple[str, ...]
    claim_ids: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    pharmacist: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person's declaration for one article. `declared` is True where there is a conflict of interest.

    `statement` says which, or that there is none, in the person's words; it is printed beside the name.
    """

    declared: bool
    statement: str

    def __post_init__(self) -> None:
        if not self.statement.strip():
            raise RecordError("A declaration of interests needs a statement, were it only that there is none.")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person asked to review a dossier, as what and for which specialty; a conflict declared ends it."""

    person_id: str
    capacity: Capacity
    specialty: str
    assigned_by: str
    assigned_at: str
    due: str
    conflict: Conflict | None = None

    @property
    def recused(self) -> bool:
        """Whether the person has declared a conflict of interest for this article."""
        return self.conflict is not None and self.conflict.declared


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """A reviewer's judgement of one claim; anything but `correct` says why."""

    claim_id: str
    judgement: Judgement
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistAnswer:
    """A reviewer's answer to one item of review/checklist.toml; a concern says which."""

    item: str
    answer: Answer
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What one person says of one revision, bound to its digest and library release. Times are ISO 8601, UTC.

    `credentials` and `reviewer_name` are those of the day, since a page shows what was true when it was approved.
    """

    dossier_id: str
    digest: str
    release: str
    reviewer_id: str
    reviewer_name: str
    credentials: str
    capacity: Capacity
    specialty: str
    verdicts: tuple[ClaimVerdict, ...]
    checklist: tuple[ChecklistAnswer, ...]
    conflict: Conflict | None
    decision: Decision
    given_at: str
    started_at: str = ""


@dataclass(frozen=True, slots=True)
class DraftVerdict:
    """A judgement of one claim that is not given yet; None while only its comment stands."""

    claim_id: str
    judgement: Judgement | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """An answer to an item of the checklist that is not given yet."""

    item: str
    answer: Answer | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What a reviewer has filled in of a review and not given: nobody else reads it, and it decides nothing.

    `started_at` is when the person opened the review, from which the time that it took is counted.
    """

    dossier_id: str
    digest: str
    reviewer_id: str
    started_at: str
    saved_at: str
    conflict: Conflict | None = None
    verdicts: tuple[DraftVerdict, ...] = ()
    checklist: tuple[DraftAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says of a claim to the others who work on a dossier; `digest` is the revision that it was read in.

    A comment is kept for good, under the name of the day.
    """

    number: int
    dossier_id: str
    digest: str
    claim_id: str
    person_id: str
    person_name: str
    text: str
    written_at: str


@dataclass(frozen=True, slots=True)
class TieBreak:
    """An editor's decision where the reviews of a revision disagree, with the written reason."""

    dossier_id: str
    digest: str
    editor_id: str
    decision: Decision
    reason: str
    given_at: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody whose review an approval rests on, as it was when that review was given; `interests` as declared."""

    id: str
    name: str
    credentials: str
    capacity: Capacity
    specialty: str
    decision: Decision
    interests: str
    given_at: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's approval of exactly one digest on one release; `signature` is over `review.approvals.statement`.

    `approver_credentials` and `reviewers` are those of the day, so that nobody's later name, credentials or interests
    change what was signed, and `readers` the profiles whose words it covers beside the article's own. All are empty in
    an approval of a version that did not keep them.
    """

    dossier_id: str
    revision: int
    digest: str
    release: str
    approver_id: str
    approver_name: str
    reviewer_ids: tuple[str, ...]
    approved_at: str
    next_review: str
    tie_break: str = ""
    signature: str = ""
    public_key: str = ""
    approver_credentials: str = ""
    reviewers: tuple[Signatory, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader of a page is told at once: why it was reopened or withdrawn, and which claims it touches."""

    reason: str
    given_at: str
    digest: str
    claim_ids: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    """A revision that only mended typing errors, so that the approval of the one before it still stands."""

    from_digest: str
    to_digest: str
    person_id: str
    mended_at: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a dossier: its number and digest, who made it, when and why."""

    number: int
    digest: str
    made_by: str
    made_at: str
    reason: str


@dataclass(frozen=True, slots=True)
class CarriedEdit:
    """What became of a person's edit when the answer was composed anew, as revision number `revision`.

    `composed` are the words that the person changed in revision `made_in`; `accepted` the person's, empty where the
    claim was taken out. `claim_id` is the claim of the new revision that it concerns, with its words in `instead`;
    both are empty where there is none. `reason` says why the edit could not be kept, and is empty where it was.
    """

    revision: int
    made_in: int
    composed: str
    accepted: str
    claim_id: str = ""
    instead: str = ""
    reason: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the new revision has it."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Dossier:
    """A question's article as the board handles it: the working revision, and the one that readers are shown.

    `digest` and `release` are those of revision number `revision`; `written_by` everybody who wrote any revision.
    `approval` is that of the working revision, `published` that of the text at `published_digest`, which readers see
    until another is published. `searched_at`, `reviewed_at` and `next_review` are ISO dates, empty while unknown.
    `readers` are the profiles whose wording kept to its grade when the revision was checked.
    `notice` stands on the page until the next publication; `tombstones` are for good, and no revision before one is
    shown again. `mends` lead from an approved digest to a later one. Reviews count that are given since `submitted_at`.
    `carried` tells of people's edits in every revision that was composed anew.
    """

    id: str
    question: str
    state: ReviewState
    author_id: str
    revision: int
    digest: str
    release: str
    created_at: str
    submitted_at: str = ""
    written_by: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    specialties: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    assigned: tuple[Assignment, ...] = ()
    searched_at: str = ""
    reviewed_at: str = ""
    next_review: str = ""
    tie_break: TieBreak | None = None
    approval: Approval | None = None
    published_digest: str = ""
    published: Approval | None = None
    mends: tuple[Mend, ...] = ()
    carried: tuple[CarriedEdit, ...] = ()
    superseded_by: str = ""
    notice: Notice | None = None
    tombstones: tuple[Notice, ...] = ()
    changed_at: str = ""

    def __post_init__(self) -> None:
        if not self.id.startswith("d-") or self.revision < 1 or not self.author_id or not self.digest:
            raise RecordError(f"Dossier {self.id!r} needs an id, an author, a revision from 1 and a digest.")

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who wrote in it; none of them reviews or approves it."""
        return frozenset({self.author_id, *self.written_by})


@dataclass(frozen=True, slots=True)
class BoardRecord:
    """What the board holds of one text: its dossier, the reviews behind the published approval, and what follows it.

    `successor` is the digest of the published article that supersedes the dossier; empty where none does.
    """

    dossier: Dossier
    reviews: tuple[Review, ...] = ()
    successor: str = ""
