"""The library as a list to look through: filtered, sorted and counted without reading a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citewell.domain.enums import EvidenceKind
from citewell.domain.errors import NotFoundError
from citewell.domain.library import Chosen, Order, Selection
from citewell.indexes._lance_tables import Tables

_COLUMNS = ["id", "collection", "kind", "status", "year", "doi", "pmid", "pmcid"]
_COUNTED = ("kind", "status", "collection")
_RANKS = {kind.value: kind.rank for kind in EvidenceKind}


@dataclass(frozen=True, slots=True)
class _Listed:
    """The columns of one state of the library as an Arrow table, its counts, and the rows in the orders asked for."""

    of: tuple[int, int]
    rows: Any
    counts: Mapping[str, Mapping[str, int]]
    sorted: dict[Order, Any] = field(default_factory=dict)


class Catalogue:
    """What can be told of the documents without opening one.

    About 150 bytes a document are kept, read once for each state of the tables: half a second for 50,000.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._held: _Listed | None = None

    def choose(self, selection: Selection, *, limit: int, start: int = 0, after: str = "") -> Chosen:
        """Up to `limit` ids of what a selection lets through, in its order, from place `start` or behind an id.

        Raises NotFoundError for an `after` that is not among them.
        """
        import pyarrow.compute as compute

        rows = self._in_order(selection.order)
        for column in _COUNTED:
            if wanted := getattr(selection, column):
                rows = rows.filter(compute.equal(rows[column], wanted))
        if selection.year_from is not None:
            rows = rows.filter(compute.greater_equal(rows["year"], selection.year_from))
        if selection.year_to is not None:
            rows = rows.filter(compute.less_equal(rows["year"], selection.year_to))
        ids = _with_text(rows, selection.text)["id"]
        if after:
            start = compute.index(ids, after).as_py() + 1
            if not start:
                raise NotFoundError("The list has changed since.", remedy="Begin again at its first page.")
        return Chosen(len(ids), start, tuple(ids.slice(start, limit).to_pylist()))

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many documents there are by kind, status and collection, most first."""
        return self._listed().counts

    def titles(self, document_ids: Sequence[str]) -> dict[str, str]:
        """The titles of these documents; unknown ids are left out."""
        import pyarrow
        import pyarrow.compute as compute

        rows = self._listed().rows
        found = rows.filter(compute.is_in(rows["id"], pyarrow.array(list(document_ids), pyarrow.string())))
        return dict(zip(found["id"].to_pylist(), found["title"].to_pylist(), strict=True))

    def _in_order(self, order: Order) -> Any:
        """Every row in an order, sorted once; filtering keeps the order."""
        listed = self._listed()
        if order not in listed.sorted:
            listed.sorted[order] = listed.rows.take(_places(listed.rows, order)).combine_chunks()
        return listed.sorted[order]

    def _listed(self) -> _Listed:
        with self._tables.errors("read"):
            of = self._tables["documents"].version, self._tables["passages"].version
        if self._held is None or self._held.of != of:
            self._held = self._read(of)
        return self._held

    def _read(self, of: tuple[int, int]) -> _Listed:
        import pyarrow.compute as compute

        rows = self._tables.run("documents", lambda query: query.select(_COLUMNS))
        titles = self._tables.run("passages", lambda query: query.select(["document_id", "title"]))
        named = titles.group_by("document_id").aggregate([("title", "min")])
        rows = rows.join(named, keys="id", right_keys="document_id", join_type="left outer")
        rows = rows.rename_columns(["title" if name == "title_min" else name for name in rows.column_names])
        rows = rows.set_column(
            rows.column_names.index("title"), "title", compute.coalesce(rows["title"], rows["id"])
        ).combine_chunks()
        counts = {name: _counted(rows[name]) for name in _COUNTED}
        return _Listed(of, rows, counts)


def _with_text(rows: Any, text: str) -> Any:
    """The rows whose title has every word, whatever its capitals, or whose identifier it is."""
    import pyarrow.compute as compute

    words = text.split()
    if not words:
        return rows
    fits = None
    for word in words:
        has = compute.match_substring(rows["title"], word, ignore_case=True)
        fits = has if fits is None else compute.and_(fits, has)
    if len(words) == 1:
        name = words[0].lower()
        doi = name.removeprefix("https://doi.org/").removeprefix("doi:")
        for column, wanted in (("id", words[0]), ("doi", doi), ("pmid", name.removeprefix("pmid:")), ("pmcid", name)):
            fits = compute.or_(fits, compute.equal(rows[column], wanted))
    return rows.filter(fits)


def _places(rows: Any, order: Order) -> Any:
    """The places of the rows in an order; those without a year stand last, equals in the order of their titles."""
    import pyarrow
    import pyarrow.compute as compute

    if order is Order.ID:
        return compute.sort_indices(rows["id"])
    ranks = pyarrow.array([_RANKS.get(kind, len(_RANKS)) for kind in rows["kind"].to_pylist()], pyarrow.int8())
    undated = compute.is_null(rows["year"])
    title = compute.utf8_lower(rows["title"])
    table = pyarrow.table({"title": title, "id": rows["id"], "year": rows["year"], "rank": ranks, "undated": undated})
    keys = {
        Order.NEWEST: [("undated", "ascending"), ("year", "descending")],
        Order.OLDEST: [("undated", "ascending"), ("year", "ascending")],
        Order.TITLE: [],
        Order.KIND: [("rank", "ascending"), ("undated", "ascending"), ("year", "descending")],
    }[order]
    return compute.sort_indices(table, [*keys, ("title", "ascending"), ("id", "ascending")])


def _counted(column: Any) -> dict[str, int]:
    counted = {item["values"]: item["counts"] for item in column.value_counts().to_pylist()}
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
