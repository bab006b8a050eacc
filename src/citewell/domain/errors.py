"""Every error that Citewell raises on purpose.

CitewellError                     exit code 70  a fault of ours
├── UserError                     exit code 2   the caller can mend it; shows its remedy
│   ├── QuestionError             exit code 2   an empty, oversized or unreadable question
│   ├── BusyError                 exit code 2   as many questions wait as may
│   ├── ReviewRefused             exit code 2   a step of the review that a rule forbids; it names the rule
│   ├── AccessRefused             exit code 2   what somebody's roles, or a key's scopes, do not allow
│   ├── SignInError               exit code 2   an e-mail address, password or code that does not let anybody in
│   │   └── ThrottledError        exit code 2   too many attempts; says how long to wait
│   ├── InputError                exit code 3   a file, folder or record that cannot be read
│   └── NotFoundError             exit code 4   an identifier that the library does not hold
│       └── WithdrawnError        exit code 4   an article that was withdrawn; says when and why
├── EngineUnavailable             exit code 5   weights or a package that an engine needs are missing
├── LibraryError                  exit code 6   the library cannot be opened, written or trusted
├── DeliveryError                 exit code 6   a message to an owner of an article could not be handed over
└── RecordError                   exit code 70  a domain record was built with values it forbids
"""

from __future__ import annotations


class CitewellError(Exception):
    """The root: `code` names the error in JSON, `exit_code` ends the process."""

    code = "internal_error"
    exit_code = 70

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UserError(CitewellError):
    """Something the caller asked for cannot be done as asked."""

    code = "usage_error"
    exit_code = 2


class QuestionError(UserError):
    """A question that is empty, too long or not text."""

    code = "question_error"


class BusyError(UserError):
    """As many questions are waiting as may wait; asking again later helps."""

    code = "busy"


class ReviewRefused(UserError):
    """A step of the review that a rule forbids; `rule` is the rule's name in review/rules.toml."""

    code = "review_refused"

    def __init__(self, message: str, *, rule: str, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.rule = rule


class AccessRefused(UserError):
    """What the roles of a person, or the scopes of a key, do not allow; `rule` names one of the board that says so."""

    code = "access_refused"

    def __init__(self, message: str, *, remedy: str = "", rule: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.rule = rule


class SignInError(UserError):
    """Nobody is signed in by what was given; the message tells nothing about which accounts there are."""

    code = "sign_in_refused"


class ThrottledError(SignInError):
    """Too many attempts to sign in; `seconds` is how long to wait."""

    code = "sign_in_throttled"

    def __init__(self, message: str, *, remedy: str = "", seconds: int) -> None:
        super().__init__(message, remedy=remedy)
        self.seconds = seconds


class InputError(UserError):
    """A file, folder or record that cannot be read."""

    code = "input_error"
    exit_code = 3


class NotFoundError(UserError):
    """An identifier that the library does not hold."""

    code = "not_found"
    exit_code = 4


class WithdrawnError(NotFoundError):
    """An article whose text a safety officer has taken from every page and file; the message has date and reason."""

    code = "withdrawn"


class EngineUnavailable(CitewellError):
    """An engine whose weights or packages are missing; the caller may go on without it."""

    code = "engine_unavailable"
    exit_code = 5


class LibraryError(CitewellError):
    """The library cannot be opened, written or trusted."""

    code = "library_error"
    exit_code = 6


class DeliveryError(CitewellError):
    """A message that could not be handed over; `for_good` where trying again would be of no use."""

    code = "delivery_error"
    exit_code = 6

    def __init__(self, message: str, *, remedy: str = "", for_good: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.for_good = for_good


class RecordError(CitewellError):
    """A record was built with values that its contract forbids."""

    code = "record_error"
