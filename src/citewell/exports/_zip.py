"""Members of a ZIP file without a time of day in them."""

from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def zip_info(name: str) -> ZipInfo:
    """A compressed, readable member with the earliest time that the form knows."""
    info = ZipInfo(name, date_time=EARLIEST)
    info.compress_type = ZIP_DEFLATED
    info.create_system = UNIX
    info.external_attr = 0o644 << 16
    return info
