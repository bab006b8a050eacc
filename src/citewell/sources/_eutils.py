"""NCBI's E-utilities: search with a history on their server, then fetch page by page.

The protocol is NCBI's "Entrez Programming Utilities Help" (NBK25499). PubMed hands out the first 9,999 records of a
search only, history or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citewell.sources._http import HttpClient
from citewell.sources._network import TRY_LATER, NetworkSettings, Unanswered
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._pubmed_file import split_records
from citewell.sources._xml import parse_xml, words_of, xml_root

MOST_OF_A_SEARCH = 9_999
TOOL = "citewell"
SLOW, FAST = 3.0, 10.0
"""Requests a second that NCBI allows without and with a key."""

_PMID = re.compile(rb"<PMID[^>]{0,40}>\s*(\d{1,9})\s*<")
_COMPLAINT = re.compile(rb"<ERROR>([^<]{1,300})")
_END = re.compile(rb"(?:</PubmedArticleSet>|<PubmedArticleSet\s*/>)\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many, the first of them, and where NCBI's server keeps them."""

    count: int
    pmids: tuple[str, ...]
    web_environment: str
    query_key: str
    unknown_phrases: tuple[str, ...] = ()


class HistoryLost(Exception):
    """NCBI's server no longer has a search, or says so: searching again helps."""


class EUtilities:
    """The E-utilities of one client."""

    def __init__(self, settings: NetworkSettings, *, pace: Pace = SHARED_PACE) -> None:
        rate = FAST if settings.ncbi_api_key else SLOW
        self.client = HttpClient(settings, service="PubMed", per_second=rate, pace=pace)
        self._settings = settings

    def search(self, query: str, *, days: tuple[str, str] | None = None) -> Found:
        """Search PubMed, within the days a record was entered ("2020/01/31") if given. Raises Unanswered."""
        form = {"db": "pubmed", "term": query, "usehistory": "y", "retmax": str(MOST_OF_A_SEARCH), "retmode": "xml"}
        if days:
            form |= {"datetype": "edat", "mindate": days[0], "maxdate": days[1]}
        for attempt in range(1, self._settings.tries + 1):
            answer = self.client.post(f"{self._settings.eutils_url}/esearch.fcgi", self._form(form))
            found, complaint = _found(answer.content)
            if found:
                return found
            if attempt < self._settings.tries:
                self.client.rest(attempt)
        raise Unanswered(
            f"PubMed did not search: {complaint}.", remedy="Check the query on pubmed.ncbi.nlm.nih.gov, or try later."
        )

    def fetch_page(self, found: Found, *, start: int, size: int, file: Path) -> list[str]:
        """Download records from number `start` on into `file`; returns the PMIDs that are in it, in order.

        Raises HistoryLost, and Unanswered where the page stays broken.
        """
        form = {
            "WebEnv": found.web_environment,
            "query_key": found.query_key,
            "retstart": str(start),
            "retmax": str(size),
        }
        try:
            return self._page(form, file)
        except Unanswered as error:
            if error.status == 400:
                raise HistoryLost(error.message) from error
            raise

    def fetch_records(self, pmids: Sequence[str], *, file: Path) -> list[str]:
        """Download records by their PMIDs into `file`; returns the PMIDs that are in it, none when it has none."""
        try:
            return self._page({"id": ",".join(pmids)}, file)
        except HistoryLost:
            return []
        except Unanswered as error:
            if error.status == 400:
                return []
            raise

    def fetch_full_text(self, pmcid: str, *, file: Path) -> bool:
        """Download one article of PubMed Central, as JATS, into `file`; whether it is given."""
        form = self._form({"db": "pmc", "id": pmcid.removeprefix("PMC"), "retmode": "xml"})
        try:
            self.client.download(f"{self._settings.eutils_url}/efetch.fcgi", file, form=form)
        except Unanswered as error:
            if error.status in (400, 404):
                return False
            raise
        return b"<article" in file.read_bytes()

    def _page(self, form: Mapping[str, str], file: Path) -> list[str]:
        address = f"{self._settings.eutils_url}/efetch.fcgi"
        whole_form = self._form({"db": "pubmed", "retmode": "xml", **form})
        for attempt in range(1, self._settings.tries + 1):
            self.client.download(address, file, form=whole_form)
            pmids = _pmids_in(file)
            if pmids is not None:
                return pmids
            if attempt < self._settings.tries:
                self.client.rest(attempt)
        raise Unanswered(
            f"PubMed sent a page that breaks off, {self._settings.tries} times in a row.", remedy=TRY_LATER
        )

    def _form(self, form: Mapping[str, str]) -> dict[str, str]:
        who = {"tool": TOOL, "email": self._settings.email, "api_key": self._settings.ncbi_api_key}
        return {**form, **{name: value for name, value in who.items() if value}}


def without_records(file: Path, pmids: frozenset[str]) -> None:
    """Take these records out of a page, so that none is read twice; the others stay as they were sent."""
    with file.open("rb") as stream:
        kept = [record for record in split_records(stream) if isinstance(record, bytes) and _pmid(record) not in pmids]
    file.write_bytes(b"<PubmedArticleSet>\n" + b"\n".join(kept) + b"\n</PubmedArticleSet>\n")


def _found(content: bytes) -> tuple[Found | None, str]:
    """What a search's answer says, or what it complains about."""
    from lxml import etree

    try:
        root = parse_xml(content)
        complaint = words_of(root.find(".//ERROR"))
        if complaint or root.find("Count") is None:
            return None, complaint.rstrip(".") or "its answer cannot be read"
        found = Found(
            count=int(words_of(root.find("Count"))),
            pmids=tuple(words_of(element) for element in root.iterfind("IdList/Id")),
            web_environment=words_of(root.find("WebEnv")),
            query_key=words_of(root.find("QueryKey")),
            unknown_phrases=tuple(words_of(element) for element in root.iterfind("ErrorList/PhraseNotFound")),
        )
    except (etree.XMLSyntaxError, ValueError):
        return None, "its answer cannot be read"
    return found, ""


def _pmids_in(file: Path) -> list[str] | None:
    """The PMIDs of a page, or None when it breaks off or is none; raises HistoryLost when it is a complaint."""
    root = xml_root(file)[0]
    if root == "eFetchResult":
        complaint = _COMPLAINT.search(file.read_bytes()[:65_536])
        raise HistoryLost(complaint[1].decode("utf-8", "replace").strip(" .") if complaint else "no reason is given")
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(max(0, size - 256))
        if root != "PubmedArticleSet" or not _END.search(stream.read()):
            return None
        stream.seek(0)
        return [_pmid(record) if isinstance(record, bytes) else "" for record in split_records(stream)]


def _pmid(record: bytes) -> str:
    """The PMID of a record, which is the first in it."""
    match = _PMID.search(record, 0, 4096)
    return str(int(match[1])) if match else ""
