"""Sets pages in type: templates with every value escaped, and errors as HTML or JSON."""

from __future__ import annotations

import hashlib
import re
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
from citewell.web.pressing import Sheet, answer, as_it_is, press
from citewell.web.session import TOKEN_FIELD, present_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.types import Scope

    from citewell.web.views import ErrorPage

FOLDER = Path(__file__).parent


class Pages:
    """The templates of this package; each finds its view data under the name `page`."""

    def __init__(self) -> None:
        self._token = secrets.token_hex(16)
        self._authors = secrets.token_hex(16)
        self._ways = {name: secrets.token_hex(16) for name in ("top", "bottom")}
        self._places = re.compile("|".join((self._token, self._authors, *self._ways.values())))
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
            numbered=numbered,
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

    def keep(self, text: str) -> Sheet:
        """A page made by `text`, compressed once for everybody whom it will be sent to."""
        pieces = self._places.split(text)
        return Sheet(tuple(press(piece.encode()) for piece in pieces), tuple(self._places.findall(text)))

    def send(self, text: str, *, status: int = 200) -> Response:
        """A page made by `text`, with the token of the session at hand in its forms."""
        pieces = self._places.split(text)
        filled = [pieces[0]]
        for piece, (fill, shown) in zip(pieces[1:], self._fills(self._places.findall(text)), strict=True):
            filled += [fill, piece if shown else ""]
        return HTMLResponse("".join(filled), status_code=status)

    def send_kept(self, sheet: Sheet, scope: Scope) -> Response:
        """The same for a page that is kept."""
        parts = [sheet.pieces[0]]
        for piece, (fill, shown) in zip(sheet.pieces[1:], self._fills(sheet.places), strict=True):
            parts += [as_it_is(fill.encode()), *([piece] if shown else ())]
        return answer(parts, scope, media_type="text/html")

    def _fills(self, places: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """What stands at each place for whoever asks, and whether the piece behind it is shown to them.

        A page has one token; a piece between two places for authors is shown to them alone.
        """
        session = present_session() if self._token in places else None
        fills = {self._token: session.token() if session else "", self._authors: ""}
        fills |= {place: account_ways(name) for name, place in self._ways.items() if place in places}
        is_author = self._authors in places and may(present_caller().actor, Permission.AUTHOR)
        for_authors = False
        for place in places:
            for_authors ^= place == self._authors
            shown = is_author or not for_authors
            yield fills[place] if shown else "", shown

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


def numbered(rows: Sequence[tuple[str, object]]) -> dict[str, int]:
    """The number of each row in a list, counted from one, by its first column."""
    return {name: number for number, (name, _) in enumerate(rows, start=1)}


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
