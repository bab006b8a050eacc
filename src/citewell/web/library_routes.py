"""The addresses of the library's pages: the list, a publication, releases and what changed between two."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.web.library_pages import (
    MOST_CHANGES,
    ON_A_PAGE,
    ComparisonPage,
    LibraryPage,
    comparison_page,
    library_page,
    read_filter,
)
from citewell.web.library_views import PublicationView, publication_view, release_lines
from citewell.web.review_lists import only_listed

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages

PASSAGES_ON_A_PAGE = 100
PRESENT = "now"


def make_library_router(app: App, pages: Pages, *, private: bool = False) -> APIRouter:
    """Everything under /library. In private mode it is not told which articles cite a publication."""
    router = APIRouter(include_in_schema=False)
    comparing = asyncio.Semaphore(1)

    def show(template: str, page: Any) -> Response:
        return pages.html(template, page)

    @router.get("/library")
    async def library(request: Request) -> Response:
        """The publications that the filters let through."""
        return show("library.html", await run_in_threadpool(listed, dict(request.query_params)))

    def listed(values: dict[str, str]) -> LibraryPage:
        asked = read_filter(values)
        chosen = app.choose(asked.selection, limit=ON_A_PAGE, start=(asked.page - 1) * ON_A_PAGE)
        return library_page(asked, chosen, list(app.documents_by_id(chosen.ids).values()), status=app.status())

    @router.get("/library/documents/{identity:path}")
    async def document(request: Request, identity: str) -> Response:
        """A publication with its facts or text, from the part that has the passage asked for."""
        values = request.query_params
        return show(
            "publication.html",
            await run_in_threadpool(publication, identity, values.get("passage", ""), values.get("part", "")),
        )

    def publication(identity: str, passage: str, part: str) -> PublicationView:
        found = app.publication(identity)
        at = int(part) - 1 if part.isascii() and part.isdigit() and len(part) < 7 else 0
        places = [place for place, one in enumerate(found.passages) if one.id in (passage, identity)]
        last = max(0, len(found.passages) - 1) // PASSAGES_ON_A_PAGE
        start = places[0] // PASSAGES_ON_A_PAGE if places and not part else min(max(0, at), last)
        citing = [] if private else only_listed(app, app.citing([found.document.id]))
        follower = found.document.superseded_by
        return publication_view(
            found,
            citing,
            start=start * PASSAGES_ON_A_PAGE,
            limit=PASSAGES_ON_A_PAGE,
            successor=app.titles([follower]).get(follower, "") if follower else "",
        )

    @router.get("/library/releases")
    async def releases() -> Response:
        """The library's named states."""
        named, present = await run_in_threadpool(lambda: (release_lines(app.releases()), app.release()))
        return show("releases.html", {"releases": named[::-1], "present": present})

    @router.get("/library/releases/compare")
    async def choose_two(request: Request) -> Response:
        """What the form of two releases leads to."""
        earlier, later = (request.query_params.get(name, PRESENT) or PRESENT for name in ("earlier", "later"))
        address = f"/library/releases/{quote(earlier, safe='')}/compare/{quote(later, safe='')}"
        return RedirectResponse(address, status_code=303)

    @router.get("/library/releases/{earlier}/compare/{later}")
    async def compare(earlier: str, later: str) -> Response:
        """What changed between two states."""
        async with comparing:
            return show("comparison.html", await run_in_threadpool(compared, earlier, later))

    def compared(earlier: str, later: str) -> ComparisonPage:
        changes = app.compare_releases(earlier, later)
        shown = [row["id"] for rows in changes.values() for row in rows[:MOST_CHANGES]]
        return comparison_page((earlier, later), changes, titles=app.titles(shown), releases=app.releases())

    return router
