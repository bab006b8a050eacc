"""Accounts in the database: joining, signing in, second factors, sessions, keys; and each of them in the ledger."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import text

from citewell.domain.errors import AccessRefused, NotFoundError, SignInError, ThrottledError, UserError
from citewell.domain.people import OPERATOR, Person, Role, Scope, of_key, of_person
from citewell.store._database import Database
from citewell.store._schema import whole_schema
from citewell.store._secrets import Passwords
from citewell.store.accounts import Accounts
from citewell.store.events import EventLog
from citewell.store.keys import InstanceKey
from citewell.store.migrations import migrate
from citewell.store.second_factors import SecondFactors
from citewell.store.sign_in import SignedIn

PASSWORD, OTHER = "violet kettle on a roof", "amber lantern by a canal"
EMAIL = "ada@hospital.example"
CHEAP = Passwords(passes=1, kibibytes=64, lanes=1)


@pytest.fixture
def key(tmp_path: Path) -> InstanceKey:
    return InstanceKey(tmp_path / "instance.key")


@pytest.fixture
def accounts(database: Database, key: InstanceKey) -> Accounts:
    return Accounts(database, key, passwords=CHEAP)


def join(accounts: Accounts, email: str = EMAIL, *roles: Role, name: str = "Ada Neumann") -> Person:
    _, token = accounts.invitations.invite(email, roles or {Role.READER}, by=OPERATOR)
    return accounts.invitations.accept(token, name=name, password=PASSWORD)


def sign_in(accounts: Accounts, email: str = EMAIL, password: str = PASSWORD, address: str = "192.0.2.1") -> SignedIn:
    return accounts.sign_in.by_password(email, password, address=address, browser="Firefox on Linux")


def with_codes(accounts: Accounts, person: Person) -> tuple[str, list[str]]:
    """Sets up one-time codes; returns their secret and the recovery codes."""
    secret = SecondFactors.fresh_secret()
    codes = accounts.second_factors.set_up(person.id, secret=secret, code=pyotp.TOTP(secret).now(), session="")
    return secret, codes


def forget_last_code(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE people SET code_step = 0"))


def actions(database: Database) -> list[str]:
    return [event.action for event in EventLog(database).read()]


def test_somebody_invited_joins_with_the_roles_chosen_for_them_and_signs_in(
    accounts: Accounts, database: Database
) -> None:
    invitation, token = accounts.invitations.invite(" Ada@Hospital.example ", {Role.AUTHOR, Role.READER}, by=OPERATOR)
    assert invitation.email == EMAIL
    person = accounts.invitations.accept(token, name="  Ada   Neumann ", password=PASSWORD)
    assert (person.name, person.roles, person.verified) == ("Ada Neumann", {Role.AUTHOR, Role.READER}, False)
    signed = accounts.sessions.find(sign_in(accounts, "ADA@hospital.example").token)
    assert signed is not None
    assert signed.person == person
    assert actions(database) == ["account.invited", "account.joined", "login.succeeded"]
    assert EventLog(database).verify().fault == ""


def test_an_invitation_lets_one_person_in_once(accounts: Accounts) -> None:
    _, token = accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    accounts.invitations.accept(token, name="Ada Neumann", password=PASSWORD)
    with pytest.raises(NotFoundError, match="used"):
        accounts.invitations.accept(token, name="Eve", password=PASSWORD)


def test_of_two_who_take_one_invitation_at_the_same_moment_one_joins(accounts: Accounts) -> None:
    _, token = accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    outcomes = at_once(
        [lambda name=name: accounts.invitations.accept(token, name=name, password=PASSWORD) for name in ("Ada", "Eve")]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotFoundError", "Person"]


@pytest.mark.parametrize("how", ["expired", "withdrawn", "replaced", "never made"])
def test_an_invitation_that_is_not_valid_any_more_lets_nobody_in(
    accounts: Accounts, database: Database, how: str
) -> None:
    invitation, token = accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    if how == "expired":
        with database.writing() as connection:
            connection.execute(text("UPDATE invitations SET expires_at = '2020-01-01T00:00:00.000000+00:00'"))
    elif how == "withdrawn":
        accounts.invitations.withdraw(invitation.id, by=OPERATOR)
    elif how == "replaced":
        accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    else:
        token = "x" * len(token)
    with pytest.raises(NotFoundError):
        accounts.invitations.accept(token, name="Ada Neumann", password=PASSWORD)
    assert accounts.people.all() == []


def test_a_weak_password_leaves_the_invitation_open(accounts: Accounts) -> None:
    _, token = accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    with pytest.raises(UserError):
        accounts.invitations.accept(token, name="Ada Neumann", password="ada neumann 1")
    assert accounts.invitations.accept(token, name="Ada Neumann", password=PASSWORD)


def test_an_address_with_an_account_is_not_invited_again(accounts: Accounts) -> None:
    join(accounts)
    with pytest.raises(UserError, match="already"):
        accounts.invitations.invite(EMAIL, {Role.ADMIN}, by=OPERATOR)


def test_nothing_that_opens_an_account_is_kept_as_it_is(accounts: Accounts, database: Database) -> None:
    person = join(accounts)
    _, token = accounts.invitations.invite("other@hospital.example", {Role.READER}, by=OPERATOR)
    session = sign_in(accounts).token
    _, key = accounts.keys.make(person.id, "Nightly", {Scope.READ})
    _, codes = with_codes(accounts, person)
    with database.reading() as connection:
        kept = repr([connection.execute(table.select()).all() for table in whole_schema().sorted_tables])
    assert "$argon2id$" in kept
    for secret in (PASSWORD, token, session, key, codes[0], codes[0].replace("-", "")):
        assert secret not in kept


@pytest.mark.parametrize("change", ["wrong password", "unknown address", "deactivated", "no password"])
def test_whoever_is_not_let_in_is_told_the_same(accounts: Accounts, database: Database, change: str) -> None:
    person = join(accounts)
    email, password = EMAIL, PASSWORD
    if change == "wrong password":
        password = OTHER
    elif change == "unknown address":
        email = "nobody@hospital.example"
    elif change == "deactivated":
        accounts.people.activate(person.id, by=OPERATOR, active=False)
    else:
        with database.writing() as connection:
            connection.execute(text("UPDATE people SET password = ''"))
    with pytest.raises(SignInError) as refused:
        sign_in(accounts, email, password)
    assert str(refused.value) == "Nobody is signed in by this e-mail address and password."
    assert actions(database)[-1] == "login.failed"


def test_what_was_typed_at_a_failed_sign_in_is_not_in_the_ledger(accounts: Accounts, database: Database) -> None:
    join(accounts)
    for email in (EMAIL, "my password by mistake", "nobody@hospital.example"):
        with pytest.raises(SignInError):
            sign_in(accounts, email, OTHER)
    told = json.dumps([[event.subject, dict(event.details)] for event in EventLog(database).read()])
    assert not any(typed in told for typed in (EMAIL, OTHER, "my password by mistake", "nobody@hospital.example"))


@pytest.mark.parametrize("email", [EMAIL, "nobody@hospital.example"])
def test_guessing_at_one_account_must_wait_longer_each_time_and_is_told_how_long(
    accounts: Accounts, email: str
) -> None:
    join(accounts)
    for number in range(4):
        with pytest.raises(SignInError) as refused:
            sign_in(accounts, email, OTHER, address=f"192.0.2.{number}")
        assert not isinstance(refused.value, ThrottledError)
    with pytest.raises(ThrottledError) as waiting:
        sign_in(accounts, email, PASSWORD, address="192.0.2.99")
    assert 1 <= waiting.value.seconds <= 2
    assert f"Try again in {waiting.value.seconds} second" in waiting.value.remedy


def test_a_wait_that_is_over_lets_the_right_password_in_and_forgets_the_failures(
    accounts: Accounts, database: Database
) -> None:
    join(accounts)
    for _ in range(4):
        with pytest.raises(SignInError):
            sign_in(accounts, password=OTHER)
    with database.writing() as connection:
        earlier = _minutes_ago(20)
        connection.execute(text("UPDATE sign_in_attempts SET failed_at = :at"), {"at": earlier})
    assert sign_in(accounts).token
    for _ in range(4):
        with pytest.raises(SignInError) as refused:
            sign_in(accounts, password=OTHER)
        assert not isinstance(refused.value, ThrottledError)


def test_guessing_at_many_accounts_from_one_address_must_wait_even_with_an_account_of_ones_own(
    accounts: Accounts,
) -> None:
    join(accounts)
    for number in range(20):
        if number == 10:
            sign_in(accounts)
        with pytest.raises(SignInError) as refused:
            sign_in(accounts, f"person{number}@hospital.example", OTHER)
        assert not isinstance(refused.value, ThrottledError)
    with pytest.raises(ThrottledError):
        sign_in(accounts)
    assert sign_in(accounts, address="192.0.2.2").token


def test_many_guesses_at_the_same_moment_are_no_way_around_the_wait(accounts: Accounts, database: Database) -> None:
    join(accounts)
    outcomes = at_once([lambda: sign_in(accounts, password=OTHER) for _ in range(8)])
    assert sum(isinstance(outcome, ThrottledError) for outcome in outcomes) == 4
    assert actions(database).count("login.failed") == 4


def test_a_password_hashed_with_older_parameters_is_hashed_anew_when_it_is_used(
    accounts: Accounts, database: Database, key: InstanceKey
) -> None:
    person = join(accounts)
    stronger = Passwords(passes=2, kibibytes=64, lanes=1)
    signed = Accounts(database, key, passwords=stronger).sign_in.by_password(EMAIL, PASSWORD, address="", browser="")
    assert signed.person == person
    with database.reading() as connection:
        kept = connection.execute(text("SELECT password FROM people")).scalar_one()
    assert not stronger.is_outdated(kept)
    assert sign_in(accounts).token


def test_passwords_are_hashed_as_rfc_9106_recommends_where_memory_is_little() -> None:
    kept = Passwords().hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords().fits(kept, PASSWORD)
    assert CHEAP.is_outdated(kept)


def test_one_password_is_the_same_however_its_letters_are_composed(accounts: Accounts) -> None:
    _, token = accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
    accounts.invitations.accept(token, name="Ada", password="l\u00e9zard sur le mur")
    assert sign_in(accounts, password="le\u0301zard sur le mur").token


def test_who_has_one_time_codes_is_signed_in_only_with_one_and_by_a_new_token(
    accounts: Accounts, database: Database
) -> None:
    person = join(accounts, EMAIL, Role.REVIEWER)
    assert of_person(person).roles == frozenset()
    secret, _ = with_codes(accounts, person)
    forget_last_code(database)
    half = sign_in(accounts)
    assert half.needs_code
    assert accounts.sessions.find(half.token) is None
    whole = accounts.sign_in.by_code(half.token, pyotp.TOTP(secret).now(), address="192.0.2.1", browser="Firefox")
    signed = accounts.sessions.find(whole.token)
    assert whole.token != half.token
    assert signed is not None
    assert of_person(signed.person).roles == {Role.REVIEWER}
    with pytest.raises(SignInError, match="too long"):
        accounts.sign_in.by_code(half.token, pyotp.TOTP(secret).now(), address="192.0.2.1", browser="Firefox")


def test_a_one_time_code_is_taken_once(accounts: Accounts, database: Database) -> None:
    person = join(accounts)
    secret, _ = with_codes(accounts, person)
    forget_last_code(database)
    code = pyotp.TOTP(secret).now()
    halves = [sign_in(accounts).token, sign_in(accounts).token]
    outcomes = at_once(
        [lambda half=half: accounts.sign_in.by_code(half, code, address="", browser="") for half in halves]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SignInError", "SignedIn"]


def test_a_recovery_code_lets_in_once_however_it_is_typed(accounts: Accounts, database: Database) -> None:
    person = join(accounts)
    _, codes = with_codes(accounts, person)
    assert len(set(codes)) == 10
    typed = codes[3].upper().replace("-", " ")
    assert accounts.sign_in.by_code(sign_in(accounts).token, typed, address="", browser="").token
    assert accounts.second_factors.recovery_codes_left(person.id) == 9
    with pytest.raises(SignInError):
        accounts.sign_in.by_code(sign_in(accounts).token, codes[3], address="", browser="")
    assert {"by": "recovery code"} in [dict(event.details) for event in EventLog(database).read()]


def test_guessing_at_codes_must_wait_too(accounts: Accounts) -> None:
    person = join(accounts)
    with_codes(accounts, person)
    half = sign_in(accounts).token
    for _ in range(4):
        with pytest.raises(SignInError):
            accounts.sign_in.by_code(half, "000000", address="", browser="")
    with pytest.raises(ThrottledError):
        accounts.sign_in.by_code(half, "000000", address="", browser="")
    with pytest.raises(ThrottledError):
        accounts.second_factors.take_off(person.id, code="000000")


def test_somebody_who_approves_cannot_take_their_codes_off(accounts: Accounts, database: Database) -> None:
    person = join(accounts, EMAIL, Role.EDITOR)
    secret, _ = with_codes(accounts, person)
    forget_last_code(database)
    with pytest.raises(AccessRefused):
        accounts.second_factors.take_off(person.id, code=pyotp.TOTP(secret).now())
    assert accounts.people.get(person.id).second_factor


def test_a_wrong_first_code_sets_nothing_up(accounts: Accounts) -> None:
    person = join(accounts)
    with pytest.raises(SignInError):
        accounts.second_factors.set_up(person.id, secret=SecondFactors.fresh_secret(), code="000000", session="")
    assert not accounts.people.get(person.id).second_factor


def test_sessions_are_listed_and_ended_one_or_all(accounts: Accounts, database: Database) -> None:
    person = join(accounts)
    tokens = [sign_in(accounts).token for _ in range(3)]
    here = accounts.sessions.find(tokens[2])
    assert here is not None
    listed = accounts.sessions.listed(person.id)
    assert [session.browser for session in listed] == ["Firefox on Linux"] * 3
    first = accounts.sessions.find(tokens[0])
    assert first is not None
    accounts.sessions.revoke(person.id, first.id)
    assert accounts.sessions.find(tokens[0]) is None
    assert accounts.sessions.revoke_all(person.id, but=here.id) == 1
    assert [accounts.sessions.find(token) is None for token in tokens] == [True, True, False]
    accounts.sessions.sign_out(tokens[2])
    assert accounts.sessions.find(tokens[2]) is None
    assert actions(database)[-3:] == ["session.revoked", "session.all_revoked", "session.signed_out"]


def test_nobody_ends_the_session_of_another(accounts: Accounts) -> None:
    join(accounts)
    eve = join(accounts, "eve@hospital.example", name="Eve")
    token = sign_in(accounts).token
    signed = accounts.sessions.find(token)
    assert signed is not None
    with pytest.raises(NotFoundError):
        accounts.sessions.revoke(eve.id, signed.id)
    assert accounts.sessions.find(token)


@pytest.mark.parametrize(("column", "minutes"), [("used_at", 12 * 60 + 1), ("expires_at", 1)])
def test_a_session_ends_after_half_a_day_unused_and_after_a_week(
    accounts: Accounts, database: Database, column: str, minutes: int
) -> None:
    join(accounts)
    token = sign_in(accounts).token
    with database.writing() as connection:
        connection.execute(text(f"UPDATE account_sessions SET {column} = :at"), {"at": _minutes_ago(minutes)})
    assert accounts.sessions.find(token) is None


def test_a_new_password_ends_every_other_session(accounts: Accounts) -> None:
    person = join(accounts)
    old, here = sign_in(accounts).token, sign_in(accounts).token
    signed = accounts.sessions.find(here)
    assert signed is not None
    with pytest.raises(SignInError):
        accounts.sign_in.change_password(person.id, old=OTHER, new=OTHER, session=signed.id, address="")
    accounts.sign_in.change_password(person.id, old=PASSWORD, new=OTHER, session=signed.id, address="")
    assert accounts.sessions.find(old) is None
    assert accounts.sessions.find(here)
    with pytest.raises(SignInError):
        sign_in(accounts)
    assert sign_in(accounts, password=OTHER).token


def test_a_reset_link_sets_a_new_password_once_and_keeps_the_second_factor(accounts: Accounts) -> None:
    person = join(accounts)
    with_codes(accounts, person)
    link, token = accounts.invitations.make_reset(person, by=OPERATOR)
    assert (link.is_reset, link.name) == (True, person.name)
    accounts.invitations.accept(token, name="Eve", password=OTHER)
    assert accounts.people.get(person.id).name == person.name
    assert sign_in(accounts, password=OTHER).needs_code
    with pytest.raises(NotFoundError):
        accounts.invitations.accept(token, name="", password=PASSWORD)


def test_a_reset_for_a_lost_device_takes_the_codes_off_and_the_roles_rest(accounts: Accounts) -> None:
    person = join(accounts, EMAIL, Role.PHARMACIST)
    with_codes(accounts, person)
    accounts.invitations.make_reset(accounts.people.get(person.id), by=OPERATOR, second_factor=True)
    assert accounts.people.get(person.id).held == frozenset()


def test_somebody_deactivated_loses_sessions_keys_and_links_at_once(accounts: Accounts) -> None:
    person = join(accounts)
    token = sign_in(accounts).token
    _, key = accounts.keys.make(person.id, "Nightly", {Scope.READ})
    _, link = accounts.invitations.make_reset(person, by=OPERATOR)
    accounts.people.activate(person.id, by=OPERATOR, active=False)
    assert accounts.sessions.find(token) is None
    assert accounts.keys.find(key) is None
    with pytest.raises(NotFoundError):
        accounts.invitations.accept(link, name="", password=OTHER)
    accounts.people.activate(person.id, by=OPERATOR, active=True)
    assert accounts.sessions.find(token) is None
    assert accounts.keys.find(key) is None
    assert sign_in(accounts).token


def test_roles_change_at_once_also_for_who_is_signed_in(accounts: Accounts) -> None:
    person = join(accounts, EMAIL, Role.AUTHOR)
    token = sign_in(accounts).token
    accounts.people.change_roles(EMAIL, {Role.READER}, by=OPERATOR)
    signed = accounts.sessions.find(token)
    assert signed is not None
    assert of_person(signed.person).roles == {Role.READER}
    assert signed.person.id == person.id


def test_the_last_admin_is_neither_demoted_nor_deactivated(accounts: Accounts) -> None:
    admin = join(accounts, EMAIL, Role.ADMIN)
    with pytest.raises(AccessRefused, match="last"):
        accounts.people.change_roles(admin.id, {Role.READER}, by=OPERATOR)
    with pytest.raises(AccessRefused, match="last"):
        accounts.people.activate(admin.id, by=OPERATOR, active=False)


def test_two_admins_who_demote_each_other_at_the_same_moment_leave_one(accounts: Accounts) -> None:
    pair = []
    for email in (EMAIL, "eve@hospital.example"):
        person = join(accounts, email, Role.ADMIN)
        with_codes(accounts, person)
        pair.append(accounts.people.get(person.id))
    one, other = pair
    at_once(
        [
            lambda: accounts.people.change_roles(other.id, {Role.READER}, by=of_person(one)),
            lambda: accounts.people.change_roles(one.id, {Role.READER}, by=of_person(other)),
        ]
    )
    assert sum(Role.ADMIN in person.roles for person in accounts.people.all()) == 1


def test_other_credentials_are_to_be_verified_anew(accounts: Accounts, database: Database) -> None:
    person = join(accounts, EMAIL, Role.REVIEWER)
    with pytest.raises(UserError, match="no credentials"):
        accounts.people.verify(person.id, by=OPERATOR)
    stated = {"name": person.name, "credentials": "MD, neurologist", "specialties": ["neurology"]}
    accounts.people.change_profile(person.id, **stated)
    with pytest.raises(UserError, match="changed"):
        accounts.people.verify(person.id, by=OPERATOR, seen="MD")
    assert accounts.people.verify(person.id, by=OPERATOR, seen="MD, neurologist").verified
    accounts.people.change_profile(person.id, **stated)
    assert accounts.people.get(person.id).verified
    changed = accounts.people.change_profile(person.id, **(stated | {"specialties": ["oncology", "neurology"]}))
    assert (changed.verified, changed.specialties) == (False, ("neurology", "oncology"))
    assert actions(database)[-1] == "account.profile_changed"


def test_a_key_is_told_once_and_found_by_itself_alone(accounts: Accounts) -> None:
    person = join(accounts)
    made, key = accounts.keys.make(person.id, "Nightly export", {Scope.READ, Scope.EXPORT}, days=30)
    assert key.startswith(made.prefix)
    found = accounts.keys.find(key)
    assert found is not None
    record, owner = found
    assert (record.scopes, owner) == ({Scope.READ, Scope.EXPORT}, person)
    assert of_key(record).roles == frozenset()
    assert accounts.keys.listed(person.id)[0].last_used_at
    for wrong in ("", key[:-1], key + "x", made.prefix, f"{made.prefix}_{'x' * 43}"):
        assert accounts.keys.find(wrong) is None


def test_a_key_ends_when_it_is_revoked_or_expires(accounts: Accounts, database: Database) -> None:
    person = join(accounts)
    eve = join(accounts, "eve@hospital.example", name="Eve")
    made, key = accounts.keys.make(person.id, "One", {Scope.READ})
    _, other = accounts.keys.make(person.id, "Two", {Scope.READ})
    with pytest.raises(NotFoundError):
        accounts.keys.revoke(made.id, by=of_person(eve))
    assert accounts.keys.revoke(made.id, by=of_person(person)).revoked_at
    assert accounts.keys.find(key) is None
    with database.writing() as connection:
        connection.execute(text("UPDATE api_keys SET expires_at = :at"), {"at": _minutes_ago(1)})
    assert accounts.keys.find(other) is None
    assert actions(database)[-1] == "key.revoked"


def test_a_key_reads_no_reviews_once_its_owner_has_left_the_board(accounts: Accounts) -> None:
    person = join(accounts, EMAIL, Role.AUTHOR)
    _, key = accounts.keys.make(person.id, "Board", {Scope.READ, Scope.REVIEW_READ})
    accounts.people.change_roles(person.id, {Role.READER}, by=OPERATOR)
    found = accounts.keys.find(key)
    assert found is not None
    assert found[0].scopes == {Scope.READ}


def test_single_sign_on_opens_only_an_account_or_invitation_with_the_verified_address(accounts: Accounts) -> None:
    vouched: dict[str, Any] = {"issuer": "https://id.example", "name": "Ada", "browser": "", "join_new": False}
    with pytest.raises(SignInError, match="no account"):
        accounts.sign_in.by_sign_on(identity="1", email=EMAIL, **vouched)
    accounts.invitations.invite(EMAIL, {Role.AUTHOR}, by=OPERATOR)
    joined = accounts.sign_in.by_sign_on(identity="1", email=EMAIL.upper(), **vouched)
    assert joined.person.roles == {Role.AUTHOR}
    again = accounts.sign_in.by_sign_on(identity="1", email="renamed@hospital.example", **vouched)
    assert again.person.id == joined.person.id
    with pytest.raises(SignInError):
        accounts.sign_in.by_sign_on(identity="2", email=EMAIL, **vouched)
    with pytest.raises(SignInError):
        sign_in(accounts, password="")


def test_single_sign_on_still_asks_for_the_code_of_who_has_one(accounts: Accounts) -> None:
    with_codes(accounts, join(accounts))
    signed = accounts.sign_in.by_sign_on(
        issuer="https://id.example", identity="1", email=EMAIL, name="Ada", browser="", join_new=False
    )
    assert signed.needs_code
    assert accounts.sessions.find(signed.token) is None


def test_where_the_settings_allow_it_others_join_as_readers(accounts: Accounts) -> None:
    signed = accounts.sign_in.by_sign_on(
        issuer="https://id.example", identity="1", email=EMAIL, name="Ada", browser="", join_new=True
    )
    assert signed.person.roles == {Role.READER}


@pytest.mark.parametrize(
    "hostile", ["\x00", "p-\x00bcdefg", "a\x00@b.example", "x" * 10_000, "' OR 1=1 --", "p-abcdefgh"]
)
def test_a_name_that_no_database_could_hold_is_nobodys(accounts: Accounts, hostile: str) -> None:
    person = join(accounts)
    with pytest.raises(SignInError):
        sign_in(accounts, hostile)
    with pytest.raises(NotFoundError):
        accounts.people.get(hostile)
    with pytest.raises(NotFoundError):
        accounts.sessions.revoke(person.id, hostile)
    with pytest.raises(NotFoundError):
        accounts.keys.revoke(hostile, by=OPERATOR)
    with pytest.raises(NotFoundError):
        accounts.invitations.withdraw(hostile, by=OPERATOR)
    with pytest.raises(NotFoundError):
        accounts.invitations.read(hostile)
    assert accounts.sessions.find(hostile) is None
    with pytest.raises(UserError):
        accounts.people.change_profile(person.id, name=f"Ada\x00{hostile}", credentials="", specialties=[])
    with pytest.raises(UserError):
        accounts.people.change_profile(person.id, name="Ada", credentials=f"MD\x00{hostile}", specialties=[])
    with pytest.raises(UserError):
        accounts.invitations.invite(f"\x00{hostile}", {Role.READER}, by=OPERATOR)
    with pytest.raises(SignInError):
        accounts.sign_in.by_sign_on(
            issuer="https://id.example", identity=hostile, email=hostile, name="Ada", browser=hostile, join_new=True
        )


def test_a_changed_address_leaves_sessions_and_links_as_they_are_until_the_account_ends(
    accounts: Accounts, database: Database
) -> None:
    admin, ada = join(accounts, "root@hospital.example", Role.ADMIN), join(accounts)
    _, invited = accounts.invitations.invite("bo@hospital.example", {Role.READER}, by=OPERATOR)
    _, reset = accounts.invitations.make_reset(ada, by=OPERATOR)
    signed = sign_in(accounts)
    with pytest.raises(AccessRefused):
        accounts.people.change_email(admin.id, "mine@clinic.example", by=of_person(ada))
    with pytest.raises(UserError, match="account already"):
        accounts.people.change_email(ada.id, "ROOT@hospital.example", by=of_person(ada))
    with pytest.raises(UserError, match="no e-mail address"):
        accounts.people.change_email(ada.id, "ada", by=of_person(ada))
    assert accounts.people.change_email(ada.id, " Ada@Clinic.example ", by=of_person(ada)).email == "ada@clinic.example"
    assert accounts.sessions.find(signed.token) is not None
    assert accounts.invitations.read(invited).email == "bo@hospital.example"
    assert accounts.invitations.read(reset).is_reset
    with pytest.raises(SignInError):
        sign_in(accounts)
    assert sign_in(accounts, "ada@clinic.example").person.id == ada.id
    accounts.people.activate(ada.id, by=OPERATOR, active=False)
    with pytest.raises(NotFoundError):
        accounts.invitations.read(reset)


def test_the_ledger_of_accounts_outlives_their_tables(accounts: Accounts, database: Database) -> None:
    """The step that made the tables is taken back and made again, as after a mistaken update."""
    join(accounts, EMAIL, Role.EDITOR)
    before = actions(database)
    for revision in ("v0002_events", "v0003_people"):
        with database.writing() as connection:
            migrate(connection, revision)
    assert actions(database) == before
    assert EventLog(database).verify().fault == ""
    assert accounts.people.all() == []
    assert sign_in(accounts, join(accounts).email).token


def test_a_refused_change_leaves_no_event(accounts: Accounts, database: Database) -> None:
    person = join(accounts, EMAIL, Role.ADMIN)
    before = actions(database)
    with pytest.raises(AccessRefused):
        accounts.people.change_roles(person.id, {Role.REVIEWER}, by=of_person(replace(person, second_factor=True)))
    assert actions(database) == before


def _minutes_ago(minutes: int) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="microseconds")


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """What each call gives, or raises, when all begin at the same moment."""
    outcomes: list[object] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int) -> None:
        start.wait()
        try:
            outcomes[place] = calls[place]()
        except Exception as error:
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
