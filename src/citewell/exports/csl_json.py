"""CSL-JSON, the form in which Zotero, Mendeley and every citation processor take references in."""

from __future__ import annotations

from typing import Any

from citewell.domain.exporting import ExportMaterial
from citewell.exports._bibliography import Form, Name, Publication, publications_of
from citewell.exports._json import json_text

_TYPES = {Form.JOURNAL_ARTICLE: "article-journal", Form.WEB_PAGE: "webpage", Form.REPORT: "report"}


class CslJsonExporter:
    """Writes the references as CSL-JSON 1.0.2 items, in the article's order."""

    name = "csl"
    label = "CSL-JSON references"
    media_type = "application/vnd.citationstyles.csl+json"
    ending = "csl.json"

    def export(self, material: ExportMaterial) -> bytes:
        """A list of items; authors who are not named are one item "et al." at the end of the list."""
        items = [csl_item(one) for one in publications_of(material.article.references)]
        return json_text(items).encode()


def csl_item(one: Publication) -> dict[str, Any]:
    """One reference with the fields that are known."""
    authors = [_csl_name(name) for name in one.names]
    if authors and not one.complete:
        authors.append({"literal": "et al."})
    item = {
        "id": one.key,
        "type": _TYPES[one.form],
        "title": one.title,
        "author": authors,
        "container-title": one.container,
        "issued": {"date-parts": [[one.year]]} if one.year else {},
        "volume": one.volume,
        "issue": one.issue,
        "page": one.pages,
        "DOI": one.doi,
        "PMID": one.pmid,
        "PMCID": one.pmcid,
        "URL": one.url,
        "keyword": one.kind,
        "note": one.note,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.body:
        return {"literal": name.body}
    initials = " ".join(f"{letter}." for letter in name.initials.replace("-", ""))
    return {"family": name.family, "given": initials} | ({"suffix": name.suffix} if name.suffix else {})
