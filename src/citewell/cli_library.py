"""The verbs under `citewell library`, and what each takes."""

from __future__ import annotations

import argparse
from typing import Any

from citewell.cli_verbs import add_group, add_verb, positive


def add_library_verbs(verbs: Any) -> None:
    """The verbs under `citewell library`, in the order of the help."""
    library = add_group(
        verbs, "library", "Look after the documents that answers are made from.", "citewell library status"
    )
    steps = library.add_subparsers(title="verbs", metavar="VERB")

    def verb(name: str, summary: str, example: str, function: str = "") -> argparse.ArgumentParser:
        return add_verb(steps, name, summary, example, f"library_commands.{function or name}")

    verb("build", "Build the index, or bring it up to date.", "citewell library build")
    verb("status", "Say what the library holds.", "citewell library status --json")
    listing = verb("list", "List the documents.", "citewell library list --status retracted --json", "list_documents")
    listing.add_argument("--kind", help="only this kind of evidence, such as guideline or cohort")
    listing.add_argument("--status", help="only this status, such as superseded or retracted")
    listing.add_argument("--collection", help="only this collection, such as starter")
    listing.add_argument("--source", help="only what came through this reader, such as pubmed_xml or pdf")
    listing.add_argument("--since", type=positive, metavar="YEAR", help="only publications of YEAR and later")
    listing.add_argument("--title", metavar="WORDS", help="only titles with these words in them")
    show = verb("show", "Show a document, its passages, and who cites it.", "citewell library show optima-2019")
    show.add_argument("id", metavar="ID", help="a document's id, or a passage's")
    add = verb(
        "add",
        "Add documents: files, folders, addresses, or searches.",
        "citewell library add protocols/ pubmed21n1298.xml.gz",
    )
    add.add_argument("what", nargs="+", metavar="WHAT", help="a file, a folder, an address, or a search")
    add.add_argument("--prefix", default="", help="put PREFIX before every id, where two collections share ids")
    add.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
    _vectors_option(add)
    update = verb(
        "update", "Look again where documents came from, and make missing vectors.", "citewell library update --offline"
    )
    update.add_argument("--offline", action="store_true", help="look at files and folders only")
    update.add_argument("--retractions", action="store_true", help="fetch the list of Retraction Watch first")
    _vectors_option(update)
    remove = verb("remove", "Remove added documents.", "citewell library remove my-protocol-7")
    remove.add_argument("id", nargs="+", metavar="ID")
    verb("doctor", "Look the library over, and say what to do.", "citewell library doctor")

    release = add_group(
        steps, "release", "Name states of the library, and compare them.", "citewell library release list"
    )
    named = release.add_subparsers(title="verbs", metavar="VERB")
    create = add_verb(
        named,
        "create",
        "Name the present state.",
        'citewell library release create 2026-11 --note "board meeting"',
        "library_commands.release_create",
    )
    create.add_argument("name", metavar="NAME", help="letters, digits, dots, dashes and underscores")
    create.add_argument("--note", default="", help="a line about it")
    add_verb(named, "list", "List the releases.", "citewell library release list", "library_commands.release_list")
    shown = add_verb(
        named,
        "show",
        "Say what a release holds.",
        "citewell library release show 2026-11",
        "library_commands.release_show",
    )
    shown.add_argument("name", metavar="NAME")
    diff = add_verb(
        named,
        "diff",
        "List what came, changed and left between two releases.",
        "citewell library release diff 2026-10 2026-11",
        "library_commands.release_diff",
    )
    diff.add_argument("earlier", metavar="A")
    diff.add_argument("later", metavar="B", nargs="?", default="now", help="default: now, the present state")


def _vectors_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-vectors",
        dest="vectors",
        action="store_false",
        help="leave the vectors for a later update; words are searchable at once",
    )
