"""The sentences in which a follow-up's aspect is asked of what is known, and the words that tie it to the last one."""

from __future__ import annotations

import re
from collections.abc import Callable

from citewell.compose.followup_slots import Aspect, aspects, rules

_DOSE_WORDS = re.compile(
    r"\b(?:starting|initial|maximum|minimum|highest|lowest|usual|loading|daily|maintenance)\b", re.IGNORECASE
)


def named_aspect(name: str) -> Aspect:
    """The aspect of that name."""
    return next(aspect for aspect in aspects() if aspect.name == name)


def offered_aspects() -> list[Aspect]:
    """What is offered where nothing was understood."""
    return [named_aspect(name) for name in ("treatment", "diagnosis", "red flags", "course")]


def said(aspect: Aspect, condition: str, option: str, population: str, *, words: str = "") -> str:
    """An aspect's question with what is known filled in."""
    template = aspect.option if option else aspect.plain
    if not condition:
        template = re.sub(r" (?:for|in|of|on|for people with) \{condition\}", "", template)
    agree: dict[str, Callable[[str], str]] = {"is": be, "Is": be, "does": do, "Does": do}

    def fill(match: re.Match[str]) -> str:
        verb, _, of = match.group(1).partition(":")
        if of:
            word = agree[verb](option if of == "option" else condition)
            return word if verb[0].isupper() else word.lower()
        return {"condition": condition, "option": option, "population": population}[verb]

    words_said = re.sub(r"\{([\w:]+)\}", fill, template)
    kinds = " ".join(match.group().lower() for match in _DOSE_WORDS.finditer(words))
    if aspect.name == "dose" and kinds:
        words_said = words_said.replace("the dose", f"the {kinds} dose", 1)
    return capitalised(words_said.rstrip("?"))


def has_dose(option: str) -> bool:
    """Whether one can ask for the dose of an option: not of what is operated, worn or taught."""
    undosed = rules()["undosed"]
    whole = {word for word in undosed if not word.startswith("-")}
    endings = tuple(word[1:] for word in undosed if word.startswith("-"))
    return not any(word in whole or word.endswith(endings) for word in option.lower().split())


def be(words: str) -> str:
    """Is or Are, as the words want it."""
    return "Are" if _is_plural(words) else "Is"


def do(words: str) -> str:
    """does or do, as the words want it."""
    return "do" if _is_plural(words) else "does"


def _is_plural(words: str) -> bool:
    last = words.split()[-1].lower() if words else ""
    return last.endswith("s") and not last.endswith(("ss", "is", "us", "itis", "osis")) and last != "tens"


def capitalised(text: str) -> str:
    """The text with a capital at its head."""
    return text[:1].upper() + text[1:]


def finished(text: str, since: int | None) -> str:
    """The question with the year from which publications count, and its mark."""
    if since is None:
        return text if text.rstrip().endswith((".", "?", "!")) else f"{text}?"
    return f"{text.rstrip(' ?!.')}, according to publications since {since}?"


def without_lead(asked: str) -> tuple[str, str]:
    """The words at the head that tie a question to what was asked before, and the rest of it."""
    body, lead = " ".join(asked.split()), ""
    heads = sorted(rules()["lead_ins"], key=len, reverse=True)
    while True:
        found = next((head for head in heads if re.match(rf"{re.escape(head)}(?![\w'-])[\s,:]*", body, re.I)), None)
        if found is None:
            return lead, body
        rest = re.sub(rf"^{re.escape(found)}[\s,:]*", "", body, flags=re.IGNORECASE)
        if not rest.strip(" ?!.") or (found == "then" and lead):
            return lead, body
        lead, body = f"{lead} {found}".strip(), rest
