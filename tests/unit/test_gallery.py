"""The gallery of the pages names every picture that lies beside it, and none that does not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.docs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
GALLERY = (ROOT / "docs" / "pages.md").read_text("utf-8")
NAMED = re.findall(r"!\[([^\]]*)\]\(screenshots/([^)]+)\)", GALLERY)
PLAN = tomllib.loads((ROOT / "tools" / "scenes.toml").read_text("utf-8"))
MOST_BYTES = 2_900_000


def test_every_picture_named_is_there_and_every_picture_there_is_named() -> None:
    assert sorted(name for _, name in NAMED) == sorted(path.name for path in FOLDER.iterdir())


def test_every_picture_says_what_it_shows_to_who_cannot_see_it() -> None:
    assert all(len(alt.split()) >= 5 for alt, _ in NAMED)
    assert len({alt for alt, _ in NAMED}) == len(NAMED)


def test_every_scene_stands_in_the_gallery_with_its_caption() -> None:
    names = {re.sub(r"-(\d+|a4)(-dark)?\.webp$", "", name) for _, name in NAMED}
    assert names == {scene["name"] for scene in PLAN["scenes"]}
    for scene in PLAN["scenes"]:
        assert scene["caption"] in GALLERY
        assert scene["group"] in PLAN["groups"]


def test_the_pictures_stay_small() -> None:
    pictures = list(FOLDER.iterdir())
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in pictures)
    assert sum(path.stat().st_size for path in pictures) <= MOST_BYTES
