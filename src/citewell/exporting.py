"""Gathers what an export is made from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from citewell.domain.articles import Article
from citewell.domain.documents import Document, Passage
from citewell.domain.exporting import ExportMaterial, ReadWhenNeeded
from citewell.domain.wordings import WordedArticle
from citewell.proving import cited_texts

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex


def material_of(
    article: Article,
    *,
    open_index: Callable[[], LanceIndex],
    wording: WordedArticle | None = None,
    kept_at: str = "",
) -> ExportMaterial:
    """The article with what it cites; the library is opened only by a format that reads the stored texts."""

    @cache
    def cited() -> tuple[dict[str, Passage], dict[str, Document]]:
        return cited_texts(article, open_index())

    return ExportMaterial(
        article=article,
        passages=ReadWhenNeeded(lambda: cited()[0]),
        documents=ReadWhenNeeded(lambda: cited()[1]),
        wording=wording,
        kept_at=kept_at,
    )
