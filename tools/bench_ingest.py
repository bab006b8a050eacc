"""What adding documents costs: reading and storing, encoding, and searching a large library meanwhile."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy

from bench_texts import short_texts, write_jats, write_pubmed
from citewell.app import App
from citewell.domain.documents import Block, Document, Passage
from citewell.engines.minilm import MiniLM
from citewell.indexes.lance import LanceIndex
from citewell.pipeline import encode
from citewell.retrieval.passage_text import searched_text
from citewell.settings import read_settings
from citewell.sources.pubmed_xml import PubmedXmlSource
from citewell.text.passages import split_document

ROUNDS = 3
ENCODING_ROUNDS = 5
ENCODED = 300
SYNTHETIC_RECORDS = 5_000
SYNTHETIC_ARTICLES = 100
LARGE, MORE = 100_000, 1_000
AT_ONCE = 5_000
SEARCHES = 8
PAUSE = 30.0
MARK = "zzbenchmark"
QUESTIONS = (
    "Does manual therapy reduce neck disability?",
    "amitriptyline for migraine in children",
    "What are the adverse events of radiofrequency denervation?",
    "How is giant cell arteritis treated?",
)
COMMAND = str(Path(sys.executable).parent / "citewell")
ADD = """
import json, sys, time
from citewell.app import App, read_settings
app = App(read_settings())
app.index
started = time.perf_counter()
report = app.add([sys.argv[1]], vectors=False)
print(json.dumps({"seconds": time.perf_counter() - started, "documents": len(report.added)}))
"""
READ = """
import json, sys, time
from citewell.app import App, read_settings
from citewell.domain.documents import Document
from citewell.upkeep.places import fetch_places, find_places
from citewell.wiring import find_sources
places, _, _ = find_places([sys.argv[1]], find_sources(read_settings()))
started = time.perf_counter()
documents = sum(isinstance(item, Document) for item in fetch_places(places))
print(json.dumps({"seconds": time.perf_counter() - started, "documents": documents}))
"""

Row = tuple[str, str, str]


class Ran(NamedTuple):
    """What a script measured inside its process, and the most memory that it took."""

    seconds: float
    documents: int
    memory: float


ASKED = {"records": "2,000 records/s", "articles": "40 articles/s"}


def ingest_rows(folder: Path, cache: Path, *, pubmed: Path | None, jats: Path | None) -> Iterator[Row]:
    """Every measurement of adding documents, in `folder`, with the converted encoder out of `cache`."""
    place = folder / "ingest"
    place.mkdir()
    records, articles = pubmed or place / "records.xml.gz", jats or place / "articles"
    if pubmed is None:
        write_pubmed(records, records=SYNTHETIC_RECORDS)
    if jats is None:
        write_jats(articles, articles=SYNTHETIC_ARTICLES)
    with gzip.open(records, "rb") as stream:
        count = sum(line.count(b"</PubmedArticle>") for line in stream)
    kind = "" if pubmed else "synthetic "
    yield from _reading_rows(records, f"a file of {count:,} {kind}PubMed records", count, place=place, cache=cache)
    files = sum(file.name.endswith((".xml", ".nxml", ".gz")) for file in articles.rglob("*"))
    kind = "" if jats else "synthetic "
    yield from _reading_rows(articles, f"{files:,} {kind}JATS articles", files, place=place, cache=cache)
    yield from _encoding_rows(records, place=place, cache=cache)
    yield from _large_library_rows(place, cache=cache)


def _reading_rows(what: Path, name: str, count: int, *, place: Path, cache: Path) -> list[Row]:
    """Records a second, read and stored in one process, and read alone; medians of alternating rounds."""
    whole, reading = [], []
    for number in range(ROUNDS):
        library = place / f"reading-{number}"
        whole.append(_measured(ADD, what, library, cache=cache))
        reading.append(_measured(READ, what, library, cache=cache))
        shutil.rmtree(library)
    both = count / statistics.median(ran.seconds for ran in whole)
    alone = count / statistics.median(ran.seconds for ran in reading)
    unit = name.split()[-1]
    return [
        (f"{name}: read and stored by one process", ASKED[unit], f"{both:,.0f} {unit}/s"),
        ("the same: read alone", "", f"{alone:,.0f} {unit}/s"),
        ("the same: most resident memory", "600 MB", f"{max(ran.memory for ran in whole) / 1e6:,.0f} MB"),
    ]


def _encoding_rows(records: Path, *, place: Path, cache: Path) -> list[Row]:
    """Encoding through the library against the encoder alone, on the same passages, in turns."""
    library, embedder = place / "few", MiniLM(cache)
    index = LanceIndex(library)
    texts = _passages_of(records)
    index.add([document for document, _ in texts], [passage for _, own in texts for passage in own])
    index.optimize()
    names = index.without_vectors()[:ENCODED]
    written = [searched_text(passage) for passage in index.passages(names).values()]
    embedder.embed(written[:16])
    ratios, rates = [], []
    for number in range(ENCODING_ROUNDS):
        copy = shutil.copytree(library, place / f"few-{number}")
        through = partial(encode, names, index=LanceIndex(copy), embedder=embedder)
        alone = partial(embedder.embed, written)
        first, second = (through, alone) if number % 2 else (alone, through)
        took = {job: _seconds(job) for job in (first, second)}
        ratios.append(took[alone] / took[through])
        rates.append(len(names) / took[through])
    return [
        (f"{len(names)} passages encoded through the library", "", f"{statistics.median(rates):,.0f} passages/s"),
        ("the same: of the encoder's own rate", "85%", f"{statistics.median(ratios):.0%}"),
    ]


def _large_library_rows(place: Path, *, cache: Path) -> list[Row]:
    """Adding to a large library: when the new is found, and what searching costs before and after."""
    environment = dict(os.environ, CITEWELL_LIBRARY=str(place / "large"), CITEWELL_CACHE=str(cache))
    environment["CITEWELL_STARTER"] = "off"
    app = App(read_settings(environment))
    _fill(app.index, LARGE)
    more = place / "more.jsonl"
    with more.open("w", encoding="utf-8") as stream:
        for number, (title, text) in enumerate(short_texts(MORE, seed=2)):
            mark = f"{MARK}{number}"
            stream.write(json.dumps({"_id": f"more-{number}", "title": title, "text": f"{text} {mark}."}) + "\n")
    before = _search_seconds(app)
    started = time.perf_counter()
    adding = subprocess.Popen(
        [COMMAND, "library", "add", str(more), "--no-vectors"], env=environment, stdout=subprocess.DEVNULL
    )
    while not app.index.search_words(f"{MARK}{MORE - 1}", 1):
        if time.perf_counter() - started > 600 or adding.poll():
            raise SystemExit("what was added is not found")
        time.sleep(0.05)
    found = time.perf_counter() - started
    meanwhile = _search_seconds(app)
    if adding.wait():
        raise SystemExit("adding failed")
    whole = time.perf_counter() - started
    after = _search_seconds(app)
    time.sleep(PAUSE)
    later = _search_seconds(app)
    return [
        (f"{MORE:,} documents added to {LARGE:,}: found after", "5 s", f"{found:.1f} s"),
        ("the same: the command has ended after", "", f"{whole:.1f} s"),
        (f"a search in {LARGE:,} documents, median", "", f"{1000 * before:.0f} ms"),
        ("the same, while the addition goes on", "", f"{meanwhile / before:.1f} times that"),
        ("the same, right after the addition", "", f"{after / before:.1f} times that"),
        (f"the same, {PAUSE:.0f} s after it", "", f"{later / before:.1f} times that"),
    ]


def _measured(script: str, what: Path, library: Path, *, cache: Path) -> Ran:
    """Run a script on `what`, in a process of its own and a library without the starter's documents."""
    environment = dict(os.environ, CITEWELL_LIBRARY=str(library), CITEWELL_CACHE=str(cache))
    environment["CITEWELL_STARTER"] = "off"
    command = [sys.executable, "-c", script, str(what)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"reading {what.name} failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return Ran(**json.loads(said), memory=usage.ru_maxrss * scale)


def _passages_of(records: Path) -> list[tuple[Document, list[Passage]]]:
    """The first documents of a file with their passages, until there are enough to encode."""
    found: dict[str, tuple[Document, list[Passage]]] = {}
    for item in PubmedXmlSource().fetch(str(records)):
        if isinstance(item, Document):
            found[item.id] = (item, split_document(item))
        if sum(len(own) for _, own in found.values()) >= ENCODED:
            break
    return list(found.values())


def _fill(index: LanceIndex, count: int) -> None:
    """Store so many short documents with random vectors, and bring the indexes up to date."""
    chance, texts = numpy.random.default_rng(3), enumerate(short_texts(count, seed=1))
    while batch := list(islice(texts, AT_ONCE)):
        documents = [
            Document(f"large-{number}", title, (Block(text),), "large", source="jsonl")
            for number, (title, text) in batch
        ]
        passages = [passage for document in documents for passage in split_document(document)]
        vectors = chance.standard_normal((len(passages), index.dimensions), dtype=numpy.float32)
        index.add(documents, passages, list(vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)))
    index.optimize()


def _search_seconds(app: App) -> float:
    """The median time of a search; each question is asked once before, to load what the others use."""
    times = [_seconds(partial(app.search, question, limit=10)) for question in QUESTIONS * (1 + SEARCHES)]
    return statistics.median(times[len(QUESTIONS) :])


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started
