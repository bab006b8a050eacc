"""Patterns of words that refer to something: demonstratives, pronouns, works, pointers, connectives.

Each pattern's group `words` is what the reference reads. `context` decides which of them lead outside.
"""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """An alternation of the words of `words`; an underscore stands for a space."""
    return "|".join(words.replace("_", " ") if "_" in words else words for words in words.split())


# Publications and the people behind them: "that trial" says nothing to who reads one sentence.
WORKS = _any(
    """study studies trial trials review reviews series cohort report reports paper papers article articles
    commentary editorial survey surveys meta-analysis meta-analyses analysis guideline guidelines
    consensus statement document summary chapter section page leaflet factsheet book dataset database
    experiment experiments authors? investigators? researchers? panel committee framework list
    classification"""
)
_GROUPS = _any(
    """group groups sample population patients people participants subjects women men children cases centre
    center setting model body team"""
)
STUDIED = rf"(?:{WORKS}|{_GROUPS})"
_PREPOSITIONS = _any(
    """in of for from with by to on at after before during than like within between among against through
    over behind across throughout despite under about whether"""
)
# "The authors of the 2016 review" are named, "the authors" are not.
_OWNED = r"(?! (?:of|by|from|on|in [A-Z]|that|which|who|to)\b)(?! ?[(\[])"

# Behind "those" and "these" these words say who is meant: "those with", "those not treated".
_DESCRIBED = _any(
    """with without who whose whom in_whom that having taking receiving aged over under affected treated
    given not at_risk most"""
)
_NOT_POINTED_AT = _any(
    r"""as a an that with without who whose whom in on of from having taking receiving given aged treated
    not at for over under affected assigned randomi\w+ undergoing reported seen found obtained observed
    needing requiring suggesting is was are were may can which caused living born to by most used
    described using presenting already likely older younger"""
)
_NOT_BEHIND_THAT = _any(
    """of in for which seen found reported observed it they the a an this these there he she we most some
    many no only is was are were has have can may might could does did do will with from by at on
    expected caused their its patients people both all such"""
)
# "The same" needs nothing before it with these words, nor behind these.
_SAME_OF_ITSELF = _any(
    """time day working side way as level age extent period amount direction manner dose person patient or
    thing segment for in with effect degree rate person's size order sex condition risk"""
)
_SAME_AS_PREDICATE = "".join(
    rf"(?<!\b{word} )" for word in "is are was were be have has had share exactly about not use by".split()
)
_CONNECTIVES = _any(
    """However Therefore Thus Hence Moreover Furthermore Additionally Consequently Nevertheless Nonetheless
    Accordingly Also Besides Meanwhile Otherwise Similarly Likewise Conversely Instead Then Thereafter
    Subsequently Here Alternatively Finally Lastly Secondly Thirdly Firstly Indeed Interestingly
    Importantly Notably Specifically Still Afterwards Overall Together Taken_together Again In_addition
    In_contrast In_turn In_fact In_particular In_summary In_conclusion In_comparison In_general In_brief
    By_contrast By_comparison On_the_other_hand On_the_contrary As_a_result As_a_consequence As_such
    For_example For_instance For_this_reason For_these_reasons At_the_same_time After_that Before_that
    Until_then Of_note To_this_end To_do_so Even_so If_so If_not That_is As_above As_mentioned As_noted
    Among_others Above_all More_importantly Most_importantly"""
)
_OPEN_CONNECTIVES = _any(
    "But And Or So Yet Nor Hence Thus Therefore Moreover Furthermore However Additionally Then Here Also"
)

# "The condition usually occurs ...": a subject that an earlier sentence has named.
_TOPICS = _any(
    """condition disease disorder syndrome illness problem procedure intervention results findings symptoms
    signs treatment treatments cause causes exact_cause prevalence incidence diagnosis prognosis outlook
    frequency mutation mutations gene protein enzyme drug drugs medication medicine dose tumor tumour
    infection virus group patients outcome outcomes effect effects risk rate difference differences
    association test tests lesion lesions surgery operation injection block blocks pain headache"""
)
_SAID_OF_TOPICS = _any(
    """is are was were has have had can may might could should will would did does do usually often also
    typically generally mostly sometimes rarely most_often occurs? results_from results_in affects?
    causes? develops? begins? tends? appears? remains? varies vary depends? improved increased decreased
    showed suggests? suggested indicates? indicated demonstrated? resolves? include includes"""
)
_ADVERBS = _any("Less_often Rarely Sometimes Often Usually Occasionally In_most_cases In_some_cases Generally")

