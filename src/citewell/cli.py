"""The command line: one verb per step. Results go to stdout, progress and messages to stderr."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import pairwise
from typing import Any, NoReturn

from citewell import __version__
from citewell.cli_accounts import add_account_verbs
from citewell.cli_evaluation import add_evaluation_verbs
from citewell.cli_library import add_library_verbs
from citewell.cli_review import add_review_verbs
from citewell.cli_store import add_store_verbs
from citewell.cli_verbs import add_group, add_verb, claims_options, positive
from citewell.cli_watch import add_item_verbs, add_watch_verb
from citewell.domain.errors import CitewellError, ReviewRefused, UserError

EXIT_CODES = """exit codes:
  0  done; an honest "no source found" is an answer too
  1  verify: the article does not hold; check: some claims are not supported; audit verify: the ledger does not hold
  2  the command or the question cannot be understood
  3  a file cannot be read, or records in it were left out
  4  the library does not hold what was named
  5  an engine's weights or packages are missing
  6  the library cannot be opened or written; watch: an article could not be looked at, or a message not be sent
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

    ask = add_verb(verbs, "ask", "Answer a question.", 'citewell ask "How is giant cell arteritis recognised?"', "ask")
    ask.add_argument("question", nargs="+", help="the question, in English")
    _format_option(ask)
    ask.add_argument(
        "--length", choices=("brief", "full"), default="full", help="about 150 words, or all (default: full)"
    )
    ask.add_argument("--output", metavar="FILE", help="write the answer to FILE instead of the terminal")
    ask.add_argument("--as-of", metavar="RELEASE", default="", help="answer from a release of the library")
    ask.add_argument(
        "--thread", metavar="ID", default="", help="ask within a thread: new, last, its id, or a name of your own"
    )
    ask.add_argument("--steps", action="store_true", help="show each step on stderr, as a terminal does")
    ask.add_argument(
        "--reader", metavar="PROFILE", default="", help="in the words of a reader profile, such as patient or nurse"
    )
    ask.add_argument("--no-keep", dest="keep", action="store_false", help="do not keep the article in the store")

    search = add_verb(
        verbs,
        "search",
        "List the passages found for a question.",
        'citewell search "red flags" --limit 5',
        "search",
    )
    search.add_argument("question", nargs="+", help="the question or a few words")
    search.add_argument("--limit", type=positive, default=10, metavar="N", help="at most N passages (default: 10)")

    read = add_verb(
        verbs,
        "read",
        "Show an article in the words of a reader profile.",
        "citewell read article.json --reader patient",
        "reading_commands.read",
    )
    read.add_argument("article", metavar="ARTICLE", help="an article's digest, a file of its JSON, or - for stdin")
    read.add_argument("--reader", metavar="PROFILE", default="", help="the profile, such as patient or pharmacist")
    read.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")

    _add_thread_verbs(verbs)
    add_library_verbs(verbs)
    add_account_verbs(verbs)

    verify = add_verb(
        verbs,
        "verify",
        "Replay every citation and check of an article, without any model.",
        'citewell ask "..." --json > article.json\n  citewell verify article.json',
        "verify",
    )
    verify.add_argument(
        "article", metavar="ARTICLE.json", help="a file made by citewell ask --json, - for stdin, or a proof bundle"
    )
    verify.add_argument(
        "--key", metavar="KEY", default="", help="of a bundle: the id of the key that its approval must be signed by"
    )

    export = add_verb(
        verbs,
        "export",
        "Take an article away in another format.",
        "citewell export article.json --format pdf --output answer.pdf",
        "export_commands.export",
    )
    export.add_argument(
        "article", metavar="ARTICLE", help="the digest of a kept article, or its JSON file; - for stdin"
    )
    _format_option(export)
    export.add_argument("--output", metavar="FILE", help="write to FILE instead of the terminal")
    export.add_argument(
        "--reader", metavar="PROFILE", default="", help="in the words of a reader profile, where the format has words"
    )

    check = add_verb(
        verbs,
        "check",
        "Check claims against the texts that they cite.",
        "citewell check claims.jsonl --json\n  citewell check answer.md",
        "checking_commands.check",
    )
    claims_options(check)

    add_evaluation_verbs(verbs)

    reports = add_group(verbs, "reports", "Look at errors that readers have reported.", "citewell reports list")
    steps = reports.add_subparsers(title="verbs", metavar="VERB")
    told = add_verb(steps, "list", "List the reports.", "citewell reports list", "reports_list")
    told.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N reports (default: 20)")

    add_watch_verb(verbs)
    add_store_verbs(verbs)
    add_item_verbs(add_review_verbs(verbs))

    serve = add_verb(verbs, "serve", "Serve a page to ask and read on.", "citewell serve --port 8000", "serve")
    serve.add_argument("--host", metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    serve.add_argument("--port", type=_port, metavar="N", help="default: 8000")
    return parser


def _add_thread_verbs(verbs: Any) -> None:
    thread = add_group(verbs, "thread", "Look at threads of questions, and delete them.", "citewell thread list")
    steps = thread.add_subparsers(title="verbs", metavar="VERB")
    listing = add_verb(steps, "list", "List the threads.", "citewell thread list", "thread_commands.thread_list")
    listing.add_argument("--limit", type=positive, default=20, metavar="N", help="at most N threads (default: 20)")
    show = add_verb(
        steps, "show", "Show a thread's questions.", "citewell thread show last", "thread_commands.thread_show"
    )
    show.add_argument("thread", metavar="ID", help="a thread's id or name, or last")
    show.add_argument("--number", type=positive, metavar="N", help="show the article of question N instead")
    delete = add_verb(
        steps,
        "delete",
        "Delete a thread and its articles for good.",
        "citewell thread delete t-4kd7wq",
        "thread_commands.thread_delete",
    )
    delete.add_argument("thread", metavar="ID", help="a thread's id or name, or last")


def _format_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        default="",
        help="text, markdown, html, pdf, docx, json, jsonld, fhir, proof, bibtex, ris, csl or vancouver "
        "(default: told from FILE, else text)",
    )


def _write_utf8() -> None:
    """Write UTF-8 into files and pipes whatever the locale, and on a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _report(error: CitewellError, *, as_json: bool) -> int:
    if as_json:
        import json

        told = {"code": error.code, "message": error.message, "remedy": error.remedy}
        told |= {"rule": error.rule} if isinstance(error, ReviewRefused) else {}
        print(json.dumps({"error": told}, indent=2))
    else:
        print(f"citewell: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)
    return int(error.exit_code)


def _port(text: str) -> int:
    if positive(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; the last one is 65535")
    return int(text)
