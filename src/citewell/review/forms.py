"""A review as a file: the form that a reviewer fills in, as TOML or JSON, and reading it back."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from citewell.domain.articles import Article
from citewell.domain.errors import InputError
from citewell.domain.reviewing import (
    Answer,
    Capacity,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Dossier,
    Judgement,
)
from citewell.review.review_rules import checklist_for

FORM = "citewell-review-1"
REMEDY = "Fill in the form that citewell review form DOSSIER prints."

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a reviewer has filled in. What was left empty is left out, so that the rules name it."""

    digest: str
    release: str
    verdicts: tuple[ClaimVerdict, ...]
    checklist: tuple[ChecklistAnswer, ...]
    conflict: Conflict | None
    decision: Decision
    started_at: str = ""


def blank_form(dossier: Dossier, article: Article, capacity: Capacity, *, started_at: str) -> dict[str, Any]:
    """The form for one revision with nothing judged: whoever fills it in has to judge every claim."""
    return {
        "form": FORM,
        "dossier": dossier.id,
        "digest": dossier.digest,
        "release": dossier.release,
        "started_at": started_at,
        "decision": "",
        "conflict": {"declared": False, "statement": ""},
        "claims": [
            {
                "id": claim.id,
                "text": claim.text,
                "quotes": [f"[{one.reference}] {one.quote}" for one in claim.citations],
                "judgement": "",
                "comment": "",
            }
            for claim in dict.fromkeys(article.claims)
        ],
        "checklist": [
            {"item": item.name, "question": item.question, "answer": "", "comment": ""}
            for item in checklist_for(capacity)
        ],
    }


def form_as_toml(form: Mapping[str, Any]) -> str:
    """The form as TOML, with what may be filled in beside each field."""
    lines = [
        f"# A review of the dossier {form['dossier']}. Give it with: citewell review give {form['dossier']} FILE",
        *(f"{name} = {_toml(form[name])}" for name in ("form", "dossier", "digest", "release", "started_at")),
        "",
        f"# {_choices(Decision)}; it has to follow from the judgements below",
        f"decision = {_toml(form['decision'])}",
        "",
        "[conflict]",
        "# true ends your part in this review. The statement is printed beside your name: write None. if there is none",
        f"declared = {_toml(form['conflict']['declared'])}",
        f"statement = {_toml(form['conflict']['statement'])}",
    ]
    for claim in form["claims"]:
        lines += ["", "[[claims]]", f"id = {_toml(claim['id'])}", f"text = {_toml(claim['text'])}", "quotes = ["]
        lines += [*(f"  {_toml(quote)}," for quote in claim["quotes"]), "]", f"# {_choices(Judgement)}"]
        lines += [f"judgement = {_toml(claim['judgement'])}", f"comment = {_toml(claim['comment'])}"]
    for item in form["checklist"]:
        lines += ["", "[[checklist]]", f"# {item['question']}", f"item = {_toml(item['item'])}"]
        lines += [f"# {_choices(Answer)}", f"answer = {_toml(item['answer'])}", f"comment = {_toml(item['comment'])}"]
    return "\n".join(lines) + "\n"


def parse_form(text: str) -> FilledForm:
    """A filled-in form, JSON or TOML; raises InputError for what is none."""
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The review is neither JSON nor TOML: {error}.", remedy=REMEDY) from error
    return read_form(found)


def read_form(found: object) -> FilledForm:
    """A filled-in form from its fields; raises InputError naming the field that is wrong."""
    if not isinstance(found, Mapping):
        raise InputError("A review is an object with fields.", remedy=REMEDY)
    conflict = _mapping(found.get("conflict"), "conflict")
    declared, statement = conflict.get("declared"), _text(conflict, "statement", "conflict")
    if not isinstance(declared, bool):
        raise InputError("conflict.declared should be true or false.", remedy=REMEDY)
    decision = _choice(Decision, _text(found, "decision", ""), "decision")
    if decision is None:
        raise InputError(f"decision is empty: it is {_choices(Decision)}.", remedy=REMEDY)
    verdicts = []
    for place, row in enumerate(_rows(found, "claims")):
        where = f"claims.{place}"
        if judgement := _choice(Judgement, _text(row, "judgement", where), f"{where}.judgement"):
            verdicts.append(ClaimVerdict(_text(row, "id", where), judgement, _text(row, "comment", where)))
    answers = []
    for place, row in enumerate(_rows(found, "checklist")):
        where = f"checklist.{place}"
        if answer := _choice(Answer, _text(row, "answer", where), f"{where}.answer"):
            answers.append(ChecklistAnswer(_text(row, "item", where), answer, _text(row, "comment", where)))
    return FilledForm(
        digest=_text(found, "digest", ""),
        release=_text(found, "release", ""),
        verdicts=tuple(verdicts),
        checklist=tuple(answers),
        conflict=Conflict(declared, statement) if statement else None,
        decision=decision,
        started_at=_text(found, "started_at", ""),
    )


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InputError(f"{name} is missing, or has no fields.", remedy=REMEDY)
    return value


def _rows(found: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = found.get(name)
    if not isinstance(value, list):
        raise InputError(f"{name} should be a list.", remedy=REMEDY)
    return [_mapping(row, f"{name}.{place}") for place, row in enumerate(value)]


def _text(row: Mapping[str, object], name: str, where: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise InputError(f"{f'{where}.' if where else ''}{name} should be a text.", remedy=REMEDY)
    return " ".join(value.split())


def _choice(kind: type[Choice], value: str, where: str) -> Choice | None:
    """One of the choices; None where nothing was chosen."""
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise InputError(f"{where} is {value[:40]!r}: it is {_choices(kind)}.", remedy=REMEDY) from None


def _choices(kind: type[StrEnum]) -> str:
    *first, last = [one.value for one in kind]
    return f"{', '.join(first)} or {last}"


def _toml(value: object) -> str:
    """A value as TOML: a JSON string is a basic string of TOML, but for one sign that only JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
