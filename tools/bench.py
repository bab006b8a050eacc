"""Measure speed and memory on this machine: python tools/bench.py [--pubmed FILE] [--jats FOLDER] [--write].

Whole commands are timed from outside, in processes of their own; medians over several runs. Without a file of
PubMed's and a folder of JATS articles, synthetic ones are written first. With --write the table goes into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

from bench_ingest import COMMAND, ingest_rows

QUESTION = "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?"
QUESTIONS = (
    QUESTION,
    "How is giant cell arteritis recognised?",
    "occipital neuralgia treatment",
    "What are the red flags of headache?",
    "Is neck manipulation safe?",
    "How is spontaneous intracranial hypotension diagnosed?",
    "What is the natural history of Chiari malformation in children?",
    "Is imaging needed for cervicogenic headache?",
)
RUNS = 7
ROOT = Path(__file__).resolve().parent.parent
WARM = """
import json, sys, time
from citewell.app import App, read_settings
app, questions = App(read_settings()), json.loads(sys.argv[1])
for question in questions:
    app.ask(question, keep=False)
times = []
for _ in range(int(sys.argv[2])):
    for question in questions:
        started = time.perf_counter()
        app.ask(question, keep=False)
        times.append(time.perf_counter() - started)
print(json.dumps(sorted(times)))
"""


def main() -> None:
    """Run every measurement and print, or write, the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pubmed", type=Path, metavar="FILE", help="a .xml.gz file of PubMed records")
    parser.add_argument("--jats", type=Path, metavar="FOLDER", help="a folder of articles in JATS")
    options = parser.parse_args()
    table = measure(pubmed=options.pubmed, jats=options.jats)
    print(table)
    if options.write:
        page = ROOT / "docs" / "benchmarks.md"
        head = page.read_text("utf-8").split("<!-- figures -->")[0]
        page.write_text(f"{head}<!-- figures -->\n{table}\n", "utf-8")


def measure(*, pubmed: Path | None, jats: Path | None) -> str:
    """The table, in Markdown, with the machine's description."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = ["| what | asked | measured |", "|---|---|---|"]
        adding = ingest_rows(folder, folder / "cache", pubmed=pubmed, jats=jats)
        for what, asked, measured in chain(answer_rows(folder), adding):
            lines.append(f"| {what} | {asked} | {measured} |")
            print(f"{what}: {measured}", file=sys.stderr)
    return "\n".join([describe_machine(), "", *lines])


def answer_rows(folder: Path) -> list[tuple[str, str, str]]:
    """What answering costs; the converted encoder stays in the folder's cache."""
    place = dict(os.environ, CITEWELL_LIBRARY=f"{folder}/library", CITEWELL_CACHE=f"{folder}/cache")
    first, _ = run([COMMAND, "ask", QUESTION], place)
    again = [run([COMMAND, "ask", QUESTION], place) for _ in range(RUNS)]
    version = [run([COMMAND, "--version"], place)[0] for _ in range(RUNS)]
    warm = json.loads(
        subprocess.run(
            [sys.executable, "-c", WARM, json.dumps(QUESTIONS), str(RUNS)],
            env=place, check=True, capture_output=True, text=True,
        ).stdout
    )  # fmt: skip
    return [
        ("first answer, library built and encoder converted", "20 s", f"{first:.1f} s"),
        ("answer in a new process, median", "2 s", f"{statistics.median(wall for wall, _ in again):.2f} s"),
        ("answer inside a process, warm, median", "250 ms", f"{1000 * statistics.median(warm):.0f} ms"),
        ("the same, 95th percentile", "", f"{1000 * warm[int(0.95 * len(warm))]:.0f} ms"),
        ("`citewell --version`, median", "0.25 s", f"{statistics.median(version):.2f} s"),
        ("resident memory while answering, most", "500 MB", f"{max(memory for _, memory in again) / 1e6:.0f} MB"),
    ]


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and most resident bytes of one command."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - started, usage.ru_maxrss * scale


def describe_machine() -> str:
    """Processor, cores, system and Python, in a line."""
    name = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        models = [
            line.split(":", 1)[1].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")
        ]
        name = models[0] if models else name
    load = f", load average {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"Machine: {name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{load}."


if __name__ == "__main__":
    main()
