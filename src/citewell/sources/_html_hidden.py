"""Tells which parts of a page its reader never sees: they may carry words meant for machines, and are no evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_HIDDEN_CLASSES = frozenset(
    """sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-only sr-text
    a11y-hidden assistive-text element-invisible u-hidden u-visually-hidden hidden d-none is-hidden invisible
    govuk-visually-hidden nhsuk-u-visually-hidden print-only show-for-sr hide offscreen""".split()
)
_NOTHING = r"0*\.?0*(?:px|pt|em|rem|%|vw|vh)?"
_FAR = r"-\s*(?:[1-9]\d{3,}|[5-9]\d{2})(?:\.\d+)?(?:px|pt|%)?|-\s*\d{2,}r?em"
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    rf"|opacity\s*:\s*0*\.?0*\s*(?=;|!|$)|font-size\s*:\s*(?:{_NOTHING}|[01](?:\.\d+)?px)\s*(?=;|!|$)"
    rf"|(?:left|right|top|text-indent|margin-left|margin-top)\s*:\s*(?:{_FAR})"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)"
    r"|transform\s*:\s*scale\(\s*0*\.?0*\s*\)|color\s*:\s*transparent|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
_FLAT = re.compile(rf"(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*(?:{_NOTHING}|1px)\s*(?=;|!|$)", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NAMED = {"white": (255,) * 3, "snow": (255, 250, 250), "ivory": (255, 255, 240), "black": (0,) * 3}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
_LONGEST_SHEET = 2**20
_CLOSE = 48


class Visibility:
    """Knows what the page's own style sheets hide, and asks each element whether it is hidden."""

    def __init__(self, root: Any) -> None:
        self._classes: set[str] = set()
        self._ids: set[str] = set()
        for sheet in root.iter("style"):
            for selector in _hiding_selectors((sheet.text or "")[:_LONGEST_SHEET]):
                name = re.split(r"[.#]", selector)[-1]
                (self._ids if "#" in selector else self._classes).add(name)

    def hides(self, element: Any) -> bool:
        """Whether an element, and so everything in it, is not shown."""
        if element.get("hidden") is not None or (element.get("aria-hidden") or "").strip().lower() == "true":
            return True
        names = (element.get("class") or "").split()
        if any(name.lower() in _HIDDEN_CLASSES or name in self._classes for name in names):
            return True
        if element.get("id") in self._ids:
            return True
        style = element.get("style")
        return (bool(style) and is_unseen(style)) or _melts(element)


def is_unseen(style: str) -> bool:
    """Whether a style alone makes an element invisible."""
    return bool(_UNSEEN.search(style) or (_CLIPPED.search(style) and _FLAT.search(style)))


def _melts(element: Any) -> bool:
    """Whether an element's colour is that of the ground it stands on."""
    style = element.get("style") or ""
    found = _COLOUR.search(style)
    colour = _colour(found[1] if found else element.get("color") or "" if element.tag == "font" else "")
    if colour is None:
        return False
    ground = _ground(element)
    return ground is not None and all(abs(a - b) <= _CLOSE for a, b in zip(colour, ground, strict=True))


def _ground(element: Any) -> tuple[int, ...] | None:
    """The colour behind an element; white where nothing is said, None where it cannot be told."""
    for holder in (element, *element.iterancestors()):
        found = _GROUND.search(holder.get("style") or "")
        written = found[1] if found else holder.get("bgcolor") or ""
        if written and written.strip().lower() not in ("none", "transparent", "inherit"):
            return _colour(written)
    return 255, 255, 255


def _colour(written: str) -> tuple[int, ...] | None:
    plain = written.strip().lower()
    if plain in _NAMED:
        return _NAMED[plain]
    if match := re.fullmatch(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", plain):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
    if match := re.match(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", plain):
        return tuple(int(part) for part in match.groups())
    return None


def _hiding_selectors(sheet: str) -> Iterator[str]:
    """Classes and ids that a style sheet hides on every screen; rules for some media are passed over."""
    for match in _RULE.finditer(_without_media(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))):
        if is_unseen(match[2]):
            for selector in match[1].split(","):
                if _SIMPLE.fullmatch(selector.strip()):
                    yield selector.strip()


def _without_media(sheet: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := sheet.find("@", at)) >= 0:
        kept.append(sheet[at:start])
        depth = 0
        end = start
        for match in re.compile(r"[{};]").finditer(sheet, start):
            end = match.end()
            depth += {"{": 1, "}": -1, ";": 0}[match[0]]
            if depth <= 0:
                break
        else:
            return "".join(kept)
        at = end
    return "".join([*kept, sheet[at:]])
