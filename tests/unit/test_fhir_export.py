"""The FHIR document: valid, closed in itself, with right codes, and telling no review that nobody made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import lxml.etree
import pytest
from tests.materials import ARTICLES, KEPT_AT, answered_article, material

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article
from citewell.exports.fhir import UNKNOWN_TIME, FhirExporter

XHTML = "{http://www.w3.org/1999/xhtml}"

# Value sets that R5 binds these elements to; fhir.resources checks none of them.
CODES = {
    ("Bundle", "type"): {"document"},
    ("Composition", "status"): {"registered", "partial", "preliminary", "final", "amended", "corrected", "unknown"},
    ("Citation", "status"): {"draft", "active", "retired", "unknown"},
    ("Evidence", "status"): {"draft", "active", "retired", "unknown"},
    ("PlanDefinition", "status"): {"draft", "active", "retired", "unknown"},
    ("informationType",): {"comment", "classifier", "rating", "container", "response", "change-request"},
    ("selectionBehavior",): {"any", "all", "all-or-none", "exactly-one", "at-most-one", "one-or-more"},
    ("relationship",): {"before", "before-start", "before-end", "concurrent", "after", "after-start", "after-end"},
    ("relatedArtifact", "type"): {"documentation", "justification", "citation", "derived-from", "cites"},
    ("documentation", "type"): {"documentation", "justification", "citation", "derived-from", "cites"},
    ("name", "type"): {"registered-name", "user-friendly-name", "patient-reported-name"},
}
CODINGS = {
    "http://terminology.hl7.org/CodeSystem/variable-role": {
        "population",
        "subpopulation",
        "exposure",
        "referenceExposure",
        "measuredVariable",
        "confounder",
    },
    "http://terminology.hl7.org/CodeSystem/plan-definition-type": {
        "order-set",
        "clinical-protocol",
        "eca-rule",
        "workflow-definition",
    },
    "http://hl7.org/fhir/cited-artifact-status-type": {"published-final-form", "retracted", "unknown"},
}
each_article = pytest.mark.parametrize("kind", ARTICLES)


def bundle_of(article: Article, *, kept_at: str = "") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(FhirExporter().export(material(article, kept_at=kept_at)))
    return made


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


@each_article
def test_the_bundle_is_valid_r5(kind: str) -> None:
    from fhir.resources.bundle import Bundle

    made = FhirExporter().export(material(ARTICLES[kind](), kept_at=KEPT_AT))
    assert Bundle.model_validate_json(made).entry[0].resource.get_resource_type() == "Composition"
    Bundle.model_validate_json(FhirExporter().export(material(ARTICLES[kind]())))


@each_article
def test_every_reference_resolves_and_the_composition_leads_everywhere(kind: str) -> None:
    bundle = bundle_of(ARTICLES[kind]())
    entries = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert len(entries) == len(bundle["entry"])
    for url, resource in entries.items():
        assert url == f"urn:uuid:{UUID(resource['id'])}"
    reached: set[str] = set()
    waiting = [bundle["entry"][0]["fullUrl"]]
    while waiting:
        url = waiting.pop()
        if url not in reached:
            reached.add(url)
            waiting += list(references(entries[url]))  # KeyError: leads nowhere
    assert reached == set(entries)


@each_article
def test_every_code_is_one_of_the_value_set_it_is_bound_to(kind: str) -> None:
    bundle = bundle_of(ARTICLES[kind]())
    for path, value in leaves(bundle):
        for names, codes in CODES.items():
            if path[-len(names) :] == names and isinstance(value, str):
                assert value in codes, path
    for system, code in codings(bundle):
        assert code in CODINGS[system]


@each_article
def test_every_resource_and_section_has_a_narrative_in_xhtml_that_only_says_words(kind: str) -> None:
    bundle = bundle_of(ARTICLES[kind]())
    told = [entry["resource"]["text"] for entry in bundle["entry"]]
    told += [section["text"] for one in resources(bundle, "Composition") for section in one["section"]]
    for text in told:
        division = lxml.etree.fromstring(text["div"])
        assert division.tag == f"{XHTML}div"
        assert "".join(division.itertext()).strip()
        assert {element.tag for element in division} == {f"{XHTML}p"}
        assert not [element for paragraph in division for element in paragraph]


@each_article
def test_nothing_in_the_bundle_is_empty(kind: str) -> None:
    for path, value in leaves(bundle_of(ARTICLES[kind]())):
        assert value not in ("", [], {}, None), path


def test_the_same_article_has_the_same_ids_and_another_has_others() -> None:
    article = answered_article()
    ids = {entry["fullUrl"] for entry in bundle_of(article)["entry"]}
    assert ids == {entry["fullUrl"] for entry in bundle_of(article, kept_at=KEPT_AT)["entry"]}
    other = with_digest(replace(article, question="Another?"))
    assert not ids & {entry["fullUrl"] for entry in bundle_of(other)["entry"]}


def test_each_claim_is_an_evidence_that_leads_to_the_citations_of_its_numbers() -> None:
    article = answered_article()
    bundle = bundle_of(article)
    citations = {f"urn:uuid:{one['id']}": one for one in resources(bundle, "Citation")}
    assert len(citations) == len(article.references)
    found = {one["identifier"][0]["value"]: one for one in resources(bundle, "Evidence")}
    assert set(found) == {claim.id for claim in article.claims}
    for claim in article.claims:
        led = [citations[one["resourceReference"]["reference"]] for one in found[claim.id]["relatedArtifact"]]
        numbers = {citation.reference for citation in claim.citations}
        assert {one["title"] for one in led} == {article.references[number - 1].title for number in numbers}
        notes = " ".join(note["text"] for note in found[claim.id]["note"])
        for citation in claim.citations:
            assert citation.quote in notes


def test_a_certainty_and_a_strength_are_the_source_s_words_and_never_a_code() -> None:
    bundle = bundle_of(answered_article())
    ratings = [one["rating"] for evidence in resources(bundle, "Evidence") for one in evidence.get("certainty", [])]
    assert ratings == [{"text": "low quality evidence"}]
    lines = resources(bundle, "PlanDefinition")[0]
    first = lines["action"][0]["action"][0]
    assert first["extension"][0]["valueCodeableConcept"] == {"text": "consider (NICE-style wording)"}
    advice = resources(bundle_of(ARTICLES["partly answered"]()), "PlanDefinition")[0]
    given = [one["extension"][0]["valueCodeableConcept"]["text"] for one in advice["action"]]
    assert given == ["consider (NICE-style wording)", "consensus (Delphi)", "Weak for"]


def test_lines_of_treatment_come_after_each_other() -> None:
    lines = resources(bundle_of(answered_article()), "PlanDefinition")[0]["action"]
    assert [line["title"] for line in lines] == ["First-line", "Second-line"]
    assert lines[1]["relatedAction"] == [{"targetId": lines[0]["id"], "relationship": "after"}]
    assert [one["title"] for one in lines[0]["action"]] == ["Exercises", "Posterior fossa decompression"]


@pytest.mark.parametrize("state", ["auto_checked", "approved", "reviewed"])
def test_no_document_is_final_or_attested_whatever_its_review_state_claims(state: str) -> None:
    bundle = bundle_of(with_digest(replace(answered_article(), review_state=state)))
    composition = resources(bundle, "Composition")[0]
    assert composition["status"] == "preliminary"
    assert "attester" not in composition
    assert {one["resourceType"] for one in (entry["resource"] for entry in bundle["entry"])} & {"Practitioner"} == set()
    assert "not reviewed by a person" in resources(bundle, "ArtifactAssessment")[0]["text"]["div"]


def test_a_retracted_publication_says_so_in_its_code() -> None:
    citation = resources(bundle_of(answered_article()), "Citation")[0]
    assert citation["citedArtifact"]["currentState"][0]["coding"][0]["code"] == "retracted"
    assert "RETRACTED" in citation["text"]["div"]


def test_a_time_that_is_not_known_is_said_to_be_unknown() -> None:
    known, unknown = bundle_of(answered_article(), kept_at=KEPT_AT), bundle_of(answered_article())
    assert known["timestamp"] == resources(known, "Composition")[0]["date"] == KEPT_AT
    assert unknown["timestamp"] == UNKNOWN_TIME
    assert "date" not in resources(unknown, "Composition")[0]
    assert resources(unknown, "Composition")[0]["_date"]["extension"][0]["valueCode"] == "unknown"


def test_an_emergency_is_the_first_section() -> None:
    sections = resources(bundle_of(ARTICLES["emergency"]()), "Composition")[0]["section"]
    assert sections[0]["title"] == "This may be an emergency"


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with the names that lead to it; a resource begins a path with its type."""
    if isinstance(value, dict) and value:
        start = (value["resourceType"],) if "resourceType" in value else path
        for name, item in value.items():
            yield from leaves(item, (*start, name))
    elif isinstance(value, list) and value:
        for item in value:
            yield from leaves(item, path)
    else:
        yield path, value


def references(value: Any) -> Iterator[str]:
    """What a resource refers to."""
    for path, item in leaves(value):
        if path[-1] == "reference":
            yield item


def codings(value: Any) -> Iterator[tuple[str, str]]:
    """Every pair of system and code."""
    if isinstance(value, dict):
        if "system" in value and "code" in value:
            yield value["system"], value["code"]
        for item in value.values():
            yield from codings(item)
    elif isinstance(value, list):
        for item in value:
            yield from codings(item)
