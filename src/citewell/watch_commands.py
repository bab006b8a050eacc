"""What `citewell watch` and `citewell review items ...` do."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.people import Actor, of_person
from citewell.review.error_items import ErrorItem, ItemState, is_overdue

FAILED = "failed"


def watch(app: App, options: Namespace) -> int:
    """One pass over the evidence, then the messages; exit code 6 where a dossier or a message failed."""
    found = look(app, rehearse=options.rehearse)
    if options.json:
        print_json(found)
    else:
        print_watch(found)
    return 6 if found["messages"]["failed"] or any(one["did"] == FAILED for one in found["dossiers"]) else 0


def look(app: App, *, rehearse: bool = False) -> dict[str, Any]:
    """A pass in whole: what became of each dossier that something was done with, and the messages sent and not sent."""
    if not rehearse:
        app.items.catch_up()
    outcomes = app.watcher.look(rehearse=rehearse)
    sent = None if rehearse else app.deliver()
    troubles = sent.troubles if sent else ()
    failed = [
        {"channel": one.channel.value, "to": one.address, "error": error, "given_up": given_up}
        for one, error, given_up in troubles
    ]
    return {
        "rehearsed": rehearse,
        "dossiers": [outcome.to_dict() for outcome in outcomes],
        "messages": {"sent": sent.sent if sent else 0, "failed": failed},
    }


def print_watch(found: dict[str, Any]) -> None:
    """A pass in words."""
    would = "would be " if found["rehearsed"] else ""
    words = {
        "reopened": f"{would}reopened",
        "due": f"{would}called for review",
        "proposed": f"{would}proposed anew",
        "told": f"owners {would}told",
    }
    for one in found["dossiers"]:
        print(f"{one['dossier']}  {words.get(one['did'], one['did'])}: {one['question']}")
        print(f"  {one['reason']}")
        if one["claims"]:
            print(f"  Statements affected: {', '.join(one['claims'])}")
        if one["note"]:
            print(f"  {one['note']}")
    if not found["dossiers"]:
        print("Nothing has moved.")
    if found["messages"]["sent"]:
        print(f"{found['messages']['sent']} messages sent")
    for one in found["messages"]["failed"]:
        to = f" to {one['to']}" if one["to"] else ""
        tell(f"{one['channel']}{to}: {one['error']} {'It is given up.' if one['given_up'] else 'It is tried again.'}")


def items_list(app: App, options: Namespace) -> int:
    """Every open item, or with --all every item."""
    app.items.catch_up()
    items = app.items.all(() if options.all else (ItemState.OPEN,))
    if options.json:
        return print_json({"items": [{**described(item), "overdue": is_overdue(item, _today())} for item in items]})
    for item in items:
        state = "OVERDUE" if is_overdue(item, _today()) else item.state.value
        who = item.owner_id or item.owner.label.lower()
        print(f"{item.id}  due {item.due}  {state}  {who}  article {item.digest[:12]}  {item.why}")
        print(f"  {item.text}")
        if item.answer:
            print(f"  Answer: {item.answer}")
    if not items:
        tell("No item is open." if not options.all else "There is no item.")
    return 0


def items_take(app: App, options: Namespace) -> int:
    """Give an item an owner's name."""
    return _show(app.items.take(options.item, by=_actor(app, options)), options)


def items_close(app: App, options: Namespace) -> int:
    """Uphold or decline."""
    upheld = options.uphold is not None
    answer = options.uphold if upheld else options.decline
    return _show(app.items.close(options.item, by=_actor(app, options), upheld=upheld, answer=answer), options)


def described(item: ErrorItem) -> dict[str, Any]:
    """An item as plain values."""
    from dataclasses import asdict

    return asdict(item)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _show(item: ErrorItem, options: Namespace) -> int:
    if options.json:
        return print_json(described(item))
    print(f"{item.id}  {item.state.value}  due {item.due}")
    return 0


def _actor(app: App, options: Namespace) -> Actor:
    return of_person(app.accounts.people.get(options.person))
