"""Takes what sources yield into the library, batch by batch, and reports what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import replace
from datetime import UTC, datetime

from citewell.domain.documents import Document, Rejection
from citewell.domain.intake import Amendment, Item, Term, Withdrawal
from citewell.domain.merging import with_notices
from citewell.pipeline import DOCUMENTS_AT_ONCE, ingest
from citewell.upkeep.ports import Library, TermKeeper
from citewell.upkeep.report import IntakeReport
from citewell.upkeep.settle import settle

CHARACTERS_AT_ONCE = 8_000_000
"""Text of documents held in memory before they are written."""

TERMS_AT_ONCE = 2_000


class Intake:
    """One round of additions: `take` items, then `finish`; what was taken is searchable by words after each batch.

    `prefix` goes before the id of every document; those in `leave_out`, with their prefix, are passed over. Terms
    of vocabularies go to `terms`. With `rehearse` nothing is written.
    """

    def __init__(
        self,
        library: Library,
        report: IntakeReport,
        *,
        prefix: str = "",
        advance: Callable[[int], None] = lambda documents: None,
        rehearse: bool = False,
        leave_out: Set[str] = frozenset(),
        terms: TermKeeper | None = None,
    ) -> None:
        self._library = library
        self._report = report
        self._prefix = prefix
        self._advance = advance
        self._rehearse = rehearse
        self._leave_out = leave_out
        self._keeper = terms
        self._terms: list[Term] = []
        self._documents: list[Document] = []
        self._amendments: list[Amendment] = []
        self._withdrawals: list[Withdrawal] = []
        self._size = 0

    def take(self, items: Iterable[Item]) -> None:
        """Take items in their order, writing whenever a batch is full."""
        for item in items:
            match item:
                case Document():
                    if self._withdrawals:
                        self.finish()
                    document = replace(item, id=self._prefix + item.id) if self._prefix else item
                    if document.id not in self._leave_out:
                        self._documents.append(document)
                        self._size += sum(len(block.text) for block in item.blocks)
                case Rejection():
                    self._report.rejections.append(item)
                case Amendment():
                    self._amendments.append(item)
                case Withdrawal():
                    self._withdrawals.append(item)
                case Term():
                    self._terms.append(item)
            if self._size >= CHARACTERS_AT_ONCE or self._waiting() >= DOCUMENTS_AT_ONCE:
                self.finish()
            elif len(self._terms) >= TERMS_AT_ONCE:
                self._keep_terms()

    def finish(self) -> None:
        """Write what has been taken."""
        self._store_documents()
        self._apply_amendments()
        self._apply_withdrawals()
        self._keep_terms()

    def _waiting(self) -> int:
        return len(self._documents) + len(self._amendments) + len(self._withdrawals)

    def _store_documents(self) -> None:
        documents, self._documents, self._size = self._documents, [], 0
        if not documents:
            return
        settled = settle(documents, library=self._library, retrieved=datetime.now(UTC).isoformat(timespec="seconds"))
        if not self._rehearse:
            ingest(settled.write.values(), index=self._library)
        self._report.added += settled.added
        self._report.updated += settled.updated
        self._report.unchanged += settled.unchanged
        self._report.rejections += settled.rejections
        self._advance(len(documents))

    def _apply_amendments(self) -> None:
        amendments, self._amendments = self._amendments, []
        if not amendments:
            return
        if not self._rehearse:
            self._library.amend(amendments)
        held = self._library.held(amendments)
        changed: list[Document] = []
        for document in self._library.documents_by_id([item.id for item in held]).values():
            about = [amendment.notice for amendment in amendments if _is_about(amendment, document)]
            marked = with_notices(document, about)
            if marked != document:
                changed.append(marked)
                self._report.amended.append((marked.id, marked.status.value))
        if not self._rehearse:
            ingest(changed, index=self._library)

    def _apply_withdrawals(self) -> None:
        withdrawals, self._withdrawals = self._withdrawals, []
        if not withdrawals:
            return
        reasons = {withdrawal.pmid: withdrawal.reason for withdrawal in withdrawals}
        held = self._library.held([_asking_for(pmid) for pmid in reasons])
        for reason in dict.fromkeys(reasons.values()):
            ids = [item.id for item in held if reasons.get(item.pmid) == reason]
            if not self._rehearse:
                self._library.remove(ids, reason=reason)
            self._report.removed += ids

    def _keep_terms(self) -> None:
        terms, self._terms = self._terms, []
        if terms and self._keeper and not self._rehearse:
            self._keeper.keep_terms(terms)
        self._report.terms += len(terms)


def _is_about(amendment: Amendment, document: Document) -> bool:
    return any(
        (named := getattr(amendment, name)) and named.lower() == getattr(document, name).lower()
        for name in ("doi", "pmid", "pmcid")
    )


def _asking_for(pmid: str) -> Amendment:
    from citewell.domain.documents import StatusNotice
    from citewell.domain.enums import DocumentStatus

    return Amendment(StatusNotice(DocumentStatus.CURRENT), pmid=pmid)
