"""The words in which every page shows an article: status, grades, references, disagreements, provenance.

The terminal page, the exports and the web page all take their wording from here, so that none of them can say
more than another. Everything here is plain text; escaping is the page's own affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from citewell.domain.articles import (
    Article,
    Citation,
    Claim,
    Disagreement,
    Finding,
    Missing,
    Provenance,
    Reference,
    Side,
)
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Fidelity

UNKNOWN_REVIEW = "Review state unknown; not reviewed by a person"
INFERRED = "inferred by the librarian from the source"
MOST_AUTHORS = 3

NO_SOURCE_EXPLANATION = (
    "The library holds nothing that answers this question, and Citewell does not answer from unrelated text."
)
NO_SOURCE_ADVICE: tuple[tuple[str, str], ...] = (
    ("Ask in other words: name the condition, the test or the treatment, and spell abbreviations out.", ""),
    ("See what the library holds:", "citewell library list"),
    ("Add documents of your own:", "citewell library add FILE_OR_FOLDER"),
)
VERIFY_ADVICE = (
    "The JSON form of this article can be checked again at any time: every quote and every check is replayed "
    "against the library, without any model, by"
)
VERIFY_COMMAND = "citewell verify FILE"

_STATUS_WORDS = {
    ArticleStatus.ANSWERED: "Answered",
    ArticleStatus.PARTLY_ANSWERED: "Partly answered",
    ArticleStatus.NO_SOURCE_FOUND: "No source found",
}
_STATUS_MARKS = {
    DocumentStatus.CORRECTED: "corrected since",
    DocumentStatus.SUPERSEDED: "superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "expression of concern",
    DocumentStatus.RETRACTED: "RETRACTED",
}
_STATUS_WORDS_IN_CLAIMS = {
    DocumentStatus.SUPERSEDED: "superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "under an expression of concern",
    DocumentStatus.RETRACTED: "RETRACTED",
}
_GUIDANCE = (EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS)
_ADDRESS_MARKS = "%/:?#[]@!$&'()*+,;=~"
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """One line of text that cannot steer a terminal or a page.

    Runs of white space become one space; invisible format characters (among them those that turn the writing
    direction) go; other control characters become the replacement character, so that a reader sees them.
    """
    letters = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zl", "Zp"):
            letters.append(" ")
        elif category in ("Cc", "Cs"):
            letters.append("\ufffd")
        elif category != "Cf" or character in _JOINERS:
            letters.append(character)
    return " ".join("".join(letters).split())


def status_words(article: Article) -> str:
    """How far the question is answered and on how much, such as "Answered from 9 publications, ..."."""
    words = _STATUS_WORDS[article.status]
    if article.status is ArticleStatus.NO_SOURCE_FOUND or not article.references:
        return words
    total = len(article.references)
    guidance = sum(reference.kind in _GUIDANCE for reference in article.references)
    publications = "1 publication" if total == 1 else f"{total} publications"
    statements = {
        0: "no guideline or consensus statement among them",
        1: "1 of them a guideline or consensus statement",
    }
    return f"{words} from {publications}, " + statements.get(
        guidance, f"{guidance} of them guidelines or consensus statements"
    )


def review_words(state: str, labels: Iterable[tuple[str, str]]) -> str:
    """The label of a review state among `labels`; a state that is none of them is never shown as a review."""
    return next((label for name, label in labels if name == state), UNKNOWN_REVIEW)


def claim_numbers(claim: Claim) -> tuple[int, ...]:
    """The reference numbers behind a claim, each once, in the order of its citations."""
    return tuple(dict.fromkeys(citation.reference for citation in claim.citations))


def claim_marks(claim: Claim, references: Sequence[Reference]) -> tuple[str, ...]:
    """What must be read with a claim: the sources' own gradings, in quotation marks; inferences; lost standing.

    "per [3]" says whose rating it is; Citewell gives none itself.
    """
    marks = [
        f"per [{citation.reference}]: {grade}"
        for citation in claim.citations
        if (grade := grade_words(citation))
    ]
    several = len(claim_numbers(claim)) > 1
    marks += [
        f"[{citation.reference}]: {INFERRED}" if several else INFERRED
        for citation in claim.citations
        if citation.inferred
    ]
    numbers = claim_numbers(claim)
    marks += [
        f"[{reference.number}] is {_STATUS_WORDS_IN_CLAIMS[reference.status]}"
        for reference in references
        if reference.number in numbers and reference.status in _STATUS_WORDS_IN_CLAIMS
    ]
    return tuple(dict.fromkeys(marks))


def grade_words(citation: Citation) -> str:
    """The source's own words on strength and certainty, named as such and quoted; empty when it gives none."""
    grades = (("strength", citation.strength), ("certainty", citation.certainty))
    return ", ".join(f"{name} “{clean(value)}”" for name, value in grades if value.strip())


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
    return ", ".join(
        clean(part) for part in (str(reference.year or "year not stated"), reference.country) if part
    )


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
    """Pairs of label and http(s) address: DOI, PubMed, PubMed Central; the page itself where none is known."""
    links: list[tuple[str, str]] = []
    if reference.doi.strip():
        links.append((f"doi:{clean(reference.doi)}", "https://doi.org/" + _encoded(reference.doi)))
    if re.fullmatch(r"\d{1,9}", reference.pmid):
        links.append((f"PMID {reference.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"))
    if re.fullmatch(r"PMC\d{1,9}", reference.pmcid):
        links.append((reference.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{reference.pmcid}/"))
    if not links and (address := safe_address(reference.url)):
        links.append((clean(urlsplit(address).hostname or "page"), address))
    return tuple(links)


def safe_address(address: str) -> str:
    """The address, percent-encoded, when it is an http(s) one with a plain host name, else nothing."""
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    named = parts.hostname and parts.hostname.isascii() and "@" not in parts.netloc
    return (
        percent_encoded(address, safe=_ADDRESS_MARKS) if parts.scheme in ("http", "https") and named else ""
    )


def reference_marks(reference: Reference) -> tuple[str, ...]:
    """What a reader must know of a reference before trusting it, most serious first."""
    marks = [_STATUS_MARKS[reference.status]] if reference.status in _STATUS_MARKS else []
    if reference.fidelity is Fidelity.RESTATED:
        marks.append("restated")
    if reference.read_on_copy_site:
        marks.append("read on a copy site")
    if reference.identity != "complete":
        marks.append("identity partly known")
    return tuple(marks)


def cited_passages(article: Article, reference: Reference) -> tuple[tuple[str, str], ...]:
    """What the article cites of a reference: short passage ids, with their common place in the publication."""
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


def finding_words(finding: Finding) -> str:
    """What a check says, on which words or (where it quotes none) on what, and by which rule."""
    target = f"“{clean(finding.excerpt)}”" if finding.excerpt else f"({clean(finding.target)})"
    return f"{clean(finding.explanation)} {target} ({clean(finding.rule)})"


def missing_words(missing: Missing) -> str:
    """What no source was found on, and where it was looked for."""
    return f"{clean(missing.topic)} — searched {clean(missing.searched)}"


def disagreement_heading(disagreement: Disagreement) -> str:
    """The point and the measure, such as "Cervicogenic headache: prevalence"."""
    point, measure = clean(disagreement.point), clean(disagreement.measure)
    heading = f"{point}: {measure}" if measure and measure != point else point
    return heading[:1].upper() + heading[1:]


def side_origin(side: Side) -> str:
    """Who holds a position, when, on what kind of evidence and where."""
    year = str(side.year) if side.year and str(side.year) not in side.source else ""
    return ", ".join(
        clean(part) for part in (side.source, year, side.kind.label.lower(), side.country) if part
    )


def provenance_rows(provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """Pairs of name and value: release, engines, settings and searches."""
    engines = "; ".join(
        f"{role}: {' '.join(part for part in (engine.name, engine.version, _short(engine.digest)) if part)}"
        for role, engine in sorted(provenance.engines.items())
    )
    rows = (
        ("Citewell", provenance.citewell),
        ("Library", f"release {provenance.library_release}: {library_size(provenance)}"),
        ("Engines", engines),
        ("Settings", ", ".join(f"{name} {value}" for name, value in sorted(provenance.settings.items()))),
        ("Searched for", "; ".join(f"“{search}”" for search in provenance.searches)),
    )
    return tuple((name, clean(value)) for name, value in rows if value)


def library_size(provenance: Provenance) -> str:
    """How much was searched, such as "537 passages of 154 publications"."""
    return f"{provenance.library_passages:,} passages of {provenance.library_documents:,} publications"


def numbers_text(numbers: Sequence[int]) -> str:
    """Reference numbers as printed behind a claim: "[1][4]"."""
    return "".join(f"[{number}]" for number in numbers)


def _encoded(doi: str) -> str:
    return percent_encoded(doi.strip(), safe="/:;().-_+")


def _short(digest: str) -> str:
    return f"({digest[:12]})" if digest else ""
