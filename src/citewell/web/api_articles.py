"""Stored articles over the JSON API: the list, an article, what it cites, its exports and its proof."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from citewell.compose.citing import reference_links, reference_marks, reference_text
from citewell.domain.article_codec import article_to_dict
from citewell.domain.articles import Article
from citewell.domain.enums import Severity
from citewell.domain.wordings import WordedArticle
from citewell.web.api_models import (
    ArticleLine,
    ArticleList,
    ExportModel,
    FindingModel,
    ProofModel,
    ReferenceModel,
)
from citewell.web.api_questions import PREFIX, checked_reader, is_at_hand, tag_of
from citewell.web.api_review_told import ReviewTold, entity_tag, review_told
from citewell.web.cursors import from_cursor, to_cursor
from citewell.web.formats import PROOF, file_name
from citewell.web.identity import present_caller
from citewell.web.pressing import Pressed, answer, press
from citewell.web.problems import Problem, ProblemError
from citewell.web.readings import read_article
from citewell.web.review_lists import Standing, standings
from citewell.web.views import ArticlePage

if TYPE_CHECKING:
    from asyncio import Semaphore

    from citewell.app import App
    from citewell.web.shelf import Shelf

Digest = Annotated[str, Path(max_length=64, description="The article's digest: SHA-256, 64 hex digits.")]
IfNoneMatch = Annotated[str, Header(description="An ETag that is at hand.")]
AnyReader = Annotated[str, Query(description="A reader profile; empty for the article's own words.")]
LISTED_NOWHERE = "In private mode articles are not listed; one is read by whoever has its digest."
SHARED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What is at hand is what is stored, and nothing has happened in its review."}
}


def make_articles_router(app: App, shelf: Shelf, *, busy: Semaphore, private: bool) -> APIRouter:
    """Everything under /articles. `busy` lets few at a time do what keeps a core busy."""
    router = APIRouter(tags=["Articles"])

    @router.get("/articles", summary="Stored articles", response_model=ArticleList)
    async def articles(
        limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
        cursor: Annotated[str, Query(description="Where the page before ended: its `next`.")] = "",
    ) -> Response:
        """Newest first, those that were withdrawn left out.

        The next page is at `Link: <...>; rel="next"`, and behind the cursor in `next`.
        """
        if private:
            raise ProblemError(Problem(403, "private", LISTED_NOWHERE))
        before: tuple[str, str] | None = None
        if cursor:
            moment, digest = from_cursor(cursor, 2)
            before = (moment, digest)
        rows = await run_in_threadpool(partial(app.page_of_articles, limit + 1, before=before))
        more = to_cursor(rows[limit - 1].saved_at, rows[limit - 1].digest) if len(rows) > limit else ""
        told = await run_in_threadpool(standings, app, rows[:limit])
        page = ArticleList(articles=[_line(one) for one in told], next=more)
        link = {"Link": f'<{PREFIX}/articles?limit={limit}&cursor={more}>; rel="next"'} if more else {}
        return JSONResponse(page.model_dump(mode="json"), headers=link)

    @router.get("/articles/{digest}", summary="An article", response_model=Article | ArticlePage, responses=SHARED)
    async def article(
        request: Request, digest: Digest, reader: AnyReader = "", if_none_match: IfNoneMatch = ""
    ) -> Response:
        """Every field, as article.schema.json describes them: the sealed text, which tells nothing of people.

        The ETag changes with its review, which is at `Link: <...>; rel="status"`. With a reader: what that reader's
        page shows, with every claim in that reader's words or withheld.
        """
        kept, edition = await run_in_threadpool(shelf.edition, digest)
        if named := checked_reader(reader):

            def read() -> tuple[Pressed, str]:
                return pressed(asdict(read_article(shelf, kept, named, saved_at=edition.saved_at)))

            async with busy:
                data, tag = await run_in_threadpool(partial(shelf.data.get, (edition, named), read))
            headers = {"ETag": tag}
        else:
            tag = entity_tag(digest, edition.record)
            headers = {"ETag": tag, "Link": f'<{PREFIX}/articles/{digest}/review>; rel="status"'}
        if is_at_hand(if_none_match, tag):
            return Response(status_code=304, headers=headers)
        if not named:
            data, _ = await run_in_threadpool(shelf.data.get, digest, lambda: pressed(article_to_dict(kept)))
        return answer([data], request.scope, media_type="application/json", headers=headers)

    @router.get("/articles/{digest}/review", summary="What readers are told of its review", response_model=ReviewTold)
    async def review(digest: Digest, if_none_match: IfNoneMatch = "") -> Response:
        """Who reviewed and approved this very text, or that nobody has; a notice, and what has taken its place.

        A text that was withdrawn answers here with its reason, and 410 everywhere else.
        """
        stored = await run_in_threadpool(app.article, digest)
        record = await run_in_threadpool(app.record_of, digest)
        headers = {"ETag": entity_tag(digest, record)}
        if is_at_hand(if_none_match, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return JSONResponse(review_told(stored, record).model_dump(mode="json"), headers=headers)

    @router.get("/articles/{digest}/references", summary="What an article cites", response_model=list[ReferenceModel])
    async def references(digest: Digest) -> list[ReferenceModel]:
        """The reference list, in order of first use."""
        stored = await run_in_threadpool(shown, app, digest)
        return [
            ReferenceModel(
                number=one.number,
                document_id=one.document_id,
                citation=reference_text(one),
                kind=one.kind,
                status=one.status,
                fidelity=one.fidelity,
                marks=list(reference_marks(one, stored.references)),
                links=dict(reference_links(one)),
            )
            for one in stored.references
        ]

    @router.get("/articles/{digest}/exports", summary="Formats to take it away in", response_model=list[ExportModel])
    async def exports(digest: Digest) -> list[ExportModel]:
        """Each format that can be had, and where: no proof bundle once a quoted text has left the library."""
        stored = await run_in_threadpool(shown, app, digest)
        lost = await run_in_threadpool(shelf.lost, stored)
        return [
            ExportModel(name=name, media_type=one.media_type, address=f"{PREFIX}/articles/{digest}/exports/{name}")
            for name, one in sorted(app.exporters().items())
            if not (lost and name == PROOF)
        ]

    @router.get(
        "/articles/{digest}/exports/{name}",
        summary="An article in a format",
        response_class=Response,
        responses={200: {"description": "The file.", "content": {"application/octet-stream": {}}}},
    )
    async def export(
        digest: Digest,
        name: Annotated[str, Path(description="The name of a format.")],
        reader: AnyReader = "",
    ) -> Response:
        """The file, named by the question as on the article's page."""
        formats = app.exporters()
        if name not in formats:
            known = ", ".join(sorted(formats))
            raise ProblemError(
                Problem(404, "not_found", f"There is no format {name[:40]!r}.", f"Choose one of: {known}.")
            )
        stored = await run_in_threadpool(shown, app, digest)
        worded: dict[str, Any] = {"reader": checked_reader(reader)} if reader else {}
        async with busy:
            content, media_type = await run_in_threadpool(partial(app.export, stored, name, **worded))
        take = partial(app.taken_away.article, digest, name, by=present_caller().actor, **worded)
        await run_in_threadpool(take)
        disposition = f'attachment; filename="{file_name(stored, formats[name].ending)}"'
        return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

    add_wording(router, app, shelf, busy=busy)

    @router.get("/articles/{digest}/proof", summary="Whether an article still holds", response_model=ProofModel)
    async def proof(digest: Digest) -> ProofModel:
        """Replays every quote and every check against the library as it is now, without any model.

        Empty findings say that every quote stands where the article says and that every check passes.
        """
        stored = await run_in_threadpool(shown, app, digest)
        async with busy:
            findings = await run_in_threadpool(app.verify, stored)
        return ProofModel(
            digest=digest,
            holds=not any(one.severity is Severity.ERROR for one in findings),
            claims=len(stored.claims),
            citations=sum(len(claim.citations) for claim in stored.claims),
            findings=[FindingModel.model_validate(one) for one in findings],
        )

    return router


