"""The ledger of events grows at its end alone, and whatever was done to it behind its back is found."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from citewell.domain.errors import LibraryError, RecordError
from citewell.domain.events import START, Event, event_hash
from citewell.store._database import Database, open_database
from citewell.store.events import EventLog, record

TRIGGERS = {
    "sqlite": ["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete", "DROP TRIGGER events_follow"],
    "postgresql": ["ALTER TABLE events DISABLE TRIGGER USER"],
}


@dataclass(frozen=True)
class Somebody:
    """Whoever acts in these tests."""

    kind: str = "person"
    id: str = "p-abcdefgh"
    name: str = "Zoë Müller"


def add(database: Database, count: int, *, action: str = "article.read") -> list[Event]:
    """Record events, each in a transaction of its own."""
    events = []
    for number in range(count):
        with database.writing() as connection:
            details = {"number": number, "words": ["ä", "\x00"]}
            subject = f"article:{number}"
            events.append(record(connection, actor=Somebody(), action=action, subject=subject, details=details))
    return events


def behind_its_back(database: Database, *statements: str) -> None:
    """Change the table as somebody can who may also drop its triggers."""
    with database.writing() as connection:
        for statement in (*TRIGGERS[database.engine.dialect.name], *statements):
            connection.execute(text(statement))


def record_many(location: str, count: int, start: object) -> None:
    start.wait(timeout=60)  # type: ignore[attr-defined]  # a multiprocessing.Event, whose class is private
    database = open_database(location)
    add(database, count)
    database.close()


def test_events_come_back_as_they_were_recorded_each_bound_to_the_one_before(database: Database) -> None:
    events = add(database, 3)
    assert EventLog(database).read() == events
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [START, events[0].hash, events[1].hash]
    check = EventLog(database).verify()
    assert (check.events, check.head, check.fault) == (3, events[-1].hash, "")


def test_an_empty_ledger_holds(database: Database) -> None:
    check = EventLog(database).verify(head=START)
    assert (check.events, check.head, check.fault) == (0, START, "")


def test_events_are_read_in_pages_and_by_what_they_are_about(database: Database) -> None:
    add(database, 3)
    add(database, 2, action="login.failed")
    log = EventLog(database)
    assert [event.sequence for event in log.read(after=1, limit=2)] == [2, 3]
    assert [event.sequence for event in log.read(subject="article:1")] == [2, 5]
    assert [event.sequence for event in log.read(action="login.")] == [4, 5]
    assert log.read(action="login") == []


def test_an_event_is_lost_with_the_change_that_it_tells_of(database: Database) -> None:
    add(database, 1)
    with suppress(ZeroDivisionError), database.writing() as connection:
        record(connection, actor=Somebody(), action="article.read", subject="article:x", details={})
        raise ZeroDivisionError
    add(database, 1)
    assert [event.sequence for event in EventLog(database).read()] == [1, 2]
    assert not EventLog(database).verify().fault


def test_an_event_is_not_recorded_without_the_writers_lock(database: Database) -> None:
    with database.reading() as connection, pytest.raises(RuntimeError, match="lock"):
        record(connection, actor=Somebody(), action="article.read", subject="article:1", details={})


@pytest.mark.parametrize("details", [{"at": object()}, {"number": float("nan")}, {"text": "\ud800"}])
def test_details_that_are_no_plain_values_are_refused(database: Database, details: dict[str, object]) -> None:
    with pytest.raises(RecordError), database.writing() as connection:
        record(connection, actor=Somebody(), action="article.read", subject="article:1", details=details)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET action = 'article.praised' WHERE sequence = 2",
        "UPDATE events SET action = 'article.praised'",
        "DELETE FROM events WHERE sequence = 3",
        "DELETE FROM events",
        "INSERT INTO events SELECT sequence + 5, at, actor_kind, actor_id, actor_name, action, subject, details, "
        "hash, 'f' FROM events WHERE sequence = 3",
        "INSERT INTO events SELECT 4, at, actor_kind, actor_id, actor_name, action, subject, details, "
        "'e', 'f' FROM events WHERE sequence = 3",
    ],
)
def test_the_database_itself_refuses_whatever_is_no_next_event(database: Database, statement: str) -> None:
    events = add(database, 3)
    with pytest.raises((LibraryError, IntegrityError), match="only be added to"), database.writing() as connection:
        connection.execute(text(statement))
    assert EventLog(database).read() == events


def test_replacing_a_row_of_sqlite_or_emptying_a_table_of_postgresql_is_refused_too(database: Database) -> None:
    events = add(database, 3)
    statement = (
        "INSERT OR REPLACE INTO events SELECT sequence, at, actor_kind, actor_id, 'Another', action, subject, details, "
        "previous, hash FROM events WHERE sequence = 2"
        if database.is_sqlite
        else "TRUNCATE events"
    )
    with pytest.raises((LibraryError, IntegrityError), match="only be added to"), database.writing() as connection:
        connection.execute(text(statement))
    assert EventLog(database).read() == events


@pytest.mark.parametrize(
    ("statements", "sequence", "said"),
    [
        (["UPDATE events SET actor_name = 'Another' WHERE sequence = 2"], 2, "changed"),
        (["UPDATE events SET details = '{}' WHERE sequence = 3"], 3, "changed"),
        (["UPDATE events SET details = 'no JSON' WHERE sequence = 3"], 3, "changed"),
        (["UPDATE events SET details = replace(details, ',', ', ') WHERE sequence = 3"], 3, "changed"),
        (["UPDATE events SET subject = 'no kind' WHERE sequence = 1"], 1, "changed"),
        (["DELETE FROM events WHERE sequence = 1"], 1, "removed"),
        (["DELETE FROM events WHERE sequence IN (2, 3)"], 2, "removed"),
        (
            ["DELETE FROM events WHERE sequence = 3", "UPDATE events SET sequence = sequence - 1 WHERE sequence > 3"],
            3,
            "changed",
        ),
        (
            [
                "UPDATE events SET sequence = 90 WHERE sequence = 2",
                "UPDATE events SET sequence = 2 WHERE sequence = 3",
                "UPDATE events SET sequence = 3 WHERE sequence = 90",
            ],
            2,
            "changed",
        ),
    ],
)
def test_the_first_event_that_was_changed_removed_or_moved_is_named(
    database: Database, statements: list[str], sequence: int, said: str
) -> None:
    add(database, 5)
    behind_its_back(database, *statements)
    check = EventLog(database).verify()
    assert check.sequence == sequence
    assert said in check.fault
    assert str(sequence) in check.fault
    assert check.events == sequence - 1


def test_an_event_put_in_another_s_place_with_a_hash_of_its_own_breaks_the_chain_behind_it(database: Database) -> None:
    events = add(database, 4)
    forged = replace(events[1], actor_name="Another")
    forged = replace(forged, hash=event_hash(forged))
    behind_its_back(database, f"UPDATE events SET actor_name = 'Another', hash = '{forged.hash}' WHERE sequence = 2")
    check = EventLog(database).verify()
    assert check.sequence == 3
    assert "does not follow" in check.fault


def test_an_end_that_was_cut_off_is_found_by_a_hash_noted_before(database: Database) -> None:
    events = add(database, 4)
    behind_its_back(database, "DELETE FROM events WHERE sequence > 2")
    log = EventLog(database)
    assert not log.verify().fault
    assert not log.verify(head=events[1].hash).fault
    check = log.verify(head=events[3].hash)
    assert check.sequence == 3
    assert events[3].hash in check.fault


def test_processes_that_record_at_once_never_fork_the_chain(empty_database_at: str) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    processes = [context.Process(target=record_many, args=(empty_database_at, 15, start)) for _ in range(3)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    database = open_database(empty_database_at)
    check = EventLog(database).verify()
    database.close()
    assert (check.events, check.fault) == (45, "")


def test_a_process_killed_in_the_middle_of_a_transaction_loses_no_event_that_it_had_acknowledged(
    database_at: str,
) -> None:
    command = [sys.executable, str(Path(__file__).with_name("recording.py")), database_at]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    acknowledged: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("open"):  # an event is written, and its transaction is not at its end
                process.send_signal(signal.SIGKILL)
                break
            acknowledged.append(line.strip())
    assert process.returncode == -signal.SIGKILL
    assert len(acknowledged) == 10

    database = open_database(database_at)
    assert [event.hash for event in EventLog(database).read()] == acknowledged
    add(database, 1)  # nothing is left locked
    assert (EventLog(database).verify().events, EventLog(database).verify().fault) == (11, "")
    database.close()
