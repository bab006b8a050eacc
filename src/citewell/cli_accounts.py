"""The verbs of the command line about accounts."""

from __future__ import annotations

from typing import Any

from citewell.cli_verbs import add_group, add_verb, positive

ROLES = "reader, author, reviewer, pharmacist, lay_reviewer, editor, safety_officer, auditor or admin"


def add_account_verbs(verbs: Any) -> None:
    """citewell account ..., with its steps."""
    account = add_group(
        verbs,
        "account",
        "Invite people and manage their accounts.",
        "citewell account invite --role admin --email ada@hospital.example",
    )
    steps = account.add_subparsers(title="verbs", metavar="VERB")

    invite = _verb(
        steps, "invite", "Make a link that lets one person join.", "--role reviewer --email ada@hospital.example"
    )
    invite.add_argument("--email", metavar="ADDRESS", required=True, help="the address of whoever is invited")
    invite.add_argument("--role", metavar="ROLE", action="append", required=True, help=f"{ROLES}; may be given again")
    _address(invite)

    _verb(steps, "list", "List people and open links.", "")
    show = _verb(steps, "show", "Show a person.", "ada@hospital.example")
    _who(show)

    roles = _verb(steps, "roles", "Give a person exactly these roles.", "ada@hospital.example --role author")
    _who(roles)
    roles.add_argument("--role", metavar="ROLE", action="append", default=[], help=f"{ROLES}; may be given again")

    email = _verb(
        steps, "email", "Give a person another e-mail address.", "ada@hospital.example ada.neumann@hospital.example"
    )
    _who(email)
    email.add_argument("email", metavar="ADDRESS", help="the address to sign in with from now on")

    deactivate = _verb(
        steps, "deactivate", "End a person's sessions and keys, and let them in no more.", "ada@hospital.example"
    )
    _who(deactivate)
    deactivate.add_argument("--undo", action="store_true", help="let them in again")

    reset = _verb(steps, "reset", "Make a link to set a new password.", "ada@hospital.example --codes")
    _who(reset)
    reset.add_argument("--codes", action="store_true", help="also take off the one-time codes: the device is lost")
    _address(reset)

    keys = _verb(steps, "keys", "List API keys, or revoke one.", "--revoke k-4kd7wq2m")
    keys.add_argument("--person", metavar="WHO", default="", help="only those of this person")
    keys.add_argument("--revoke", metavar="KEY", default="", help="end the key with this id at once")
    keys.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N keys (default: 50)")


def _verb(steps: Any, name: str, summary: str, example: str) -> Any:
    whole = f"citewell account {name} {example}".rstrip()
    return add_verb(steps, name, summary, whole, f"account_commands.account_{name}")


def _who(parser: Any) -> None:
    parser.add_argument("who", metavar="WHO", help="an e-mail address or a person's id")


def _address(parser: Any) -> None:
    parser.add_argument(
        "--address", metavar="URL", default="", help="where people reach this Citewell (default: CITEWELL_ADDRESS)"
    )
