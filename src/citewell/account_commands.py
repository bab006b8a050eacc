"""What `citewell account ...` does. Whoever may run it where the database lies acts as the command line."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.errors import UserError
from citewell.domain.people import OPERATOR, ApiKey, Invitation, Person, Role


def account_invite(app: App, options: Namespace) -> int:
    """Print the link that lets somebody join, once."""
    made, token = app.accounts.invitations.invite(options.email, _roles(options.role), by=OPERATOR)
    return _print_link(app, options, made, token)


def account_reset(app: App, options: Namespace) -> int:
    """Print the link that lets somebody set a new password, once."""
    person = app.accounts.people.get(options.who)
    made, token = app.accounts.invitations.make_reset(person, by=OPERATOR, second_factor=options.codes)
    return _print_link(app, options, made, token)


def account_list(app: App, options: Namespace) -> int:
    """List everybody, then the links that are still open."""
    people, links = app.accounts.people.all(), app.accounts.invitations.open()
    if options.json:
        return print_json({"people": list(map(_person, people)), "invitations": list(map(_invitation, links))})
    for person in people:
        print(f"{person.id}  {person.email}  {person.name}: {_words(person.roles)}{_states(person)}")
    for link in links:
        what = "new password" if link.is_reset else f"invited as {_words(link.roles)}"
        print(f"{link.id}  {link.email}  {what}, until {link.expires_at[:10]}")
    if not people and not links:
        print("Nobody has an account. Invite the first admin:")
        print("  citewell account invite --role admin --email ada@hospital.example")
    return 0


def account_show(app: App, options: Namespace) -> int:
    """Show a person with their keys."""
    return _show(app, options, app.accounts.people.get(options.who))


def account_roles(app: App, options: Namespace) -> int:
    """Give a person exactly the roles named."""
    return _show(app, options, app.accounts.people.change_roles(options.who, _roles(options.role), by=OPERATOR))


def account_email(app: App, options: Namespace) -> int:
    """Give a person another address to sign in with."""
    return _show(app, options, app.change_email(options.who, options.email, by=OPERATOR))


def account_deactivate(app: App, options: Namespace) -> int:
    """Let a person in no more, or again."""
    return _show(app, options, app.accounts.people.activate(options.who, by=OPERATOR, active=options.undo))


def account_keys(app: App, options: Namespace) -> int:
    """List keys, newest first; or revoke one."""
    if options.revoke:
        key = app.accounts.keys.revoke(options.revoke, by=OPERATOR)
        if options.json:
            return print_json(_key(key))
        print(f"Revoked {key.id} ({key.name}).")
        return 0
    person = app.accounts.people.get(options.person).id if options.person else ""
    keys = app.accounts.keys.listed(person)[: options.limit]
    if options.json:
        return print_json({"keys": list(map(_key, keys))})
    _print_keys(keys)
    if not keys:
        print("There is no API key. People make them on their account page.")
    return 0


def _show(app: App, options: Namespace, person: Person) -> int:
    keys = app.accounts.keys.listed(person.id)
    if options.json:
        return print_json({**_person(person), "keys": list(map(_key, keys))})
    print(f"{person.name}, {person.email} ({person.id}), since {person.created_at[:10]}{_states(person)}")
    print(f"Roles: {_words(person.roles)}")
    if person.credentials:
        print(f"Credentials: {person.credentials} ({'verified' if person.verified else 'not verified'})")
    if person.specialties:
        print(f"Specialties: {', '.join(person.specialties)}")
    _print_keys(keys)
    return 0


def _print_keys(keys: Iterable[ApiKey]) -> None:
    for key in keys:
        state = f"revoked {key.revoked_at[:10]}" if key.revoked_at else f"until {key.expires_at[:10]}"
        used = f"last used {key.last_used_at[:10]}" if key.last_used_at else "never used"
        print(f"{key.id}  {key.prefix}…  {key.name}: {', '.join(sorted(key.scopes))}; {used}; {state}")


def _print_link(app: App, options: Namespace, made: Invitation, token: str) -> int:
    link = f"{_base(app, options.address)}/invitation/{token}"
    if options.json:
        return print_json({**_invitation(made), "link": link})
    print(link)
    tell(f"For {made.email}; it works once, until {made.expires_at[:16].replace('T', ' ')} UTC. It is shown this once.")
    return 0


def _base(app: App, given: str) -> str:
    settings = app.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return given.rstrip("/") or settings.address or f"http://{host}:{settings.port}"


def _roles(names: Iterable[str]) -> set[Role]:
    found = set()
    for name in names:
        try:
            found.add(Role(name.strip().lower().replace("-", "_").replace(" ", "_")))
        except ValueError as error:
            raise UserError(f"There is no role {name!r}.", remedy=f"Choose from: {', '.join(Role)}.") from error
    return found


def _words(roles: Iterable[Role]) -> str:
    held = set(roles)
    return ", ".join(role for role in Role if role in held) or "no role"


def _states(person: Person) -> str:
    states = [
        "" if person.active else "deactivated",
        "no one-time codes yet" if person.lacks_second_factor else "",
    ]
    said = ", ".join(filter(None, states))
    return f" ({said})" if said else ""


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "credentials": person.credentials,
        "specialties": list(person.specialties),
        "roles": sorted(person.roles),
        "verified": person.verified,
        "active": person.active,
        "second_factor": person.second_factor,
        "created_at": person.created_at,
    }


def _invitation(made: Invitation) -> dict[str, Any]:
    return {
        "id": made.id,
        "email": made.email,
        "roles": sorted(made.roles),
        "kind": "reset" if made.is_reset else "invitation",
        "invited_by": made.invited_by,
        "created_at": made.created_at,
        "expires_at": made.expires_at,
    }


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "owner": key.owner,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
