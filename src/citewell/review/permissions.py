"""What a role may do: one table, in permissions.toml, for pages, commands and the test of every role on every route."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from citewell.domain.people import VISITOR, Actor, ActorKind, Role, Scope
from citewell.domain.reviewing import Action
from citewell.review.rules import refuse


class Permission(StrEnum):
    """What somebody may be allowed to do; permissions.toml says it in words."""

    READ_ARTICLES = "read_articles"
    READ_LIBRARY = "read_library"
    ASK = "ask"
    EXPORT = "export"
    REPORT_ERROR = "report_error"
    OWN_ACCOUNT = "own_account"
    OWN_KEYS = "own_keys"
    SEE_QUEUE = "see_queue"
    READ_WORKBENCH = "read_workbench"
    COMMENT = "comment"
    AUTHOR = "author"
    REVIEW = "review"
    ASSIGN = "assign"
    APPROVE = "approve"
    PUBLISH = "publish"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    HANDLE_REPORTS = "handle_reports"
    SEE_STATISTICS = "see_statistics"
    READ_AUDIT = "read_audit"
    MANAGE_LIBRARY = "manage_library"
    WATCH = "watch"
    INVITE_PEOPLE = "invite_people"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"


FOR_ACTION: dict[Action, Permission] = {
    Action.CHECK: Permission.AUTHOR,
    Action.REVISE: Permission.AUTHOR,
    Action.MEND_TYPOS: Permission.AUTHOR,
    Action.SUBMIT: Permission.AUTHOR,
    Action.ASSIGN: Permission.ASSIGN,
    Action.RELEASE: Permission.ASSIGN,
    Action.RECUSE: Permission.REVIEW,
    Action.REVIEW: Permission.REVIEW,
    Action.BREAK_TIE: Permission.APPROVE,
    Action.REQUEST_CHANGES: Permission.APPROVE,
    Action.APPROVE: Permission.APPROVE,
    Action.REJECT: Permission.APPROVE,
    Action.PUBLISH: Permission.PUBLISH,
    Action.CALL_DUE: Permission.PUBLISH,
    Action.REOPEN: Permission.REOPEN,
    Action.SUPERSEDE: Permission.PUBLISH,
    Action.WITHDRAW: Permission.WITHDRAW,
}
"""The permission that each step of the workflow is under; the table of steps is stricter, never wider."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of the table: who has a permission."""

    permission: Permission
    does: str
    roles: frozenset[Role]
    visitors: bool
    scopes: frozenset[Scope]


@cache
def grants() -> dict[Permission, Grant]:
    """Every row, in the order of the file."""
    text = resources.files("citewell.review").joinpath("permissions.toml").read_text("utf-8")
    return {
        Permission(name): Grant(
            Permission(name), row["does"], frozenset(map(Role, row["roles"])), row["visitors"],
            frozenset(map(Scope, row["scopes"])),
        )
        for name, row in tomllib.loads(text).items()
    }  # fmt: skip


def may(actor: Actor, permission: Permission, *, private: bool = False) -> bool:
    """Whether an actor has a permission. `private` is an instance that shows nothing to visitors."""
    grant = grants()[permission]
    if actor == VISITOR:
        return grant.visitors and not private
    if actor.kind is ActorKind.API_KEY:
        return bool(grant.scopes & actor.scopes)
    return bool(grant.roles & actor.roles)


def check_may(actor: Actor, permission: Permission, *, private: bool = False) -> None:
    """Raise ReviewRefused where an actor lacks a permission."""
    if not may(actor, permission, private=private):
        if actor.kind is ActorKind.API_KEY:
            refuse("person_only", f"This key may not {grants()[permission].does}.")
        who = ", ".join(sorted(role.value for role in grants()[permission].roles))
        refuse("role_missing", f"To {grants()[permission].does} is for: {who}.")
