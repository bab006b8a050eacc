"""What `citewell audit ...`, `citewell backup` and `citewell restore` do."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from citewell import backups
from citewell.app import App
from citewell.backups import Saved
from citewell.commands import print_json, tell
from citewell.domain.events import Event, canonical_json, event_to_dict
from citewell.session_commands import whoever_runs


def audit_list(app: App, options: Namespace) -> int:
    """List the events recorded last, newest first."""
    events = app.events.recent(options.limit, subject=options.subject, action=options.action)
    if options.json:
        return print_json({"events": [event_to_dict(event) for event in events]})
    for event in events:
        print(
            f"{event.sequence:>6}  {event.at[:19]}  {_actor(event)}  {event.action}  {event.subject}{_details(event)}"
        )
    if not events:
        print("No event is recorded that fits.")
    return 0


def audit_verify(app: App, options: Namespace) -> int:
    """Follow the chain of the ledger; ends with 1 where it does not hold."""
    check = app.events.verify(head=options.head.strip().lower())
    if options.json:
        print_json({"holds": not check.fault, **asdict(check)})
    elif check.fault:
        print(f"The ledger does not hold. {check.fault} The events before it hold: {check.events}.")
    else:
        print(f"The ledger holds: {_counted(check.events)}. Hash of the last: {check.head}")
    return 1 if check.fault else 0


def audit_export(app: App, options: Namespace) -> int:
    """Write every event as a line of JSON, oldest first."""
    for last in app.events.recent(1):
        app.taken_away.ledger(events=last.sequence, head=last.hash, by=whoever_runs(app))
    for event in app.events.all():
        sys.stdout.write(canonical_json(event_to_dict(event)) + "\n")
    return 0


def audit_key(app: App, options: Namespace) -> int:
    """Show the public key with which signatures of this instance are checked."""
    shown = app.key.shown()
    if options.json:
        return print_json(shown)
    print(f"{shown['id']}  {shown['algorithm']}  {shown['public_key']}")
    return 0


def backup(app: App, options: Namespace) -> int:
    """Write a backup, and say what it holds."""
    saved = backups.back_up(app.settings, Path(options.file), database=app.database, by=whoever_runs(app))
    if options.json:
        return print_json({"file": options.file, **asdict(saved)})
    print(f"Backed up into {options.file}: {_held(saved)}")
    if saved.fault:
        tell(f"The ledger does not hold, and this backup cannot be restored: {saved.fault}")
    return 0


def restore(app: App, options: Namespace) -> int:
    """Put a backup back, and say what was restored and where what it replaced is kept."""
    restored, kept = backups.restore(app.settings, Path(options.file), force=options.force)
    if options.json:
        return print_json({"file": options.file, **asdict(restored), "kept": str(kept) if kept else None})
    print(f"Restored from {options.file}: {_held(restored)}")
    if kept:
        tell(f"What was there before is kept in {kept}")
    return 0


def _held(saved: Saved) -> str:
    release = f", library {saved.release[:16]}" if saved.release else ""
    return (
        f"{saved.files} files, {saved.bytes:,} bytes{release}, {_counted(saved.events)}. Hash of the last: {saved.head}"
    )


def _counted(number: int) -> str:
    return "1 event" if number == 1 else f"{number} events"


def _actor(event: Event) -> str:
    return f"{event.actor_name} ({event.actor_id})"


def _details(event: Event) -> str:
    return f"  {canonical_json(dict(event.details))}" if event.details else ""
