"""Reader profiles, one file each: who reads, and what the page says and shows, never which claims."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from citewell.domain.errors import NotFoundError

NO_CEILING = 99.0
"""The grade that stands for "as hard as it is"."""

ALL_WORDS = 0
"""The number of words that stands for "everything is shown"."""


@dataclass(frozen=True, slots=True)
class AudienceProfile:
    """A kind of reader.

    `place` is that among the profiles; `description` answers "Which best describes you?". `grades` are of school: the
    lower one is what such a reader is used to, the higher one is the target. `words` are shown at first, ALL_WORDS
    for no limit. `swap` puts plain words for terms, `explain` gives the meaning of terms, `split` parts long sentences,
    `absolute` tells percentages as numbers of people. Without `doses` a claim that tells a dose is withheld, with
    `whom_to_ask` in its place. `urgent` adds signs to act on and questions to ask. `show_locators` lists, under each
    reference, the passages cited and their places; `search_log` the searches. One that is not `offered` is the
    article's own wording, and no choice of a reader's.
    """

    name: str
    label: str
    disclaimer: str
    show_locators: bool
    description: str = ""
    place: int = 0
    grades: tuple[float, float] = (0.0, NO_CEILING)
    words: int = ALL_WORDS
    swap: bool = False
    explain: bool = False
    split: bool = False
    absolute: bool = False
    doses: bool = True
    whom_to_ask: str = ""
    urgent: bool = False
    search_log: bool = False
    offered: bool = True

    @property
    def rewords(self) -> bool:
        """Whether claims are worded otherwise than in the article for this reader."""
        return self.swap or self.split or self.absolute


def audience_names() -> tuple[str, ...]:
    """The profiles that exist: the names of this package's modules, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def reader_profiles() -> tuple[AudienceProfile, ...]:
    """The profiles that a reader is offered, in their places: from the plainest words to the most exact."""
    offered = [profile for profile in map(load_audience, audience_names()) if profile.offered]
    return tuple(sorted(offered, key=lambda one: one.place))


def load_audience(name: str) -> AudienceProfile:
    """The profile in the module called `name`, its `PROFILE`; raises NotFoundError."""
    if name not in audience_names():
        raise NotFoundError(
            f"There is no reader profile {name!r}.", remedy=f"Choose one of: {', '.join(audience_names())}."
        )
    profile: AudienceProfile = import_module(f"{__name__}.{name}").PROFILE
    return profile
