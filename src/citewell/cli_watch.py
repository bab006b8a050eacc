"""The verbs that keep articles alive: the watch over their evidence, and readers' reports as items of work."""

from __future__ import annotations

import argparse
from typing import Any

from citewell.cli_verbs import add_group, add_verb


def add_watch_verb(verbs: Any) -> None:
    """`citewell watch`."""
    watch = add_verb(
        verbs,
        "watch",
        "Reopen approved articles whose evidence has moved, and tell their owners.",
        "citewell watch --rehearse",
        "watch_commands.watch",
    )
    watch.add_argument("--rehearse", action="store_true", help="say what would be done; change and send nothing")


def add_item_verbs(steps: Any) -> None:
    """`citewell review items ...`; `steps` are the verbs of `citewell review`."""
    items = add_group(
        steps, "items", "Look at readers' reports of errors, and answer them.", "citewell review items list"
    )
    verbs = items.add_subparsers(title="verbs", metavar="VERB")
    listing = add_verb(
        verbs, "list", "List the items, the one due first before the others.", "citewell review items list --all",
        "watch_commands.items_list",
    )  # fmt: skip
    listing.add_argument("--all", action="store_true", help="answered ones too")
    take = add_verb(
        verbs, "take", "Take an item up.", "citewell review items take r-7 --as eli@hospital.example",
        "watch_commands.items_take",
    )  # fmt: skip
    close = add_verb(
        verbs, "close", "Answer an item.",
        'citewell review items close r-7 --uphold "The dose is corrected." --as eli@hospital.example',
        "watch_commands.items_close",
    )  # fmt: skip
    answer = close.add_mutually_exclusive_group(required=True)
    answer.add_argument("--uphold", metavar="TEXT", help="it is right: what was changed, for the public corrections")
    answer.add_argument("--decline", metavar="TEXT", help="it is not: why nothing is changed")
    for parser in (take, close):
        parser.add_argument("item", metavar="ITEM", help="the item's id, such as r-7")
        _acting(parser)


def _acting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="person", metavar="E-MAIL", required=True, help="the person who acts")
