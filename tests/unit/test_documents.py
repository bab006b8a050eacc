"""The reference documents name every verb, option, setting, error, check and word, and none that is not there."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import citewell
from citewell.app import Settings
from citewell.checks import entailment
from citewell.checks.registry import rules
from citewell.cli import EXIT_CODES, build_parser
from citewell.domain import articles, documents, enums, events, people, ports, questions, reviewing, threads, wordings
from citewell.domain.errors import CitewellError

pytestmark = pytest.mark.docs

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(ROOT / "src").rglob("*.md")])
SOURCES = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")}
COMMON = {"--json", "--library", "--help", "-h"}


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """The rows of every table whose first cell is one code, by that code."""
    found = re.findall(r"^\| `([^`]+)`[^|]* \|(.*)\|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in found}


def verbs(parser: argparse.ArgumentParser, name: str = "citewell") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every parser of the command line with the words that lead to it."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, below in action.choices.items():
                yield from verbs(below, f"{name} {verb}")


PARSERS = dict(verbs(build_parser()))
WORKING = {name for name, parser in PARSERS.items() if parser.get_default("run")}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def places_of(parser: argparse.ArgumentParser) -> list[str]:
    """What a verb takes besides options, as its heading shows it."""
    taken = [one for one in parser._actions if not one.option_strings]
    return [str(one.metavar or one.dest.upper()) for one in taken]


def sections() -> dict[str, str]:
    """The verbs' sections of the command line's document, by heading."""
    parts = re.split(r"^## (citewell .+)$", read("command-line.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_verb_has_a_section_and_every_section_a_verb() -> None:
    assert set(sections()) == {" ".join([name, *places_of(PARSERS[name])]) for name in WORKING}


@pytest.mark.parametrize("name", sorted(WORKING))
def test_a_verbs_section_lists_its_options_and_no_other(name: str) -> None:
    section = sections()[" ".join([name, *places_of(PARSERS[name])])]
    listed = {option.split()[0] for option in rows(section)}
    assert listed == options_of(PARSERS[name]) - COMMON
    assert set(re.findall(r"(?<!\w)--[a-z]+(?:-[a-z]+)*", section)) <= options_of(PARSERS[name])


@pytest.mark.parametrize("name", sorted(WORKING))
def test_choices_and_defaults_are_told(name: str) -> None:
    section = sections()[" ".join([name, *places_of(PARSERS[name])])]
    for action in PARSERS[name]._actions:
        for choice in action.choices or ():
            assert f"`{choice}`" in section
        if isinstance(action.default, int) and not isinstance(action.default, bool):
            assert f"(default: {action.default})" in section


@pytest.mark.parametrize("name", sorted(WORKING))
def test_a_verb_has_an_example(name: str) -> None:
    section = sections()[" ".join([name, *places_of(PARSERS[name])])]
    assert re.search(rf"^    {name}\b", section, re.MULTILINE)


def test_the_options_of_every_verb_are_told_once() -> None:
    head = read("command-line.md").split("## Exit codes")[0]
    assert {option.split()[0] for option in rows(head)} == COMMON - {"-h"}


def test_exit_codes_are_those_of_the_help() -> None:
    told = re.findall(r"^\| (\d+) \| (.+) \|$", read("command-line.md"), re.MULTILINE)
    assert told == re.findall(r"^ *(\d+)  (.+)$", EXIT_CODES, re.MULTILINE)


def commands(text: str) -> list[str]:
    """Every command in a document: indented lines, and code within a line."""
    lines = re.findall(r"^    (?:\$ )?(citewell .+)$", text, re.MULTILINE)
    return lines + re.findall(r"`(citewell [^`\n]+)`", text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_in_a_document_exists_with_its_options(document: Path) -> None:
    for command in commands(document.read_text("utf-8")):
        words = shlex.split(command.split(" > ")[0].split(" | ")[0], comments=True)
        name = "citewell"
        while words[1:] and f"{name} {words[1]}" in PARSERS:
            name, words = f"{name} {words[1]}", words[1:]
        given = {word.split("=")[0] for word in words[1:] if word.startswith("--") and word != "--"}
        assert given <= options_of(PARSERS[name]), command
        assert name in WORKING or given or not words[1:], command


def test_every_setting_is_documented_and_every_documented_one_is_a_setting() -> None:
    known = {f"CITEWELL_{field.name.upper()}" for field in fields(Settings)}
    assert set(rows(read("settings.md"))) == known
    assert {name for text in SOURCES.values() for name in re.findall(r"CITEWELL_[A-Z_]+", text)} == known
    for document in DOCUMENTS:
        assert set(re.findall(r"CITEWELL_[A-Z_]+", document.read_text("utf-8"))) <= known, document


def test_the_defaults_of_settings_are_told() -> None:
    defaults = {name: cells[0] for name, cells in rows(read("settings.md")).items()}
    for field in fields(Settings):
        if isinstance(field.default, (str, int)):
            shown = {True: "on", False: "off"}[field.default] if isinstance(field.default, bool) else str(field.default)
            assert defaults[f"CITEWELL_{field.name.upper()}"] == f"`{shown}`"


def errors() -> dict[str, int]:
    """The code and exit code of every error in the program."""
    for module in pkgutil.walk_packages(citewell.__path__, "citewell."):
        importlib.import_module(module.name)
    found = {CitewellError.code: CitewellError.exit_code}
    waiting = list(CitewellError.__subclasses__())
    while waiting:
        error = waiting.pop()
        found[error.code] = error.exit_code
        waiting += error.__subclasses__()
    return found


def test_every_error_is_documented_with_its_exit_code_meaning_and_remedy() -> None:
    told = rows(read("errors.md"))
    assert {name: int(cells[0]) for name, cells in told.items()} == errors()
    assert all(len(cells) == 3 and all(cells) for cells in told.values())


def test_every_check_is_documented_in_its_own_words() -> None:
    told = {name: cells[0] for name, cells in rows(read("how-answers-are-made.md")).items()}
    for rule in rules():
        assert told.pop(rule.name) == rule.summary
    assert told.pop(entailment.RULE_NAME)
    checks = ROOT / "src" / "citewell" / "checks"
    replayed = "".join(SOURCES[checks / name] for name in ("replay.py", "derived.py", "summary_proven.py"))
    assert set(told) == set(re.findall(r'_error\(\s*"(\w+)"', replayed))


def test_every_word_of_the_domain_is_in_the_glossary_and_no_other_record() -> None:
    named = re.findall(r"\(`([A-Z]\w+)`\)", read("glossary.md"))
    assert len(named) == len(set(named))
    records = {
        name
        for module in (articles, documents, enums, events, people, ports, questions, reviewing, threads, wordings)
        for name, value in inspect.getmembers(module, inspect.isclass)
        if value.__module__ == module.__name__
    }
    assert set(named) == records


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\*", read("glossary.md"), re.MULTILINE)
    assert words == sorted(words, key=str.casefold)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_documents_are_in_british_spelling(path: Path) -> None:
    american = r"\b(\w+(?:ization|izing|ized)|color|center|behavior|favor|license[ds]?)\b"
    prose = re.sub(r"`[^`]*`|^    .*$|\]\([^)]*\)", "", path.read_text("utf-8"), flags=re.MULTILINE)
    assert re.findall(american, prose, re.IGNORECASE) == []
