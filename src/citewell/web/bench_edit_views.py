"""Editing a claim with the checks at hand, and revisions compared word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.compose import citing
from citewell.compose.finding_words import finding_words, rule_name
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Finding
from citewell.domain.enums import Severity
from citewell.domain.errors import NotFoundError
from citewell.domain.reviewing import Action, CarriedEdit
from citewell.review.differences import ClaimDifference, Kind, Piece, differences, word_differences
from citewell.web.account_views import moment_words
from citewell.web.bench_claims import ClaimCard, claim_card
from citewell.web.bench_desk import CaseFile

KIND_WORDS = {Kind.CHANGED: "Changed", Kind.ADDED: "Added", Kind.REMOVED: "Taken out", Kind.KEPT: "Unchanged"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a proposed wording would be: the difference, and what the checks say; `passes` where nothing fails."""

    pieces: tuple[Piece, ...]
    removed: bool
    passes: bool
    failing: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditPage:
    """A claim to be worded anew or taken out, beside its quotes."""

    id: str
    question: str
    digest: str
    card: ClaimCard
    text: str
    reason: str
    revises: bool
    mends: bool
    outcome: Outcome | None
    error: str = ""
    remedy: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the list."""

    number: int
    made: str
    by: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One claim in two revisions."""

    kind: str
    section: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedView:
    """A person's edit where an answer was composed anew: both texts, and why it could not be kept, if it was not."""

    made_in: int
    revision: int
    composed: str
    accepted: str
    instead: str
    reason: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Every revision, how two of them differ, and which edits an answer composed anew kept and could not keep."""

    id: str
    question: str
    lines: tuple[RevisionLine, ...]
    earlier: int
    later: int
    changes: tuple[ChangeView, ...]
    kept: int
    edits_kept: tuple[CarriedView, ...] = ()
    edits_not_kept: tuple[CarriedView, ...] = ()


def edit_page(
    file: CaseFile,
    claim_id: str,
    *,
    text: str | None = None,
    reason: str = "",
    proposal: tuple[Article, tuple[Finding, ...]] | None = None,
    error: tuple[str, str, str] = ("", "", ""),
) -> EditPage:
    """The view of an edit; `proposal` is the article as it would be, with what the checks say of it."""
    card = claim_card(file, claim_id)
    if card is None:
        raise NotFoundError(
            "The working revision has no such claim.", remedy="Open the dossier; it may have moved on since."
        )
    return EditPage(
        id=file.dossier.id,
        question=clean(file.dossier.question),
        digest=file.dossier.digest,
        card=card,
        text=card.text if text is None else text,
        reason=reason,
        revises=file.offers(Action.REVISE),
        mends=file.offers(Action.MEND_TYPOS),
        outcome=_outcome(file, card, text, proposal) if proposal and text is not None else None,
        error=error[0],
        remedy=error[1],
        rule=error[2],
    )


def revisions_page(file: CaseFile, before: Article, after: Article, *, earlier: int, later: int) -> RevisionsPage:
    """The view of two revisions, by their numbers."""
    changed, titles = differences(before, after), _titles(before, after)
    carried = [one for one in file.dossier.carried if earlier < one.revision <= later]
    return RevisionsPage(
        id=file.dossier.id,
        question=clean(file.dossier.question),
        lines=tuple(
            RevisionLine(
                one.number,
                moment_words(one.made_at),
                clean(file.name_of(one.made_by)),
                clean(one.reason) if file.told_reasons() else "",
                one.digest,
            )
            for one in file.revisions
        ),
        earlier=earlier,
        later=later,
        changes=tuple(
            ChangeView(
                KIND_WORDS[one.kind],
                clean(one.section) or "Direct answer",
                shown_pieces(one.pieces),
                _notes(one, titles),
            )
            for one in changed
            if one.kind is not Kind.KEPT or one.moved
        ),
        kept=sum(one.kind is Kind.KEPT and not one.moved for one in changed),
        edits_kept=tuple(_carried_view(one) for one in carried if one.is_kept),
        edits_not_kept=tuple(_carried_view(one) for one in carried if not one.is_kept),
    )


def _carried_view(edit: CarriedEdit) -> CarriedView:
    """An edit with how the person's words differ from those that they replaced, or from what stands there now."""
    other = edit.instead or edit.composed
    pieces = word_differences(clean(other), clean(edit.accepted)) if edit.accepted else ()
    return CarriedView(
        edit.made_in,
        edit.revision,
        clean(edit.composed),
        clean(edit.accepted),
        clean(edit.instead),
        clean(edit.reason),
        tuple(Piece(piece.kind, shown(piece.text)) for piece in pieces),
    )


def shown_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces as they are printed: a word that follows one taken out at the beginning stands apart from it."""
    found: list[Piece] = []
    for piece in pieces:
        text = shown(piece.text)
        apart = bool(found) and found[-1].kind is Kind.REMOVED and text[:1].isalnum()
        found.append(Piece(piece.kind, f" {text}" if apart and found[-1].text[-1:].isalnum() else text))
    return tuple(found)


def shown(text: str) -> str:
    """A stretch of words as it can be printed, with the space that stands before or behind it."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{clean(text)}{after}"


def _outcome(file: CaseFile, card: ClaimCard, text: str, proposal: tuple[Article, tuple[Finding, ...]]) -> Outcome:
    article, findings = proposal
    texts = {claim.id: clean(claim.text) for claim in article.claims}
    known = {(one.rule, one.explanation) for one in file.findings}
    failing = [one for one in findings if one.severity is Severity.ERROR]
    notices = [
        one for one in findings if one.severity is not Severity.ERROR and (one.rule, one.explanation) not in known
    ]
    return Outcome(
        pieces=shown_pieces(word_differences(card.text, clean(text))),
        removed=not text.strip(),
        passes=not failing,
        failing=tuple(dict.fromkeys(_told(one, texts, text) for one in failing)),
        notices=tuple(finding_words(one) for one in notices),
    )


def _told(finding: Finding, texts: dict[str, str], text: str) -> str:
    """What fails and by which rule; where it is another claim than the one edited, also in which."""
    said = f"{clean(finding.explanation)} ({rule_name(finding.rule)})"
    other = texts.get(finding.target, "")
    return f"{said} In: “{other}”" if other and other != clean(text) else said


def _notes(change: ClaimDifference, titles: dict[str, str]) -> tuple[str, ...]:
    gone = "cited" if change.kind is Kind.REMOVED else "no longer cites"
    added = "cites" if change.kind is Kind.ADDED else "now also cites"
    notes = [f"{added} {titles.get(name, clean(name))}" for name in change.documents_added]
    notes += [f"{gone} {titles.get(name, clean(name))}" for name in change.documents_removed]
    notes += ["moved to another section"] if change.moved else []
    notes += ["another quote of the same publication"] if change.requoted else []
    return tuple(notes)


def _titles(*articles: Article) -> dict[str, str]:
    """Publications by their documents, in short."""
    return {
        one.document_id: f"{citing.reference_author(one) or clean(one.title)} ({one.year or 'year not stated'})"
        for article in articles
        for one in article.references
    }
