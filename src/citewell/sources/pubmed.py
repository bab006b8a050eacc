"""PubMed over the network: a search, records by their PMIDs, or an article of PubMed Central."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.domain.ports import Source
from citewell.sources._eutils import MOST_OF_A_SEARCH, EUtilities, Found, HistoryLost, without_records
from citewell.sources._fetched import kept, read_fetched
from citewell.sources._network import TRY_LATER, NetworkSettings, Unanswered
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._reading import reads_records

SCHEMES = ("pubmed", "pmid", "pmcid")
FIRST_DAY = date(1700, 1, 1)
Days = tuple[date, date]


class PubmedSource:
    """Reads "pubmed:QUERY", "pmid:123,456" and "pmcid:PMC123" through NCBI's E-utilities.

    A search of more records than PubMed hands out is cut into spans of days. No record is lost or read twice when a
    page breaks off, is shorter than asked, or when PubMed forgets the search: all that a search names is accounted for.
    """

    name = "pubmed"

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        record_reader: Source | None = None,
        article_reader: Source | None = None,
        pace: Pace = SHARED_PACE,
    ) -> None:
        self._settings, self._pace = settings or NetworkSettings(), pace
        self._record_reader, self._article_reader = record_reader, article_reader

    def accepts(self, location: str) -> bool:
        """Whether the location begins with pubmed:, pmid: or pmcid:."""
        scheme, colon, rest = location.partition(":")
        return bool(colon) and scheme.lower() in SCHEMES and bool(rest.strip())

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield every record; raises InputError when PubMed gives none."""
        scheme, _, wanted = location.partition(":")
        if not self.accepts(location):
            raise InputError(f"{location} is no PubMed location.", remedy='Write it as in "pubmed:neck pain exercise".')
        utilities = EUtilities(self._settings, pace=self._pace)
        with TemporaryDirectory(prefix="citewell-") as folder:
            try:
                visit = _Visit(self._settings, utilities, location, Path(folder) / "page.xml", self._record_reader)
                if scheme.lower() == "pubmed":
                    items = visit.search(wanted.strip())
                elif scheme.lower() == "pmid":
                    items = visit.records(_numbers(wanted, r"(?:PMID:?\s*)?0*([1-9]\d{0,8})", "pmid:12221344,34033621"))
                else:
                    pmcids = _numbers(wanted, r"(?:PMC)?0*([1-9]\d{0,8})", "pmcid:PMC1738184")
                    items = visit.articles(pmcids, self._article_reader)
                yield from kept(location, items)
            finally:
                utilities.client.close()


