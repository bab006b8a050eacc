"""The article itself as JSON: the form that `citewell verify` reads back."""

from __future__ import annotations

from citewell.domain.article_codec import article_to_dict
from citewell.domain.exporting import ExportMaterial
from citewell.exports._json import json_text


class JsonExporter:
    """Writes every field of the article, letter for letter."""

    name = "json"
    label = "JSON, the article itself"
    media_type = "application/json"
    ending = "json"

    def export(self, material: ExportMaterial) -> bytes:
        """The article as docs/article.schema.json describes it."""
        return json_text(article_to_dict(material.article)).encode()