OPENINGS = tuple(
    re.compile(rf"(?P<words>{pattern})")
    for pattern in (
        r"(?:This|These|That|Such)\b(?! as\b)(?:[ -][\w-]+)?",
        rf"Those\b(?! (?:{_DESCRIBED})\b)(?: [\w-]+)?",
        r"(?:They|Them|He|She|We|I|Its|Their|His|Her|Our|My|Us)\b",
        r"The (?:(?:latter|former|others)\b|(?:same|above|aforementioned|other|following)\b(?: [\w-]+)?)",
        r"Both\b(?! (?:sexes|sides|eyes|ears|hands|feet|legs|arms|parents|kidneys|lungs|breasts)\b)"
        r"(?! (?:[\w'/-]+ ){1,7}?and\b)(?![^.;]{0,60} and\b(?=[^.;]*\b(?:are|were|have|may|can)\b))",
        r"(?:Neither|Either)(?=,| (?:was|is|of (?:these|them)|group|study|trial|approach)\b)",
        r"(?:Another|Others|Some others|One other|A further)\b",
        rf"(?:{_CONNECTIVES})(?=,)",
        r"The [\w-]+ (?:to|of|with|for|from|in|on|by|after|before) (?:it|them|this|these|those)\b"
        r"(?! (?:with|who|whose|\w+ed)\b)",
        rf"(?:{_OPEN_CONNECTIVES})(?= (?!(?:called|far)\b))",
        rf"The (?:(?![\w-]*\d)[a-z-]+ )?(?:{WORKS})(?![\w-]){_OWNED}",
        rf"(?:(?:{_ADVERBS}),? [Tt]|T)he (?:{_TOPICS})(?= (?:{_SAID_OF_TOPICS})\b)",
        r"The (?:(?:statistically )?significant|observed|beneficial|positive|negative|protective|overall) "
        r"(?:differences?|effects?|associations?|improvements?|reductions?|increases?|benefits?)"
        r"(?= (?:was|were|is|are|occurred|persisted|remained|disappeared|lasted|did|could)\b)",
        rf"(?:A|One) (?:later|subsequent|further|separate|previous|earlier|more recent) (?:{WORKS})(?![\w-])",
    )
)
_BEFORE_PRONOUN = _any(
    """When If Because Although Though While Since As Once Until Unless Before After Where Whether For In
    Of Among With To At By On Despite Unlike Without From Besides Even_if Even_though Most_of Some_of
    Many_of All_of None_of Several_of One_of Two_of Each_of Both_of Any_of Half_of Neither_of Either_of"""
)
OPENING_PRONOUN = re.compile(
    rf"(?P<words>(?:{_BEFORE_PRONOUN}) "
    r"(?P<pronoun>it|they|them|these|this|its|their|he|she|his|her|those|such))\b(?! as\b)(?P<next> [\w-]+)?"
)

# "It is unclear whether", "It has been suggested that", "It is important to": this "it" stands for nothing.
_LINKS = _any(
    """is was has_been had_been has_not_been had_not_been has_never_been
    cannot_be may_not_be may_be might_be can_be could_be should_be must_be would_be will_be remains
    seems appears became becomes proved"""
)
_JUDGEMENTS = _any(
    """important possible impossible necessary essential difficult hard easy easier reasonable appropriate
    useful helpful best better advisable safe safer common wise vital crucial prudent unusual rare
    normal sensible feasible worth worthwhile critical mandatory preferable acceptable customary
    tempting time recommended advised suggested advisable good_practice premature unnecessary too_early"""
)
EXPLETIVE = re.compile(
    rf"It (?:(?:{_LINKS})\b(?: not| now| also| still| often| \w+ly| thus)*(?: yet)? (?:"
    r"(?!(?:used|able|unable|caused|due|a|an|the|one|in)\b)\w+(?: [\w-]+){0,3}? "
    r"(?:that|whether|if|how|why|when|where|which|what|who|for)\b"
    rf"|(?:very |more |most |less |quite |highly )?(?:{_JUDGEMENTS}) (?:to\b|\w+ing\b|not to\b|that\b))"
    r"|(?:seems|appears|follows|happens|turns out|emerged|transpired) that\b"
    r"|(?:takes|took|(?:may|can|could|will|might) take) \w+"
    r"|(?:is|was|can be|may be|will be|could be) (?:about |around |up to |only |at least )*"
    r"(?:\d+|an?|one|two|three|four|six|"
    r"eight|ten|twelve|several|some) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) (?:before|until|after)\b)"
)

