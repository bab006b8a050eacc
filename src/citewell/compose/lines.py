"""Treatment by line as data: which claim names which option, at which place in the order, and for whom.

A wrong line is worse than a missing one: an option is listed only where a claim advises it or calls it fit, and left
out where anything in the same clause denies, doubts or only reports it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.articles import Article, Claim, TreatmentLine
from citewell.domain.documents import Passage
from citewell.domain.enums import Intent, PassageTopic
from citewell.text.vocabulary import Vocabulary

_KINDS = frozenset({"procedure", "drug"})
_CLAUSE = re.compile(
    r"[;:](?=\s)|\.\s|,?\s(?:but|because|although|though|whereas|while|however)\s|,\s(?=(?:since|as|which|who)\s)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:If|When|After|For|In|Among|Once|Before|During|As|Where|Following)\s[^,;]*,\s")
_TERMS = re.compile(
    r"((?:^(?:For|In|Among)\s[^,;]*(?=,\s(?!because|but|which|who|so|and|or)))"
    r"|(?:\b(?:if|when|once|unless|except|only if|provided|after)\s[^,;.()]*))",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\s(?:at|of|into|to)\s(?:the\s)?[\w-]+"
    r"(?:\s(?!(?:for|in|of|at|as|can|is|are|may|after|if|when|with)\b)[\w-]+){0,3}"
)
_WORD = re.compile(r"[\w'’/-]+")
_JOINED = re.compile(r"\s*,\s*(?:and|or)\s+|\s*,\s*|\s+(?:and|or|plus|and/or)\s+", re.IGNORECASE)
_VERB = r"(?:is|are|was|were|may|can|should|must|needs?|gets?|ha[sd]|have|had|improves?|lasting)\b"
# Behind a comma these begin what the sentence says of the condition.
_ANEW = r"\s(?:the|it|they|this|these|clinicians|doctors|physicians)\b"
_PARTICULARS = re.compile(
    rf"\s(?:with|without|whose)\s(?:(?!{_VERB})[\w-]+(?:,(?!{_ANEW}))?\s?)+(?=[\s.]|{_VERB}|$)", re.IGNORECASE
)
# What stands beside an operation as its alternative belongs to the option: the two are offered together.
_INSTEAD = re.compile(
    r"(?:[\w-]+\s+(?:and\s+[\w-]+\s+)?)?(?:surveillance|observation|watchful waiting|follow-up)\s+or\s+(?:by\s+)?$",
    re.I,
)
LONGEST_OPTION = 7
LEAST_LETTERS = 4
SURGERY = 5
_PLACED = ("injection", "block", "stimulation", "ablation", "resection", "decompression", "transplant")


@dataclass(frozen=True, slots=True)
class LineRules:
    """The table of `treatment_lines.toml`, compiled."""

    places: tuple[tuple[int, str, PassageTopic | None, re.Pattern[str] | None], ...]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    against: re.Pattern[str]
    harmless: re.Pattern[str]
    cut: re.Pattern[str]
    heads: re.Pattern[str]
    modified: re.Pattern[str]
    vague: frozenset[str]
    surgical: re.Pattern[str]
    population: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An option that a claim names, by offsets of its words."""

    start: int
    end: int
    text: str


def treatment_lines(
    article: Article, *, passages: Mapping[str, Passage], vocabulary: Vocabulary
) -> tuple[TreatmentLine, ...]:
    """The lines that the article's claims state, in the order of treatment; none for other questions."""
    asked = {article.intent, *(part.intent.value for part in article.understood)}
    if not asked & {Intent.TREATMENT.value, Intent.PREVENTION.value}:
        return ()
    ranks = {reference.number: (reference.kind.rank, -(reference.year or 0)) for reference in article.references}
    found: dict[tuple[int, str], tuple[tuple[int, int], TreatmentLine]] = {}
    for claim in article.claims:
        passage = passages.get(claim.citations[0].passage_id)
        rank = ranks.get(claim.citations[0].reference, (99, 0))
        for line in claim_lines(claim, topic=passage.topic if passage else None, vocabulary=vocabulary):
            key = (line.order, " ".join(_stem(word) for word in _WORD.findall(line.option.lower())))
            if key not in found or rank < found[key][0]:
                found[key] = (rank, line)
    ordered = sorted(found.values(), key=lambda item: (item[1].order, item[0], item[1].option.lower()))
    return tuple(line for _, line in ordered)


