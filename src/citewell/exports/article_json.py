"""The article itself as JSON: the form that `citewell verify` reads back."""

from __future__ import annotations

from citewell.domain.article_codec import article_to_json
from citewell.domain.articles import Article


class JsonExporter:
    """Writes every field of the article, letter for letter."""

    name = "json"
    media_type = "application/json"

    def export(self, article: Article) -> str:
        """The article as docs/article.schema.json describes it."""
        return article_to_json(article)