_NOUNS = r"(?P<first>[\w'’/-]+)(?: (?P<second>[\w'’/-]+))?"
DEMONSTRATIVES = (
    re.compile(
        rf"\b(?P<words>(?:these|those|this|such)(?! (?:{_NOT_POINTED_AT})\b) "
        rf"(?:(?:\d+|two|three|four|five|six) )?{_NOUNS})",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:{_PREPOSITIONS}) (?P<words>that (?!(?:{_NOT_BEHIND_THAT})\b){_NOUNS})", re.IGNORECASE),
    re.compile(
        r"\b(?P<words>that (?:(?!(?:the|a|an|this)\b)[\w-]+ )?(?:study|trial|series|cohort|review|group|"
        r"sample))"
        r"(?= (?:was|were|is|had|did|found)\b|[.,;)])",
        re.IGNORECASE,
    ),
)
SAME = re.compile(
    rf"{_SAME_AS_PREDICATE}\bthe (?P<words>same (?!(?:{_SAME_OF_ITSELF})){_NOUNS})"
    r"(?![^.;]{0,60}\b(?:as|that|who|which)\b)",
    re.IGNORECASE,
)
THE_WORK = re.compile(
    r"\b(?P<words>the (?:(?:present|current|same|original|whole|quoted|cited|included|pooled) )?"
    rf"(?P<first>{WORKS}))(?![\w-]){_OWNED}"
)
PRESENT_WORK = re.compile(
    rf"\b(?P<words>(?:the (?:present|current)|this|our) (?:[\w-]+ )?(?:{WORKS}))(?![\w-])", re.IGNORECASE
)
COUNTED_WORKS = (
    re.compile(
        r"\b(?P<words>[Tt]he (?:(?!(?:19|20)\d\d\b)\d+|two|three|four|five|six|seven|eight|nine|"
        r"ten) (?:[a-z-]+ )?"
        rf"(?P<first>{STUDIED}))(?![\w-])(?! (?:of|by|from|on|in [A-Z]|that|which|who|with|without|"
        rf"behind)\b)(?! ?[(\[])"
    ),
    re.compile(
        r"\b(?P<words>(?:\d+|one|two|three|four|five|six|some|most|many|none|several|few|all|half) of the "
        rf"(?:[a-z-]+ )?(?P<first>{WORKS}))(?![\w-])(?! (?:that|which|by|from)\b)",
        re.IGNORECASE,
    ),
)
POINTER = re.compile(
    r"(?P<words>\b(?:as )?(?:described|mentioned|listed|discussed|shown|noted|given|outlined|stated|"
    r"defined|explained) "
    r"(?:above|below|earlier|previously in this)"
    r"|\b(?:see|shown in|listed in) (?:above|below|(?:the )?(?:table|figure|fig|box|section|appendix|"
    r"chapter)\b)"
    r"|\b(?:options?|treatments?|factors|criteria|results|findings|methods) (?:above|below)(?= \w+ |[.,;])"
    r"|\bthe (?:above|following) \w+|\baforementioned|\((?:see )?(?:Tables?|Figures?|Figs?\.?) ?S?\d+)",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?P<words>we|our|ours|us)\b(?!-)")
MEASURE = re.compile(
    r"\b(?P<words>the (?:pooled |adjusted |overall )?(?:odds ratio|hazard ratio|relative risk|risk ratio|"
    r"rate ratio|"
    r"mean difference|effect size)|[Tt]he number needed to (?:treat|harm)[^.]{0,80}?) (?:was|were|is|fell|rose)\b"
)
# "No difference between the groups": which groups, only the sentences before it tell.
UNNAMED_ARMS = re.compile(
    r"\b(?P<words>(?:[Bb]etween|[Ii]n|[Aa]mong|[Aa]cross|[Bb]y|[Oo]f|[Ff]or) (?:the |these |both |either )+"
    r"(?:(?:two|three|four|2|3|4|study|treatment|intervention|control|experimental|comparison|other) )*"
    r"groups?|(?:[Bb]etween|[Ii]n|[Aa]mong|[Aa]cross|[Bb]y|[Oo]f|[Ff]or) the "  # pain in the arm is of a limb
    r"(?:study|treatment|intervention|control|experimental|comparison) arms?|"
    r"(?:[Bb]etween|[Aa]cross) (?:(?:treatment|study|two) )?groups|"
    r"[Tt]he (?:study|treatment|intervention|control|experimental|comparison) "
    r"(?:group|arm)|[Bb]oth (?:groups|arms|interventions|treatments)|"
    r"[Tt]he (?:intervention|study drug|study treatment))"
    r"(?![\w-])(?! (?:of|or|with|who|that|which|given|receiving|treated|taking|assigned|without)\b)"
    r"(?! ?[(\[](?!(?:median|mean|average|p|n|or|hr|rr|md|smd)\b|\d|[<>=]))",
)
UNNAMED_WAYS = re.compile(
    r"\b(?P<words>(?:[Bb]etween|[Ww]ith|[Bb]y|[Ii]n|[Aa]fter) (?:(?:the|both) (?:two|three)|both) (?:\w+ ){0,2}?"
    r"(?:modes|methods|techniques|approaches|procedures|treatments|strategies|regimens|drugs|modalities"
    r"|interventions))\b(?!,| ?[(\[:])"
)
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
NAMED_ARMS = re.compile(
    r"\b(?:versus|vs\.?|than|compared (?:with|to)|placebo|sham|risk groups?|age groups?|blood groups?|ethnic groups?|"
    r"support groups?|usual care|waiting list)\b",
    re.IGNORECASE,
)
GENERIC = re.compile(r"\bdepending on (?=the (?:study|studies|authors?|report|trial)\b)", re.IGNORECASE)
