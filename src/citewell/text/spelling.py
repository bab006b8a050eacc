"""British and American spellings of medical words, folded to one form."""

from __future__ import annotations

import re

# Letters inside a word: left the British form, right the American one.
FRAGMENTS = {
    "aemi": "emi",
    "aesth": "esth",
    "aetiol": "etiol",
    "amoeb": "ameb",
    "anaem": "anem",
    "caec": "cec",
    "caesar": "cesar",
    "coelia": "celia",
    "faec": "fec",
    "foet": "fet",
    "gynaec": "gynec",
    "haem": "hem",
    "homoeo": "homeo",
    "leuco": "leuko",
    "litre": "liter",
    "manoeuvre": "maneuver",
    "manoeuvr": "maneuver",
    "metre": "meter",
    "naev": "nev",
    "oedem": "edem",
    "oesoph": "esoph",
    "oestr": "estr",
    "paed": "ped",
    "palaeo": "paleo",
    "pnoea": "pnea",
    "rrhoe": "rrhe",
    "sulph": "sulf",
}

# Beginnings of words.
BEGINNINGS = {
    "ageing": "aging",
    "behaviour": "behavior",
    "calibre": "caliber",
    "catalogue": "catalog",
    "centre": "center",
    "cheque": "check",
    "colour": "color",
    "counsell": "counsel",
    "discolour": "discolor",
    "enrolment": "enrollment",
    "favour": "favor",
    "fibre": "fiber",
    "fulfil": "fulfill",
    "goitre": "goiter",
    "grey": "gray",
    "harbour": "harbor",
    "honour": "honor",
    "humour": "humor",
    "judgement": "judgment",
    "labell": "label",
    "labour": "labor",
    "licence": "license",
    "modell": "model",
    "mould": "mold",
    "neighbour": "neighbor",
    "neurone": "neuron",
    "odour": "odor",
    "practise": "practice",
    "programme": "program",
    "rumour": "rumor",
    "sceptic": "skeptic",
    "signall": "signal",
    "skilful": "skillful",
    "theatre": "theater",
    "titre": "titer",
    "travell": "travel",
    "tumour": "tumor",
    "vapour": "vapor",
}

# Words that end in -ise in both countries; their stems, so that "exercised" is kept too.
ALWAYS_ISE = (
    "advis|aris|bruis|circumcis|compris|compromis|concis|cruis|demis|devis|disguis|enterpris|excis|exercis|expertis|"
    "franchis|improvis|incis|likewis|merchandis|nois|otherwis|pois|prais|precis|premis|promis|rais|ris|revis|"
    "supervis|surpris|televis|wis|malais|precis|paradis"
)

_FRAGMENT = re.compile("|".join(sorted(FRAGMENTS, key=len, reverse=True)))
_BEGINNING = re.compile("^(?:" + "|".join(sorted(BEGINNINGS, key=len, reverse=True)) + ")")
_KEPT = re.compile(rf"(?:{ALWAYS_ISE})(?:e|ed|es|er|ers|ing|ings|ed|ely|ement|ements)$")
_ISE = re.compile(r"(?<=[a-z]{2})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)")
_YSE = re.compile(r"(?<=[a-z]l)ys(?=(?:e|ed|er|ers|ing)$)")


def fold_spelling(word: str) -> str:
    """The American form of a lower-case word, or the word itself."""
    word = _FRAGMENT.sub(lambda match: FRAGMENTS[match[0]], word)
    word = _BEGINNING.sub(lambda match: BEGINNINGS[match[0]], word)
    if not _KEPT.search(word):
        word = _ISE.sub("iz", word)
    return _YSE.sub("yz", word)
