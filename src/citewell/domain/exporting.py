"""What an export is made from: an article, what it cites as stored, and the words of a reader profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citewell.domain.articles import Article
from citewell.domain.documents import Document, Passage
from citewell.domain.wordings import WordedArticle


@dataclass(frozen=True, slots=True)
class ExportMaterial:
    """An article with the passages and documents that it cites, by their ids; `wording` is None for its own words."""

    article: Article
    passages: Mapping[str, Passage] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    wording: WordedArticle | None = None
