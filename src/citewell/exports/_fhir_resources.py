"""The resources of a FHIR bundle: what is cited, what is stated, what is recommended, what the checks say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from citewell.compose import citing, clinical, reading
from citewell.compose.finding_words import finding_words
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, Reference
from citewell.domain.enums import DocumentStatus, Severity
from citewell.exports._bibliography import Publication
from citewell.exports._fhir_parts import TERMINOLOGY, Ids, Resource, concept, markdown, notes_of, resource
from citewell.exports._fhir_review import plan_words
from citewell.exports.vancouver import vancouver
from citewell.reviewed import ToldReview

ARTEFACT_STATUS = "http://hl7.org/fhir/cited-artifact-status-type"
STRENGTH = "http://hl7.org/fhir/StructureDefinition/cqf-strengthOfRecommendation"
_IDENTIFIERS = (
    ("doi", "https://doi.org"),
    ("pmid", "https://pubmed.ncbi.nlm.nih.gov"),
    ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc"),
)
_ROLES = (
    ("population", ("populations", "conditions")),
    ("exposure", ("interventions",)),
    ("referenceExposure", ("comparators",)),
    ("measuredVariable", ("outcomes",)),
)


def device(ids: Ids, article: Article) -> Resource:
    """Citewell itself: a program is the author, and no person is."""
    return resource(
        "Device",
        ids,
        lines=[f"Citewell {article.provenance.citewell}"],
        name=[{"value": "Citewell", "type": "registered-name", "display": True}],
        version=[{"value": clean(article.provenance.citewell) or "unknown"}],
        type=[concept("Program that answers clinical questions from stored publications")],
    )


def citation(ids: Ids, reference: Reference, one: Publication, references: Sequence[Reference]) -> Resource:
    """A publication as it is cited, and what has become of it."""
    marks = citing.reference_marks(reference, references)
    retracted = reference.status is DocumentStatus.RETRACTED
    pages = {"pageString": one.pages} if one.pages else {}
    form = {
        **({"publishedIn": {"title": one.container}} if one.container else {}),
        **({"articleDate": f"{one.year:04d}"} if one.year else {}),
        **{name: value for name, value in (("volume", one.volume), ("issue", one.issue)) if value},
        **pages,
    }
    authors = ", ".join(name.printed for name in one.names) + ("" if one.complete else ", et al.")
    artefact: dict[str, Any] = {
        "identifier": [
            {"system": system, "value": getattr(one, name)} for name, system in _IDENTIFIERS if getattr(one, name)
        ],
        "currentState": [concept("retracted", system=ARTEFACT_STATUS, code="retracted")] if retracted else [],
        "title": [{"text": markdown(one.title)}] if one.title else [],
        "publicationForm": [form] if form else [],
        "webLocation": [{"url": address} for _, address in citing.reference_links(reference)],
        "classification": [{"type": concept("Kind of publication"), "classifier": [concept(one.kind)]}],
        "contributorship": {"complete": one.complete, "summary": [{"value": markdown(authors)}]} if one.names else {},
    }
    return resource(
        "Citation",
        ids,
        reference.number,
        lines=[f"[{reference.number}] {vancouver(one)}", *marks],
        title=one.title,
        status="active",
        summary=[{"text": markdown(vancouver(one))}],
        note=notes_of(marks),
        citedArtifact={name: value for name, value in artefact.items() if value},
    )


def evidence(ids: Ids, claim: Claim, article: Article, heading: str) -> Resource:
    """A claim with its quotes; a certainty is the source's own words, and Citewell rates nothing itself."""
    numbers = reading.numbers_text(reading.claim_numbers(claim))
    marks = reading.claim_marks(claim, article.references)
    quotes = [f"[{one.reference}] “{one.quote}” ({one.locator or one.passage_id})" for one in claim.citations]
    return resource(
        "Evidence",
        ids,
        claim.id,
        lines=[f"{claim.text} {numbers}", *marks, *quotes],
        identifier=[{"system": ids.url("Bundle"), "value": clean(claim.id)}],
        title=clean(heading),
        status="draft",
        assertion=markdown(claim.text),
        note=notes_of([*marks, *quotes]),
        relatedArtifact=[_cited(ids, number) for number in reading.claim_numbers(claim)],
        variableDefinition=_variables(article),
        certainty=[
            {
                "description": markdown(f"per [{one.reference}]"),
                "rating": concept(one.certainty),
                "rater": f"Reference {one.reference}",
            }
            for one in claim.citations
            if clean(one.certainty)
        ],
    )


