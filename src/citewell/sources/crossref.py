"""Crossref over the network: a publication by its DOI, with what has been retracted or corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.domain.intake import Amendment, Item
from citewell.domain.merging import with_notices
from citewell.domain.ports import Source
from citewell.sources._crossref_record import SERVICE, Reading, read_work
from citewell.sources._fetched import kept
from citewell.sources._http import HttpClient
from citewell.sources._json import at, parsed_object
from citewell.sources._network import TRY_LATER, NetworkSettings, Unanswered
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._publication import plain_doi
from citewell.sources._record import UnusableRecord
from citewell.sources.europepmc import EuropePmcSource

SCHEME = "doi:"


class CrossrefSource:
    """Reads "doi:10.xxx/yyy", several parted by spaces. Where Crossref has no abstract, Europe PMC is asked."""

    name = "crossref"

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        article_reader: Source | None = None,
        pace: Pace = SHARED_PACE,
    ) -> None:
        self._settings, self._pace = settings or NetworkSettings(), pace
        self._europepmc = EuropePmcSource(self._settings, article_reader=article_reader, pace=pace)

    def accepts(self, location: str) -> bool:
        """Whether the location begins with doi:."""
        return location.lower().startswith(SCHEME) and bool(location[len(SCHEME) :].strip())

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield the publication of each DOI, and what it says of others; raises InputError when there is none."""
        dois = [plain_doi(entry) for entry in location[len(SCHEME) :].split()] if self.accepts(location) else []
        if not dois or not all(dois):
            raise InputError(f"{location} is no DOI.", remedy='Write it as in "doi:10.1000/182".')
        client = HttpClient(self._settings, service=SERVICE, pace=self._pace)
        try:
            yield from kept(location, self._publications(dois, location, client))
        finally:
            client.close()

    def _publications(self, dois: list[str], location: str, client: HttpClient) -> Iterator[Item]:
        for doi in dict.fromkeys(dois):
            try:
                reading = self._work(doi, location, client)
            except UnusableRecord as error:
                yield from self._elsewhere(
                    doi, location, None, Rejection(f"{SERVICE}: {doi}", error.reason, error.remedy)
                )
                continue
            except RecordError as error:
                yield Rejection(f"{SERVICE}: {doi}", error.message, "If you have the text, add its file.")
                continue
            yield from reading.amendments
            if reading.document.what_was_read != "title":
                yield reading.document
                continue
            reason = f"Only its title is known: {reading.document.title[:200]!r} has no abstract."
            refusal = Rejection(f"{SERVICE}: {doi}", reason, "If you have the text, add its file.")
            yield from self._elsewhere(doi, location, reading.document, refusal)

    def _work(self, doi: str, location: str, client: HttpClient) -> Reading:
        """What Crossref knows of a DOI. Raises UnusableRecord where it knows nothing."""
        parameters = {"mailto": self._settings.email} if self._settings.email else None
        address = f"{self._settings.crossref_url}/works/{quote(doi, safe='')}"
        for attempt in range(1, self._settings.tries + 1):
            try:
                answer = client.get(address, parameters)
            except Unanswered as error:
                if error.status != 404:
                    raise
                raise UnusableRecord(f"{SERVICE} does not know the DOI {doi}.", "Check the DOI.") from error
            work = at(parsed_object(answer.content), "message")
            if isinstance(work, dict):
                return read_work(work, doi=doi, origin=location, source=self.name)
            if attempt < self._settings.tries:
                client.rest(attempt)
        raise Unanswered(f"{SERVICE} sent an answer that cannot be read.", remedy=TRY_LATER)

    def _elsewhere(self, doi: str, location: str, known: Document | None, refusal: Rejection) -> Iterator[Item]:
        """The publication as Europe PMC has it, with Crossref's notices; else the refusal, and the notices alone."""
        notices = known.notices if known else ()
        found = False
        try:
            for item in self._europepmc.fetch(f'europepmc:DOI:"{doi}"'):
                if isinstance(item, Document) and item.doi == doi:
                    found = True
                    yield replace(with_notices(item, notices), origin=location)
                elif isinstance(item, Amendment):
                    yield item
        except InputError as error:
            if isinstance(error, Unanswered):
                refusal = replace(refusal, reason=f"{refusal.reason} {error.message}")
        if not found:
            for notice in notices:
                yield Amendment(notice, doi=doi)
            yield refusal