class _Visit:
    """One location being read: what came already, and where pages go."""

    def __init__(
        self, settings: NetworkSettings, utilities: EUtilities, location: str, page: Path, reader: Source | None
    ) -> None:
        self._settings, self._utilities, self._location, self._page = settings, utilities, location, page
        self._reader = reader or _record_reader()
        self._seen: set[str] = set()
        self._expected = 0

    def search(self, query: str) -> Iterator[Item]:
        """Every record that a search finds, newest days last where it has to be cut."""
        found = self._utilities.search(query)
        for phrase in found.unknown_phrases:
            reason = f"PubMed does not know {phrase!r} and searched without it."
            yield Rejection(self._location, reason, "Check its spelling.")
        if not found.count:
            raise InputError(f"PubMed has nothing for {query!r}.", remedy="Search for fewer or other words.")
        if found.count > self._settings.most_records:
            raise InputError(
                f"PubMed has {found.count:,} records for {query!r}, more than {self._settings.most_records:,}.",
                remedy="Search for something narrower, or add PubMed's yearly files instead.",
            )
        self._expected = found.count
        today = date.today() + timedelta(days=2)
        for days, part in self._parts(query, None, found, (FIRST_DAY, today)):
            yield from self._part(query, days, part)
        if len(self._seen) < found.count:
            reason = f"PubMed counted {found.count:,} records for {query!r} and gave {len(self._seen):,}."
            yield Rejection(self._location, reason, "Fetch the search again later.")

    def records(self, pmids: Sequence[str]) -> Iterator[Item]:
        """Records by their PMIDs; one that PubMed does not have is a rejection."""
        self._expected = self._expected or len(pmids)
        for start in range(0, len(pmids), self._settings.page_size):
            batch = pmids[start : start + self._settings.page_size]
            yield from self._fresh(self._utilities.fetch_records(batch, file=self._page))
        for pmid in pmids:
            if pmid not in self._seen:
                place = f"{self._location}: PMID {pmid}"
                yield Rejection(place, "PubMed does not give this record.", "Check the number.")

    def articles(self, numbers: Sequence[str], reader: Source | None) -> Iterator[Item]:
        """Articles of PubMed Central by their numbers."""
        reader = reader or _article_reader()
        for done, number in enumerate(numbers):
            reads_records(done, len(numbers))
            pmcid, file = f"PMC{number}", self._page.with_name(f"PMC{number}.xml")
            if not self._utilities.fetch_full_text(pmcid, file=file):
                yield Rejection(
                    f"{self._location}: {pmcid}",
                    "PubMed Central does not give this article.",
                    "Check the number. If it is right, the article is not open: save its page or PDF and add that.",
                )
            else:
                yield from read_fetched(reader, file, source=PubmedSource.name, origin=self._location, place=pmcid)
            file.unlink()

    def _parts(self, query: str, days: Days | None, found: Found, span: Days) -> Iterator[tuple[Days | None, Found]]:
        """The search cut into spans of days that each have few enough records."""
        first, last = span
        if found.count <= MOST_OF_A_SEARCH or first == last:
            yield days, found
            return
        middle = first + (last - first) // 2
        for half in ((first, middle), (middle + timedelta(days=1), last)):
            part = self._utilities.search(query, days=_written(half))
            if part.count:
                yield from self._parts(query, half, part, half)

    def _part(self, query: str, days: Days | None, found: Found) -> Iterator[Item]:
        """Every record of one search. Counts what came, so that a shorter page than asked loses nothing."""
        named, start, lost = dict.fromkeys(found.pmids), 0, 0
        while start < min(found.count, MOST_OF_A_SEARCH):
            size = min(self._settings.page_size, MOST_OF_A_SEARCH - start)
            try:
                pmids = self._utilities.fetch_page(found, start=start, size=size, file=self._page)
            except HistoryLost as error:
                lost += 1
                if lost >= self._settings.tries:
                    raise Unanswered(f"PubMed did not give the records: {error}.", remedy=TRY_LATER) from error
                self._utilities.client.rest(lost)
                found = self._utilities.search(query, days=_written(days) if days else None)
                named |= dict.fromkeys(found.pmids)
                continue
            if not pmids:
                break
            lost = 0
            start += len(pmids)
            yield from self._fresh(pmids)
        missing = [pmid for pmid in named if pmid not in self._seen]
        if missing:
            yield from self.records(missing)

    def _fresh(self, pmids: Sequence[str]) -> Iterator[Item]:
        """What the page holds that did not come before."""
        reads_records(len(self._seen), self._expected)
        known = self._seen.intersection(pmids)
        if known:
            without_records(self._page, frozenset(known))
        self._seen.update(filter(None, pmids))
        if known.issuperset(pmids):
            return
        yield from read_fetched(self._reader, self._page, source=PubmedSource.name, origin=self._location)


def _written(days: Days) -> tuple[str, str]:
    return days[0].strftime("%Y/%m/%d"), days[1].strftime("%Y/%m/%d")


def _numbers(written: str, pattern: str, example: str) -> list[str]:
    """The numbers in a list with commas or spaces, each once. Raises InputError."""
    numbers = []
    for entry in filter(None, re.split(r"[,;\s]+", re.sub(r"(?i)(pmid:?)\s+", r"\1", written))):
        match = re.fullmatch(pattern, entry, re.IGNORECASE | re.ASCII)
        if match is None:
            raise InputError(f"{entry[:40]!r} is no such number.", remedy=f"Write them as in {example}.")
        numbers.append(match[1])
    return list(dict.fromkeys(numbers))


def _record_reader() -> Source:
    from citewell.sources.pubmed_xml import PubmedXmlSource

    return PubmedXmlSource()


def _article_reader() -> Source:
    from citewell.sources.jats import JatsSource

    return JatsSource()
