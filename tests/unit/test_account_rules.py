"""Rules of accounts: passwords, waiting, who may invite and change whom, and what a role counts for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from citewell.accounts import membership, waiting
from citewell.accounts.passwords import check_password
from citewell.domain.errors import AccessRefused, RecordError, UserError
from citewell.domain.people import (
    APPROVING,
    OPERATOR,
    Actor,
    ActorKind,
    Person,
    Role,
    Scope,
    fresh_id,
    of_person,
)

EMAIL, NAME = "ada.neumann@hospital.example", "Ada Neumann"


def person(*roles: Role, second_factor: bool = True, identity: str = "p-abcdefgh") -> Person:
    return Person(identity, NAME, EMAIL, roles=frozenset(roles), second_factor=second_factor)


@pytest.mark.parametrize(
    "password",
    [
        "violet kettle on a roof",
        "violetkettle",
        "ÄrztinUndZebra",
        "ключ от чердака",
        "5JqRz8!mWx0p",
        "correct-pony-staple-jam",
        "x7 passwords are a bore",
    ],
)
def test_a_long_password_of_any_characters_is_taken(password: str) -> None:
    check_password(password, email=EMAIL, name=NAME)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "passwordpassword",
        "Password1234",
        "2026!Password!2026",
        "welcome to citewell",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "qwertyuiopasdf",
        "zyxwvutsrqponmlk",
        "ada.neumann@hospital.example",
        "ADA.NEUMANN@hospital.example",
        "Ada Neumann 1979",
        "hospital.example",
        "violet\nkettle on a roof",
        "!!!!!!!!!!!!!!!!",
        "v" * 7 + "x" * 300,
    ],
)
def test_a_short_common_or_own_password_is_refused_with_a_remedy(password: str) -> None:
    with pytest.raises(UserError) as refused:
        check_password(password, email=EMAIL, name=NAME)
    assert refused.value.remedy
    assert password not in str(refused.value)


def test_the_wait_doubles_after_a_few_free_attempts_and_ends_at_a_quarter_of_an_hour() -> None:
    waits = [waiting.wait_after(failures, free=4) for failures in range(20)]
    assert waits[:8] == [0, 0, 0, 0, 2, 4, 8, 16]
    assert waits[-1] == 900


def test_what_is_left_of_a_wait_is_rounded_up_and_forgotten_after_a_day() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    left = [
        waiting.seconds_left(6, failed_at=at, now=at + timedelta(seconds=seconds), free=4)
        for seconds in (0, 0.5, 7.5, 8)
    ]
    assert left == [8, 8, 1, 0]
    assert waiting.seconds_left(500, failed_at=at, now=at + timedelta(hours=24), free=4) == 0
    assert waiting.in_words(1) == "1 second"
    assert waiting.in_words(91) == "2 minutes"


@pytest.mark.parametrize("role", sorted(APPROVING))
def test_an_approving_role_counts_only_with_a_second_factor(role: Role) -> None:
    without = person(role, Role.AUTHOR, second_factor=False)
    assert of_person(without).roles == {Role.AUTHOR}
    assert without.lacks_second_factor
    assert of_person(replace(without, second_factor=True)).roles == {role, Role.AUTHOR}


def test_no_role_counts_for_somebody_deactivated() -> None:
    assert not of_person(replace(person(*Role), active=False)).roles


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.EDITOR}))
def test_only_admins_and_editors_invite(role: Role) -> None:
    assert membership.invitable(of_person(person(role))) == ()


def test_an_editor_invites_the_board_but_nobody_who_governs_it() -> None:
    editor = of_person(person(Role.EDITOR))
    assert set(membership.invitable(editor)) == membership.INVITED_BY_EDITORS
    with pytest.raises(AccessRefused, match="admin"):
        membership.check_may_invite(editor, {Role.REVIEWER, Role.ADMIN})


@pytest.mark.parametrize("actor", [OPERATOR, of_person(person(Role.ADMIN))])
def test_an_admin_and_the_command_line_invite_to_every_role(actor: Actor) -> None:
    assert membership.invitable(actor) == tuple(Role)


def test_nobody_changes_verifies_or_deactivates_themselves() -> None:
    admin = person(Role.ADMIN)
    other = person(Role.REVIEWER, identity="p-bbbbbbbb")
    for check in (
        membership.check_may_change_roles,
        membership.check_may_verify,
        membership.check_may_deactivate,
    ):
        check(of_person(admin), other)
        with pytest.raises(AccessRefused):
            check(of_person(admin), admin)
        with pytest.raises(AccessRefused):
            check(of_person(person(*(set(Role) - {Role.ADMIN}))), other)


def test_the_last_active_admin_stays_one() -> None:
    admin, other = person(Role.ADMIN), person(Role.READER, identity="p-bbbbbbbb")
    with pytest.raises(AccessRefused, match="last"):
        membership.check_keeps_an_admin([admin, other], replace(admin, active=False))
    membership.check_keeps_an_admin(
        [admin, replace(other, roles=frozenset({Role.ADMIN}))], replace(admin, roles=frozenset())
    )


def test_a_program_by_its_key_manages_nothing_and_makes_no_key() -> None:
    program = Actor(ActorKind.API_KEY, "k-abcdefgh", "Nightly", roles=frozenset(Role), scopes=frozenset(Scope))
    assert not membership.can_manage(program)
    assert membership.invitable(program) == ()
    with pytest.raises(AccessRefused):
        membership.check_may_hold_key(program, {Scope.READ})


def test_a_key_for_reviews_is_made_by_somebody_on_the_board() -> None:
    membership.check_may_hold_key(of_person(person(Role.AUDITOR)), {Scope.REVIEW_READ})
    with pytest.raises(AccessRefused):
        membership.check_may_hold_key(of_person(person(Role.READER)), {Scope.REVIEW_READ})


@pytest.mark.parametrize(
    "values",
    [
        {"id": "p-1"},
        {"id": "d-abcdefgh"},
        {"name": " "},
        {"email": "Ada@hospital.example"},
        {"email": "ada@hospital.example\nBcc: x@y.example"},
        {"email": "ada"},
        {"specialties": ("Neurology <b>",)},
    ],
)
def test_a_record_of_a_person_with_impossible_values_cannot_be_made(values: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        replace(person(Role.READER), **values)  # type: ignore[arg-type]


def test_ids_are_their_kind_and_eight_letters() -> None:
    assert Person(fresh_id("p-"), NAME, EMAIL)
    assert len({fresh_id("p-") for _ in range(100)}) == 100