def plans(ids: Ids, article: Article, told: ToldReview) -> list[Resource]:
    """The order of treatment, and the recommendations that have a place in none; none where there are none."""
    ladders = clinical.treatment_ladders(article)
    placed = {option.claim_id for ladder in ladders for step in ladder.steps for option in step.options}
    graded = [
        claim for claim in article.claims if claim.id not in placed and any(one.strength for one in claim.citations)
    ]
    advice = [
        _action(
            f"recommendation-{number}",
            claim.text,
            " ".join(reading.claim_marks(claim, article.references)),
            reading.claim_numbers(claim),
            ids,
            strengths=[one.strength for one in claim.citations if one.strength],
        )
        for number, claim in enumerate(graded, start=1)
    ]
    named = [
        (f"{clinical.LINES_HEADING}{f': {ladder.condition}' if ladder.condition else ''}", _steps(ids, article, ladder))
        for ladder in ladders
    ]
    return [
        _plan(ids, name, article, actions, described=plan_words(told))
        for name, actions in [*named, ("Recommendations", advice)]
        if actions
    ]


def _steps(ids: Ids, article: Article, ladder: clinical.Ladder) -> list[dict[str, Any]]:
    """The actions of one condition's steps, each after the one before it."""
    return [
        {
            "id": f"line-{place}",
            "linkId": f"line-{place}",
            "title": step.name,
            "selectionBehavior": "any",
            "relatedAction": [{"targetId": f"line-{place - 1}", "relationship": "after"}] if place > 1 else [],
            "action": [
                _action(
                    f"line-{place}-{number}",
                    option.option,
                    clinical.option_words(option),
                    option.numbers,
                    ids,
                    strengths=[
                        line.strength
                        for line in article.lines
                        if (line.claim_id, line.order, line.citations) == (option.claim_id, step.order, option.numbers)
                    ],
                )
                for number, option in enumerate(step.options, start=1)
            ],
        }
        for place, step in enumerate(ladder.steps, start=1)
    ]


def assessment(ids: Ids, article: Article, told: ToldReview) -> Resource:
    """What the checks say of the article, and where its review stands."""
    comments = [("review status", told.words)] if reading.has_answer(article) else []
    comments += [("how sure this is", article.how_sure), *(("note", note) for note in article.notes)]
    comments += [(finding.rule, finding_words(finding)) for finding in article.findings]
    removed = sum(finding.severity is Severity.ERROR for finding in article.findings)
    comments += [("checks", f"{removed} findings of the checks removed a sentence.")]
    stated = [(kind, words) for kind, words in comments if clean(words)]
    return resource(
        "ArtifactAssessment",
        ids,
        lines=[words for _, words in stated],
        title="Automatic checks",
        artifactReference={"reference": ids.url("Composition")},
        content=[
            {
                "informationType": "comment",
                "summary": markdown(words),
                "type": concept(kind or "rule"),
                "author": {"reference": ids.url("Device")},
            }
            for kind, words in stated
        ],
    )


def _plan(ids: Ids, name: str, article: Article, actions: list[dict[str, Any]], *, described: str) -> Resource:
    lines = [line for action in actions for line in _told(action)]
    return resource(
        "PlanDefinition",
        ids,
        name,
        lines=lines,
        title=f"{name}: {clean(article.question)}",
        type=concept("Protocol", system=f"{TERMINOLOGY}/plan-definition-type", code="clinical-protocol"),
        status="draft",
        description=markdown(described),
        action=[_stated(action) for action in actions],
    )


def _action(
    name: str, title: str, description: str, numbers: Sequence[int], ids: Ids, *, strengths: Sequence[str]
) -> dict[str, Any]:
    """One option or recommendation; the extension repeats the sources' own words for its strength, all of them."""
    given = dict.fromkeys(clean(strength) for strength in strengths if clean(strength))
    return {
        "id": name,
        "extension": [{"url": STRENGTH, "valueCodeableConcept": concept("; ".join(given))}] if given else [],
        "linkId": name,
        "title": clean(title),
        "description": markdown(description),
        "documentation": [_cited(ids, number) for number in numbers],
    }


def _told(action: dict[str, Any]) -> list[str]:
    inner = [line for one in action.get("action", []) for line in _told(one)]
    numbers = " ".join(one["label"] for one in action.get("documentation", []))
    return [f"{action['title']} {numbers}".strip(), *inner]


def _stated(action: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in action.items() if value not in ("", [], None)}
    return kept | ({"action": [_stated(one) for one in kept["action"]]} if "action" in kept else {})


def _cited(ids: Ids, number: int) -> dict[str, Any]:
    return {
        "type": "citation",
        "label": f"[{number}]",
        "resourceReference": {"reference": ids.url("Citation", number)},
    }


def _variables(article: Article) -> list[dict[str, Any]]:
    """What the question names, by its role; its topic or itself where it names nothing."""
    found: list[dict[str, Any]] = []
    for role, fields in _ROLES:
        words = dict.fromkeys(
            clean(word) for part in article.understood for field in fields for word in getattr(part.pico, field)
        )
        named = ", ".join(word for word in words if word)
        if named:
            found.append(_variable(role, named))
    topics = ", ".join(dict.fromkeys(clean(part.topic) for part in article.understood if clean(part.topic)))
    return found or [_variable("population", topics or clean(article.question) or "not stated")]


def _variable(role: str, words: str) -> dict[str, Any]:
    return {
        "description": markdown(f"As the question names it: {words}"),
        "variableRole": concept(role, system=f"{TERMINOLOGY}/variable-role", code=role),
    }
