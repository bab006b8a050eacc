"""Articles to and from JSON, and their digest.

`docs/article.schema.json` describes the form. Every field of every record is written, so that the digest
covers all of them; enums are written as their values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from citewell.domain.articles import (
    Article,
    Citation,
    Claim,
    Disagreement,
    Finding,
    Missing,
    Provenance,
    Reference,
    Section,
    Side,
)
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Fidelity, Severity
from citewell.domain.errors import InputError, RecordError


def article_to_dict(article: Article) -> dict[str, Any]:
    """Plain dictionaries, lists, strings, numbers and None, in the order of the records' fields."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(article), ensure_ascii=False))
    return plain


def article_to_json(article: Article) -> str:
    """Indented JSON with a final newline."""
    return json.dumps(article_to_dict(article), ensure_ascii=False, indent=2) + "\n"


def article_digest(article: Article) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of everything but the digest itself."""
    content = article_to_dict(article)
    del content["digest"]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def with_digest(article: Article) -> Article:
    """The same article, sealed."""
    return replace(article, digest=article_digest(article))


def article_from_json(text: str) -> Article:
    """Read an article; raises InputError naming what is missing or malformed."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InputError(f"This is not JSON: {error}", remedy="Give a file made by citewell ask --json.") from error
    if not isinstance(data, dict):
        raise InputError("This JSON is not an article.", remedy="Give a file made by citewell ask --json.")
    try:
        return _article(data)
    except KeyError as error:
        raise InputError(f"The article has no field {error}.", remedy="Make it again with citewell ask.") from error
    except (TypeError, ValueError, AttributeError, RecordError) as error:
        raise InputError(f"The article is malformed: {error}", remedy="Make it again with citewell ask.") from error


def _article(data: Mapping[str, Any]) -> Article:
    return Article(
        question=_text(data["question"]),
        audience=_text(data["audience"]),
        intent=_text(data["intent"]),
        status=ArticleStatus(data["status"]),
        direct_answer=tuple(map(_claim, data["direct_answer"])),
        sections=tuple(
            Section(row["kind"], row["heading"], tuple(map(_claim, row["claims"]))) for row in data["sections"]
        ),
        references=tuple(map(_reference, data["references"])),
        disagreements=tuple(
            Disagreement(row["point"], row["measure"], tuple(map(_side, row["sides"]))) for row in data["disagreements"]
        ),
        not_found=tuple(Missing(**row) for row in data["not_found"]),
        notes=tuple(data["notes"]),
        findings=tuple(Finding(**{**row, "severity": Severity(row["severity"])}) for row in data["findings"]),
        provenance=_provenance(data["provenance"]),
        review_state=_text(data["review_state"]),
        digest=_text(data["digest"]),
    )


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(_text(row["id"]), _text(row["text"]), tuple(Citation(**citation) for citation in row["citations"]))


def _side(row: Mapping[str, Any]) -> Side:
    return Side(**{**row, "kind": EvidenceKind(row["kind"])})


def _reference(row: Mapping[str, Any]) -> Reference:
    return Reference(
        **{
            **row,
            "kind": EvidenceKind(row["kind"]),
            "status": DocumentStatus(row["status"]),
            "fidelity": Fidelity(row["fidelity"]),
        }
    )


def _provenance(row: Mapping[str, Any]) -> Provenance:
    engines = {name: EngineIdentity(**identity) for name, identity in row["engines"].items()}
    return Provenance(**{**row, "engines": engines, "searches": tuple(row["searches"])})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {value!r}")
    return value
