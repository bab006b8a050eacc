"""The command line: one verb per step. Results go to stdout, progress and messages to stderr."""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from citewell import __version__
from citewell.domain.errors import CitewellError, UserError

if TYPE_CHECKING:
    from citewell.app import App

EXIT_CODES = """exit codes:
  0  done; an honest "no source found" is an answer too
  1  verify: the article does not hold
  2  the command or the question cannot be understood
  3  a file cannot be read, or records in it were left out
  4  the library does not hold what was named
  5  an engine's weights or packages are missing
  6  the library cannot be opened or written
 70  a fault of Citewell's own; please report it
130  stopped with Ctrl-C"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)
    _write_utf8()
    try:
        options = build_parser().parse_args(words)
        if not hasattr(options, "run"):
            options.help_of.print_help(sys.stderr)
            return 2
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except CitewellError as error:
        return _report(error, as_json=as_json)
    except BrokenPipeError:
        # Whoever reads has seen enough; nothing is left to flush into the closed pipe when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # of libraries, about what they could not finish
        print("Stopped.", file=sys.stderr)
        return 130
    except Exception as error:
        traceback.print_exc()
        remedy = "This is a fault of Citewell's own. Please report it with the lines above."
        return _report(CitewellError(f"{type(error).__name__}: {error}", remedy=remedy), as_json=as_json)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like any other, so that they can be JSON too."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message[:1].upper()}{message[1:]}.", remedy=f"See: {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, also read by the test that holds the documents to it."""
    parser = _Parser(
        prog="citewell",
        description="Answers clinical questions from guidelines and literature, and proves every sentence.",
        epilog='example:\n  citewell ask "How is cervicogenic headache treated?"\n\n' + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"citewell {__version__}")
    parser.set_defaults(help_of=parser)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")

    ask = _verb(verbs, "ask", "Answer a question.", 'citewell ask "How is giant cell arteritis recognised?"', "ask")
    ask.add_argument("question", nargs="+", help="the question, in English")
    ask.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    ask.add_argument("--output", metavar="FILE", help="write the answer to FILE instead of the terminal")

    search = _verb(
        verbs,
        "search",
        "List the passages found for a question.",
        'citewell search "red flags" --limit 5',
        "search",
    )
    search.add_argument("question", nargs="+", help="the question or a few words")
    search.add_argument("--limit", type=_positive, default=10, metavar="N", help="at most N passages (default: 10)")

    _add_library_verbs(verbs)

    verify = _verb(
        verbs,
        "verify",
        "Replay every citation and check of an article, without any model.",
        'citewell ask "..." --json > article.json\n  citewell verify article.json',
        "verify",
    )
    verify.add_argument("article", metavar="ARTICLE.json", help="a file made by citewell ask --json, or - for stdin")

    _add_evaluation_verbs(verbs)

    serve = _verb(verbs, "serve", "Serve a page to ask and read on.", "citewell serve --port 8000", "serve")
    serve.add_argument("--host", metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    serve.add_argument("--port", type=_port, metavar="N", help="default: 8000")
    return parser


def _add_library_verbs(verbs: Any) -> None:
    library = _group(
        verbs, "library", "Look after the documents that answers are made from.", "citewell library status"
    )
    steps = library.add_subparsers(title="verbs", metavar="VERB")
    _verb(steps, "build", "Build the index, or bring it up to date.", "citewell library build", "library_build")
    _verb(steps, "status", "Say what the library holds.", "citewell library status --json", "library_status")
    listing = _verb(steps, "list", "List the documents.", "citewell library list --kind guideline", "library_list")
    listing.add_argument("--kind", help="only this kind of evidence, such as guideline or cohort")
    listing.add_argument("--status", help="only this status, such as superseded or retracted")
    listing.add_argument("--collection", help="only this collection, such as starter")
    show = _verb(
        steps,
        "show",
        "Show a document with its passages.",
        "citewell library show optima-2019",
        "library_show",
    )
    show.add_argument("id", metavar="ID", help="a document's id, or a passage's")
    add = _verb(
        steps,
        "add",
        "Add documents: jsonl files of {_id, title, text}, or folders with them.",
        "citewell library add protocols.jsonl",
        "library_add",
    )
    add.add_argument("what", nargs="+", metavar="FILE_OR_FOLDER")
    add.add_argument("--prefix", default="", help="put PREFIX before every id, where two collections share ids")
    remove = _verb(
        steps, "remove", "Remove added documents.", "citewell library remove my-protocol-7", "library_remove"
    )
    remove.add_argument("id", nargs="+", metavar="ID")


def _add_evaluation_verbs(verbs: Any) -> None:
    evaluate = _group(
        verbs,
        "evaluate",
        "Measure how well Citewell does on judged collections.",
        "citewell evaluate answerability dev",
    )
    steps = evaluate.add_subparsers(title="verbs", metavar="VERB")
    retrieval = _verb(
        steps,
        "retrieval",
        "nDCG@10, recall@100, MRR and query times on a folder in BEIR layout.",
        "citewell evaluate retrieval scifact/ --mode hybrid --json",
        "evaluate_retrieval",
    )
    retrieval.add_argument("folder", metavar="DIR", help="holds corpus.jsonl, queries.jsonl and qrels.tsv")
    retrieval.add_argument("--mode", choices=("bm25", "dense", "hybrid"), default="hybrid", help="default: hybrid")
    retrieval.add_argument(
        "--vector-weight",
        metavar="SHARE",
        type=_share,
        help="how much the vector list counts in hybrid mode, 0 to 1 (default: 0.45)",
    )
    answerability = _verb(
        steps,
        "answerability",
        "How often answerable questions are refused, and others answered.",
        "citewell evaluate answerability heldout",
        "evaluate_answerability",
    )
    answerability.add_argument(
        "questions", metavar="SET", help="dev, heldout, or a jsonl file of {id, text, label, group}"
    )


def _verb(verbs: Any, name: str, summary: str, example: str, command: str) -> argparse.ArgumentParser:
    """A verb with its example, --json and --library; `command` names a function of citewell.commands."""
    parser = _group(verbs, name, summary, example)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--library",
        metavar="DIR",
        help="the library's folder (default: CITEWELL_LIBRARY, else the user's data folder)",
    )
    parser.set_defaults(run=_runner(command))
    return parser


def _group(verbs: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
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
    def run(options: argparse.Namespace) -> int:
        from citewell import commands

        function: Callable[[App, argparse.Namespace], int] = getattr(commands, command)
        return function(commands.open_app(options.library), options)

    return run


def _write_utf8() -> None:
    """Write UTF-8 into files and pipes whatever the locale, and on a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _report(error: CitewellError, *, as_json: bool) -> int:
    if as_json:
        import json

        print(json.dumps({"error": {"code": error.code, "message": error.message, "remedy": error.remedy}}, indent=2))
    else:
        print(f"citewell: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)
    return int(error.exit_code)


def _positive(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return share


def _port(text: str) -> int:
    if _positive(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; the last one is 65535")
    return int(text)
