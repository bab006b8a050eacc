"""Advice with a modal verb: "should not be offered", "must be stopped", "may be considered"."""

from __future__ import annotations

import re
from itertools import islice

from citewell.text._patterns import one_of, spaced
from citewell.text._recommending_context import (
    ACCORDING,
    ADVERB,
    DIRECT_RELATIVE,
    PERSON,
    RESEARCH,
    SUBJECTS,
    VERBS,
    under_question,
)
from citewell.text._recommending_cues import Act

RESEARCH_SUBJECT = spaced(rf"(?:^|\W){one_of(SUBJECTS['research'])}(?:,? (?:\w+ ){{0,6}}\w+)?,?$")
EVALUATED = spaced(rf"\b{one_of(SUBJECTS['evaluated'])}\b")
TOOK_PART = spaced(rf"^(?:all |the |each )?{one_of(SUBJECTS['took_part'])}\b")
TOOLS = spaced(rf"\b{one_of(SUBJECTS['tools'])}(?: (?:of|for|in) (?:[\w-]+ ?){{1,6}})?$")
REMARKS = spaced(rf"{one_of(VERBS['remarks'])}\b")
INQUIRIES = spaced(rf"{one_of(VERBS['inquiries'])}\b")
ALWAYS_INQUIRIES = spaced(rf"{one_of(VERBS['always_inquiries'])}\b")
FORECASTS = spaced(rf"{one_of(VERBS['forecasts'])}\b")
THINGS_DO = spaced(rf"{one_of(VERBS['things_do'])}\b")
STATES = spaced(rf"{VERBS['states'][0]}\b")
MUST = spaced(rf"{one_of(VERBS['must'])}\b")
PARTICIPLE = spaced(rf"(?:\w+ed|{one_of(VERBS['irregular'])})\b")
_MODAL = spaced(
    rf"\b(?P<words>(?P<modal>should|must|ought to|shall|may|can|could|might)(?P<not>n't| not|"
    rf" never)?(?: (?:{ADVERB}|in general))*(?P<be> be(?: {ADVERB})*)? (?P<verb>[a-z-]+))\b",
)
_TAKEN_AS = spaced(
    r"^(?: to be| as| (?:a|an|the|one of|another|(?:equally |very |highly )?important|safe|effective|valid|"
    r"reliable|useful|equivalent|successful|normal|abnormal|significant|positive|negative|sufficient|"
    r"part of)\b)"
)
# Behind "could be considered": what does not say as what.
_OPEN = spaced(
    r" *(?:$|[.,;:()\[])| (?:as|an?|the|in|for|when|if|to|after|before|by|at|with|among|during|and|or|only|"
    r"especially|particularly|where|"
    r"on|until|early|first|early|especially|even|once|under|instead|on|whenever|despite|alone|together|\w+ly)\b"
)
_AN_OPTION = spaced(
    r"^ (?:as )?(?:an? |the )?(?:\w+ ){0,3}?(?:option|alternative|first[- ]line|second[- ]line|adjunct\w*|"
    r"treatment of choice)\b"
)
_A_CHOICE = spaced(
    r"^(?: as)?(?: [\w-]+){0,5}? (?:option|alternative|therapy|treatment|first[- ]line|second[- ]line|line|"
    r"choice|strategy|diagnos[ie]s|differential|approach|standard of care|intervention|procedure|"
    r"method of choice|modality|priority|part of the|prophylaxis|screening|routine|contraindication|"
    r"indication|test)\b"
)
_WHEN_READING = spaced(
    r"\b(?:(?:when|in|while|before|for) (?:the )?(?:interpret\w*|study designs?|studying|modell?ing|"
    r"simulat\w+|future (?:research|stud\w+|trials?)|designing|planning (?:future|clinical trials|studies)|"
    r"comparing|analy\w+|modelling|drawing conclusions)|(?:in|by|with|through) (?:\w+[ -]){0,4}(?:stud(?:y|"
    r"ies)|trials?|cohorts?|experiments?|research|samples?))\b"
)
_OPINION = spaced(
    r"\b(?:(?:respondents|participants|interviewees|patients|physicians|surgeons|nurses|trainees|students|"
    r"parents|clinicians|women|residents|"
    r"teachers|doctors|members|experts|\d ?%(?: \w+){0,5}) (?:\w+ ){0,3}(?:indicated|stated|reported|"
    r"believed?|agreed|felt|feel|thought|think|argued|"
    r"said|answered|responded|expressed|considered)|hypothes[ei][sz]\w* (?:\w+ )?that|(?:responded|"
    r"answered) that|theory|predict\w* that|expect\w* that|assum\w* that|myth|belief|question)\b"
)
# Exhortations that say nothing to do.
_EXHORTED = spaced(
    r"(?:^|, |\b(?:more|further|future|greater|additional|every|all|special|particular|much|considerable|"
    r"such|close|research) )(?:attentions?|efforts?|emphasis|awareness|concerns?|importance|we|research)$"
)
_FOR_STUDIES = spaced(
    r"^[^.;]{0,60}?\b(?:in|for|by|with) (?:the )?(?:future|further|upcoming|"
    r"subsequent) (?:[\w-]+ ){0,3}(?:stud(?:y|ies)|research|trials?|work|guidelines?)\b"
    r"|\bdevelopment of future\b|\bto (?:further|better) (?:understand|elucidate|explore|investigate|"
    r"clarify)\b|\bgenerali[sz]ability\b"
)
MOST_VERBS = 12  # looked at in one sentence; past it, it is a list that lost its lines


