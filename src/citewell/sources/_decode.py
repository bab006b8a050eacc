"""Turns the bytes of a page into text, or refuses: letters that were guessed wrong could turn a ≥ into a 3."""

from __future__ import annotations

import codecs
import re

from citewell.sources._record import UnusableRecord, brief

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read under other names (WHATWG's encoding standard).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_KNOWN = re.compile(
    r"utf-8|cp125\d|cp874|cp866|cp932|cp949|iso8859-\d+|koi8-[ru]|gb18030|big5(?:hkscs)?|euc_jp|iso2022_jp|mac-roman"
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.I)
# Two or more of these show UTF-8 that was once read as Windows-1252 and saved again.
_MOJIBAKE = re.compile("â€[™œ\x9d“”˜¦¢]|â‰[¥¤ˆ\xa0]|Ã[©¨¼¶¤±—\xad³¡¢]|Â[±µ°·²³\xa0]|Î[±²³]")
_REMEDY = "Save the page again as UTF-8."
_MOST_FOREIGN = 0.15


def decode_page(data: bytes, *, hint: str = "") -> str:
    """The text of a page: by its byte order mark, by `hint`, by what it declares, else as UTF-8 or Windows-1252.

    Raises UnusableRecord where the bytes do not fit what is declared, and where the letters that come out show
    that the encoding is another.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _sound(_decoded(data.removeprefix(mark) if encoding == "utf-8" else data, encoding))
    declared = _usable(hint) or _usable(_declaration(data))
    if declared:
        return _sound(_decoded(data, declared))
    if b"\0" in data[:4096]:
        raise UnusableRecord("It holds bytes that no text has.", "Check that it is a text file saved as UTF-8.")
    try:
        return _sound(data.decode("utf-8"))
    except UnicodeDecodeError:
        text = _decoded(data, "cp1252")
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not character.isascii() for character in letters)
    if foreign > _MOST_FOREIGN * len(letters):
        raise UnusableRecord("It does not say its encoding, and it is not UTF-8.", _REMEDY)
    return _sound(text)


def _declaration(data: bytes) -> str:
    found = _DECLARED.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def _usable(name: str) -> str:
    """Python's name of an encoding that pages may have; empty for any other."""
    try:
        plain = codecs.lookup(name.strip()).name if name else ""
    except (LookupError, ValueError):
        return ""
    plain = _WIDER.get(plain, plain)
    return plain if _KNOWN.fullmatch(plain) else ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"Byte {error.start + 1} does not fit its encoding, {brief(encoding)[1:-1]}."
        raise UnusableRecord(reason, _REMEDY) from error


def _sound(text: str) -> str:
    if len(_MOJIBAKE.findall(text)) > 1:
        example = _MOJIBAKE.search(text)
        shown = brief(example[0]) if example else ""
        raise UnusableRecord(f"Its letters were garbled when it was saved (it has {shown} in it).", _REMEDY)
    return text
