"""Measure the pages as a reader meets them: python tools/measure_pages.py [--json] [--write] [--runs N].

Builds the starter library in a temporary folder, serves it by `citewell serve` in a process of its own with the limits
on rate lifted, asks the question of the README, and measures stored pages: in Chromium with the processor slowed down
four times and an empty cache (medians over the runs), and from one connection and from several without a browser.
Browser, client and server share the machine, so that a busy one shows in every figure; run it where little else runs.
With --write the figures go into docs/figures/, the package and docs/benchmarks.md.

Web vitals as defined at https://web.dev/articles/vitals: first and largest contentful paint, cumulative layout shift;
blocking time is what long tasks take beyond 50 ms, from the first paint until the page has been quiet for a second.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench import QUESTION, describe_machine
from citewell import __version__
from local_site import ask, open_chromium, served_by_command

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "figures" / "pages.json"
PACKAGED = ROOT / "src" / "citewell" / "evaluation" / "figures" / "pages.json"
BENCHMARKS = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- pages -->", "<!-- end of pages -->"
SLOWED = 4
QUIET_MS = 1000
LONG_TASK_MS = 50
PHONE = {"width": 360, "height": 740}
SINGLE_REQUESTS, ANEW_REQUESTS = 200, 24
CONNECTIONS, LOAD_REQUESTS, LOAD_RUNS = 8, 1500, 3
OPEN = {"CITEWELL_REQUESTS_PER_MINUTE": "0", "CITEWELL_QUESTIONS_PER_MINUTE": "0"}
OBSERVE = """
window.seen = { paint: 0, largest: 0, shift: 0, tasks: [] };
const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe(
  { type, buffered: true });
