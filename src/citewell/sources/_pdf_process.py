"""Runs the PDF worker, passes its messages on, and ends it when it hangs or is no longer wanted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from citewell.sources._pdf_ocr import OCR_SECONDS

READING_SECONDS = 120.0
"""Time for one file; each page adds PAGE_SECONDS, each page that is read by OCR its own time."""

PAGE_SECONDS = 0.2
LONGEST_MESSAGE = 16 * 2**20

WORKER = (sys.executable, "-P", "-m", "citewell.sources._pdf_worker")


class WorkerFailed(Exception):
    """The worker ended without an end: why, in plain words, and the page it was on (0: before the first)."""

    def __init__(self, reason: str, page: int) -> None:
        super().__init__(reason)
        self.reason, self.page = reason, page


def read_messages(
    path: Path, *, worker: Sequence[str] = WORKER, seconds: float | None = None
) -> Iterator[dict[str, Any]]:
    """The worker's messages about the file at `path`, as they come; raises WorkerFailed.

    The worker is ended with the iteration, however that ends.
    """
    seconds = READING_SECONDS if seconds is None else seconds
    process = subprocess.Popen(
        [*worker, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watch = _Watch(process, seconds)
    page, ended = 0, False
    try:
        assert process.stdout is not None
        while not ended and (line := process.stdout.readline(LONGEST_MESSAGE)):
            message = _message(line)
            if message is None:
                raise WorkerFailed("The reader gave an answer that makes no sense.", page)
            kind = message.get("type")
            if kind == "page":
                page = int(message["number"])
            elif kind == "file":
                watch.extend(PAGE_SECONDS * int(message["pages"]))
            elif kind == "ocr":
                watch.extend(OCR_SECONDS + PAGE_SECONDS)
            ended = kind in ("end", "problem")
            yield message
        if watch.expired:
            raise WorkerFailed(f"Reading it took longer than {watch.allowed:.0f} seconds.", page)
        if not ended:
            raise WorkerFailed("The PDF reader broke down over it.", page)
    finally:
        watch.stop()
        _end(process)


def _message(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the worker and what it started, and waits for it."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


class _Watch:
    """Ends a process when its time is over; `extend` gives it more."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.expired = False
        self.allowed = seconds
        self._process, self._begin, self._stopped = process, time.monotonic(), threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def extend(self, seconds: float) -> None:
        self.allowed += seconds

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _wait(self) -> None:
        while (left := self._begin + self.allowed - time.monotonic()) > 0:
            if self._stopped.wait(min(left, 1.0)):
                return
        self.expired = True
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
