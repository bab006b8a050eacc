"""The command line: help, JSON, exit codes, what goes where, and what is no question."""

from __future__ import annotations

import argparse
import json
import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from tests.running import NERVE_BLOCK, NOTE, UNAVAILABLE, Ended, Run, environment, run_citewell

from citewell import __version__, library_commands
from citewell.app import App
from citewell.cli import build_parser


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
        examples = text.split("example:\n")[1].split("\n\n")[0].splitlines()
        assert examples
        for example in examples:
            program, *words = shlex.split(example.split(" > ")[0])
            assert program == "citewell"
            assert hasattr(build_parser().parse_args(words), "run")
        assert name not in WORKING or any(example.strip().startswith(name) for example in examples)

    def test_every_verb_takes_json_and_a_library(self) -> None:
        assert len(WORKING) == 73
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
        article.write_bytes(starter_app.export(starter_app.ask(NERVE_BLOCK, keep=False), "json")[0])
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
            (["evaluate", "retrieval", ".", "--vector-weight", "1.5"], 2, "usage_error"),
            (["evaluate", "retrieval", ".", "--vector-weight", "nan"], 2, "usage_error"),
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

    def test_the_weight_of_the_vectors_can_be_tried(self, run: Run, tmp_path: Path) -> None:
        others = [{"_id": str(number), "title": "", "text": f"Other matter {number}."} for number in range(3)]
        records = "".join(json.dumps(record) + "\n" for record in [NOTE, *others])
        (tmp_path / "corpus.jsonl").write_text(records)
        (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "night round"}\n')
        (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\tnight-1\t1\n")
        report = json.loads(run("evaluate", "retrieval", str(tmp_path), "--vector-weight", "0.3", "--json").out)
        assert report["settings"]["vector_weight"] == "0.3"
        assert report["nDCG@10"] == 1.0

    @pytest.mark.parametrize("as_json", [True, False])
    def test_a_fault_of_our_own_ends_with_70_and_asks_for_a_report(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, as_json: bool
    ) -> None:
        def fail(app: App, options: argparse.Namespace) -> int:
            raise ZeroDivisionError("a fault")

        monkeypatch.setattr(library_commands, "status", fail)
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
