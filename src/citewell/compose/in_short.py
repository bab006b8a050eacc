"""In short: one sentence for each condition whose treatment is asked, put together from the lines of the claims.

Every stretch of it is an option of a line, in the words of its claim, with whom it is for and the claim's numbers. It
calls all of them options, the weakest word there is, so that none is made stronger than its source makes it, and says
that it includes them, so that nobody takes it for a list of all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from citewell.compose.clinical import whom_for
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Summary, SummaryPart, TreatmentLine
from citewell.domain.enums import DocumentStatus, Intent, Length
from citewell.text.normalise import content_stems
from citewell.text.vocabulary import Vocabulary

MOST_WORDS = 60
FEWEST_OPTIONS = 2
MOST_FIRST = 3
MOST_LATER = 1
LONGEST_WHOM = 16
REFRACTORY, SURGERY = 4, 5
DIFFERS = " (sources differ)"
# What only says that something can help advises nothing.
_ONLY_HELPS = re.compile(r"\b(?:may|can|might) (?:help|relieve|give|reduce|ease|improve)\b", re.IGNORECASE)
_TIED = re.compile(r"(?:if|when|once|after|unless|except|only if|provided|during|in|for)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:people|patients|persons|adults|children|those|women|men)\b", re.IGNORECASE)
# What limits an option: a purpose or a group, and a circumstance.
_LIMIT = re.compile(
    r"\bfor (?:the |an? )?(?P<what>[\w-]+(?: (?!for\b|if\b|when\b|and\b|after\b|in the\b)[\w-]+){0,6})"
    r"|\b(?:if|when|unless|except|only|once|provided|after|where)\b(?: [\w-]+){1,3}",
    re.IGNORECASE,
)
_STRAY = re.compile(r"[,:]|\b(?:recommends?|suggests?|advis\w+|says?|states?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Option:
    """A line's option as it stands in the sentence: `kind` is the disorder that it is for, where one of several."""

    line: TreatmentLine
    words: str
    option: str
    whom: str
    kind: str


def summaries(article: Article, lines: Sequence[TreatmentLine], vocabulary: Vocabulary) -> tuple[Summary, ...]:
    """A sentence for each condition with two options or more; none in the brief form, nor for other questions."""
    if article.length is Length.BRIEF:
        return ()
    topics = tuple(
        dict.fromkeys(
            clean(part.topic) for part in article.understood if part.intent is Intent.TREATMENT and part.topic
        )
    )
    disputed = frozenset(side.claim_id for item in article.disagreements for side in item.sides)
    found: list[Summary] = []
    for topic in topics:
        options = _options(article, lines, topic, alone=len(topics) == 1, vocabulary=vocabulary)
        summary = _sentence(topic, options, disputed)
        if summary is not None:
            found.append(summary)
    return tuple(found)


def _options(
    article: Article, lines: Sequence[TreatmentLine], topic: str, *, alone: bool, vocabulary: Vocabulary
) -> list[_Option]:
    """The lines of one condition that can be told in a few words, in their order."""
    claims = {claim.id: claim.text for claim in article.claims}
    titles = {one.number: one.title for one in article.references}
    replaced = {one.number for one in article.references if one.status is DocumentStatus.SUPERSEDED}
    own = vocabulary.labels(topic)
    family = {kind for label in own for kind in vocabulary.family(label)}
    found: list[_Option] = []
    for line in lines:
        text, title = claims.get(line.claim_id, ""), " ".join(titles.get(number, "") for number in line.citations)
        named = _conditions(text, vocabulary)
        if family:
            about = named or _conditions(title, vocabulary)
            fits, kinds = bool(about & family), sorted(about & family) if not about & own else []
        else:
            fits, kinds = alone or set(content_stems(topic)) <= set(content_stems(f"{text} {title}")), []
        whom = _begun_small(whom_for(clean(line.population), (topic,)), vocabulary)
        if not fits or _ONLY_HELPS.search(text) or not _is_plain(whom):
            continue
        option = _with_its_place(text, clean(line.option))
        if set(line.citations) <= replaced or _limits_more(text, whom, option, family, topic, vocabulary):
            continue
        kind = kinds[0] if kinds else ""
        if kind and not vocabulary.labels(whom) & set(kinds):
            continue  # of which disorder it is would not be told
        option = _small(option.replace(" or by ", " or "))
        found.append(_Option(line, _put(option, whom), option, whom, kind))
    return found


def _with_its_place(text: str, option: str) -> str:
    """An option with the part of the body that its claim ends it with, as exercises "for the muscles of the neck"."""
    ends = re.search(re.escape(option) + r" (?:for|to|of|at|in) the [\w-]+(?: [\w-]+){0,5}\.?$", text, re.IGNORECASE)
    return ends.group().rstrip(".") if ends else option


