"""The library's pages as view data: the list with its filters, and the differences between two states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from citewell.compose.reading import clean
from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.library import Chosen, Order, Selection
from citewell.web.library_views import STATUS_LABELS, PublicationLine, publication_line

ON_A_PAGE = 25
MOST_COLLECTIONS = 100
MOST_CHANGES = 200
LONGEST_TEXT = 200

ORDERS = {
    Order.NEWEST: "newest first",
    Order.OLDEST: "oldest first",
    Order.KIND: "guidelines first",
    Order.TITLE: "by title",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter: its value, its words with a count, and whether it is the chosen one."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked of the list, as the form gives it back; `troubles` tell what could not be read."""

    selection: Selection
    page: int
    troubles: tuple[str, ...]

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return self.selection != Selection(order=self.selection.order)

    def address(self, page: int) -> str:
        """Where another page of the same list is."""
        asked = {
            "text": self.selection.text,
            "kind": self.selection.kind,
            "status": self.selection.status,
            "collection": self.selection.collection,
            "from": self.selection.year_from,
            "to": self.selection.year_to,
            "order": "" if self.selection.order is Order.NEWEST else self.selection.order.value,
            "page": page if page > 1 else "",
        }
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)}, errors="replace")
        return f"/library?{query}" if query else "/library"


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A page of the list, with its form."""

    filter: Filter
    total: int
    documents: int
    passages: int
    release: str
    first: int
    lines: tuple[PublicationLine, ...]
    kinds: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    collections: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    earlier: str
    later: str
    pages: int


@dataclass(frozen=True, slots=True)
class Change:
    """A document that came, changed or left."""

    id: str
    title: str
    kind: str
    status: str
    was: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What changed between two states: for each list its first documents, and how many there are in all."""

    earlier: str
    later: str
    names: tuple[str, ...]
    changes: tuple[tuple[str, int, tuple[Change, ...]], ...]


def read_filter(values: Mapping[str, str]) -> Filter:
    """The filters of an address; what cannot be read is left out and told."""
    troubles: list[str] = []

    def year(name: str, words: str) -> int | None:
        value = values.get(name, "").strip()
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) == 4 and 1600 <= int(value) <= 2200:
            return int(value)
        troubles.append(f"“{clean(value)[:20]}” is no year, so {words} was left out.")
        return None

    kind, status, order, page = (values.get(name, "").strip() for name in ("kind", "status", "order", "page"))
    since, until = year("from", "“from”"), year("to", "“to”")
    if since and until and since > until:
        troubles.append(f"{since} is after {until}: both years are turned round.")
        since, until = until, since
    selection = Selection(
        kind=kind if kind in {item.value for item in EvidenceKind} else "",
        status=status if status in {item.value for item in DocumentStatus} else "",
        collection=clean(values.get("collection", ""))[:LONGEST_TEXT],
        year_from=since,
        year_to=until,
        text=clean(values.get("text", ""))[:LONGEST_TEXT],
        order=Order(order) if order in {item.value for item in ORDERS} else Order.NEWEST,
    )
    at = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return Filter(selection, max(1, at), tuple(troubles))


def library_page(
    asked: Filter, chosen: Chosen, documents: Sequence[Document], *, status: Mapping[str, Any]
) -> LibraryPage:
    """A page of the list."""
    selection = asked.selection
    pages = max(1, -(-chosen.total // ON_A_PAGE))
    kinds = [(item.value, item.label) for item in EvidenceKind]
    statuses = [(item.value, STATUS_LABELS[item]) for item in DocumentStatus]
    collections = [(name, clean(name)) for name in list(status["by_collection"])[:MOST_COLLECTIONS]]
    return LibraryPage(
        filter=asked,
        total=chosen.total,
        documents=status["documents"],
        passages=status["passages"],
        release=status["release"],
        first=chosen.start + 1,
        lines=tuple(map(publication_line, documents)),
        kinds=_choices(kinds, selection.kind, status["by_kind"]),
        statuses=_choices(statuses, selection.status, status["by_status"]),
        collections=_choices(collections, selection.collection, status["by_collection"]),
        orders=tuple(Choice(order.value, words, order is selection.order) for order, words in ORDERS.items()),
        earlier=asked.address(min(asked.page - 1, pages)) if asked.page > 1 else "",
        later=asked.address(asked.page + 1) if asked.page < pages else "",
        pages=pages,
    )


def comparison_page(
    names: tuple[str, str],
    changes: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    titles: Mapping[str, str],
    releases: Sequence[Mapping[str, Any]],
) -> ComparisonPage:
    """What changed, with the titles that are known."""
    return ComparisonPage(
        earlier=names[0],
        later=names[1],
        names=(*(release["name"] for release in releases), "now"),
        changes=tuple(
            (name, len(changes[name]), tuple(_change(row, titles) for row in changes[name][:MOST_CHANGES]))
            for name in ("came", "changed", "left")
        ),
    )


def _change(row: Mapping[str, str], titles: Mapping[str, str]) -> Change:
    return Change(
        id=row["id"],
        title=clean(titles.get(row["id"], row["id"])),
        kind=EvidenceKind(row["kind"]).label,
        status=STATUS_LABELS[DocumentStatus(row["status"])],
        was=STATUS_LABELS[DocumentStatus(row["was"])] if "was" in row else "",
    )


def _choices(options: Sequence[tuple[str, str]], chosen: str, counts: Mapping[str, int]) -> tuple[Choice, ...]:
    """The options that there is anything of, and the chosen one."""
    return tuple(
        Choice(value, f"{label} ({counts.get(value, 0):,})", value == chosen)
        for value, label in options
        if counts.get(value) or value == chosen
    )
