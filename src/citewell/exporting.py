"""Gathers what an export is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from citewell.domain.articles import Article
from citewell.domain.documents import Document, Passage
from citewell.domain.errors import NotFoundError, WithdrawnError
from citewell.domain.exporting import ExportMaterial, ReadWhenNeeded
from citewell.domain.reviewing import BoardRecord
from citewell.domain.wordings import WordedArticle
from citewell.proving import cited_texts
from citewell.review.withdrawn import WithdrawnText, repeated_in
from citewell.reviewed import notice_words, tell_review

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex
    from citewell.store.articles import ArticleStore

WITHDRAWN_REMEDY = "Do not act on a copy of it that you may have; ask the question again, or somebody who is qualified."


def check_shown(article: Article, record: BoardRecord) -> None:
    """Raise WithdrawnError, with date and reason, where the text of an article may not be shown."""
    told = tell_review(article, record)
    if told.withdrawn:
        raise WithdrawnError(f"This article is not shown any more. {told.notice}", remedy=WITHDRAWN_REMEDY)


def check_not_repeated(article: Article, texts: Sequence[WithdrawnText]) -> None:
    """Raise WithdrawnError where an answer tells again what was withdrawn of its question, under another digest."""
    if notice := repeated_in(article, texts):
        said = f"The answer to this question was withdrawn. {notice_words(notice)}"
        raise WithdrawnError(said, remedy=WITHDRAWN_REMEDY)


def material_of(
    article: Article,
    *,
    open_index: Callable[[], LanceIndex],
    wording: WordedArticle | None = None,
    store: ArticleStore | None = None,
    record: BoardRecord | None = None,
) -> ExportMaterial:
    """The article with what it cites, and when it was kept, where a store is at hand.

    The library is opened only by a format that reads the stored texts. Raises WithdrawnError for an article whose text
    was withdrawn, so that no file of it is made.
    """
    if record is not None:
        check_shown(article, record)
    kept_at = ""
    if store is not None:
        with suppress(NotFoundError):
            kept_at = store.saved_at(article.digest)

    @cache
    def cited() -> tuple[dict[str, Passage], dict[str, Document]]:
        return cited_texts(article, open_index())

    return ExportMaterial(
        article=article,
        passages=ReadWhenNeeded(lambda: cited()[0]),
        documents=ReadWhenNeeded(lambda: cited()[1]),
        wording=wording,
        kept_at=kept_at,
        record=record,
    )
