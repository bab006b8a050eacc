"""Finds what a page is about, and takes out its way around: menus, banners, footers, related links, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citewell.sources._html_hidden import Visibility

_NEVER = frozenset(
    """script style template noscript iframe object embed applet canvas svg video audio map select datalist
    input textarea option dialog head link meta base frame frameset noframes annotation annotation-xml progress
    meter menu del s strike nav footer rp rt""".split()
)
_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist".split()
)
# Words that name what stands beside a text, where a class or an id begins or ends with them.
_BESIDE = frozenset(
    """cookie cookies gdpr breadcrumb breadcrumbs newsletter sidebar pagination skiplink navbar menu nav navigation
    masthead footer disqus toc advert advertisement adverts popup lightbox headerlink permalink editsection
    reflist noprint addthis sharethis""".split()
)
# Words that do so only where they are the whole class: an id is often a heading's own words.
_BESIDE_ALONE = frozenset(
    """consent share sharing social related subscribe subscription promo ad ads modal feedback login comments
    references trending tags survey donate skip pager crumbs""".split()
)
_BESIDE_PAIRS = re.compile(
    r"\b(?:skip (?:link|to)|table (?:of )?contents|see also|on this page|page tools|back to top|was (?:this )?helpful"
    r"|(?:share|sharing|social) (?:buttons?|links?|bar|tools?|icons?|media|share|list)"
    r"|related (?:links?|content|articles?|posts?|pages?|topics?|guidance|items?))\b"
)
_WARNS = re.compile(r"warn|caution|alert|danger|important|note|callout|recommend|key", re.IGNORECASE)
_WORDS_IN_CLASS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_TEXTUAL = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "tr", "tbody", "table")
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_HOLDERS = ("html", "body", "main")

_LEAST_SHARE = 0.4
_MOST_LINKED = 0.8
_WORDS_OF_A_LINK = 8


def main_content(root: Any) -> tuple[list[Any], int]:
    """The elements that hold the page's own text, in order, and how many hidden words were taken out of them.

    `root` is changed: what is not read is removed from it. A page's `main` or `article` is its text if it
    holds a fair share of all words; else its whole body is, without what names itself a menu, a footer or the like.
    """
    visible = Visibility(root)
    for element in list(root.iter(*_NEVER)):
        _drop(element)
    for element in list(root.iter("button", "label")):
        if not any(holder.tag in _HEADS or holder.get("role") == "heading" for holder in element.iterancestors()):
            _drop(element)
    body = next(root.iter("body"), root)
    whole = _words(body)
    for element in _elements(body):
        if _is_beside(element) and _words(element) < 0.5 * whole:
            _drop(element)
    chosen = _chosen(body)
    hidden = 0
    for holder in chosen:
        for element in _elements(holder):
            if element.tag not in _HOLDERS and _in_tree(element, holder) and visible.hides(element):
                hidden += _words(element)
                _drop(element)
    explicit = chosen != [body]
    for holder in chosen:
        for element in _elements(holder):
            if _in_tree(element, holder) and _is_menu(element, explicit=explicit):
                _drop(element)
    return chosen, hidden


def _elements(holder: Any) -> list[Any]:
    return [element for element in holder.iterdescendants() if isinstance(element.tag, str)]


def _in_tree(element: Any, holder: Any) -> bool:
    """Whether an element still hangs below `holder`; one that was dropped has no parent any more."""
    top = element
    while (parent := top.getparent()) is not None:
        if top is holder:
            return True
        top = parent
    return top is holder


def _is_beside(element: Any) -> bool:
    tag = element.tag
    if tag in ("html", "body", "main", "article") or element.getparent() is None:
        return False
    within = _is_within(element, ("main", "article"))
    if tag == "header":
        return not within
    if tag == "form":
        return sum(1 for _ in element.iter("p", "h2", "h3", "li")) < 5
    if tag == "aside" and not within:
        return not _WARNS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    role = (element.get("role") or "").strip().lower()
    if role in _ROLES and not (role in ("complementary", "banner") and within and tag != "nav"):
        return True
    classes, names = (element.get("class") or "").split(), (element.get("id") or "").split()
    ends = {word for name in classes + names for word in _ends(name)}
    if tag in _TEXTUAL:
        return bool(ends & {"headerlink", "permalink", "editsection"})
    if ends & _BESIDE or {name.lower() for name in classes} & _BESIDE_ALONE:
        return True
    return any(_BESIDE_PAIRS.search(" ".join(_words_in(name))) for name in classes + names)


def _words_in(name: str) -> list[str]:
    return [word.lower() for word in _WORDS_IN_CLASS.findall(name)]


def _ends(name: str) -> set[str]:
    """The first and last word of a class or an id; none of "has-sidebar", which says what stands beside it."""
    words = _words_in(name)
    return set() if not words or words[0] in ("has", "with", "no", "without", "is", "js") else {words[0], words[-1]}


def _is_within(element: Any, tags: tuple[str, ...]) -> bool:
    return any(holder.tag in tags or holder.get("role") == "main" for holder in element.iterancestors())


def _chosen(body: Any) -> list[Any]:
    whole = _words(body)
    mains = [item for item in body.iter() if item.tag == "main" or item.get("role") == "main"]
    for candidates in (mains, list(body.iter("article"))):
        known = set(candidates)
        outer = [item for item in candidates if not any(other in known for other in item.iterancestors())]
        if outer and sum(map(_words, outer)) >= _LEAST_SHARE * whole:
            return outer
    return [body]


def _is_menu(element: Any, *, explicit: bool) -> bool:
    """Whether a list is only a way to other places: to places on this page, or, outside a main part, to others."""
    if element.tag not in ("ul", "ol") or _is_within(element, ("td", "th")):
        return False
    links = [link for link in element.iter("a") if link.get("href")]
    words = _words(element)
    if not links or not words:
        return False
    linked = sum(map(_words, links))
    if linked < _MOST_LINKED * words or words > _WORDS_OF_A_LINK * len(links):
        return False
    if all((link.get("href") or "").startswith("#") for link in links):
        return True
    return not explicit and len(links) > 2 and not _introduced(element)


def _introduced(element: Any) -> bool:
    before = element.getprevious()
    said = " ".join(_strings(before)).strip() if before is not None else ""
    return said.endswith(":") or (before is not None and before.tag in ("p", "h2", "h3", "h4", "h5", "h6"))


def _words(element: Any) -> int:
    return sum(len(piece.split()) for piece in _strings(element))


def _strings(element: Any) -> Iterator[str]:
    return (str(piece) for piece in element.itertext())


def _drop(element: Any) -> None:
    """Takes an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
