"""Articles in lists with where their review stands: of each dossier the text that readers have, once, and no draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from citewell.compose.reading import clean
from citewell.review.reading_state import ReaderState, reader_state
from citewell.review.transitions import states as states_of_review
from citewell.text.dates import date_words
from citewell.web.home_views import ListedView, Row, listed_views

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.reviewing import Dossier


class Digested(Protocol):
    """Anything that names an article."""

    @property
    def digest(self) -> str: ...


Kept = TypeVar("Kept", bound=Digested)


class Standing(NamedTuple):
    """A row of a list with what readers are told of its review; None where no board has it."""

    row: Row
    state: ReaderState | None


def standings(app: App, rows: Sequence[Row]) -> list[Standing]:
    """The rows that a list shows, with their review: of a dossier the published text, and no other.

    Where none is published it is the first, an answer like any other. What was withdrawn is in no list.
    """
    states = listed_states(app, [row.digest for row in rows])
    return [Standing(row, states[row.digest]) for row in rows if row.digest in states]


def listed_states(app: App, digests: Sequence[str]) -> dict[str, ReaderState | None]:
    """Those of the texts that a list shows, with what readers are told of their review; None where no board has one."""
    found = app.board.dossiers.of_articles(digests)
    told: dict[str, ReaderState | None] = {}
    for digest in digests:
        dossier = found.get(digest)
        state = reader_state(dossier, digest) if dossier else None
        if dossier is None or state is None:
            told[digest] = None
        elif not state.tombstone and digest == _shown_of(app, dossier):
            words = state.words if dossier.published_digest else states_of_review()[dossier.state].reader
            told[digest] = replace(state, words=words, newer_digest="")
    return told


def _shown_of(app: App, dossier: Dossier) -> str:
    """The text of a dossier that lists show: the later ones are the board's own until one is published."""
    if dossier.published_digest or dossier.revision == 1:
        return dossier.published_digest or dossier.digest
    return app.board.dossiers.revisions(dossier.id)[0].digest


def only_listed(app: App, found: Sequence[Kept]) -> list[Kept]:
    """Those of the articles that a list shows."""
    shown = listed_states(app, [one.digest for one in found])
    return [one for one in found if one.digest in shown]


def approved_views(app: App, limit: int) -> tuple[ListedView, ...]:
    """The articles approved last, with by whom and when; those that another has superseded left out."""
    views = []
    for dossier in app.board.dossiers.published(limit):
        approval = dossier.published
        if approval is None or dossier.superseded_by:
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
    """All rows that a list shows, with where their review stands."""
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
