"""The aspect of a thing that a question asks about, and how well a page and a sentence answer that aspect.

Intents and topics are coarse: symptoms and tests are both "diagnosis", risk factors and inheritance both "cause".
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.focus import ENTITLED
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart
from citewell.text.normalise import content_stems

# What a page headed with the aspect asked about is worth, if its title names nothing else; a page that often holds it
# too; a sentence that puts it in so many words; and one that circles round it.
PAGE = 0.3
NEAR_PAGE = 0.1
SAYS = 0.3
BEST = 0.15
HOLLOW = -0.4
# And what it is worth more when a sentence that says it stands on the page for it.
JOINT = 0.15
# A bare topic asks what it is; a question that opens like this asks something else of it.
_ASKS_MORE = re.compile(r"\s*(?:which|how|when|where|who|why|can|should|does|do|did|is|are|was|will|must|may)\b", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """One row of the table: what asks for it, and how pages and sentences on it are put.

    What `object` captures must be the thing asked about, and what `result` captures must not.
    """

    name: str
    intents: frozenset[Intent]
    asked: re.Pattern[str]
    title: re.Pattern[str]
    near: re.Pattern[str] | None
    says: re.Pattern[str]
    best: re.Pattern[str]
    object: re.Pattern[str] | None = None
    result: re.Pattern[str] | None = None


@lru_cache(maxsize=1024)
def aspect_of(part: QuestionPart) -> Aspect | None:
    """The aspect that the words of a part name, else the one that its intent asks for, else None."""
    asked = [(match.start(), place) for place, row in enumerate(_rows()) if (match := row.asked.search(part.text))]
    fitting = [place for _, place in asked if part.intent in _rows()[place].intents]
    particular = [place for _, place in asked if not _rows()[place].intents]
    if part.intent is Intent.GENERAL and _ASKS_MORE.match(part.text):
        places = particular or fitting
    else:
        places = particular or fitting or [place for place, row in enumerate(_rows()) if part.intent in row.intents]
    return _rows()[places[0]] if places else None


@lru_cache(maxsize=1024)
def named_aspect(part: QuestionPart) -> Aspect | None:
    """The aspect that the words of a part name; None where only its intent tells, or it asks what the thing is."""
    aspect = aspect_of(part)
    named = aspect is not None and aspect.name != "definition" and aspect.asked.search(part.text)
    return aspect if named else None


@cache
def aspect_named(name: str) -> Aspect:
    """The row of this name."""
    return next(row for row in _rows() if row.name == name)


def _is_put_of_another(objects: re.Pattern[str], sentence: str, topic: str) -> bool:
    named = set(content_stems(topic))
    found = [set(content_stems(match["object"])) for match in objects.finditer(sentence)]
    return bool(found) and not any(named & stems or not stems for stems in found)


def _comes_of_another(results: re.Pattern[str], sentence: str, topic: str) -> bool:
    """Whether the thing asked about is what comes of another: "disorders that can cause rickets"."""
    named = set(content_stems(topic))
    return any(named & set(content_stems(match["result"])) for match in results.finditer(sentence))


def is_hollow(sentence: str) -> bool:
    """Whether a sentence circles round its matter without telling anything of it."""
    return bool(_patterns()["hollow"].search(sentence))


def is_put(aspect: Aspect, statement: str, topic: str) -> bool:
    """Whether a statement, or a page's title, puts an aspect of a topic."""
    return says_fit(aspect, statement, topic) > 0.0 or bool(aspect.title.search(statement))


def page_fit(aspect: Aspect, title: str, *, share: float) -> float:
    """What it is worth that a sentence stands under `title`, of whose words the share `share` was asked about."""
    if share < ENTITLED:
        return 0.0
    if aspect.title.search(title):
        return PAGE
    return NEAR_PAGE if aspect.near and aspect.near.search(title) else 0.0


@lru_cache(maxsize=4096)
def is_titled(title: str) -> bool:
    """Whether a title puts an aspect of its thing, as those of an encyclopaedia's pages do."""
    return any(row.title.search(title) for row in _rows())


@lru_cache(maxsize=16384)
def says_fit(aspect: Aspect, sentence: str, topic: str = "") -> float:
    """What it is worth how a sentence puts the aspect, and that of the topic rather than of something else."""
    if is_hollow(sentence):
        return HOLLOW
    if aspect.object and topic and _is_put_of_another(aspect.object, sentence, topic):
        return 0.0
    if aspect.result and topic and _comes_of_another(aspect.result, sentence, topic):
        return 0.0
    if aspect.best.search(sentence):
        return SAYS + BEST
    return SAYS if aspect.says.search(sentence) else 0.0


@lru_cache(maxsize=16384)
def is_furniture(sentence: str) -> bool:
    """Whether a sentence tells how a table or page is to be read rather than anything on its subject."""
    return bool(_patterns()["furniture"].search(sentence))


@cache
def _table() -> dict[str, list[object]]:
    text = resources.files("citewell.compose").joinpath("aspects.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: _either([str(row) for row in _table()[name]]) for name in ("hollow", "furniture")}


@cache
def _rows() -> tuple[Aspect, ...]:
    rows: list[Aspect] = []
    for row in _table()["aspect"]:
        if not isinstance(row, dict):
            continue
        rows.append(
            Aspect(
                name=row["name"],
                intents=frozenset(Intent(name) for name in row["intents"]),
                asked=_either(row["asked"]),
                title=_either(row["title"]),
                near=_either(row["near"]) if row["near"] else None,
                says=_either(row["says"]),
                best=_either(row["best"]),
                object=_either([row["object"]]) if "object" in row else None,
                result=_either([row["result"]]) if "result" in row else None,
            )
        )
    return tuple(rows)


def _either(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
