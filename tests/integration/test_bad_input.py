"""`citewell library add` over everything that can be wrong with a file: each is told of once, and the rest goes on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.integration.bad_files import write_bad_files, write_odd_names, write_odd_places
from tests.integration.bad_parts import MANY, Bad
from tests.integration.good_files import SENTENCES, write_good_files
from tests.running import PROGRAM

pytestmark = pytest.mark.slow

MOST_MEMORY = 600 * 2**20
MOST_SECONDS = 150
"""Wall time; about 40 s on two idle cores."""

# A short limit for a hanging PDF; no right to read what its permissions forbid, which root otherwise has; and the
# process's own peak of memory at its end.
BEFORE = """
import atexit, ctypes, os, resource, sys
from citewell.sources import _pdf_process
_pdf_process.READING_SECONDS, _pdf_process.PAGE_SECONDS = 5.0, 0.0
try:
    libc = ctypes.CDLL(None)
    header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if os.geteuid() == 0 and libc.capget(header, rights) == 0:
        rights[0], rights[1] = rights[0] & ~6, rights[1] & ~6
        libc.capset(header, rights)
except (OSError, AttributeError):
    pass
may_read_all = os.access(os.environ["LOCKED"], os.R_OK)
def measure():
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:  # ru_maxrss of this process counts what its parent held when it was started
        own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(os.environ["MEASURED"], "w") as file:
        file.write(repr([own, worker, may_read_all]))