watch("paint", (one) => { if (one.name === "first-contentful-paint") seen.paint = one.startTime; });
watch("largest-contentful-paint", (one) => { seen.largest = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
watch("longtask", (one) => { seen.tasks.push([one.startTime, one.duration]); });
"""
PAGE_HEAD = ("page", "page, gzip", "with style and script", "requests", "elements", "first paint", "largest paint",
             "layout shift", "blocked")  # fmt: skip
ASKED_PAGE = ("asked", "60 KB", "", "", "", "", "1.00 s", "", "")


def main() -> None:
    """Serve, measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--write", action="store_true", help="keep the figures beside the documents and in the package")
    parser.add_argument(
        "--runs", type=int, default=5, metavar="N", help="loads of each page in the browser (default: 5)"
    )
    options = parser.parse_args()
    figures = {"citewell": __version__, "results": measure(options.runs)}
    print(json.dumps(figures, indent=1) if options.json else "\n".join(document(figures["results"])))
    if options.write:
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
        shutil.copyfile(FIGURES, PACKAGED)
        head, _, rest = BENCHMARKS.read_text("utf-8").partition(BEGIN)
        lines = [BEGIN, *document(figures["results"]), END]
        BENCHMARKS.write_text(head + "\n".join(lines) + rest.partition(END)[2], "utf-8")


def measure(runs: int) -> dict[str, Any]:
    """Every figure, with the machine and how busy it was."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, served_by_command(Path(folder) / "library", **OPEN) as (site, server):
        with httpx.Client(base_url=site, timeout=120) as browser:
            article = ask(browser, QUESTION)
            claim = httpx.get(f"{site}/api/v1{article}").json()["direct_answer"][0]
        pages = {
            "article, clinician": article,
            "article, patient": f"{article}?reader=patient",
            "proof": f"{article}/claims/{claim['id']}/1",
            "first page": "/",
            "library": "/library",
        }
        with open_chromium() as chromium:
            loaded = {name: [load(chromium, site + address) for _ in range(runs)] for name, address in pages.items()}
        served = server_rows(site, article, server=server)
    load_words = f"load average {before:.1f} at the start"
    return {
        "machine": describe_machine().removeprefix("Machine: ").replace("load average", f"{load_words},"),
        "pages": [page_row(name, seen) for name, seen in loaded.items()],
        "server": [dict(zip(("what", "asked", "measured"), row, strict=True)) for row in served],
    }


def load(chromium: Any, address: str) -> dict[str, float]:
    """One load of a page on a slow phone with nothing in its cache."""
    context = chromium.new_context(viewport=PHONE)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    documents: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    session.on("Network.requestWillBeSent", lambda event: documents.append(event["requestId"]))
    try:
        page.goto(address, wait_until="load")
        page.wait_for_timeout(QUIET_MS)
        seen = page.evaluate("({...seen, elements: document.querySelectorAll('*').length})")
    finally:
        context.close()
    blocked = sum(max(0, duration - LONG_TASK_MS) for start, duration in seen.pop("tasks") if start >= seen["paint"])
    return {**seen, "blocked": blocked, "page": sizes[documents[0]], "all": sum(sizes.values()), "requests": len(sizes)}


def page_row(name: str, seen: list[dict[str, float]]) -> dict[str, str]:
    """The medians over the loads of a page, in words."""
    middle = {key: median(one[key] for one in seen) for key in seen[0]}
    cells = (
        name,
        f"{middle['page'] / 1000:.1f} KB",
        f"{middle['all'] / 1000:.1f} KB",
        f"{middle['requests']:.0f}",
        f"{middle['elements']:,.0f}",
        f"{middle['paint'] / 1000:.2f} s",
        f"{middle['largest'] / 1000:.2f} s",
        f"{middle['shift']:.3f}",
        f"{middle['blocked']:.0f} ms",
    )
    return dict(zip(PAGE_HEAD, cells, strict=True))


def server_rows(site: str, article: str, *, server: int) -> list[tuple[str, str, str]]:
    """How long stored pages take, and how many a second."""
    rows: list[tuple[str, str, str]] = []
    for name, address, asked in (
        ("article page, clinician", article, "15 ms"),
        ("article page, patient", f"{article}?reader=patient", "15 ms"),
        ("article as JSON", f"/api/v1{article}", "15 ms"),
        ("article as JSON, patient", f"/api/v1{article}?reader=patient", ""),
    ):
        times = one_by_one(site, [{}] * SINGLE_REQUESTS, address)
        rows.append((f"{name}: answered, median", asked, f"{median(times):.1f} ms"))
        rows.append(("the same, 95th percentile", "", f"{quantiles(times, n=20)[-1]:.1f} ms"))
    # The address that a page is asked under stands in its links, so that a page for a new one is drawn anew.
    hosts = [{"Host": f"127.0.0.1:{port}"} for port in range(20_000, 20_000 + ANEW_REQUESTS)]
    rows.append(("article page, drawn anew, median", "", f"{median(one_by_one(site, hosts, article)):.1f} ms"))
    before = processor_seconds(server)
    rates = [asyncio.run(load_test(site, article)) for _ in range(LOAD_RUNS)]
    words = f"stored article pages from {CONNECTIONS} connections, {LOAD_REQUESTS:,} requests"
    rows.append((words, "100 a second", f"{median(rates):.0f} a second"))
    spent = (processor_seconds(server) - before) / (LOAD_RUNS * (LOAD_REQUESTS // CONNECTIONS) * CONNECTIONS)
    rows.append(("the same: processor time of the server for one", "", f"{spent * 1000:.1f} ms"))
    return rows


def processor_seconds(process: int) -> float:
    """What a process has used of the processors so far, by Linux's own count; waiting for one does not show in it."""
    told = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def one_by_one(site: str, headers: list[dict[str, str]], address: str) -> list[float]:
    """Milliseconds until a request has its whole answer, one after another on one connection."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    times: list[float] = []
    for own in [headers[0], *headers]:
        begun = time.perf_counter()
        connection.request("GET", address, headers={"Accept-Encoding": "gzip", **own})
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{address} was answered with {answer.status}.")
    connection.close()
    return times[1:]


async def load_test(site: str, address: str) -> float:
    """Requests a second over several connections that each ask again as soon as they are answered."""
    place = urlsplit(site)
    head = f"GET {address} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept-Encoding: gzip\r\n\r\n".encode()

    async def reader_of_pages(requests: int) -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        for _ in range(requests):
            writer.write(head)
            told = await reader.readuntil(b"\r\n\r\n")
            if not told.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{address} was answered with {told[:40]!r}.")
            length = told.lower().split(b"content-length:")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(reader_of_pages(LOAD_REQUESTS // CONNECTIONS) for _ in range(CONNECTIONS)))
    return LOAD_REQUESTS // CONNECTIONS * CONNECTIONS / (time.perf_counter() - begun)


def document(results: dict[str, Any]) -> list[str]:
    """The figures in Markdown."""
    lines = [f"Machine: {results['machine']}", "", *_row(PAGE_HEAD), f"|{'---|' * len(PAGE_HEAD)}", *_row(ASKED_PAGE)]
    lines += [line for page in results["pages"] for line in _row(page.values())]
    lines += ["", "| what | asked | measured |", "|---|---|---|"]
    return lines + [line for row in results["server"] for line in _row(row.values())]


def _row(cells: Any) -> list[str]:
    return [f"| {' | '.join(cells)} |"]


if __name__ == "__main__":
    main()