def add_wording(router: APIRouter, app: App, shelf: Shelf, *, busy: Semaphore) -> None:
    """The words of an article for a kind of reader, where the library has them."""

    @router.get("/articles/{digest}/wording", summary="An article in a reader's words", response_model=WordedArticle)
    async def wording(
        digest: Digest, reader: Annotated[str, Query(description="A reader profile, as GET /readers lists them.")]
    ) -> Response:
        """The same claims, each in words for that reader or as it was, with its terms explained."""
        named = checked_reader(reader)
        if not named:
            raise ProblemError(Problem(422, "validation_error", "reader: name a reader profile."))
        stored = await run_in_threadpool(shown, app, digest)
        async with busy:
            worded = await run_in_threadpool(lambda: shelf.word(stored, named) or app.word(stored, named))
        return JSONResponse(asdict(worded))


def _line(one: Standing) -> ArticleLine:
    row, state = one
    review = state.words if state else ""
    return ArticleLine(
        digest=row.digest, question=row.question, status=row.status, saved_at=row.saved_at, review=review
    )


def pressed(value: dict[str, Any]) -> tuple[Pressed, str]:
    """A value as JSON, compressed, with an ETag of its own."""
    body = bytes(JSONResponse(value).body)
    return press(body), tag_of(body)


def shown(app: App, digest: str) -> Article:
    """A stored article whose text may be shown; raises NotFoundError, or WithdrawnError with date and reason."""
    article = app.article(digest)
    app.check_shown(article)
    return article
