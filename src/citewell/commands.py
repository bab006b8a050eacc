"""What each verb of the command line does: read, call the app, print."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from citewell.app import App, read_settings
from citewell.domain.article_codec import article_from_json
from citewell.domain.documents import Document, Passage, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind, Severity
from citewell.domain.errors import InputError, UserError


def open_app(library: str | None) -> App:
    """The app with settings from the environment, telling on stderr."""
    return App(read_settings(library=library), tell=_tell, progress=_bar)


def ask(app: App, options: Namespace) -> int:
    """Answer a question on stdout or into a file."""
    article = app.ask(" ".join(options.question), keep=False)
    text, _ = app.export(article, "json" if options.json else options.format)
    if options.output:
        _write(Path(options.output), text)
        _tell(f"Written to {options.output}")
    else:
        sys.stdout.write(text)
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
        return _print_json({"question": " ".join(options.question), "passages": rows})
    for row in rows:
        print(f"{row['rank']:>3}. {row['text']}")
        print(f"     {row['passage_id']} · {row['kind']} · {row['year'] or 'no year'} · score {row['score']:.2f}")
    if not rows:
        print("No passage shares a word or a meaning with this.")
    return 0


def verify(app: App, options: Namespace) -> int:
    """Exit code 0 when everything in the article holds, 1 when anything does not."""
    article = article_from_json(_read(options.article))
    findings = app.verify(article)
    failed = [finding for finding in findings if finding.severity is Severity.ERROR]
    citations = sum(len(claim.citations) for claim in article.claims)
    if options.json:
        _print_json(
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


def library_build(app: App, options: Namespace) -> int:
    """Build the index or bring it up to date."""
    return library_status(app, options)


def library_status(app: App, options: Namespace) -> int:
    """Counts, release, engine and place."""
    status = app.status()
    if options.json:
        return _print_json(status)
    print(f"{status['documents']:,} documents, {status['passages']:,} passages, release {status['release']}")
    print(f"Encoder: {status['embedder'] or 'none, words only'}")
    print(f"Library: {status['library']}")
    return 0


def library_list(app: App, options: Namespace) -> int:
    """Documents, by kind and year."""
    documents = [
        document
        for document in app.documents()
        if _matches(options.kind, document.kind.value, EvidenceKind, "kind")
        and _matches(options.status, document.status.value, DocumentStatus, "status")
        and (not options.collection or document.collection == options.collection)
    ]
    documents.sort(key=lambda document: (document.kind.rank, -(document.year or 0), document.id))
    if options.json:
        return _print_json([_describe(document) for document in documents])
    for document in documents:
        status = "" if document.status is DocumentStatus.CURRENT else f" ({document.status.value})"
        print(f"{document.id}  [{document.kind.label}] {document.year or 'no year'}{status}  {document.title}")
    kinds = Counter(document.kind.label.lower() for document in documents)
    counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    _tell(f"{len(documents):,} documents: {counted}" if documents else "No document matches.")
    return 0


def library_show(app: App, options: Namespace) -> int:
    """A document's particulars and passages."""
    document, passages = app.document(options.id)
    if options.json:
        return _print_json({**_describe(document), "passages": [_describe_passage(passage) for passage in passages]})
    for name, value in _describe(document).items():
        if value not in ("", None, [], False):
            print(f"{name.replace('_', ' ') + ':':<20} {value if not isinstance(value, list) else ', '.join(value)}")
    for passage in passages:
        marks = [
            passage.locator,
            passage.topic.value if passage.topic else "",
            passage.strength,
            passage.certainty,
        ]
        marks.append("inferred" if passage.inferred else "")
        print(f"\n{passage.id}  ({'; '.join(mark for mark in marks if mark)})")
        print(f"  {passage.text}")
    return 0


def library_add(app: App, options: Namespace) -> int:
    """Add documents; exit code 3 when some records were left out."""
    stored, rejections = app.add(options.what, prefix=options.prefix)
    if options.json:
        _print_json({"added": stored, "rejected": [asdict(rejection) for rejection in rejections]})
    else:
        print(f"{stored:,} documents added, {len(rejections):,} records left out")
        _print_rejections(rejections)
    return 3 if rejections else 0


def library_remove(app: App, options: Namespace) -> int:
    """Remove documents that were added."""
    removed = app.remove(options.id)
    if options.json:
        return _print_json({"removed": removed})
    print(f"{removed} documents removed")
    return 0


def evaluate_retrieval(app: App, options: Namespace) -> int:
    """Measure retrieval on a judged collection."""
    result = app.evaluate_retrieval(Path(options.folder), mode=options.mode, vector_weight=options.vector_weight)
    return _print_json(result) if options.json else _print_figures(result)


def evaluate_answerability(app: App, options: Namespace) -> int:
    """Measure refusal on labelled questions."""
    result = app.evaluate_answerability(options.questions)
    return _print_json(result) if options.json else _print_figures(result)


def serve(app: App, options: Namespace) -> int:
    """Serve the pages until stopped."""
    from citewell.web.application import serve_app

    serve_app(app, host=options.host or app.settings.host, port=options.port or app.settings.port)
    return 0


def _describe(document: Document) -> dict[str, Any]:
    described = asdict(document)
    del described["blocks"]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in described.items()}


def _describe_passage(passage: Passage) -> dict[str, Any]:
    names = ("id", "text", "topic", "locator", "section_path", "strength", "certainty", "inferred")
    return {name: getattr(passage, name) for name in names}


def _matches(wanted: str | None, value: str, words: type[EvidenceKind] | type[DocumentStatus], name: str) -> bool:
    if wanted is None:
        return True
    known = [word.value for word in words]
    if wanted not in known:
        raise UserError(f"There is no {name} {wanted!r}.", remedy=f"Choose one of: {', '.join(known)}.")
    return wanted == value


def _print_figures(result: dict[str, Any]) -> int:
    for name, value in result.items():
        if isinstance(value, dict):
            _print_figures(value)
        elif not isinstance(value, (list, tuple)):
            shown = f"{value:.4f}" if isinstance(value, float) else value
            print(f"{name.replace('_', ' ') + ':':<28} {shown}")
    return 0


def _print_rejections(rejections: Iterable[Rejection]) -> None:
    for rejection in rejections:
        print(f"{rejection.place}: {rejection.reason}" + (f" {rejection.remedy}" if rejection.remedy else ""))


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    return 0


def _read(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{name} cannot be read: {error}", remedy="Give a file made by citewell ask --json."
        ) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error}", remedy="Choose another --output.") from error


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _bar(*, total: int, task: str) -> Callable[[int], None]:
    """A bar with rate and time left, on a terminal only."""
    from tqdm import tqdm

    bar = tqdm(total=total or None, desc=task, unit=" passages", file=sys.stderr, disable=None, leave=False)

    def advance(steps: int) -> None:
        bar.update(steps)
        if total and bar.n >= total:
            bar.close()

    return advance
