"""FHIR R5: the answer as a document, for systems in a hospital.

https://hl7.org/fhir/R5/. A Composition leads to a Citation for each reference, an Evidence for each claim, a
PlanDefinition for the order of treatment and for recommendations, and an ArtifactAssessment with what the checks say.
It is preliminary and nobody attests it until named people have reviewed and approved exactly this text; then it is
final, and they attest it, for as long as nothing puts it in doubt. Strengths and certainties are the sources'
own words without a code: to code them would be to judge them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from citewell.compose import clinical, reading
from citewell.compose.reading import clean
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus
from citewell.domain.exporting import ExportMaterial
from citewell.exports import _sheet
from citewell.exports._bibliography import publications_of
from citewell.exports._fhir_parts import Ids, Resource, concept, narrative, resource
from citewell.exports._fhir_resources import assessment, citation, device, evidence, plans
from citewell.exports._fhir_review import attesters, composition_status
from citewell.exports._json import json_text
from citewell.exports._sheet import sheet_of
from citewell.exports._sheet_records import Sheet
from citewell.reviewed import ToldReview, tell_review

UNKNOWN_TIME = "1970-01-01T00:00:00Z"
_ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}


class FhirExporter:
    """Writes a document Bundle whose every reference resolves inside it."""

    name = "fhir"
    label = "FHIR R5 document"
    media_type = "application/fhir+json"
    ending = "fhir.json"

    def export(self, material: ExportMaterial) -> bytes:
        """The bundle; where it is not known when the article was kept, its time is the first of 1970."""
        article = material.article
        ids = Ids(article.digest)
        sheet = sheet_of(ExportMaterial(article, record=material.record))
        told = tell_review(article, material.record)
        claims = _claims(article, ids)
        parts = {
            "claims": claims,
            "plans": plans(ids, article, told) if reading.has_answer(article) else [],
            "citations": [
                citation(ids, reference, one, article.references)
                for reference, one in zip(article.references, publications_of(article.references), strict=True)
            ],
            "checks": [assessment(ids, article, told)],
        }
        resources = [
            _composition(ids, article, sheet, parts, kept_at=material.kept_at, told=told),
            device(ids, article),
            *(one for found in parts.values() for one in found),
        ]
        bundle = {
            "resourceType": "Bundle",
            "id": ids.of("Bundle"),
            "language": "en",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": ids.url("Bundle")},
            "type": "document",
            "timestamp": material.kept_at or UNKNOWN_TIME,
            "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
        }
        return json_text(bundle).encode()


def _claims(article: Article, ids: Ids) -> list[Resource]:
    """One Evidence for each claim, the direct answer's first; a claim that stands twice is one."""
    if not reading.has_answer(article):
        return []
    headed = [(_sheet.DIRECT_HEADING, claim) for claim in article.direct_answer]
    headed += [(section.heading, claim) for section in article.sections for claim in section.claims]
    made = {claim.id: evidence(ids, claim, article, heading) for heading, claim in reversed(headed)}
    return list(reversed(made.values()))


def _composition(
    ids: Ids, article: Article, sheet: Sheet, parts: dict[str, list[Resource]], *, kept_at: str, told: ToldReview
) -> Resource:
    title = sheet.title or "A clinical question"
    return resource(
        "Composition",
        ids,
        lines=[title, *sheet.status, sheet.caution, *sheet.notes, sheet.disclaimer],
        identifier=[{"system": "urn:ietf:rfc:3986", "value": ids.url("Composition")}],
        status=composition_status(told),
        type=concept("Answer to a clinical question, with its evidence"),
        date=kept_at,
        _date=None if kept_at else _ABSENT,
        author=[{"reference": ids.url("Device"), "display": "Citewell"}],
        title=title,
        attester=attesters(told),
        note=[{"text": f"Digest of the article, SHA-256: {clean(article.digest)}"}] if article.digest else [],
        section=[one for one in _sections(ids, article, sheet, parts) if one],
    )


def _sections(ids: Ids, article: Article, sheet: Sheet, parts: dict[str, list[Resource]]) -> Iterable[dict[str, Any]]:
    signs = [f"{sign} ({source})" for sign, source, _ in sheet.signs]
    yield _section(reading.EMERGENCY_HEADING, [*sheet.calls, *signs] if signs else [])
    if sheet.asked_back:
        yield _section(reading.CLARIFICATION_HEADING, [sheet.asked_back, *sheet.choices])
    if article.status is ArticleStatus.NO_SOURCE_FOUND:
        yield _section("No source found", [words for words in (sheet.refusal, sheet.searched) if words])
    yield _section(clinical.IN_SHORT, map(_sheet.short_line, sheet.in_short))
    groups = [(_sheet.DIRECT_HEADING, sheet.direct), *((group.heading, group.statements) for group in sheet.groups)]
    for heading, statements in groups:
        lines = [f"{one.text} {reading.numbers_text(one.numbers)}" for one in statements]
        yield _section(heading, lines, [ids.url("Evidence", one.claim_id) for one in statements])
    for plan in parts["plans"]:
        yield _section(plan["title"], [plan["title"]], [f"urn:uuid:{plan['id']}"])
    yield _section(_sheet.NOT_FOUND_HEADING, sheet.missing)
    yield _section(clinical.MISSING_HEADING, sheet.expected_missing)
    for heading, views in sheet.differ:
        lines = [f"“{view.position}” — {view.tail}: {view.statement}" for view in views]
        yield _section(f"{_sheet.DIFFER_HEADING}: {heading}", lines)
    yield _section(
        "Automatic checks",
        list(sheet.status[1:2] or sheet.status),
        [f"urn:uuid:{one['id']}" for one in parts["checks"]],
    )
    texts = [f"[{entry.number}] {entry.text}" for entry in sheet.references]
    yield _section(_sheet.REFERENCES_HEADING, texts, [f"urn:uuid:{one['id']}" for one in parts["citations"]])


def _section(title: str, lines: Iterable[str], entries: Iterable[str] = ()) -> dict[str, Any]:
    """A section; empty where it would say nothing."""
    told, references = [line for line in lines if line], [{"reference": url} for url in entries]
    if not told and not references:
        return {}
    return {"title": title, "text": narrative(told), **({"entry": references} if references else {})}
