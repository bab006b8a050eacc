"""BibTeX, for LaTeX."""

from __future__ import annotations

from citewell.domain.exporting import ExportMaterial
from citewell.exports._bibliography import Form, Name, Publication, publications_of

_TYPES = {Form.JOURNAL_ARTICLE: "article", Form.WEB_PAGE: "misc", Form.REPORT: "techreport"}

# A brace counts for BibTeX even behind a backslash, so that one alone would end or open an entry.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_RAW = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


class BibtexExporter:
    """Writes one entry for each reference, with its LaTeX signs escaped and its capitals kept."""

    name = "bibtex"
    label = "BibTeX references"
    media_type = "application/x-bibtex"
    ending = "bib"

    def export(self, material: ExportMaterial) -> bytes:
        """UTF-8, as biber and current BibTeX styles read it."""
        entries = [_entry(one) for one in publications_of(material.article.references)]
        return ("\n\n".join(entries or ["% no references"]) + "\n").encode()


def escape(text: str) -> str:
    """Text as text, with balanced braces, whatever stands in it."""
    return text.translate(_ESCAPES)


def _entry(one: Publication) -> str:
    authors = [_name(name) for name in one.names] + (["others"] if one.names and not one.complete else [])
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{escape(one.title)}}}",
        "journal": escape(one.container) if one.form is Form.JOURNAL_ARTICLE else "",
        "howpublished": escape(one.container) if one.form is not Form.JOURNAL_ARTICLE else "",
        "year": str(one.year or ""),
        "volume": escape(one.volume),
        "number": escape(one.issue),
        "pages": escape(one.pages.replace("-", "--")),
        "doi": one.doi.translate(_RAW),
        "url": one.url.translate(_RAW),
        "pmid": one.pmid,
        "pmcid": one.pmcid,
        "keywords": escape(one.kind),
        "note": escape(one.note),
    }
    rows = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{_TYPES[one.form]}{{{one.key},", *rows, "}"])


def _name(name: Name) -> str:
    if name.body:
        return f"{{{escape(name.body)}}}"
    given = " ".join(f"{letter}." for letter in name.initials.replace("-", ""))
    suffix = f", {name.suffix}" if name.suffix else ""
    return f"{escape(name.family)}{suffix}, {given}"
