"""`docs/article.schema.json` is what `citewell ask --json` prints, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from tests.running import SEED, as_data

from citewell.app import App
from citewell.compose.outlines import load_outline
from citewell.domain.articles import (
    Article,
    Citation,
    Claim,
    Disagreement,
    Expected,
    Finding,
    Missing,
    Provenance,
    Reference,
    Section,
    Side,
    Summary,
    SummaryPart,
    Support,
    TreatmentLine,
    Understood,
)
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Fidelity, Intent, Length, Severity
from citewell.domain.questions import Clarification, Emergency, Pico
from citewell.review.states import ARTICLE_STATES

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "article.schema.json").read_text("utf-8"))
RECORDS = {
    "article": Article,
    "claim": Claim,
    "citation": Citation,
    "section": Section,
    "reference": Reference,
    "disagreement": Disagreement,
    "side": Side,
    "missing": Missing,
    "finding": Finding,
    "provenance": Provenance,
    "engine": EngineIdentity,
    "support": Support,
    "treatment_line": TreatmentLine,
    "expected": Expected,
    "summary": Summary,
    "summary_part": SummaryPart,
    "understood": Understood,
    "pico": Pico,
    "emergency": Emergency,
    "clarification": Clarification,
}
LATER = {("article", "summary")}  # written only where they hold something
PLAIN_TYPES = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
ANSWERED = SEED
PARTLY = "How is giant cell arteritis treated, and how is velantrine syndrome treated?"
UNANSWERED = "What is the capital of France?"
UNCLEAR = "Which treatment is best?"
DANGER = "I have the worst headache of my life, it came on in a second. What should I do?"

validator = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture(scope="module")
def full(starter_app: App) -> Article:
    """An article with something in most fields."""
    return starter_app.ask(ANSWERED, keep=False)


def definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA if name == "article" else SCHEMA["$defs"][name]
    return found


def resolved(field: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in field:
        target: dict[str, Any] = SCHEMA["$defs"][field["$ref"].removeprefix("#/$defs/")]
        return target
    return field


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object of the schema that describes fields."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)
    if isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def test_the_schema_is_valid_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", RECORDS)
def test_the_schema_lists_exactly_the_fields_of_the_record(name: str) -> None:
    names = [field.name for field in fields(RECORDS[name])]
    assert list(definition(name)["properties"]) == names
    assert definition(name)["required"] == [one for one in names if (name, one) not in LATER]
    assert definition(name)["additionalProperties"] is False


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_has_the_type_of_the_record(name: str) -> None:
    for field, kind in get_type_hints(RECORDS[name]).items():
        described = resolved(definition(name)["properties"][field])
        if get_origin(kind) is UnionType and is_dataclass(get_args(kind)[0]):
            assert [one.get("type", "object") for one in described["oneOf"]] == ["object", "null"], field
        elif get_origin(kind) is UnionType:
            assert described["type"] == [PLAIN_TYPES[one] for one in get_args(kind)], field
        elif get_origin(kind) is tuple:
            assert described["type"] == "array", field
        elif kind in PLAIN_TYPES:
            assert "enum" in described or described["type"] == PLAIN_TYPES[kind], field
        else:
            assert "enum" in described or described["type"] == "object", field


def test_every_field_is_described() -> None:
    described = list(objects(SCHEMA))
    assert len(described) >= len(RECORDS)
    for schema in described:
        assert schema["additionalProperties"] is False or "$ref" in schema["additionalProperties"]
        for name, field in schema["properties"].items():
            assert field["description"].endswith((".", "!")), name


def test_closed_vocabularies_are_the_programs() -> None:
    def words(name: str, field: str) -> list[str]:
        listed: list[str] = resolved(definition(name)["properties"][field])["enum"]
        return listed

    assert words("article", "status") == list(ArticleStatus)
    assert words("article", "intent") == list(Intent)
    assert words("article", "length") == list(Length)
    assert words("understood", "intent") == list(Intent)
    assert words("article", "review_state") == list(ARTICLE_STATES)
    assert words("reference", "kind") == words("side", "kind") == list(EvidenceKind)
    assert words("reference", "status") == list(DocumentStatus)
    assert words("reference", "fidelity") == list(Fidelity)
    assert words("finding", "severity") == list(Severity)
    outlined = {section.kind for intent in Intent for section in load_outline(intent).sections}
    assert words("section", "kind") == sorted(outlined | {"earlier"})


@pytest.mark.parametrize(
    ("question", "status"),
    [(ANSWERED, "answered"), (PARTLY, "partly_answered"), (UNANSWERED, "no_source_found")],
)
def test_what_ask_prints_is_valid(starter_app: App, question: str, status: str) -> None:
    article = starter_app.ask(question, keep=False)
    file, media_type = starter_app.export(article, "json")
    printed = file.decode()
    data = json.loads(printed)
    assert (data["status"], media_type) == (status, "application/json")
    validator.validate(data)


def test_the_checked_articles_have_something_in_every_field(starter_app: App) -> None:
    """So that no part of the schema goes untried."""
    questions = (ANSWERED, PARTLY, UNANSWERED, "What is the prevalence of cervicogenic headache?")
    articles = [as_data(starter_app.ask(question, keep=False)) for question in (*questions, UNCLEAR, DANGER)]
    starter_app.ask("How is cervicogenic headache treated?", thread="schema")
    articles.append(as_data(starter_app.ask("And in children?", thread="schema")))
    for data in articles:
        validator.validate(data)
    for name in definition("article")["properties"]:
        assert any(data[name] for data in articles), name


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("digest"),
        lambda data: data.update(extra=1),
        lambda data: data.update(digest=data["digest"][:-1]),
        lambda data: data.update(status="no_source_found"),
        lambda data: data.update(status="partly_answered"),
        lambda data: data.update(direct_answer=[]),
        lambda data: data["direct_answer"][0].update(id="claim-1"),
        lambda data: data["direct_answer"][0].update(citations=[]),
        lambda data: data["direct_answer"][0]["citations"][0].pop("quote"),
        lambda data: data["direct_answer"][0]["citations"][0].update(start=-1),
        lambda data: data["direct_answer"][0]["citations"][0].update(reference=0),
        lambda data: data["references"][0].update(kind="Guideline"),
        lambda data: data["references"][0].update(doi="https://doi.org/10.1000/182"),
        lambda data: data["references"][0].update(url="javascript:alert(1)"),
        lambda data: data["references"][0].update(year="2020"),
        lambda data: data["sections"][0].update(claims=[]),
        lambda data: data["disagreements"][0].update(sides=data["disagreements"][0]["sides"][:1]),
        lambda data: data["provenance"]["engines"].pop("writer"),
        lambda data: data["provenance"].update(searches=[]),
    ],
)
def test_the_schema_refuses_what_ask_never_prints(full: Article, spoil: Callable[[dict[str, Any]], object]) -> None:
    data = as_data(full)
    validator.validate(data)
    spoil(data)
    assert not validator.is_valid(data)
