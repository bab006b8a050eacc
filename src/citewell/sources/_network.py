"""What asking a web service needs and gives: settings, an answer, an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from citewell import __version__
from citewell.domain.errors import InputError, UserError

TRY_LATER = "Try again later; what came so far is kept."


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """Where the public services are, who asks, and how long and how much may be read.

    `email` is sent to the services, which ask for it. `allowed_hosts` ("host" or "host:port") may lie in a private
    network. `authorities` is a PEM file of further certificate authorities. Proxies out of the environment are not
    used: a proxy looks up names itself, so that no address could be checked. Times are seconds, sizes bytes.
    """

    email: str = ""
    ncbi_api_key: str = field(default="", repr=False)
    eutils_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    europepmc_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    crossref_url: str = "https://api.crossref.org"
    retraction_watch_url: str = "https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv"
    allowed_hosts: frozenset[str] = frozenset()
    authorities: str = ""
    full_text: bool = True
    most_records: int = 100_000
    page_size: int = 200
    largest_answer: int = 64 * 2**20
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    total_seconds: float = 300.0
    tries: int = 5
    first_pause: float = 1.0
    longest_pause: float = 60.0

    def __post_init__(self) -> None:
        for name, value in (("email", self.email), ("NCBI key", self.ncbi_api_key)):
            if not (value.isascii() and value.isprintable()) or " " in value:
                raise UserError(f"The {name} has a character in it that cannot be sent.", remedy="Write it plainly.")
        if self.tries < 1 or self.page_size < 1:
            raise UserError("Tries and page size must be 1 or more.", remedy="Correct the settings.")

    @property
    def user_agent(self) -> str:
        """How Citewell names itself to a server."""
        return f"Citewell/{__version__}" + (f" (mailto:{self.email})" if self.email else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `url` is the address it came from in the end; `content` is empty when it went to a file."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Unanswered(InputError):
    """A service that gave no usable answer; `status` is its HTTP status, or 0 when there was none."""

    def __init__(self, message: str, *, remedy: str, status: int = 0) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status


def refusal(service: str, status: int) -> Unanswered:
    """The error for a status that will be the same next time."""
    if status in (404, 410):
        words, remedy = "has nothing there", "Check the address or the identifier."
    elif status in (401, 402, 403, 451):
        words, remedy = "refused", "Save the page from a browser, if you may read it there, and add the file."
    else:
        words, remedy = "did not accept the request", "Check the query or the address."
    return Unanswered(f"{service} {words} ({status}).", remedy=remedy, status=status)
