"""What somebody who is signed in was told of the articles that he or she answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.compose.reading import clean
from citewell.domain.news import NewsKind
from citewell.review.permissions import Permission
from citewell.text.dates import day_of
from citewell.web.access import allowed
from citewell.web.account_routes import owner
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.news import News, Told
    from citewell.web.pages import Pages

SHOWN = 100
_WAYS = {NewsKind.REPORTED: "/bench/items", NewsKind.ADDRESS: "/account"}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as the page shows it."""

    heading: str
    title: str
    reason: str
    note: str
    statements: int
    way: str
    readers_way: str
    told: str
    new: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that could not be sent."""

    what: str
    error: str
    given_up: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Somebody's notices, newest first; `until` is the newest moment shown, `troubles` are for who looks after mail."""

    notices: tuple[NoticeLine, ...]
    until: str
    unread: int
    troubles: tuple[Trouble, ...]


def make_notice_router(app: App, pages: Pages) -> APIRouter:
    """/notices and what its form sends."""
    router = APIRouter()

    @router.get("/notices")
    async def notices() -> Response:
        """Everything that one was told."""
        return await run_in_threadpool(shown)

    def shown() -> Response:
        caller = present_caller()
        told = app.outbox.of_person(owner(caller).id, limit=SHOWN)
        watches = allowed(caller.actor, Permission.WATCH)
        troubles = app.outbox.troubled() if watches else []
        page = NoticePage(
            notices=tuple(map(notice_line, told)),
            until=told[0].news.at if told else "",
            unread=sum(not one.read_at for one in told),
            troubles=tuple(
                Trouble(clean(one.address) or one.channel.value, clean(one.error), given_up)
                for one, given_up in troubles
            ),
        )
        return pages.html("notices.html", page)

    @router.post("/notices/read")
    async def read(request: Request) -> Response:
        """All that was shown has been read; what came since stays new."""
        fields = await read_form(request)
        until = fields.get("until", "") or datetime.now(UTC).isoformat(timespec="microseconds")
        await run_in_threadpool(lambda: app.outbox.mark_read(owner(present_caller()).id, until=until))
        return RedirectResponse("/notices", status_code=303)

    return router


def notice_line(told: Told) -> NoticeLine:
    """A notice in words."""
    news = told.news
    return NoticeLine(
        heading=news.kind.label,
        title=clean(news.title),
        reason=clean(news.reason),
        note=clean(news.note),
        statements=len(news.claim_ids),
        way=_way_of(news),
        readers_way=f"/articles/{quote(news.digest)}" if news.digest else "",
        told=day_of(news.at),
        new=not told.read_at,
    )


def _way_of(news: News) -> str:
    """Where to act on it."""
    return _WAYS.get(news.kind) or f"/bench/{quote(news.dossier_id)}"
