"""Whether what a message tells of happens to somebody now: not once, not never, not perhaps, not to people at large."""

from __future__ import annotations

import re

_CONTRACTED = (
    (r"[’`´]", "'"),
    (r"\b(?:can ?not|cant)\b", "can't"),
    (r"\bim\b", "i'm"),
    (r"\bive\b", "i've"),
    (r"\b(do|does|did|is|was|wo|have|has|had|are|could|would)nt\b", r"\1n't"),
    (r"\bwill not\b", "won't"),
    (r"\bshes\b", "she's"),
    (r"\bhes\b", "he's"),
)
_FAMILY = (
    "baby|babies|son|daughter|child|children|kid|kids|toddler|newborn|infant|boy|girl|husband|wife|partner|boyfriend|"
    "girlfriend|mum|mom|mother|mummy|dad|father|daddy|parents?|brother|sister|twin|grand(?:mother|father|ma|pa|dad|mum|"
    "son|daughter|parents?)|nan|nana|gran|granny|uncle|aunt|cousin|nephew|niece|friend|mate|flatmate|housemate|roommate|"
    "neighbou?r|colleague|co-?worker|boss|student|teacher|guest|teenager|little (?:one|boy|girl)|"
    "\\w+[- ](?:year|month|week|day)[- ]old"
)
_BODY = (
    "head|headache|headaches|face|mouth|chest|heart|arm|arms|leg|legs|hand|hands|foot|feet|neck|back|throat|tongue|lips?|"
    "eyes?|vision|sight|speech|stomach|tummy|belly|testicles?|skin|calf|jaw|inhaler|asthma|sugar|breathing"
)
# Somebody of whom something is told.
_SOMEBODY = re.compile(
    rf"\b(?:i|i'm|i've|i'd|me|we|we're|we've|us|he|he's|she|she's|his|her|him|they're|them|myself)\b|"
    rf"\b(?:my|our|the|this) (?:\w+ ){{0,3}}?(?:{_FAMILY})\b|\b(?:my|our) (?:\w+ ){{0,2}}?(?:{_BODY})\b|"
    r"\b(?:started|ago|right now|in front of me|help)\b"
)
# Somebody who has it: told in the first person, or of one who is named by kinship or pronoun with a verb.
_HAS_IT = re.compile(
    rf"\b(?:i'm|i am|i've|i have|i had|i got|i feel|i can't|i can|i took|i think|i keep|i was|i just|i cut|"
    rf"i fell|i hit|"
    rf"i banged|i splashed|i want|i don't|i suddenly|we have|we all|we only|he's|she's|(?:he|she) \w+|my (?:\w+ )?"
    rf"(?:{_BODY})|(?:my|our) (?:\w+ ){{0,3}}?(?:{_FAMILY})(?:'s)?)\b"
)
# What makes a sentence one of knowledge: people at large, a patient of a case, the matter of a study.
_AT_LARGE = re.compile(
    r"\b(?:patients|adults|people|infants|neonates|newborns|women|men|individuals|persons|populations?|someone|"
    r"somebody|"
    r"anyone|those with|cases of|adolescents|children (?:with|who|under|need)|which children|in (?:children|"
    r"an? |the )|"
    r"\d+[- ]?(?:year|yr|y|month|mo|week|day)s?[- /]?(?:old|o)?[- ](?:man|woman|male|female|boy|girl|patient|"
    r"infant|lady|"
    r"gentleman|m|f)|present(?:s|ed|ing) with|presentation|a (?:patient|man|woman|person|child|case)|"
    r"guidelines?|evidence|studies|trial|trials|prognosis|incidence|prevalence|mechanism|epidemiology|"
    r"pathophysiology|"
    r"rehabilitation|differential|first[- ]line|management|prevent(?:ion|ing|ed)?|causes?|complications?|criteria|"
    r"diagnos(?:is|ed|e)|treat(?:ment|ed)?|signs of|symptoms of|red flags?|side effects?|risk (?:of|factors?)|"
    r"types of|"
    r"definition|how (?:common|is|are|do|does|many|long|often|likely)|what (?:is|are|does|causes|happens)|"
    r"when should|"
    r"which|should|does|did|is there|are there|protocol|workup|work-up|next step|rx|tx|dx|ddx|vs|versus|dose|"
    r"exam|essay)\b"
)
_ASKS_OF_ITSELF = re.compile(
    r"\b(?:is (?:this|it|that)|could (?:this|it|that|i|he|she) be|am i|might (?:this|it) be|what (?:is|"
    r"could) (?:this|it)|"
    r"what(?:'s| is) (?:this|it|wrong|happening)|(?:what|who) (?:should|do|can|must) (?:i|we)|should (?:i|we)|"
    r"do (?:i|we) need|can i|what now|help)\b"
)
_CASE = re.compile(
    r"\b(?:i have a patient|i saw|i am seeing|i'm seeing|my patients?|our patients?|a patient of mine)\b"
)
_NOW = re.compile(r"\b(?:right now|just now|in front of me|at this moment|currently|as i (?:write|type)|here with)\b")
_NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|some|a few|few|a couple of|couple of)"
)
_LONG_AGO = re.compile(
    rf"\b(?:{_NUMBER} (?:years?|months?|weeks?|decades?) (?:ago|back|earlier)|years ago|last (?:year|month|week|"
    rf"summer|winter|"
    rf"spring|autumn|fall|christmas)|in (?:19|20)\d\d|since (?:19|20)\d\d|as an? (?:child|toddler|baby|teenager|"
    rf"kid|infant)|"
    rf"when i was|used to|history of|in the past|previous(?:ly)?|once had|at the age of|was diagnosed (?:with|in)|"
    rf"died (?:of|from)|(?:since|after) (?:a|an|the|my|his|her) (?:stroke|heart attack|seizure|overdose|"
    rf"anaphylaxis|injury)|"
    rf"my last (?:seizure|attack|fit)|recovered|survived)\b"
)
_CHRONIC = re.compile(
    rf"\b(?:(?:for|over|since) (?:the (?:last|past) )?(?:{_NUMBER} |many |several )?(?:years|months|decades)|"
    rf"for ages|"
    rf"all my life|chronic(?:ally)?|every (?:month|year|spring|winter)|well controlled|healed|when i press|"
    rf"(?:mild|slight|a little|a bit of) (?:\w+ )?(?:chest|head|neck|back|pain|bleeding)|i (?:sometimes|"
    rf"occasionally|rarely) )"
)
_PERHAPS = re.compile(
    r"(?<!know )(?<!sure )(?<!wonder )(?<!wondering )(?<!as )(?<!even )(?<!what )\bif (?:i|i'm|my|you|he|she|we|"
    r"they|someone|"
    r"somebody|anyone|a|an|the|people|there|it|your)\b|\b(?:in case|what would|would (?:i|it|he|she|you)|"
    r"how (?:do|can|would|will|should) (?:i|you|we|one) (?:know|tell|recogni[sz]e|spot)|"
    r"(?:worried|afraid|scared|anxious|fear|fears|frightened|terrified) (?:of|about|that i (?:might|may|could|will))|"
    r"at risk of|risk of|chances? of|lead to|could (?:cause|lead)|can .{0,30}\bcause|does .{0,30}\bcause|"
    r"unless|is it true that|when should (?:i|you))\b"
)
_ASKS_WHERE_TO_GO = re.compile(
    r"\b(?:should|do|must|shall) (?:i|we) (?:need to )?(?:go|call|ring|dial|get|take (?:him|her))\b|\bambulance\b"
)
_CLAUSE_END = re.compile(
    r"[.?!;\n]+(?=\s|$)(?<!\d\.)|\s(?:but|however|and now|and today|although|though)\s|,\s*(?=(?:but|now)\b)"
)
_NEGATORS = re.compile(
    r"\b(?:no|not|never|without|denies|deny|denied|don't (?:have|get|feel)|doesn't (?:have|get|feel)|"
    r"didn't (?:have|get|feel)|"
    r"haven't|hasn't|isn't|wasn't|aren't|nor|neither|don't|doesn't|didn't|negative for|rather than|free of|"
    r"ruled out)\b"
)
_ENDS_NEGATION = re.compile(
    r"\b(?:and(?! no)|but|i|i'm|i've|my|he|she|his|her|because|so|only|now|stop|stopping|working|helping|help|"
    r"sure|know)\b|[.:]"
)
# "having a", "think this is", "in": that the danger named behind it is happening.
_HAPPENS = re.compile(
    r"(?:\b(?:(?:am|is|are|'m|'s|was|were|been|be|started|just|keeps|still|must be|may be|might be|"
    r"could be) (?:just |now )?"
    r"(?:having|had|getting|going into|gone into|in|into|suffering(?: from)?)|going into|gone into|went into|"
    r"(?:just|think i|think he|think she|think i've|think he's|think she's|think it'?s|think this is|think i have|"
    r"think (?:he|she|my \w+) has|think i had|i've) (?:just )?(?:had|having|have|got|is|has|was)?|"
    r"(?:is|could|might|may) (?:this|it|that)(?: be)?|am i having|could i (?:be having|have)|do i have|"
    r"(?:i|he|she|my \w+) (?:have|has|had|'ve)(?: got)?|looks like|suspect(?:ed)?|showing signs of|has just had|"
    r"have just had)"
    r"(?: an?| the| another| some kind of| some sort of)?(?: \w+)?\s*)$"
)
_RECENT = re.compile(
    r"\b(?:now|today|tonight|just|this (?:morning|evening|afternoon)|(?:minutes?|hours?) ago|an hour|having|"
    r"right now|"
    r"going into|in anaphyla\w+|at the moment|think|is (?:this|it)|could|am i|might|suspect|looks like|"
    r"been having|keeps)\b"
)


