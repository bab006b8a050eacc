"""Tells whole statements from headings, fragments, questions and the furniture of web pages."""

from __future__ import annotations

import re

from citewell.text.normalise import normalise, stem

FEWEST_WORDS = 4
MOST_WORDS = 120

_AUXILIARIES = frozenset(
    """is are was were am be been has have had do does did can cannot could may might must shall should
    will would isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't
    won't wouldn't""".split()
)
# Verbs of medical prose, in their base form; any inflection counts.
_VERBS = """
    accept accompany account achieve acknowledge act activate add administer advise affect agree aid aim
    allow alter answer appear apply argue arise ask assess associate attribute avoid base be become
    begin belong benefit bind block break bring calculate call carry categorise cause change
    characterise choose cite classify code combine come compare complete complicate compress comprise
    concern conclude conduct confirm connect consider consist constitute contain continue contribute
    control converge correlate correspond count cover create deal decide decline decrease define deliver
    demonstrate depend derive describe destroy detect deteriorate determine develop diagnose die differ
    diminish disappear discuss distinguish disturb divide double draw drop eliminate emerge emphasise
    enable encode encourage end endorse enhance enrol ensure estimate evaluate examine exceed exclude
    exhibit exist expect experience explain expose express extend facilitate fail fall favour feel find
    focus follow form function gain generate get give go govern grow guide halve happen help hold
    identify imply improve include increase indicate induce infect influence inform inhibit inherit
    initiate injure interact interfere invade invite involve keep know lack last lead leave let lie
    limit link list live locate look lose lower maintain make manage mask match matter mean measure
    mediate meet mimic modulate monitor move name need note observe obtain occur offer operate originate
    outnumber outweigh overlap participate pass perform permit persist place play point pool possess
    predict prescribe present prevent proceed produce progress promote propose protect prove provide
    provoke publish radiate raise range rank rate reach receive recognise recommend record recover recur
    reduce refer reflect regard regulate reject relate relax release relieve rely remain remove repair
    replace report represent require resemble resolve respond rest restore restrict result return reveal
    reverse review rise risk run say screen search secrete see seek seem select separate serve set shift
    shorten show shrink slow spread stabilise stand start state stay stem stimulate stop strengthen
    strike study suffer suggest supply support suppress surround survive suspect sustain swell take
    target tend test think tolerate transmit travel treat trigger try turn undergo underlie understand
    use vary view visit vote want warn weaken weigh withdraw work worsen yield advocate aggravate
    ameliorate analyse assume attenuate bleed coexist compete consume convert damage decompress delay
    denote disrupt dominate elevate elicit employ enter evolve exacerbate exert explore fluctuate fuse
    impair implicate incorporate inject innervate instruct investigate isolate mature mention migrate
    mutate overexpress phosphorylate precede precipitate presume prolong question randomise reconstruct
    redistribute reinforce remind remit reproduce retain rupture sample scan schedule share signal
    simulate specify stress stretch subside succeed summarise supplement surpass transfer transform
    translocate undermine upregulate downregulate validate warrant check ask eat drink wear complement
    grade restore extract lubricate sculpt differentiate digest absorb secrete circulate transport
    attach excrete metabolise synthesise interrupt obstruct inflame wake breathe cough vomit scar heal
    ache itch burn resist quantify enrich confer impose pose prompt derive enumerate encompass underpin
    abolish ablate deplete express infer call tell talk contact wash clean keep drive sleep speak store
    swallow""".split()
_IRREGULAR = """
    arose became began bled bound broke brought came chose drew drank drove ate fell felt fought found
    forgot froze gave went got grew held kept knew lay laid led left lent let lost made meant met
    outgrew overcame ran rose said saw sent set shook showed shrank slept spent spoke spread stood
    stopped struck swelled swam told taught thought took understood underwent was were withdrew wore won
    wrote agreed lasted put cut hit hurt cost shed""".split()
