"""Settings: the only place where the environment is read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from citewell.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, each from an environment variable of the same name in capitals behind CITEWELL_."""

    library: Path
    cache: Path
    starter: bool = True
    threads: int | None = None
    host: str = "127.0.0.1"
    port: int = 8000


def read_settings(environment: Mapping[str, str] | None = None, *, library: str | None = None) -> Settings:
    """Settings from the environment; `library` (a path) goes before it. Raises UserError on a bad value."""
    import platformdirs

    values = os.environ if environment is None else environment
    data = values.get("CITEWELL_LIBRARY") or str(Path(platformdirs.user_data_dir("citewell")) / "library")
    cache = values.get("CITEWELL_CACHE") or platformdirs.user_cache_dir("citewell")
    return Settings(
        library=Path(library or data).expanduser(),
        cache=Path(cache).expanduser(),
        starter=_switch(values.get("CITEWELL_STARTER", "on"), "CITEWELL_STARTER"),
        threads=_whole_number(values.get("CITEWELL_THREADS", ""), "CITEWELL_THREADS"),
        host=values.get("CITEWELL_HOST") or "127.0.0.1",
        port=_whole_number(values.get("CITEWELL_PORT", ""), "CITEWELL_PORT", most=65_535) or 8000,
    )


def _switch(value: str, name: str) -> bool:
    if value.lower() in {"on", "1", "yes", "true"}:
        return True
    if value.lower() in {"off", "0", "no", "false"}:
        return False
    raise UserError(f"{name} is {value!r}.", remedy="Set it to on or off.")


def _whole_number(value: str, name: str, *, most: int = 1024) -> int | None:
    if not value:
        return None
    if not re.fullmatch("[0-9]{1,9}", value) or not 1 <= int(value) <= most:
        raise UserError(f"{name} is {value!r}.", remedy=f"Set it to a whole number from 1 to {most}, or leave it out.")
    return int(value)
