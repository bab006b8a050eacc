"""The verbs that look after what is kept: the ledger of events, and backups."""

from __future__ import annotations

from typing import Any

from citewell.cli_verbs import add_group, add_verb, positive


def add_store_verbs(verbs: Any) -> None:
    """`citewell audit ...`, `citewell backup` and `citewell restore`."""
    audit = add_group(verbs, "audit", "Look at the ledger of events, and check it.", "citewell audit verify")
    steps = audit.add_subparsers(title="verbs", metavar="VERB")
    listing = add_verb(
        steps, "list", "List the last events.", "citewell audit list --action login.", "store_commands.audit_list"
    )
    listing.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N events (default: 20)")
    listing.add_argument("--subject", default="", metavar="KIND:ID", help="only events about this")
    listing.add_argument(
        "--action", default="", metavar="ACTION", help="only this action; one that ends in a dot stands for all of it"
    )
    verify = add_verb(
        steps,
        "verify",
        "Check that no event was changed, removed or moved.",
        "citewell audit verify --head 5f2c...",
        "store_commands.audit_verify",
    )
    verify.add_argument(
        "--head", default="", metavar="HASH", help="a hash noted earlier, which must be among the events"
    )
    add_verb(
        steps,
        "export",
        "Write every event as a line of JSON.",
        "citewell audit export > events.jsonl",
        "store_commands.audit_export",
    )
    add_verb(
        steps,
        "key",
        "Show the public key of this instance.",
        "citewell audit key --json",
        "store_commands.audit_key",
    )

    backup = add_verb(
        verbs,
        "backup",
        "Back up the database, the library and the key.",
        "citewell backup citewell.tar.gz",
        "store_commands.backup",
    )
    backup.add_argument("file", metavar="FILE", help="a new file; compressed where its name ends in gz")
    restore = add_verb(
        verbs,
        "restore",
        "Put a backup back, and check it.",
        "citewell restore citewell.tar.gz --library /srv/citewell",
        "store_commands.restore",
    )
    restore.add_argument("file", metavar="FILE", help="a file that citewell backup made")
    restore.add_argument(
        "--force", action="store_true", help="replace what is there, which is backed up beside the library first"
    )
