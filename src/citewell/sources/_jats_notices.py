"""What a JATS article says of other publications, and of itself: corrections, concerns, retractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citewell.domain.documents import StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.intake import Amendment
from citewell.sources._jats_front import Front, plain_doi
from citewell.sources._jats_terms import LINK
from citewell.sources._jats_text import text_of

LONGEST_REASON = 500

_ABOUT_ANOTHER = {
    "corrected-article": DocumentStatus.CORRECTED,
    "addended-article": DocumentStatus.CORRECTED,
    "retracted-article": DocumentStatus.RETRACTED,
    "partial-retraction": DocumentStatus.EXPRESSION_OF_CONCERN,
    "object-of-concern": DocumentStatus.EXPRESSION_OF_CONCERN,
}
_ABOUT_ITSELF = {
    "correction-forward": DocumentStatus.CORRECTED,
    "correction": DocumentStatus.CORRECTED,
    "erratum": DocumentStatus.CORRECTED,
    "addendum": DocumentStatus.CORRECTED,
    "retraction-forward": DocumentStatus.RETRACTED,
    "retraction": DocumentStatus.RETRACTED,
    "partial-retraction-forward": DocumentStatus.EXPRESSION_OF_CONCERN,
    "concern-forward": DocumentStatus.EXPRESSION_OF_CONCERN,
    "expression-of-concern": DocumentStatus.EXPRESSION_OF_CONCERN,
}
NOTICE_TYPES = {
    "correction": DocumentStatus.CORRECTED,
    "erratum": DocumentStatus.CORRECTED,
    "corrigendum": DocumentStatus.CORRECTED,
    "addendum": DocumentStatus.CORRECTED,
    "retraction": DocumentStatus.RETRACTED,
    "partial-retraction": DocumentStatus.EXPRESSION_OF_CONCERN,
    "expression-of-concern": DocumentStatus.EXPRESSION_OF_CONCERN,
}
"""Types of articles that only say something of another one."""

_NOTICE_TITLE = re.compile(
    r"(?i)(?:(?P<retracted>retraction(?: note| notice)?)|(?P<corrected>correction|erratum|corrigendum|addendum)"
    r"|(?P<concern>(?:editorial )?expression of concern))(?: (?:to|for|on))?\s*(?::|$)"
)
_STUDIES = frozenset("research-article review-article systematic-review case-report brief-report meta-analysis".split())
_RETRACTED_TITLE = re.compile(r"(?:RETRACTED|Retracted|WITHDRAWN|Withdrawn)(?: ARTICLE| article)?\s*[:.\]]")


def notice_status(article: Any, front: Front) -> DocumentStatus | None:
    """What an article announces about another one, if that is all it is.

    Its type says so, else its title ("Erratum to: ..."); of what calls itself a study only where it names the other.
    """
    if front.article_type in NOTICE_TYPES:
        return NOTICE_TYPES[front.article_type]
    title = _NOTICE_TITLE.match(front.title)
    if title is None or (front.article_type in _STUDIES and not any(_announces(item) for item in _related(article))):
        return None
    if title["retracted"]:
        return DocumentStatus.RETRACTED
    return DocumentStatus.CORRECTED if title["corrected"] else DocumentStatus.EXPRESSION_OF_CONCERN


def _announces(related: Any) -> bool:
    return related.get("related-article-type", "").lower() in _ABOUT_ANOTHER


def read_amendments(article: Any, front: Front, notice: DocumentStatus | None) -> Iterator[Amendment]:
    """What the article says of others: one amendment for each publication that it corrects, doubts or retracts.

    `notice` is what it announces, if it is no more than a notice.
    """
    reason = _reason(article) if notice else ""
    seen = set()
    for related in _related(article):
        kind = related.get("related-article-type", "").lower()
        status = _ABOUT_ANOTHER.get(kind)
        if status is None and notice and kind in ("article-reference", "companion", ""):
            status = notice
        if status is DocumentStatus.RETRACTED and front.article_type == "partial-retraction":
            status = DocumentStatus.EXPRESSION_OF_CONCERN
        doi, pmid, pmcid = _identifiers(related)
        own = {front.doi, front.pmid, front.pmcid} - {""}
        if status is None or not (doi or pmid or pmcid) or own & {doi, pmid, pmcid} or (doi, pmid, pmcid) in seen:
            continue
        seen.add((doi, pmid, pmcid))
        yield Amendment(
            StatusNotice(
                status=status,
                date=front.published,
                reference=front.journal,
                pmid=front.pmid,
                doi=front.doi,
                url=front.url,
                source=front.journal_name,
                reason=reason,
            ),
            doi=doi,
            pmid=pmid,
            pmcid=pmcid,
        )


def read_own_notices(article: Any, front: Front) -> tuple[StatusNotice, ...]:
    """What the article itself says has become of it, the gravest first."""
    notices: list[StatusNotice] = []
    for related in _related(article):
        status = _ABOUT_ITSELF.get(related.get("related-article-type", "").lower())
        if status:
            doi, pmid, _ = _identifiers(related)
            url = f"https://doi.org/{doi}" if doi else ""
            notices.append(StatusNotice(status=status, doi=doi, pmid=pmid, url=url, source="the article's own file"))
    marked = front.article_type == "retracted-article" or _RETRACTED_TITLE.match(front.title)
    if marked and not any(notice.status is DocumentStatus.RETRACTED for notice in notices):
        notices.append(
            StatusNotice(DocumentStatus.RETRACTED, source="the article's own file", reason="It is marked as retracted.")
        )
    order = [DocumentStatus.RETRACTED, DocumentStatus.EXPRESSION_OF_CONCERN, DocumentStatus.CORRECTED]
    return tuple(sorted(notices, key=lambda notice: order.index(notice.status)))


def _related(article: Any) -> list[Any]:
    front = article.find("front")
    return list(front.iter("related-article")) if front is not None else []


def _identifiers(related: Any) -> tuple[str, str, str]:
    """DOI, PMID and PMCID of a related article."""
    doi = pmid = pmcid = ""
    named = [(related.get("ext-link-type", ""), related.get(LINK, ""))]
    named += [
        (inner.get("pub-id-type", ""), "".join(inner.itertext())) for inner in related.iter("pub-id", "object-id")
    ]
    for kind, written in named:
        kind, written = kind.lower(), " ".join(written.split())
        doi = doi or plain_doi(written)
        number = re.search(r"(?i)(pmc)?([1-9]\d{0,8})/?$", written, re.ASCII)
        if doi or number is None:
            continue
        if kind in ("pmc", "pmcid") or number[1]:
            pmcid = pmcid or f"PMC{number[2]}"
        elif kind in ("pmid", "pubmed"):
            pmid = pmid or number[2]
    return doi, pmid, pmcid


def _reason(article: Any) -> str:
    """The first words of a notice's text, at most LONGEST_REASON characters, cut at a sentence or a word."""
    body = article.find("body")
    inside = article.iterfind("front/article-meta/abstract//p") if body is None else body.iter("p")
    paragraphs = [
        text_of(paragraph) for paragraph in inside if paragraph.getparent().tag in ("sec", "body", "abstract")
    ]
    text = " ".join(filter(None, paragraphs))
    if len(text) <= LONGEST_REASON:
        return text
    cut = text[:LONGEST_REASON]
    end = max(cut.rfind(". "), cut.rfind("? "))
    return cut[: end + 1] if end > LONGEST_REASON // 3 else f"{cut.rpartition(' ')[0]} …"
