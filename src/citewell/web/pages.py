"""Sets pages in type: templates with every value escaped, and errors as HTML or JSON."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response

from citewell.compose import reading
from citewell.compose.question import LONGEST_QUESTION
from citewell.review.permissions import Permission, may
from citewell.web.identity import present_caller
from citewell.web.session import TOKEN_FIELD, present_session

if TYPE_CHECKING:
    from starlette.types import Scope

    from citewell.web.views import ErrorPage

FOLDER = Path(__file__).parent


class Pages:
    """The templates of this package; each finds its view data under the name `page`."""

    def __init__(self) -> None:
        self._token = secrets.token_hex(16)
        self._authors = secrets.token_hex(16)
        self._ways = {name: secrets.token_hex(16) for name in ("top", "bottom")}
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            longest_question=LONGEST_QUESTION,
            emergency_heading=reading.EMERGENCY_HEADING,
            urgent_lead=reading.URGENT_LEAD,
            shown_numbers=reading.shown_numbers,
            counted=counted,
            verify_advice=reading.VERIFY_ADVICE,
            verify_command=reading.VERIFY_COMMAND,
            static=static_address,
            for_authors=Markup(self._authors),
            account_ways={name: Markup(place) for name, place in self._ways.items()},
            form_token=Markup(f'<input type="hidden" name="{TOKEN_FIELD}" value="{self._token}">'),
        )

    def text(self, template: str, page: Any) -> str:
        """A page with the place of its forms' token left open: it may be kept and shown to several readers."""
        return self._templates.get_template(template).render(page=page)

    def send(self, text: str, *, status: int = 200) -> Response:
        """A page made by `text`, with the token of the session at hand in its forms."""
        if self._authors in text:
            shown = may(present_caller().actor, Permission.AUTHOR)
            text = "".join(text.split(self._authors)[:: 1 if shown else 2])
        if self._token in text:
            session = present_session()
            text = text.replace(self._token, session.token() if session else "")
        for name, place in self._ways.items():
            text = text.replace(place, account_ways(name))
        return HTMLResponse(text, status_code=status)

    def html(self, template: str, page: Any, *, status: int = 200) -> Response:
        """A page for the session at hand."""
        return self.send(self.text(template, page), status=status)

    def error(self, scope: Scope, page: ErrorPage) -> Response:
        """An error in the form that was asked for: JSON for programs and .json addresses, else a page."""
        accepted = Headers(scope=scope).get("accept", "")
        path = scope["path"]
        if path == "/health" or path.endswith(".json") or ("json" in accepted and "html" not in accepted):
            error = {
                "code": page.code,
                "message": page.message,
                "remedy": page.remedy,
                "reference": page.reference,
            }
            answer: Response = JSONResponse({"error": error}, status_code=page.status)
        else:
            answer = self.html("error.html", page, status=page.status)
        if page.retry_after:
            answer.headers["Retry-After"] = str(page.retry_after)
        return answer


def counted(count: int, thing: str) -> str:
    """How many there are of a thing, such as "1 statement" or "7 statements"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def account_ways(place: str) -> str:
    """The way to one's account for whoever asks: at the top of who is signed in, at the bottom to sign in."""
    caller = present_caller()
    if caller.person is None:
        return '<a href="/sign-in">Sign in</a>' if place == "bottom" else ""
    if place == "bottom":
        return '<a href="/sign-out">Sign out</a>'
    people = '<li><a href="/admin/people">People</a></li>'
    bench = '<li><a href="/bench">Bench</a></li>' if may(caller.actor, Permission.SEE_QUEUE) else ""
    shown = people if may(caller.actor, Permission.INVITE_PEOPLE) else ""
    shown += '<li><a href="/bench/items">Reports</a></li>' if may(caller.actor, Permission.HANDLE_REPORTS) else ""
    shown += f'<li><a href="/notices">Notices{f" ({caller.unread})" if caller.unread else ""}</a></li>'
    return f'{bench}{shown}<li><a href="/account">{escape(caller.person.name)}</a></li>'


@cache
def static_address(name: str) -> str:
    """Where a static file is; the address changes with the file, so that no browser keeps an old one."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
