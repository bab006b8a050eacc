"""What every page and file of an article says of its review, worked out once; only `review.reading_state` decides it.

All texts are clean and plain; escaping is each format's own affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewell.compose.reading import clean, review_words
from citewell.domain.articles import Article
from citewell.domain.exporting import ExportMaterial
from citewell.domain.reviewing import Approval, BoardRecord, Capacity, Dossier, Notice, Review
from citewell.review.approvals import signatories
from citewell.review.reading_state import CAUTION, ReaderState, reader_state
from citewell.review.specialties import specialties
from citewell.review.states import READER_LABELS
from citewell.review.transitions import READER_STEPS
from citewell.text.dates import date_words

EDUCATIONAL = "Educational purpose only"
CHECKED, SUBMITTED, UNDER_REVIEW, APPROVED = ("Checked by machine", *READER_STEPS)
_AS = {Capacity.REVIEWER: "reviewer", Capacity.PHARMACIST: "pharmacist", Capacity.LAY_REVIEWER: "lay reviewer"}
NOT_COVERED = (
    "The approval does not cover these words: for this kind of reader they are harder than the profile allows. "
    "It covers the article in its own words."
)
UNREVIEWED_WORDS = f"{EDUCATIONAL}; these words have not been reviewed by a person."


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who reviewed an approved text, as it was on that day; `given_on` is an ISO date."""

    name: str
    credentials: str
    capacity: str
    specialty: str
    given_on: str
    interests: str

    @property
    def named(self) -> str:
        """The name with the credentials."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def words(self) -> str:
        """All of it in a line."""
        part = f"{self.capacity}, {self.specialty}" if self.specialty else self.capacity
        return f"{self.named} ({part}), {date_words(self.given_on)}. Declared interests: {self.interests}"


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A step on the way to approval: what it is, whether it is taken, and by whom and when or why not."""

    name: str
    taken: bool
    words: str


@dataclass(frozen=True, slots=True)
class ToldReview:
    """The review of one text as readers are told of it.

    `caution` stands at the top of every page and file. `approved` is whether a person approved exactly this text and
    readers have it; `stands`, whether nothing has happened since that puts it in doubt. With `withdrawn` no text is
    shown at all. `newer` is the digest of what has taken its place, `touched` the claims that the notice names.
    Dates are ISO 8601; `mark` changes whenever anything of this may have changed, and is empty where no board has it.
    """

    words: str
    caution: str
    steps: tuple[ReviewStep, ...]
    approved: bool = False
    stands: bool = False
    signers: tuple[Signer, ...] = ()
    approver: str = ""
    approver_credentials: str = ""
    approved_on: str = ""
    next_review: str = ""
    tie_break: str = ""
    mended_from: str = ""
    notice: str = ""
    noticed_on: str = ""
    touched: tuple[str, ...] = ()
    withdrawn: bool = False
    newer: str = ""
    newer_words: str = ""
    mark: str = ""

    @property
    def approver_named(self) -> str:
        """The approver with the credentials of that day, where they were kept."""
        return f"{self.approver}, {self.approver_credentials}" if self.approver_credentials else self.approver

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Who reviewed and approved it, in rows of a heading and a line; none where nobody has approved it."""
        if not self.approved:
            return ()
        rows = [("Reviewed by", one.words) for one in self.signers]
        rows += [("Approved by", f"{self.approver_named}, {date_words(self.approved_on)}")]
        rows += [("Decided between the reviewers", self.tie_break)] if self.tie_break else []
        rows += [("Typing errors mended since", f"the text approved has the digest {self.mended_from}")] * bool(
            self.mended_from
        )
        return (*rows, ("Next review", date_words(self.next_review)))

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a line each, for a file: the state, what readers must know at once, and the people."""
        follows = f"{self.newer_words}: SHA-256 {self.newer}" if self.newer else ""
        people = tuple(f"{name}: {words}" for name, words in self.people)
        return tuple(line for line in (self.words, self.notice, follows, *people) if line)


def tell_worded(material: ExportMaterial) -> ToldReview:
    """What is told of the words in a file."""
    return tell_words(material.article, material.record, material.wording.audience if material.wording else "")


def tell_words(article: Article, record: BoardRecord | None, reader: str, *, made_at: str = "") -> ToldReview:
    """What is told of an article in a reader's words: an approval that does not cover them is told as none of them."""
    told = tell_review(article, record, made_at=made_at)
    if uncovered := not_covered(article, record, reader):
        return replace(told, words=uncovered, caution=UNREVIEWED_WORDS, approved=False, stands=False, signers=())
    return told


def tell_review(article: Article, record: BoardRecord | None, *, made_at: str = "") -> ToldReview:
    """What readers of an article are told; without a record no board has taken it up. `made_at` is when it was kept."""
    made = date_words(made_at)
    checked = review_words(article.review_state, READER_LABELS.items())
    first = ReviewStep(
        CHECKED, article.review_state == "auto_checked", f"{checked.partition(';')[0]}{f', {made}' if made else ''}."
    )
    if record is None:
        return ToldReview(checked, CAUTION, (first, *_steps(None, None, ())))
    dossier, state = record.dossier, reader_state(record.dossier, article.digest)
    approval = state.approval
    signers = _signers(approval, record.reviews) if approval else ()
    newer = state.newer_digest or record.successor * bool(approval and dossier.superseded_by)
    if state.tombstone:
        newer = dossier.published_digest
    notice = state.notice
    return ToldReview(
        words=clean(state.words),
        caution=_caution(state, signers),
        steps=(first, *_steps(state, dossier, signers)),
        approved=approval is not None,
        stands=state.indexable,
        signers=signers,
        approver=clean(approval.approver_name) if approval else "",
        approver_credentials=clean(approval.approver_credentials) if approval else "",
        approved_on=approval.approved_at[:10] if approval else "",
        next_review=approval.next_review if approval else "",
        tie_break=clean(approval.tie_break) if approval else "",
        mended_from=approval.digest if approval and approval.digest != article.digest else "",
        notice=notice_words(notice) if notice else "",
        noticed_on=notice.given_at[:10] if notice else "",
        touched=_touched(article, notice),
        withdrawn=state.tombstone,
        newer=newer,
        newer_words=_newer_words(state, newer),
        mark=mark_of(record),
    )


