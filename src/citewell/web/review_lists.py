"""Articles in lists with where their review stands; withdrawn ones are in none, earlier revisions only if found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from citewell.compose.reading import clean
from citewell.review.reading_state import ReaderState, reader_state
from citewell.text.dates import date_words
from citewell.web.home_views import ListedView, Row, listed_views

if TYPE_CHECKING:
    from citewell.app import App


class Standing(NamedTuple):
    """A row of a list with what readers are told of its review; None where no board has it."""

    row: Row
    state: ReaderState | None


def standings(app: App, rows: Sequence[Row]) -> list[Standing]:
    """The rows with their review, those that were withdrawn left out."""
    found = app.board.dossiers.of_articles([row.digest for row in rows])
    told = [Standing(row, reader_state(found[row.digest], row.digest) if row.digest in found else None) for row in rows]
    return [one for one in told if one.state is None or not one.state.tombstone]


def approved_views(app: App, limit: int) -> tuple[ListedView, ...]:
    """The articles approved last, with by whom and when."""
    views = []
    for dossier in app.board.dossiers.published(limit):
        approval = dossier.published
        if approval is None:
            continue
        state = reader_state(dossier, dossier.published_digest)
        said = f"approved by {clean(approval.approver_name)}, {date_words(approval.approved_at)}"
        doubt = "" if state.indexable else f"; {_lowered(state.words)}"
        views.append(ListedView(dossier.published_digest, clean(dossier.question), said + doubt))
    return tuple(views)


def unapproved_views(app: App, rows: Sequence[Row]) -> tuple[ListedView, ...]:
    """Those of the rows that nobody has approved and nothing has replaced, with where their review stands."""
    return _views([one for one in standings(app, rows) if not one.state or _is_open(one.state)])


def found_views(app: App, rows: Sequence[Row]) -> tuple[ListedView, ...]:
    """All rows that may be shown, with where their review stands."""
    return _views(standings(app, rows))


def _is_open(state: ReaderState) -> bool:
    return state.approval is None and not state.newer_digest


def _views(told: Sequence[Standing]) -> tuple[ListedView, ...]:
    plain = listed_views([one.row for one in told])
    return tuple(
        ListedView(
            view.digest, view.question, f"{view.words}; {_lowered(one.state.words)}" if one.state else view.words
        )
        for view, one in zip(plain, told, strict=True)
    )


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
