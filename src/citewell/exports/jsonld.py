"""JSON-LD by schema.org: what a page may carry so that machines can read what it says and what it rests on.

https://schema.org/MedicalWebPage. A review is told only where people made one for exactly this text and nothing has
happened since that puts it in doubt: `lastReviewed` and `reviewedBy` are left out of every other article, whatever its
review state claims, and for a reader profile that the approval does not cover. The text is safe inside a <script>
element: no sign of markup stands in it unescaped.
"""

from __future__ import annotations

from typing import Any

from citewell.compose import citing, reading
from citewell.compose.audiences import load_audience
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, Reference
from citewell.domain.enums import EvidenceKind
from citewell.domain.exporting import ExportMaterial
from citewell.exports._bibliography import Publication, publications_of
from citewell.exports._json import json_text
from citewell.exports._sheet import DIRECT_HEADING, in_short, short_line
from citewell.reviewed import Signer, tell_worded

_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
_GUIDANCE = (EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS)


class JsonLdExporter:
    """Writes one MedicalWebPage with its question, answer, claims and citations."""

    name = "jsonld"
    label = "JSON-LD (schema.org)"
    media_type = "application/ld+json"
    ending = "jsonld"

    def export(self, material: ExportMaterial) -> bytes:
        """The page's description; claims and citations are the article's own for every reader profile."""
        page = _stated(_page(material))
        return json_text(page).translate(_ESCAPES).encode()


def _page(material: ExportMaterial) -> dict[str, Any]:
    article = material.article
    audience = load_audience(material.wording.audience if material.wording else article.audience)
    page = f"urn:sha256:{clean(article.digest)}"
    told = tell_worded(material)
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": page,
        "identifier": clean(article.digest),
        "name": clean(article.question),
        "inLanguage": "en",
        "abstract": clean(article.how_sure),
        "aspect": clean(article.intent),
        "creativeWorkStatus": told.words if reading.has_answer(article) else reading.status_words(article),
        "usageInfo": clean(audience.disclaimer),
        "dateCreated": clean(material.kept_at)[:10],
        "lastReviewed": told.approved_on if told.stands else "",
        "reviewedBy": [_reviewer(one) for one in told.signers] if told.stands else [],
        "medicalAudience": {"@type": "MedicalAudience", "audienceType": clean(audience.label)},
        "about": _about(article),
        "mainEntity": _question(article),
        "hasPart": [
            {
                "@type": "WebPageElement",
                "name": clean(heading),
                "hasPart": [_claim(claim, page) for claim in claims],
            }
            for heading, claims in (
                (DIRECT_HEADING, article.direct_answer),
                *((section.heading, section.claims) for section in article.sections),
            )
            if claims and reading.has_answer(article)
        ],
        "citation": [
            _citation(reference, publication, article, page)
            for reference, publication in zip(article.references, publications_of(article.references), strict=True)
        ],
        "creator": {"@type": "SoftwareApplication", "name": "Citewell", "version": clean(article.provenance.citewell)},
    }


def _reviewer(one: Signer) -> dict[str, Any]:
    """A person who reviewed the text, with the credentials of that day."""
    return {
        "@type": "Person",
        "name": one.name,
        "hasCredential": {"@type": "EducationalOccupationalCredential", "name": one.credentials}
        if one.credentials
        else {},
        "knowsAbout": one.specialty,
    }


def _about(article: Article) -> list[dict[str, str]]:
    """The conditions and the topics that the question was understood to be about."""
    conditions = dict.fromkeys(clean(name) for part in article.understood for name in part.pico.conditions)
    topics = dict.fromkeys(clean(part.topic) for part in article.understood)
    named = {name.lower() for name in conditions}
    return [
        *({"@type": "MedicalCondition", "name": name} for name in conditions if name),
        *({"@type": "MedicalEntity", "name": name} for name in topics if name and name.lower() not in named),
    ]


def _question(article: Article) -> dict[str, Any]:
    """The question with the direct answer as one that is suggested: nobody has accepted it."""
    told = [f"{clean(one.text)} {reading.numbers_text(reading.claim_numbers(one))}" for one in article.direct_answer]
    answer = " ".join([*map(short_line, in_short(article)), *told] if told else [])
    question = {"@type": "Question", "name": clean(article.question), "text": clean(article.question)}
    if not answer or not reading.has_answer(article):
        return question
    return question | {"suggestedAnswer": {"@type": "Answer", "text": answer}}


def _claim(claim: Claim, page: str) -> dict[str, Any]:
    return {
        "@type": "Claim",
        "identifier": clean(claim.id),
        "text": clean(claim.text),
        "citation": [{"@id": f"{page}#ref-{number}"} for number in reading.claim_numbers(claim)],
    }


def _citation(reference: Reference, one: Publication, article: Article, page: str) -> dict[str, Any]:
    """A publication; one that a body issued as guidance is named so, and what has become of it is told."""
    links = [address for _, address in citing.reference_links(reference)]
    guidance = reference.kind in _GUIDANCE
    return {
        "@type": ["MedicalScholarlyArticle", "MedicalGuideline"] if guidance else "MedicalScholarlyArticle",
        "@id": f"{page}#ref-{reference.number}",
        "position": reference.number,
        "name": one.title,
        "author": [
            {"@type": "Organization", "name": name.body} if name.body else {"@type": "Person", "name": name.printed}
            for name in one.names
        ],
        "datePublished": str(one.year or ""),
        "isPartOf": _part_of(one),
        "pagination": one.pages,
        "publicationType": one.kind,
        "creativeWorkStatus": "; ".join(citing.reference_marks(reference, article.references)),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("DOI", one.doi), ("PMID", one.pmid), ("PMCID", one.pmcid))
            if value
        ],
        "url": links[0] if links else "",
        "sameAs": links[1:],
    }


def _part_of(one: Publication) -> dict[str, Any]:
    """The journal, inside the volume and issue where those are known."""
    if not one.container:
        return {}
    part: dict[str, Any] = {"@type": "Periodical", "name": one.container}
    if one.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": one.volume, "isPartOf": part}
    if one.issue:
        part = {"@type": "PublicationIssue", "issueNumber": one.issue, "isPartOf": part}
    return part


def _stated(value: Any) -> Any:
    """The same without what is empty."""
    if isinstance(value, dict):
        kept = {name: _stated(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ("", [], {}, None)}
    return [_stated(item) for item in value] if isinstance(value, list) else value
