"""Measure warm answers on a library: python tools/bench_answers.py [--library DIR] [--runs N] [QUESTION ...].

Prints medians and 95th percentiles of the wall time, of the time until what was understood and what was found are told,
and of the processor time of this process, which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time

from bench import QUESTIONS
from citewell.app import App, read_settings
from citewell.domain.steps import Step, StepName


def main() -> None:
    """Ask every question once to warm up, then so many times, and print a row a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="*", default=QUESTIONS)
    parser.add_argument("--library")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    app = App(read_settings(library=options.library))
    for question in options.questions:
        time_answer(app, question)
    before = os.getloadavg()[0]
    rows = [time_answer(app, question) for _ in range(options.runs) for question in options.questions]
    for name in rows[0]:
        times = sorted(row[name] for row in rows)
        print(f"{name:<12} p50 {statistics.median(times):7.0f} ms   p95 {times[int(0.95 * len(times))]:7.0f} ms")
    print(
        f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after; most resident memory {most_resident()} MB"
    )


def most_resident() -> int:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def time_answer(app: App, question: str) -> dict[str, float]:
    """Milliseconds until each step that comes before the answer, and of the whole."""
    started, used = time.perf_counter(), time.process_time()
    told: dict[str, float] = {}

    def observe(step: Step) -> None:
        if step.name in (StepName.UNDERSTOOD, StepName.SEARCHED):
            told[step.name.value] = 1000 * (time.perf_counter() - started)

    app.ask(question, keep=False, observe=observe)
    whole = 1000 * (time.perf_counter() - started)
    return told | {"answered": whole, "processor": 1000 * (time.process_time() - used)}


if __name__ == "__main__":
    main()
