"""How far a long task is, in words; and how far reading is, measured while sources read."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.sources._reading import reads_from, reads_records, watch_reading
from citewell.sources.jsonl import JsonlSource
from citewell.sources.markdown import MarkdownSource
from citewell.upkeep.places import fetch_places, find_places
from citewell.upkeep.progress import Count

Seen = tuple[int, int, int]


class Screen:
    """A Progress that remembers what each bar was told."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, str, int]] = []
        self.seen: list[list[Seen]] = []
        self.open = 0

    @contextmanager
    def __call__(self, *, total: int, task: str, unit: str = "passages") -> Iterator[Screen]:
        self.tasks.append((task, unit, total))
        self.seen.append([])
        self.open += 1
        try:
            yield self
        finally:
            self.open -= 1

    def reach(self, done: int, *, total: int, documents: int) -> None:
        self.seen[-1].append((done, total, documents))


class Service:
    """A source of five documents that a service counted beforehand."""

    name = "service"

    def accepts(self, location: str) -> bool:
        return location.startswith("service:")

    def fetch(self, location: str) -> Iterator[Item]:
        for number in range(5):
            reads_records(number, 5)
            yield Document(f"s-{number}", "Neck", (Block("It helped."),), "service", source="service")


def write_records(path: Path, count: int) -> Path:
    digits = random.Random(path.name)
    lines = [
        json.dumps({"_id": f"{path.name[:1]}{n}", "title": f"Note {n}", "text": f"{digits.getrandbits(4000)} helped."})
        for n in range(count)
    ]
    text = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def test_a_count_says_how_many_how_fast_and_how_long_still() -> None:
    count = Count("Encoding passages", "passages", total=10_000)
    assert count.in_words(0.0) == "0 of 10,000 passages"
    count.move(2_500)
    assert count.share == 0.25
    assert count.in_words(20.0) == "2,500 of 10,000 passages, 125 passages/s, 01:00 left"
    count.move(7_500)
    assert count.in_words(7200.0) == "10,000 of 10,000 passages, 1.4 passages/s, 00:00 left"


def test_reading_is_measured_in_bytes_and_told_in_documents() -> None:
    count = Count("Reading documents", "bytes", total=40_000_000)
    count.reach(10_000_000, total=40_000_000, documents=0)
    assert count.in_words(10.0) == "10.0 of 40.0 MB, 1.0 MB/s, 00:30 left"
    count.reach(20_000_000, total=40_000_000, documents=9_000)
    assert count.in_words(3 * 3600.0) == "9,000 documents, 0.8 documents/s, 3:00:00 left"


def test_what_nobody_knows_is_left_out() -> None:
    count = Count("Reading documents", "records")
    count.reach(3, total=0, documents=3)
    assert count.share is None
    assert count.in_words(1.0) == "3 documents, 3.0 documents/s"
    assert Count("Renewing the indexes", "").in_words(5.0) == ""


@given(st.lists(st.integers(0, 2000), max_size=20), st.integers(0, 1000), st.floats(0, 1e6))
def test_a_count_never_goes_back_and_never_past_its_end(places: list[int], total: int, seconds: float) -> None:
    count, shares = Count("Reading documents", "bytes", total), [0.0]
    for place in places:
        count.reach(place, total=total, documents=0)
        assert count.in_words(seconds)
        shares.append(count.share or 0.0)
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0


@pytest.mark.parametrize("name", ["notes.jsonl", "notes.jsonl.gz"])
def test_a_large_file_is_followed_byte_by_byte(tmp_path: Path, name: str) -> None:
    file, screen = write_records(tmp_path / name, 3000), Screen()
    places, _, _ = find_places([str(file)], [JsonlSource()])
    items = list(fetch_places(places, progress=screen, watch=watch_reading))
    (seen,) = screen.seen
    assert screen.tasks == [("Reading documents", "bytes", file.stat().st_size)]
    assert [documents for _, _, documents in seen] == [*range(1, 3001), 3000]
    assert seen[-1] == (file.stat().st_size, file.stat().st_size, len(items))
    assert len({done for done, _, _ in seen}) > 5
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[1500][0] == pytest.approx(file.stat().st_size / 2, rel=0.25)


def test_the_files_of_a_folder_share_a_bar_and_each_search_has_its_own(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# {name}\n\nRest the neck.\n" * 20)
    (tmp_path / "beir").mkdir()
    write_records(tmp_path / "beir" / "corpus.jsonl", 10)
    (tmp_path / "beir" / "queries.jsonl").write_text("{}")
    sources, screen = [MarkdownSource(), JsonlSource(), Service()], Screen()
    places, _, _ = find_places([str(tmp_path), "service:neck"], sources)
    list(fetch_places(places, progress=screen, watch=watch_reading))
    files = [tmp_path / "a.md", tmp_path / "b.md", tmp_path / "beir" / "corpus.jsonl"]
    total = sum(file.stat().st_size for file in files)
    assert screen.tasks == [("Reading documents", "bytes", total), ("Reading documents", "records", 0)]
    assert screen.seen[0][-1] == (total, total, 12)
    assert [(done, of) for done, of, _ in screen.seen[1]] == [(n, 5) for n in (1, 2, 3, 4, 5)]


def test_a_file_that_is_gone_takes_its_share_and_no_bar_outlives_the_reading(tmp_path: Path) -> None:
    files, screen = [write_records(tmp_path / f"{name}.jsonl", 20) for name in "abc"], Screen()
    places, _, _ = find_places([str(file) for file in files], [JsonlSource()])
    files[1].unlink()
    items = list(fetch_places(places, progress=screen, watch=watch_reading))
    assert sum(isinstance(item, Rejection) for item in items) == 1
    assert screen.seen[0][-1][0] == screen.tasks[0][2]
    begun = fetch_places(places, progress=screen, watch=watch_reading)
    next(begun)
    assert screen.open == 1
    begun.close()
    assert screen.open == 0
    with pytest.raises(InputError):
        list(fetch_places([places[1]], progress=screen, watch=watch_reading))
    assert screen.open == 0


def test_a_file_closed_again_counts_for_nothing_and_nobody_need_watch(tmp_path: Path) -> None:
    file = write_records(tmp_path / "a.jsonl", 1)
    reading = watch_reading()
    with file.open("rb") as stream:
        reads_from(stream)
        stream.read(7)
        assert reading.bytes_read == 7
    assert reading.bytes_read == 0
    places, _, _ = find_places([str(file)], [JsonlSource()])
    assert len(list(fetch_places(places))) == 1
