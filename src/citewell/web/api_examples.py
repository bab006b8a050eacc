"""One example request for each operation of the API, and what it answered on the starter library.

`python tools/api_examples.py` asks them again; a test holds the answers shown to the form of those given.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from citewell.domain.enums import Length
from citewell.domain.people import OPERATOR, Role
from citewell.web.api_models import QUESTION

if TYPE_CHECKING:
    from citewell.app import App

LONGEST_TEXT = 110
LONGEST_LIST = 2
MORE = "…"


@dataclass(frozen=True, slots=True)
class Example:
    """A request. `path` may name what an earlier answer gave: {digest}, {question}, {dossier}, {claim}."""

    operation: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


READING = {"Cookie": "$COOKIE"}
ACTING = {"Cookie": "$COOKIE", "X-Form-Token": "$TOKEN"}
EDITING = {"Cookie": "$EDITOR", "X-Form-Token": "$EDITOR_TOKEN"}

EXAMPLES = (
    Example("ask", "POST", "/api/v1/ask", {"question": QUESTION, "length": "brief"}),
    Example(
        "ask_later",
        "POST",
        "/api/v1/ask",
        {"question": "Which headaches need urgent imaging?"},
        {"Prefer": "respond-async"},
    ),
    Example("events", "GET", "/api/v1/questions/{question}/events"),
    Example("question", "GET", "/api/v1/questions/{question}"),
    Example("cancel", "DELETE", "/api/v1/questions/{question}"),
    Example("articles", "GET", "/api/v1/articles?limit=1"),
    Example("article", "GET", "/api/v1/articles/{digest}"),
    Example("review", "GET", "/api/v1/articles/{digest}/review"),
    Example("references", "GET", "/api/v1/articles/{digest}/references"),
    Example("exports", "GET", "/api/v1/articles/{digest}/exports"),
    Example("export", "GET", "/api/v1/articles/{digest}/exports/markdown"),
    Example("proof", "GET", "/api/v1/articles/{digest}/proof"),
    Example("session", "GET", "/api/v1/review/session", headers=READING),
    Example("take", "POST", "/api/v1/review/dossiers", {"digest": "{digest}"}, ACTING),
    Example("dossiers", "GET", "/api/v1/review/dossiers?state=draft", headers=READING),
    Example("dossier", "GET", "/api/v1/review/dossiers/{dossier}", headers=READING),
    Example("revisions_differ", "GET", "/api/v1/review/dossiers/{dossier}/differences", headers=READING),
    Example("readings", "GET", "/api/v1/review/dossiers/{dossier}/readings", headers=READING),
    Example("form", "GET", "/api/v1/review/dossiers/{dossier}/form", headers=READING),
    Example(
        "step", "POST", "/api/v1/review/dossiers/{dossier}/steps", {"action": "submit", "digest": "{digest}"}, ACTING
    ),
    Example(
        "comment",
        "POST",
        "/api/v1/review/dossiers/{dossier}/claims/{claim}/comments",
        {"text": "Is this about adults alone?"},
        ACTING,
    ),
    Example("comments", "GET", "/api/v1/review/dossiers/{dossier}/comments", headers=READING),
    Example("statistics", "GET", "/api/v1/review/statistics", headers={"Cookie": "$EDITOR"}),
    Example("items", "GET", "/api/v1/review/items", headers={"Cookie": "$EDITOR"}),
    Example(
        "take_item", "POST", "/api/v1/review/items/r-1/take", headers={**EDITING, "Content-Type": "application/json"}
    ),
    Example(
        "close_item",
        "POST",
        "/api/v1/review/items/r-1/close",
        {"decision": "decline", "answer": "The page says so below its title."},
        EDITING,
    ),
    Example("search", "GET", "/api/v1/search?q=occipital+nerve+block&limit=2"),
    Example("search_by_post", "POST", "/api/v1/search", {"q": "occipital nerve block", "limit": 1}),
    Example("library", "GET", "/api/v1/library"),
    Example("documents", "GET", "/api/v1/library/documents?kind=guideline&year_from=2020&limit=1"),
    Example("document", "GET", "/api/v1/library/documents/optima-2019?limit=1"),
    Example("releases", "GET", "/api/v1/library/releases"),
    Example("compare", "GET", "/api/v1/library/releases/now/compare/now"),
    Example("readers", "GET", "/api/v1/readers"),
    Example(
        "check",
        "POST",
        "/api/v1/check",
        {
            "claim": "Exercise reduced headache frequency by 40% in children.",
            "evidence": ["Exercise reduced headache frequency by 40% in adults."],
        },
    ),
)


class Answered(Protocol):
    """What an HTTP client answers."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def text(self) -> str:
        """The body."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, whatever their capitals."""
        ...


