"""The library over the JSON API: search, publications, releases, readers, and checking a claim."""

from __future__ import annotations

from asyncio import Semaphore
from functools import partial
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from citewell.compose.audiences import reader_profiles
from citewell.compose.reading import clean
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.library import Order, Selection
from citewell.domain.questions import Evidence
from citewell.evaluation.claim_checks import check_item
from citewell.evaluation.claim_files import CheckItem
from citewell.web.api_models import (
    CheckBody,
    CheckFinding,
    CheckModel,
    CitingModel,
    ComparisonModel,
    DocumentLine,
    DocumentList,
    DocumentModel,
    HitModel,
    LibraryModel,
    NoticeModel,
    PassageModel,
    ReaderList,
    ReaderModel,
    ReleaseList,
    SearchBody,
    SearchModel,
)
from citewell.web.api_questions import PREFIX
from citewell.web.cursors import from_cursor, to_cursor
from citewell.web.library_views import passage_view, publication_line, publication_view, release_lines
from citewell.web.problems import Problem, ProblemError
from citewell.web.review_lists import only_listed

if TYPE_CHECKING:
    from citewell.app import App

MOST_PASSAGES = 200
NO_QUESTIONS_IN_ADDRESSES = "In private mode no question stands in an address: send it by POST."
State = Annotated[str, Path(max_length=64, description="A release's name, or now.")]


