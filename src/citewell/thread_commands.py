"""What `citewell thread ...` does, and how `citewell ask` shows its steps."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import Any

from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.errors import NotFoundError
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.domain.threads import Thread, Turn

MOST_FOUND = 10


def observer(options: Namespace) -> Observer:
    """Shows each step on stderr: on a terminal, or where --steps asks for it; as JSON lines beside JSON."""
    if not (options.steps or sys.stderr.isatty()):
        return unobserved
    as_json = options.json or options.format == "json"
    return (
        (lambda step: tell(json.dumps(_step(step), ensure_ascii=False)))
        if as_json
        else (lambda step: None if step.name is StepName.SECTION else tell(step.message))
    )


def say_thread(app: App, name: str) -> None:
    """Say which thread an answer belongs to, and how to go on."""
    thread = app.thread(name)
    tell(f'Thread {thread.id}, question {len(thread.turns)}. Go on with: citewell ask --thread {thread.id} "..."')


def thread_list(app: App, options: Namespace) -> int:
    """List the threads, that used last first."""
    threads = app.threads.recent(options.limit)
    if options.json:
        return print_json({"threads": [_summary(thread) for thread in threads]})
    for thread in threads:
        first = thread.turns[0].question if thread.turns else ""
        print(f"{thread.id}  {thread.started_at[:10]}  {_counted(len(thread.turns))}: {first}")
    if not threads:
        print('There is no thread yet. Start one with: citewell ask --thread new "..."')
    return 0


def thread_show(app: App, options: Namespace) -> int:
    """Show the questions of a thread, or one of its articles."""
    thread = app.thread(options.thread)
    if options.number is not None:
        page, _ = app.export(app.article(_numbered(thread, options.number).article), "json" if options.json else "text")
        sys.stdout.write(page.decode())
        return 0
    if options.json:
        return print_json({**_summary(thread), "turns": [_turn(turn) for turn in thread.turns]})
    print(f"{thread.id}, {_counted(len(thread.turns))}, begun {thread.started_at[:10]}")
    for turn in thread.turns:
        print(f"{turn.number:>3}. {turn.asked}")
        if turn.question != turn.asked:
            print(f"     Read as: {turn.question}")
        print(f"     {turn.status.replace('_', ' ')} · {len(turn.passages)} passages cited · {turn.article}")
    return 0


def thread_delete(app: App, options: Namespace) -> int:
    """Delete a thread for good, and say what went."""
    gone = app.delete_thread(options.thread)
    if options.json:
        return print_json({"deleted": gone.id, "turns": gone.turns, "articles": gone.articles, "kept": gone.kept})
    articles = f"{len(gone.articles)} article{'' if len(gone.articles) == 1 else 's'}"
    print(f"Deleted thread {gone.id}: {_counted(gone.turns)}, {articles}.")
    for digest in gone.kept:
        print(f"Kept, because another thread or the board has it: {digest}")
    return 0


def _numbered(thread: Thread, number: int) -> Turn:
    for turn in thread.turns:
        if turn.number == number:
            return turn
    raise NotFoundError(
        f"The thread {thread.id} has no question {number}.", remedy=f"See them: citewell thread show {thread.id}"
    )


def _summary(thread: Thread) -> dict[str, Any]:
    first = thread.turns[0].question if thread.turns else ""
    return {"id": thread.id, "started_at": thread.started_at, "questions": len(thread.turns), "first": first}


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "asked": turn.asked,
        "question": turn.question,
        "status": turn.status,
        "article": turn.article,
        "asked_at": turn.asked_at,
        "passages": list(turn.passages),
    }


def _step(step: Step) -> dict[str, Any]:
    """A step as plain values; the article itself goes to stdout, and only its digest is told here."""
    told: dict[str, Any] = {"step": step.name.value, "message": step.message}
    if step.understanding:
        parts = step.understanding.parts
        told["parts"] = [{"text": part.text, "topic": part.topic, "intent": part.intent.value} for part in parts]
    if step.found:
        told["publications"] = len(step.found)
        told["found"] = [{"id": one.id, "title": one.title, "year": one.year} for one in step.found[:MOST_FOUND]]
    if step.name is StepName.DIRECT_ANSWER:
        told["claims"] = len(step.direct_answer)
    if step.name is StepName.SECTION:
        newest = step.sections[-1]
        told["section"] = {"heading": newest.heading, "claims": len(newest.claims)}
    if step.article:
        told["digest"] = step.article.digest
    return told


def _counted(number: int) -> str:
    return f"{number} question" if number == 1 else f"{number} questions"
