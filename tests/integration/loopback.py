"""Servers on this machine that speak the services' protocols, with the troubles that real ones make."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Request:
    """What a server was asked; `values` are those of the address and of the form."""

    method: str
    path: str
    values: dict[str, str]
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


@dataclass
class Reply:
    """What a server says; `cut` bytes of the body are promised and not sent, `drip` is a pause after each byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    drip: float = 0.0


Answers = Callable[[Request], Reply]


class Server:
    """A running server: its address, and what it was asked."""

    def __init__(self, port: int, scheme: str) -> None:
        self.host, self.port, self.scheme = f"127.0.0.1:{port}", port, scheme
        self.url = f"{scheme}://{self.host}"
        self.asked: list[Request] = []


@contextmanager
def serving(answer: Answers, *, certificate: Path | None = None) -> Iterator[Server]:
    """Run a server on a free port of 127.0.0.1 for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = self.rfile.read(length).decode()
            parts = urlsplit(self.path)
            values = {name: found[0] for name, found in (parse_qs(parts.query) | parse_qs(form)).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, unquote(parts.path), values, headers)
            server.asked.append(request)
            self.reply(answer(request))

        def do_POST(self) -> None:
            self.do_GET()

        def reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) + reply.cut))
            self.end_headers()
            for byte in reply.body if reply.drip else b"":
                self.wfile.write(bytes([byte]))
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(reply.body)
            self.close_connection = bool(reply.cut)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up early is part of the tests

    running = Quiet(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    server = Server(running.server_address[1], "https" if certificate else "http")
    thread = threading.Thread(target=lambda: running.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join(5)


def pubmed_record(pmid: str, text: str, *, title: str = "A trial") -> str:
    """A record as efetch gives it."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><Article '
        'PubModel="Print"><Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue>'
        f"<Title>Journal of Tests</Title></Journal><ArticleTitle>{escape(title)} {pmid}.</ArticleTitle><Abstract>"
        f"<AbstractText>{escape(text)}</AbstractText></Abstract><Language>eng</Language><PublicationTypeList>"
        '<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>'
        "</MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList><ArticleId "
        f'IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    )


