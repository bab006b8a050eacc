"""What the ledger tells of the settings in effect: names and values, and of what is secret only that it is set."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import urlsplit

from citewell.settings import SECRET_ADDRESSES, SECRETS, Settings

IS_SET = "(set)"
HIDDEN = "***"
OF_A_PERSON = frozenset({"session"})
"""Settings of whoever types a command, which say nothing of the instance."""


def told_settings(settings: Settings) -> dict[str, str]:
    """Every setting of the instance by its name, as text; empty where it is not set.

    A secret that was replaced by another is told alike, so that nothing of it can be guessed from the ledger.
    """
    names = (field.name for field in fields(settings) if field.name not in OF_A_PERSON)
    return {name: _told(name, getattr(settings, name)) for name in names}


def _told(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if name in SECRETS:
        return IS_SET
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, frozenset):
        return " ".join(sorted(map(str, value)))
    text = str(value).encode("utf-8", "backslashreplace").decode()  # a path may hold bytes that are no UTF-8
    return _without_secrets(text, whole=name not in SECRET_ADDRESSES or name == "database") if "://" in text else text


def _without_secrets(address: str, *, whole: bool) -> str:
    """An address without a name, a password and a query; its path only with `whole`, for a path may be a token."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return IS_SET
    named, _, place = parts.netloc.rpartition("@")
    path = parts.path if whole else "/" * bool(parts.path)
    return f"{parts.scheme}://{f'{HIDDEN}@' if named else ''}{place}{path}{f'?{HIDDEN}' if parts.query else ''}"