atexit.register(measure)
"""


class Outcome(NamedTuple):
    """What the command did with the folder, and what the library holds and says after it."""

    folder: Path
    bad: list[tuple[str, Bad]]
    good: dict[str, str]
    names: dict[str, str]
    places: dict[str, str]
    code: int
    out: str
    err: str
    seconds: float
    peaks: tuple[int, int]
    may_read_all: bool
    listed: list[dict[str, Any]]
    doctor: str
    library: Path

    def lines_about(self, path: str) -> list[str]:
        """The lines of the report that begin with a file's path in the folder, or its full path."""
        found = (f"{path}:", f"{self.folder / path}:")
        return [line for line in self.out.splitlines() if line.startswith(found)]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Outcome:
    folder = tmp_path_factory.mktemp("bad input") / "collected"
    good = write_good_files(folder)
    bad = write_bad_files(folder / "bad")
    names = write_odd_names(folder / "names")
    places = write_odd_places(folder / "places")
    library, measured = folder.parent / "library", folder.parent / "measured"
    where = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")}
    where |= {"CITEWELL_LIBRARY": str(library), "CITEWELL_CACHE": str(cache_folder), "CITEWELL_STARTER": "off"}
    where |= {"MEASURED": str(measured), "LOCKED": str(folder / "places" / "locked.md")}

    def citewell(*words: str, before: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", f"{before}\n{PROGRAM}", *words],
            env=where,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    begun = time.monotonic()
    ended = citewell("library", "add", "--no-vectors", str(folder), before=BEFORE)
    seconds = time.monotonic() - begun
    own, worker, may_read_all = json.loads(measured.read_text().lower())
    return Outcome(
        folder=folder,
        bad=[(f"bad/{path}", item) for path, item in bad],
        good=good,
        names=names,
        places=places,
        code=ended.returncode,
        out=ended.stdout,
        err=ended.stderr,
        seconds=seconds,
        peaks=(own * 1024, worker * 1024),
        may_read_all=may_read_all,
        listed=json.loads(citewell("library", "list", "--json").stdout),
        doctor=citewell("library", "doctor").stdout,
        library=library,
    )


def test_the_command_ends_in_order_and_in_time(outcome: Outcome) -> None:
    assert outcome.code == 3, outcome.err[-2000:]
    assert "Traceback" not in outcome.err
    assert outcome.seconds < MOST_SECONDS


def test_memory_stays_bounded(outcome: Outcome) -> None:
    own, worker = (peak / 2**20 for peak in outcome.peaks)
    assert own < MOST_MEMORY / 2**20
    assert worker < MOST_MEMORY / 2**20


def test_every_good_file_is_in_the_library(outcome: Outcome) -> None:
    held = {document["origin"] for document in outcome.listed} | {document["collection"] for document in outcome.listed}
    assert {name for name in outcome.good if not {str(outcome.folder / name), name.split(".")[0]} & held} == set()
    assert re.search(r"\d+ terms of a vocabulary", outcome.out)


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_what_a_good_file_says_is_stored_word_for_word(outcome: Outcome, name: str) -> None:
    from citewell.indexes.lance import LanceIndex

    texts = [block.text for document in LanceIndex(outcome.library).documents() for block in document.blocks]
    assert any(SENTENCES[name] in text for text in texts)


def test_every_bad_file_has_its_lines_and_no_others(outcome: Outcome) -> None:
    wrong = []
    for path, bad in outcome.bad:
        lines = outcome.lines_about(path)
        fits = len(lines) == len(bad.lines) and all(
            re.search(pattern, line) for pattern, line in zip(bad.lines, lines, strict=True)
        )
        if not fits:
            wrong.append(f"{path}: {len(bad.lines)} lines expected {bad.lines}, not {lines}")
    assert not wrong, "\n".join(wrong)


def test_a_record_that_is_sound_is_kept_from_a_bad_file(outcome: Outcome) -> None:
    held = {document["id"] for document in outcome.listed}
    assert {(path, name) for path, bad in outcome.bad for name in bad.keeps if name not in held} == set()


def test_odd_names_are_read_and_shown_so_that_they_steer_nothing(outcome: Outcome) -> None:
    for number, shown in enumerate(outcome.names.values()):
        assert len(outcome.lines_about(f"names/{shown}.html")) == 1, shown
        assert any(str(outcome.folder / f"names/{shown}.md") == document["origin"] for document in outcome.listed), (
            number
        )


def test_what_is_no_file_is_told_and_never_waited_for(outcome: Outcome) -> None:
    if outcome.may_read_all:
        warnings.warn("permissions could not be tested: this user may read everything", stacklevel=1)
    for name, said in outcome.places.items():
        if said == "not allowed" and outcome.may_read_all:
            continue
        lines = outcome.lines_about(f"places/{name}")
        assert len(lines) == 1, (name, lines)
        assert said in lines[0]
    assert any(document["origin"].endswith("folder.pdf/within.md") for document in outcome.listed)


def test_nothing_is_told_of_a_file_that_was_not_there(outcome: Outcome) -> None:
    """Every line is about one of the files; each file's lines are counted elsewhere."""
    known = [path for path, _ in outcome.bad] + [f"names/{name}.html" for name in outcome.names.values()]
    known += [f"places/{name}" for name in outcome.places]
    about = tuple(f"{start}{path}:" for path in known for start in ("", f"{outcome.folder}/"))
    first, *lines = outcome.out.splitlines()
    assert "records left out" in first
    other = [line for line in lines if not line.startswith(about)]
    assert not [line for line in other if not re.match(r"[\d,]+ (?:terms|passages|files of other kinds)", line)]


def test_the_report_is_in_plain_words(outcome: Outcome) -> None:
    jargon = re.compile(r"Traceback|\w(?:Error|Exception)\b|lxml|XML_|xmlCtxt|None|<class|errno|0x[0-9a-f]{6}", re.I)
    assert [line for line in outcome.out.splitlines() if jargon.search(line)] == []
    told = [line for line in outcome.out.splitlines()[3:] if not re.search("more lines about it|files of other", line)]
    for line in told:
        assert line.count(". ") + line.count("? ") >= 1, line
        assert len(line) < 700 + len(str(outcome.folder)), line


def test_nothing_that_is_printed_steers_a_terminal(outcome: Outcome) -> None:
    steering = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
    for text in (outcome.out, outcome.doctor):
        assert [line for line in text.splitlines() if steering.search(line)] == []


def test_the_doctor_shows_every_line_again(outcome: Outcome) -> None:
    counted = re.search(r"([\d,]+) records left out", outcome.out)
    assert counted
    complaints = [line for line in outcome.doctor.splitlines() if line.startswith("warning: ")]
    places = [line.removeprefix("warning: ") for line in complaints]
    told = Counter(
        path for path, _ in outcome.bad for line in places if line.startswith((f"{path}:", f"{outcome.folder / path}:"))
    )
    assert told == Counter(
        {path: 101 if bad.lines is MANY else len(bad.lines) for path, bad in outcome.bad if bad.lines}
    )


def test_hostile_text_is_kept_as_text_without_hidden_marks(outcome: Outcome) -> None:
    (page,) = [document for document in outcome.listed if document["id"] == "injection"]
    assert page["title"] == "Injection"
    assert not Path("/tmp/pwned").exists()
    leaked = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "\0"
    assert all(leaked != document["title"] for document in outcome.listed)
