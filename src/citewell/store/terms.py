"""The terms of large vocabularies (MeSH) in a SQLite file of their own, looked up by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from citewell.domain.errors import LibraryError
from citewell.domain.intake import Term
from citewell.store._term_tables import Row, TermTables, cleaned, names_of, open_file, rows_of, term_of, term_tables
from citewell.text.terms import key_rules, phrase_key

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NAMED_AT_ONCE = 500
WRITTEN_AT_ONCE = 20_000

Some = TypeVar("Some")


class TermStore:
    """Keeps terms in the file `path`, which is made when the first one comes.

    A term is kept by vocabulary and identifier, so that reading its file again replaces it and never doubles it.
    Each of its meanings is a row, and each name of a meaning leads to it. Safe to use from several threads and
    processes. Every method raises LibraryError where the file is missing, damaged or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._are_keys_current = False

    def exists(self) -> bool:
        """Whether any term was ever kept; opens nothing."""
        return self._path.exists()

    def keep_terms(self, terms: Iterable[Term]) -> None:
        """Keep these terms; those that are held word for word are left alone."""
        wanted = {(cleaned(term.source), cleaned(term.id)): rows_of(term) for term in terms}
        if not wanted:
            return
        with self._transaction(make=True) as connection:
            self._renew_keys(connection)
            held = self._held(connection, [identity for _, identity in wanted])
            changed = {key: rows for key, rows in wanted.items() if held.get(key) != rows}
            if changed:
                self._replace(connection, changed)

    def find(self, phrases: Sequence[str]) -> list[Term]:
        """The meanings that have one of these phrases among their names."""
        keys = filter(None, dict.fromkeys(map(phrase_key, phrases)))
        meaning, name = self._tables.meanings, self._tables.names
        found: dict[int, Term] = {}
        with self._transaction() as connection:
            self._renew_keys(connection)
            for some in _batches(keys, NAMED_AT_ONCE):
                both = meaning.join(name, meaning.c.number == name.c.meaning)
                query = both.select().with_only_columns(*meaning.c).where(name.c.phrase.in_(some))
                found |= {row.number: term_of(row._asdict()) for row in connection.execute(query)}
        return [found[number] for number in sorted(found)]

    def count(self) -> dict[str, int]:
        """How many terms are kept, by vocabulary."""
        from sqlalchemy import func, select

        meaning = self._tables.meanings.c
        counted = select(meaning.source, func.count().label("terms")).where(meaning.part == 0).group_by(meaning.source)
        with self._transaction() as connection:
            return {found.source: found.terms for found in connection.execute(counted.order_by(meaning.source))}

    def _held(self, connection: Connection, ids: Sequence[str]) -> dict[tuple[str, str], list[Row]]:
        meaning = self._tables.meanings
        held: dict[tuple[str, str], list[Row]] = {}
        for some in _batches(ids, NAMED_AT_ONCE):
            query = meaning.select().where(meaning.c.id.in_(some)).order_by(meaning.c.id, meaning.c.part)
            for found in connection.execute(query):
                row = found._asdict()
                del row["number"]
                held.setdefault((row["source"], row["id"]), []).append(row)
        return held

    def _replace(self, connection: Connection, changed: Mapping[tuple[str, str], Sequence[Row]]) -> None:
        from sqlalchemy import func, select, tuple_

        meaning, name = self._tables.meanings, self._tables.names
        for some in _batches(changed, NAMED_AT_ONCE):
            theirs = tuple_(meaning.c.source, meaning.c.id).in_(some)
            connection.execute(name.delete().where(name.c.meaning.in_(select(meaning.c.number).where(theirs))))
            connection.execute(meaning.delete().where(theirs))
        # Whoever deletes holds the lock, so that no other process gives out the same numbers.
        last = connection.execute(select(func.coalesce(func.max(meaning.c.number), 0))).scalar_one()
        rows = [row for rows in changed.values() for row in rows]
        numbered = [{**row, "number": number} for number, row in enumerate(rows, start=last + 1)]
        connection.execute(meaning.insert(), numbered)
        self._insert_names(connection, numbered)

    def _insert_names(self, connection: Connection, rows: Iterable[Row]) -> None:
        for some in _batches((name for row in rows for name in names_of(row)), WRITTEN_AT_ONCE):
            connection.execute(self._tables.names.insert(), some)

    def _renew_keys(self, connection: Connection) -> None:
        """Make the keys of all names anew where an earlier version of Citewell made them by other rules."""
        from sqlalchemy import select

        if self._are_keys_current:
            return
        rules = self._tables.rules
        if connection.execute(select(rules.c.rule)).scalar_one() != key_rules():
            connection.execute(rules.update().values(rule=key_rules()))
            connection.execute(self._tables.names.delete())
            rows = connection.execute(self._tables.meanings.select()).all()
            self._insert_names(connection, (row._asdict() for row in rows))
        self._are_keys_current = True

    def _make(self, connection: Connection) -> None:
        from sqlalchemy.schema import CreateIndex, CreateTable

        for table in self._tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        first = self._tables.rules.insert().prefix_with("OR IGNORE")
        connection.execute(first, {"id": 1, "rule": key_rules()})

    @cached_property
    def _tables(self) -> TermTables:
        return term_tables()

    @cached_property
    def _engine(self) -> Engine:
        return open_file(self._path)

    @contextmanager
    def _transaction(self, *, make: bool = False) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError, NoResultFound

        if not make and not self.exists():
            raise LibraryError(
                f"There are no terms in {self._path}.", remedy="Add a vocabulary: citewell library add desc2026.xml"
            )
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                if make:
                    self._make(connection)
                yield connection
        except (DBAPIError, NoResultFound, OSError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise LibraryError(
                f"The terms in {self._path} cannot be used: {reason}.",
                remedy="Check that the folder can be written to and its disk has room; else delete that file, "
                "in which no document is, and add the vocabulary again.",
            ) from error


def _batches(items: Iterable[Some], size: int) -> Iterator[list[Some]]:
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
