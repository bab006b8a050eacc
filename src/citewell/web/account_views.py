"""What the pages of accounts show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.accounts import membership
from citewell.accounts.passwords import LONGEST, SHORTEST
from citewell.domain.errors import UserError
from citewell.domain.people import APPROVING, AccountSession, ApiKey, Person, Role, Scope, of_person
from citewell.review.permissions import Permission, may
from citewell.review.specialties import label_of, specialties
from citewell.text.dates import day_of

MOST_PROFILE_FIELDS = 100
_DONE = {
    "profile": "Your profile is changed.",
    "password": "Your password is changed, and every other session has ended.",
    "email": "Your e-mail address is changed. Sign in with the new one from now on.",
    "session": "Ended.",
    "key": "The key is revoked.",
    "codes": "One-time codes are taken off.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick: the name of its field, its words, and whether it is ticked."""

    name: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list; `here` is the one that the page was asked for with."""

    id: str
    browser: str
    begun: str
    used: str
    here: bool


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in the list; `state` is empty while it can be used."""

    id: str
    name: str
    prefix: str
    scopes: str
    made: str
    used: str
    until: str
    state: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    person: Person
    roles: tuple[str, ...]
    resting: tuple[str, ...]
    specialties: tuple[Choice, ...]
    sessions: tuple[SessionLine, ...]
    keys: tuple[KeyLine, ...]
    scopes: tuple[Choice, ...]
    recovery_codes: int
    codes_needed: bool
    shortest: int
    longest: int
    changes_email: bool = True
    done: str = ""
    error: str = ""
    remedy: str = ""


def account_page(
    person: Person,
    *,
    here: str,
    sessions: Sequence[AccountSession],
    keys: Sequence[ApiKey],
    recovery_codes: int,
    changes_email: bool = True,
    done: str = "",
    error: UserError | None = None,
) -> AccountPage:
    """The view of one's own account."""
    reads_reviews = may(of_person(person), Permission.SEE_QUEUE)
    offered = [scope for scope in Scope if scope is not Scope.REVIEW_READ or reads_reviews]
    return AccountPage(
        person=person,
        roles=labels(person.roles),
        resting=labels(person.roles - person.held),
        specialties=specialty_choices(person.specialties),
        sessions=tuple(
            SessionLine(
                item.id, item.browser, moment_words(item.created_at), moment_words(item.used_at), item.id == here
            )
            for item in sessions
        ),
        keys=tuple(map(key_line, keys)),
        scopes=tuple(Choice(f"scope-{scope}", scope.label, ticked=scope is Scope.READ) for scope in offered),
        recovery_codes=recovery_codes,
        codes_needed=bool(person.roles & APPROVING),
        shortest=SHORTEST,
        longest=LONGEST,
        changes_email=changes_email,
        done=_DONE.get(done, ""),
        error=error.message if error else "",
        remedy=error.remedy if error else "",
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list of people."""

    id: str
    name: str
    email: str
    roles: str
    specialties: str
    state: str


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An open link in the list."""

    id: str
    email: str
    roles: str
    invited_by: str
    until: str
    is_reset: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody with an account, open invitations, and the form to invite; `manages` is whether names are links."""

    people: tuple[PersonLine, ...]
    invitations: tuple[InvitationLine, ...]
    roles: tuple[Choice, ...]
    manages: bool
    email: str = ""
    link: str = ""
    invited: str = ""
    error: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody as an admin sees them; `changeable` is false for oneself."""

    person: Person
    roles: tuple[Choice, ...]
    specialties: str
    joined: str
    changeable: bool
    link: str = ""
    done: str = ""
    error: str = ""
    remedy: str = ""


def person_line(person: Person) -> PersonLine:
    """A line of the list of people."""
    states = [
        "" if person.active else "deactivated",
        "credentials not verified" if person.credentials and not person.verified else "",
        "no one-time codes yet" if person.lacks_second_factor else "",
    ]
    return PersonLine(
        person.id,
        person.name,
        person.email,
        ", ".join(labels(person.roles)) or "no role",
        ", ".join(map(label_of, person.specialties)),
        ", ".join(filter(None, states)),
    )


def person_page(
    person: Person, by: Person, *, link: str = "", done: str = "", error: UserError | None = None
) -> PersonPage:
    """The view of somebody else's account."""
    return PersonPage(
        person=person,
        roles=tuple(Choice(f"role-{role}", role.label, ticked=role in person.roles) for role in Role),
        specialties=", ".join(map(label_of, person.specialties)),
        joined=day_of(person.created_at),
        changeable=membership.can_change(of_person(by), person),
        link=link,
        done="Changed." if done else "",
        error=error.message if error else "",
        remedy=error.remedy if error else "",
    )


def key_line(key: ApiKey) -> KeyLine:
    """A line of the list of keys."""
    from datetime import UTC, datetime

    expired = bool(key.expires_at) and datetime.fromisoformat(key.expires_at) <= datetime.now(UTC)
    return KeyLine(
        key.id,
        key.name,
        key.prefix,
        ", ".join(sorted(key.scopes)),
        day_of(key.created_at),
        day_of(key.last_used_at),
        day_of(key.expires_at),
        "revoked" if key.revoked_at else "expired" if expired else "",
    )


def specialty_choices(ticked: Sequence[str]) -> tuple[Choice, ...]:
    """Every specialty as a box to tick."""
    return tuple(Choice(f"specialty-{name}", item.label, name in ticked) for name, item in specialties().items())


def chosen(fields: Mapping[str, str], kind: str) -> list[str]:
    """What was ticked among the boxes of a kind."""
    return sorted(name.removeprefix(f"{kind}-") for name in fields if name.startswith(f"{kind}-"))


def labels(roles: frozenset[Role]) -> tuple[str, ...]:
    """Roles in words, in the order of Role."""
    return tuple(role.label for role in Role if role in roles)


def moment_words(moment: str) -> str:
    """A moment as "2026-11-28 14:05 UTC"."""
    return f"{day_of(moment)} {moment[11:16]} UTC" if moment else ""