Send = Callable[[str, str, Mapping[str, str], str | None], Answered]


def run_examples(send: Send, people: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Ask every example in turn through `send(method, path, headers, body)`; what came of each, by operation.

    `people` are the cookies and tokens of those signed in, from `signed_in`; they are told by their names alone.
    """
    known: dict[str, str] = {}
    told: dict[str, dict[str, Any]] = {}
    for example in EXAMPLES:
        path = example.path.format_map(known)
        headers = dict(example.headers) | ({"Content-Type": "application/json"} if example.body else {})
        filled = {
            name: value.format_map(known) if isinstance(value, str) else value
            for name, value in (example.body or {}).items()
        }
        body = json.dumps(filled, ensure_ascii=False) if example.body else None
        sent = {name: people.get(value, value) for name, value in headers.items()}
        answer = send(example.method, path, sent, body)
        kind = answer.headers.get("content-type", "").split(";")[0]
        response = shortened(json.loads(answer.text)) if kind.endswith("json") else _first_lines(answer.text)
        if isinstance(response, dict) and "token" in response:
            response["token"] = MORE
        told[example.operation] = {
            "method": example.method,
            "path": path,
            "headers": headers,
            "body": body or "",
            "status": answer.status_code,
            "location": answer.headers.get("location", ""),
            "response": response,
        }
        if example.operation == "ask":
            known["digest"] = json.loads(answer.text)["digest"]
            known["claim"] = json.loads(answer.text)["direct_answer"][0]["id"]
        if example.operation == "ask_later":
            known["question"] = json.loads(answer.text)["id"]
        if example.operation == "take":
            known["dossier"] = json.loads(answer.text)["id"]
    return told


def signed_in(app: App, send: Send) -> dict[str, str]:
    """The cookies and tokens of an invented author and editor who sign in; two reports of readers await an answer."""
    article = app.ask(QUESTION, length=Length.BRIEF, keep=False)
    app.store.save(article)
    for text in ("It does not say who was studied.", "The year is missing."):
        app.reports.add(article=article.digest, claim="", text=text)
    author = _headers_of(app, send, "Ada Neumann", {Role.AUTHOR, Role.LAY_REVIEWER})
    editor = _headers_of(app, send, "Eli Stern", {Role.EDITOR})
    return {"$COOKIE": author[0], "$TOKEN": author[1], "$EDITOR": editor[0], "$EDITOR_TOKEN": editor[1]}


def _headers_of(app: App, send: Send, name: str, roles: set[Role]) -> tuple[str, str]:
    """The cookie and the token of somebody who has joined, with one-time codes where the role asks for them."""
    from citewell.web.identity import COOKIE

    email, password = f"{name.split()[0].lower()}@hospital.example", secrets.token_urlsafe(16)
    _, token = app.accounts.invitations.invite(email, roles, by=OPERATOR)
    joined = app.accounts.invitations.accept(token, name=name, password=password)
    code = _code_of(app, joined.id) if Role.EDITOR in roles else ""
    begun = app.accounts.sign_in.by_password(email, password, address="", browser="")
    if begun.needs_code:
        begun = app.accounts.sign_in.by_code(begun.token, code, address="", browser="")
    cookie = f"{COOKIE}={begun.token}"
    first = send("GET", "/api/v1/review/session", {"Cookie": cookie}, None)
    cookie += f"; {first.headers['set-cookie'].partition(';')[0]}"
    told = json.loads(send("GET", "/api/v1/review/session", {"Cookie": cookie}, None).text)
    return cookie, told["token"]


def _code_of(app: App, person_id: str) -> str:
    """Set one-time codes up; a recovery code, since that of the moment counts once."""
    import pyotp

    secret = app.accounts.second_factors.fresh_secret()
    code = pyotp.TOTP(secret).now()
    return app.accounts.second_factors.set_up(person_id, secret=secret, code=code, session="")[0]


def shortened(value: Any) -> Any:
    """JSON with long texts and lists cut, each marked."""
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shortened(item) for item in value[:LONGEST_LIST]] + ([MORE] if len(value) > LONGEST_LIST else [])
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT].rstrip() + MORE
    return value


@cache
def read_examples() -> dict[str, dict[str, Any]]:
    """The examples as they were last asked."""
    text = resources.files("citewell.web").joinpath("api_examples.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def _first_lines(text: str, lines: int = 12) -> str:
    """The first lines of what is no JSON."""
    rows = [row if len(row) <= LONGEST_TEXT else row[:LONGEST_TEXT].rstrip() + MORE for row in text.splitlines()]
    return "\n".join(rows[:lines] + ([MORE] if len(rows) > lines else []))
