"""Photograph every page into docs/screenshots/: python tools/screenshots.py [--only home,lines] [--png FOLDER].

Builds the starter library in a temporary folder, serves it on a loopback port, asks the questions of scenes.toml, puts
a board at work on the stage, and photographs each scene in Chromium as WebP, on a phone and at a desk, tall pages cut.
Without --only it also takes away pictures that no scene makes any more and writes the gallery in docs/pages.md. With
--png each picture is put into a folder as PNG too, which more programs can show. Fonts are those of the machine: take
all pictures on one.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
import threading
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from citewell.app import App, read_settings
from citewell.domain.articles import Article
from citewell.domain.steps import Observer, Step, StepName
from citewell.web.identity import COOKIE
from local_site import ask, open_chromium, served
from staging import stage

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
GALLERY = ROOT / "docs" / "pages.md"
MARK = "<!-- pictures -->"
LOOKS = ("360", "1440")
BOARD = "board"
"""The group of scenes that a board at work is put on the stage for."""

QUALITY = 25
"""Of 100. Flat colours and text stay sharp at it, at half the size of 60."""

PHONE, A4 = 500, (794, 1123)
"""Windows below so many pixels are phones; A4 at 96 dots an inch."""
NOTE = {
    "_id": "ward-note",
    "title": "Headache clinic: who to call",
    "text": "The headache clinic answers calls on weekdays from nine to five.",
    "year": 2026,
    "kind": "other",
}
"""What the second release has and the first has not."""


class HeldApp(App):
    """An App whose answers can be held after the checks, so that a question on its way can be photographed."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.gate = threading.Event()
        self.gate.set()

    def ask(self, text: str, *, observe: Observer, **others: Any) -> Article:
        def held(step: Step) -> None:
            observe(step)
            if step.name is StepName.CHECKED:
                self.gate.wait(60)

        return super().ask(text, observe=held, **others)


def main() -> None:
    """Build, serve, ask, photograph, write the gallery."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAMES", help="names of scenes, with commas between them")
    parser.add_argument("--png", type=Path, metavar="FOLDER", help="put PNG copies here")
    options = parser.parse_args()
    plan = read_plan()
    chosen = [scene for scene in plan["scenes"] if not options.only or scene["name"] in options.only.split(",")]
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with served(app) as site, open_chromium() as chromium:
            asked = [scene for scene in chosen if scene["group"] != BOARD]
            places = ask_all(site, plan, app) if asked else {}
            tokens: dict[str, str] = {}
            for scene in asked + [scene for scene in chosen if scene not in asked]:
                if scene["group"] == BOARD and not tokens:  # last, so that no other picture shows the staged articles
                    tokens = put_on_stage(plan, app, places)
                for look in looks_of(scene):
                    taken = photograph(
                        chromium, site, scene, look=look, places=places, plan=plan, app=app,
                        token=tokens.get(scene.get("who", ""), ""),
                    )  # fmt: skip
                    keep(taken, scene, look=look, copies=options.png)
    if not options.only:
        known = {file_name(scene, look) for scene in chosen for look in looks_of(scene)}
        for stale in {path.name for path in PICTURES.glob("*.webp")} - known:
            (PICTURES / stale).unlink()
        write_gallery(plan)
    print(f"{sum(path.stat().st_size for path in PICTURES.glob('*.webp')) / 1e6:.2f} MB in {PICTURES}")


def read_plan() -> dict[str, Any]:
    """The scenes with the questions to ask."""
    return tomllib.loads(Path(__file__).with_name("scenes.toml").read_text("utf-8"))


def looks_of(scene: dict[str, Any]) -> list[str]:
    """The windows that a scene is seen in."""
    return list(scene.get("looks", LOOKS))


def file_name(scene: dict[str, Any], look: str) -> str:
    """The name of a scene's picture."""
    return f"{scene['name']}-{look}.webp"


def make_app(folder: Path) -> HeldApp:
    """The starter library, in two releases."""
    settings = replace(read_settings(), library=folder / "library", requests_per_minute=0, questions_per_minute=0)
    app = HeldApp(settings)
    app.status()
    app.create_release("2026-10", note="The starter library as it came")
    note = folder / "note.jsonl"
    note.write_text(json.dumps(NOTE), "utf-8")
    app.add([str(note)])
    app.create_release("2026-11", note="With the clinic's note")
    return app


def ask_all(site: str, plan: dict[str, Any], app: App) -> dict[str, str]:
    """Ask every question; the addresses that scenes name in braces."""
    with httpx.Client(base_url=site, timeout=60) as browser:
        places = {name: ask(browser, question) for name, question in plan["questions"].items()}
        after = places[plan["follow_up"]["after"]].rsplit("/", 1)[-1]
        places["follow_up"] = ask(browser, plan["follow_up"]["question"], after=after)
    citation = app.article(after).claims[0].citations[0]
    places["seed_proof"] = f"{places['seed']}/claims/{app.article(after).claims[0].id}/{citation.reference}"
    places["publication"] = f"/library/documents/{app.article(after).references[citation.reference - 1].document_id}"
    return places


def put_on_stage(plan: dict[str, Any], app: App, places: dict[str, str]) -> dict[str, str]:
    """Let a board work on the articles of [board]; adds the parts of its addresses, returns everybody's sessions."""
    staged = stage(app, {name: app.ask(question, observe=nothing).digest for name, question in plan["board"].items()})
    places.update(staged.places)
    return dict(staged.tokens)


def nothing(step: Step) -> None:
    """Where nobody waits for the steps."""


