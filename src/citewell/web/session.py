"""Who sends a form: a cookie without meaning, and a token in each form that only a page of ours can know."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

SESSION_COOKIE = "citewell_session"
TOKEN_FIELD = "token"
_IDENTITY = re.compile(r"[A-Za-z0-9_-]{43}")
_TOKEN_BYTES = 32


class Session:
    """One browser's session during one request.

    Its cookie is sent once a form was shown. A token is masked anew each time: pages are compressed, and a
    secret that stays the same there could be guessed by its length (BREACH, Gluck, Harris and Prado 2013).
    `bound` is what else a token belongs to: whose sign-in it is, so that no token outlives a sign-in or a sign-out.
    """

    def __init__(self, identity: str, key: bytes, *, bound: str = "") -> None:
        self.is_new = not _IDENTITY.fullmatch(identity)
        self.identity = secrets.token_urlsafe(32) if self.is_new else identity
        self.used = False
        self._key = key
        self._bound = bound

    def token(self) -> str:
        """A token for the forms of one page."""
        self.used = True
        mask = secrets.token_bytes(_TOKEN_BYTES)
        return base64.urlsafe_b64encode(mask + _mixed(mask, self._proof())).decode()

    def accepts(self, token: str) -> bool:
        """Whether a token was made for this session; compared in constant time."""
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii"))
        except ValueError:
            return False
        if self.is_new or len(raw) != 2 * _TOKEN_BYTES:
            return False
        return hmac.compare_digest(_mixed(raw[:_TOKEN_BYTES], raw[_TOKEN_BYTES:]), self._proof())

    def cookie(self, *, secure: bool) -> str:
        """The header that keeps the session in the browser, out of reach of scripts and of other sites' posts."""
        return f"{SESSION_COOKIE}={self.identity}; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    def _proof(self) -> bytes:
        message = f"form {self.identity} {self._bound}".encode("utf-8", "replace")
        return hmac.digest(self._key, message, hashlib.sha256)


_present: ContextVar[Session | None] = ContextVar("session", default=None)


def begin_session(cookies: str, key: bytes, *, bound: str = "") -> Session:
    """The session of a request, from its Cookie header; `present_session` finds it until the request ends."""
    session = Session(read_cookie(cookies, SESSION_COOKIE), key, bound=bound)
    _present.set(session)
    return session


def present_session() -> Session | None:
    """The session of the request at hand; None outside of one."""
    return _present.get()


def read_cookie(header: str, name: str) -> str:
    """One cookie's value from a Cookie header; empty where it is missing or the header cannot be read."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def session_key(folder: Path) -> bytes:
    """The key that tokens are made with, kept in the library's folder so that open pages outlive a restart.

    Where nothing can be written there, it lasts as long as the process.
    """
    file = folder / "form-key"
    try:
        kept = file.read_bytes()
        if len(kept) == _TOKEN_BYTES:
            return kept
    except OSError:
        pass
    key = secrets.token_bytes(_TOKEN_BYTES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(key)
    except OSError:
        return key
    return file.read_bytes()


def _mixed(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
