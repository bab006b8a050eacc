"""The addresses of the pages: the first page with its list of articles, and who reads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.compose.audiences import audience_names, load_audience
from citewell.domain.errors import LibraryError, NotFoundError
from citewell.web.article_pages import make_article_router
from citewell.web.asking import make_asking_router
from citewell.web.forms import own_page, read_form
from citewell.web.found_statements import matching_statement
from citewell.web.home_views import HomePage, ListedView
from citewell.web.readers import KEPT_SECONDS, NOT_SAID, READER_COOKIE, Reader, profiles, reader_of
from citewell.web.review_lists import approved_views, found_views, unapproved_views

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages
    from citewell.web.questions import Questions
    from citewell.web.shelf import Shelf

RECENT = 12
FOUND = 50
MOST_LOOKED_AT = 200
"""Stored texts from which a list is made: several may be of one dossier, of which one is shown."""
MOST_OPENED = 20
"""Articles found that are opened for the statement to show."""
LONGEST_SEARCH = 200


def make_router(app: App, pages: Pages, questions: Questions, shelf: Shelf) -> APIRouter:
    """Every reader's page."""
    router = APIRouter()
    router.include_router(make_asking_router(app, pages, questions))
    router.include_router(make_article_router(app, pages, shelf))

    @router.get("/")
    async def home(request: Request, q: str = "") -> Response:
        """Ask box, examples, and the articles: recent ones, or those that have the words of `q`."""
        view = await run_in_threadpool(home_page, reader_of(request), "" if app.settings.private else q)
        return pages.html("home.html", view)

    @router.post("/reader")
    async def reader(request: Request) -> Response:
        """Keep who reads in a cookie, and lead back with it in the address, so that it can be shared."""
        fields = await read_form(request)
        name, back = fields.get("reader", ""), own_page(fields.get("back", ""))
        chosen = name if name in audience_names() else NOT_SAID
        shown = f"{back}?reader={name}" if name == chosen and back != "/" else back
        answer = RedirectResponse(shown, status_code=303)
        secure = request.url.scheme == "https"
        answer.set_cookie(READER_COOKIE, chosen, max_age=KEPT_SECONDS, httponly=True, samesite="lax", secure=secure)
        return answer

    def home_page(reader: Reader, words: str) -> HomePage:
        searched = " ".join(words.split())[:LONGEST_SEARCH]
        trouble = ""
        examples: tuple[str, ...] = ()
        recent: tuple[ListedView, ...] = ()
        approved: tuple[ListedView, ...] = ()
        found: tuple[ListedView, ...] = ()
        more = False
        try:
            examples = shelf.examples()
            if searched:
                listed = found_views(app, app.store.find(searched, MOST_LOOKED_AT))[:FOUND]
                found = with_statements(listed, searched, reader)
            elif not app.settings.private:
                approved = approved_views(app, 2 * RECENT)[:RECENT]
                listed = unapproved_views(app, app.page_of_articles(MOST_LOOKED_AT))
                recent, more = listed[:RECENT], len(listed) > RECENT
        except LibraryError as error:
            trouble = f"{error.message} {error.remedy}"
        return HomePage(
            examples=examples,
            approved=approved,
            recent=recent,
            found=found,
            searched=searched,
            private=app.settings.private,
            reader=reader.name,
            reader_label=load_audience(reader.name).label if reader.name else "",
            reader_asked=reader.asked,
            profiles=profiles(),
            more=more,
            trouble=trouble,
        )

    def with_statements(views: tuple[ListedView, ...], words: str, reader: Reader) -> tuple[ListedView, ...]:
        """The articles found, the first of them with the statement that was found; no dose for who gets none."""
        doses = not reader.name or load_audience(reader.name).doses
        shown = []
        for view in views[:MOST_OPENED]:
            with suppress(LibraryError, NotFoundError):
                article, _ = shelf.stored(view.digest)
                view = replace(view, matched=matching_statement(article, words, doses=doses))
            shown.append(view)
        return (*shown, *views[MOST_OPENED:])

    return router
