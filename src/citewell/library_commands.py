"""What the verbs under `citewell library` do: read, call the app, print."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.documents import Document, Passage, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.errors import UserError
from citewell.upkeep.report import IntakeReport
from citewell.watch_commands import look, print_watch

SHOWN_REJECTIONS = 500
SHOWN_OF_ONE_FILE = 20
SHOWN_IDS = 20


def build(app: App, options: Namespace) -> int:
    """Build the index or bring it up to date."""
    return status(app, options)


def status(app: App, options: Namespace) -> int:
    """Counts, release, engine and place."""
    found = app.status()
    if options.json:
        return print_json(found)
    print(f"{found['documents']:,} documents, {found['passages']:,} passages, release {found['release']}")
    for name in ("by_kind", "by_status"):
        print(f"{name.replace('_', ' ').capitalize()}: {_counted(found[name])}")
    if found["vectors_missing"]:
        print(
            f"Without a vector, found by words alone: {found['vectors_missing']:,} passages (citewell library update)"
        )
    if found["terms"]:
        print(f"Terms for search: {_counted(found['terms'])}")
    if found["releases"]:
        print(f"Releases: {', '.join(found['releases'])}")
    for unfinished in found["unfinished"]:
        print(f"Broken off: citewell library add {unfinished} (run it again to continue)")
    print(f"Encoder: {found['embedder'] or 'none, words only'}")
    print(f"Library: {found['library']}")
    return 0


def list_documents(app: App, options: Namespace) -> int:
    """Documents, by kind and year."""
    documents = [
        document
        for document in app.documents()
        if _matches(options.kind, document.kind.value, EvidenceKind, "kind")
        and _matches(options.status, document.status.value, DocumentStatus, "status")
        and (not options.collection or document.collection == options.collection)
        and (not options.source or document.source == options.source)
        and (not options.since or (document.year or 0) >= options.since)
        and (not options.title or options.title.casefold() in document.title.casefold())
    ]
    documents.sort(key=lambda document: (document.kind.rank, -(document.year or 0), document.id))
    if options.json:
        return print_json([_describe(document) for document in documents])
    for document in documents:
        state = "" if document.status is DocumentStatus.CURRENT else f" ({document.status.value})"
        print(f"{document.id}  [{document.kind.label}] {document.year or 'no year'}{state}  {document.title}")
    kinds = Counter(document.kind.label.lower() for document in documents)
    tell(f"{len(documents):,} documents: {_counted(kinds)}" if documents else "No document matches.")
    return 0


def show(app: App, options: Namespace) -> int:
    """A document's particulars, passages, earlier versions, and the articles that cite it."""
    document, passages = app.document(options.id)
    citing = app.citing([document.id])
    earlier = app.index.earlier([document.id])
    if options.json:
        return print_json(
            {
                **_describe(document),
                "passages": [_describe_passage(passage) for passage in passages],
                "cited_by": [one._asdict() for one in citing],
                "earlier_versions": [
                    {"until": one.until, "reason": one.reason, "digest": one.document.digest} for one in earlier
                ],
            }
        )
    for name, value in _describe(document).items():
        if value in ("", None, [], False):
            continue
        if name == "notices":
            value = [_notice_in_words(notice) for notice in value]
        print(f"{name.replace('_', ' ') + ':':<20} {value if not isinstance(value, list) else '; '.join(value)}")
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
        for item in passage.recommendations:
            grades = "; ".join(part for part in (item.strength, item.certainty, item.scheme) if part)
            print(f"  recommends ({grades}): {passage.text[item.start : item.end]}")
    if earlier:
        print("\nEarlier versions:")
        for one in earlier:
            print(f"  until {one.until}: {one.reason} ({one.document.digest[:12]})")
    if citing:
        print("\nCited by:")
        _print_citing(citing)
    return 0


