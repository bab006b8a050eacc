"""What every reader stands on: packed files that break off, XML that is hostile, names that would steer a terminal."""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Block, Document, Rejection
from citewell.sources._files import READ_ERRORS, open_stream
from citewell.sources._html_bounds import MOST_ATTRIBUTES, within_bounds
from citewell.sources._record import UnusableRecord
from citewell.sources._xml import MOST_MARKUP, TooMuchMarkup, parse_xml, stream_xml, why_no_xml, xml_root
from citewell.upkeep.obstacles import obstacle_at
from citewell.upkeep.screening import LONGEST_TITLE, screen, visible

IN_A_FOLDER = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=2_000)


def document(**changes: object) -> Document:
    values: dict[str, object] = {"id": "a", "title": "A trial", "blocks": (Block("Pain fell."),), "collection": "notes"}
    return Document(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_of_a_packed_file_that_is_cut_all_that_came_before_is_read(tmp_path: Path, share: float) -> None:
    content = bytes(random.Random(1).choices(range(97, 123), k=90_000))
    packed = gzip.compress(content)
    path = tmp_path / "cut.gz"
    path.write_bytes(packed[: int(len(packed) * share)])
    found = bytearray()

    def read_all() -> None:
        with open_stream(path) as stream:
            while piece := stream.read(2**18):
                found.extend(piece)

    with pytest.raises(READ_ERRORS):
        read_all()
    assert content.startswith(bytes(found))
    assert len(found) > (share - 0.1) * len(content)


@pytest.mark.parametrize("before", ["<!--a-->", "<?a b?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "\n"])
def test_the_root_is_looked_for_once_however_much_stands_before_it(tmp_path: Path, before: str) -> None:
    path = tmp_path / "a.xml"
    for ending, root in (("&", ""), ("<article/>", "article")):
        path.write_text(before * (60_000 // len(before)) + ending)
        begun = time.monotonic()
        assert xml_root(path)[0] == root
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_root_is_found_in_whatever_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes('<?xml version="1.0"?><!-- ü --><a:topics xmlns:a="urn:b"/>'.encode(encoding))
    assert xml_root(path) == ("topics", "urn:b")


@given(st.binary(max_size=300) | st.text("<>!-?[]'\" aA/=\n", max_size=300).map(str.encode))
@IN_A_FOLDER
def test_no_beginning_of_a_file_takes_long_or_fails(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    xml_root(tmp_path / "a.xml")
    said = "sound"
    try:
        parse_xml(content)
    except (SyntaxError, ValueError) as error:
        said = why_no_xml(error)
    assert said
    assert not re.search("lxml|XML_|Error", said)


def test_a_tree_that_would_fill_the_memory_is_never_made() -> None:
    for content in (
        b"<a>" + b"<b/>" * MOST_MARKUP + b"</a>",
        b"<a>" + b"<b c='' d=''/>" * (MOST_MARKUP // 2) + b"</a>",
    ):
        with pytest.raises(TooMuchMarkup):
            parse_xml(content)
        with pytest.raises(TooMuchMarkup):
            list(stream_xml(io.BytesIO(content), ["a"]))


def test_many_records_are_no_more_than_one_at_a_time() -> None:
    content = b"<a>" + b"<b c=''/>" * MOST_MARKUP + b"</a>"
    assert sum(1 for _ in stream_xml(io.BytesIO(content), ["b"])) == MOST_MARKUP


def test_a_tag_of_endless_attributes_is_refused_and_what_looks_like_one_is_not() -> None:
    endless = "<p " + " ".join(f"a{number}='>'" for number in range(2 * MOST_ATTRIBUTES)) + ">"
    with pytest.raises(UnusableRecord, match="attributes"):
        within_bounds(endless)
    script = "<script>if (a<b) { " + "c = d; " * 2 * MOST_ATTRIBUTES + "}</script>"
    quoted = f'<p title="{"many words " * MOST_ATTRIBUTES}">Pain fell.</p>'
    for page in (script, quoted, "p < a few " * MOST_ATTRIBUTES):
        assert within_bounds(page) == page


def test_pictures_within_a_page_do_not_count() -> None:
    page = f'<p>Pain fell.</p><img src="data:image/png;base64,{"A" * 20 * 2**20}">'
    assert within_bounds(page) == '<p>Pain fell.</p><img src="data:,">'


@given(st.text("<ab =\"'>/\n" + "script", max_size=200))
def test_a_page_within_bounds_stays_as_it_is(page: str) -> None:
    assert within_bounds(page) == page


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_a_name_holds_it_is_shown_on_one_line_and_steers_nothing(name: str) -> None:
    shown = visible(name)
    assert len(shown.splitlines()) <= 1
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u061c\u200e\u200f")
    assert visible(shown) == shown


def test_ordinary_names_are_shown_as_they_are() -> None:
    for name in ("führung – größe.md", "指南.pdf", "מדריך.txt", "a\u200cb", "100 % “sure” (2nd).docx"):
        assert visible(name) == name
    assert visible(os.fsdecode(b"caf\xe9")) == "caf\\xe9"


def test_a_document_past_the_bounds_is_refused_under_the_name_of_its_file() -> None:
    for changes in ({"title": "a" * (LONGEST_TITLE + 1)}, {"blocks": (Block("a" * 1_000_001),)}):
        refused = screen(document(**changes), file="b.md")
        assert isinstance(refused, Rejection)
        assert refused.place == "b.md: a"
        assert refused.remedy
    refused = screen(document(blocks=(Block("half \ud83d"),)), file="b.md")
    assert isinstance(refused, Rejection)
    sound = document()
    assert screen(sound, file="b.md") is sound


def test_particulars_are_cut_and_names_made_visible_but_the_text_is_left_alone() -> None:
    text = "Pain\u202e fell."
    kept = screen(document(licence="a" * 10**6, collection="b\nc", blocks=(Block(text),)), file="b.md")
    assert isinstance(kept, Document)
    assert len(kept.licence) == 20_000
    assert kept.collection == "b\\nc"
    assert kept.blocks[0].text == text


def test_what_is_no_file_is_seen_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "sound").write_text("a")
    said = {path.name: obstacle_at(str(path)) for path in (*tmp_path.iterdir(), tmp_path, tmp_path / "nothing")}
    assert {name for name, obstacle in said.items() if obstacle} == {"pipe.txt", "loop"}
