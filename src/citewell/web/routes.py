"""The addresses of the web page: ask, read, take away, and whether all is well."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from citewell.domain.articles import Article
from citewell.domain.enums import Length
from citewell.domain.errors import LibraryError, NotFoundError
from citewell.domain.threads import Thread
from citewell.text.identifiers import mask_identifiers
from citewell.web.views import ArticlePage, article_page, home_page

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages

RECENT = 12
FORM = "application/x-www-form-urlencoded"


def make_router(app: App, pages: Pages) -> APIRouter:
    """Every route but the static files."""
    router = APIRouter()
    library = asyncio.Semaphore(1)  # opening the library and answering use every core; one at a time is fastest

    @router.get("/")
    async def home() -> Response:
        """Ask box and recent articles."""
        try:
            view = home_page(await run_in_threadpool(app.recent, RECENT))
        except LibraryError as error:
            view = home_page((), trouble=f"{error.message} {error.remedy}")
        return pages.html("home.html", view)

    @router.post("/ask")
    async def ask(request: Request) -> Response:
        """Answer, then lead to the article; a follow-up names the article that it comes after. Raises QuestionError."""
        fields = _fields(request, await request.body())
        text, after = fields.get("question", ""), fields.get("after", "")
        request.state.question = mask_identifiers(text).text
        length = Length.BRIEF if fields.get("length") == Length.BRIEF.value else Length.FULL
        async with library:
            article = await run_in_threadpool(lambda: app.ask(text, length=length, after=after))
        return RedirectResponse(f"/articles/{article.digest}", status_code=303)

    @router.get("/articles/{digest}.json")
    async def article_as_json(digest: str) -> Response:
        """The article itself."""
        return await export(digest, "json", "json")

    @router.get("/articles/{digest}.md")
    async def article_as_markdown(digest: str) -> Response:
        """The article to take away."""
        return await export(digest, "markdown", "md")

    @router.get("/articles/{digest}")
    async def article(digest: str) -> Response:
        """The article to read."""
        return pages.html("article.html", await run_in_threadpool(page_of, digest))

    def page_of(digest: str) -> ArticlePage:
        article = app.article(digest)
        return article_page(article, thread=thread_of(article))

    def thread_of(article: Article) -> Thread | None:
        """The thread of an article; none where it was deleted."""
        try:
            return app.thread(article.thread) if article.thread else None
        except NotFoundError:
            return None

    @router.get("/health")
    async def health() -> Response:
        """Whether the library can be opened, and what it holds."""
        async with library:
            status = await run_in_threadpool(app.status)
        shown = {name: status[name] for name in ("documents", "passages", "release") if name in status}
        return JSONResponse({"status": "ok", **shown})

    async def export(digest: str, name: str, ending: str) -> Response:
        file, media_type = await run_in_threadpool(lambda: app.export(app.article(digest), name))
        disposition = f'inline; filename="citewell-{digest[:12]}.{ending}"'
        return Response(file, media_type=media_type, headers={"Content-Disposition": disposition})

    return router


def _fields(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a plain form, the first value of each."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise HTTPException(415, f"Send the question as a plain form ({FORM}).")
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=20, encoding="utf-8", errors="strict")
    except ValueError as error:
        raise HTTPException(422, "The form could not be read as UTF-8 text.") from error
    return {name: values[0] for name, values in fields.items()}
