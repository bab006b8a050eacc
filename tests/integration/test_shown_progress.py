"""What a person sees while documents are added: in a terminal, in a file, and when it is stopped."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.integration.loopback import EUtils, serving
from tests.running import PROGRAM, Run, environment, run_citewell

from citewell import commands
from citewell.app import App
from citewell.sources._network import NetworkSettings
from citewell.sources._pace import Pace
from citewell.sources._reading import watch_reading
from citewell.sources.pubmed import PubmedSource

RECORDS = 6_000
TEXT = (
    "Neck exercise eased the headache of patient {n}. The dose was {n} minutes a day. Nobody in group {n} was harmed. "
)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes some seconds to read and store."""
    file = tmp_path_factory.mktemp("notes") / "notes.jsonl"
    with file.open("w") as stream:
        for n in range(RECORDS):
            stream.write(json.dumps({"_id": f"n{n}", "title": f"Patient {n}", "text": TEXT.format(n=n) * 2}) + "\n")
    return file


def in_terminal(
    *arguments: str, where: dict[str, str], columns: int, stop_when: Callable[[str], bool] = lambda said: False
) -> tuple[int, str]:
    """The exit code of the program in a terminal of its own, and all it drew there; Ctrl-C is pressed once."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, columns))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=where,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(theirs)
    drawn, stopped, until = b"", False, time.monotonic() + 120
    try:
        while time.monotonic() < until:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    piece = os.read(ours, 65_536)
                except OSError:  # the terminal's other end is closed
                    break
                drawn += piece
                if not stopped and stop_when(drawn.decode(errors="replace")):
                    process.send_signal(signal.SIGINT)
                    stopped = True
        return process.wait(timeout=20), drawn.decode()
    finally:
        process.kill()
        process.wait(timeout=20)
        os.close(ours)


@pytest.mark.slow
def test_a_terminal_shows_share_count_rate_and_time_left_and_ctrl_c_says_what_is_kept(
    starter_app: App, notes: Path, tmp_path: Path
) -> None:
    where = environment(starter_app, library=tmp_path / "new", CITEWELL_STARTER="off")
    add = ("library", "add", str(notes), "--no-vectors")
    code, drawn = in_terminal(
        *add, where=where, columns=80, stop_when=lambda said: bool(re.search(r" [6-8]\d%\|", said))
    )
    lines = re.split(r"[\r\n]+", drawn)
    bars = [line for line in lines if "%|" in line]
    assert any(
        re.fullmatch(r"Reading documents: +\d+%\|.+\| [\d,]+ documents, [\d,.]+ documents/s, \d\d:\d\d left *", line)
        for line in bars
    ), drawn
    assert max(map(len, bars)) < 80
    assert code == 130
    assert "Traceback" not in drawn
    kept = next(line for line in lines if line.startswith("Kept: "))
    added = int(re.search(r"([\d,]+) documents added", kept)[1].replace(",", ""))  # type: ignore[index]
    assert 0 < added < RECORDS
    assert "run the same command again" in kept
    assert lines[lines.index(kept) + 1 :] == ["Stopped.", ""]
    again = run_citewell(*add, "--json", where=where)
    assert again.returncode == 0, again.stderr
    report = json.loads(again.stdout)
    assert report["added"] + report["unchanged"] == RECORDS
    assert report["unchanged"] >= added


def test_a_terminal_that_does_not_know_its_size_shows_the_bar_too(
    starter_app: App, notes: Path, tmp_path: Path
) -> None:
    where = environment(starter_app, library=tmp_path / "new", CITEWELL_STARTER="off")
    code, drawn = in_terminal("library", "add", str(notes), "--dry-run", where=where, columns=0)
    assert code == 0
    assert re.search(r"\d+%\|.*\d\d:\d\d left", drawn)


def test_in_a_file_a_line_is_told_now_and_then(
    run: Run, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_LINES", 0.05)
    ended = run("library", "add", str(notes), "--dry-run", "--json")
    told = ended.err.splitlines()
    assert 2 <= len(told) < 200
    assert all(
        re.fullmatch(r"Reading documents: \d+%, [\d,]+ documents, [\d,.]+ documents/s, \d\d:\d\d left", line)
        for line in told
    ), told
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_LINES", 60.0)
    assert run("library", "add", str(notes), "--dry-run", "--json").err == ""


def test_vectors_are_counted_with_rate_and_time_left(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "few.jsonl"
    records = [{"_id": f"v{n}", "title": "Neck", "text": f"Patient {n} slept."} for n in range(600)]
    file.write_text("\n".join(map(json.dumps, records)))
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_LINES", 0.0)
    told = run("library", "add", str(file)).err
    assert re.search(r"Encoding passages: \d\d%, \d+ of 600 passages, [\d.,]+ passages/s, \d\d:\d\d left", told), told


def test_a_search_is_measured_by_the_records_that_the_service_counted() -> None:
    with serving(EUtils({str(1000 + n): date(2019, 1, 1) for n in range(12)})) as server:
        settings = NetworkSettings(
            eutils_url=server.url, allowed_hosts=frozenset([server.host]), page_size=5, ncbi_api_key="abc"
        )
        source = PubmedSource(settings, pace=Pace(sleep=lambda seconds: None))
        reading = watch_reading()
        seen = [(reading.records, reading.expected) for _ in source.fetch("pubmed:neck")]
    assert seen == [(0, 12)] * 5 + [(5, 12)] * 5 + [(10, 12)] * 2