def not_covered(article: Article, record: BoardRecord | None, reader: str) -> str:
    """What a reader is told whose words, harder than the profile allows, an approval does not cover; else empty."""
    dossier = record.dossier if record else None
    if dossier is None or dossier.published is None or dossier.published_digest != article.digest:
        return ""
    return NOT_COVERED if reader and reader not in (article.audience, *_covered(dossier, dossier.published)) else ""


def _covered(dossier: Dossier, approval: Approval) -> tuple[str, ...]:
    """The profiles that an approval covers; one that does not keep them is asked only about the revision in hand."""
    if approval.reviewers:
        return approval.readers
    return dossier.readers if dossier.digest == dossier.published_digest else ()


def mark_of(record: BoardRecord | None) -> str:
    """What changes whenever what is told may have changed; empty where no board has the article."""
    return f"{record.dossier.id} {record.dossier.changed_at} {record.successor}" if record else ""


def notice_words(notice: Notice) -> str:
    """Why an article was reopened or withdrawn, and when."""
    what = "Withdrawn" if notice.withdrawn else "Reopened"
    return f"{what} on {date_words(notice.given_at)}: {clean(notice.reason)}"


def _touched(article: Article, notice: Notice | None) -> tuple[str, ...]:
    """The claims of this very text that a notice names."""
    named = frozenset(notice.claim_ids) if notice else frozenset()
    return tuple(dict.fromkeys(claim.id for claim in article.claims if claim.id in named))


def _newer_words(state: ReaderState, newer: str) -> str:
    if not newer:
        return ""
    if state.tombstone:
        return "Another revision has taken its place"
    return "Superseded by a newer article" if state.approval else "An earlier revision; the present one is another"


def _signers(approval: Approval, reviews: Sequence[Review]) -> tuple[Signer, ...]:
    """Those whose reviews the approval names, each once, in the order in which they reviewed."""
    counted = {one.id: one for one in sorted(signatories(approval, reviews), key=lambda one: one.given_at)}
    named = specialties()
    return tuple(
        Signer(
            name=clean(one.name),
            credentials=clean(one.credentials),
            capacity=_AS[one.capacity],
            specialty=named[one.specialty].label if one.specialty in named else clean(one.specialty),
            given_on=one.given_at[:10],
            interests=clean(one.interests) or "not declared",
        )
        for one in counted.values()
    )


def _caution(state: ReaderState, signers: Sequence[Signer]) -> str:
    approval = state.approval
    if state.tombstone:
        return f"{EDUCATIONAL}; this article was withdrawn, and its text is not shown."
    if approval is not None:
        doubt = "; it is being looked at again" if state.notice else ""
        return (
            f"{EDUCATIONAL}; approved by {clean(approval.approver_name)} on {date_words(approval.approved_at)} after "
            f"review by {_listed([one.name for one in signers])}{doubt}."
        )
    if state.newer_digest:
        return f"{EDUCATIONAL}; this is an earlier revision, and no review holds for it."
    if state.reached == len(state.steps):
        return f"{EDUCATIONAL}; this answer is approved and not yet published."
    return state.caution


def _steps(state: ReaderState | None, dossier: Dossier | None, signers: Sequence[Signer]) -> tuple[ReviewStep, ...]:
    reached, approval = (state.reached, state.approval) if state else (0, None)
    submitted = "Not submitted to a reviewer."
    reviewed, approved = "No reviewer has been named.", "Nobody has approved it."
    if dossier and reached > 0:
        day = date_words(dossier.submitted_at)
        later = approval is not None and dossier.submitted_at > approval.approved_at
        submitted = "Submitted to the editors." if later or not day else f"Submitted to the editors on {day}."
    if dossier and reached > 1:
        asked = sum(not one.recused for one in dossier.assigned)
        reviewed = f"{asked} {'person was' if asked == 1 else 'people were'} asked to review it."
    if signers:
        reviewed = f"Reviewed by {_listed([one.named for one in signers])}."
    if approval:
        named = ", ".join(filter(None, (clean(approval.approver_name), clean(approval.approver_credentials))))
        approved = f"Approved by {named} on {date_words(approval.approved_at)}."
    elif reached == len(READER_STEPS):
        approved = "Approved; not yet published."
    words = (submitted, reviewed, approved)
    return tuple(
        ReviewStep(name, place < reached, said)
        for place, (name, said) in enumerate(zip(READER_STEPS, words, strict=True))
    )


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence; credentials have commas in them, so that semicolons part those."""
    parted = "; " if any("," in name for name in names) else ", "
    return parted.join(names[:-1]) + (" and " if len(names) > 1 else "") + (names[-1] if names else "nobody")
