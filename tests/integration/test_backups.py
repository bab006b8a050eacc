"""A backup holds everything that cannot be made again, is taken while others write, and is put back whole or not."""

from __future__ import annotations

import gzip
import json
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text
from tests.databases import PostgreSQL
from tests.examples import example_article, unanswered_article

from citewell import opening
from citewell.backups import back_up, restore
from citewell.cli import main
from citewell.domain.articles import Article
from citewell.domain.documents import Block, Document
from citewell.domain.errors import InputError, LibraryError, UserError
from citewell.domain.intake import Term
from citewell.indexes.lance import LanceIndex
from citewell.settings import Settings
from citewell.store._database import Database
from citewell.store.articles import ArticleStore
from citewell.store.events import EventLog, record
from citewell.store.inbox import drop
from citewell.store.keys import InstanceKey
from citewell.store.reports import ReportStore
from citewell.store.threads import ThreadStore
from citewell.text.passages import split_document

T = TypeVar("T")
WORDS = "The night round starts at ten."
Place = Callable[[str], Settings]


@dataclass(frozen=True)
class Somebody:
    """Whoever acts in these tests."""

    kind: str = "person"
    id: str = "p-abcdefgh"
    name: str = "Zoë Müller"


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """New places for a library and its database, which is a file in it or a database of PostgreSQL."""
    numbers = count(1)

    def make(kind: str) -> Settings:
        server: PostgreSQL | None = request.getfixturevalue("postgresql") if kind == "postgresql" else None
        return Settings(
            library=tmp_path / f"library-{next(numbers)}",
            cache=tmp_path / "cache",
            database=server.new_database(empty=True) if server else "",
        )

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, place: Place) -> Settings:
    """A place with something of everything in it."""
    return fill(place(request.param))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "citewell.tar.gz"


def with_database(settings: Settings, act: Callable[[Database], T]) -> T:
    with closing(opening.open_database(settings)) as database:
        return act(database)


def fill(settings: Settings) -> Settings:
    rounds = Document(id="note-1", title="Rounds", blocks=(Block(WORDS, id="note-1#01"),), collection="test")
    index = LanceIndex(settings.library)
    index.add([rounds], split_document(rounds))
    index.create_release("2026-11")
    opening.open_terms(settings).keep_terms([Term("D1", "Headache", ("Cephalalgia",))])
    InstanceKey(settings.library / "instance.key").public()
    drop(settings.library / "inbox", unanswered_article())

    def write(database: Database) -> None:
        articles = ArticleStore(database)
        ThreadStore(articles).add("neck", example_article())
        ReportStore(articles).add(article=example_article().digest, claim="", text="Another dose.")
        add_events(database, 3)

    with_database(settings, write)
    return settings


def add_events(database: Database, number: int) -> None:
    for _ in range(number):
        with database.writing() as connection:
            record(connection, actor=Somebody(), action="a.b", subject="a:1", details={"words": "ä"})


def thread_names(database: Database) -> list[str]:
    return [thread.id for thread in ThreadStore(ArticleStore(database)).recent(9)]


def save(settings: Settings, file: Path) -> None:
    with_database(settings, lambda database: back_up(settings, file, database=database))


def article_in(settings: Settings, digest: str) -> Article:
    return with_database(settings, lambda database: opening.open_articles(settings, database).load(digest))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_backed_up_is_all_there_where_it_is_restored_whatever_the_kind_of_database(
    filled: Settings, place: Place, file: Path, kind: str
) -> None:
    save(filled, file)
    other = place(kind)
    restored, kept = restore(other, file)
    assert kept is None
    assert (restored.events, restored.fault) == (5, "")  # three, an item, and that a backup was made

    assert article_in(other, example_article().digest) == example_article()
    assert article_in(other, unanswered_article().digest) == unanswered_article()  # which waited in the inbox
    index = opening.open_index(other)
    assert index.release() == restored.release == opening.open_index(filled).release()
    assert [document.title for document in opening.open_index(other, release="2026-11").documents()] == ["Rounds"]
    assert len(index.search_words("night", 9)) == 1
    assert [term.label for term in opening.open_terms(other).find(["cephalalgia"])] == ["Headache"]
    assert opening.open_key(other).public() == opening.open_key(filled).public()
    assert stat.S_IMODE((other.library / "instance.key").stat().st_mode) == 0o600

    def look(database: Database) -> None:
        articles = ArticleStore(database)
        assert [turn.number for turn in ThreadStore(articles).load("neck").turns] == [1]
        check = EventLog(database).verify(head=restored.head)
        assert (check.events, check.fault) == (6, "")
        assert EventLog(database).recent(1)[0].action == "backup.restored"
        ReportStore(articles).add(article=example_article().digest, claim="", text="Numbered behind the first.")
        assert [report.number for report in ReportStore(articles).recent(9)] == [2, 1]

    with_database(other, look)
    assert [path.name for path in other.library.iterdir() if path.name.startswith(".")] == []


