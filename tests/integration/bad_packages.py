"""Word files, PDF files and web archives that are built to harm whoever opens them."""

from __future__ import annotations

import struct

from tests.integration.bad_parts import (
    MIB,
    deflated,
    zipped,
)
from tests.integration.good_files import (
    XML,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, *, prologue: str = XML) -> bytes:
    return zipped(word__document_xml=f"{prologue}<w:document {W}><w:body>{body}</w:body></w:document>")


def run(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zip_bomb(*, stated: int | None = None) -> bytes:
    """A Word file whose document unpacks to 2 GiB; its directory may state another size."""
    data = deflated(2**31)
    name, size = b"word/document.xml", 2**31 if stated is None else stated
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(data), size, len(name), 0)
    local = b"PK\3\4" + fields + name + data
    central = b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def raw_pdf(*objects: bytes, root: int = 1, more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a sound table of where they are."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, more, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%b>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdf_with(content: bytes, *, resources: bytes = b"", entries: bytes = b"", others: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with one page that has this content."""
    return raw_pdf(CATALOGUE, ONE_PAGE, PAGE % resources, stream(content, entries), FONT, *others)


def form_bomb() -> bytes:
    """A page whose drawing draws ten others, each of which draws ten more, and so on: more than anyone can wait for."""
    forms = []
    for level in range(12):
        inner = b"/X Do " * 10 if level < 11 else b"BT /F 9 Tf 72 700 Td (ha) Tj ET " * 10
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
        forms.append(stream(inner, entries % (7 + level)))
    return pdf_with(b"/X Do", resources=b"/XObject<</X 6 0 R>>", others=tuple(forms))


def flate_bomb(size: int) -> bytes:
    return b"\x78\xda" + deflated(size) + b"\0\0\0\0"


def object_stream_bomb() -> bytes:
    inner = flate_bomb(1024 * MIB)
    bomb = stream(inner, b"/Type/ObjStm/N 2/First 10/Filter/FlateDecode")
    # Nothing but a table of objects in a stream can say that the catalogue lies in the bomb.
    table = b"".join(struct.pack(">BIH", *row) for row in ((0, 0, 0), (2, 3, 0), (2, 3, 1), (1, 9, 0), (1, 0, 0)))
    head = b"%PDF-1.7\n"
    first = b"3 0 obj\n" + bomb + b"\nendobj\n"
    second = b"4 0 obj\n" + stream(table, b"/Type/XRef/W[1 4 2]/Size 5/Root 1 0 R") + b"\nendobj\n"
    return head + first + second + b"startxref\n%d\n%%%%EOF" % (len(head) + len(first))


def nested_mail() -> str:
    """A browser's archive within an archive within an archive, two thousand deep."""
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000))
    return f"MIME-Version: 1.0\n{opened}Content-Type: text/plain\n\nhello\n"