def make_library_api_router(app: App, *, busy: Semaphore, private: bool) -> APIRouter:
    """Search, /library, /readers and /check. `busy` lets few at a time do what keeps a core busy."""
    router = APIRouter(tags=["Library"])
    checking = Semaphore(1)

    async def found(text: str, limit: int) -> SearchModel:
        async with busy:
            evidence = await run_in_threadpool(partial(app.search, text, limit=limit))
        return SearchModel(hits=[_hit(place, item) for place, item in enumerate(evidence, start=1)])

    @router.get("/search", summary="Search the passages", response_model=SearchModel)
    async def search(
        q: Annotated[str, Query(description="A question, or words.")],
        limit: Annotated[int, Query(ge=1, le=50, description="How many passages at most.")] = 10,
    ) -> SearchModel:
        """The passages that an answer would be made from, best first. Nothing is stored."""
        if private:
            raise ProblemError(Problem(403, "private", NO_QUESTIONS_IN_ADDRESSES))
        return await found(q, limit)

    @router.post("/search", summary="Search, with the words in the body", response_model=SearchModel)
    async def search_by_post(body: SearchBody) -> SearchModel:
        """The same for words that are to stay out of addresses and logs."""
        return await found(body.q, body.limit)

    @router.get("/library", summary="What the library holds", response_model=LibraryModel)
    async def library() -> LibraryModel:
        """Counts, the release, and what was searched with."""
        return LibraryModel.model_validate(await run_in_threadpool(app.status))

    @router.get("/library/documents", summary="Publications", response_model=DocumentList)
    async def documents(
        kind: Annotated[EvidenceKind | None, Query(description="Only this kind of evidence.")] = None,
        status: Annotated[DocumentStatus | None, Query(description="Only with this standing.")] = None,
        collection: Annotated[str, Query(description="Only of this collection.")] = "",
        year_from: Annotated[
            int | None, Query(ge=1600, le=2200, description="Published in this year or later.")
        ] = None,
        year_to: Annotated[int | None, Query(ge=1600, le=2200, description="Published in this year or before.")] = None,
        text: Annotated[str, Query(max_length=200, description="Words of the title, or an id, DOI or PMID.")] = "",
        order: Annotated[Order, Query(description="In which order.")] = Order.NEWEST,
        limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 25,
        cursor: Annotated[str, Query(description="Where the page before ended: its `next`.")] = "",
    ) -> Response:
        """Every filter counts. The next page is at `Link: <...>; rel="next"`, and behind the cursor in `next`."""
        selection = Selection(
            kind=kind.value if kind else "",
            status=status.value if status else "",
            collection=collection,
            year_from=year_from,
            year_to=year_to,
            text=text,
            order=order,
        )
        after = from_cursor(cursor, 1)[0] if cursor else ""
        chosen = await run_in_threadpool(partial(app.choose, selection, limit=limit, after=after))
        named = await run_in_threadpool(app.documents_by_id, chosen.ids)
        more = to_cursor(chosen.ids[-1]) if chosen.start + limit < chosen.total and chosen.ids else ""
        page = DocumentList(
            total=chosen.total,
            order=order,
            documents=[DocumentLine.model_validate(publication_line(one)) for one in named.values()],
            next=more,
        )
        asked = {
            "kind": selection.kind,
            "status": selection.status,
            "collection": collection,
            "year_from": year_from,
            "year_to": year_to,
            "text": text,
            "order": order.value,
            "limit": limit,
            "cursor": more,
        }
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)}, errors="replace")
        link = {"Link": f'<{PREFIX}/library/documents?{query}>; rel="next"'} if more else {}
        return JSONResponse(page.model_dump(mode="json"), headers=link)

    @router.get("/library/documents/{identity:path}", summary="A publication", response_model=DocumentModel)
    async def document(
        identity: Annotated[str, Path(description="A document's id, or that of one of its passages.")],
        start: Annotated[int, Query(ge=0, description="The first passage to give.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_PASSAGES, description="How many passages.")] = MOST_PASSAGES,
    ) -> DocumentModel:
        """What is known of it, its passages as they are stored, and the stored articles that cite it."""
        publication = await run_in_threadpool(app.publication, identity)
        citing = (
            [] if private else await run_in_threadpool(lambda: only_listed(app, app.citing([publication.document.id])))
        )
        view = publication_view(publication, citing, start=start, limit=limit)
        return DocumentModel(
            **DocumentLine.model_validate(view.line).model_dump(),
            licence=view.licence,
            language=view.language,
            what_was_read=view.what_was_read,
            note=view.note,
            removed=view.removed,
            notices=[NoticeModel.model_validate(one) for one in view.notices],
            passages_total=view.passages_total,
            start=start,
            passages=[PassageModel.model_validate(one) for one in view.passages],
            cited_by=[CitingModel.model_validate(one) for one in view.cited_by],
        )

    @router.get("/library/releases", summary="Named states of the library", response_model=ReleaseList)
    async def releases() -> ReleaseList:
        """Oldest first, and the digest of the present state: equal content has an equal digest everywhere."""
        named, present = await run_in_threadpool(lambda: (app.releases(), app.release()))
        return ReleaseList.model_validate({"releases": release_lines(named), "present": present})

    @router.get(
        "/library/releases/{earlier}/compare/{later}",
        summary="What changed between two states",
        response_model=ComparisonModel,
    )
    async def compare(earlier: State, later: State) -> ComparisonModel:
        """Documents that came, changed and left."""
        async with busy:
            changes = await run_in_threadpool(app.compare_releases, earlier, later)
        return ComparisonModel.model_validate({"earlier": earlier, "later": later, **changes})

    @router.get("/readers", summary="Reader profiles", response_model=ReaderList, tags=["Asking"])
    async def readers() -> ReaderList:
        """For whom an article can be worded. A profile changes words, never claims."""
        profiles = reader_profiles()
        return ReaderList(
            readers=[ReaderModel(name=one.name, label=one.label, disclaimer=one.disclaimer) for one in profiles]
        )

    @router.post("/check", summary="Check a claim against texts", response_model=CheckModel, tags=["Checking"])
    async def check(body: CheckBody) -> CheckModel:
        """Holds a sentence to each text with the rules that every answer passes, and stores nothing.

        `supported` needs one text that says all of it. A claim that differs in a number, a unit, the people, a
        negation or a certainty word is not supported.
        """
        evidence = tuple(filter(None, map(clean, body.evidence)))
        item = CheckItem("", clean(body.claim), evidence)
        if not item.claim:
            raise ProblemError(Problem(422, "validation_error", "claim: there is no text in it."))
        async with checking:
            result = await run_in_threadpool(lambda: check_item(item, entailer=None, vocabulary=app.vocabulary))
        findings = [
            CheckFinding(rule=one.rule, explanation=one.why, contradicts=one.contradicts) for one in result.findings
        ]
        return CheckModel(verdict=result.verdict, findings=findings)

    return router


def _hit(place: int, item: Evidence) -> HitModel:
    document = item.document
    return HitModel(
        rank=place,
        score=round(item.score, 4),
        document_id=document.id,
        title=document.title,
        short_name=document.short_name,
        kind=document.kind,
        status=document.status,
        fidelity=document.fidelity,
        passage=PassageModel.model_validate(passage_view(item.passage)),
    )
