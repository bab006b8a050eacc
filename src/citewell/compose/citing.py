"""The words in which every page shows a reference: author, origin, links, marks, and what is cited of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded
from urllib.parse import unquote as percent_decoded
from urllib.parse import urlsplit

from citewell.compose.reading import clean
from citewell.domain.articles import Article, Reference
from citewell.domain.enums import DocumentStatus, Fidelity
from citewell.domain.identity import same_publication

MOST_AUTHORS = 3

_STATUS_MARKS = {
    DocumentStatus.CORRECTED: "corrected since",
    DocumentStatus.SUPERSEDED: "superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "expression of concern",
    DocumentStatus.RETRACTED: "RETRACTED",
}
_COPY_HOSTS = (
    "scribd.com",
    "elsevierpure.com",
    "pure.elsevier.com",
    "researchgate.net",
    "academia.edu",
    "semanticscholar.org",
    "docslib.org",
    "fdocuments.in",
)
"""Sites that keep copies or records of what others have published."""
_DOI_IN_ADDRESS = re.compile(r"(?<![\d.])(10\.\d{4,9}/[^\s?#&]+)")
_VIEW_OF_DOI = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|html|fulltext|summary|meta)|\.(?:pdf|html?|full))*/?$", re.IGNORECASE
)
_ADDRESS_MARKS = "%/:?#[]@!$&'()*+,;=~"


def reference_author(reference: Reference) -> str:
    """The body, or up to three authors; empty when neither is known."""
    if reference.organisation.strip():
        return clean(reference.organisation).rstrip(",")
    names = [name.strip() for name in clean(reference.authors).split(",") if name.strip()]
    named = [name for name in names if name.rstrip(".").lower() != "et al"]
    shortened = len(named) > MOST_AUTHORS or len(named) < len(names)
    return ", ".join(named[:MOST_AUTHORS]) + (" et al." if shortened else "")


def reference_origin(reference: Reference) -> str:
    """Year and country as far as known, such as "2021, Europe"."""
    return ", ".join(clean(part) for part in (str(reference.year or "year not stated"), reference.country) if part)


def reference_text(reference: Reference) -> str:
    """Author, year and country, title and journal, each as far as known, as sentences."""
    author, title, origin = (
        reference_author(reference),
        clean(reference.title),
        f"({reference_origin(reference)})",
    )
    lead = [f"{author} {origin}", title] if author else [f"{title} {origin}"]
    parts = [part for part in (*lead, clean(reference.journal)) if part]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)


def reference_links(reference: Reference) -> tuple[tuple[str, str], ...]:
    """Pairs of label and http(s) address: DOI, PubMed, PubMed Central; the page itself if none is known.

    A page that is not the publisher's is called a copy.
    """
    links: list[tuple[str, str]] = []
    if doi := reference.doi.strip() or _doi_in(reference.url):
        links.append((f"doi:{clean(doi)}", "https://doi.org/" + _encoded(doi)))
    if re.fullmatch(r"\d{1,9}", reference.pmid):
        links.append((f"PMID {reference.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"))
    if re.fullmatch(r"PMC\d{1,9}", reference.pmcid):
        links.append((reference.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{reference.pmcid}/"))
    if not links and (address := safe_address(reference.url)):
        host = clean(urlsplit(address).hostname or "page")
        links.append((f"copy at {host}" if _is_copy(reference, host) else host, address))
    return tuple(links)


def _doi_in(address: str) -> str:
    """The DOI that an address leads to by its own words, without the publisher's name for a view of it; or nothing."""
    found = _DOI_IN_ADDRESS.search(percent_decoded(safe_address(address)))
    return _VIEW_OF_DOI.sub("", found[1]) if found else ""


def _is_copy(reference: Reference, host: str) -> bool:
    """Whether what is linked is not the publisher's page: it says so of itself, or the site keeps copies."""
    return reference.read_on_copy_site or any(host == site or host.endswith(f".{site}") for site in _COPY_HOSTS)


def safe_address(address: str) -> str:
    """The address, percent-encoded, when it is an http(s) one with a plain host name, else nothing."""
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    named = parts.hostname and parts.hostname.isascii() and "@" not in parts.netloc
    return percent_encoded(address, safe=_ADDRESS_MARKS) if parts.scheme in ("http", "https") and named else ""


def reference_marks(reference: Reference, references: Sequence[Reference]) -> tuple[str, ...]:
    """What a reader must know of a reference before trusting it, most serious first.

    Two references of one publication, its own text and a restatement of it, are no two sources.
    """
    marks = [_STATUS_MARKS[reference.status]] if reference.status in _STATUS_MARKS else []
    if reference.fidelity is Fidelity.RESTATED:
        marks.append("restated")
    if reference.read_on_copy_site:
        marks.append("read on a copy site")
    if reference.identity != "complete":
        marks.append("identity partly known")
    twins = [other.number for other in references if other is not reference and same_publication(reference, other)]
    if twins:
        marks.append(f"the same publication as {', '.join(f'[{number}]' for number in twins)}")
    return tuple(marks)


def cited_passages(article: Article, reference: Reference) -> tuple[tuple[str, str], ...]:
    """What the article cites of a reference: short passage ids, with their common place in it."""
    places: dict[str, str] = {}
    for claim in article.claims:
        for citation in claim.citations:
            if citation.reference == reference.number:
                places.setdefault(citation.passage_id, clean(citation.locator))
    prefix = reference.document_id
    names: dict[str, list[str]] = {}
    for name, place in sorted(places.items()):
        short = name.removeprefix(prefix) if name.startswith(f"{prefix}#") else name
        names.setdefault(place, []).append(clean(short))
    return tuple((", ".join(short), place) for place, short in names.items())


def _encoded(doi: str) -> str:
    return percent_encoded(doi.strip(), safe="/:;().-_+")
