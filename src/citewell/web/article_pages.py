"""An article's addresses: the page itself, each citation's proof, exports, and reports of errors."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.compose.reading import clean, has_answer
from citewell.domain.errors import NotFoundError, WithdrawnError
from citewell.reviewed import not_covered, tell_review, tell_words
from citewell.web.article_views import ArticleView, ReportPage, Tombstone
from citewell.web.formats import PROOF, file_name, find_formats
from citewell.web.forms import read_form
from citewell.web.guard import ROBOTS
from citewell.web.identity import present_caller
from citewell.web.proof_views import proof_page
from citewell.web.readers import Reader, profiles, reader_of
from citewell.web.readings import read_article
from citewell.web.related import Related
from citewell.web.shelf import Recent

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.articles import Article
    from citewell.web.pages import Pages
    from citewell.web.pressing import Sheet
    from citewell.web.shelf import Shelf


MOST_FILES = 32
LONGEST_REPORT = 4_000
"""Characters of a report that the store keeps."""

NO_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""JSON means the same with these signs as escapes, and no element can begin or end in it."""


def make_article_router(app: App, pages: Pages, shelf: Shelf) -> APIRouter:
    """Read, prove, take away, report."""
    router = APIRouter(prefix="/articles")
    formats = find_formats(app)
    related = Related(app)
    is_open = app.settings.access != "members" and not app.settings.private
    files: Recent[tuple[str | bytes, str]] = Recent(MOST_FILES)
    linked: Recent[str] = Recent(MOST_FILES)
    exporting = asyncio.Semaphore(1)  # a long article as PDF takes seconds of a core; one at a time leaves room to read

    @router.get("/{name}")
    async def read(name: str, request: Request) -> Response:
        """The article to read, as the reader at hand reads it; with an ending, to take away."""
        digest, _, ending = name.partition(".")
        if ending:
            return await export(digest, ending, reader_of(request).name)
        base = str(request.base_url).rstrip("/")
        try:
            sheet, stands = await run_in_threadpool(page_of, digest, reader_of(request), base)
        except WithdrawnError:
            return pages.html("tombstone.html", await run_in_threadpool(tombstone, digest), status=410)
        answer = pages.send_kept(sheet, request.scope)
        if stands and is_open:
            answer.headers[ROBOTS] = "all"
        return answer

    def tombstone(digest: str) -> Tombstone:
        article, _ = shelf.stored(digest)
        told = tell_review(article, app.record_of(digest))
        return Tombstone(clean(article.question), told)

    async def export(digest: str, ending: str, reader: str) -> Response:
        chosen = next((one for one in formats if one.ending == ending), None)
        if chosen is None:
            known = ", ".join(f".{one.ending}" for one in formats)
            raise NotFoundError(f"There is no format .{ending[:20]}.", remedy=f"Choose one of: {known}.")
        article, _ = await run_in_threadpool(shelf.stored, digest)
        record = await run_in_threadpool(shelf.record, article)
        release, _ = await run_in_threadpool(shelf.library)
        key = (digest, chosen.name, reader, release, record)
        async with exporting:
            content, media_type = await run_in_threadpool(
                lambda: files.get(key, lambda: app.export(article, chosen.name, reader=reader))
            )
        take = partial(app.taken_away.article, digest, chosen.name, by=present_caller().actor, reader=reader)
        await run_in_threadpool(take)
        disposition = f'attachment; filename="{file_name(article, ending)}"'
        return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

    def page_of(digest: str, reader: Reader, base: str) -> tuple[Sheet, bool]:
        """The page, and whether an approval of its words stands, so that it may be found by search engines."""
        article, edition = shelf.edition(digest)
        uncovered = bool(not_covered(article, edition.record, reader.name))
        stands = tell_words(article, edition.record, reader.name).stands
        is_found = has_answer(article)
        near = () if is_found else related.to(article)

        def make() -> Sheet:
            page = read_article(shelf, article, reader.name, saved_at=edition.saved_at)
            words = page.words
            address = f"/articles/{page.digest}"
            shared = address + (f"?reader={reader.name}" if reader.name else "")
            hidden = uncovered or (words is not None and any(one.withheld for one in words.claims))
            lost = shelf.lost(article)
            view = ArticleView(
                article=page,
                address=address,
                shared=f"{base}{shared}",
                reader=reader,
                profiles=profiles(),
                formats=tuple(one for one in formats if not (lost and one.name == PROOF)),
                linked_data="" if hidden else linked.get(edition, lambda: linked_data(article)),
                listed=stands and is_open,
                lost=lost,
                related=near,
                examples=() if is_found or article.emergencies else shelf.examples(),
            )
            return pages.keep(pages.text("article.html", view))

        return shelf.pages.get((edition, reader, base, near), make), stands

    def linked_data(article: Article) -> str:
        """The article as JSON-LD on one line, with every claim: for no reader from whom one is kept."""
        data, _ = app.export(article, "jsonld")
        return json.dumps(json.loads(data), separators=(",", ":")).translate(NO_MARKUP)

    @router.get("/{digest}/claims/{claim_id}/{number}")
    async def proof(digest: str, claim_id: str, number: int, request: Request) -> Response:
        """What a number behind a claim stands for: the quote in its surroundings."""
        reader = reader_of(request).name

        def make() -> Response:
            material = shelf.material(digest)
            words = shelf.words(digest, reader)
            view = proof_page(
                material.article,
                claim_id,
                number,
                passages=material.passages,
                publication=shelf.publication(material.article, number),
                words=words,
                reader=reader,
            )
            return pages.html("proof.html", view)

        return await run_in_threadpool(make)

    @router.get("/{digest}/report")
    async def report_form(digest: str, claim: str = "", sent: str = "") -> Response:
        """Where a reader says what is wrong."""
        article, _ = await run_in_threadpool(shelf.article, digest)
        named = next((one for one in article.claims if one.id == claim), None)
        view = ReportPage(
            digest=clean(digest),
            question=clean(article.question),
            claim_id=named.id if named else "",
            claim=clean(named.text) if named else "",
            sent=bool(sent),
            longest=LONGEST_REPORT,
        )
        return pages.html("report.html", view)

    @router.post("/{digest}/report")
    async def report(digest: str, request: Request) -> Response:
        """Keep a report for whoever looks after this Citewell."""
        fields = await read_form(request)
        article, _ = await run_in_threadpool(shelf.article, digest)
        claim = fields.get("claim", "")
        known = claim if claim in {one.id for one in article.claims} else ""
        text = fields.get("text", "")
        await run_in_threadpool(lambda: app.reports.add(article=digest, claim=known, text=text))
        return RedirectResponse(f"/articles/{digest}/report?sent=1", status_code=303)

    return router
