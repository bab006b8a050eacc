"""Reads plain forms: their fields, and that they come from a page of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

from citewell.compose.question import LONGEST_QUESTION
from citewell.text.identifiers import mask_identifiers
from citewell.web.session import TOKEN_FIELD, present_session

if TYPE_CHECKING:
    from fastapi import Request

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20
OUTDATED = "This form is out of date, or its page came without its cookie."
LONGEST_ADDRESS = 500
_LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9/._~!$&'()*+,;=:@%?-]*")
_ARTICLE = re.compile(r"/articles/[0-9a-f]{64}")


async def read_form(request: Request, *, most: int = MOST_FIELDS) -> dict[str, str]:
    """The fields of a plain form, up to `most`, the first value of each.

    Raises HTTPException: 415 for another kind of body, 422 for one that is not UTF-8, 403 without the session's token.
    What was asked stays with the request, so that an error page can give it back.
    """
    body = await request.body()
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise HTTPException(415, f"Send this as a plain form ({FORM}).")
    try:
        read = parse_qs(body.decode("ascii"), max_num_fields=most, encoding="utf-8", errors="strict")
    except ValueError as error:
        raise HTTPException(422, "The form could not be read as UTF-8 text.") from error
    fields = {name: values[0] for name, values in read.items()}
    request.state.question = fields.get("question", "")
    session = present_session()
    if session is None or not session.accepts(fields.get(TOKEN_FIELD, "")):
        raise HTTPException(403, OUTDATED)
    return fields


def given_back(request: Request) -> str:
    """What was asked, for the box of an error page, without what identifies a person.

    What is too long to be a question is given back as it came: looking through it would take seconds, and nobody
    but its sender gets it.
    """
    question: str = getattr(request.state, "question", "")
    return question if len(question) > LONGEST_QUESTION else mask_identifiers(question).text


def local_address(address: str) -> str:
    """The address if it is one of this site's own, a path with its query; else the first page.

    What a browser would read as another site (//host, /\\host, a scheme, a control character) is no path.
    """
    return address if len(address) <= LONGEST_ADDRESS and _LOCAL.fullmatch(address) else "/"


def own_page(address: str) -> str:
    """The address if it is an article's, else the first page: nobody is led off this site."""
    return address if _ARTICLE.fullmatch(address) else "/"
