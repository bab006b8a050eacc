"""Reads the grade of a recommendation: its strength, its certainty and the scheme that they belong to.

Words are kept as they stand. A code keeps its label ("Grade B", "Class IIa", "LOE B-R"), a word does not need it
("Quality of evidence: low" gives "low"). A code that says both at once ("2C", "Grade 1B") is a strength: taken apart
it would say less than the source does. The schemes: GRADE (Guyatt 2008, doi 10.1136/bmj.39489.470347.AD), USPSTF,
ACC/AHA (which ESC shares), SORT (Ebell 2004), SIGN/Oxford, AAN, CNS, ESMO, IDSA, ACR, "good practice", "consensus".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.text._patterns import spaced

_HOW = r"(?i:strong|weak|conditional|qualified|discretionary)"
_SURE = r"(?i:very[- ]low|low|moderate|high|insufficient)(?i:[- ]to[- ](?:very[- ]low|low|moderate|high))?"
_LABEL = (
    r"(?i:(?:grade|recommendation|strength|(?:strength|grade|type)(?: of)?(?: the)? recommendations?|"
    r"recommendation strength|strength rating)(?:\s?[:=])? )"
)
_EVIDENCE_LABEL = (
    r"(?i:(?:overall )?(?:(?:certainty|quality|confidence|strength)(?: (?:of|in)(?: the)?(?: overall)? evidence)?|"
    r"evidence(?: (?:quality|certainty|strength|level))?|levels? of (?:evidence|certainty)|LOE|GRADE)\s?[:=]? (?:is )?)"
)
_LEVEL = r"(?:[A-C](?:-(?:R|NR|LD|EO))?|[1-4](?:\+\+|\+|[-−])|[1-5][a-cA-C]?|I{1,3}[ab]?|IV|V)(?![\w+])"
_CIRCLES = r"[⊕⨁⊖⊝◯○●⭘+]"

# Pieces of a grade, the more particular first: name, pattern of the whole piece. Named groups give the words.
_PIECES = tuple(
    (name, spaced(pattern, re.NOFLAG))
    for name, pattern in (
        ("good practice",
            r"(?P<s>(?i:(?:ungraded |clinical )?(?:good|best)[- ]practice (?:statement|point|"
            r"recommendation)s?))"),
        ("GPP", r"(?P<s>GPPs?)"),
        ("GRADE", rf"{_LABEL}?(?P<s>{_HOW}(?i: recommendations?)?(?i: (?:for|against))?)"),
        ("GRADE", rf"{_LABEL}?(?P<s>(?i:moderate recommendation(?: (?:for|against))?|neither for nor against))"),
        ("GRADE", r"(?i:(?:strength|grade) of(?: the)? recommendations?(?:\s?[:=])? )(?P<s>(?i:moderate|low|high))"),
        ("SORT",
            r"(?P<s>(?i:strength of recommendation(?: taxonomy)?(?:\s?[\[(](?:SOR|SORT)[\])])?\s?[:=]? ?)[A-C]|"
            r"(?i:SORT?)\s?[:=]? ?[A-C])"),
        ("ACC/AHA",
            r"(?P<s>(?i:(?:class(?: of recommendation)?|COR)\s?[:=]? ?)(?:III|II[ab]?|I|1|2[ab]?|"
            r"3)(?:: ?(?i:no benefit|harm))?(?i: recommendation)?)"),
        ("USPSTF",
            r"(?P<s>[ABCDI](?i: (?:recommendation|statement|grade))|"
            r"(?i:grade:? )I(?i: statement)?)(?i:: insufficient(?: evidence)?)?"),
        ("code", r"(?P<s>(?:(?i:grade|recommendation):? )?[12][ -]?[A-D])"),
        ("code", rf"(?P<s>[12]) ?(?P<c>{_CIRCLES}{{3,4}})"),
        ("letter",
            r"(?P<s>(?i:(?:recommendation )?grade(?: of recommendation)?|GoR|"
            r"level of recommendation)\s?[:=]? ?[A-D](?i: recommendation)?)"),
        ("evidence",
            rf"(?i:oxford )?(?P<c>(?i:(?:levels? of evidence|evidence levels?|LOE|LE|"
            rf"EL)\s?[:=]? ?){_LEVEL}(?i: evidence)?|(?i:level ?){_LEVEL}(?i: evidence))"),
        ("level of care", rf"(?P<s>(?i:level ){_LEVEL}(?i: recommendation))"),
        ("level", rf"(?i:oxford )?(?P<b>(?i:level ?)(?:{_LEVEL}|U))"),
        ("certainty",
            rf"(?P<c>{_SURE}(?i:[- ](?:certainty|quality|confidence|strength)(?:(?: of|"
            rf" in)?(?: the)? evidence)?|[- ]evidence))"),
        ("certainty", rf"{_EVIDENCE_LABEL}(?P<c>{_SURE}(?: ?{_CIRCLES}{{4}})?)"),
        ("certainty", rf"(?P<c>{_CIRCLES}{{4}}|(?:(?i:GRADE) ?)?{_SURE} ?{_CIRCLES}{{4}}|[⊕⨁]{_CIRCLES}{{2}})"),
        ("opinion", r"(?P<c>(?i:expert opinion|clinical experience))"),
        ("consensus",
            r"(?P<s>(?i:(?:expert |strong |formal |clinical )?consensus(?:[- ]based)?(?: (?:recommendation|"
            r"statement|opinion))?))"),
        ("bare", rf"(?P<c>{_SURE})"),
        ("number", r"(?P<s>[12])"),
        ("IDSA", r"(?P<s>[A-E]-?I{1,3}[a-c]?)"),
    )
)  # fmt: skip
_ESMO = re.compile(r"(?P<c>I{1,3}|IV|V),\s?(?P<s>[A-E])")
_BRACKET = re.compile(r"[(\[]((?:[^()\[\]]|[(\[][^()\[\]]{0,40}[)\]]){1,220})[)\]]")
_PART = re.compile(r"\s*[;,|/]\s*|\.\s+|\s[–—-]\s|\s+(?:and|with|based\s+on)\s+", re.IGNORECASE)
_END = re.compile(r"[\s.;:,]*(?:[(\[]|$)")
_NUMBERED = re.compile(
    r"^(?:recommendation|statement|practice point|key point)s?\s*(?:no\.?\s*)?#?[\d.]*[a-z]?\b", re.I
)
# How a grade can begin; most brackets are settled here.
_OPENS = re.compile(
    r"(?:strong|weak|conditional|qualified|discretionary|moderate|neither|very|low|high|insufficient|grade|"
    r"recommendation|strength|type|certainty|"
    r"quality|confidence|overall|evidence|levels?|loe|le|el|oxford|class|cor|sort?|gor|good|best|ungraded|"
    r"clinical|gpp|expert|consensus|formal|"
    r"(?:[a-e12]|i{1,3}|iv|v)\b|[12][ -]?[a-d]\b|[a-e]-?i{1,3}|[⊕⨁12])",
    re.IGNORECASE,
)
_USPSTF = re.compile(r"USPSTF|Preventive\s+Services|\bTask\s+Force")
_USPSTF_CERTAINTY = re.compile(r"with\s+(?P<c>(?:high|moderate|low)\s+certainty)")


@dataclass(frozen=True, slots=True)
class Grade:
    """Strength, certainty and scheme; `alone` when it shows a recommendation even where no verb does."""

    strength: str = ""
    certainty: str = ""
    scheme: str = ""
    alone: bool = False


def read_grades(sentence: str) -> list[Grade]:
    """The grades in the brackets of `sentence`, one for each strength; certainty without strength makes one too."""
    found: list[Grade] = []
    for match in _BRACKET.finditer(sentence):
        content = match[1]
        grade = _read(content, sentence, last=_END.match(sentence, match.end()) is not None)
        if grade is not None:
            found.append(grade)
    return join(found)


def read_label(label: str, sentence: str) -> Grade | None:
    """The grade that a label in front of a sentence gives: "Level A", "Recommendation 4 (strong)"."""
    return _read(_bare_label(label), sentence, last=True)


def read_fragment(fragment: str, sentence: str) -> Grade | None:
    """The grade that a whole fragment behind `sentence` gives ("(Grade 1B).", "Quality of evidence: low.")."""
    if len(fragment) > 160:
        return None
    return _read(fragment.strip(" \t\r\n.()[]"), sentence, last=True, whole=True)


def _bare_label(label: str) -> str:
    rest = _NUMBERED.sub("", label.strip()) if not re.match(r"recommendation\s+grade", label, re.I) else label
    return rest.strip(" \t\r\n.:()[]–—-")


def _read(content: str, sentence: str, *, last: bool, whole: bool = False) -> Grade | None:
    stripped = content.strip(" \t\r\n.")
    if not _OPENS.match(stripped):
        return None
    esmo = _ESMO.fullmatch(stripped)
    if esmo:
        return Grade(esmo["s"], esmo["c"], "ESMO") if last else None
    parts = [piece for part in _PART.split(stripped) if part for piece in _lines(part)]
    read = [_piece(part) for part in parts]
    pieces = [piece for piece in read if piece is not None]
    if not pieces or (len(pieces) < len(parts) and (whole or not _speaks_for_itself(pieces))):
        return None
    names = {name for name, _ in pieces}
    if "number" in names and not any(
        re.search(r"[⊕⨁]", piece["c"] or "") for _, piece in pieces if "c" in piece.re.groupindex
    ):
        return None
    if names & {"IDSA", "code", "bare", "GPP"} and not last:
        return None
    return _grade(pieces, names, sentence)


def _lines(part: str) -> list[str]:
    """A part as it is when it is a piece of a grade ("weak\\nrecommendation"), else its lines."""
    return [part] if "\n" not in part or _piece(part) else [line.strip() for line in part.split("\n") if line.strip()]


def _piece(part: str) -> tuple[str, re.Match[str]] | None:
    for name, pattern in _PIECES:
        match = pattern.fullmatch(part)
        if match:
            return name, match
    return None


def _speaks_for_itself(pieces: list[tuple[str, re.Match[str]]]) -> bool:
    """Whether one of several parts is a grade beyond doubt, so that the others may be remarks."""
    return any(
        name in ("good practice", "SORT", "letter", "level of care", "USPSTF", "certainty")
        or (name == "GRADE" and "ecommendation" in match[0])
        for name, match in pieces
    )


def _grade(pieces: list[tuple[str, re.Match[str]]], names: set[str], sentence: str) -> Grade:
    strength = certainty = ""
    for name, match in pieces:
        groups = match.groupdict()
        level = groups.get("b") or ""
        if level and not ("evidence" in names or names & {"ACC/AHA", "letter", "GRADE", "code"} or _is_evidence(level)):
            groups["s"] = level
        elif level:
            groups["c"] = level
        if name != "number" or not strength:
            strength = strength or groups.get("s") or ""
        certainty = certainty or groups.get("c") or ""
    scheme = _scheme(names, strength, certainty, sentence)
    alone = bool(strength) and (
        bool(names & {"good practice", "SORT", "USPSTF", "level of care"})
        or ("ACC/AHA" in names and bool(certainty))
        or ("GRADE" in names and ("ecommendation" in strength or "nor" in strength))
        or scheme == "USPSTF"
    )
    return Grade(strength, certainty, scheme, alone)


def leading_bracket(sentence: str) -> int:
    """Where the bracket ends that a sentence opens with, or 0 when it opens with none."""
    match = _BRACKET.match(sentence)
    return match.end() if match and match.end() < len(sentence) else 0


def _is_evidence(level: str) -> bool:
    """Whether a bare level is one of evidence: 1++, 2b. Letters and Roman numbers grade a recommendation."""
    return level.rsplit(None, 1)[-1][0].isdigit()


def _scheme(names: set[str], strength: str, certainty: str, sentence: str) -> str:
    if "USPSTF" in names or ("letter" in names and _USPSTF.search(sentence)):
        return "USPSTF"
    for name in ("ACC/AHA", "good practice", "IDSA"):
        if name in names:
            return name
    if "GPP" in names:
        return "good practice"
    if "SORT" in names:
        return "SIGN/Oxford" if "evidence" in names else "SORT"
    if "GRADE" in names or "code" in names or "number" in names:
        return "GRADE"
    if "letter" in names:
        return "SIGN/Oxford"
    if names & {"level", "level of care"} and strength:
        return "AAN" if re.search(r"[ABCU](?:\s+recommendation)?$", strength) else "CNS"
    if names & {"consensus", "opinion"}:
        return "consensus"
    return "SIGN/Oxford" if names & {"evidence", "level"} else "GRADE"


def join(grades: list[Grade]) -> list[Grade]:
    """One grade for each strength; a certainty that stands apart goes to the strength before it, else to the next."""
    joined: list[Grade] = []
    for grade in grades:
        before = joined[-1] if joined else None
        if before is not None and (not before.strength or not grade.strength):
            leading = before if before.strength else grade
            joined[-1] = Grade(
                leading.strength,
                before.certainty or grade.certainty,
                leading.scheme,
                before.alone or grade.alone,
            )
        elif before is None or grade.strength != before.strength or grade.certainty not in ("", before.certainty):
            joined.append(grade)
    return joined


def stated_certainty(sentence: str) -> str:
    """Certainty in the running words of a statement of the USPSTF ("concludes with moderate certainty")."""
    match = _USPSTF_CERTAINTY.search(sentence) if _USPSTF.search(sentence) else None
    return match["c"] if match else ""


def is_uspstf(sentence: str) -> bool:
    """Whether the sentence names the US Preventive Services Task Force."""
    return "USPSTF" in sentence or "Preventive Services Task Force" in sentence


def grades_of(sentence: str, fragments: list[str]) -> Iterator[Grade]:
    """Grades of a sentence and of the fragments behind it."""
    yield from read_grades(sentence)
    for fragment in fragments:
        grade = read_fragment(fragment, sentence)
        if grade is not None:
            yield grade
