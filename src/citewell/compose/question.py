"""Understanding a question: its parts, and for each part the topic, the intent and the terms to look for."""

from __future__ import annotations

import re
import unicodedata

from citewell.compose.intents import IntentRow, find_intent, without_cues
from citewell.domain.enums import Intent
from citewell.domain.errors import QuestionError
from citewell.domain.questions import Question, QuestionPart, Understanding
from citewell.text.normalise import content_stems
from citewell.text.vocabulary import Vocabulary

LONGEST_QUESTION = 4_000

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SENTENCE_END = re.compile(r"(?<=[?!.])\s+(?=\w)|\n+")
_JOINT = re.compile(r"\s*(?:;|,?\s+and\s+also\s+|,?\s+as\s+well\s+as\s+|,?\s+and\s+|,?\s+plus\s+)\s*", re.I)

# Words that frame a question or name the asker and never its topic.
_FRAME = frozenset(
    """a about adult adults advice again all also am an and another any anyone anything appropriate are as at
    available be because been before being best between by can could current currently did do doctor doctors does
    doing done else evidence ever every everything feel find first for from general generally get gets getting
    give given go going good gp guideline guidelines had has have having hello her hers hi him his how i if i'm
    i've im in into is it its itself ive just keep know latest let like likely look main make makes making many
    may maybe me might more most much must my myself need needs new no not of off often on one only or other our
    out over overview patient patients people person please possible possibly pretty question really regarding
    said say says see should so some someone somebody something still such suffer suffering suffers take taking
    tell than thank thanks that the their them then there these they thing things think this those through to told
    too try trying under up update us use used using usual usually very want was way ways we well were what
    what's whats when where whether which while who whom whose why will with within without would year years yes
    yet you your yours positive negative certain always versus vs compared compare""".split()
)


def understand(question: Question, vocabulary: Vocabulary) -> Understanding:
    """Take a question apart.

    Raises QuestionError when it is empty, has no word in it, or is longer than LONGEST_QUESTION characters.
    """
    text, notes = _correct_spelling(clean_question(question.text), vocabulary)
    whole = find_intent(text)
    parts = tuple(_understand_part(part, whole, vocabulary) for part in _split(text, vocabulary))
    return Understanding(parts=parts, notes=notes)


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


def _correct_spelling(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    notes: list[str] = []

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in _FRAME or not without_cues(word).strip():
            return word
        corrected = vocabulary.correct(word)
        if corrected is None:
            return word
        notes.append(f'Read "{word}" as "{corrected}".')
        return corrected

    return _WORD.sub(replace, text), tuple(notes)


def _split(text: str, vocabulary: Vocabulary) -> list[str]:
    """Parts that each name a topic of their own; pieces that do not are joined to their neighbour."""
    parts: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        pieces = _split_joints(sentence.strip(), vocabulary)
        for piece in pieces:
            if parts and not _has_topic(piece, vocabulary):
                parts[-1] = f"{parts[-1]} {piece}"
            elif parts and not _has_topic(parts[-1], vocabulary):
                parts[-1] = f"{parts[-1]} {piece}"
            elif piece:
                parts.append(piece)
    return parts or [text]


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
    if not (_has_topic(left, vocabulary) and _has_topic(right, vocabulary)):
        return False
    if find_intent(left) is not None and find_intent(right) is not None:
        return True
    ends = [mention for mention in vocabulary.mentions(left) if not left[mention.end :].strip(" ,")]
    starts = [mention for mention in vocabulary.mentions(right) if not right[: mention.start].strip()]
    return bool(ends and starts) and all(
        vocabulary.concepts[mention.label].type == "condition" and not vocabulary.concepts[mention.label].narrower
        for mention in (ends[-1], starts[0])
    )


def _has_topic(text: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.mentions(text):
        return True
    return len(_topic_words(text)) >= 2


def _topic_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(without_cues(text)) if word.lower() not in _FRAME]


def _understand_part(text: str, whole: IntentRow | None, vocabulary: Vocabulary) -> QuestionPart:
    mentions = vocabulary.mentions(text)
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    terms: dict[str, None] = {}
    for word in _topic_words(rest):
        terms.update(dict.fromkeys(content_stems(word)))
    row = find_intent(text) or whole
    aspects = {mention.label for mention in mentions if not without_cues(text[mention.start : mention.end]).strip()}
    labels = dict.fromkeys(mention.label for mention in mentions)
    return QuestionPart(
        text=text.strip(" ?!."),
        topic=_topic(text, labels=list(labels), vocabulary=vocabulary),
        intent=row.intent if row else Intent.GENERAL,
        focus=row.focus if row else (),
        concepts=tuple(label for label in labels if label not in aspects),
        aspects=tuple(label for label in labels if label in aspects),
        terms=tuple(terms),
    )


def _topic(text: str, *, labels: list[str], vocabulary: Vocabulary) -> str:
    """A heading's words for the part: its first condition, else its first concept, else its own words."""
    conditions = [label for label in labels if vocabulary.concepts[label].type == "condition"]
    if conditions or labels:
        return (conditions or labels)[0]
    words = _topic_words(text)
    return " ".join(words[:6]) if words else text.strip(" ?!.")[:60]
