"""What `citewell sign-in` and `citewell sign-out` do, and who acts on the command line.

The token of the session, never the password, is kept in a file that only its owner can read: one session for each
database. It ends as any session does: after twelve hours without use, after seven days, when it is revoked.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from argparse import Namespace
from getpass import getpass
from pathlib import Path

from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.errors import InputError, SignInError
from citewell.domain.people import OPERATOR, Actor, Person, of_person

BROWSER = "Command line"
ADDRESS = "command-line"
"""Attempts from the command line are throttled together."""


def sign_in(app: App, options: Namespace) -> int:
    """Ask for the password, and the one-time code of who has one; keep the token of the session."""
    password, code = _secrets(options)
    signed = app.accounts.sign_in.by_password(options.email, password, address=ADDRESS, browser=BROWSER)
    if signed.needs_code:
        given = code or ("" if options.stdin else getpass("One-time or recovery code: ", sys.stderr))
        signed = app.accounts.sign_in.by_code(signed.token, given.strip(), address=ADDRESS, browser=BROWSER)
    _keep(app, signed.token)
    return _say(app, signed.person, options)


def sign_out(app: App, options: Namespace) -> int:
    """End the session of the command line, and forget its token."""
    token = _tokens(app.settings.session).get(_place(app), "")
    if token:
        app.accounts.sessions.sign_out(token)
    _keep(app, "")
    if options.json:
        return print_json({"signed_out": bool(token)})
    print("Signed out." if token else "Nobody was signed in.")
    return 0


def whoever_runs(app: App) -> Actor:
    """The person who is signed in on the command line; else the command line itself, which is nobody in particular."""
    token = _tokens(app.settings.session).get(_place(app), "")
    signed = app.accounts.sessions.find(token) if token else None
    return of_person(signed.person) if signed else OPERATOR


def signed_in(app: App) -> Actor:
    """The person who is signed in on the command line; raises SignInError where nobody is."""
    actor = whoever_runs(app)
    if not actor.is_person:
        raise SignInError(
            "Nobody is signed in on the command line.", remedy="Sign in first: citewell sign-in ada@hospital.example"
        )
    return actor


def _say(app: App, person: Person, options: Namespace) -> int:
    roles = sorted(role.value for role in person.held)
    if options.json:
        return print_json({"id": person.id, "name": person.name, "roles": roles})
    print(f"Signed in as {person.name} ({person.id}): {', '.join(roles) or 'no role'}")
    if person.lacks_second_factor:
        tell("Roles that decide rest until one-time codes are set up, on your account page.")
    return 0


def _secrets(options: Namespace) -> tuple[str, str]:
    """The password and, where it is there, the code: two lines of stdin with --stdin, else asked for."""
    if not options.stdin:
        return getpass("Password: ", sys.stderr), ""
    password, _, rest = sys.stdin.read().partition("\n")
    return password, rest.strip()


def _place(app: App) -> str:
    """What a session belongs to: this database, without telling its password."""
    where = app.settings.database or str(app.settings.library.resolve())
    return hashlib.sha256(where.encode()).hexdigest()[:16]


def _tokens(file: Path) -> dict[str, str]:
    """The tokens by their databases; none where there is no file. Raises InputError for one that others can read."""
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise InputError(
                f"{file} can be read by others than its owner.",
                remedy=f"Revoke the session on your account page if somebody may have; then: chmod 600 {file}",
            )
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read: {error}", remedy="Remove it, and sign in again.") from error
    return {str(name): str(token) for name, token in found.items()} if isinstance(found, dict) else {}


def _keep(app: App, token: str) -> None:
    """Keep a token for this database, or forget it; the file is put in place whole, and never open to others."""
    file = app.settings.session
    kept = {name: value for name, value in _tokens(file).items() if name != _place(app)}
    kept |= {_place(app): token} if token else {}
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            json.dump(kept, opened)
        draft.replace(file)
    except OSError as error:
        raise InputError(
            f"{file} cannot be written: {error}", remedy="Set CITEWELL_SESSION to another file."
        ) from error
