"""A PDF that hangs, crashes or is full of rubbish costs its own file and nothing else."""

from __future__ import annotations

import io
import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.sources import _pdf_process
from citewell.sources._pdf_process import WorkerFailed, read_messages
from citewell.sources.pdf import PdfSource


def sound_pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 400), pageCompression=0)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 300, "Heat eases a stiff neck for about an hour.")
    canvas.showPage()
    canvas.drawString(50, 300, "It does not help a trapped nerve at all.")
    canvas.save()
    return buffer.getvalue()


def worker_that(does: str) -> tuple[str, ...]:
    told = "import json,os,sys,time; say=lambda **m: print(json.dumps(m), flush=True); "
    return (sys.executable, "-c", told + does)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_reader_that_hangs_is_ended_and_the_page_is_told(tmp_path: Path) -> None:
    hangs = worker_that("say(type='page', number=7); time.sleep(60)")
    begin = time.monotonic()
    with pytest.raises(WorkerFailed, match=r"longer than 1 seconds") as failed:
        list(read_messages(tmp_path / "any.pdf", worker=hangs, seconds=0.7))
    assert failed.value.page == 7
    assert time.monotonic() - begin < 10


def test_a_reader_that_crashes_is_told_apart_from_one_that_ends(tmp_path: Path) -> None:
    crashes = worker_that("say(type='page', number=2); os.abort()")
    with pytest.raises(WorkerFailed, match="broke down") as failed:
        list(read_messages(tmp_path / "any.pdf", worker=crashes))
    assert failed.value.page == 2
    babbles = worker_that("print('Segmentation fault')")
    with pytest.raises(WorkerFailed, match="no sense"):
        list(read_messages(tmp_path / "any.pdf", worker=babbles))
    ends = worker_that("say(type='end'); time.sleep(60)")
    assert list(read_messages(tmp_path / "any.pdf", worker=ends)) == [{"type": "end"}]


def test_the_reader_ends_when_nobody_listens_any_more(tmp_path: Path) -> None:
    """As when Ctrl-C ends the command in the middle of a file."""
    messages = read_messages(
        tmp_path / "any.pdf", worker=worker_that("say(type='file', pages=1, me=os.getpid()); time.sleep(60)")
    )
    process = next(messages)["me"]
    assert is_running(process)
    messages.close()
    assert not is_running(process)


def test_a_file_that_breaks_the_reader_is_one_rejection_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(sound_pdf())
    (tmp_path / "b.pdf").write_bytes(sound_pdf())
    breaks_on_a = "os.abort() if 'a.pdf' in sys.argv[1] else os.execv(sys.executable, [*WORKER, sys.argv[1]])"
    real = repr(list(_pdf_process.WORKER))
    monkeypatch.setattr(
        _pdf_process.read_messages,
        "__kwdefaults__",
        {"worker": worker_that(f"WORKER={real}; {breaks_on_a}"), "seconds": None},
    )
    rejection, document = PdfSource().fetch(str(tmp_path))
    assert isinstance(rejection, Rejection)
    assert rejection.place == "a.pdf: file"
    assert isinstance(document, Document)


def test_files_full_of_rubbish_never_raise_anything_but_an_input_error(tmp_path: Path) -> None:
    """Bytes of a sound file are changed, cut out and doubled at random; the seed is fixed so that a failure repeats."""
    sound, chance = sound_pdf(), random.Random(20)
    for number in range(8):
        broken = bytearray(sound)
        for _ in range(chance.choice([1, 5, 40])):
            place = chance.randrange(8, len(broken) - 8)
            match chance.randrange(3):
                case 0:
                    broken[place] = chance.randrange(256)
                case 1:
                    del broken[place : place + chance.randrange(60)]
                case _:
                    broken[place:place] = broken[place : place + chance.randrange(200)]
        (tmp_path / f"{number}.pdf").write_bytes(broken)
    named: set[str] = set()
    with suppress(InputError):  # where none of the files could be read
        for item in PdfSource().fetch(str(tmp_path)):
            assert isinstance(item, Document | Rejection)
            named.add(item.id if isinstance(item, Document) else item.place.partition(".")[0])
    assert named == {str(number) for number in range(8)}


def test_the_same_file_gives_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "heat.pdf"
    path.write_bytes(sound_pdf())
    assert list(PdfSource().fetch(str(path))) == list(PdfSource().fetch(str(path)))


def test_a_file_in_the_working_folder_is_never_run_as_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "heat.pdf").write_bytes(sound_pdf())
    monkeypatch.chdir(tmp_path)
    (document,) = PdfSource().fetch("heat.pdf")
    assert isinstance(document, Document)
