"""The addresses of the pages about Citewell."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from citewell.domain.library import Selection
from citewell.web.about_figures import Table, figure_tables
from citewell.web.about_views import (
    GRAVE,
    MOST_CORRECTIONS,
    MOST_NOTICED,
    AboutPage,
    CorrectionsPage,
    about_page,
    corrections_page,
)
from citewell.web.library_views import STATUS_LABELS, publication_line
from citewell.web.review_lists import only_listed

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages


def make_about_router(app: App, pages: Pages, *, private: bool = False) -> APIRouter:
    """Everything under /about."""
    router = APIRouter(include_in_schema=False)

    def show(template: str, page: Any) -> Response:
        return pages.html(f"about/{template}.html", page)

    def shared() -> AboutPage:
        approved = app.board.dossiers.published_count()
        return about_page(app.status(), app.settings, private=private, approved=approved)

    def noticed() -> CorrectionsPage:
        ids: list[str] = []
        for status in GRAVE:
            ids += app.choose(Selection(status=status), limit=MOST_NOTICED - len(ids)).ids
        lines = [publication_line(document) for document in app.documents_by_id(ids).values()]
        articles = [] if private else only_listed(app, app.citing(ids))
        citing = Counter(name for article in articles for name in article.document_ids)
        labels = {status.value: label for status, label in STATUS_LABELS.items()}
        upheld = () if private else app.items.upheld(MOST_CORRECTIONS)
        return corrections_page(app.status(), lines, upheld=upheld, labels=labels, citing=citing, private=private)

    @router.get("/about")
    async def about() -> Response:
        """What Citewell is, and what it is not."""
        return show("about", await run_in_threadpool(shared))

    @router.get("/about/editorial-policy")
    async def editorial_policy() -> Response:
        """What is admitted, and who reviews what."""
        return show("editorial-policy", await run_in_threadpool(shared))

    @router.get("/about/how-answers-are-made")
    async def how_answers_are_made() -> Response:
        """From a question to a proved sentence."""
        return show("how-answers-are-made", await run_in_threadpool(shared))

    @router.get("/about/figures")
    async def figures() -> Response:
        """What was measured."""
        return show("figures", tables())

    @router.get("/about/privacy")
    async def privacy() -> Response:
        """What is stored, for how long, and what leaves the machine."""
        return show("privacy", await run_in_threadpool(shared))

    @router.get("/about/corrections")
    async def corrections() -> Response:
        """What was corrected, and what was retracted of the sources."""
        return show("corrections", await run_in_threadpool(noticed))

    return router


@cache
def tables() -> tuple[Table, ...]:
    """The tables of figures, read once."""
    return figure_tables()
