"""Sentences of papers read alone: without what only ties them to the text around, and with "our results" named.

What is taken off says nothing by itself: a connective, "we found that", a pointer to a table. Words that tell how sure
a source is ("our results suggest that") stay, and the work that they mean is named in square brackets instead.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.text.context import dangling_reference

_CONNECTIVE = re.compile(
    r"(?:In conclusion|To conclude|In summary|To summari[sz]e|In brief|Overall|Taken together|Collectively|Altogether"
    r"|In addition|Additionally|Moreover|Furthermore|Besides|Importantly|Interestingly|Notably|Of note|Finally|Lastly"
    r"|Firstly|Secondly|Thirdly|Consequently|Therefore|Thus|Hence|Accordingly|As a result|Indeed|However|Nevertheless"
    r"|Nonetheless|As expected|Remarkably|Surprisingly|Unexpectedly|As a conclusion|Conclusively"
    r"|(?:Based on|On the basis of|According to|In (?:the )?light of|From|Given) (?:these|our|the present|the current) "
    r"(?:\w+ )?(?:findings|results|data|observations)), (?=[\w'\"(])"
)
_WORKS = (
    r"(?:results?|findings?|data|stud(?:y|ies)|trials?|analys[ei]s|reviews?|meta-analys[ei]s|surveys?|cohort|series"
    r"|experience|observations?|work|report)"
)
_OWN = r"(?:this|these|our|(?:the|our|this|these) (?:present|current|own|main))"
# With whatever describes it, which stays; and without, so that nothing is lost with it ("our small pilot study").
_REVIEWED = r"the (?:included |reviewed |selected |eligible |analy[sz]ed |identified )?(?:studies|trials|RCTs)"
_RESULTS = r"the (?:pooled |overall )?(?:results?|findings|data|analys[ei]s)"
_OWN_WORK = rf"(?:{_REVIEWED}|{_OWN} (?:[\w-]+ ){{0,4}}?{_WORKS}|{_RESULTS})"
_BARE_WORK = rf"(?:{_OWN} (?:(?:meta-)?analys[ei]s and |systematic review and )?{_WORKS}|the (?:results?|findings))"
_OF_IT = (
    r"(?: (?:of|from|in) (?:this|the present|the current|our) (?:[\w-]+ ){0,3}?"
    r"(?:study|trial|analysis|meta-analysis|review|work|survey))?"
)
_FOUND = (
    r"(?:(?:also|further|clearly|thus|therefore|consistently|have|has) )*(?:found|shows?|showed|shown|demonstrates?"
    r"|demonstrated|reveals?|revealed|observed|concludes?|concluded|confirms?|confirmed)"
)
_WE_FOUND = re.compile(rf"(?:We|{_BARE_WORK}{_OF_IT}) {_FOUND} that (?=[\w'\"(])", re.IGNORECASE)
_IT_WAS_FOUND = re.compile(
    r"It (?:was|has been) (?:also )?(?:found|shown|demonstrated|observed|concluded|revealed) that (?=[\w'\"(])"
)
_NAMEABLE = re.compile(
    rf"(?P<work>{_OWN_WORK}{_OF_IT}) (?:[\w-]+ly )?(?:may |might |could |also |thus |therefore |do(?:es)? not )*"
    r"(?:suggests?|suggested|indicates?|indicated|supports?|supported|provides? (?:\w+ )?evidence|impl(?:y|ies)|shows?"
    r"|showed|found|demonstrates?|demonstrated|reveals?|revealed|confirms?|confirmed|presented|reported)\b",
    re.IGNORECASE,
)
_WE = re.compile(
    r"(?<![\w-])[Ww]e(?= (?:(?:also|therefore|thus|did not|do not|could not|cannot|\w+ly) )*"
    r"(?:are (?:very |highly |moderately )*(?:un)?(?:certain|confident)|suggest|suggested|recommend|recommended"
    r"|conclude|concluded|believe|find|found|observed?|detect(?:ed)?|advise|consider|show|showed|demonstrate"
    r"|demonstrated|report|reported|propose) )"
)
_SAYS = re.compile(r"^ ?(?:[\w-]+ ){0,4}?that ")
_PLACE = (
    r"(?:(?:supplement\w*|supporting|additional|extended data|online|appendix|web)\.? )*(?:tables?|tabs?\.?|figures?"
    r"|figs?\.?|box|boxes|panels?|appendix|appendices|files?|videos?) ?(?:S|A|E)?\d*[A-Za-z]?"
    r"(?:[-–](?:S|A)?\d*[A-Za-z]?)?"
)
_PLACES = (
    rf"(?:see (?:also )?|cf\.? |in )?{_PLACE}"
    rf"(?:(?:, ?| ?and ?| ?& ?|; ?|, and )(?:{_PLACE}|S?\d+[A-Za-z]?|[A-Z]))*"
)
_POINTER = re.compile(rf" ?[(\[]{_PLACES}[)\]]", re.IGNORECASE)
_POINTER_WITHIN = re.compile(rf"[;,] ?{_PLACES}(?=[)\]])", re.IGNORECASE)


@lru_cache(maxsize=16384)
def without_ties(sentence: str) -> str:
    """A sentence without an opening connective, "we found that", and pointers to tables and figures."""
    text = sentence
    if "(" in text or "[" in text:
        text = _POINTER_WITHIN.sub("", _POINTER.sub("", text))
    connective = _CONNECTIVE.match(text)
    rest = text[connective.end() :] if connective else text
    found = _WE_FOUND.match(rest) or _IT_WAS_FOUND.match(rest)
    rest = rest[found.end() :] if found else rest
    return rest[:1].upper() + rest[1:] if rest and rest is not text else rest


def with_work_named(sentence: str, name: str) -> str:
    """A sentence with the work's name in brackets behind "our results", where it opens with these, or behind "we".

    Unchanged where what follows points outside the sentence too ("in these patients").
    """
    found = _NAMEABLE.match(sentence)
    speaks = found or _WE.search(sentence)
    if not name or speaks is None or dangling_reference(_SAYS.sub("", sentence[speaks.end() :])):
        return sentence
    end = found.end("work") if found else speaks.end()
    return f"{sentence[:end]} [{name}]{sentence[end:]}"