def add(app: App, options: Namespace) -> int:
    """Add documents; exit code 3 when some records were left out."""
    report = app.add(options.what, prefix=options.prefix, vectors=options.vectors, rehearse=options.dry_run)
    citing = app.citing(report.affected) if not options.dry_run else []
    if options.json:
        print_json({**report.to_dict(), "affected_articles": [one._asdict() for one in citing]})
    else:
        _print_report(report)
        _print_affected(citing)
    return 3 if report.rejections else 0


def update(app: App, options: Namespace) -> int:
    """Look again where documents came from; exit code 3 when some records were left out."""
    reports = app.update(vectors=options.vectors, offline=options.offline, retractions=options.retractions)
    affected = list(dict.fromkeys(name for report in reports for name in report.affected))
    citing = app.citing(affected)
    missing = app.status()["vectors_missing"]
    watched = look(app) if app.board.dossiers.any() else None
    if options.json:
        print_json(
            {
                "reports": [report.to_dict() for report in reports],
                "vectors_missing": missing,
                "affected_articles": [one._asdict() for one in citing],
                "watch": watched,
            }
        )
    else:
        for report in reports:
            print(" ".join(report.what))
            _print_report(report, indent="  ")
        if not reports:
            print(
                "No place to look at again: nothing was added yet, or everything is on the network and --offline is on."
            )
        print(f"{missing:,} passages without a vector")
        _print_affected(citing)
        if watched:
            print_watch(watched)
    return 3 if any(report.rejections for report in reports) else 0


def remove(app: App, options: Namespace) -> int:
    """Remove documents that were added."""
    removed = app.remove(options.id)
    citing = app.citing(options.id)
    if options.json:
        return print_json({"removed": removed, "affected_articles": [one._asdict() for one in citing]})
    print(
        f"{removed} documents removed; they stay readable for the articles that cite them, and updates leave them out"
    )
    _print_affected(citing)
    return 0


def release_create(app: App, options: Namespace) -> int:
    """Name the present state of the library."""
    made = app.create_release(options.name, note=options.note)
    if options.json:
        return print_json(made)
    print(f"Release {made['name']}: {made['documents']:,} documents, {made['passages']:,} passages")
    print(f'Answer from it with: citewell ask "..." --as-of {made["name"]}')
    return 0


def release_list(app: App, options: Namespace) -> int:
    """Every release, oldest first."""
    releases = app.releases()
    if options.json:
        return print_json(releases)
    for release in releases:
        note = f"  {release['note']}" if release.get("note") else ""
        print(f"{release['name']}  {release['created']}  {release['documents']:,} documents{note}")
    if not releases:
        tell("No release yet. Make one with: citewell library release create NAME")
    return 0


def release_show(app: App, options: Namespace) -> int:
    """What a release holds."""
    release = app.named_release(options.name)
    if options.json:
        return print_json(release)
    for name, value in release.items():
        if name != "versions" and value != "":
            print(f"{name + ':':<12} {value}")
    return 0


def release_diff(app: App, options: Namespace) -> int:
    """What came, changed and left between two releases."""
    found = app.compare_releases(options.earlier, options.later)
    if options.json:
        return print_json(found)
    for name, documents in found.items():
        print(f"{name}: {len(documents):,}")
        for document in documents:
            was = f", was {document['was']}" if "was" in document else ""
            state = "" if document["status"] == "current" and not was else f"  ({document['status']}{was})"
            print(f"  {document['id']}  [{document['kind']}]{state}")
    return 0


def doctor(app: App, options: Namespace) -> int:
    """What is wrong with the library; exit code 6 where it is broken."""
    complaints = app.doctor()
    broken = any(complaint.severity == "error" for complaint in complaints)
    if options.json:
        print_json({"sound": not broken, "complaints": [asdict(complaint) for complaint in complaints]})
        return 6 if broken else 0
    for complaint in complaints:
        print(f"{complaint.severity}: {complaint.what}" + (f"\n  {complaint.remedy}" if complaint.remedy else ""))
    if not complaints:
        print("The library is sound.")
    return 6 if broken else 0


