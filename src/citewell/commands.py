"""What each verb of the command line does: read, call the app, print."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell import measuring
from citewell.app import App, read_settings
from citewell.compose.reading import clean
from citewell.domain.article_codec import article_from_json
from citewell.domain.enums import Length, Severity
from citewell.domain.errors import InputError
from citewell.text.identifiers import mask_identifiers
from citewell.upkeep.progress import Count
from citewell.wiring import prove_bundle

if TYPE_CHECKING:
    from tqdm import tqdm

SECONDS_BETWEEN_DRAWINGS = 0.2
SECONDS_BETWEEN_LINES = 10.0
"""Where nobody looks on: in a file or pipe."""

COLUMNS, ROWS = 80, 24
"""Of a terminal that does not say how large it is."""


def open_app(library: str | None, *, release: str = "") -> App:
    """The app with settings from the environment, telling on stderr; `release` reads a named state of the library."""
    return App(read_settings(library=library, release=release), tell=tell, progress=_show_progress)


def ask(app: App, options: Namespace) -> int:
    """Answer a question on stdout or into a file."""
    from citewell.export_commands import check_place, chosen, put_out
    from citewell.reading_commands import for_reader
    from citewell.thread_commands import observer, say_thread

    exporter = chosen(app, options)
    check_place(exporter, options.output)
    article = app.ask(
        " ".join(options.question),
        keep=options.keep,
        length=Length(options.length),
        thread=options.thread,
        observe=observer(options),
    )
    if options.reader:
        page = for_reader(app, article, options.reader, form=exporter.name)
    else:
        page, _ = app.export(article, exporter.name)
    put_out(page, exporter, options.output)
    if article.thread and options.keep:
        say_thread(app, article.thread)
    return 0


def search(app: App, options: Namespace) -> int:
    """List passages, best first."""
    found = app.search(" ".join(options.question), limit=options.limit)
    rows = [
        {
            "rank": number,
            "score": round(item.score, 4),
            "passage_id": item.passage.id,
            "document_id": item.document.id,
            "kind": item.document.kind.value,
            "year": item.document.year,
            "title": item.document.title,
            "text": item.passage.text,
        }
        for number, item in enumerate(found, start=1)
    ]
    if options.json:
        return print_json({"question": mask_identifiers(" ".join(options.question)).text, "passages": rows})
    for row in rows:
        print(f"{row['rank']:>3}. {row['text']}")
        print(f"     {row['passage_id']} · {row['kind']} · {row['year'] or 'no year'} · score {row['score']:.2f}")
    if not rows:
        print("No passage shares a word or a meaning with this.")
    return 0


def verify(app: App, options: Namespace) -> int:
    """Exit code 0 when everything in the article, or in a proof bundle, holds, 1 when anything does not."""
    if options.key or is_bundle(options.article):
        return verify_bundle(options)
    article = article_from_json(read_file(options.article))
    findings = app.verify(article)
    failed = [finding for finding in findings if finding.severity is Severity.ERROR]
    citations = sum(len(claim.citations) for claim in article.claims)
    if options.json:
        print_json(
            {
                "verified": not failed,
                "claims": len(article.claims),
                "citations": citations,
                "digest": article.digest,
                "findings": [asdict(finding) for finding in findings],
            }
        )
        return 1 if failed else 0
    texts = {claim.id: claim.text for claim in article.claims}
    for finding in failed:
        print(f"FAILED {finding.rule}: {finding.target}: {finding.explanation}")
        if finding.target in texts:
            print(f"  claim: {texts[finding.target]}")
    if failed:
        print(f"Not proven: {len(failed)} of the checks failed.")
        return 1
    print(f"Proven: {len(article.claims)} claims, {citations} citations, digest {article.digest}")
    return 0


def is_bundle(name: str) -> bool:
    """Whether this names a proof bundle: a folder with a manifest, or a ZIP file."""
    from zipfile import is_zipfile

    return name != "-" and (Path(name, "manifest.json").is_file() or (Path(name).is_file() and is_zipfile(name)))


def verify_bundle(options: Namespace) -> int:
    """Check a proof bundle as its own verify.py does; `--key` names the key that must have signed its approval."""
    failed, proven = prove_bundle(options.article, key=options.key)
    if options.json:
        print_json({"verified": not failed, "failed": failed, "proven": [] if failed else proven})
        return 1 if failed else 0
    for line in [f"FAILED {line}" for line in failed] if failed else proven:
        print(clean(line))
    if failed:
        print(f"Not proven: {len(failed)} of the checks failed.")
    return 1 if failed else 0


def evaluate_retrieval(app: App, options: Namespace) -> int:
    """Measure retrieval on a judged collection."""
    result = measuring.evaluate_retrieval(
        app, Path(options.folder), mode=options.mode, vector_weight=options.vector_weight
    )
    return print_json(result) if options.json else _print_figures(result)


def evaluate_answerability(app: App, options: Namespace) -> int:
    """Measure refusal on labelled questions."""
    result = measuring.evaluate_answerability(app, options.questions)
    if options.json:
        return print_json(result)
    _print_figures(result)
    print(f"{'label':<12} {'group':<20} {'questions':>9} {'answered':>9}")
    for row in result["groups"]:
        print(f"{row['label']:<12} {row['group']:<20} {row['questions']:>9} {row['answered']:>9}")
    return 0


def evaluate_followups(app: App, options: Namespace) -> int:
    """Measure how follow-ups are read on labelled ones."""
    result = measuring.evaluate_followups(app, options.set)
    if options.json:
        return print_json(result)
    _print_figures({name: value for name, value in result.items() if name != "groups"})
    return _print_figures(result["groups"])


def evaluate_recommendations(app: App, options: Namespace) -> int:
    """Measure the recognition of recommendations on labelled sentences."""
    result = measuring.evaluate_recommendations(options.set)
    if options.json:
        return print_json(result)
    _print_figures({name: value for name, value in result.items() if name != "groups"})
    for name, figures in result["groups"].items():
        print(f"  {name}: {figures['rightly_found']} of {figures['recommending']}, {figures['found']} found")
    return 0


def evaluate_understanding(app: App, options: Namespace) -> int:
    """Measure the reading of intent and PICO on labelled questions."""
    result = measuring.evaluate_understanding(app, options.set)
    if options.json:
        return print_json(result)
    _print_figures({name: value for name, value in result.items() if name != "slots"})
    for slot, figures in result["slots"].items():
        shown = {name: "none" if figures[name] is None else f"{figures[name]:.3f}" for name in ("recall", "precision")}
        print(f"  {slot}: recall {shown['recall']}, precision {shown['precision']}, {figures['labelled']} labelled")
    return 0


def reports_list(app: App, options: Namespace) -> int:
    """List what readers have reported, newest first."""
    reports = app.reports.recent(options.limit)
    if options.json:
        return print_json({"reports": [report._asdict() for report in reports]})
    for report in reports:
        where = f"article {report.article[:12]}" + (f", statement {report.claim}" if report.claim else "")
        print(f"{report.number}. {report.reported_at[:10]}, {where}: {clean(report.question)}")
        print(f"    {clean(report.text)}")
    if not reports:
        print("No error has been reported.")
    return 0


def serve(app: App, options: Namespace) -> int:
    """Serve the pages until stopped."""
    from citewell.web.application import serve_app

    serve_app(app, host=options.host or app.settings.host, port=options.port or app.settings.port)
    return 0


def _print_figures(result: dict[str, Any]) -> int:
    for name, value in result.items():
        if isinstance(value, dict):
            _print_figures(value)
        elif not isinstance(value, (list, tuple)):
            shown = f"{value:.4f}" if isinstance(value, float) else value
            print(f"{name.replace('_', ' ') + ':':<28} {shown}")
    return 0


def print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    return 0


def read_file(name: str) -> str:
    """A file's text, or what stands on stdin for "-". Raises InputError."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{name} cannot be read: {error}", remedy="Give a file made by citewell ask --json."
        ) from error


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class _Bar:
    """A Bar drawn on a terminal, some times a second; in a file or pipe a line is told now and then."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._started = self._shown = time.monotonic()
        self._drawing: tqdm[Any] | None = None
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._drawing = tqdm(
                desc=count.task, file=sys.stderr, leave=False, bar_format="{desc}", ncols=COLUMNS, nrows=ROWS
            )
            self._draw(0.0)

    def __call__(self, steps: int) -> None:
        self._count.move(steps)
        self._show()

    def reach(self, done: int, *, total: int, documents: int) -> None:
        self._count.reach(done, total=total, documents=documents)
        self._show()

    def close(self) -> None:
        if self._drawing is not None:
            self._drawing.close()

    def _show(self) -> None:
        now = time.monotonic()
        if now - self._shown < (SECONDS_BETWEEN_LINES if self._drawing is None else SECONDS_BETWEEN_DRAWINGS):
            return
        self._shown = now
        if self._drawing is not None:
            self._draw(now - self._started)
        elif self._count.share != 1.0:
            share = f"{self._count.share:.0%}, " if self._count.share is not None else ""
            tell(f"{self._count.task}: {share}{self._count.in_words(now - self._started)}")

    def _draw(self, seconds: float) -> None:
        assert self._drawing is not None
        share = "{percentage:3.0f}%|{bar}| " if self._count.total else ""
        self._drawing.bar_format = f"{{desc}}: {share}{self._count.in_words(seconds)}" if self._count.unit else "{desc}"
        self._drawing.total, self._drawing.n = self._count.total or None, self._count.done
        with suppress(OSError, ValueError):
            self._drawing.ncols = (os.get_terminal_size(sys.stderr.fileno()).columns or COLUMNS) - 1
        self._drawing.refresh()


@contextmanager
def _show_progress(*, total: int, task: str, unit: str = "passages") -> Iterator[_Bar]:
    """A bar with share, count, rate and time left, which goes when the task ends, however it does."""
    with closing(_Bar(Count(task, unit, total))) as bar:
        yield bar
