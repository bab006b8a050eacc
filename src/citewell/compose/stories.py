"""Long messages: what they ask, apart from the story told around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.pico import read_pico
from citewell.text.vocabulary import Vocabulary

# From so many words on, a question tells a story around what it asks.
LONG_STORY = 15
STOPS = " .,;:!?"
SENTENCE_END = re.compile(r"(?<=[?!.])\s+(?=\w)|\n+")
# "A smelly discharge and a weak face: could it be ...?"
_CLAUSE_END = re.compile(
    r"\s*[:;,]\s+(?=(?:so |and )?(?:could|can|might|may) (?:this|it|that|these) be\b)", re.IGNORECASE
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|these|those|he|him|his|she|her"
    r"|(?:when|if|why|is|was|does|did|can|could|may|might|would|will|should) (?:that|this))\b",
    re.I,
)
# What is proposed to the writer of a long message, whose question then says only "it".
_PROPOSED = re.compile(
    r"\b(?:wants?|wish(?:es)?|would like|plans?|offer(?:s|ed)?|suggest(?:s|ed)?|recommend(?:s|ed)?|advis(?:es|ed)|"
    r"propos(?:es|ed)|prescrib(?:es|ed)|told me|put me on|given me|gave me|started)\b",
    re.IGNORECASE,
)
# What happened to a relative is not what is asked about.
_OF_RELATIVES = re.compile(
    r"[,;]?\s*(?:but|and|because|since|as)?\s*\bmy (?:mother|father|mum|mom|dad|sister|brother|aunt|uncle|friend|"
    r"cousin|grand(?:mother|father|ma|pa)|son|daughter|wife|husband|neighbou?r)\s+(?:had|has|have|died|got|suffered|was)\b"
    r"(?:(?!\b(?:and|but) (?:I|my|he|she|it)\b)[^,;.?!])*",
    re.IGNORECASE,
)
# The illness that a doctor named to the writer of a long message, whose question then says only "this disease".
_NAMED_TO_THEM = re.compile(
    r"\b(?:(?:said|mentioned|used) the words?|diagnosed (?:(?:me|him|her|us|them) )?with|diagnosis (?:is|was)"
    r"|call(?:ed|s) (?:it|this)|(?:told|said)(?: (?:me|him|her|us|them))?(?: that)? (?:I|he|she|it|we|they) "
    r"(?:ha(?:ve|s|d)|is|was|(?:might|may|could) (?:have|be))|(?:thinks?|suspects?|believes?) "
    r"(?:it is|it's|it may be|I have|he has|she has)) (?:an? |the )?(?P<named>[\w'’-]+"
    r"(?: (?!and\b|but\b|or\b|which\b|that\b|who\b|so\b|because\b)[\w'’-]+){0,2})",
    re.IGNORECASE,
)
_THIS = re.compile(r"\b(?:this|that|it|the (?:disease|condition|illness|disorder|diagnosis))\b", re.IGNORECASE)
# "Could this be gout?": what is asked about is named, and the story tells the signs.
_COULD_BE = re.compile(
    r"(?:so,? )?(?:could|can|might|may|would|is) (?:this|it|that|these|they) (?:be |mean )?(?:an? |the )?"
    r"[\w'’-]+(?: [\w'’-]+){0,3}\?",
    re.IGNORECASE,
)


def without_story(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """A long message's questions, and the rest of it; the rest is empty where the questions cannot stand alone."""
    parted = _CLAUSE_END.sub(". ", text, count=1)
    sentences = [sentence.strip() for sentence in SENTENCE_END.split(parted) if sentence.strip()]
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    story = [sentence for sentence in sentences if not sentence.endswith("?")]
    if not asked or not story:
        return text, ""
    alone = " ".join(asked)
    told = ". ".join(_OF_RELATIVES.sub(" ", sentence).strip(STOPS) for sentence in story)
    ill = read_pico(alone, vocabulary).conditions or any(
        vocabulary.concepts[one.label].type == "condition" for one in vocabulary.mentions(alone)
    )
    complaints = [one for one in vocabulary.mentions(told) if vocabulary.concepts[one.label].is_problem]
    long = len(text.split()) >= LONG_STORY
    if long and ill and not complaints and _COULD_BE.fullmatch(alone):
        return alone, told
    named = list(_NAMED_TO_THEM.finditer(told))
    if long and named and not ill and _THIS.search(alone) and not vocabulary.mentions(alone):
        return f"{named[-1]['named']}: {alone}", told
    if len(sentences) < 3:
        return text, ""
    pico = read_pico(alone, vocabulary)
    if not pico.conditions and not vocabulary.mentions(alone):
        return _with_proposal(story, asked, vocabulary) or (text, "")
    if POINTS_BACK.search(alone) and not pico.conditions:
        return text, ""
    return alone, " ".join(story)


def _with_proposal(story: list[str], asked: list[str], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The question with what is proposed, which its "it" means, and the complaint; None where nothing is proposed."""
    told = [_OF_RELATIVES.sub(" ", sentence).strip(STOPS) for sentence in story]
    for place, sentence in reversed(list(enumerate(told))):
        named = vocabulary.mentions(sentence)
        if _PROPOSED.search(sentence) and {"procedure", "drug"} & {
            vocabulary.concepts[one.label].type for one in named
        }:
            complaint = _complaint([one for at, one in enumerate(told) if at != place], vocabulary)
            lead = ", ".join(filter(None, (complaint, sentence[named[0].start : named[-1].end])))
            return f"{lead}: {' '.join(asked)}", ". ".join(told)
    return None


def _complaint(story: Sequence[str], vocabulary: Vocabulary) -> str:
    """The first condition or symptom that a story names."""
    named = ((sentence, mention) for sentence in story for mention in vocabulary.mentions(sentence))
    return next((text[one.start : one.end] for text, one in named if vocabulary.concepts[one.label].is_problem), "")