def _print_report(report: IntakeReport, *, indent: str = "") -> None:
    would = "would be " if report.rehearsed else ""
    parts = [f"{len(report.added):,} documents {would}added"]
    parts += [f"{len(report.updated):,} {would}renewed"] * bool(report.updated)
    parts += [f"{report.unchanged:,} unchanged"] * bool(report.unchanged)
    parts += [f"{len(report.removed):,} {would}removed"] * bool(report.removed)
    print(f"{indent}{', '.join([*parts, f'{len(report.rejections):,} records left out'])}")
    if report.terms:
        kept = "would be kept" if report.rehearsed else "kept"
        print(f"{indent}{report.terms:,} terms of a vocabulary {kept}; search looks for all their names")
    if report.vectors_missing:
        print(f"{indent}{report.vectors_missing:,} passages have no vector yet: citewell library update")
    for name, state in report.amended[:SHOWN_IDS]:
        print(f"{indent}{name} is now {state}")
    _print_rejections(report.rejections, indent=indent)
    if report.skipped:
        named = ", ".join(report.skipped[:5]) + (" and others" if len(report.skipped) > 5 else "")
        print(f"{indent}{len(report.skipped):,} files of other kinds were left alone: {named}")


def _print_rejections(rejections: Sequence[Rejection], *, indent: str = "") -> None:
    """One line each, of one file a few, so that a file of broken records does not hide the others."""
    shown = 0
    for file, group in groupby(rejections, key=lambda rejection: rejection.place.partition(":")[0]):
        of_one = list(group)
        for rejection in of_one[:SHOWN_OF_ONE_FILE]:
            print(f"{indent}{rejection.place}: {rejection.reason} {rejection.remedy}".rstrip())
        if len(of_one) > SHOWN_OF_ONE_FILE:
            print(f"{indent}{file}: {len(of_one) - SHOWN_OF_ONE_FILE:,} more lines about it: citewell library doctor")
        shown += len(of_one)
        if shown >= SHOWN_REJECTIONS:
            break
    if len(rejections) > shown:
        print(f"{indent}and {len(rejections) - shown:,} more: citewell library doctor")


def _print_affected(citing: Sequence[Any]) -> None:
    if citing:
        print(f"{len(citing):,} stored articles cite what changed:")
        _print_citing(citing)


def _print_citing(citing: Iterable[Any]) -> None:
    for one in citing:
        print(f"  {one.digest[:12]}  {one.saved_at[:10]}  {one.question}  ({', '.join(one.document_ids)})")


def _describe(document: Document) -> dict[str, Any]:
    described = asdict(document)
    del described["blocks"]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in described.items()}


def _describe_passage(passage: Passage) -> dict[str, Any]:
    names = ("id", "text", "topic", "locator", "section_path", "strength", "certainty", "inferred", "start", "end")
    found = [{**asdict(item), "text": passage.text[item.start : item.end]} for item in passage.recommendations]
    return {name: getattr(passage, name) for name in names} | {"recommendations": found}


def _notice_in_words(notice: dict[str, Any]) -> str:
    where = next((f"{name.upper()} {notice[name]}" for name in ("pmid", "doi", "url") if notice[name]), "")
    parts = [notice["status"], notice["date"], notice["reference"], where, notice["source"], notice["reason"]]
    return ", ".join(part for part in parts if part)


def _counted(counts: Any) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items()) or "none"


def _matches(wanted: str | None, value: str, words: type[EvidenceKind] | type[DocumentStatus], name: str) -> bool:
    if wanted is None:
        return True
    known = [word.value for word in words]
    if wanted not in known:
        raise UserError(f"There is no {name} {wanted!r}.", remedy=f"Choose one of: {', '.join(known)}.")
    return wanted == value
