"""Which passwords are taken: long, not common, not about their owner; no rule about kinds of characters.

The rules of NIST SP 800-63B (section 5.1.1.2), which found that rules of composition make passwords worse: at least a
length, any character, compared with those in common use and with words of the context.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from citewell.domain.errors import UserError

SHORTEST = 12
LONGEST = 256
_SHORT_BLOCK = 4
_SAID_OF_ONESELF = 4
"""A name shorter than this is in too many words to forbid."""


def check_password(password: str, *, email: str, name: str = "") -> None:
    """Raise UserError, with why, unless a password can be taken for this person."""
    given = normalised(password)
    if len(given) < SHORTEST:
        raise _refused(f"has fewer than {SHORTEST} characters", f"Take at least {SHORTEST}; a few words are fine.")
    if len(given) > LONGEST:
        raise _refused(f"has more than {LONGEST} characters", f"Take at most {LONGEST}.")
    if any(unicodedata.category(letter) == "Cc" for letter in given):
        raise _refused("has a line end or another control character in it", "Leave it out.")
    plain = _letters_and_digits(given)
    if _is_own(plain, email=email, name=name):
        raise _refused("is your e-mail address or your name", "Take one that does not tell who you are.")
    if _is_common(plain) or not plain:
        raise _refused(
            "is one that many people take, or a short one repeated",
            "Take a few words that do not belong together, or let a password manager make one.",
        )


def normalised(password: str) -> str:
    """The same password however a keyboard composes its letters (NFKC); what is hashed and compared."""
    return unicodedata.normalize("NFKC", password)


def _is_own(plain: str, *, email: str, name: str) -> bool:
    local, _, host = email.partition("@")
    own = {_letters_and_digits(text) for text in (email, local, host, name)}
    own |= {_letters_and_digits(part) for part in name.split()}
    stripped = {plain, _core(plain)}
    return any(text and len(text) >= _SAID_OF_ONESELF and text in stripped for text in own)


def _is_common(plain: str) -> bool:
    """Whether it is a common one, with figures around it, a short piece repeated, or keys in their order."""
    common = _common()
    block = _block(plain)
    if len(block) <= _SHORT_BLOCK or {plain, _core(plain), block, _core(block)} & common:
        return True
    return any(plain in row or plain[::-1] in row for row in _ROWS)


def _block(text: str) -> str:
    """The shortest piece that the whole text repeats, its last repetition perhaps cut."""
    for length in range(1, len(text) // 2 + 1):
        if (text[:length] * (len(text) // length + 1))[: len(text)] == text:
            return text[:length]
    return text


def _core(text: str) -> str:
    """The text without the figures before and behind it."""
    return re.sub(r"^\d+|\d+$", "", text)


def _letters_and_digits(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


_ROWS = tuple(
    row * 3 for row in ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjkl")
)


@cache
def _common() -> frozenset[str]:
    text = resources.files("citewell.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _refused(why: str, remedy: str) -> UserError:
    return UserError(f"This password {why}.", remedy=remedy)
