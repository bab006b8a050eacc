"""What the verbs of the command line are put together from; nothing heavy is imported before one runs."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citewell.app import App


def add_verb(verbs: Any, name: str, summary: str, example: str, command: str) -> argparse.ArgumentParser:
    """A verb with its example, --json and --library; `command` names what _runner runs."""
    parser = add_group(verbs, name, summary, example)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--library",
        metavar="DIR",
        help="the library's folder (default: CITEWELL_LIBRARY, else the user's data folder)",
    )
    parser.set_defaults(run=_runner(command))
    return parser


def add_group(verbs: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """A verb, or several under one name; alone it shows its help."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(help_of=parser)
    return parser


def _runner(command: str) -> Callable[[argparse.Namespace], int]:
    """What runs a function of citewell.commands, or of the module named before the dot."""

    def run(options: argparse.Namespace) -> int:
        from citewell import commands

        module, _, name = command.rpartition(".")
        home = import_module(f"citewell.{module or 'commands'}")
        function: Callable[[App, argparse.Namespace], int] = getattr(home, name)
        return function(commands.open_app(options.library, release=getattr(options, "as_of", "")), options)

    return run


def claims_options(parser: argparse.ArgumentParser) -> None:
    """What reads claims and checks them takes."""
    parser.add_argument(
        "file", metavar="FILE", help="JSON lines of {id, claim, evidence}, Markdown with sources, or - for stdin"
    )
    parser.add_argument(
        "--format", choices=("jsonl", "markdown", "healthver", "nli4ct"), help="default: told from the file"
    )
    parser.add_argument(
        "--entailer", metavar="NAME", default="lexical", help="the entailment engine (default: lexical)"
    )


def positive(text: str) -> int:
    """A whole number above 0."""
    if not re.fullmatch("[0-9]{1,9}", text) or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
