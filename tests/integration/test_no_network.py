"""Building a library and asking it a question opens no connection: watched in Python, and by the kernel."""

from __future__ import annotations

import ctypes
import platform
import sys
from pathlib import Path

import pytest
from tests.running import NERVE_BLOCK, environment, run_citewell

from citewell.app import App

# Python tells its hooks of every socket operation, and a hook cannot be removed. A pair of sockets that lead
# to each other, as an event loop makes to wake itself, is no connection.
WATCH = """
import socket, sys
def watch(event, arguments):
    if not event.startswith("socket.") or event == "socket.__new__" and arguments[1] == socket.AF_UNIX:
        return
    print("NETWORK", event, arguments[1:], file=sys.stderr, flush=True)
    raise PermissionError(f"{event} is not allowed here")
sys.addaudithook(watch)
"""

# The kernel ends the process at once when anything in it, compiled libraries included, makes a socket that is
# not local. The filter: load the machine, then the system call, then its first argument, the address family.
FILTER = """
import ctypes, struct
SOCKET = {socket_call}
def step(code, true, false, value):
    return struct.pack("HBBI", code, true, false, value)
LOAD, EQUAL, RETURN, ALLOW, KILL = 0x20, 0x15, 0x06, 0x7FFF0000, 0x80000000
steps = [
    step(LOAD, 0, 0, 0), step(EQUAL, 0, 3, SOCKET), step(LOAD, 0, 0, 16),
    step(EQUAL, 1, 0, 1), step(RETURN, 0, 0, KILL), step(RETURN, 0, 0, ALLOW),
]
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]
code = b"".join(steps)
kernel = ctypes.CDLL(None, use_errno=True)
assert kernel.prctl(38, 1, 0, 0, 0) == 0
if kernel.prctl(22, 2, ctypes.byref(Program(len(steps), code)), 0, 0) != 0:
    print("NO FILTER", ctypes.get_errno())
    raise SystemExit(0)
"""
SOCKET_CALLS = {"x86_64": 41, "aarch64": 198}
needs_kernel = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in SOCKET_CALLS or ctypes.sizeof(ctypes.c_void_p) != 8,
    reason="the filter is written for Linux on x86-64 and ARM64",
)


def test_a_library_is_built_and_asked_without_a_socket(starter_app: App, tmp_path: Path) -> None:
    where = environment(starter_app, library=tmp_path / "new", CITEWELL_CACHE=str(tmp_path / "cache"))
    result = run_citewell("ask", NERVE_BLOCK, where=where, before=WATCH)
    assert "NETWORK" not in result.stderr
    assert result.returncode == 0, result.stderr
    assert "Where sources differ" in result.stdout


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_the_watch_would_see_an_attempt(starter_app: App, attempt: str) -> None:
    result = run_citewell("--version", where=environment(starter_app), before=WATCH + attempt)
    assert "NETWORK" in result.stderr
    assert result.returncode != 0


@pytest.mark.slow
@needs_kernel
def test_the_kernel_sees_no_socket_either(starter_app: App, tmp_path: Path) -> None:
    """The process lingers, because libraries that report their use do so some seconds later."""
    where = environment(starter_app, library=tmp_path / "new", CITEWELL_CACHE=str(tmp_path / "cache"))
    linger = "import atexit, time\natexit.register(time.sleep, 15)\n"
    result = run_citewell("ask", NERVE_BLOCK, where=where, before=linger + _filter())
    if result.stdout.startswith("NO FILTER"):
        pytest.skip("the kernel takes no filter here")
    assert result.returncode == 0, f"ended by signal {-result.returncode}: {result.stderr}"
    assert "Where sources differ" in result.stdout


def test_nothing_is_written_but_the_library_and_the_cache(starter_app: App, tmp_path: Path) -> None:
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    own = {"CITEWELL_CACHE": str(tmp_path / "cache"), "HOME": str(home), "TMPDIR": str(scratch)}
    where = environment(starter_app, library=tmp_path / "new", **own)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        where.pop(name, None)
    result = run_citewell("ask", NERVE_BLOCK, where=where)
    assert result.returncode == 0, result.stderr
    assert [path for folder in (home, scratch) for path in folder.rglob("*")] == []


@needs_kernel
def test_the_kernel_would_end_an_attempt(starter_app: App) -> None:
    attempt = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)"
    result = run_citewell("--version", where=environment(starter_app), before=_filter() + attempt)
    if result.stdout.startswith("NO FILTER"):
        pytest.skip("the kernel takes no filter here")
    assert result.returncode == -31


def _filter() -> str:
    return FILTER.format(socket_call=SOCKET_CALLS[platform.machine()])
