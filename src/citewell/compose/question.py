"""Understanding a question: its parts, and for each part the topic, the intent and the terms to look for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from citewell.compose.asks import find_asks
from citewell.compose.clarify import ask_back
from citewell.compose.emergencies import find_emergencies
from citewell.compose.intents import (
    IntentRow,
    find_intent,
    find_intents,
    nearest_cue,
    settle_intent,
    without_conditions,
    without_cues,
)
from citewell.compose.pico import read_pico
from citewell.compose.populations import asked_populations, is_person, people_at_end
from citewell.compose.sides import sides_of
from citewell.compose.stories import LONG_STORY, POINTS_BACK, SENTENCE_END, STOPS, without_story
from citewell.domain.enums import Intent
from citewell.domain.errors import QuestionError
from citewell.domain.questions import Pico, Question, QuestionPart, Understanding
from citewell.text.identifiers import without_placeholders
from citewell.text.misspelt import is_short
from citewell.text.normalise import stem
from citewell.text.ordinary import is_ordinary, is_plain
from citewell.text.vocabulary import Concept, Mention, Vocabulary

LONGEST_QUESTION = 4_000
LONGEST_NAME = 5
"""Words of a topic that is one name."""

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_KIND = re.compile(r"\b(?:type|stage|grade) (?:\d{1,2}|I{1,3}V?|IV|VI{0,3}) $", re.IGNORECASE)
_SEXES = frozenset("women men woman man female male females males girls boys".split())
# "Never had it as a child" is said of a grown-up, and "one of my pupils" only tells where it came from.
_NOT_WHOM = re.compile(
    r"\b(?:as a (?:child|kid|baby|boy|girl|teenager|young (?:man|woman|adult))|when (?:I|he|she|they) (?:was|were) "
    r"(?:an? )?(?:child|kid|baby|boy|girl|little|young)|in (?:my|his|her|their) childhood)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:one|some|two|three|several|most|all|another|both) of (?:my|our|his|her|the) \w+", re.IGNORECASE
)
_ASKS = re.compile(
    r"\s*(?:(?:and|also|but)\s+)?"
    r"(?:who|whom|whose|what|which|how|when|where|why|is|are|was|were|does|do|did|can|could|should|will)\b",
    re.IGNORECASE,
)
# What a person may do, asked without saying with what: the part before tells that.
_OF_DAILY_LIFE = re.compile(
    r"\b(?:eat|drink|exercise|work|drive|fly|travel|sleep|swim|run|smoke|breast-?feed|have (?:sex|children|a baby)"
    r"|(?:be|get|become) (?:pregnant|better|worse|cured))\b",
    re.IGNORECASE,
)
_OF_ASKER = re.compile(r"(?:also\s+)?(?:can|could|may|should|will|would|must|am|do)\s+(?:I|we|my)\b", re.IGNORECASE)
# "The vaccine" is that of what was named before.
_THE = re.compile(
    r"\bthe (?:vaccines?|jab|bab(?:y|ies)|child|patients?|treatments?|drugs?|medicines?|tablets?|pills?|operation"
    r"|surgery|tests?|results?|pain|disease|condition|illness|rash|symptoms?|side effects?|dose|injections?)\b",
    re.IGNORECASE,
)
# "Anxiety and depression in survivors": of both.
_WITH_SHARED_TAIL = re.compile(r"(?P<thing>[\w-]+)\s+(?:in|among|amongst|after|during|following)\s+\w", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:;|,?\s+and\s+also\s+|,?\s+as\s+well\s+as\s+|,?\s+and\s+|,?\s+plus\s+)\s*", re.I)


def understand(
    question: Question,
    vocabulary: Vocabulary,
    *,
    is_known: Callable[[str], bool] = lambda word: True,
    is_held: Callable[[Concept], bool] = lambda concept: True,
    nearest: Callable[[str], str | None] = lambda word: None,
) -> Understanding:
    """Take a question apart.

    `is_known` tells whether the library has a word; one that it has not is read as the vocabulary's nearest
    word, else as the library's own `nearest`, and the asker is told. `is_held` tells whether it has a concept, to
    choose from where the question is unclear. Raises QuestionError when the question is empty, has no word in it,
    or is longer than LONGEST_QUESTION characters.
    """
    cleaned = without_placeholders(clean_question(question.text)) or question.text
    text, notes = _correct_spelling(cleaned, vocabulary, is_known, nearest)
    asked, story = without_story(text, vocabulary)
    whole = find_intent(without_conditions(asked, vocabulary))
    parts = tuple(_understand_part(part, whole, vocabulary) for part in _for_all(_split(asked, vocabulary), vocabulary))
    if story:
        parts = tuple(replace(part, pico=_with_background(part.pico, story, vocabulary)) for part in parts)
    return Understanding(
        parts=parts,
        notes=notes,
        emergencies=find_emergencies(question.text),
        clarification=ask_back(text, parts, vocabulary, is_held=is_held),
    )


def clean_question(text: str) -> str:
    """The question with control characters and runs of white space folded; raises QuestionError."""
    visible = "".join(" " if unicodedata.category(character).startswith("C") else character for character in text)
    cleaned = " ".join(visible.split())
    if not cleaned:
        raise QuestionError("The question is empty.", remedy='Ask in a sentence: citewell ask "How is ... treated?"')
    if len(cleaned) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(cleaned):,} characters; at most {LONGEST_QUESTION:,} can be read.",
            remedy="Shorten it to the question itself and leave out pasted text.",
        )
    if not _WORD.search(cleaned):
        raise QuestionError("The question has no word in it.", remedy="Ask in words, in English.")
    return cleaned


def _correct_spelling(
    text: str, vocabulary: Vocabulary, is_known: Callable[[str], bool], nearest: Callable[[str], str | None]
) -> tuple[str, tuple[str, ...]]:
    notes: list[str] = []
    named = [(mention.start, mention.end) for mention in vocabulary.mentions(text)]

    def corrected_word(match: re.Match[str]) -> str:
        word = match.group()
        if is_ordinary(word) or not without_cues(word).strip():
            return word
        if any(start <= match.start() < end for start, end in named):  # a rare name, and no slip
            return word
        cue = nearest_cue(word)
        corrected = vocabulary.correct(word) or cue
        # A slip that stands in some text of a large library is still one, where its titles have the word of asking.
        slip = cue is not None and stem(nearest(word) or "") == stem(cue)
        if (corrected is None and is_short(word)) or (is_known(word) and not slip):
            return word
        corrected = cue if slip else (corrected if corrected and is_known(corrected) else nearest(word)) or corrected
        if corrected is None:
            return word
        notes.append(f'Read "{word}" as "{corrected}".')
        return corrected

    return _WORD.sub(corrected_word, text), tuple(notes)


def _with_background(pico: Pico, story: str, vocabulary: Vocabulary) -> Pico:
    """What is asked, with the population of the story before it and the conditions in it that are known by name."""
    told = read_pico(story, vocabulary)
    known = tuple(
        story[mention.start : mention.end]
        for mention in vocabulary.mentions(story)
        if vocabulary.concepts[mention.label].type == "condition"
    )
    return replace(
        pico,
        populations=tuple(dict.fromkeys((*told.populations, *pico.populations))),
        conditions=tuple(dict.fromkeys((*pico.conditions, *known))),
    )


def _split(text: str, vocabulary: Vocabulary) -> list[str]:
    """Parts that each name a topic of their own; pieces that do not are joined to their neighbour."""
    parts: list[str] = []
    for sentence in SENTENCE_END.split(text):
        pieces = _split_joints(sentence.strip(), vocabulary)
        for piece in pieces:
            if (parts and (_leans_back(piece, vocabulary) or not _has_topic(piece, vocabulary))) or (
                parts and not _has_topic(parts[-1], vocabulary)
            ):
                parts[-1] = f"{parts[-1].rstrip(STOPS)}, {piece}"
            elif piece:
                parts.append(piece)
    return parts or [text]


def _for_all(parts: list[str], vocabulary: Vocabulary) -> list[str]:
    """The parts, each with the people that the last one ends in: "treatment of A and B management in pregnancy".

    So only where no other part says whom it is about, and all ask for the same.
    """
    *earlier, last = parts
    people = people_at_end(last)
    intents = {row.intent if row else None for row in (find_intent(without_conditions(p, vocabulary)) for p in parts)}
    if not people or len(intents) > 1 or any(asked_populations(part) for part in earlier):
        return parts
    return [*(f"{part.rstrip(STOPS + ' ')}{people}" for part in earlier), last]


def _split_joints(sentence: str, vocabulary: Vocabulary) -> list[str]:
    pieces: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        left, right = sentence[start : joint.start()], sentence[joint.end() :]
        if _stand_apart(left, right, vocabulary):
            pieces.append(left)
            start = joint.end()
    pieces.append(sentence[start:])
    return [piece for piece in pieces if piece.strip()]


def _stand_apart(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether both sides are questions of their own: each a topic and each its own aspect, or two conditions."""
    if _leans_back(right, vocabulary) or not (_has_topic(left, vocabulary) and _has_topic(right, vocabulary)):
        return False
    if _ASKS.match(left) and _goes_on(right):
        return False
    if _OF_ASKER.match(right) and not _names_condition(right, vocabulary):
        return False
    asides = (without_conditions(side, vocabulary) for side in (left, right))
    if all(find_intent(side) is not None or _asks_by_itself(side) for side in asides):
        return True
    ends = [mention for mention in vocabulary.mentions(left) if not left[mention.end :].strip(" ,")]
    starts = [mention for mention in vocabulary.mentions(right) if not right[: mention.start].strip()]
    return bool(ends and starts) and all(
        vocabulary.concepts[mention.label].type == "condition" and not vocabulary.concepts[mention.label].narrower
        for mention in (ends[-1], starts[0])
    )


