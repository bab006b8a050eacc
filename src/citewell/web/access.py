"""Who may use which address: one table, held by one dependency before any route runs.

A route is named by the function behind it, so that no pattern of addresses can say otherwise than the router does.
One that is not in the table is closed to everybody, and a test fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.exceptions import HTTPException

from citewell.domain.errors import AccessRefused
from citewell.domain.people import VISITOR, Actor, ActorKind
from citewell.review.permissions import Permission, grants, may
from citewell.review.rules import rules
from citewell.web.identity import Caller, present_caller

if TYPE_CHECKING:
    from citewell.app import App

OPEN = None
"""Open to everybody, also where reading is for members: signing in, and whether the server is well."""

TABLE: dict[str, Permission | None] = {
    "routes.home": Permission.READ_ARTICLES,
    "routes.reader": Permission.READ_ARTICLES,
    "health.alive": OPEN,
    "health.ready": OPEN,
    "health.health": OPEN,
    "asking.ask": Permission.ASK,
    "asking.question": Permission.ASK,
    "asking.events": Permission.ASK,
    "asking.cancel": Permission.ASK,
    "article_pages.read": Permission.READ_ARTICLES,
    "article_pages.proof": Permission.READ_ARTICLES,
    "article_pages.report_form": Permission.REPORT_ERROR,
    "article_pages.report": Permission.REPORT_ERROR,
    "library_routes.library": Permission.READ_LIBRARY,
    "library_routes.document": Permission.READ_LIBRARY,
    "library_routes.releases": Permission.READ_LIBRARY,
    "library_routes.choose_two": Permission.READ_LIBRARY,
    "library_routes.compare": Permission.READ_LIBRARY,
    "about_routes.about": Permission.READ_ARTICLES,
    "about_routes.editorial_policy": Permission.READ_ARTICLES,
    "about_routes.how_answers_are_made": Permission.READ_ARTICLES,
    "about_routes.figures": Permission.READ_ARTICLES,
    "about_routes.privacy": Permission.READ_ARTICLES,
    "about_routes.corrections": Permission.READ_ARTICLES,
    "docs_routes.docs": Permission.READ_ARTICLES,
    "api.openapi": Permission.READ_ARTICLES,
    "api_articles.articles": Permission.READ_ARTICLES,
    "api_articles.article": Permission.READ_ARTICLES,
    "api_articles.review": Permission.READ_ARTICLES,
    "api_articles.references": Permission.READ_ARTICLES,
    "api_articles.exports": Permission.READ_ARTICLES,
    "api_articles.export": Permission.EXPORT,
    "api_articles.proof": Permission.READ_ARTICLES,
    "api_articles.wording": Permission.READ_ARTICLES,
    "api_review.session": Permission.OWN_ACCOUNT,
    "api_review.dossier": Permission.SEE_QUEUE,
    "api_review.take": Permission.AUTHOR,
    "api_review.revisions_differ": Permission.READ_WORKBENCH,
    "api_review.readings": Permission.READ_WORKBENCH,
    "api_review.form": Permission.REVIEW,
    "api_review.step": Permission.READ_WORKBENCH,
    "api_review_lists.dossiers": Permission.SEE_QUEUE,
    "api_review_lists.comments": Permission.READ_WORKBENCH,
    "api_review_lists.comment": Permission.COMMENT,
    "api_review_lists.statistics": Permission.SEE_STATISTICS,
    "api_review_lists.items": Permission.HANDLE_REPORTS,
    "api_review_lists.take_item": Permission.HANDLE_REPORTS,
    "api_review_lists.close_item": Permission.HANDLE_REPORTS,
    "api_library.search": Permission.READ_LIBRARY,
    "api_library.search_by_post": Permission.READ_LIBRARY,
    "api_library.library": Permission.READ_LIBRARY,
    "api_library.documents": Permission.READ_LIBRARY,
    "api_library.document": Permission.READ_LIBRARY,
    "api_library.releases": Permission.READ_LIBRARY,
    "api_library.compare": Permission.READ_LIBRARY,
    "api_library.readers": Permission.READ_LIBRARY,
    "api_library.check": Permission.ASK,
    "api_questions.ask": Permission.ASK,
    "api_questions.question": Permission.ASK,
    "api_questions.cancel": Permission.ASK,
    "api_questions.events": Permission.ASK,
    "sign_in_routes.sign_in": OPEN,
    "sign_in_routes.send_password": OPEN,
    "sign_in_routes.code": OPEN,
    "sign_in_routes.send_code": OPEN,
    "sign_in_routes.sign_out": OPEN,
    "sign_in_routes.send_sign_out": OPEN,
    "sign_on_routes.to_provider": OPEN,
    "sign_on_routes.callback": OPEN,
    "invitation_routes.invitation": OPEN,
    "invitation_routes.join": OPEN,
    "account_routes.account": Permission.OWN_ACCOUNT,
    "account_routes.profile": Permission.OWN_ACCOUNT,
    "account_routes.password": Permission.OWN_ACCOUNT,
    "account_routes.email": Permission.OWN_ACCOUNT,
    "account_routes.end_session": Permission.OWN_ACCOUNT,
    "account_routes.end_sessions": Permission.OWN_ACCOUNT,
    "code_routes.codes": Permission.OWN_ACCOUNT,
    "code_routes.set_up": Permission.OWN_ACCOUNT,
    "code_routes.recovery": Permission.OWN_ACCOUNT,
    "code_routes.take_off": Permission.OWN_ACCOUNT,
    "key_routes.make": Permission.OWN_KEYS,
    "key_routes.revoke": Permission.OWN_KEYS,
    "bench_routes.queue": Permission.SEE_QUEUE,
    "bench_routes.take_up": Permission.AUTHOR,
    "bench_routes.statistics": Permission.SEE_STATISTICS,
    "bench_routes.dossier": Permission.READ_WORKBENCH,
    "bench_routes.revisions": Permission.READ_WORKBENCH,
    "bench_routes.comment": Permission.COMMENT,
    "bench_step_routes.authoring": Permission.AUTHOR,
    "bench_step_routes.assign": Permission.ASSIGN,
    "bench_step_routes.release": Permission.ASSIGN,
    "bench_step_routes.deciding": Permission.APPROVE,
    "bench_step_routes.publishing": Permission.PUBLISH,
    "bench_step_routes.reopen": Permission.REOPEN,
    "bench_step_routes.withdraw": Permission.WITHDRAW,
    "bench_edit_routes.edit": Permission.AUTHOR,
    "bench_edit_routes.propose": Permission.AUTHOR,
    "bench_review_routes.review": Permission.REVIEW,
    "bench_review_routes.interests": Permission.REVIEW,
    "bench_review_routes.draft": Permission.REVIEW,
    "bench_review_routes.give": Permission.REVIEW,
    "people_routes.people": Permission.INVITE_PEOPLE,
    "people_routes.invite": Permission.INVITE_PEOPLE,
    "people_routes.withdraw": Permission.INVITE_PEOPLE,
    "people_routes.person": Permission.MANAGE_ACCOUNTS,
    "people_routes.roles": Permission.MANAGE_ACCOUNTS,
    "people_routes.verify": Permission.MANAGE_ACCOUNTS,
    "people_routes.activate": Permission.MANAGE_ACCOUNTS,
    "people_routes.reset": Permission.MANAGE_ACCOUNTS,
    "notice_routes.notices": Permission.OWN_ACCOUNT,
    "notice_routes.read": Permission.OWN_ACCOUNT,
    "item_routes.items": Permission.HANDLE_REPORTS,
    "item_routes.take": Permission.HANDLE_REPORTS,
    "item_routes.close": Permission.HANDLE_REPORTS,
}


STEPS = frozenset({"api_review.take", "api_review.step"})
"""Where programs could take a step of the review: a key is refused by the rule of the board that forbids it."""


class SignInNeeded(HTTPException):
    """Nobody is signed in, and what was asked for is not open to everybody."""

    def __init__(self, said: str = "Sign in to see this.") -> None:
        super().__init__(401, said, headers={"WWW-Authenticate": "Bearer"})


def enforcing(app: App) -> Callable[[Request], Any]:
    """The dependency that lets a request to its route, or not."""
    members = app.settings.access == "members"

    async def enforce(request: Request) -> None:
        check_access(name_of(request.scope["endpoint"]), present_caller(), members=members)

    return enforce


def name_of(endpoint: Callable[..., object]) -> str:
    """What a route is called in the table: its module and function."""
    return f"{endpoint.__module__.rpartition('.')[2]}.{endpoint.__name__}"


def check_access(route: str, caller: Caller, *, members: bool) -> None:
    """Raise SignInNeeded or AccessRefused unless the table lets this caller use the route."""
    if caller.bad_key:
        raise SignInNeeded("This API key opens nothing: it is wrong, revoked or expired.")
    if route not in TABLE:
        raise AccessRefused(
            "This address is open to nobody.", remedy="Report it: it is missing in the table of access."
        )
    permission = TABLE[route]
    if permission is OPEN or may(caller.actor, permission, private=members):
        return
    if caller.actor == VISITOR:
        raise SignInNeeded
    raise _refusal(route, permission, caller)


def allowed(actor: Actor, permission: Permission, *, members: bool = False) -> bool:
    """Whether to show somebody the way to what they may do."""
    return may(actor, permission, private=members)


def _refusal(route: str, permission: Permission, caller: Caller) -> AccessRefused:
    grant = grants()[permission]
    if caller.actor.kind is ActorKind.API_KEY:
        if route in STEPS:
            rule = rules()["person_only"]
            return AccessRefused(f"{rule.sentence} (rule {rule.name})", remedy=rule.remedy, rule=rule.name)
        scopes = ", ".join(sorted(grant.scopes))
        remedy = f"Make a key with one of these scopes: {scopes}." if scopes else "No key may: sign in as a person."
        return AccessRefused(f"This API key may not {grant.does}.", remedy=remedy)
    if caller.person and caller.person.roles & grant.roles:
        return AccessRefused(
            f"Your role to {grant.does} rests until one-time codes are set up.",
            remedy="Set them up on your account page, at /account/codes.",
        )
    names = ", ".join(sorted(role.label.lower() for role in grant.roles))
    return AccessRefused(
        f"Your roles do not let you {grant.does}. Who may: {names}.", remedy="Ask an admin for the role."
    )
