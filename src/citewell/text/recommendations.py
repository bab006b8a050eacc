"""Finds the sentences that recommend, with strength and certainty in the source's own words.

What counts: sentences that tell what to do, not to do or to consider in care or public health, in the voice of their
document, or laid in the present tense to a named body or a guideline ("reported"). What does not: calls for research,
what was done in a study, history, questions, headings, conditions, forecasts, remarks ("it should be noted").
"""

from __future__ import annotations

import re

from citewell.domain.documents import Recommendation
from citewell.text._grades import (
    Grade,
    grades_of,
    is_uspstf,
    join,
    leading_bracket,
    read_fragment,
    read_grades,
    read_label,
    stated_certainty,
)
from citewell.text._recommending import find_act
from citewell.text._recommending_cues import Act, may_recommend
from citewell.text.negation import find_negations
from citewell.text.sentences import Span, split_sentences

LONGEST = 1500  # characters; past it a "sentence" is a table that lost its lines

_LIST_MARK = re.compile(r"(?:[-–—•*·▪●‣◦]|\(?\d{1,2}[.)]|\(?[a-z][.)]|\d+(?:\.\d+)+\.?|[A-Z]\d?\.)\s+")
_SECTION = re.compile(
    r"(?:[A-Z][A-Z &/-]{3,40}(?::\s+|\s+(?=[A-Z][a-z]))|(?:Conclusions?(?:\s+and\s+\w+)?|Interpretation|"
    r"Results|Discussion|"
    r"Findings|Background|(?:Clinical\s+)?(?:Implications?|Significance|Relevance)|Objectives?|Methods?)\s?[:.]\s+)"
)
_LABEL = re.compile(r"(?P<label>[^:.;?!]{1,30}[^:;?!]{0,50}):\s+(?=\S)")
_LABEL_ALONE = re.compile(
    r"(?:Recommendation|Statement|Practice\s+point)\s+\d[\d.]*[a-z]?(?:\s*\([^()]{1,60}\))?[.:]?", re.I
)

_DENIED_TOO = re.compile(r"(?:,|;|\band|\bbut)\s+(?P<words>(?:do\s+not|never)\s+[a-z]+|avoid)\b")


def find_recommendations(text: str) -> tuple[Recommendation, ...]:
    """The recommending sentences of `text`, in order; offsets cover whole sentences.

    A grade in the fragment behind a sentence ("(Grade 1B).") belongs to it, and the span then covers both, as it does
    a numbered label in front of it. A sentence with grades of two strengths gives one recommendation for each, over
    the same span, and so does one that recommends one thing and advises against another. Without a grade, the
    strength is the words that recommend, with their "not".
    """
    if not may_recommend(text):
        return ()
    spans = split_sentences(text)
    found: list[Recommendation] = []
    number = taken = 0
    while number < len(spans):
        start, end = max(spans[number].start, taken), spans[number].end
        sentence = text[start:end]
        behind = number + 1
        if len(sentence) <= LONGEST and (may_recommend(sentence) or _is_graded(text, spans, behind)):
            fragments, behind, end = _fragments(text, spans, number)
            recommended = _recommended(sentence.strip(), fragments)
            if recommended:
                start = _start(text, spans, number) if start == spans[number].start else start
                start += len(text[start:end]) - len(text[start:end].lstrip())
                found.extend(Recommendation(start, end, *stated) for stated in recommended)
                taken = end
            else:
                behind = number + 1
        number = behind
    return tuple(found)


def _is_graded(text: str, spans: list[Span], behind: int) -> bool:
    """Whether a grade stands as a fragment of its own behind the sentence before number `behind`."""
    return behind < len(spans) and read_fragment(spans[behind].of(text), "") is not None


def _fragments(text: str, spans: list[Span], number: int) -> tuple[list[str], int, int]:
    """The grades in fragments directly behind sentence `number`, the number of the next sentence, and where they end.

    The last may be a bracket that the next sentence opens with ("... a day. (2B) Most patients ...").
    """
    sentence, end, behind = spans[number].of(text), spans[number].end, number + 1
    fragments: list[str] = []
    grades: list[Grade] = []
    while behind < len(spans):
        fragment = spans[behind].of(text)
        opening = leading_bracket(fragment)
        grade = read_fragment(fragment, sentence)
        if grade is None and opening and not read_grades(sentence):
            grade = read_fragment(fragment[:opening], sentence)
            fragment = fragment[:opening]
        if grade is None:
            break
        fragments.append(fragment)
        grades.append(grade)
        end = spans[behind].start + len(fragment)
        if end < spans[behind].end:
            break
        behind += 1
    # A level of evidence alone is the study's, not the recommendation's.
    if all(grade.scheme == "SIGN/Oxford" and not grade.strength for grade in grades) and not read_grades(sentence):
        return [], number + 1, spans[number].end
    return fragments, behind, end


def _start(text: str, spans: list[Span], number: int) -> int:
    if number and _LABEL_ALONE.fullmatch(spans[number - 1].of(text)):
        return spans[number - 1].start
    return spans[number].start


def _recommended(sentence: str, fragments: list[str]) -> list[tuple[str, str, str]]:
    """Strength, certainty and scheme of a sentence that recommends; empty when it does not."""
    body = sentence
    for opening in (_LIST_MARK, _SECTION):
        match = opening.match(body)
        body = body[match.end() :] if match else body
    grades = list(grades_of(body, fragments))
    label = _LABEL.match(body)
    leading = None
    if label:
        leading = read_label(label["label"], sentence)
        if leading or _is_a_name(label["label"]):
            body = body[label.end() :]
    if leading:
        grades.insert(0, leading)
    grades = join(grades)
    act = find_act(
        body, graded=any(grade.strength or grade.certainty for grade in grades), labelled=leading is not None
    )
    if act is None and not (any(grade.alone for grade in grades) and _is_statement(body)):
        return []
    return _stated(act, grades, sentence)


def _is_a_name(label: str) -> bool:
    """Whether a label names what follows ("Recommendation 1.3", "Key point")."""
    return (
        re.match(r"(?:recommendation|statement|practice point|key (?:point|message)|advice|good practice)", label, re.I)
        is not None
    )


def _is_statement(body: str) -> bool:
    return len(body.split()) > 4 and not body.rstrip().endswith("?")


def _opposite(act: Act, sentence: str) -> str:
    """Words behind `act` that recommend the other way ("offer A, but do not offer B"), or nothing."""
    end = sentence.find(act.words) + len(act.words)
    denied = _DENIED_TOO.search(sentence, end)
    if denied and not _denies(act.words):
        return denied["words"]
    second = find_act(sentence[end:])
    return second.words if second and _denies(second.words) != _denies(act.words) else ""


def _denies(words: str) -> bool:
    return bool(find_negations(words)) or "avoid" in words.lower()


def _stated(act: Act | None, grades: list[Grade], sentence: str) -> list[tuple[str, str, str]]:
    words = act.words if act else ""
    wording = "USPSTF" if is_uspstf(sentence) else act.scheme if act else "wording"
    if not grades:
        also = _opposite(act, sentence) if act else ""
        return [(said, stated_certainty(sentence), wording) for said in (words, also) if said]
    return [
        (
            grade.strength or words,
            grade.certainty or stated_certainty(sentence),
            grade.scheme or wording,
        )
        for grade in grades
    ]