def test_a_backup_is_read_by_its_owner_alone_and_is_never_written_over(filled: Settings, file: Path) -> None:
    save(filled, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(UserError, match="already"):
        save(filled, file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_a_backup_taken_while_events_are_recorded_holds_a_whole_chain(
    filled: Settings, place: Place, file: Path
) -> None:
    stop = threading.Event()

    def go_on() -> None:
        def write(database: Database) -> None:
            while not stop.is_set():
                add_events(database, 1)

        with_database(filled, write)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        save(filled, file)
    finally:
        stop.set()
        writer.join(timeout=30)
    restored, _ = restore(place("sqlite"), file)
    assert restored.events >= 4
    assert with_database(filled, lambda database: EventLog(database).verify(head=restored.head).fault) == ""


def test_a_place_that_is_not_empty_is_left_as_it_is_unless_forced(filled: Settings, place: Place, file: Path) -> None:
    save(filled, file)
    with_database(filled, lambda database: ThreadStore(ArticleStore(database)).add("later", unanswered_article()))
    before = {path: path.stat().st_mtime_ns for path in filled.library.rglob("*.lance")}
    with pytest.raises(UserError, match="not empty") as caught:
        restore(filled, file)
    assert "--force" in caught.value.remedy
    assert {path: path.stat().st_mtime_ns for path in filled.library.rglob("*.lance")} == before

    _, kept = restore(filled, file, force=True)
    assert kept is not None
    assert with_database(filled, thread_names) == ["neck"]
    again = place("sqlite")
    restore(again, kept)
    assert with_database(again, thread_names) == ["later", "neck"]


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The same backup with its files changed as `change` says; a file for which it returns None is left out."""
    from io import BytesIO

    target = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            if changed := change(member.name, content.read()):
                member.name, data = changed
                member.size = len(data)
                new.addfile(member, BytesIO(data))
    return target


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: (name, data.replace(b"Rounds", b"Wounds")),
        lambda name, data: None if name == "library/instance.key" else (name, data),
        lambda name, data: None if name == "backup.json" else (name, data),
        lambda name, data: (name.replace("library/manifest", "../manifest"), data),
        lambda name, data: (name, b"[]" if name == "backup.json" else data),
        lambda name, data: (name, data[:-9] if name == "backup.json" else data),
    ],
    ids=["changed", "a file less", "no inventory", "a way out", "another inventory", "half an inventory"],
)
def test_a_backup_that_was_changed_or_is_not_whole_restores_nothing(
    place: Place, file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]
) -> None:
    source = place("sqlite")
    fill(source)
    (source.library / "manifest.json").write_text("{}")
    save(source, file)
    other = place("sqlite")
    with pytest.raises(InputError):
        restore(other, rewritten(file, change))
    assert list(other.library.iterdir()) == []
    assert not (other.library.parent / "manifest.json").exists()


@pytest.mark.parametrize("content", [b"", b"no backup", gzip.compress(b"no backup", mtime=0), None])
def test_a_file_that_is_no_backup_is_said_to_be_none(place: Place, file: Path, content: bytes | None) -> None:
    if content is None:
        save(fill(place("sqlite")), file)
        content = file.read_bytes()[:-2000]
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        restore(place("sqlite"), file)
    assert caught.value.remedy


def test_a_backup_whose_ledger_does_not_hold_says_so_and_cannot_be_restored(
    filled: Settings, place: Place, file: Path
) -> None:
    def forge(database: Database) -> None:
        trigger = "DROP TRIGGER events_no_update" if database.is_sqlite else "ALTER TABLE events DISABLE TRIGGER USER"
        with database.writing() as connection:
            connection.execute(text(trigger))
            connection.execute(text("UPDATE events SET actor_name = 'Another' WHERE sequence = 2"))
            if not database.is_sqlite:
                connection.execute(text("ALTER TABLE events ENABLE TRIGGER USER"))

    with_database(filled, forge)
    saved = with_database(filled, lambda database: back_up(filled, file, database=database))
    assert "Event 2" in saved.fault
    other = place("sqlite")
    with pytest.raises(LibraryError, match="Event 2"):
        restore(other, file)
    assert with_database(other, lambda database: ArticleStore(database).recent(9)) == []


def test_the_commands_back_up_restore_and_check(
    place: Place, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        return code, capsys.readouterr().out

    here, there = ("--library", str(fill(place("sqlite")).library)), ("--library", str(tmp_path / "there"))
    told = json.loads(run("backup", str(file), *here, "--json")[1])
    assert run("backup", str(file), *here)[0] == 2
    assert "6 events" in run("restore", str(file), *there)[1]
    assert run("restore", str(file), *there)[0] == 2
    assert run("audit", "verify", "--head", told["head"], *there)[0] == 0
    assert run("audit", "verify", "--head", "f" * 64, *there)[0] == 1
    lines = run("audit", "export", *there)[1].splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    listed = json.loads(run("audit", "list", "--action", "backup.", "--json", *there)[1])
    assert [event["action"] for event in listed["events"]] == ["backup.restored", "backup.made"]
    assert "Zoë Müller" in run("audit", "list", "--subject", "a:1", *there)[1]
    assert run("audit", "key", *here) == run("audit", "key", *there)
