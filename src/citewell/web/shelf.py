"""Articles at hand: what is made of them once is kept for the next reader, for as long as the store keeps them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from citewell.compose.finding_words import newer_editions
from citewell.domain.errors import NotFoundError
from citewell.domain.exporting import ExportMaterial, lost_passages
from citewell.exporting import check_shown
from citewell.web.home_views import EXAMPLES, example_questions
from citewell.web.readers import worded

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.articles import Article, Claim
    from citewell.domain.documents import Passage
    from citewell.domain.enums import DocumentStatus
    from citewell.domain.reviewing import BoardRecord
    from citewell.domain.threads import Thread
    from citewell.domain.wordings import WordedArticle, WordedClaim
    from citewell.web.pressing import Pressed, Sheet

MOST_ARTICLES = 64
MOST_PAGES = 128
MOST_PUBLICATIONS = 16
LIBRARY_SECONDS, LIBRARY_SHARE = 1.0, 20
"""How long what is said of the library as it is now may be old: a second, or so many times what reading it took."""
SAMPLE = 300
"""Documents that examples are drawn from."""

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Keeps the values used last, at most so many. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under a key, or what `make` gives, which is then kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Edition:
    """What a page of an article is made from besides its reader, so that two equal ones have the same page.

    `record` is all that the board holds, whole: no step of a review, notice, or withdrawal leaves it as it was.
    """

    digest: str
    saved_at: str
    turns: tuple[tuple[str, str], ...]
    release: str
    newest: int | None
    record: BoardRecord | None


class Shelf:
    """Articles, their sources and their pages, and the library as it is now.

    An article never changes under its digest, so that only its being kept is asked of the store each time.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.pages: Recent[Sheet] = Recent(MOST_PAGES)
        self.data: Recent[tuple[Pressed, str]] = Recent(MOST_PAGES)
        self._articles: Recent[Article] = Recent(MOST_ARTICLES)
        self._materials: Recent[ExportMaterial] = Recent(MOST_ARTICLES)
        self._publications: Recent[list[Passage]] = Recent(MOST_PUBLICATIONS)
        self._words: Recent[WordedArticle | None] = Recent(MOST_PAGES)
        self._changed: Recent[dict[int, DocumentStatus | None]] = Recent(MOST_PAGES)
        self._records: Recent[BoardRecord] = Recent(MOST_PAGES)
        self._newest: Recent[int | None] = Recent(1)
        self._examples: Recent[tuple[str, ...]] = Recent(1)
        self._opening = threading.Lock()
        self._library: tuple[str, int | None] = ("", None)
        self._read_again = 0.0

    def article(self, digest: str) -> tuple[Article, str]:
        """An article and when it was saved; raises NotFoundError, or LibraryError when it was altered.

        Raises WithdrawnError where its text may not be shown.
        """
        article, saved_at = self.stored(digest)
        self.record(article)
        return article, saved_at

    def stored(self, digest: str) -> tuple[Article, str]:
        """An article and when it was saved, whether or not its text may be shown."""
        saved_at = self.app.saved_at(digest)
        return self._articles.get(digest, lambda: self.app.article(digest)), saved_at

    def record(self, article: Article) -> BoardRecord | None:
        """What the board holds of an article; asked anew each time, so that a notice is seen at once.

        Raises WithdrawnError where its text may not be shown.
        """
        dossiers = self.app.board.dossiers
        dossier = dossiers.of_article(article.digest)
        if dossier is None:
            return None
        # What supersedes an article changes without it.
        record = (
            dossiers.record_of(dossier)
            if dossier.superseded_by
            else self._records.get(dossier, lambda: dossiers.record_of(dossier))
        )
        check_shown(article, record)
        return record

    def edition(self, digest: str) -> tuple[Article, Edition]:
        """An article, and what everything that is kept of its pages is kept under.

        Raises NotFoundError, or WithdrawnError where its text may not be shown.
        """
        article, saved_at = self.stored(digest)
        record, thread, (release, newest) = self.record(article), self.thread(article), self.library()
        turns = tuple((turn.article, turn.asked) for turn in thread.turns) if thread else ()
        return article, Edition(digest, saved_at, turns, release, newest, record)

    def material(self, digest: str) -> ExportMaterial:
        """An article with what it cites, as stored."""
        article, _ = self.article(digest)
        release, _ = self.library()
        return self._materials.get((digest, release), lambda: self.app.material(article))

    def publication(self, article: Article, number: int) -> list[Passage]:
        """What a reference's publication holds, in reading order, as it is now; nothing where it has left."""
        document = next((one.document_id for one in article.references if one.number == number), "")
        release, _ = self.library()
        return self._publications.get((document, release), lambda: self.app.index.passages_of(document))

    def words(self, digest: str, reader: str) -> WordedArticle | None:
        """A kept article in a reader's words; None where it is shown in its own."""
        article, _ = self.article(digest)
        return self.word(article, reader)

    def word(self, article: Article, reader: str) -> WordedArticle | None:
        """An article in a reader's words; None where these are its own. Raises NotFoundError for an unknown reader."""
        return self._words.get((article.digest, reader), lambda: worded(self.app, article, reader))

    def word_claims(self, claims: Sequence[Claim], reader: str) -> tuple[WordedClaim, ...] | None:
        """Claims in a reader's words before their article is made; none of them where these are their own."""
        return self.app.word_claims(claims, reader) if reader else ()

    def changed(self, digest: str) -> dict[int, DocumentStatus | None]:
        """The references of an article whose publications stand otherwise in the library now."""
        article, _ = self.article(digest)
        release, _ = self.library()
        return self._changed.get((digest, release), lambda: self.app.changed_since(article))

    def lost(self, article: Article) -> int:
        """How many passages that a kept article quotes the library holds no more, in no earlier version either."""
        release, _ = self.library()
        if release == article.provenance.library_release:
            return 0
        return len(lost_passages(self.material(article.digest)))

    def editions(self, article: Article) -> dict[str, str]:
        """The publications by which sources of an article have been superseded: titles, with years, by their ids."""
        found = self.app.documents_by_id(newer_editions(article.findings))
        return {name: f"{one.title} ({one.year})" if one.year else one.title for name, one in found.items()}

    def thread(self, article: Article) -> Thread | None:
        """The thread of an article; none where it was deleted."""
        try:
            return self.app.thread(article.thread) if article.thread else None
        except NotFoundError:
            return None

    def library(self) -> tuple[str, int | None]:
        """The library's release, and the year of its newest publication, as they were a moment ago."""
        with self._opening:  # one request opens the library, the others wait for it
            begun = time.monotonic()
            if begun >= self._read_again:
                release = self.app.release()
                self._library = (release, self._newest.get(release, self.app.index.newest_year))
                read = time.monotonic()
                self._read_again = read + max(LIBRARY_SECONDS, LIBRARY_SHARE * (read - begun))
        return self._library

    def examples(self) -> tuple[str, ...]:
        """Questions that the library can answer."""
        if self.app.settings.starter:
            return EXAMPLES
        release, _ = self.library()
        return self._examples.get(
            release, lambda: example_questions(islice(self.app.index.documents(), SAMPLE), self.app.vocabulary)
        )
