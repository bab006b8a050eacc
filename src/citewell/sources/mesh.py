"""MeSH, the vocabulary of the US National Library of Medicine: terms for search from its XML files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Term
from citewell.sources._files import READ_ERRORS, open_stream, remedy_for, why
from citewell.sources._marked_text import plain
from citewell.sources._mesh_types import descriptor_type, supplement_type
from citewell.sources._record import brief
from citewell.sources._xml import stream_xml, why_no_xml, words_of, xml_root
from citewell.text.terms import natural_order

RECORDS = {"DescriptorRecordSet": "DescriptorRecord", "SupplementalRecordSet": "SupplementalRecord"}
SUFFIXES = (".xml", ".xml.gz")
MOST_SYNONYMS = 2_000

_UI = re.compile(r"[A-Z]\d{5,12}")
_TREE_NUMBER = re.compile(r"[A-Z]\d+(?:\.\d+)*")


class MeshSource:
    """Reads descriptors or supplementary records, and gives a term for each.

    A descriptor's broader terms are those one step up its tree numbers, as far as the file has them; the file is
    gone through twice for them. A supplementary record's are the headings that it is mapped to. An entry term that
    is written backwards ("Fever, Hay") is there forwards too.
    """

    name = "mesh"

    def accepts(self, location: str) -> bool:
        """An XML file of descriptors or supplementary records, by its root."""
        try:
            path = Path(location)
            return location.lower().endswith(SUFFIXES) and path.is_file() and xml_root(path)[0] in RECORDS
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Term | Rejection]:
        """Yield every term in the order of the file. Raises InputError where there is no such file."""
        path = Path(location)
        if not self.accepts(location):
            what = f"{brief(str(path))} holds no MeSH descriptors or supplementary records."
            roots = " or ".join(f"<{name}>" for name in RECORDS)
            raise InputError(what, remedy=f"Name an XML file whose root is {roots}; qualifiers are no terms.")
        return _fetch(path, RECORDS[xml_root(path)[0]])


def _fetch(path: Path, record: str) -> Iterator[Term | Rejection]:
    places = _tree_places(path) if record == "DescriptorRecord" else {}
    number, seen = 0, set[str]()
    for element in _records(path, record):
        if isinstance(element, Rejection):
            yield element
            return
        number += 1
        yield _term(element, places, seen, place=f"{path.name}: record {number}")
    if not number:
        yield Rejection(f"{path.name}: the whole file", "It holds no records.", "Download the file again.")


def _records(path: Path, record: str) -> Iterator[Any]:
    """Every record, and a rejection where the file breaks off."""
    from lxml import etree

    number = 0
    try:
        with open_stream(path) as stream:
            for element in stream_xml(stream, [record]):
                number += 1
                yield element
    except (*READ_ERRORS, etree.XMLSyntaxError, ValueError, RecursionError) as error:
        said = why(error) if isinstance(error, READ_ERRORS) else why_no_xml(error)
        remedy = remedy_for(error) if isinstance(error, READ_ERRORS) else "Download the file again."
        place = f"{path.name}: behind record {number}" if number else f"{path.name}: the whole file"
        yield Rejection(place, f"The file cannot be read on from here: {said}.", remedy)


def _tree_places(path: Path) -> dict[str, str]:
    """Which descriptor stands at each tree number of a file."""
    places: dict[str, str] = {}
    for element in _records(path, "DescriptorRecord"):
        if isinstance(element, Rejection):
            break
        identifier = _identifier(element.find("DescriptorUI"))
        for tree_number in _tree_numbers(element) if identifier else ():
            places.setdefault(tree_number, identifier)
    return places


def _term(element: Any, places: Mapping[str, str], seen: set[str], *, place: str) -> Term | Rejection:
    is_descriptor = element.tag == "DescriptorRecord"
    kind = "Descriptor" if is_descriptor else "SupplementalRecord"
    identifier = _identifier(element.find(f"{kind}UI"))
    label = plain(words_of(element.find(f"{kind}Name/String")))
    if not identifier or not label:
        missing = "name" if identifier else "identifier"
        return Rejection(place, f"It has no {missing}.", "Download the file again.")
    if identifier in seen:
        return Rejection(place, f"{identifier} stands there already; the first one counts.", "Leave one of them out.")
    seen.add(identifier)
    broader = _parents(element, places) if is_descriptor else _mapped_to(element)
    return Term(
        id=identifier,
        label=label,
        synonyms=_synonyms(label, _entry_terms(element)),
        broader=tuple(name for name in dict.fromkeys(broader) if name != identifier),
        scope=_scope(element, is_descriptor=is_descriptor),
        source="MeSH",
        type=_type(element, is_descriptor=is_descriptor),
        apart=_apart(label, element),
    )


def _type(element: Any, *, is_descriptor: bool) -> str:
    acts = element.find("PharmacologicalActionList/PharmacologicalAction") is not None
    if is_descriptor:
        return descriptor_type(_tree_numbers(element), acts=acts)
    return supplement_type(element.get("SCRClass", ""), acts=acts)


def _apart(label: str, element: Any) -> tuple[tuple[str, ...], ...]:
    """The names of each concept that is not the preferred one; a name that stands twice belongs to the first."""
    concepts = element.findall("ConceptList/Concept")
    concepts.sort(key=lambda concept: concept.get("PreferredConceptYN") != "Y")
    seen = {label.casefold()}
    groups: list[tuple[str, ...]] = []
    for concept in concepts:
        written = [text for name in concept.iterfind("TermList/Term/String") if (text := plain(words_of(name)))]
        names = [name for name in (*written[:1], *_synonyms("", written)) if name.casefold() not in seen]
        groups.append(tuple(dict.fromkeys(names)))
        seen.update(name.casefold() for name in names)
    return tuple(group for group in groups[1:] if group)


def _entry_terms(element: Any) -> Iterator[str]:
    for name in element.iterfind("ConceptList/Concept/TermList/Term/String"):
        if text := plain(words_of(name)):
            yield text


def _synonyms(label: str, names: Iterable[str]) -> tuple[str, ...]:
    """All other names, each once whatever its capitals; what is written backwards also forwards."""
    written = dict.fromkeys([*names])
    forwards = [natural for name in (label, *written) if (natural := natural_order(name))]
    found: dict[str, str] = {}
    for name in (*written, *forwards):
        if name.casefold() != label.casefold():
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST_SYNONYMS]


def _scope(element: Any, *, is_descriptor: bool) -> str:
    """The preferred concept's scope note, or a supplementary record's note."""
    if not is_descriptor:
        return plain(words_of(element.find("Note")))
    concepts = element.findall("ConceptList/Concept")
    preferred = [concept for concept in concepts if concept.get("PreferredConceptYN") == "Y"] or concepts[:1]
    return plain(words_of(preferred[0].find("ScopeNote"))) if preferred else ""


def _parents(element: Any, places: Mapping[str, str]) -> Iterator[str]:
    for tree_number in _tree_numbers(element):
        above = tree_number.rpartition(".")[0]
        if above in places:
            yield places[above]


def _mapped_to(element: Any) -> list[str]:
    """The headings that a record is mapped to: the chief ones, which have a star, or all where none has."""
    found = element.findall("HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorUI")
    written = [plain(words_of(identifier)) for identifier in found]
    chief = [name for name in written if name.startswith("*")] or written
    return [name.lstrip("*") for name in chief if _UI.fullmatch(name.lstrip("*"))]


def _tree_numbers(element: Any) -> list[str]:
    written = (plain(words_of(number)) for number in element.iterfind("TreeNumberList/TreeNumber"))
    return [number for number in written if _TREE_NUMBER.fullmatch(number)]


def _identifier(element: Any) -> str:
    written = plain(words_of(element))
    return written if _UI.fullmatch(written) else ""
