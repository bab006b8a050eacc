"""The page that describes the JSON API, worked out from its OpenAPI description and from examples that were asked."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from citewell.web.api_examples import read_examples
from citewell.web.problems import KINDS, Kind

DEFAULT_SITE = "http://127.0.0.1:8000"
TAGS = ("Asking", "Articles", "Review", "Library", "Checking")
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
_SITE = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Type:
    """A type in words, and the record it leads to, or none."""

    words: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a request or a field of a record."""

    name: str
    place: str
    type: Type
    required: bool
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status that an operation answers with."""

    status: str
    description: str
    type: Type


@dataclass(frozen=True, slots=True)
class Shown:
    """An example: the command, and what came back."""

    command: str
    status: int
    location: str
    response: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    fields: tuple[Field, ...]
    body: Type | None
    answers: tuple[Answer, ...]
    examples: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record that requests or answers carry."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class DocsPage:
    """The whole description."""

    site: str
    version: str
    description: str
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]
    records: tuple[Record, ...]
    problems: tuple[Kind, ...]


def docs_page(described: Mapping[str, Any], *, site: str) -> DocsPage:
    """The page of an OpenAPI description; `site` is where the server is reached."""
    site = site if _SITE.fullmatch(site) else DEFAULT_SITE
    described = _with_values(described, described["components"]["schemas"])
    operations = list(_operations(described, site))
    schemas = described["components"]["schemas"]
    records = [
        Record(name, _words(schema.get("description", "")), tuple(_properties(schema)))
        for name, schema in sorted(schemas.items())
        if schema.get("properties")
    ]
    return DocsPage(
        site=site,
        version=described["info"]["version"],
        description=described["info"]["description"],
        groups=tuple((tag, tuple(one for name, one in operations if name == tag)) for tag in TAGS),
        records=tuple(records),
        problems=KINDS,
    )


def _with_values(node: Any, schemas: Mapping[str, Any]) -> Any:
    """The description with each reference to a list of values replaced by the values, which say more than a name."""
    if isinstance(node, dict):
        named = schemas.get(str(node.get("$ref", "")).rsplit("/", 1)[-1], {})
        if "enum" in named:
            return {**node, "$ref": None, "enum": named["enum"]}
        return {name: _with_values(value, schemas) for name, value in node.items()}
    return [_with_values(value, schemas) for value in node] if isinstance(node, list) else node


def _operations(described: Mapping[str, Any], site: str) -> Iterator[tuple[str, Operation]]:
    """Every operation with the tag it stands under."""
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            name = told["operationId"]
            content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield (
                told["tags"][-1],
                Operation(
                    anchor=name,
                    method=method.upper(),
                    path=f"/api{path}",
                    summary=told["summary"],
                    description=told.get("description", ""),
                    fields=tuple(map(_parameter, told.get("parameters", ()))),
                    body=_type(content["schema"]) if content else None,
                    answers=tuple(_answers(told["responses"])),
                    examples=tuple(
                        _example(one, site) for key, one in read_examples().items() if key in (name, f"{name}_later")
                    ),
                ),
            )


def _answers(responses: Mapping[str, Any]) -> Iterator[Answer]:
    for status, response in responses.items():
        content = list(response.get("content", {}).values())
        found = _type(content[0].get("schema", {})) if content else Type("")
        shown = "4xx, 5xx" if status == "default" else status
        yield Answer(shown, response.get("description", ""), found)


def _parameter(told: Mapping[str, Any]) -> Field:
    return _field(told["name"], told.get("schema", {}), told["in"], told.get("required", False), told)


def _properties(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, told in schema["properties"].items():
        yield _field(name, told, "", name in required, told)


def _field(name: str, schema: Mapping[str, Any], place: str, required: bool, told: Mapping[str, Any]) -> Field:
    default = schema.get("default")
    shown = "" if default in (None, "", [], {}) else json.dumps(default)
    return Field(name, place, _type(schema), required, shown, _words(told.get("description", "")))


def _type(schema: Mapping[str, Any]) -> Type:
    """A schema in words: "text", "list of Claim", "one of: full, brief"."""
    if schema.get("$ref"):
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Type(name, name)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            inner = [_type(one) for one in schema[key]]
            words = " or ".join(one.words for one in inner)
            return Type(words, next((one.record for one in inner if one.record), ""))
    if "enum" in schema:
        return Type("one of: " + ", ".join(map(str, schema["enum"])))
    kind = schema.get("type", "")
    if kind == "array":
        items = _type(schema.get("items", {}))
        return Type(f"list of {items.words}" if items.words else "list", items.record)
    return Type(_WORDS.get(kind, ""))


def _example(told: Mapping[str, Any], site: str) -> Shown:
    """A command that a shell takes as it stands."""
    parts = ["curl", "-s"]
    if told["method"] != "GET":
        parts += ["-X", told["method"]]
    lines = [" ".join([*parts, shlex.quote(f"{site}{told['path']}")])]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in told["headers"].items()]
    lines += [f"-d {shlex.quote(told['body'])}"] if told["body"] else []
    response = told["response"]
    shown = response if isinstance(response, str) else json.dumps(response, ensure_ascii=False, indent=2)
    return Shown(" \\\n  ".join(lines), told["status"], told["location"], shown)


def _words(text: str) -> str:
    """A docstring's text in one paragraph."""
    return " ".join(text.split())