_VERB_STEMS = frozenset(map(stem, [*_VERBS, *_IRREGULAR]))
_BASE_FORMS = frozenset(_VERBS)
_DETERMINERS = frozenset("the a an its their his her both".split())
_INFLECTED = re.compile(
    r"(?:[^aeious]s|es|ed)$"
)  # in front of an object, taken for a verb that the list lacks
_NEVER_FINITE_BEHIND = frozenset(
    """that which who whose to not the a an of for in with by from at on its their his her no any some each
    every other such further more most less""".split()
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_END = re.compile(r"[.!][\"')\]]*(?: ?\[\d[\d,; -]*\]|\d{1,3}(?:,\d{1,3})*)?$")
_OPENING = re.compile(
    r"[\"'(\[]*(?:[A-Z0-9α-ωΑ-Ω]|[a-z]{1,3}[A-Z0-9]|[a-z]-[A-Z]|(?:alpha|beta|gamma|delta)-)"
)
_BOILERPLATE = re.compile(
    r"^(?:key (?:points|facts|messages)|see also|see the|click|read more|learn more|more information|"
    r"for more|for (?:further|additional) "
    r"information|figure|fig\.|table|box|copyright|©|all rights|last (?:updated|reviewed|revised)|updated|"
    r"references?\b|"
    r"back to|download|follow us|contact us|source:|keywords?\b|abbreviations?\b|trial registration|"
    r"clinical trial regist|"
    r"registration|conflicts? of interest|competing interests|funding|disclaimer|advertisement|photo|image|"
    r"credit|"
    r"to (?:learn|find out|read) more|visit (?:the|our|www|http)|sign up|subscribe|page last|content source|"
    r"level of evidence:|doi:|pmid|issn|isbn|please (?:visit|contact|call|note)|you may need to register|"
    r"this (?:page|article|site|information|website) (?:is|was|has been) (?:last|intended|provided|"
    r"reviewed|updated))\b"
    r"|^(?:www\.|https?:)|\b(?:click here|https?://|www\.)|©|\ball rights reserved\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:in|of|for|to|with|from|by|on|at) (?:which|whom|whose)|whose|where|when|if|because|although|"
    r"while) [^,;.]*",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:[-–—•*·]|\(?\d{1,2}[.)])\s+")


def is_sentence(text: str) -> bool:
    """Whether `text` is a whole statement: it opens, has a finite verb, and ends with a full stop."""
    plain = _LIST_MARK.sub("", normalise(text))
    words = _WORD.findall(plain)
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return False
    if not _OPENING.match(plain) or not _END.search(plain) or _BOILERPLATE.search(plain):
        return False
    letters = [character for character in plain if character.isalpha()]
    if sum(character.isupper() for character in letters) > len(letters) * 0.6 or "?" in plain:
        return False
    return _has_finite_verb(plain)


def _has_finite_verb(plain: str) -> bool:
    if _finite_verbs(_RELATIVE.sub(" ", plain)):
        return True
    return _finite_verbs(plain) > len(_RELATIVE.findall(plain)) > 0


def _finite_verbs(text: str) -> int:
    """How many words of `text` read as finite verbs, those of "that" and "which" clauses left out."""
    words = [word.lower() for word in _WORD.findall(text)]
    count = 0
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        after = words[position + 1] if position + 1 < len(words) else ""
        if before in ("that", "which", "who") and position > 1 and not _speaks(words[position - 2]):
            continue
        if word in _AUXILIARIES:
            count += 1
        elif before in _NEVER_FINITE_BEHIND or word.endswith("ing"):
            continue
        elif (stem(word) in _VERB_STEMS and (position > 0 or word in _BASE_FORMS)) or (
            position > 0 and after in _DETERMINERS and _INFLECTED.search(word)
        ):
            count += 1
    return count


def _speaks(word: str) -> bool:
    """Whether "that" behind this word ("suggests", "evidence") opens a statement and no relative clause."""
    return stem(word) in _VERB_STEMS or word in ("evidence", "clear", "likely", "unclear", "sure")