def plain(text: str) -> str:
    """The text in small letters, with one form of each contraction, typed with or without its apostrophe."""
    lowered = " ".join(text.lower().split())
    for pattern, form in _CONTRACTED:
        lowered = re.sub(pattern, form, lowered)
    return lowered


def present_clauses(text: str) -> list[str]:
    """The clauses that may tell of something that happens now; `text` comes from `plain`."""
    return [clause for clause in _clauses(text) if _is_present(clause)]


def is_told_of_somebody(text: str) -> bool:
    """Whether a person is in it, and not only a phrase such as the worst headache of my life."""
    return _SOMEBODY.search(text.replace("of my life", "")) is not None


def is_negated(text: str, match: re.Match[str]) -> bool:
    """Whether a "no", "not" or "without" reaches as far as the match; one inside it is a part of the sign."""
    before = text[: match.start()]
    start = max(before.rfind("."), before.rfind(";")) + 1
    found = list(_NEGATORS.finditer(before, start))
    if not found:
        return False
    between = before[found[-1].end() :]
    if _ENDS_NEGATION.search(between) or len(between.split()) > 6:
        return False
    return "," not in between or " or " in f"{between} {text[match.start() : match.end() + 25]}"


def is_happening(text: str, match: re.Match[str]) -> bool:
    """Whether the danger that is named is said to be going on or to have just begun."""
    before = text[max(0, match.start() - 60) : match.start()]
    clause = before[before.rfind(".") + 1 :]
    after = text[match.end() : match.end() + 60].split(".")[0]
    if is_negated(text, match) or not _HAPPENS.search(clause):
        return False
    return _RECENT.search(f"{clause} {after}") is not None


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE_END.split(text) if clause and clause.strip()]


def _is_present(clause: str) -> bool:
    if _LONG_AGO.search(clause) or _CHRONIC.search(clause):
        return False
    if _PERHAPS.search(clause) and not (_ASKS_WHERE_TO_GO.search(clause) and _HAS_IT.search(clause)):
        return False
    if _CASE.search(clause):
        return _NOW.search(clause) is not None
    own = clause.replace("of my life", "")
    return not _AT_LARGE.search(own) or _HAS_IT.search(own) is not None or _ASKS_OF_ITSELF.search(own) is not None