class EUtils:
    """NCBI's E-utilities over `entered`, the day on which each PMID was entered; newest first, as PubMed sorts.

    `most` is how many of a search are handed out. Troubles: `per_second` requests are answered and the rest refused,
    `replies` go out before anything else, `cut_pages` pages break off, pages hold `page_cap` records at most, a
    search names `id_cap` of its records and is forgotten after `forget_after` pages (and then `late` records are new),
    `silent` records are left out.
    """

    def __init__(self, entered: dict[str, date], *, most: int = 9_999) -> None:
        self.entered, self.most = entered, most
        self.per_second, self.page_cap, self.forget_after, self.cut_pages = 0, 10_000, 0, 0
        self.id_cap = most
        self.replies: list[Reply] = []
        self.late: list[str] = []
        self.silent: set[str] = set()
        self.full_texts: dict[str, str] = {}
        self.refused = 0
        self._searches: list[list[str]] = []
        self._pages = 0
        self._times: list[float] = []

    def __call__(self, request: Request) -> Reply:
        self._times = [moment for moment in self._times if request.at - moment < 1.0] + [request.at]
        if self.per_second and len(self._times) > self.per_second:
            self.refused += 1
            return Reply(b'{"error":"API rate limit exceeded"}', 429, {"Retry-After": "1"})
        if self.replies:
            return self.replies.pop(0)
        if request.path.endswith("/esearch.fcgi"):
            return Reply(self._search(request.values).encode(), headers={"Content-Type": "text/xml"})
        if request.values["db"] == "pmc":
            article = self.full_texts.get(request.values["id"], "")
            return Reply(f"<pmc-articleset>{article}</pmc-articleset>".encode())
        return self._fetch(request.values)

    def _search(self, values: dict[str, str]) -> str:
        first, last = (date(1, 1, 1), date.max)
        if "mindate" in values:
            assert values["datetype"] == "edat"
            first, last = (date(*map(int, values[name].split("/"))) for name in ("mindate", "maxdate"))
        found = [pmid for pmid, day in self.entered.items() if first <= day <= last and values["term"] != "nothing"]
        found.sort(key=lambda pmid: (self.entered[pmid], pmid), reverse=True)
        self._searches.append(found)
        ids = "".join(f"<Id>{pmid}</Id>" for pmid in found[: min(int(values.get("retmax", 20)), self.id_cap)])
        return (
            f"<eSearchResult><Count>{len(found)}</Count><RetMax>20</RetMax><RetStart>0</RetStart>"
            f"<QueryKey>1</QueryKey><WebEnv>MCID_{len(self._searches)}</WebEnv><IdList>{ids}</IdList>"
            + (
                "<ErrorList><PhraseNotFound>cervicogenik</PhraseNotFound></ErrorList>"
                if "genik" in values["term"]
                else ""
            )
            + "</eSearchResult>"
        )

    def _fetch(self, values: dict[str, str]) -> Reply:
        if "id" in values:
            return self._page([pmid for pmid in values["id"].split(",") if pmid in self.entered])
        start, size = int(values["retstart"]), int(values["retmax"])
        if start > self.most - 1:
            return Reply(b"Search Backend failed: 'retstart' cannot be larger", 400)
        number = int(values["WebEnv"].removeprefix("MCID_"))
        self._pages += 1
        if self.forget_after and self._pages > self.forget_after:
            self.forget_after = 0
            self.entered |= dict.fromkeys(self.late, max(self.entered.values()) + timedelta(days=1))
            self._searches = [[] for _ in self._searches]
        found = self._searches[number - 1]
        if not found:
            return Reply(b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")
        end = min(start + size, start + self.page_cap, self.most)
        return self._page([pmid for pmid in found[start:end] if pmid not in self.silent])

    def _page(self, pmids: list[str]) -> Reply:
        records = "".join(pubmed_record(pmid, f"It helped {pmid} people.") for pmid in pmids)
        page = (
            f'<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet><PubmedArticleSet>{records}</PubmedArticleSet>'.encode()
        )
        if self.cut_pages:
            self.cut_pages -= 1
            return Reply(page[: len(page) * 2 // 3])
        return Reply(page, headers={"Content-Type": "text/xml; charset=UTF-8"})


class EuropePmc:
    """Europe PMC's REST service: search with a cursor mark, and full texts by PMCID."""

    def __init__(self, records: list[dict[str, object]], full_texts: dict[str, str] | None = None) -> None:
        self.records, self.full_texts = records, full_texts or {}
        self.replies: list[Reply] = []

    def __call__(self, request: Request) -> Reply:
        if self.replies:
            return self.replies.pop(0)
        if request.path.endswith("/fullTextXML"):
            article = self.full_texts.get(request.path.split("/")[-2])
            return Reply(article.encode()) if article else Reply(status=404)
        values = request.values
        assert (values["resultType"], values["format"]) == ("core", "json")
        query = values["query"]
        found = [item for item in self.records if not query.startswith("DOI:") or f'"{item.get("doi")}"' in query]
        start = 0 if values["cursorMark"] == "*" else int(values["cursorMark"].removeprefix("AoE"))
        page = found[start : start + int(values["pageSize"])]
        following = f"AoE{start + len(page)}" if page else values["cursorMark"]
        answer = {"hitCount": len(found), "nextCursorMark": following, "resultList": {"result": page}}
        return Reply(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


class Crossref:
    """Crossref's REST service: works by their DOI."""

    def __init__(self, works: list[dict[str, object]]) -> None:
        self.works = {str(work["DOI"]): work for work in works}

    def __call__(self, request: Request) -> Reply:
        work = self.works.get(request.path.removeprefix("/works/"))
        if work is None:
            return Reply(b"Resource not found.", 404)
        answer = {"status": "ok", "message-type": "work", "message": work}
        return Reply(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})
