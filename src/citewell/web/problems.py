"""Errors under /api/ in one form: application/problem+json (RFC 9457), and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from citewell.domain.errors import AccessRefused, ReviewRefused
from citewell.web.faults import log_fault
from citewell.web.questions import FAULT, FAULT_REMEDY, failure_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from citewell.web.asked import Failure

MEDIA_TYPE = "application/problem+json"
API = "/api/"
RETRY_SECONDS = 30
WHO = frozenset({"person_only", "role_missing"})
"""Rules of the review that refuse whoever asks, whatever is asked for: 403, where the others answer 409."""
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its code, the HTTP status it comes with, a title, and what to do where nothing else says."""

    code: str
    status: int
    title: str
    remedy: str


KINDS = (
    Kind("usage_error", 400, "This cannot be done as asked", "Change what the message names."),
    Kind("bad_request", 400, "The request cannot be understood", "Send what /docs describes."),
    Kind("sign_in_needed", 401, "Sign in first", "Send an API key: Authorization: Bearer cw_..."),
    Kind("sign_in_refused", 401, "Not let in", "Check what was sent."),
    Kind("forbidden", 403, "Not from another site", "Send the request from a program or from Citewell's own pages."),
    Kind("access_refused", 403, "Not allowed", "Ask an admin for the role, or make a key with the scope."),
    Kind("private", 403, "Not in private mode", "Ask by POST, or read an article by its digest."),
    Kind("not_found", 404, "Not found", "Look the address up at /docs; list what there is with GET."),
    Kind("method_not_allowed", 405, "Not by this method", "Use a method that the Allow header names."),
    Kind("cancelled", 409, "The question was cancelled", "Ask it again."),
    Kind("review_refused", 409, "A rule of the review forbids it", "Do what the rule asks for; rule names it."),
    Kind("withdrawn", 410, "The article was withdrawn", "Do not act on a copy of it."),
    Kind("content_too_large", 413, "Too much was sent", "Send less: 64 KB is the most that a request may carry."),
    Kind("unsupported_media_type", 415, "Not as JSON", "Send the body as JSON with Content-Type: application/json."),
    Kind("question_error", 422, "This question cannot be read", "Ask in a sentence of at most 4,000 characters."),
    Kind("input_error", 422, "This input cannot be read", "Mend what the message names."),
    Kind("validation_error", 422, "A field is missing or wrong", "Mend the fields that are listed under errors."),
    Kind("busy", 429, "Too many questions at once", "Ask again after the seconds that Retry-After names."),
    Kind("too_many_requests", 429, "Too many requests", "Try again after the seconds that Retry-After names."),
    Kind("internal_error", 500, "Something went wrong on our side", FAULT_REMEDY),
    Kind("engine_unavailable", 503, "An engine is missing", "Do what the message says, then try again."),
    Kind("library_error", 503, "The library cannot be used", "Do what the message says, then try again."),
)
"""Every kind, as the documentation lists them; a code that is not among them takes the first of its status."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as a program reads it.

    `instance` is the path asked for, without its query, which may hold a question.
    """

    status: int
    code: str
    detail: str
    remedy: str = ""
    reference: str = ""
    instance: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    rule: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """The members of the JSON object."""
        kind = kind_of(self.code, self.status)
        body: dict[str, object] = {
            "type": f"/docs#problem-{kind.code}",
            "title": kind.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
            "code": self.code,
            "remedy": self.remedy or kind.remedy,
            "reference": self.reference,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        if self.rule:
            body["rule"] = self.rule
        return body

    def response(self) -> Response:
        """The answer that carries it."""
        headers = dict(self.headers)
        if self.status == 429:
            headers.setdefault("Retry-After", str(RETRY_SECONDS))
        text = json.dumps(self.body(), ensure_ascii=False).encode("utf-8", "replace")
        return Response(text, status_code=self.status, media_type=MEDIA_TYPE, headers=headers)


class ProblemError(Exception):
    """Raised where a route has a problem to tell that no error of the domain says."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def kind_of(code: str, status: int) -> Kind:
    """The kind of a code, else the first of the status, else a fault of ours."""
    named = [kind for kind in KINDS if kind.code == code]
    alike = [kind for kind in KINDS if kind.status == status]
    return (named or alike or [kind for kind in KINDS if kind.code == "internal_error"])[0]


def is_api(scope: Scope) -> bool:
    """Whether a request is one for programs, whose errors are problems."""
    return bool(scope["path"].startswith(API))


def refusing(page: Callable[..., Response]) -> Callable[..., Response]:
    """What answers a refused request: a problem under /api/, else what `page` makes of the same.

    It is called with the scope, the status, a message and, where there is one, the seconds after which to try again.
    """

    def refuse(scope: Scope, status: int, message: str, *wait: int) -> Response:
        if not is_api(scope):
            return page(scope, status, message, *wait)
        headers = {"Retry-After": str(wait[0])} if wait and wait[0] else {}
        return Problem(status, _code_of(status), message, instance=scope["path"], headers=headers).response()

    return refuse


def crashing(page: Callable[[Scope, Exception], Response]) -> Callable[[Scope, Exception], Response]:
    """What answers a request whose handling raised: a problem under /api/, else what `page` makes of it."""

    def crash(scope: Scope, error: Exception) -> Response:
        if not is_api(scope):
            return page(scope, error)
        reference = log_fault(error, scope["method"])
        return Problem(500, "internal_error", FAULT, reference=reference, instance=scope["path"]).response()

    return crash


def problem_of(error: Exception, path: str) -> Problem:
    """An error as a problem: its own words where a person can act on them."""
    if isinstance(error, ProblemError):
        problem = error.problem
        return Problem(problem.status, problem.code, problem.detail, problem.remedy, problem.reference, path)
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        said = str(error.detail) if error.detail and error.detail != phrase else _SAID.get(error.status_code, phrase)
        return Problem(
            error.status_code, _code_of(error.status_code), said, instance=path, headers=dict(error.headers or {})
        )
    if isinstance(error, ReviewRefused):
        status = 403 if error.rule in WHO else 409
        return Problem(status, error.code, error.message, error.remedy, instance=path, rule=error.rule)
    problem = of_failure(failure_of(error), path)
    return replace(problem, rule=error.rule) if isinstance(error, AccessRefused) else problem


def of_failure(failure: Failure, path: str) -> Problem:
    """Why a question got no answer, as a problem."""
    status = 422 if failure.code == "input_error" else failure.status
    return Problem(status, failure.code, failure.message, failure.remedy, failure.reference, path)


_SAID = {404: "There is nothing at this address.", 405: "This address cannot be used by this method."}


def _code_of(status: int) -> str:
    """The code of a status that no error of ours stands behind."""
    codes = {400: "bad_request", 401: "sign_in_needed", 422: "validation_error", 429: "too_many_requests"}
    alike = [kind.code for kind in KINDS if kind.status == status]
    return codes.get(status) or (alike[0] if alike else HTTPStatus(status).phrase.lower().replace(" ", "_"))


class ProblemErrors:
    """Lets in only JSON, and turns whatever a route raises into a problem.

    A body of another kind is refused before it is read: a form on another site can send one without being asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            if scope["method"] == "POST" and _kind_of_body(scope) != JSON:
                raise HTTPException(415, "A request must carry JSON.")
            await self.app(scope, receive, sent)
        except Exception as error:
            if begun:
                raise
            await problem_of(error, scope["path"]).response()(scope, receive, sent)


def _kind_of_body(scope: Scope) -> str:
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    return kinds[0].decode("latin-1").split(";")[0].strip().lower() if len(kinds) == 1 else ""


def validation_problem(errors: Sequence[Mapping[str, object]], path: str) -> Problem:
    """Fields that are missing or wrong, each with its place; what was sent is not repeated."""
    if any(error.get("type") == "json_invalid" for error in errors):
        return Problem(400, "bad_request", "The body is not JSON.", "Send one JSON object.", instance=path)
    listed = [
        {"field": ".".join(map(str, _parts(error.get("loc")))), "detail": str(error.get("msg", "is wrong"))}
        for error in errors
    ]
    said = "; ".join(f"{item['field']}: {item['detail']}" for item in listed[:5])
    return Problem(422, "validation_error", f"{said}.", instance=path, errors=listed)


def _parts(place: object) -> Sequence[object]:
    return place if isinstance(place, list | tuple) else (place,)