def find_modal(sentence: str, graded: bool) -> Act | None:
    """The first modal verb of a main clause that says what is to be done, to be considered or to be left."""
    for match in islice(_MODAL.finditer(sentence), MOST_VERBS):
        before = sentence[: match.start()].rstrip()
        if under_question(before) or DIRECT_RELATIVE.search(before):
            continue
        act = _modal_act(match, before, sentence, graded)
        if act:
            return act
    return None


def _modal_act(match: re.Match[str], before: str, sentence: str, graded: bool) -> Act | None:
    modal, verb, rest = match["modal"].lower(), match["verb"].lower(), match.string[match.end() :]
    if _OPINION.search(before) or _EXHORTED.search(before):
        return None
    act = Act(match["words"], match.start("words"), "reported" if ACCORDING.search(sentence) else "wording")
    subject = re.split(r"[,;:]|\b(?:that|thus|therefore|hence|but|so)\b", before)[-1].strip()
    if modal in ("may", "can", "could", "might"):
        if re.search(r"\bnot\b", match["words"]) and not graded:
            return None
        offered = match["be"] and verb in ("considered", "offered")
        if (
            verb == "offered"
            and not graded
            and modal in ("can", "could")
            and not (PERSON.search(subject) or PERSON.search(rest[:40]))
        ):
            return None
        if verb == "considered" and not graded and not _OPEN.match(rest):
            return None
        chosen = (
            offered and not (_TAKEN_AS.match(rest) and not _AN_OPTION.match(rest)) and not _WHEN_READING.search(rest)
        )
        named = re.search(r"\b(?:clinicians|physicians|doctors|surgeons|providers)$", before, re.I) and verb in (
            "offer",
            "consider",
        )
        sure = graded and (match["be"] or PERSON.search(subject))
        return act if chosen or named or sure else None
    if RESEARCH_SUBJECT.search(subject) or RESEARCH.fullmatch(subject) or TOOK_PART.match(subject):
        return None
    if RESEARCH.match(subject) and not PERSON.search(subject):
        return None
    if not graded and (_FOR_STUDIES.search(rest) or (TOOLS.search(subject) and not PERSON.search(subject))):
        return None
    if match["be"] and not PARTICIPLE.match(verb):
        act = Act(sentence[match.start("words") : match.end("be")], act.start, act.scheme)
    if match["be"]:
        return act if _is_to_be_done(modal, verb, subject, rest, graded) else None
    return act if _is_to_do(modal, verb, subject, rest) else None


def _taken_as(verb: str, rest: str) -> bool:
    return verb in ("considered", "regarded") and bool(_TAKEN_AS.match(rest)) and not _A_CHOICE.match(rest)


def _is_to_be_done(modal: str, verb: str, subject: str, rest: str, graded: bool) -> bool:
    if not graded and (REMARKS.match(f"{verb}{rest[:20]}") or _taken_as(verb, rest)):
        return False
    if verb == "kept" and re.match(r"\s+in\s+mind", rest):
        return False
    if (
        verb in ("considered", "taken", "used", "treated", "drawn", "made", "given", "exercised", "paid")
        and _WHEN_READING.search(rest)
        and not graded
    ):
        return False
    person = PERSON.search(subject) is not None
    if ALWAYS_INQUIRIES.match(verb) and not person:
        return False
    if INQUIRIES.match(verb) and (
        (EVALUATED.search(subject) and not person)
        or RESEARCH.search(rest)
        or re.match(r"\s+further\b|\s+in\s+(?:the\s+)?future", rest)
        or (_WHEN_READING.search(rest) and not person)
    ):
        return False
    if modal in ("must", "shall") and not graded:
        return bool(MUST.match(verb)) and not re.match(
            r"\s+(?:to|in\s+order\s+to)\s+(?:achieve|obtain\s+an?\s+\w+\s+understanding)", rest
        )
    return bool(PARTICIPLE.match(verb) or STATES.match(verb))


def _is_to_do(modal: str, verb: str, subject: str, rest: str) -> bool:
    if PERSON.search(" ".join(subject.split()[-6:])) or re.search(
        r"^(?:all|those|any|every|each|adults)\b", subject, re.I
    ):
        if modal in ("must", "shall") and not re.match("not", verb):
            clinical = PERSON.search(subject) and not FORECASTS.fullmatch(verb)
            return bool(clinical)
        if verb == "have":
            return not re.match(r"\s+(?:been|had|received|a\s+history|familiarity|\w+ed)\b", rest)
        if verb == "be":
            return False
        return not re.fullmatch(
            r"know|understand|reali[sz]e|remember|recogni[sz]e|appreciate|note|bear|help|benefit|become|"
            r"expect|feel|improve|show|think|appear|occur|also|in",
            verb,
        )
    return modal != "must" and THINGS_DO.match(verb + rest[:12]) is not None and not EVALUATED.search(subject)
