"""Who may invite, change, verify and deactivate whom: `check_x` raises AccessRefused, `can_x` calls it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from citewell.domain.errors import AccessRefused
from citewell.domain.people import APPROVING, Actor, ActorKind, Person, Role, Scope

INVITED_BY_EDITORS = frozenset({Role.READER, Role.AUTHOR, Role.REVIEWER, Role.PHARMACIST, Role.LAY_REVIEWER})
"""The board's own; who governs it is invited by an admin alone."""


def check_may_manage(actor: Actor) -> None:
    """Only an admin, or whoever runs commands where the database lies, sees and changes other people's accounts."""
    _no_program(actor)
    if Role.ADMIN not in actor.roles:
        raise AccessRefused("Only an admin manages accounts.", remedy="Ask an admin of this Citewell.")


def check_may_invite(actor: Actor, roles: Collection[Role]) -> None:
    """An admin invites to any role, an editor to those of authors and reviewers, and nobody else invites."""
    _no_program(actor)
    if Role.ADMIN in actor.roles:
        return
    if Role.EDITOR not in actor.roles:
        raise AccessRefused("Only an admin or an editor invites people.", remedy="Ask one of them.")
    if beyond := sorted(set(roles) - INVITED_BY_EDITORS):
        names = ", ".join(Role(role).label.lower() for role in beyond)
        raise AccessRefused(f"An editor does not invite to the role: {names}.", remedy="Ask an admin to invite.")


def check_may_change_roles(actor: Actor, person: Person) -> None:
    """An admin changes the roles of others; nobody changes their own, so that no admin becomes a reviewer alone."""
    check_may_manage(actor)
    _not_oneself(actor, person, "changes their own roles")


def check_may_change_email(actor: Actor, person: Person) -> None:
    """Somebody's own address is theirs to change, and an admin's; never a program's."""
    _no_program(actor)
    if not (actor.is_person and actor.id == person.id):
        check_may_manage(actor)


def check_may_verify(actor: Actor, person: Person) -> None:
    """An admin verifies the credentials of others, never their own."""
    check_may_manage(actor)
    _not_oneself(actor, person, "verifies their own credentials")


def check_may_deactivate(actor: Actor, person: Person) -> None:
    """An admin deactivates others; who leaves of their own asks another admin."""
    check_may_manage(actor)
    _not_oneself(actor, person, "deactivates their own account")


def check_keeps_an_admin(people: Collection[Person], changed: Person) -> None:
    """After a change there must still be an active admin; `people` are those before it."""
    after = [changed if person.id == changed.id else person for person in people]
    before = any(person.active and Role.ADMIN in person.roles for person in people)
    if before and not any(person.active and Role.ADMIN in person.roles for person in after):
        raise AccessRefused(
            "This is the last active admin, and nobody could manage accounts afterwards.",
            remedy="Make somebody else an admin first.",
        )


def check_may_hold_key(actor: Actor, scopes: Collection[Scope]) -> None:
    """A person makes keys for their own programs; one that reads reviews is made by somebody on the board."""
    if actor.kind is ActorKind.API_KEY:
        raise AccessRefused("An API key cannot make another.", remedy="Make it on your account page.")
    if Scope.REVIEW_READ in scopes and not actor.roles & (APPROVING | {Role.AUTHOR, Role.LAY_REVIEWER, Role.AUDITOR}):
        raise AccessRefused(
            "A key that reads reviews is for people who take part in them.", remedy=f"Leave {Scope.REVIEW_READ} out."
        )


def can_manage(actor: Actor) -> bool:
    """Whether `check_may_manage` would pass."""
    return _passes(lambda: check_may_manage(actor))


def can_invite(actor: Actor, roles: Collection[Role] = ()) -> bool:
    """Whether `check_may_invite` would pass."""
    return _passes(lambda: check_may_invite(actor, roles))


def can_change(actor: Actor, person: Person) -> bool:
    """Whether roles, verification and activity of this person are this actor's to change."""
    return _passes(lambda: check_may_change_roles(actor, person))


def invitable(actor: Actor) -> tuple[Role, ...]:
    """The roles that this actor may invite to, in the order of Role."""
    return tuple(role for role in Role if can_invite(actor, {role}))


def _no_program(actor: Actor) -> None:
    if actor.kind is ActorKind.API_KEY:
        raise AccessRefused("An API key manages no accounts.", remedy="Sign in as a person.")


def _not_oneself(actor: Actor, person: Person, what: str) -> None:
    if actor.is_person and actor.id == person.id:
        raise AccessRefused(f"Nobody {what}.", remedy="Ask another admin.")


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except AccessRefused:
        return False
    return True