def _goes_on(right: str) -> bool:
    """Whether the right side of "and" only names a second thing, of the same people or time as the first."""
    found = _WITH_SHARED_TAIL.match(right)
    return found is not None and not _ASKS.match(right) and bool(without_cues(found["thing"]).strip())


def _leans_back(piece: str, vocabulary: Vocabulary) -> bool:
    """Whether a piece asks on about what was named before it: by a pronoun, by "the vaccine", or of daily life."""
    if POINTS_BACK.search(piece):
        return True
    if _names_condition(piece, vocabulary):
        return False
    named = re.sub(r"\W+", " ", _OF_DAILY_LIFE.sub(" ", piece))
    return bool(_THE.search(piece)) or (
        named != piece.strip()
        and _OF_DAILY_LIFE.search(piece) is not None
        and not [word for word in _topic_words(named) if not is_plain(word)]
    )


def _names_condition(text: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.concepts[mention.label].type == "condition" for mention in vocabulary.mentions(text))


def _has_topic(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a piece names something to ask about: a concept, or an aspect of a thing in its own words.

    A population (children, people without symptoms) is whom a question is about, not what.
    """
    if any(vocabulary.concepts[mention.label].type != "population" for mention in vocabulary.mentions(text)):
        return True
    return bool(_topic_words(text)) and (find_intent(text) is not None or _asks_by_itself(text))


def _asks_by_itself(text: str) -> bool:
    """Whether a piece is a question in words of its own: "who won the world cup"."""
    return bool(_ASKS.match(text)) and any(not is_plain(word) for word in _topic_words(text))


def _topic_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(without_cues(text)) if not is_ordinary(word)]


def _understand_part(text: str, whole: IntentRow | None, vocabulary: Vocabulary) -> QuestionPart:
    aside = [match.span() for match in _NOT_WHOM.finditer(text)]
    mentions = [
        one
        for one in vocabulary.mentions(text)
        if vocabulary.concepts[one.label].type != "population" or not any(a <= one.start < b for a, b in aside)
    ]
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    if len(text.split()) >= LONG_STORY:
        rest = _OTHERS.sub(" ", rest)
    terms = dict.fromkeys(word.lower() for word in _topic_words(rest))
    if (
        len(sexes := {word for word in terms if word in _SEXES}) > 1
    ):  # both are named to be compared, not as whom it is on
        terms = {word: None for word in terms if word not in sexes}
    rows = find_intents(without_conditions(text, vocabulary)) or ([whole] if whole else [])
    pico = read_pico(text, vocabulary)
    row = rows[0] if rows else None
    intent = settle_intent(row, pico, bare=text) or _intent_of(mentions, vocabulary)
    aspects = {mention.label for mention in mentions if not without_cues(text[mention.start : mention.end]).strip()}
    aspects |= _modifiers(text, mentions, vocabulary)
    labels = dict.fromkeys(mention.label for mention in mentions)
    topic = _whole_name(_topic(text, mentions, vocabulary), text, pico)
    asks = find_asks(text, topic=topic, vocabulary=vocabulary)
    if about := next((ask.about for ask in asks if ask.about), ""):
        topic = about
        if not asks[0].about:  # told in a statement, what it is about may be known from a later clause alone
            own = {word for ask in asks for word in ask.terms}
            terms = {word: None for word in terms if word not in own}
    return QuestionPart(
        text=text.strip(" ?!."),
        topic=topic,
        intent=intent,
        focus=row.focus if row else (),
        also=next(
            (other.intent for other in rows if row and other.intent not in (row.intent, Intent.DEFINITION)), None
        ),
        concepts=tuple(label for label in labels if label not in aspects),
        means=frozenset(
            kind for label in labels if vocabulary.concepts[label].is_means for kind in vocabulary.family(label)
        ),
        aspects=tuple(label for label in labels if label in aspects),
        terms=tuple(terms),
        pico=pico,
        asks=asks,
    )


def _intent_of(mentions: Iterable[Mention], vocabulary: Vocabulary) -> Intent:
    """What a question without a cue asks: about a drug or procedure, for treatment."""
    treats = any(vocabulary.concepts[mention.label].type in {"drug", "procedure"} for mention in mentions)
    return Intent.TREATMENT if treats else Intent.GENERAL


def _modifiers(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> set[str]:
    """Concepts that only qualify the next one of their type, as in chiropractic manipulation."""
    return {
        first.label
        for first, second in pairwise(mentions)
        if text[first.end : second.start].isspace()
        and vocabulary.concepts[first.label].type == vocabulary.concepts[second.label].type != "condition"
    }


def _topic(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> str:
    """A heading's words: the first condition, symptom or concept with the words that lead up to it, else the
    part's own words."""
    sides = sides_of(text)
    if sides and all(text.lower().count(side) for side in sides):
        return " and ".join(text[at : at + len(side)] for side in sides for at in (text.lower().index(side),))
    words = list(dict.fromkeys(_topic_words(text)))
    own = [word for word in words if not any(_is_in(word, text, mention) for mention in mentions)]
    beside = {"population", "measure"} if own else set()
    for fits in (lambda kind: kind == "condition", lambda kind: kind == "symptom", lambda kind: kind not in beside):
        for mention in mentions:
            if fits(vocabulary.concepts[mention.label].type):
                return " ".join([*_leading_words(text[: mention.start]), mention.label])
    words = [word for word in words if not is_person(word)] or words
    return " ".join(words[:6]) if words else text.strip(" ?!.")[:60]


def _whole_name(topic: str, text: str, pico: Pico) -> str:
    """A topic with the words that its name has besides: gestational diabetes, Wilson disease, iron-deficiency anaemia.

    Words that say whom a question is about, or that many names share, are part of the one name that they stand in.
    """
    named = pico.conditions
    if len(named) > 1 and f"{named[0]} {named[1]}" in text:
        named = (f"{named[0]} {named[1]}", *named[2:])
    own = topic.lower().replace("-", " ").split()
    whole = named[0] if len(named) == 1 else ""
    fits = whole in text and len(own) < len(whole.replace("-", " ").split()) <= LONGEST_NAME
    return whole if fits and own and set(own) <= set(whole.lower().replace("-", " ").split()) else topic


def _is_in(word: str, text: str, mention: Mention) -> bool:
    return word in _WORD.findall(text[mention.start : mention.end])


def _leading_words(before: str) -> list[str]:
    """The words directly before a concept that narrow it, as testicular narrows cancer."""
    if kind := _KIND.search(before):
        return kind[0].split()
    leading: list[str] = []
    for word in reversed(without_cues(before).split()):
        if not _WORD.fullmatch(word) or is_plain(word):
            break
        leading.insert(0, word)
    return leading if before[-1:].isspace() else []
