"""The command line: help, JSON, exit codes, what goes where, and looking after a library."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.running import NERVE_BLOCK, PROGRAM, UNAVAILABLE, environment, run_citewell

from citewell import __version__, commands
from citewell.app import App
from citewell.cli import build_parser, main
from citewell.sources import starter

NOTE = {"_id": "night-1", "title": "Night rounds", "text": "On ward seven the night round starts at ten.", "year": 2021}


class Ended(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def library(starter_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the starter library, which the command line finds by the environment."""
    folder = tmp_path / "library"
    shutil.copytree(starter_app.settings.library, folder)
    monkeypatch.setenv("CITEWELL_LIBRARY", str(folder))
    monkeypatch.setenv("CITEWELL_CACHE", str(starter_app.settings.cache))
    return folder


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program within this process."""

    def run_main(*arguments: str) -> Ended:
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run_main


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes a jsonl file and returns its path."""

    def write_file(name: str, *records: dict[str, object] | str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return str(path)

    return write_file


def verbs(parser: argparse.ArgumentParser, name: str = "citewell") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every parser of the command line with the words that lead to it."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, below in action.choices.items():
                yield from verbs(below, f"{name} {verb}")


PARSERS = dict(verbs(build_parser()))
# Verbs that do something, and not only hold others.
WORKING = [name for name, parser in PARSERS.items() if any("--json" in one.option_strings for one in parser._actions)]


class TestHelp:
    @pytest.mark.parametrize("name", PARSERS)
    def test_every_verb_has_an_example_that_it_understands_itself(self, name: str) -> None:
        text = PARSERS[name].format_help()
        assert "example:\n" in text
        example = text.split("example:\n")[1].splitlines()[0].strip()
        assert example.startswith("citewell ")
        assert example.split(" -")[0].startswith(name if name in WORKING else "citewell ")

    def test_every_verb_takes_json_and_a_library(self) -> None:
        assert len(WORKING) == 12
        for name in WORKING:
            options = {option for action in PARSERS[name]._actions for option in action.option_strings}
            assert {"--json", "--library", "--help"} <= options, name

    def test_the_exit_codes_are_listed(self) -> None:
        text = build_parser().format_help()
        for code in (0, 1, 2, 3, 4, 5, 6, 70, 130):
            assert f"\n{code:>3}  " in text

    @pytest.mark.parametrize("words", [[], ["library"], ["evaluate"]])
    def test_a_verb_that_is_missing_shows_the_help_and_ends_with_2(self, run: Run, words: Sequence[str]) -> None:
        ended = run(*words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("usage: citewell")

    def test_the_version_is_told_without_loading_what_it_does_not_need(self, tmp_path: Path) -> None:
        heavy = "lancedb onnxruntime onnx tokenizers fastapi sqlalchemy numpy pyarrow uvicorn jinja2 tqdm".split()
        watch = f"import atexit, sys\natexit.register(lambda: print(sorted(set({heavy}) & set(sys.modules))))"
        result = run_citewell("--version", where=dict(os.environ), before=watch)
        assert result.stdout == f"citewell {__version__}\n[]\n"
        assert (result.returncode, result.stderr) == (0, "")


class TestJson:
    @pytest.mark.parametrize(
        "words",
        [
            ("ask", NERVE_BLOCK),
            ("ask", "What is the capital of France?"),
            ("search", "red flags", "--limit", "3"),
            ("library", "build"),
            ("library", "status"),
            ("library", "list", "--kind", "guideline"),
            ("library", "show", "optima-2019"),
            ("library", "show", "optima-2019#07"),
            ("library", "add", "{note}"),
            ("verify", "{article}"),
            ("evaluate", "answerability", "{questions}"),
            ("evaluate", "retrieval", "{judged}", "--mode", "bm25"),
        ],
        ids=lambda words: " ".join(words)[:40],
    )
    def test_results_are_one_json_object_on_stdout(
        self, run: Run, write: Callable[..., str], starter_app: App, tmp_path: Path, words: Sequence[str]
    ) -> None:
        article = tmp_path / "article.json"
        article.write_text(starter_app.export(starter_app.ask(NERVE_BLOCK, keep=False), "json")[0], "utf-8")
        write("judged/corpus.jsonl", NOTE)
        write("judged/queries.jsonl", {"_id": "q", "text": "When does the night round start?"})
        write("judged/qrels.tsv", "query-id\tcorpus-id\tscore", "q\tnight-1\t1")
        places = {
            "{note}": write("notes.jsonl", NOTE),
            "{article}": str(article),
            "{questions}": write("questions.jsonl", {"id": "1", "text": "Who am I?", "label": "off", "group": "g"}),
            "{judged}": str(tmp_path / "judged"),
        }
        ended = run(*(places.get(word, word) for word in words), "--json")
        assert ended.code == 0, ended.err
        assert json.loads(ended.out)

    @pytest.mark.parametrize(
        ("words", "code", "name"),
        [
            (["ask", ""], 2, "question_error"),
            (["ask"], 2, "usage_error"),
            (["ask", "x", "--nonsense"], 2, "usage_error"),
            (["nonsense"], 2, "usage_error"),
            (["search", "?!"], 2, "question_error"),
            (["search", "neck pain", "--limit", "0"], 2, "usage_error"),
            (["serve", "--port", "65536"], 2, "usage_error"),
            (["library", "list", "--kind", "nonsense"], 2, "usage_error"),
            (["library", "list", "--status", "nonsense"], 2, "usage_error"),
            (["library", "remove", "optima-2019"], 2, "usage_error"),
            (["library", "add", "/no/such/file.jsonl"], 3, "input_error"),
            (["verify", "/no/such/article.json"], 3, "input_error"),
            (["evaluate", "retrieval", "/no/such/folder"], 3, "input_error"),
            (["evaluate", "answerability", "/no/such/file"], 3, "input_error"),
            (["ask", NERVE_BLOCK, "--output", "/no/such/folder/answer.txt"], 3, "input_error"),
            (["library", "show", "nothing-of-the-kind"], 4, "not_found"),
            (["library", "remove", "nothing-of-the-kind"], 4, "not_found"),
            (["library", "status", "--library", "{file}"], 6, "library_error"),
        ],
        ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else str(value),
    )
    def test_errors_are_json_too_and_have_a_remedy(
        self, run: Run, write: Callable[..., str], words: list[str], code: int, name: str
    ) -> None:
        file = write("a-file.txt", "not a folder")
        words = [file if word == "{file}" else word for word in words]
        ended = run(*words, "--json")
        error = json.loads(ended.out)["error"]
        assert (ended.code, error["code"]) == (code, name)
        assert error["message"]
        assert error["remedy"]
        plain = run(*words)
        assert (plain.code, plain.out) == (code, "")
        assert plain.err.startswith("citewell: ")
        assert error["message"] in plain.err
        assert error["remedy"] in plain.err
        assert "Traceback" not in plain.err

    def test_a_missing_engine_ends_with_5_and_its_remedy(self, starter_app: App, tmp_path: Path) -> None:
        (tmp_path / "corpus.jsonl").write_text(json.dumps(NOTE) + "\n")
        (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "night round"}\n')
        (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\tnight-1\t1\n")
        words = ("evaluate", "retrieval", str(tmp_path), "--mode", "dense", "--json")
        result = run_citewell(*words, where=environment(starter_app), before=UNAVAILABLE)
        assert result.returncode == 5
        assert json.loads(result.stdout)["error"]["code"] == "engine_unavailable"

    @pytest.mark.parametrize("as_json", [True, False])
    def test_a_fault_of_our_own_ends_with_70_and_asks_for_a_report(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, as_json: bool
    ) -> None:
        def fail(app: App, options: argparse.Namespace) -> int:
            raise ZeroDivisionError("a fault")

        monkeypatch.setattr(commands, "library_status", fail)
        ended = run("library", "status", *(["--json"] if as_json else []))
        assert ended.code == 70
        assert "Traceback" in ended.err
        said = json.loads(ended.out)["error"]["message"] if as_json else ended.err
        assert "ZeroDivisionError: a fault" in said
        assert "report it" in (ended.out if as_json else ended.err)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("CITEWELL_PORT", "x"),
            ("CITEWELL_PORT", "65536"),
            ("CITEWELL_PORT", "²"),
            ("CITEWELL_THREADS", "0"),
            ("CITEWELL_STARTER", "maybe"),
        ],
    )
    def test_a_setting_that_cannot_be_is_named(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        ended = run("library", "status")
        assert ended.code == 2
        assert f"{name} is {value!r}" in ended.err


class TestAsking:
    @pytest.mark.parametrize(
        ("question", "said"),
        [
            ("", "The question is empty."),
            (" \t\n ", "The question is empty."),
            ("\x01\x02\x1b\x7f", "The question is empty."),
            ("?!... --- ///", "The question has no word in it."),
            ("42", "The question has no word in it."),
            ("x%q9 " * 4000, "at most 4,000 can be read"),
        ],
    )
    def test_what_is_no_question_is_a_clear_error(self, run: Run, question: str, said: str) -> None:
        ended = run("ask", "--", question)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err

    def test_noise_below_the_limit_is_refused_like_any_question(self, run: Run) -> None:
        ended = run("ask", "--json", "qwzx vbnk plorf " * 200)
        assert ended.code == 0
        assert json.loads(ended.out)["status"] == "no_source_found"

    def test_control_characters_neither_reach_the_terminal_nor_change_the_answer(self, run: Run) -> None:
        plain = json.loads(run("ask", "--json", NERVE_BLOCK).out)
        spoilt = run("ask", "--json", NERVE_BLOCK.replace(" nerve", "\x1b \x07nerve"))
        assert json.loads(spoilt.out)["digest"] == plain["digest"]
        page = run("ask", "\x1b]0;title\x07\x1b[31m" + NERVE_BLOCK).out
        assert not [letter for letter in page if letter != "\n" and not letter.isprintable()]

    def test_bytes_that_are_no_text_are_read_past(self, run: Run) -> None:
        ended = run("ask", "--json", f"\udcff {NERVE_BLOCK}")
        assert ended.code == 0
        assert json.loads(ended.out)["question"] == NERVE_BLOCK

    def test_words_may_come_without_quotation_marks(self, run: Run) -> None:
        one, many = run("ask", "--json", NERVE_BLOCK), run("ask", "--json", *NERVE_BLOCK.split())
        assert one == many

    def test_the_answer_is_on_stdout_and_nothing_else_is_anywhere(self, run: Run) -> None:
        ended = run("ask", NERVE_BLOCK)
        assert ended.code == 0
        assert ended.out.startswith(NERVE_BLOCK)
        assert ended.err == ""

    def test_the_answer_can_go_into_a_file_that_verify_reads(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "answer.json"
        asked = run("ask", NERVE_BLOCK, "--json", "--output", str(file))
        assert asked == Ended(0, "", f"Written to {file}\n")
        assert run("verify", str(file)).code == 0

    def test_an_answer_in_markdown(self, run: Run) -> None:
        assert run("ask", NERVE_BLOCK, "--format", "markdown").out.startswith("# ")

    def test_a_refusal_is_an_answer(self, run: Run) -> None:
        ended = run("ask", "What is the capital of France?")
        assert ended.code == 0
        assert "What was searched" in ended.out

    def test_search_lists_at_most_what_was_asked_for(self, run: Run) -> None:
        rows = json.loads(run("search", "cervicogenic headache", "--limit", "4", "--json").out)["passages"]
        assert [row["rank"] for row in rows] == [1, 2, 3, 4]
        assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
        assert "cervicogenic" in rows[0]["text"].lower()


class TestProcesses:
    def test_building_tells_on_stderr_and_answers_on_stdout(self, starter_app: App, tmp_path: Path) -> None:
        where = environment(starter_app, library=tmp_path / "new", CITEWELL_STARTER="off")
        result = run_citewell("library", "status", "--json", where=where)
        assert json.loads(result.stdout)["documents"] == 0
        assert result.stderr == f"Building the library in {tmp_path / 'new'}\n"

    def test_two_processes_that_build_the_same_library_both_succeed(self, starter_app: App, tmp_path: Path) -> None:
        where = environment(starter_app, library=tmp_path / "new")

        def build(_: int) -> subprocess.CompletedProcess[str]:
            return run_citewell("library", "build", "--json", where=where)

        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(build, range(2)))
        assert [result.returncode for result in both] == [0, 0], both[0].stderr + both[1].stderr
        assert json.loads(both[0].stdout) == json.loads(both[1].stdout)
        assert json.loads(both[0].stdout)["release"] == starter_app.release()
        assert "".join(result.stderr for result in both).count("Building the library") == 1

    def test_ctrl_c_ends_with_130_and_the_library_is_built_by_the_next(self, starter_app: App, tmp_path: Path) -> None:
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

    def test_a_reader_that_stops_reading_is_no_fault(self, starter_app: App) -> None:
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
    def test_json_is_utf8_whatever_the_locale(self, starter_app: App, encoding: str) -> None:
        where = environment(starter_app, PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
        result = run_citewell("library", "list", "--json", where=where)
        assert result.returncode == 0, result.stderr
        assert any(not letter.isascii() for letter in result.stdout)
        assert len(json.loads(result.stdout)) == 154


class TestLibrary:
    def test_an_added_text_is_answered_from_shown_listed_and_removed(
        self, run: Run, write: Callable[..., str], library: Path
    ) -> None:
        before = json.loads(run("library", "status", "--json").out)
        added = run("library", "add", write("ward.jsonl", NOTE))
        assert added == Ended(0, "1 documents added, 0 records left out\n", "")
        article = json.loads(run("ask", "--json", "When does the night round on ward seven start?").out)
        assert article["direct_answer"][0]["text"] == NOTE["text"]
        assert article["references"][0]["document_id"] == "night-1"
        assert article["notes"] == []
        listed = json.loads(run("library", "list", "--collection", "ward", "--json").out)
        assert [document["id"] for document in listed] == ["night-1"]
        assert "On ward seven" in run("library", "show", "night-1").out
        assert run("library", "remove", "night-1") == Ended(0, "1 documents removed\n", "")
        assert run("library", "show", "night-1").code == 4
        assert json.loads(run("library", "status", "--json").out) == before

    def test_adding_again_replaces_the_text(self, run: Run, write: Callable[..., str]) -> None:
        run("library", "add", write("ward.jsonl", NOTE))
        run("library", "add", write("ward.jsonl", NOTE | {"text": "On ward seven the night round starts at nine."}))
        shown = json.loads(run("library", "show", "night-1", "--json").out)
        assert [passage["text"] for passage in shown["passages"]] == ["On ward seven the night round starts at nine."]

    def test_an_id_of_another_collection_is_rejected_with_the_remedy_and_nothing_lost(
        self, run: Run, write: Callable[..., str]
    ) -> None:
        run("library", "add", write("ward.jsonl", NOTE))
        other = NOTE | {"text": "In the clinic the morning round starts at eight."}
        file = write("clinic.jsonl", other, {"_id": "clinic-2", "title": "", "text": "The clinic closes at four."})
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "1 documents added, 1 records left out" in ended.out
        assert "clinic: night-1: The collection 'ward' already holds a document with this id." in ended.out
        assert "--prefix NAME-" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out
        assert run("library", "add", file, "--prefix", "clinic-").code == 0
        assert "morning round" in run("library", "show", "clinic-night-1").out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_one_id_in_two_files_added_together_is_kept_once(self, run: Run, write: Callable[..., str]) -> None:
        one, two = write("ward.jsonl", NOTE), write("clinic.jsonl", NOTE | {"text": "Another text altogether."})
        ended = run("library", "add", one, two)
        assert ended.code == 3
        assert "1 documents added, 1 records left out" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_the_starter_librarys_ids_cannot_be_taken(self, run: Run, write: Callable[..., str]) -> None:
        good = {"_id": "mine", "title": "", "text": "My own text about something."}
        file = write("starter.jsonl", {"_id": "optima-2019", "title": "", "text": "Not the guideline."}, good)
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "The collection 'starter library' already holds" in ended.out
        assert "Ontario" in run("library", "show", "optima-2019").out
        assert run("library", "show", "mine").code == 0

    def test_broken_records_are_reported_and_the_rest_is_stored(self, run: Run, write: Callable[..., str]) -> None:
        file = write("ward.jsonl", "{broken", NOTE, {"_id": "x"}, {"_id": "night 2", "text": "Spaces in the id."}, "[]")
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "1 documents added, 4 records left out" in ended.out
        for line in (1, 3, 4, 5):
            assert f"ward.jsonl:{line}: " in ended.out
        report = json.loads(run("library", "add", file, "--json").out)
        assert report["added"] == 1
        assert [row["place"] for row in report["rejected"]] == [f"ward.jsonl:{line}" for line in (1, 3, 4, 5)]
        assert all(row["reason"] and row["remedy"] for row in report["rejected"])
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_a_place_that_is_no_use_does_not_stop_the_others(self, run: Run, write: Callable[..., str]) -> None:
        ended = run("library", "add", write("bad.jsonl", "{broken"), "/no/such/file.jsonl", write("ward.jsonl", NOTE))
        assert ended.code == 3
        assert "1 documents added" in ended.out
        assert "/no/such/file.jsonl: There is no file" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_a_prefix_with_a_space_is_a_clear_error(self, run: Run, write: Callable[..., str]) -> None:
        ended = run("library", "add", write("ward.jsonl", NOTE), "--prefix", "my ward ")
        assert ended.code == 2
        assert "has a space in it" in ended.err

    def test_what_was_added_stays_while_a_changed_starter_library_is_taken_up(
        self, run: Run, write: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A file of one's own may be called starter too.
        run("library", "add", write("starter.jsonl", NOTE))
        before = json.loads(run("library", "status", "--json").out)
        shipped = starter._publication_files
        folder = tmp_path / "publications"
        shutil.copytree(Path(str(shipped("")[0])).parent, folder)
        changed = folder / "optima-2019.toml"
        changed.write_text(changed.read_text("utf-8").replace("low-load", "low-load neck"), "utf-8")
        (folder / "haas-2018.toml").unlink()
        monkeypatch.setattr(starter, "_publication_files", lambda location: shipped(location or str(folder)))
        status = run("library", "status", "--json")
        assert status.err.startswith("Updating the library")
        after = json.loads(status.out)
        assert after["documents"] == before["documents"] - 1
        assert after["release"] != before["release"]
        assert "low-load neck" in run("library", "show", "optima-2019").out
        assert run("library", "show", "haas-2018").code == 4
        assert NOTE["text"] in run("library", "show", "night-1").out
        assert run("library", "status").err == ""
        monkeypatch.setattr(starter, "_publication_files", shipped)
        assert json.loads(run("library", "status", "--json").out) == before

    def test_an_id_that_the_starter_library_comes_to_use_stays_its_owners(
        self, run: Run, write: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shipped = starter._publication_files
        folder = tmp_path / "publications"
        shutil.copytree(Path(str(shipped("")[0])).parent, folder)
        (folder / "haas-2018.toml").unlink()
        monkeypatch.setattr(starter, "_publication_files", lambda location: shipped(location or str(folder)))
        run("library", "add", write("ward.jsonl", NOTE | {"_id": "haas-2018"}))
        monkeypatch.setattr(starter, "_publication_files", shipped)
        ended = run("library", "show", "haas-2018")
        assert NOTE["text"] in ended.out
        assert "starter: haas-2018: The collection 'ward' already holds" in ended.err
        assert "Yours stays" in ended.err

    def test_the_starter_library_can_be_left_out(
        self, run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused = run("library", "remove", "optima-2019")
        assert refused.code == 2
        assert "CITEWELL_STARTER=off" in refused.err
        monkeypatch.setenv("CITEWELL_STARTER", "off")
        assert json.loads(run("library", "status", "--json").out)["documents"] == 0
        monkeypatch.setenv("CITEWELL_STARTER", "on")
        assert json.loads(run("library", "status", "--json").out)["documents"] == 154

    def test_a_folder_named_on_the_line_goes_before_the_environment(self, run: Run, tmp_path: Path) -> None:
        ended = run("library", "status", "--json", "--library", str(tmp_path / "library"))
        assert json.loads(ended.out)["library"] == str(tmp_path / "library")


class TestRetracted:
    RETRACTED = {
        "_id": "turmeric-2015",
        "title": "Turmeric for gout",
        "text": "Turmeric paste halves gout flares within two weeks of daily use.",
        "status": "retracted",
        "kind": "systematic-review",
    }
    STANDING = {
        "_id": "turmeric-2018",
        "title": "Turmeric for gout again",
        "text": "Turmeric paste did not lower the number of gout flares over two weeks of daily use.",
        "kind": "cohort",
    }

    @pytest.fixture(autouse=True)
    def without_starter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CITEWELL_STARTER", "off")

    def test_a_retracted_publication_is_not_cited_and_the_removal_is_told(
        self, run: Run, write: Callable[..., str]
    ) -> None:
        run("library", "add", write("gout.jsonl", self.RETRACTED, self.STANDING))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert [reference["document_id"] for reference in article["references"]] == ["turmeric-2018"]
        assert any("has been retracted" in finding["explanation"] for finding in article["findings"])
        assert "has been retracted" in run("ask", "Does turmeric paste lower gout flares?").out

    def test_nothing_but_a_retracted_publication_is_no_source(self, run: Run, write: Callable[..., str]) -> None:
        run("library", "add", write("gout.jsonl", self.RETRACTED))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert article["status"] == "no_source_found"
        assert article["references"] == []

    def test_a_retraction_makes_verify_fail_and_name_the_claim(
        self, run: Run, write: Callable[..., str], tmp_path: Path
    ) -> None:
        run("library", "add", write("gout.jsonl", self.STANDING))
        file = tmp_path / "article.json"
        run("ask", "Does turmeric paste lower gout flares?", "--json", "--output", str(file))
        assert run("verify", str(file)).code == 0
        run("library", "add", write("gout.jsonl", self.STANDING | {"status": "retracted"}))
        ended = run("verify", str(file))
        assert ended.code == 1
        assert f"FAILED source_status: {json.loads(file.read_text())['direct_answer'][0]['id']}" in ended.out

    def test_a_retracted_publication_takes_no_good_one_with_it(self, run: Run, write: Callable[..., str]) -> None:
        """Where both say the same, the claim stays and cites the one that stands."""
        same = self.RETRACTED | {"_id": "turmeric-2019", "text": self.STANDING["text"]}
        run("library", "add", write("gout.jsonl", same, self.STANDING))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert article["status"] == "answered"
        assert [reference["document_id"] for reference in article["references"]] == ["turmeric-2018"]
