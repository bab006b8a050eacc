"""RIS, for EndNote, Zotero, Mendeley and library systems."""

from __future__ import annotations

from collections.abc import Iterator

from citewell.domain.exporting import ExportMaterial
from citewell.exports._bibliography import Form, Name, Publication, publications_of

_TYPES = {Form.JOURNAL_ARTICLE: "JOUR", Form.WEB_PAGE: "ELEC", Form.REPORT: "RPRT"}


class RisExporter:
    """Writes one record for each reference; a value is one line, so that no text can begin a tag of its own."""

    name = "ris"
    label = "RIS references"
    media_type = "application/x-research-info-systems"
    ending = "ris"

    def export(self, material: ExportMaterial) -> bytes:
        """UTF-8 with the line ends that the form asks for."""
        records = [
            "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(one))
            for one in publications_of(material.article.references)
        ]
        return ("\r\n".join(records) or "\r\n").encode()


def _lines(one: Publication) -> Iterator[tuple[str, str]]:
    first, _, last = one.pages.partition("-")
    rows = [
        ("TY", _TYPES[one.form]),
        ("ID", one.key),
        *(("AU", _name(name)) for name in one.names),
        *([("AU", "et al.")] if one.names and not one.complete else []),
        ("TI", one.title),
        ("JO" if one.form is Form.JOURNAL_ARTICLE else "T2", one.container),
        ("PY", str(one.year or "")),
        ("VL", one.volume),
        ("IS", one.issue),
        ("SP", first),
        ("EP", last),
        ("DO", one.doi),
        ("AN", one.pmid),
        ("C2", one.pmcid),
        ("UR", one.url),
        ("KW", one.kind),
        ("N1", one.note),
    ]
    yield from (row for row in rows if row[1])
    yield "ER", ""


def _name(name: Name) -> str:
    if name.body:
        return f"{name.body},"  # the comma keeps a body from being taken apart
    given = " ".join(f"{letter}." for letter in name.initials.replace("-", ""))
    return f"{name.family}, {given}{f', {name.suffix}' if name.suffix else ''}"
