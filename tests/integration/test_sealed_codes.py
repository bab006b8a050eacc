"""Secrets of one-time codes are sealed with the key of the instance: the database alone lets nobody in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from tests.signing_in import CHEAP, PASSWORD, SECRET

from citewell import backups, opening
from citewell.domain.errors import SignInError
from citewell.domain.people import OPERATOR, Person, Role
from citewell.settings import Settings
from citewell.store._database import Database, connect, open_database
from citewell.store._people_tables import people
from citewell.store._sealing import is_sealed
from citewell.store.accounts import Accounts
from citewell.store.keys import InstanceKey
from citewell.store.migrations import migrate, revisions


@pytest.fixture
def key(tmp_path: Path) -> InstanceKey:
    return InstanceKey(tmp_path / "instance.key")


def with_codes(accounts: Accounts, email: str = "ada@hospital.example") -> tuple[Person, list[str]]:
    """Somebody whose codes come from SECRET, and the recovery codes."""
    _, token = accounts.invitations.invite(email, {Role.EDITOR}, by=OPERATOR)
    person = accounts.invitations.accept(token, name="Ada", password=PASSWORD)
    code = pyotp.TOTP(SECRET).now()
    return person, accounts.second_factors.set_up(person.id, secret=SECRET, code=code, session="")


def sign_in(accounts: Accounts, database: Database, code: str = "", email: str = "ada@hospital.example") -> str:
    """The token of a whole sign-in with the present code, which may have been used a moment ago."""
    with database.writing() as connection:
        connection.execute(people.update().values(code_step=0))
    half = accounts.sign_in.by_password(email, PASSWORD, address="192.0.2.1", browser="Firefox")
    given = code or pyotp.TOTP(SECRET).now()
    return accounts.sign_in.by_code(half.token, given, address="192.0.2.1", browser="Firefox").token


def kept_secrets(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(text("SELECT code_secret FROM people ORDER BY email")).scalars())


def test_the_database_does_not_hold_the_secret_and_one_person_s_serves_no_other(
    database: Database, key: InstanceKey
) -> None:
    accounts = Accounts(database, key, passwords=CHEAP)
    with_codes(accounts)
    with_codes(accounts, "bo@hospital.example")
    first, second = kept_secrets(database)
    assert is_sealed(first)
    assert SECRET not in first + second
    assert first != second
    assert sign_in(accounts, database)
    with database.writing() as connection:
        connection.execute(people.update().values(code_secret=first))
    with pytest.raises(SignInError):
        sign_in(accounts, database, email="bo@hospital.example")


def test_whoever_lost_the_key_is_told_so_and_recovery_codes_still_let_in(
    database: Database, key: InstanceKey, tmp_path: Path
) -> None:
    person, recovery = with_codes(Accounts(database, key, passwords=CHEAP))
    accounts = Accounts(database, InstanceKey(tmp_path / "another.key"), passwords=CHEAP)
    with pytest.raises(SignInError, match="no longer has the key") as refusal:
        sign_in(accounts, database)
    assert "citewell account reset ADDRESS --codes" in refusal.value.remedy
    assert sign_in(accounts, database, recovery[0])
    accounts.invitations.make_reset(person, by=OPERATOR, second_factor=True)
    accounts.second_factors.set_up(person.id, secret=SECRET, code=pyotp.TOTP(SECRET).now(), session="")
    assert sign_in(accounts, database)


def test_secrets_of_an_earlier_version_are_sealed_with_the_new_layout_and_opened_on_the_way_back(
    database_at: str, key: InstanceKey
) -> None:
    with closing(open_database(database_at)) as database:
        with_codes(Accounts(database, key, passwords=CHEAP))
        from citewell.store._sealing import Sealing

        with database.writing() as connection:
            migrate(connection, "v0005_notices", sealing=Sealing(key))
        assert kept_secrets(database) == [SECRET]
    with closing(open_database(database_at, key=key)) as database:
        assert all(map(is_sealed, kept_secrets(database)))
        assert sign_in(Accounts(database, key, passwords=CHEAP), database)


def test_secrets_that_met_the_new_layout_without_the_key_are_sealed_when_they_are_next_used(
    database_at: str, key: InstanceKey
) -> None:
    with closing(open_database(database_at)) as database:
        accounts = Accounts(database, key, passwords=CHEAP)
        with_codes(accounts)
        with database.writing() as connection:
            connection.execute(people.update().values(code_secret=SECRET))
            migrate(connection, "v0005_notices")
            migrate(connection, revisions()[-1])
        assert kept_secrets(database) == [SECRET]
        assert sign_in(accounts, database)
        assert all(map(is_sealed, kept_secrets(database)))


def test_a_restored_instance_lets_the_same_device_in(database_at: str, tmp_path: Path) -> None:
    here = Settings(library=tmp_path / "here", cache=tmp_path / "cache", database=_url(database_at))
    there = Settings(library=tmp_path / "there", cache=tmp_path / "cache")
    with closing(opening.open_database(here)) as database:
        with_codes(Accounts(database, opening.open_key(here), passwords=CHEAP))
        backups.back_up(here, tmp_path / "saved.tar", database=database)
    backups.restore(there, tmp_path / "saved.tar")
    with closing(opening.open_database(there)) as database:
        assert sign_in(Accounts(database, opening.open_key(there), passwords=CHEAP), database)


def test_no_key_is_made_where_there_is_nothing_to_seal(database_at: str, key: InstanceKey) -> None:
    with closing(connect(database_at)) as database, database.writing() as connection:
        migrate(connection, "v0005_notices")
    open_database(database_at, key=key).close()
    assert not key.path.exists()


def _url(database_at: str) -> str:
    return database_at if "://" in database_at else f"sqlite:///{database_at}"
