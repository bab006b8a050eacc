"""Records of people, what they may be here, and who acted: a person, a program by its key, or Citewell itself."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.errors import RecordError

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What ids are made of: no letter or digit that is taken for another."""
ID_LENGTH = 8
LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_CREDENTIALS = 500
_PERSON_ID = re.compile(f"p-[{LETTERS}]{{{ID_LENGTH}}}")
_EMAIL = re.compile(r"[^@\s<>\"',;:()\\]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_SPECIALTY = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class Role(StrEnum):
    """What somebody may be; one person may be several."""

    READER = "reader"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    PHARMACIST = "pharmacist"
    LAY_REVIEWER = "lay_reviewer"
    EDITOR = "editor"
    SAFETY_OFFICER = "safety_officer"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The words on a page, such as "Safety officer"."""
        return self.value.replace("_", " ").capitalize()


APPROVING = frozenset({Role.REVIEWER, Role.PHARMACIST, Role.EDITOR, Role.SAFETY_OFFICER, Role.ADMIN})
"""Roles that decide what readers see, or who decides: they are held only with a second factor set up."""


class Scope(StrEnum):
    """What an API key may be used for. No scope approves anything."""

    READ = "read"
    ASK = "ask"
    EXPORT = "export"
    REVIEW_READ = "review:read"

    @property
    def label(self) -> str:
        """What it allows, in words."""
        return _SCOPE_LABELS[self]


_SCOPE_LABELS = {
    Scope.READ: "Read articles and the library",
    Scope.ASK: "Ask questions and check claims",
    Scope.EXPORT: "Take articles away in other formats",
    Scope.REVIEW_READ: "Read where reviews stand",
}


class ActorKind(StrEnum):
    """Kinds of actors; only a person can give a signed approval."""

    PERSON = "person"
    API_KEY = "api_key"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `verified` says that an admin has checked the stated credentials.

    `specialties` are names of review/specialties.toml; `second_factor` is whether one-time codes are set up;
    `email` is in small letters; times are ISO 8601 in UTC.
    """

    id: str
    name: str
    email: str
    credentials: str = ""
    specialties: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()
    verified: bool = False
    active: bool = True
    created_at: str = ""
    second_factor: bool = False

    def __post_init__(self) -> None:
        if not _PERSON_ID.fullmatch(self.id):
            raise RecordError(f"{self.id!r} is no id of a person.")
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise RecordError("A person needs a name of at most 200 characters.")
        if not is_email(self.email):
            raise RecordError("A person needs an e-mail address in small letters.")
        if len(self.credentials) > LONGEST_CREDENTIALS:
            raise RecordError("Credentials have at most 500 characters.")
        if not all(_SPECIALTY.fullmatch(name) for name in self.specialties):
            raise RecordError("A specialty is named in small letters.")

    @property
    def lacks_second_factor(self) -> bool:
        """Whether some of the roles rest until one-time codes are set up."""
        return not self.second_factor and bool(self.roles & APPROVING)

    @property
    def held(self) -> frozenset[Role]:
        """The roles that count now: none of somebody deactivated, no approving one without a second factor."""
        if not self.active:
            return frozenset()
        return self.roles if self.second_factor else self.roles - APPROVING


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key as it is shown later: never the key itself, only the `prefix` that it begins with."""

    id: str
    owner: str
    name: str
    prefix: str
    scopes: frozenset[Scope]
    created_at: str
    expires_at: str = ""
    last_used_at: str = ""
    revoked_at: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets somebody in once: to join with these roles, or (`is_reset`) to set a new password.

    `name` is that of the person whose password it resets, else empty.
    """

    id: str
    email: str
    roles: frozenset[Role]
    invited_by: str
    created_at: str
    expires_at: str
    is_reset: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class AccountSession:
    """A session as its person sees it in a list."""

    id: str
    browser: str
    created_at: str
    used_at: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as every event names it. A key has scopes and no roles; a person has roles and no scopes."""

    kind: ActorKind
    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()

    @property
    def is_person(self) -> bool:
        """Whether a human being stands behind this; nothing else may approve."""
        return self.kind is ActorKind.PERSON


MACHINE = Actor(ActorKind.MACHINE, "citewell", "Citewell")
"""Citewell itself: checks, watches, timers."""
OPERATOR = Actor(ActorKind.MACHINE, "command-line", "Command line", roles=frozenset({Role.ADMIN}))
"""Whoever may run commands where the database lies: may manage accounts, and as no named person never approves."""
VISITOR = Actor(ActorKind.MACHINE, "visitor", "Somebody not signed in")
"""A reader without an account."""


def of_person(person: Person) -> Actor:
    """A person as an actor, with the roles that count now: see `Person.held`."""
    return Actor(ActorKind.PERSON, person.id, person.name, roles=person.held)


def of_key(key: ApiKey) -> Actor:
    """A program as an actor."""
    return Actor(ActorKind.API_KEY, key.id, key.name, scopes=key.scopes)


def fresh_id(prefix: str) -> str:
    """A new id of a kind of record, such as "p-" and eight letters."""
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(ID_LENGTH))


def is_email(text: str) -> bool:
    """Whether this can be an e-mail address as it is kept here: one @, small letters, no white space."""
    return len(text) <= LONGEST_EMAIL and text == text.lower() and bool(_EMAIL.fullmatch(text))


def clean_email(text: str) -> str:
    """An address as it is kept and compared: trimmed, in small letters."""
    return text.strip().lower()