def claim_lines(claim: Claim, *, topic: PassageTopic | None, vocabulary: Vocabulary) -> list[TreatmentLine]:
    """What one claim states; `topic` is the source's own label, None where it has none.

    Without a label the sentence itself must say where the option stands, or the option must be an operation.
    """
    rules, text, citation = _rules(), claim.text, claim.citations[0]
    stated = next(((order, name) for order, name, label, _ in rules.places if label and label is topic), None)
    if (topic is not None and stated is None) or rules.against.search(citation.strength):
        return []
    lines: list[TreatmentLine] = []
    for option in options(text, vocabulary):
        surgical = rules.surgical.search(option.text) is not None
        if stated and stated[0] == SURGERY and not surgical:
            continue
        place = _place(text, option) or stated or ((SURGERY, "Surgery") if surgical else None)
        if place is None:
            continue
        instead = _INSTEAD.search(text, 0, option.start) if surgical else None
        lines.append(
            TreatmentLine(
                order=place[0],
                name=place[1],
                population=population(text, vocabulary),
                option=text[instead.start() : option.end] if instead else option.text,
                strength=citation.strength,
                certainty=citation.certainty,
                claim_id=claim.id,
                citations=tuple(dict.fromkeys(item.reference for item in claim.citations)),
            )
        )
    return lines


def options(text: str, vocabulary: Vocabulary) -> list[Option]:
    """The treatments that a sentence advises or calls fit, in reading order."""
    found: dict[int, Option] = {}
    for start, end in _zones(text):
        for option in _named(text, start, end, vocabulary):
            found.setdefault(option.start, option)
    kept = [
        one
        for one in found.values()
        if not any(other is not one and other.start <= one.start and one.end <= other.end for other in found.values())
    ]
    return sorted(kept, key=lambda option: option.start)


def population(text: str, vocabulary: Vocabulary) -> str:
    """Whom and which circumstances the sentence speaks of, in its own words: people, else the condition, and terms.

    What stands under "if", "when" or "unless" travels with the option.
    """
    parts = [whom for whom in [_people(text) or _condition(text, vocabulary)] if whom]
    for match in _TERMS.finditer(text):
        words = " ".join(match.group(1).split()).rstrip(" ,.;")
        if words and not any(words in part or part in words for part in parts):
            parts.append(words)
        elif words:
            parts = [words if part in words else part for part in parts]
    return "; ".join(parts)


def _people(text: str) -> str:
    for pattern in _rules().population:
        for match in pattern.finditer(text):
            words = " ".join(match.group(1).split()).rstrip(" -")
            if " " in words:
                return words
    return ""


def _condition(text: str, vocabulary: Vocabulary) -> str:
    """The condition behind "for", "in", "of" or "with"."""
    for mention in vocabulary.mentions(text):
        if vocabulary.concepts[mention.label].is_problem:
            lead = re.search(r"\b(?:for|in|of|with)\s+((?:[\w-]+\s+){0,2})$", text[: mention.start], re.IGNORECASE)
            if lead:
                return text[lead.start(1) : _with_particulars(text, mention.end)]
            if not text[: mention.start].strip() and (kind := _PARTICULARS.match(text, mention.end)):
                return text[mention.start : kind.end()].rstrip(" ,")
    return ""


def _with_particulars(text: str, end: int) -> int:
    """The end of a condition's name with the words that narrow it: with a sign, without symptoms."""
    narrowed = _PARTICULARS.match(text, end)
    return end + len(narrowed.group().rstrip(" ,")) if narrowed else end