def photograph(
    chromium: Any, site: str, scene: dict[str, Any], *, look: str, places: dict[str, str], plan: dict[str, Any],
    app: HeldApp, token: str = "",
) -> dict[str, bytes]:  # fmt: skip
    """One picture of a scene, as WebP and as PNG; `token` is the session of who looks."""
    size, _, scheme = look.partition("-")
    width, most = A4 if size == "a4" else (int(size), plan["heights"]["phone" if int(size) < PHONE else "desk"])
    window = {"width": width, "height": 740 if width < PHONE else 900}
    context = chromium.new_context(
        base_url=site, viewport=window, color_scheme=scheme or "light", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
    page = context.new_page()
    try:
        page.goto(scene["address"].format(**places))
        if size == "a4":
            page.emulate_media(media="print")
        whole = ACTS[scene["act"]](page, plan, app) if "act" in scene else True
        clip = clip_of(page, scene.get("part", ""), width=width, most=most if whole else window["height"])
        return capture(context.new_cdp_session(page), clip)
    finally:
        context.close()
        app.gate.set()


def clip_of(page: Any, part: str, *, width: int, most: int) -> dict[str, float]:
    """The rectangle to photograph: the page from where the window stands, or one element with a little room."""
    if not part:
        tall, top = page.evaluate("[document.documentElement.scrollHeight, scrollY]")
        return {"x": 0, "y": top, "width": width, "height": min(tall - top, most), "scale": 1}
    box = page.locator(part).first.evaluate(
        "(one) => { const box = one.getBoundingClientRect(); return [box.left + scrollX, box.top + scrollY,"
        " box.width, box.height]; }"
    )
    left = max(0, box[0] - 24)
    wide = min(width - left, box[2] + box[0] - left + 24)
    return {"x": left, "y": max(0, box[1] - 12), "width": wide, "height": min(box[3] + 24, most), "scale": 1}


def capture(session: Any, clip: dict[str, float]) -> dict[str, bytes]:
    """The rectangle in both formats."""
    shared = {"clip": clip, "captureBeyondViewport": True}
    webp = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY, **shared})
    png = session.send("Page.captureScreenshot", {"format": "png", **shared})
    return {"webp": base64.b64decode(webp["data"]), "png": base64.b64decode(png["data"])}


def keep(taken: dict[str, bytes], scene: dict[str, Any], *, look: str, copies: Path | None) -> None:
    """Write a picture."""
    name = file_name(scene, look)
    (PICTURES / name).write_bytes(taken["webp"])
    if copies:
        copies.mkdir(parents=True, exist_ok=True)
        (copies / name).with_suffix(".png").write_bytes(taken["png"])
    print(f"{len(taken['webp']) / 1000:6.0f} KB  {name}", flush=True)


def open_readers(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Unfold the choice of who reads."""
    page.locator("details.readers > summary").click()
    return True


def ask_and_wait(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Ask, and hold the answer when its statements have passed the checks."""
    app.gate.clear()
    page.get_by_label("Your question").fill(plan["questions"]["seed"])
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#sections li").first.wait_for()
    return True


def ask_nothing(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Ask what has no word in it."""
    page.get_by_label("Your question").fill("?! ... ?!")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    return True


def open_proof(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Open the first number's proof beside the text; only the window is photographed."""
    page.locator(".answer .number").first.click()
    page.get_by_role("dialog", name="Proof").wait_for()
    return False


def only_guidelines(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Narrow the references."""
    unfold(page, plan, app)
    page.get_by_role("radio", name="Guideline").first.check()
    return True


def fail_a_check(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Word a claim so that a check fails, and wait until it is told."""
    box = page.locator("#text")
    box.fill(box.input_value().rstrip(".") + " in 75% of adults.")
    page.get_by_role("heading", name="A check fails").wait_for()
    return True


def unfold(page: Any, plan: dict[str, Any], app: HeldApp) -> bool:
    """Open every fold."""
    page.evaluate("document.querySelectorAll('details.fold, details.part').forEach((one) => { one.open = true; })")
    return True


ACTS: dict[str, Callable[[Any, dict[str, Any], HeldApp], bool]] = {
    act.__name__: act
    for act in (open_readers, ask_and_wait, ask_nothing, open_proof, only_guidelines, unfold, fail_a_check)
}
"""What is done before a picture; each tells whether more than the window is to be seen."""


def write_gallery(plan: dict[str, Any]) -> None:
    """Replace what stands behind the mark in docs/pages.md."""
    head = GALLERY.read_text("utf-8").split(MARK)[0]
    GALLERY.write_text(head + "\n".join([MARK, *gallery(plan)]) + "\n", "utf-8")


def gallery(plan: dict[str, Any]) -> list[str]:
    """The pictures in Markdown, by group, with captions."""
    lines: list[str] = []
    for group, heading in plan["groups"].items():
        lines += ["", f"### {heading}"]
        for scene in plan["scenes"]:
            if scene["group"] == group:
                cells = [f"![{scene['alt']} ({told(look)})](screenshots/{file_name(scene, look)})"
                         for look in looks_of(scene)]  # fmt: skip
                heads = [told(look) for look in looks_of(scene)]
                lines += ["", scene["caption"], "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
                lines += [f"| {' | '.join(cells)} |"]
    return lines


def told(look: str) -> str:
    """A window in words."""
    size, _, scheme = look.partition("-")
    place = "on paper" if size == "a4" else f"{size} pixels wide"
    return f"{place}, dark" if scheme else place


if __name__ == "__main__":
    main()
