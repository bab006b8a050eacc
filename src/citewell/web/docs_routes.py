"""The page that describes the JSON API for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from citewell.web.api import describe
from citewell.web.docs_views import DocsPage, docs_page

if TYPE_CHECKING:
    from citewell.web.pages import Pages

MOST_SITES = 16


def make_docs_router(api: FastAPI, pages: Pages) -> APIRouter:
    """GET /docs, made from the description of `api`."""
    router = APIRouter(include_in_schema=False)
    described: dict[str, Any] = {}
    made: dict[str, DocsPage] = {}

    @router.get("/docs")
    async def docs(request: Request) -> Response:
        """Every operation with its parameters, an example and what it answers."""
        if not described:
            described.update(describe(api))
        site = str(request.base_url).rstrip("/")
        if site not in made:
            if len(made) >= MOST_SITES:
                made.clear()
            made[site] = docs_page(described, site=site)
        view: Any = made[site]
        return pages.html("docs.html", view)

    return router
