"""Every row of the Retraction Watch list that names its paper becomes an amendment; none is lost to a broken row."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Rejection
from citewell.domain.enums import DocumentStatus
from citewell.domain.errors import InputError
from citewell.domain.intake import Amendment, Item
from citewell.sources.retraction_watch import RetractionWatchSource, read_doi

COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes"
).split(",")
SOUND = {
    "Record ID": "101",
    "Title": "Mock fever, and what it is not",
    "URLS": "https://example.org/post;https://example.org/other",
    "RetractionDate": "6/5/2021 0:00",
    "RetractionDOI": "10.1000/Notice.1",
    "RetractionPubMedID": "222",
    "OriginalPaperDOI": "10.1000/PAPER.1",
    "OriginalPaperPubMedID": "111",
    "RetractionNature": "Retraction",
    "Reason": "+Concerns/Issues About Data;+Paper Mill;",
}


def row(**changed: str) -> str:
    fields = SOUND | {name.replace("_", " "): value for name, value in changed.items()}
    written = io.StringIO()
    csv.writer(written).writerow([fields.get(name, "") for name in COLUMNS])
    return written.getvalue()


def read(folder: Path, *rows: str, header: str = ",".join(COLUMNS) + "\n", encoding: str = "utf-8") -> list[Item]:
    (folder / "list.csv").write_bytes((header + "".join(rows)).encode(encoding))
    return list(RetractionWatchSource().fetch(str(folder / "list.csv")))


def amendment(folder: Path, **changed: str) -> Amendment:
    (item,) = read(folder, row(**changed))
    assert isinstance(item, Amendment), item
    return item


def test_a_row_says_what_became_of_which_paper_when_and_why(tmp_path: Path) -> None:
    found = amendment(tmp_path)
    assert (found.doi, found.pmid) == ("10.1000/paper.1", "111")
    assert found.notice.status is DocumentStatus.RETRACTED
    assert found.notice.date == "2021-06-05"
    assert (found.notice.doi, found.notice.pmid) == ("10.1000/notice.1", "222")
    assert found.notice.url == "https://example.org/post"
    assert found.notice.source == "Retraction Watch"
    assert found.notice.reason == "Concerns/Issues About Data; Paper Mill"
    assert "101" in found.notice.reference


@pytest.mark.parametrize(
    ("nature", "status"),
    [
        ("Retraction", DocumentStatus.RETRACTED),
        ("Expression of concern", DocumentStatus.EXPRESSION_OF_CONCERN),
        ("Expression of Concern", DocumentStatus.EXPRESSION_OF_CONCERN),
        ("Correction", DocumentStatus.CORRECTED),
        ("Reinstatement", DocumentStatus.CURRENT),
    ],
)
def test_the_nature_of_a_notice_is_its_status(tmp_path: Path, nature: str, status: DocumentStatus) -> None:
    assert amendment(tmp_path, RetractionNature=nature).notice.status is status


def test_a_reinstatement_says_that_it_is_one(tmp_path: Path) -> None:
    assert amendment(tmp_path, RetractionNature="Reinstatement").notice.reason.startswith("Reinstatement: ")
    assert amendment(tmp_path, RetractionNature="Reinstatement", Reason="").notice.reason == "Reinstatement"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("doi: 10.1000/abc", "10.1000/abc"),
        ("10.1002/1096(200007)74:3%3C201::AID-JSO8%3E3.0.CO;2-5", "10.1002/1096(200007)74:3<201::aid-jso8>3.0.co;2-5"),
        ("xx10.1000/abc", "10.1000/abc"),
        ("unavailable", ""),
        ("Unavailable", ""),
        ("0", ""),
        ("see the paper", ""),
    ],
)
def test_identifiers_are_read_in_every_way_the_list_writes_them(written: str, doi: str) -> None:
    assert read_doi(written) == doi


def test_one_identifier_is_enough_and_zero_is_none(tmp_path: Path) -> None:
    found = amendment(tmp_path, OriginalPaperDOI="unavailable", RetractionPubMedID="0")
    assert (found.doi, found.pmid, found.notice.pmid) == ("", "111", "")
    assert amendment(tmp_path, OriginalPaperPubMedID="0").pmid == ""


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("12/31/1999 0:00", "1999-12-31"),
        ("1/2/2020", "2020-01-02"),
        ("2020-03-04 00:00:00", "2020-03-04"),
        ("1/1/1753 12:00:00 AM", ""),
        ("31/12/1999", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_dates_are_american_and_what_is_none_is_left_out(tmp_path: Path, written: str, date: str) -> None:
    assert amendment(tmp_path, RetractionDate=written).notice.date == date


@pytest.mark.parametrize(
    "broken",
    [
        row(OriginalPaperDOI="unavailable", OriginalPaperPubMedID="0"),
        row(RetractionNature="Mystery"),
        row(RetractionNature=""),
        "1,2,3\n",
        '1,"open quote,2,3\n',
        "x" * (2**20 + 10) + "\n",
        row(Title="a" * 200_000),
    ],
)
def test_a_broken_row_costs_no_other(tmp_path: Path, broken: str) -> None:
    items = read(tmp_path, row(), broken, row(OriginalPaperDOI="10.1000/next"))
    assert [type(item) for item in items] == [Amendment, Rejection, Amendment]
    assert isinstance(items[1], Rejection)
    assert items[1].place == "list.csv:3"
    assert items[1].reason.endswith(".")
    assert items[1].remedy
    assert isinstance(items[2], Amendment)
    assert items[2].doi == "10.1000/next"


def test_a_stray_quote_in_a_title_does_not_hide_a_retraction(tmp_path: Path) -> None:
    stray = row().replace('"Mock fever, and what it is not"', '5" needles')
    items = read(tmp_path, stray, row(), stray, row())
    assert [type(item) for item in items] == [Amendment] * 4


def test_line_breaks_in_a_field_and_blank_lines_are_no_records(tmp_path: Path) -> None:
    items = read(tmp_path, row(Notes='see\n"this",\nand that'), "\n", ",,,\n", row())
    assert [type(item) for item in items] == [Amendment, Amendment]


def test_columns_are_found_by_name_and_a_trailing_comma_is_nothing(tmp_path: Path) -> None:
    header = ",".join(COLUMNS) + ",\r\n"
    items = read(tmp_path, row().rstrip("\r\n") + ",\r\n", header="\ufeff" + header)
    assert isinstance(items[0], Amendment)
    turned = list(reversed(COLUMNS))
    fields = ",".join(f'"{SOUND.get(name, "")}"' for name in turned)
    (item,) = read(tmp_path, fields + "\n", header=",".join(turned) + "\n")
    assert isinstance(item, Amendment)
    assert item.doi == "10.1000/paper.1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_letters_with_marks_come_through_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (item,) = read(tmp_path, row(Reason="+Plagiat in Zürich"), encoding=encoding)
    assert isinstance(item, Amendment)
    assert item.notice.reason == "Plagiat in Zürich"


def test_a_packed_list_is_read_and_one_that_breaks_off_says_so(tmp_path: Path) -> None:
    content = gzip.compress((",".join(COLUMNS) + "\n" + "".join(row(Record_ID=str(n)) for n in range(3000))).encode())
    (tmp_path / "list.csv.gz").write_bytes(content)
    assert sum(1 for _ in RetractionWatchSource().fetch(str(tmp_path / "list.csv.gz"))) == 3000
    (tmp_path / "list.csv.gz").write_bytes(content[: len(content) // 2])
    *_, last = RetractionWatchSource().fetch(str(tmp_path / "list.csv.gz"))
    assert isinstance(last, Rejection)


def test_only_a_list_with_its_columns_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("Record ID,Title\n1,x\n")
    source = RetractionWatchSource()
    assert not source.accepts(str(tmp_path / "other.csv"))
    assert not source.accepts("retractions\0")
    for name in ("other.csv", "none.csv"):
        with pytest.raises(InputError) as error:
            list(source.fetch(str(tmp_path / name)))
        assert error.value.remedy


QUIET = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.lists(st.binary(max_size=120), max_size=6))
def test_any_bytes_behind_the_header_give_items_only(tmp_path: Path, lines: list[bytes]) -> None:
    (tmp_path / "list.csv").write_bytes(",".join(COLUMNS).encode() + b"\n" + b"\n".join(lines))
    with contextlib.suppress(InputError):
        items = RetractionWatchSource().fetch(str(tmp_path / "list.csv"))
        assert all(isinstance(item, Amendment | Rejection) for item in items)


@QUIET
@given(st.lists(st.text("ab,;\"'\n é+", max_size=30), min_size=1, max_size=5))
def test_a_row_says_the_same_whatever_stands_in_its_title_and_notes(tmp_path: Path, titles: list[str]) -> None:
    items = read(tmp_path, *(row(Title=title, Notes=title) for title in titles))
    assert [item.doi for item in items if isinstance(item, Amendment)] == ["10.1000/paper.1"] * len(titles)
