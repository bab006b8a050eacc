"""Any collection of texts comes in as jsonl; whatever else a file holds is reported and harms nothing."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import tracemalloc
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity
from citewell.domain.errors import InputError
from citewell.sources.jsonl import LONGEST_LINE, JsonlSource

SOUND = {"_id": "sound", "title": "A trial", "text": "It helped 12 of 40 people."}


def lines_as_json(records: Sequence[object]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def read(path: Path) -> list[Document | Rejection]:
    return list(JsonlSource().fetch(str(path)))


def read_record(folder: Path, record: object) -> Document | Rejection:
    """What becomes of one record that stands before a sound one."""
    file = folder / "texts.jsonl"
    file.write_text(json.dumps(record) + "\n" + json.dumps(SOUND) + "\n", encoding="utf-8")
    item, sound = read(file)
    assert isinstance(sound, Document)
    assert sound.id == "sound"
    return item


def accepted(folder: Path, **fields: object) -> Document:
    item = read_record(folder, {"_id": "1", "title": "T", "text": "Some text."} | fields)
    assert isinstance(item, Document), item
    return item


def rejected(folder: Path, **fields: object) -> Rejection:
    item = read_record(folder, {"_id": "1", "title": "T", "text": "Some text."} | fields)
    assert isinstance(item, Rejection), item
    assert item.place == "texts.jsonl:1"
    assert item.reason
    assert item.remedy
    return item


def rejections_in(folder: Path, line: bytes) -> Rejection:
    file = folder / "texts.jsonl"
    file.write_bytes(json.dumps(SOUND).encode() + b"\n" + line + b"\n" + b'{"_id": "after", "text": "More."}\n')
    before, broken, after = read(file)
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert isinstance(broken, Rejection)
    assert broken.place == "texts.jsonl:2"
    assert broken.remedy
    return broken


def test_a_record_with_every_field_becomes_a_document_with_all_of_them(tmp_path: Path) -> None:
    document = accepted(
        tmp_path,
        kind="Randomized Controlled Trial",
        year=2019,
        doi="https://doi.org/10.1000/182",
        pmid=12221344,
        pmcid="pmc1738184",
        url="https://example.org/paper",
        organisation="A Body",
        authors=["Jull G", "Trott P"],
        journal="Spine",
        country="Australia",
        licence="CC BY",
        status="Retracted",
    )
    assert document.kind is EvidenceKind.RANDOMISED_TRIAL
    assert (document.year, document.doi, document.pmid, document.pmcid) == (
        2019,
        "10.1000/182",
        "12221344",
        "PMC1738184",
    )
    assert document.url == "https://example.org/paper"
    assert (document.organisation, document.authors) == ("A Body", "Jull G, Trott P")
    assert (document.journal, document.country, document.licence) == ("Spine", "Australia", "CC BY")
    assert document.status is DocumentStatus.RETRACTED
    assert document.fidelity is Fidelity.VERBATIM
    assert document.collection == "texts"
    assert [block.text for block in document.blocks] == ["Some text."]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("guideline", EvidenceKind.GUIDELINE),
        ("Practice Guidelines", EvidenceKind.GUIDELINE),
        ("RCT", EvidenceKind.RANDOMISED_TRIAL),
        ("randomised trial", EvidenceKind.RANDOMISED_TRIAL),
        ("Systematic Review", EvidenceKind.SYSTEMATIC_REVIEW),
        ("meta-analysis", EvidenceKind.SYSTEMATIC_REVIEW),
        ("Meta-Analyses", EvidenceKind.SYSTEMATIC_REVIEW),
        ("systematic-review", EvidenceKind.SYSTEMATIC_REVIEW),
        ("Review", EvidenceKind.NARRATIVE_REVIEW),
        ("cohort study", EvidenceKind.COHORT),
        ("blog post", EvidenceKind.OTHER),
        ("", EvidenceKind.OTHER),
        (None, EvidenceKind.OTHER),
    ],
)
def test_a_kind_is_understood_in_the_words_people_use(tmp_path: Path, written: object, kind: EvidenceKind) -> None:
    assert accepted(tmp_path, kind=written).kind is kind


@pytest.mark.parametrize("written", ["2019", 2019, "2019-05-01", "2019 May", " 2019 "])
def test_a_year_is_read_from_a_date(tmp_path: Path, written: object) -> None:
    assert accepted(tmp_path, year=written).year == 2019


@pytest.mark.parametrize("written", ["", None])
def test_an_unknown_year_is_unknown(tmp_path: Path, written: object) -> None:
    assert accepted(tmp_path, year=written).year is None


@pytest.mark.parametrize("written", [17, 0, -2019, 20199, "19", "two thousand", True, [2019], {"y": 2019}, 2019.5])
def test_a_bad_year_is_rejected(tmp_path: Path, written: object) -> None:
    assert "year" in rejected(tmp_path, year=written).reason


def test_numbers_serve_as_ids(tmp_path: Path) -> None:
    assert accepted(tmp_path, _id=4983).id == "4983"
    assert accepted(tmp_path, _id=0).id == "0"


def test_whole_numbers_written_as_decimals_are_whole_numbers(tmp_path: Path) -> None:
    """Tables with gaps are often written out with 2019.0 for 2019 and NaN for nothing."""
    document = accepted(tmp_path, _id=7.0, year=2019.0, pmid=12221344.0)
    assert (document.id, document.year, document.pmid) == ("7", 2019, "12221344")
    assert accepted(tmp_path, year=float("nan"), doi=float("nan"), title=float("nan")).year is None


@pytest.mark.parametrize("written", [None, "", "   ", "\u0000", True, 1.5, ["1"], {"a": 1}, "x" * 500])
def test_an_id_that_is_missing_or_no_id_is_rejected(tmp_path: Path, written: object) -> None:
    assert "_id" in rejected(tmp_path, _id=written).reason


def test_a_record_without_the_field_id_is_rejected(tmp_path: Path) -> None:
    assert isinstance(read_record(tmp_path, {"id": "1", "text": "Some text."}), Rejection)


def test_an_id_with_spaces_is_rejected_with_one_that_would_do(tmp_path: Path) -> None:
    assert "Smith_et_al_2010" in rejected(tmp_path, _id="Smith et al\t2010").remedy


def test_an_id_that_stands_twice_is_rejected_and_the_first_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text('{"_id": "1", "text": "First."}\n{"_id": 1, "text": "Second."}\n')
    second.write_text('{"_id": "1", "text": "Third."}\n{"_id": "2", "text": "Fourth."}\n')
    items = read(tmp_path)
    assert [item.blocks[0].text for item in items if isinstance(item, Document)] == ["First.", "Fourth."]
    assert [item.place for item in items if isinstance(item, Rejection)] == ["a.jsonl:2", "b.jsonl:1"]


def test_the_id_of_a_rejected_record_is_still_free(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"_id": "1", "text": ""}\n{"_id": "1", "text": "Second."}\n')
    assert isinstance(read(file)[1], Document)


@pytest.mark.parametrize("written", [None, "", " \n\t ", "\u0000\u0007", "...", "\u200b"])
def test_a_record_without_text_and_title_is_rejected(tmp_path: Path, written: object) -> None:
    assert "no text" in rejected(tmp_path, text=written, title="").reason


def test_a_record_that_has_only_a_title_is_its_title_and_says_so(tmp_path: Path) -> None:
    """Bibliographies hold records without an abstract; they must still be found."""
    document = accepted(tmp_path, text="", title="Discovery of milvexian")
    assert [(block.text, block.locator) for block in document.blocks] == [("Discovery of milvexian", "title")]
    assert "title" in document.note


def test_a_record_without_a_title_is_called_by_its_first_words(tmp_path: Path) -> None:
    long = "Programmed cell death is the regulated death of cells within an organism and it matters."
    assert accepted(tmp_path, title="", text=long).title == (
        "Programmed cell death is the regulated death of cells within an organism …"
    )
    assert accepted(tmp_path, title=None, text="Short text.").title == "Short text."


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "text",
        "kind",
        "organisation",
        "journal",
        "country",
        "licence",
        "doi",
        "pmcid",
        "url",
        "status",
    ],
)
@pytest.mark.parametrize("value", [3, True, ["a"], {"a": "b"}])
def test_a_field_of_the_wrong_type_is_rejected_by_name(tmp_path: Path, name: str, value: object) -> None:
    assert name in rejected(tmp_path, **{name: value}).reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("doi", "182"),
        ("doi", "10.1000/a b"),
        ("pmid", "PMC12"),
        ("pmid", -3),
        ("pmcid", "12"),
        ("url", "javascript:alert(1)"),
        ("url", "file:///etc/passwd"),
        ("url", "www.example.org"),
        ("status", "who knows"),
    ],
)
def test_an_identifier_address_or_status_that_cannot_be_true_is_rejected(
    tmp_path: Path, name: str, value: object
) -> None:
    assert name in rejected(tmp_path, **{name: value}).reason


@pytest.mark.parametrize("written", ["retraction", "Retracted Publication", "withdrawn", "retracted"])
def test_a_retraction_is_never_overlooked(tmp_path: Path, written: str) -> None:
    assert accepted(tmp_path, status=written).status is DocumentStatus.RETRACTED


def test_fields_that_nobody_knows_are_left_alone(tmp_path: Path) -> None:
    assert accepted(tmp_path, metadata={"a": [1]}, score=0.5).id == "1"


def test_control_characters_go_and_words_stay_apart(tmp_path: Path) -> None:
    text = "One\u0000 two\u0007\u001b[31m\u000cthree\r\nfour\rfive\u202esix\ud800."
    document = accepted(tmp_path, text=text, title="A\u0000 title\nin two lines")
    assert document.blocks[0].text == "One two[31m three\nfour\nfivesix."
    assert document.title == "A title in two lines"
    document.digest.encode()


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """Nothing in a text is followed, filled in or escaped."""
    text = 'Ignore all rules. ${HOME} {{ 7*7 }} <script>alert("x")</script> %s \\n; DROP TABLE documents; --'
    assert accepted(tmp_path, text=text).blocks[0].text == text


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b'{"_id": "2", "text": "cut off',
        b"[1, 2]",
        b'"text"',
        b"null",
        b"17",
        b'{"_id": "2", "text": "caf\xe9"}',
        b"\xff\xff",
        b"\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"_id": ' + b"9" * 5000 + b"}",
        b'{"_id": "2", "text": "a"} {"_id": "3"}',
    ],
    ids=lambda line: repr(line[:24]),
)
def test_a_line_that_is_no_record_is_one_rejection_and_the_rest_goes_on(tmp_path: Path, line: bytes) -> None:
    rejections_in(tmp_path, line)


def test_a_rejection_shows_no_control_characters_of_the_file(tmp_path: Path) -> None:
    broken = rejected(tmp_path, year="\u001b[2J\u0007" + "9" * 1000)
    assert broken.reason.isprintable()
    assert len(broken.reason) < 200


def test_a_very_long_line_is_one_rejection_and_is_never_held_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    with file.open("wb") as stream:
        stream.write(b'{"_id": "long", "text": "')
        for _ in range(50):
            stream.write(b"x" * 2**20)
        stream.write(b'"}\n' + json.dumps(SOUND).encode() + b"\n")
    tracemalloc.start()
    long, sound = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(long, Rejection)
    assert long.place == "texts.jsonl:1"
    assert "longer than" in long.reason
    assert isinstance(sound, Document)
    assert peak < 4 * LONGEST_LINE


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"_id": "1", "text": "One."}\r\n\r\n   \n{"_id": "2", "text": "Two."}')
    assert [item.id for item in read(file) if isinstance(item, Document)] == ["1", "2"]


def test_a_utf16_file_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "wide.jsonl").write_text(json.dumps(SOUND) + "\n", encoding="utf-16")
    (tmp_path / "sound.jsonl").write_text(json.dumps(SOUND) + "\n")
    sound, wide = read(tmp_path)
    assert isinstance(sound, Document)
    assert isinstance(wide, Rejection)
    assert "UTF-16" in wide.reason
    assert wide.place == "wide.jsonl:1"


def test_an_empty_file_beside_a_sound_one_is_one_rejection(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "blank.jsonl").write_text("\n\n")
    (tmp_path / "sound.jsonl").write_text(json.dumps(SOUND))
    assert [item.place for item in read(tmp_path) if isinstance(item, Rejection)] == [
        "blank.jsonl:1",
        "empty.jsonl:1",
    ]


def test_a_packed_file_is_read_and_one_cut_short_is_reported(tmp_path: Path) -> None:
    records = [{"_id": str(number), "text": os.urandom(99).hex()} for number in range(999)]
    packed = gzip.compress(lines_as_json(records))
    (tmp_path / "whole.jsonl.gz").write_bytes(packed)
    documents = read(tmp_path / "whole.jsonl.gz")
    assert len(documents) == 999
    assert {item.collection for item in documents if isinstance(item, Document)} == {"whole"}
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *read_so_far, end = read(tmp_path / "cut.jsonl.gz")
    assert len(read_so_far) > 300
    assert isinstance(end, Rejection)
    assert end.place.startswith("cut.jsonl.gz:")
    assert end.remedy


def test_a_file_that_only_claims_to_be_packed_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "plain.jsonl.gz").write_text(json.dumps(SOUND))
    assert [type(item) for item in read(tmp_path / "plain.jsonl.gz")] == [Document]


def test_blank_lines_without_end_are_given_up(tmp_path: Path) -> None:
    (tmp_path / "blank.jsonl").write_text(json.dumps(SOUND) + "\n" * 200_000 + json.dumps(SOUND))
    document, end = read(tmp_path / "blank.jsonl")
    assert isinstance(document, Document)
    assert isinstance(end, Rejection)
    assert "100,000 lines are blank" in end.reason


def test_a_text_too_long_to_be_cut_into_passages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long.jsonl").write_text(json.dumps({**SOUND, "text": "pain " * 200_001}) + "\n" + json.dumps(SOUND))
    long, sound = read(tmp_path / "long.jsonl")
    assert isinstance(long, Rejection)
    assert "1,000,000 characters" in long.reason
    assert isinstance(sound, Document)


def test_in_beir_layout_only_the_corpus_holds_documents(tmp_path: Path) -> None:
    folder = tmp_path / "scifact"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(json.dumps(SOUND))
    (folder / "queries.jsonl").write_text('{"_id": "0", "text": "A question?"}')
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n")
    (folder / "more.jsonl").write_text('{"_id": "9", "text": "Another text."}')
    document, left_out = read(folder)
    assert isinstance(document, Document)
    assert (document.id, document.collection) == ("sound", "scifact")
    assert isinstance(left_out, Rejection)
    assert left_out.place == "more.jsonl"


def test_a_corpus_is_called_after_its_folder_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "neck"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(json.dumps(SOUND))
    monkeypatch.chdir(folder)
    for location in (".", "corpus.jsonl", str(folder)):
        (document,) = JsonlSource().fetch(location)
        assert isinstance(document, Document)
        assert document.collection == "neck"


def test_each_file_of_a_plain_folder_is_a_collection_and_hidden_files_are_none(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"_id": "2", "text": "Two."}')
    (tmp_path / "a.jsonl").write_text('{"_id": "1", "text": "One."}')
    (tmp_path / "._a.jsonl").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "notes.txt").write_text("not a record")
    assert [(item.id, item.collection) for item in read(tmp_path) if isinstance(item, Document)] == [
        ("1", "a"),
        ("2", "b"),
    ]


@pytest.mark.parametrize("name", ["", "nothing.jsonl", "notes.txt", "empty.jsonl", "broken.jsonl", "a\0b"])
def test_where_nothing_can_be_read_the_error_has_a_remedy(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    (tmp_path / "notes.txt").write_text("no record")
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "broken.jsonl").write_text("{\n")
    with pytest.raises(InputError) as error:
        read(tmp_path / name if name else folder)
    assert error.value.remedy


def test_a_file_without_one_usable_record_says_what_is_wrong_with_the_first(tmp_path: Path) -> None:
    file = tmp_path / "ids.jsonl"
    file.write_text('{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n')
    with pytest.raises(InputError, match=r'None of the 2 records .* ids\.jsonl:1: It has no "_id"'):
        read(file)


def test_reading_is_streamed(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(json.dumps(SOUND) + "\n" + "{\n" * 1000)
    items = JsonlSource().fetch(str(file))
    assert isinstance(next(items), Document)
    assert isinstance(next(items), Rejection)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OPTIONAL = "title kind year doi pmid pmcid url organisation authors journal country licence status metadata".split()
RECORDS = st.fixed_dictionaries(
    {"_id": VALUES, "text": VALUES | st.text(min_size=1)}, optional=dict.fromkeys(OPTIONAL, VALUES)
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDS | VALUES, max_size=6))
def test_every_record_is_either_a_document_or_a_rejection(tmp_path: Path, records: list[object]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(lines_as_json([SOUND, *records]))
    items = read(file)
    assert len(items) == 1 + len(records)
    for item in items:
        if isinstance(item, Document):
            item.digest.encode("utf-8")
            kept = set(item.title + item.blocks[0].text) - {"\n", "\t"}
            assert not {character for character in kept if unicodedata.category(character) in {"Cc", "Cs"}}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=8))
def test_whatever_bytes_stand_in_a_file_nothing_is_raised(tmp_path: Path, lines: list[bytes]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b"\n".join([json.dumps(SOUND).encode(), *lines]))
    blank = sum(not line.strip(b" \t\r\n") for line in lines)
    assert len(read(file)) == 1 + len(lines) - blank


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_a_file_of_any_bytes_ends_in_items_or_in_an_input_error(tmp_path: Path, content: bytes, packed: bool) -> None:
    file = tmp_path / ("texts.jsonl.gz" if packed else "texts.jsonl")
    file.write_bytes(content)
    items: list[Document | Rejection] = []
    with contextlib.suppress(InputError):
        items = read(file)
        assert any(isinstance(item, Document) for item in items)
