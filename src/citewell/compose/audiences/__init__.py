"""Reader profiles, one file each: who reads, and what the page says and shows, never which claims."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module

from citewell.domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class AudienceProfile:
    """A kind of reader. `show_locators` lists, under each reference, the passages cited and their places."""

    name: str
    label: str
    disclaimer: str
    show_locators: bool


def audience_names() -> tuple[str, ...]:
    """The profiles that exist: the names of this package's modules, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load_audience(name: str) -> AudienceProfile:
    """The profile in the module called `name`, its `PROFILE`; raises NotFoundError."""
    if name not in audience_names():
        raise NotFoundError(
            f"There is no reader profile {name!r}.", remedy=f"Choose one of: {', '.join(audience_names())}."
        )
    profile: AudienceProfile = import_module(f"{__name__}.{name}").PROFILE
    return profile
