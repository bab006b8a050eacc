"""What is looked for in a page that a browser shows."""

from __future__ import annotations

from typing import Any

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
CUT = """(() => {
  const scrolls = (one) =>
    one && (["auto", "scroll"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const width = document.documentElement.clientWidth, cut = [];
  if (document.documentElement.scrollWidth > width) cut.push("the page scrolls to the side");
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (words.nextNode()) {
    const holder = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !holder.checkVisibility() || holder.closest(".skip, .unseen")) continue;
    range.selectNodeContents(words.currentNode);
    const box = range.getBoundingClientRect();
    const isOut = box.right > width + 1 || box.left < -1;
    if (isOut && !scrolls(holder)) cut.push(words.currentNode.data.trim().slice(0, 60));
  }
  return cut;
})()"""


def cut_text(tab: Any) -> list[str]:
    """The texts that reach over the window, and whether it scrolls to the side; what scrolls by itself may."""
    found: list[str] = tab.evaluate(CUT)
    return found


def broken_rules(tab: Any) -> list[str]:
    """The rules of accessibility that a page breaks, each with the first element that does."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def is_focused(element: Any) -> bool:
    """Whether the keyboard is at an element."""
    return bool(element.evaluate("(element) => document.activeElement === element"))


def text_of_pdf(content: bytes) -> str:
    """What a reader of a PDF file finds, in one line."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Letters and digits alone: where a line of a PDF breaks, spaces and hyphens come and go."""
    return "".join(filter(str.isalnum, text))


def expect(found: Any) -> Any:
    """Waits, without running a text as script (which a strict policy forbids), until an element is as said."""
    from playwright.sync_api import expect as waiting

    waiting.set_options(timeout=60_000)
    return waiting(found)
