"""Articles kept here that may help whoever asked what has no answer: those on the same condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citewell.domain.enums import ArticleStatus
from citewell.web.review_lists import found_views
from citewell.web.shelf import Recent

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.articles import Article
    from citewell.web.home_views import ListedView

AMONG = 200
"""Newest articles that are looked through."""
MOST_RELATED = 5
MOST_QUESTIONS = 1000
_ANSWERED = frozenset({ArticleStatus.ANSWERED.value, ArticleStatus.PARTLY_ANSWERED.value})


class Related:
    """Finds articles by the conditions that their questions name. Safe to use from several threads."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._named: Recent[frozenset[str]] = Recent(MOST_QUESTIONS)

    def to(self, article: Article) -> tuple[ListedView, ...]:
        """Answered articles on a condition that the article's question names, newest first; none in private mode."""
        wanted = self._conditions(article.question)
        if self._app.settings.private or not wanted:
            return ()
        vocabulary = self._app.vocabulary
        kinds = {kind for label in wanted for kind in vocabulary.family(label) | vocabulary.broader(label)} | wanted
        fitting = [
            row
            for row in self._app.page_of_articles(AMONG)
            if row.status in _ANSWERED and row.digest != article.digest and self._conditions(row.question) & kinds
        ]
        return found_views(self._app, fitting[:MOST_RELATED])

    def _conditions(self, question: str) -> frozenset[str]:
        def read() -> frozenset[str]:
            vocabulary = self._app.vocabulary
            return frozenset(
                label for label in vocabulary.labels(question) if vocabulary.concepts[label].type == "condition"
            )

        return self._named.get(question, read)
