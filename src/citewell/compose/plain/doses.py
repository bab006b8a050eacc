"""Tells whether a text says how much of a medicine to take, how often, or how a dose is changed.

A patient who reads a dose may take it; what is right for one person is not in any publication.
"""

from __future__ import annotations

import re

from citewell.text.canonical import substances

_SOME = r"(?:\d[\d.,]{0,11}(?: ?(?:-|–|to|or) ?\d[\d.,]{0,11})?|half an?|one|two|three|four|five|six|an?)"
# An amount that is swallowed, injected or put on; one per litre is a laboratory's, one of grey a ray's.
_AMOUNT = re.compile(
    rf"\b{_SOME}[ -]?(?:mg|mcg|µg|μg|g|grams?|milligrams?|micrograms?|ml|mL|millilitres?|milliliters?|cc|IU|U|"
    rf"units?|mEq|"
    r"drops?|puffs?|tablets?|capsules?|pills?|sachets?|ampoules?|vials?|patches|sprays?|suppositor(?:y|ies)|lozenges?|"
    r"teaspoons?|tablespoons?)\b(?! ?(?:/|per) ?(?:d?l|dl|L|ml|mL|100 ?ml|litre|liter|"
    r"mmol)\b)(?! (?:of )?(?:alcohol|blood|"
    r"cerebrospinal|CSF|urine|packed|spinal fluid|radiation))",
)
_PER_WEIGHT = re.compile(r"\b(?:mg|mcg|µg|g|ml|units?)/(?:kg|m2|m²|day|d|h|hr|hour|dose)\b", re.IGNORECASE)
_STRENGTH = re.compile(
    r"(?<![\d.])\d[\d.]{0,5} ?% (?:\w+ )?(?:lidocaine|lignocaine|bupivacaine|ropivacaine|cream|gel|ointment|"
    r"solution|\w+caine)",
    re.IGNORECASE,
)
_HOW_OFTEN = re.compile(
    r"\b(?:once|twice|thrice|(?:one|two|three|four|five|six|\d+) times)(?:[ -](?:a|per|each|every))?[ -]?(?:day|"
    r"daily|week|weekly|"
    r"month|monthly|night|hour)\b|\bevery (?:\d+|two|three|four|six|eight|twelve)(?:(?: to |-|–)\d+)? hours?\b|"
    r"\b(?:q\.?i\.?d|"
    r"b\.?i?\.?d|t\.?[di]\.?[sd]|o\.?d|prn)\b",
    re.IGNORECASE,
)
_TAKING = re.compile(
    r"\b(?:tak(?:e|en|es|ing)|swallow\w*|inject\w*|given|giv(?:e|es|ing)|administer\w*|appl(?:y|ied)|prescrib\w*|"
    r"use|used|"
    r"start\w*|medicines?|drugs?|tablets?|orally|intravenous\w*|by mouth|infus\w*|steroids?|painkillers?|insulin|"
    r"dos(?:e|es|ed|age|ing))\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\b(?:dos(?:e|es|age|ages|ing)|overdose)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:should|must|can|may|start\w*|begin\w*|increas\w*|reduc\w*|lower\w*|rais\w*|doubl\w*|halv\w*|taper\w*|"
    r"titrat\w*|"
    r"adjust\w*|maximum|minimum|max|up to|recommended|daily|initial|loading|maintenance|bolus|effective|usual|high|low|"
    r"higher|total|single|repeat\w*)\b|\d",
    re.IGNORECASE,
)
_TAPERED = re.compile(r"\b(?:taper(?:ed|ing)?|titrat(?:e|ed|ing|ion))\b", re.IGNORECASE)
# Names of medicines by their endings, beside those that are listed elsewhere (WHO, The use of stems in INN, 2018).
_MEDICINE = re.compile(
    r"\b(?:\w{3,}(?:mab|nib|pril|sartan|olol|statin|triptan|gepant|gliptin|gliflozin|prazole|cillin|mycin|floxacin|"
    r"cycline|"
    r"azole|vir|caine|azepam|oxetine|triptyline|setron|sone|solone|thyroxine|toxin|parin|xaban|profen|coxib|gabalin|"
    r"gabapentin|formin|dipine|semide|thiazide)s?|insulins?|heparins?|warfarin|toxins?|steroids?|corticosteroids?|"
    r"antibiotics?|"
    r"painkillers?|opioids?|vaccines?|medicines?|drugs?|tablets?|patch|infusion|eye drops|inhalers?)\b",
    re.IGNORECASE,
)
# How long, and how far apart.
_REGIMEN = re.compile(
    r"\b\d+[- ](?:day|week|month)s? courses?\b|\bcourses? of \d+\b|"
    r"\bevery (?:\d+|two|three|four|six|eight|twelve)(?:(?: to |-|–)\d+)? (?:hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
# How a dose is set, though the word does not fall.
_SET = re.compile(
    r"\b(?:should|must|can|may|need to|needs to) be (?:increased|reduced|lowered|raised|doubled|halved|adjusted)\b|"
    r"\b(?:increases?|reductions?|decreases?|doubling|halving) (?:in|of) (?:the |daily )*(?:\w{3,}(?:thyroxine|"
    r"toxin|pril|"
    r"olol|sone|solone|statin|formin|parin)|insulin|warfarin|medicines?|drugs?|steroids?)\b",
    re.IGNORECASE,
)
_SLOWLY = re.compile(
    r"\bstart low\b|\bgo slow\b|\blitres? of (?:saline|fluids?|ringer|dextrose|glucose)\b", re.IGNORECASE
)
_OF_NO_DRUG = re.compile(
    r"\b(?:radiation|X-rays?|effective|manipulation|exercise|training|mobilisation|therapy) (?:dose|dosage)",
    re.IGNORECASE,
)


def _names_medicine(text: str) -> bool:
    return bool(substances(text)) or _MEDICINE.search(text) is not None


def tells_dose(text: str) -> bool:
    """Whether a text tells an amount of a medicine, how often it is taken, or how its dose is set or changed."""
    if _AMOUNT.search(text) or _PER_WEIGHT.search(text) or _STRENGTH.search(text):
        return True
    if _HOW_OFTEN.search(text) and (_TAKING.search(text) or _names_medicine(text)):
        return True
    if _TAPERED.search(text) or _SLOWLY.search(text):
        return True
    if _names_medicine(text) and (_REGIMEN.search(text) or _SET.search(text)):
        return True
    if _OF_NO_DRUG.search(text) and not substances(text):
        return False
    return bool(_DOSE.search(text) and _CHANGED.search(text))
