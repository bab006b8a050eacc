"""The Retraction Watch list as CSV: what was retracted, corrected, put in doubt or reinstated, paper by paper."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from citewell.domain.documents import Rejection, StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.errors import InputError
from citewell.domain.intake import Amendment
from citewell.sources._csv_records import csv_records
from citewell.sources._files import READ_ERRORS, beginning, open_stream, remedy_for, why
from citewell.sources._marked_text import plain
from citewell.sources._record import brief

SOURCE = "Retraction Watch"
SUFFIXES = (".csv", ".csv.gz")
NEEDED = frozenset({"originalpaperdoi", "originalpaperpubmedid", "retractionnature", "retractiondate"})
READ = NEEDED | {"recordid", "urls", "retractiondoi", "retractionpubmedid", "reason"}
NATURES = {
    "retraction": DocumentStatus.RETRACTED,
    "expression of concern": DocumentStatus.EXPRESSION_OF_CONCERN,
    "correction": DocumentStatus.CORRECTED,
    "reinstatement": DocumentStatus.CURRENT,
}
REINSTATED = "Reinstatement"
UNKNOWN_YEAR = 1753
"""The earliest year that the list's database can hold, written where a date is not known."""

_NOTHING = frozenset({"", "0", "unavailable", "unknown", "none", "n/a", "na"})
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"([1-9]\d{0,8})(?:\.0+)?")
_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\b")
_ADDRESS = re.compile(r"https?://[^\s;]+")


class RetractionWatchSource:
    """Reads the list and gives an amendment for each row that names its paper by DOI or PubMed number.

    A reinstatement is an amendment whose status is "current": it undoes earlier notices about the same paper.
    """

    name = "retraction_watch"

    def accepts(self, location: str) -> bool:
        """A .csv file whose first line names the list's columns."""
        try:
            path = Path(location)
            return location.lower().endswith(SUFFIXES) and path.is_file() and _names_the_columns(path)
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Amendment | Rejection]:
        """Yield an amendment or a rejection for every row. Raises InputError where the file is no such list."""
        path = Path(location)
        if not self.accepts(location):
            what = f"{brief(str(path))} is no Retraction Watch list."
            raise InputError(
                what, remedy="Name a .csv file whose first line has RetractionNature and OriginalPaperDOI."
            )
        return _fetch(path)


def _fetch(path: Path) -> Iterator[Amendment | Rejection]:
    columns: list[str] = []
    number = 0
    try:
        with open_stream(path) as stream:
            for number, fields in csv_records(stream):
                place = f"{path.name}:{number}"
                if fields is None:
                    reason = "The row is broken: it has too few or too many fields, or an open quote."
                    yield Rejection(place, reason, "Download the list again, or correct the row.")
                elif not columns:
                    columns = [_column(name) for name in fields]
                else:
                    row = {name: plain(field) for name, field in zip(columns, fields, strict=False) if name in READ}
                    yield _amendment(row, place)
    except READ_ERRORS as error:
        yield Rejection(f"{path.name}:{number + 1}", f"The file cannot be read on: {why(error)}.", remedy_for(error))


def _names_the_columns(path: Path) -> bool:
    first = beginning(path, most=8_192).split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    try:
        return any({_column(name) for name in row} >= NEEDED for row in csv.reader([first]))
    except csv.Error:
        return False


def _column(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _amendment(row: Mapping[str, str], place: str) -> Amendment | Rejection:
    nature = row.get("retractionnature", "")
    status = NATURES.get(nature.lower())
    if status is None:
        reason = f"Its RetractionNature is {brief(nature)}." if nature else "It has no RetractionNature."
        return Rejection(place, reason, f"It is one of: {', '.join(NATURES)}.")
    doi, pmid = read_doi(row.get("originalpaperdoi", "")), _read_pmid(row.get("originalpaperpubmedid", ""))
    if not doi and not pmid:
        reason = "It names its paper by neither a DOI nor a PubMed number."
        return Rejection(place, reason, "Nothing can be done here; search for the title in the library.")
    record = row.get("recordid", "")
    address = _ADDRESS.search(row.get("urls", ""))
    notice = StatusNotice(
        status=status,
        date=_read_date(row.get("retractiondate", "")),
        reference=f"{SOURCE} record {record}" if record else SOURCE,
        pmid=_read_pmid(row.get("retractionpubmedid", "")),
        doi=read_doi(row.get("retractiondoi", "")),
        url=address[0] if address else "",
        source=SOURCE,
        reason=_reason(nature, row.get("reason", ""), status=status),
    )
    return Amendment(notice=notice, doi=doi, pmid=pmid)


def _reason(nature: str, written: str, *, status: DocumentStatus) -> str:
    """The list's reasons without their marks; a reinstatement says first that it is one."""
    reasons = dict.fromkeys(filter(None, (part.strip().lstrip("+").strip() for part in written.split(";"))))
    said = "; ".join(reasons)
    if status is not DocumentStatus.CURRENT:
        return said
    return f"{REINSTATED}: {said}" if said else nature


def read_doi(written: str) -> str:
    """A DOI in lower case without what is put before it; empty for "unavailable" and what is none."""
    if written.lower() in _NOTHING:
        return ""
    match = _DOI.search(unquote(written))
    return match[0].lower().rstrip(".,;") if match else ""


def _read_pmid(written: str) -> str:
    match = _PMID.fullmatch(written)
    return match[1] if match else ""


def _read_date(written: str) -> str:
    """A date in the American order ("6/25/2021 0:00"), or an ISO one, as an ISO date; empty where it is unknown."""
    if match := _AMERICAN_DATE.match(written):
        month, day, year = map(int, match.groups())
    elif match := _ISO_DATE.match(written):
        year, month, day = map(int, match.groups())
    else:
        return ""
    if not (UNKNOWN_YEAR < year <= 2200 and 1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year}-{month:02}-{day:02}"