def _sentence(topic: str, options: Sequence[_Option], disputed: frozenset[str]) -> Summary | None:
    chosen = _chosen(topic, options)
    if len(chosen) < FEWEST_OPTIONS:
        return None
    parts: list[SummaryPart] = []
    for place, one in enumerate(chosen):
        before = chosen[place - 1] if place else None
        after = chosen[place + 1] if place + 1 < len(chosen) else None
        lead = _lead(one, before, after)
        words = one.words + (DIFFERS if one.line.claim_id in disputed else "")
        parts.append(SummaryPart(f"{lead}{words}", one.option, one.whom, one.line.claim_id, one.line.citations))
    text = _opening(topic, chosen) + "".join(part.text for part in parts) + "."
    return Summary(topic, text, tuple(parts))


def _opening(topic: str, chosen: Sequence[_Option]) -> str:
    by_kind = ", by disorder" if any(one.kind for one in chosen) else ""
    return f"Options in these sources for {topic} include{by_kind}:"


def _lead(one: _Option, before: _Option | None, after: _Option | None) -> str:
    """What stands between an option and the one before it: the order that the lines have, and nothing more."""
    if one.kind:
        return " " if before is None else "; "
    if before is None:
        return " first, " if after is not None and one.line.order == 1 else " "
    if before.line.order == one.line.order:
        if before.words.startswith("for "):
            return "; "
        last = after is None or after.line.order != one.line.order
        return " or " if last and not one.words.startswith("for ") else " or, " if last else ", "
    if one.line.order in (REFRACTORY, SURGERY):
        in_refractory = one.line.order == REFRACTORY and not one.whom
        return "; in refractory cases, " if in_refractory else "; and " if after is None else "; "
    return "; then, "


def _chosen(topic: str, options: Sequence[_Option]) -> list[_Option]:
    """As many of the best options as MOST_WORDS allow: each disorder or place before a second one of the same."""
    rounds: list[_Option] = []
    groups: dict[object, list[_Option]] = {}
    by_kind = any(one.kind for one in options) and not any(not one.kind for one in options)
    for one in options:
        if by_kind or not one.kind:
            groups.setdefault(one.kind if by_kind else one.line.order, []).append(one)
    first = min((one.line.order for one in options), default=0)
    for key, group in groups.items():
        most = MOST_FIRST if by_kind or key == first else MOST_LATER
        ranked = group if by_kind or key == first else sorted(group, key=lambda one: len(one.whom.split()))
        groups[key] = ranked[:most]
    for turn in range(MOST_FIRST):
        rounds += [group[turn] for group in groups.values() if len(group) > turn]
    chosen: list[_Option] = []
    room = MOST_WORDS - len(_opening(topic, rounds).split())
    for one in rounds:
        size = len(one.words.split()) + 1
        if size <= room and not any(_is_within(one.option, other.option) for other in chosen):
            chosen.append(one)
            room -= size
    if by_kind:
        kinds = list(groups)
        return sorted(chosen, key=lambda one: (kinds.index(one.kind), options.index(one)))
    return sorted(chosen, key=lambda one: (one.line.order, len(one.whom), options.index(one)))


def _is_within(one: str, other: str) -> bool:
    """Whether two options are one, named more or less fully."""
    first, second = set(content_stems(one)), set(content_stems(other))
    return first <= second or second <= first


def _put(option: str, whom: str) -> str:
    if not whom:
        return option
    if _TIED.match(whom):
        return f"{option} {whom}"
    return f"{option} for {whom}" if _PEOPLE.search(whom) else f"for {whom}, {option}"


def _is_plain(whom: str) -> bool:
    return ";" not in whom and len(whom.split()) <= LONGEST_WHOM and not _STRAY.search(whom)


def _limits_more(
    text: str, whom: str, option: str, family: Collection[str], topic: str, vocabulary: Vocabulary
) -> bool:
    """Whether a claim says more of whom or when an option is for than is told of it, or is for another condition."""
    others = _conditions(whom, vocabulary)
    if family and others and not others & set(family):
        return True
    told = f"{whom} {option}".lower()
    own = set(content_stems(topic))
    for match in _LIMIT.finditer(text):
        words = " ".join(match.group().split()).lower().rstrip(" .,")
        object_ = match["what"] or ""
        named = vocabulary.labels(object_) & set(family) or (own and own <= set(content_stems(object_)))
        is_told = words in told or (whom and whom.lower() in words) or (object_ and object_.lower() in told)
        if not named and not is_told:
            return True
    groups = {label for label in vocabulary.labels(text) if vocabulary.concepts[label].type == "population"}
    return bool(groups - vocabulary.labels(told))


def _begun_small(whom: str, vocabulary: Vocabulary) -> str:
    """Whom an option is for, begun small where it begins with a condition that is no proper name."""
    first = next(iter(vocabulary.mentions(whom)), None)
    common = first is not None and first.start == 0 and first.label[:1].islower()
    return _small(whom) if common else whom


def _conditions(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(label for label in vocabulary.labels(text) if vocabulary.concepts[label].type == "condition")


def _small(text: str) -> str:
    """A text begun small, but for an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]
