"""A browser without a browser, and what it makes of a page."""

from __future__ import annotations

from dataclasses import fields, replace
from html.parser import HTMLParser
from typing import Any

from citewell.app import Settings

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class ReadPage(HTMLParser):
    """Elements with their attributes, ids, links and the text shown; `unclosed` are elements that were never closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.unclosed: list[str] = []
        self.text = ""
        self.feed(page)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unclosed:
            self.unclosed.reverse()
            self.unclosed.remove(tag)
            self.unclosed.reverse()

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str, tag: str = "") -> list[str]:
        return [str(attrs[name]) for found, attrs in self.elements if name in attrs and tag in ("", found)]

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def assert_sound(page: str) -> ReadPage:
    """The page, after what holds of every page: sound HTML, labels, nothing from elsewhere, no script of a stranger."""
    read = ReadPage(page)
    assert read.unclosed == []
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert not {"iframe", "object", "embed", "base", "img"} & read.tags
    assert not [name for _, attrs in read.elements for name in attrs if name.startswith("on") or name == "style"]
    assert all(address.startswith("/static/") for address in read.values("src") + read.values("href", "link"))
    for address in read.values("href", "a") + read.values("action"):
        assert address.startswith(("https://", "http://", "/", "#", "?")), address
    labelled = set(read.values("for", "label"))
    fields = [attrs for tag, attrs in read.elements if tag in ("select", "textarea", "input")]
    assert {str(field["id"]) for field in fields if field.get("type") != "hidden"} <= labelled | {
        "question",
        "follow-up",
    }
    assert "\u202e" not in page
    assert "\x1b" not in page
    return read


def fits(expected: Any, given: Any) -> bool:
    """Whether what is given has everything expected in it; an empty list stands for an empty list."""
    if isinstance(expected, dict):
        return isinstance(given, dict) and all(
            name in given and fits(value, given[name]) for name, value in expected.items()
        )
    if isinstance(expected, list):
        if not expected or not isinstance(given, list):
            return bool(expected == given)
        return len(given) >= len(expected) and all(map(fits, expected, given))
    return bool(expected == given)


def unlimited(settings: Settings) -> Settings:
    """The settings without a limit on how much one address may ask, so that a test asks at its own pace."""
    limits = {field.name: 0 for field in fields(settings) if field.name.endswith("_per_minute")}
    return replace(settings, **limits)  # type: ignore[arg-type]