def _zones(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in which advised options stand, by clause; none in a clause that denies or doubts."""
    rules = _rules()
    plain = rules.harmless.sub(lambda match: " " * len(match.group()), text)
    joints = list(_CLAUSE.finditer(text))
    starts, ends = [0, *(match.end() for match in joints)], [*(match.start() for match in joints), len(text)]
    for start, end in zip(starts, ends, strict=True):
        opening = _OPENING.match(text, start, end)
        main = opening.end() if opening else start
        if rules.against.search(plain, main, end):
            continue
        for match in rules.behind.finditer(text, main, end):
            cut = rules.cut.search(text, match.end(), end)
            yield match.end(), cut.start() if cut else end
        for match in rules.before.finditer(text, main, end):
            cut = rules.cut.search(text, main, match.start())
            yield main, cut.start() if cut else match.start()


def _named(text: str, start: int, end: int, vocabulary: Vocabulary) -> Iterator[Option]:
    """Each piece of a list that is a treatment: by the vocabulary, else by the word it ends in.

    What follows "for", "of" or "with" in a piece says what for, where and in whom.
    """
    at = start
    for joint in [*_JOINED.finditer(text, start, end), None]:
        piece_end = joint.start() if joint else end
        option = _piece(text, at, piece_end, vocabulary)
        if option:
            yield option
        at = joint.end() if joint else end


def _piece(text: str, start: int, end: int, vocabulary: Vocabulary) -> Option | None:
    rules = _rules()
    if re.match(r"\s*with(?:out)?\b", text[start:end], re.IGNORECASE):
        return None
    stop = re.search(
        r"\s(?:for|in|at|on|with|within|during|as|to|by|from|is|are|can|may|should|of)\s|[(]", text[start:end]
    )
    end = start + stop.start() if stop else end
    known = [
        mention
        for mention in vocabulary.mentions(text)
        if start <= mention.start and mention.end <= end and vocabulary.concepts[mention.label].type in _KINDS
    ]
    heads = list(rules.heads.finditer(text, start, end))
    modified = [
        match for match in rules.modified.finditer(text, start, end) if _kind_before(text, start, match.start())
    ]
    last = max([*(mention.end for mention in known), *(match.end() for match in (*heads, *modified))], default=None)
    if last is None:
        return None
    words = list(_WORD.finditer(text, start, last))
    while words and words[0].group().lower() in rules.vague:
        words = words[1:]
    words = words[-LONGEST_OPTION:]
    if not words or last - words[0].start() < LEAST_LETTERS:
        return None
    if len(words) == 1 and not rules.surgical.fullmatch(words[0].group()):
        where = _PLACE.match(text, last)  # an injection is no option without its place
        last = where.end() if where and words[0].group().lower().startswith(_PLACED) else last
    return Option(words[0].start(), last, text[words[0].start() : last])


def _kind_before(text: str, start: int, end: int) -> bool:
    """Whether a word in front of a general one ("therapy") says of which kind."""
    words = _WORD.findall(text[start:end])
    return bool(words) and words[-1].lower() not in _rules().vague and not words[-1].lower().endswith("ly")


def _place(text: str, option: Option) -> tuple[int, str] | None:
    """The place whose words stand nearest to the option."""
    near = [
        (max(match.start() - option.end, option.start - match.end(), 0), order, name)
        for order, name, _, pattern in _rules().places
        if pattern is not None
        for match in pattern.finditer(text)
    ]
    return min(near)[1:] if near else None


def _stem(word: str) -> str:
    return word.removesuffix("s")


@cache
def _rules() -> LineRules:
    data = tomllib.loads(resources.files("citewell.compose").joinpath("treatment_lines.toml").read_text("utf-8"))
    heads = data["heads"]
    return LineRules(
        places=tuple(
            (
                row["order"],
                row["name"],
                PassageTopic(row["topic"]) if "topic" in row else None,
                _any(row["words"]) if row["words"] else None,
            )
            for row in data["line"]
        ),
        behind=_any(data["advice"]["behind"]),
        before=_any(data["advice"]["before"]),
        against=_any(data["against"]["words"]),
        harmless=_any(data["against"]["harmless"]),
        cut=_any(data["cut"]["words"]),
        heads=_any(heads["words"]),
        modified=_any(heads["modified"]),
        vague=frozenset(heads["vague"]),
        surgical=_any(heads["surgical"]),
        population=tuple(
            re.compile(rf"\b{words.replace(' ', chr(92) + 's+')}", re.I) for words in data["population"]["words"]
        ),
    )


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(words).replace(" ", r"\s+") + r")(?![\w-])", re.IGNORECASE)
