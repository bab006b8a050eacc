"""A numbered reference list in the Vancouver style.

By the ICMJE's samples (https://www.nlm.nih.gov/bsd/uniform_requirements.html) and Patrias K, Wendling D, Citing
Medicine, 2nd ed., National Library of Medicine 2007. Two things differ: journals are named as the source names them,
for there is no list of NLM's abbreviations here, and a web page has no date on which it was read.
"""

from __future__ import annotations

from citewell.domain.exporting import ExportMaterial
from citewell.exports._bibliography import Form, Publication, publications_of, short_pages

MOST_AUTHORS = 6


class VancouverExporter:
    """Writes one line for each reference, under the article's own numbers."""

    name = "vancouver"
    label = "Vancouver reference list"
    media_type = "text/plain"
    ending = "vancouver.txt"

    def export(self, material: ExportMaterial) -> bytes:
        """The list, ready to be pasted."""
        lines = [f"{one.number}. {vancouver(one)}" for one in publications_of(material.article.references)]
        return ("\n".join(lines or ["No references."]) + "\n").encode()


def vancouver(one: Publication) -> str:
    """One reference in the style's order: authors, title, journal or publisher, date, place, identifiers."""
    found_online = bool(one.url) and not (one.doi or one.pmid or one.pmcid)
    parts = [
        _authors(one),
        *(_in_journal(one, found_online) if one.form is Form.JOURNAL_ARTICLE else _published(one, found_online)),
        f"[{one.standing}]" if one.standing else "",
        f"doi: {one.doi}." if one.doi else "",
        _records(one),
        f"Available from: {one.url}" if found_online else "",
    ]
    return " ".join(part for part in parts if part)


def _authors(one: Publication) -> str:
    """At most six persons, then the body behind a semicolon, as where both wrote."""
    people = [name.printed for name in one.names if not name.body]
    bodies = [name.body for name in one.names if name.body]
    left_out = not one.complete or len(people) > MOST_AUTHORS
    named = [*people[:MOST_AUTHORS], *(["et al"] if left_out and people else [])]
    return _ended("; ".join(filter(None, (", ".join(named), "; ".join(bodies)))))


def _in_journal(one: Publication, online: bool) -> tuple[str, str]:
    """Title, and journal with year, volume, issue and pages: "Spine. 2002;27(17):1835-43."."""
    issue = f"({one.issue})" if one.issue else ""
    pages = f":{short_pages(one.pages)}" if one.pages else ""
    place = f";{one.volume}{issue}{pages}" if one.volume or issue or pages else ""
    return _ended(one.title), f"{_medium(one.container, online)} {one.year or '[date unknown]'}{place}."


def _published(one: Publication, online: bool) -> tuple[str, str]:
    year = str(one.year or "[date unknown]")
    return _medium(one.title, online), f"{one.container}; {year}." if one.container else f"{year}."


def _medium(name: str, online: bool) -> str:
    """What carries the text, marked where it is read on the Internet."""
    return f"{name.rstrip('.')} [Internet]." if online and name else _ended(name)


def _records(one: Publication) -> str:
    """PubMed's and PubMed Central's numbers."""
    numbers = [f"PubMed PMID: {one.pmid}"] if one.pmid else []
    numbers += [f"PubMed Central PMCID: {one.pmcid}"] if one.pmcid else []
    return f"{'; '.join(numbers)}." if numbers else ""


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
