"""What a Word file's styles and numbering say of a paragraph: heading, list item, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from citewell.sources._xml import local_name

_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc(?: ?\d+| heading)|table of figures|index \d+")
_DEEPER_LIST = re.compile(r"list (?:bullet|number) ([2-5])")
_LONGEST_CHAIN = 20
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Style:
    """A style as far as it matters here, with what it inherits; `level` is 0 where it is no heading."""

    name: str = ""
    level: int = 0
    number: str = ""
    depth: int = 0
    hidden: bool = False

    @property
    def is_title(self) -> bool:
        """Whether this is the document's title."""
        return self.name == "title"

    @property
    def is_contents(self) -> bool:
        """Whether this is a line of a table of contents."""
        return bool(_CONTENTS.fullmatch(self.name))


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace; empty where there is none."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child_of(element: Any, *path: str) -> Any:
    """The element at the end of a path of names without namespaces; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local_name(child) == name), None)
    return element


def is_on(properties: Any, name: str) -> bool:
    """Whether a switch ("vanish", "strike") is on."""
    switch = child_of(properties, name)
    return switch is not None and attribute(switch, "val").lower() not in ("0", "false", "off", "none")


def read_styles(root: Any) -> dict[str, Style]:
    """Every style by its id."""
    raw = {attribute(item, "styleId"): item for item in (root if root is not None else ()) if _is_style(item)}
    return {key: _style(key, raw) for key in raw}


def _is_style(item: Any) -> bool:
    return local_name(item) == "style"


def _style(key: str, raw: dict[str, Any]) -> Style:
    level = depth = 0
    number = name = ""
    hidden = False
    for step in range(_LONGEST_CHAIN):
        item = raw.get(key)
        if item is None:
            break
        own = attribute(child_of(item, "name"), "val").lower()
        name = name if step else own
        match = _HEADING.fullmatch(own)
        level = level or (int(match[1]) if match else _outline_level(child_of(item, "pPr")))
        if not number:
            number = attribute(child_of(item, "pPr", "numPr", "numId"), "val")
            depth = _number(attribute(child_of(item, "pPr", "numPr", "ilvl"), "val"))
        hidden = hidden or is_on(child_of(item, "rPr"), "vanish")
        key = attribute(child_of(item, "basedOn"), "val")
    if number and not depth and (deeper := _DEEPER_LIST.fullmatch(name)):
        depth = int(deeper[1]) - 1
    return Style(name=name, level=level, number=number, depth=depth, hidden=hidden)


def _outline_level(properties: Any) -> int:
    written = attribute(child_of(properties, "outlineLvl"), "val")
    return int(written) + 1 if re.fullmatch(r"[0-8]", written) else 0


def heading_level(properties: Any, style: Style) -> int:
    """The level of a paragraph as a heading; 0 for none."""
    own = child_of(properties, "outlineLvl")
    return _outline_level(properties) if own is not None else style.level


def _number(written: str) -> int:
    return min(int(written), 8) if re.fullmatch(r"\d{1,4}", written) else 0


class Numbering:
    """Counts list items as Word does, and writes their marks: "-", "1.", "a)"."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        for item in root if root is not None else ():
            if local_name(item) == "abstractNum":
                self._levels[attribute(item, "abstractNumId")] = dict(map(_level, _children(item, "lvl")))
            elif local_name(item) == "num":
                self._abstract[attribute(item, "numId")] = attribute(child_of(item, "abstractNumId"), "val")

    def item(self, properties: Any, style: Style) -> tuple[int, str] | None:
        """The depth and mark of a paragraph that is a list item; None for any other."""
        own = child_of(properties, "numPr")
        number = attribute(child_of(own, "numId"), "val") or style.number
        if not number or number == "0":
            return None
        written = attribute(child_of(own, "ilvl"), "val")
        level = _number(written)
        return max(level, style.depth), self._mark(number, level)

    def _mark(self, number: str, depth: int) -> str:
        levels = self._levels.get(self._abstract.get(number, ""), {})
        kind, pattern, _ = levels.get(depth, ("bullet", "", 1))
        if kind in ("bullet", "none", ""):
            return "-"
        start = levels[depth][2]
        self._counts[number, depth] = self._counts.get((number, depth), start - 1) + 1
        for key in [key for key in self._counts if key[0] == number and key[1] > depth]:
            del self._counts[key]

        def written(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            form, _, first = levels.get(level, ("decimal", "", 1))
            return _numeral(self._counts.get((number, level), first), form)

        mark = re.sub(r"%([1-9])", written, pattern).strip()
        return mark or "-"


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if local_name(child) == name]


def _level(item: Any) -> tuple[int, tuple[str, str, int]]:
    start = attribute(child_of(item, "start"), "val")
    return _number(attribute(item, "ilvl")), (
        attribute(child_of(item, "numFmt"), "val"),
        attribute(child_of(item, "lvlText"), "val")[:40],
        int(start) if re.fullmatch(r"\d{1,5}", start) else 1,
    )


def _numeral(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < value < 40:
        roman = ""
        for worth, sign in _ROMAN:
            while value >= worth:
                roman, value = roman + sign, value - worth
        return roman.upper() if form == "upperRoman" else roman
    return str(value)
