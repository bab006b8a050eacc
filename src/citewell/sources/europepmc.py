"""Europe PMC over the network: a search, with the full text of what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.domain.intake import Amendment, Item
from citewell.domain.merging import merge_documents
from citewell.domain.ports import Source
from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._europepmc_record import SERVICE, read_record, record_key
from citewell.sources._fetched import kept, read_fetched
from citewell.sources._http import HttpClient
from citewell.sources._json import list_at, parsed_object, text_at
from citewell.sources._network import TRY_LATER, NetworkSettings, Unanswered
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._reading import reads_records
from citewell.sources._record import UnusableRecord

SCHEME = "europepmc:"
MOST_PER_PAGE = 1_000


class EuropePmcSource:
    """Reads "europepmc:QUERY" through the REST service; open articles in full unless the settings say no."""

    name = "europepmc"

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        article_reader: Source | None = None,
        pace: Pace = SHARED_PACE,
    ) -> None:
        self._settings, self._pace = settings or NetworkSettings(), pace
        self._article_reader = article_reader

    def accepts(self, location: str) -> bool:
        """Whether the location begins with europepmc: and says what to search for."""
        return location.lower().startswith(SCHEME) and bool(location[len(SCHEME) :].strip())

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield every record that the search finds; raises InputError when it finds none."""
        if not self.accepts(location):
            raise InputError(f"{location} is no Europe PMC location.", remedy='Write it as in "europepmc:neck pain".')
        client = HttpClient(self._settings, service=SERVICE, pace=self._pace)
        try:
            with TemporaryDirectory(prefix="citewell-") as folder:
                yield from kept(location, self._search(location, client, Path(folder)))
        finally:
            client.close()

    def _search(self, location: str, client: HttpClient, folder: Path) -> Iterator[Item]:
        query = location[len(SCHEME) :].strip()
        cursor, seen, count, only_titles = "*", set[str](), 0, list[str]()
        while True:
            page, records = self._page(client, query, cursor, more_expected=len(seen) < count)
            count = max(count, int(text_at(page, "hitCount") or 0))
            if not count:
                raise InputError(f"{SERVICE} has nothing for {query!r}.", remedy="Search for fewer or other words.")
            if count > self._settings.most_records:
                raise InputError(
                    f"{SERVICE} has {count:,} records for {query!r}, more than {self._settings.most_records:,}.",
                    remedy="Search for something narrower.",
                )
            for record in records:
                if record_key(record) not in seen:
                    reads_records(len(seen), count)
                    seen.add(record_key(record))
                    yield from self._items(record, location, client, folder, only_titles)
            following = text_at(page, "nextCursorMark")
            if not records or not following or following == cursor:
                break
            cursor = following
        if only_titles:
            many = "1 record" if len(only_titles) == 1 else f"{len(only_titles):,} records, the first"
            reason = "No abstract, so left out: a title alone is no evidence."
            yield Rejection(f"{location}: {many} {only_titles[0]}", reason, "If you have the text, add its file.")
        if len(seen) < count:
            reason = f"{SERVICE} counted {count:,} records for {query!r} and gave {len(seen):,}."
            yield Rejection(location, reason, "Fetch the search again later.")

    def _page(
        self, client: HttpClient, query: str, cursor: str, *, more_expected: bool
    ) -> tuple[dict[str, object], list[object]]:
        """One page of results; one that cannot be read, or is empty too early, is asked for again."""
        parameters = {
            "query": query,
            "resultType": "core",
            "format": "json",
            "pageSize": str(min(self._settings.page_size, MOST_PER_PAGE)),
            "cursorMark": cursor,
        }
        if self._settings.email:
            parameters["email"] = self._settings.email
        page: dict[str, object] | None = None
        for attempt in range(1, self._settings.tries + 1):
            page = parsed_object(client.get(f"{self._settings.europepmc_url}/search", parameters).content)
            complaint = text_at(page, "errMsg")
            if complaint:
                raise Unanswered(
                    f"{SERVICE} did not search: {single_spaced(clean_page(complaint))[:200]}", remedy="Check the query."
                )
            records = list_at(page, "resultList", "result")
            if page is not None and text_at(page, "hitCount").isdecimal() and (records or not more_expected):
                return page, records
            if attempt < self._settings.tries:
                client.rest(attempt)
        if page is None or not text_at(page, "hitCount").isdecimal():
            raise Unanswered(f"{SERVICE} sent a page that cannot be read.", remedy=TRY_LATER)
        return page, []

    def _items(
        self, record: object, location: str, client: HttpClient, folder: Path, only_titles: list[str]
    ) -> Iterator[Item]:
        """What one record says; one that has only a title is noted in `only_titles`."""
        place = f"{location}: {record_key(record)}"
        try:
            reading = read_record(record, origin=location, source=self.name)
        except UnusableRecord as error:
            yield Rejection(place, error.reason, error.remedy)
            return
        except RecordError as error:
            yield Rejection(place, error.message, "Leave it out of the search.")
            return
        yield from reading.amendments
        document = reading.document
        if self._settings.full_text and reading.has_open_full_text:
            document, others = self._with_full_text(document, client, folder, place)
            yield from others
        if document.what_was_read != "title":
            yield document
            return
        for notice in document.notices:
            if document.pmid or document.doi or document.pmcid:
                yield Amendment(notice, doi=document.doi, pmid=document.pmid, pmcid=document.pmcid)
        only_titles.append(record_key(record))

    def _with_full_text(
        self, document: Document, client: HttpClient, folder: Path, place: str
    ) -> tuple[Document, list[Item]]:
        """The document with the article's full text, or with a note why it has only the abstract."""
        file = folder / f"{document.pmcid}.xml"
        why, others = "", list[Item]()
        try:
            client.download(f"{self._settings.europepmc_url}/{document.pmcid}/fullTextXML", file)
            reader = self._article_reader or _article_reader()
            for item in read_fetched(reader, file, source=self.name, origin=document.origin, place=place):
                if isinstance(item, Document):
                    document = merge_documents(document, item)
                elif isinstance(item, Rejection):
                    why = item.reason
                else:
                    others.append(item)
        except Unanswered as error:
            why = error.message
        finally:
            file.unlink(missing_ok=True)
        if document.what_was_read != "full text":
            document = replace(document, note=f"The full text was not read: {why or 'it is not given'}".strip())
        return document, others


def _article_reader() -> Source:
    from citewell.sources.jats import JatsSource

    return JatsSource()
