"""The program in processes of its own: building at once, being stopped, being cut off, other encodings."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.running import PROGRAM, environment, run_citewell

from citewell.app import App


def test_building_tells_on_stderr_and_answers_on_stdout(starter_app: App, tmp_path: Path) -> None:
    where = environment(starter_app, library=tmp_path / "new", CITEWELL_STARTER="off")
    result = run_citewell("library", "status", "--json", where=where)
    assert json.loads(result.stdout)["documents"] == 0
    assert result.stderr == f"Building the library in {tmp_path / 'new'}\n"


def test_two_processes_that_build_the_same_library_both_succeed(starter_app: App, tmp_path: Path) -> None:
    where = environment(starter_app, library=tmp_path / "new")

    def build(_: int) -> subprocess.CompletedProcess[str]:
        return run_citewell("library", "build", "--json", where=where)

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(build, range(2)))
    assert [result.returncode for result in both] == [0, 0], both[0].stderr + both[1].stderr
    assert json.loads(both[0].stdout) == json.loads(both[1].stdout)
    assert json.loads(both[0].stdout)["release"] == starter_app.release()
    assert "".join(result.stderr for result in both).count("Building the library") == 1


def test_ctrl_c_ends_with_130_and_the_library_is_built_by_the_next(starter_app: App, tmp_path: Path) -> None:
    where = environment(starter_app, library=tmp_path / "new")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "library", "build"],
        env=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Building the library")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in said
    status = run_citewell("library", "status", "--json", where=where)
    assert json.loads(status.stdout)["release"] == starter_app.release()


def test_a_reader_that_stops_reading_is_no_fault(starter_app: App) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "library", "list", "--json"],
        env=environment(starter_app),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.wait(), said) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_is_utf8_whatever_the_locale(starter_app: App, encoding: str) -> None:
    where = environment(starter_app, PYTHONIOENCODING=encoding, LC_ALL="C.UTF-8")
    result = run_citewell("ask", "--json", "Wie häufig ist Kopfschmerz – und warum?", where=where)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["question"] == "Wie häufig ist Kopfschmerz – und warum?"
