"""The command line: one verb per step. Results go to stdout, progress and messages to stderr."""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from citewell import __version__
from citewell.domain.errors import CitewellError, UserError

if TYPE_CHECKING:
    from citewell.app import App

EXIT_CODES = """exit codes:
  0  done; an honest "no source found" is an answer too
  1  verify: the article does not hold; check: some claims are not supported
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

    search = _verb(
        verbs,
        "search",
        "List the passages found for a question.",
        'citewell search "red flags" --limit 5',
        "search",
    )
    search.add_argument("question", nargs="+", help="the question or a few words")
    search.add_argument("--limit", type=_positive, default=10, metavar="N", help="at most N passages (default: 10)")

    read = _verb(
        verbs,
        "read",
        "Show an article in the words of a reader profile.",
        "citewell read article.json --reader patient",
        "reading_commands.read",
    )
    read.add_argument("article", metavar="ARTICLE", help="an article's digest, a file of its JSON, or - for stdin")
    read.add_argument("--reader", metavar="PROFILE", default="", help="the profile, such as patient or pharmacist")
    read.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    read.add_argument("--all", action="store_true", help="show the statements too that are folded away")

    _add_thread_verbs(verbs)
    _add_library_verbs(verbs)

    verify = _verb(
        verbs,
        "verify",
        "Replay every citation and check of an article, without any model.",
        'citewell ask "..." --json > article.json\n  citewell verify article.json',
        "verify",
    )
    verify.add_argument("article", metavar="ARTICLE.json", help="a file made by citewell ask --json, or - for stdin")

    export = _verb(
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

    check = _verb(
        verbs,
        "check",
        "Check claims against the texts that they cite.",
        "citewell check claims.jsonl --json\n  citewell check answer.md",
        "checking_commands.check",
    )
    _claims_options(check)

    _add_evaluation_verbs(verbs)

    reports = _group(verbs, "reports", "Look at errors that readers have reported.", "citewell reports list")
    steps = reports.add_subparsers(title="verbs", metavar="VERB")
    told = _verb(steps, "list", "List the reports.", "citewell reports list", "reports_list")
    told.add_argument("--limit", type=_positive, default=20, metavar="N", help="at most N reports (default: 20)")

    serve = _verb(verbs, "serve", "Serve a page to ask and read on.", "citewell serve --port 8000", "serve")
    serve.add_argument("--host", metavar="ADDRESS", help="default: 127.0.0.1, this machine only")
    serve.add_argument("--port", type=_port, metavar="N", help="default: 8000")
    return parser


def _add_thread_verbs(verbs: Any) -> None:
    thread = _group(verbs, "thread", "Look at threads of questions, and delete them.", "citewell thread list")
    steps = thread.add_subparsers(title="verbs", metavar="VERB")
    listing = _verb(steps, "list", "List the threads.", "citewell thread list", "thread_commands.thread_list")
    listing.add_argument("--limit", type=_positive, default=20, metavar="N", help="at most N threads (default: 20)")
    show = _verb(
        steps, "show", "Show a thread's questions.", "citewell thread show last", "thread_commands.thread_show"
    )
    show.add_argument("thread", metavar="ID", help="a thread's id or name, or last")
    show.add_argument("--number", type=_positive, metavar="N", help="show the article of question N instead")
    delete = _verb(
        steps,
        "delete",
        "Delete a thread and its articles for good.",
        "citewell thread delete t-4kd7wq",
        "thread_commands.thread_delete",
    )
    delete.add_argument("thread", metavar="ID", help="a thread's id or name, or last")


def _add_library_verbs(verbs: Any) -> None:
    library = _group(
        verbs, "library", "Look after the documents that answers are made from.", "citewell library status"
    )
    steps = library.add_subparsers(title="verbs", metavar="VERB")

    def verb(name: str, summary: str, example: str, function: str = "") -> argparse.ArgumentParser:
        return _verb(steps, name, summary, example, f"library_commands.{function or name}")

    verb("build", "Build the index, or bring it up to date.", "citewell library build")
    verb("status", "Say what the library holds.", "citewell library status --json")
    listing = verb("list", "List the documents.", "citewell library list --status retracted --json", "list_documents")
    listing.add_argument("--kind", help="only this kind of evidence, such as guideline or cohort")
    listing.add_argument("--status", help="only this status, such as superseded or retracted")
    listing.add_argument("--collection", help="only this collection, such as starter")
    listing.add_argument("--source", help="only what came through this reader, such as pubmed_xml or pdf")
    listing.add_argument("--since", type=_positive, metavar="YEAR", help="only publications of YEAR and later")
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

    release = _group(steps, "release", "Name states of the library, and compare them.", "citewell library release list")
    named = release.add_subparsers(title="verbs", metavar="VERB")
    create = _verb(
        named,
        "create",
        "Name the present state.",
        'citewell library release create 2026-11 --note "board meeting"',
        "library_commands.release_create",
    )
    create.add_argument("name", metavar="NAME", help="letters, digits, dots, dashes and underscores")
    create.add_argument("--note", default="", help="a line about it")
    _verb(named, "list", "List the releases.", "citewell library release list", "library_commands.release_list")
    shown = _verb(
        named,
        "show",
        "Say what a release holds.",
        "citewell library release show 2026-11",
        "library_commands.release_show",
    )
    shown.add_argument("name", metavar="NAME")
    diff = _verb(
        named,
        "diff",
        "List what came, changed and left between two releases.",
        "citewell library release diff 2026-10 2026-11",
        "library_commands.release_diff",
    )
    diff.add_argument("earlier", metavar="A")
    diff.add_argument("later", metavar="B", nargs="?", default="now", help="default: now, the present state")


def _format_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        default="",
        help="text, markdown, html, pdf, docx, json, jsonld, fhir, proof, bibtex, ris, csl or vancouver "
        "(default: told from FILE, else text)",
    )


def _vectors_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-vectors",
        dest="vectors",
        action="store_false",
        help="leave the vectors for a later update; words are searchable at once",
    )


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
        "questions",
        metavar="SET",
        help="dev, heldout, medquad[-heldout], pubmed[-heldout], or a jsonl file of {id, text, label, group}",
    )
    followups = _verb(
        steps,
        "followups",
        "How well follow-ups are made into questions that stand alone.",
        "citewell evaluate followups heldout",
        "evaluate_followups",
    )
    followups.add_argument("set", metavar="SET", help="dev, heldout, or a jsonl file of labelled follow-ups")

    checks = _verb(
        steps,
        "checks",
        "How well the checks tell supported claims from others, on a file with labels.",
        "citewell evaluate checks tests/data/probes/heldout.jsonl",
        "checking_commands.evaluate_checks",
    )
    _claims_options(checks)
    recommendations = _verb(
        steps,
        "recommendations",
        "How well sentences that recommend, and their grades, are recognised.",
        "citewell evaluate recommendations heldout",
        "evaluate_recommendations",
    )
    recommendations.add_argument("set", metavar="SET", help="dev or heldout")
    understanding = _verb(
        steps,
        "understanding",
        "How well the intent, population, condition, intervention, comparator and outcome of a question are read.",
        "citewell evaluate understanding heldout",
        "evaluate_understanding",
    )
    understanding.add_argument("set", metavar="SET", help="dev or heldout")


def _claims_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="JSON lines of {id, claim, evidence}, Markdown with sources, or - for stdin"
    )
    parser.add_argument(
        "--format", choices=("jsonl", "markdown", "healthver", "nli4ct"), help="default: told from the file"
    )
    parser.add_argument(
        "--entailer", metavar="NAME", default="lexical", help="the entailment engine (default: lexical)"
    )


def _verb(verbs: Any, name: str, summary: str, example: str, command: str) -> argparse.ArgumentParser:
    """A verb with its example, --json and --library; `command` names what _runner runs."""
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
    """What runs a function of citewell.commands, or of the module named before the dot."""

    def run(options: argparse.Namespace) -> int:
        from citewell import commands

        module, _, name = command.rpartition(".")
        home = import_module(f"citewell.{module or 'commands'}")
        function: Callable[[App, argparse.Namespace], int] = getattr(home, name)
        return function(commands.open_app(options.library, release=getattr(options, "as_of", "")), options)

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
