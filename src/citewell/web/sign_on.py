"""Single sign-on by OpenID Connect: the code flow with PKCE, as a client of the one provider in the settings.

What is checked of an answer is what OpenID Connect Core 1.0 (section 3.1.3.7) asks for: the state, the issuer, the
audience, the signature by a key of the provider, the expiry and the nonce; and PKCE (RFC 7636) with SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from citewell.domain.errors import SignInError
from citewell.settings import LOCAL
from citewell.web.faults import log_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authlib.integrations.httpx_client import OAuth2Client

    from citewell.settings import Settings

SCOPES = "openid email profile"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair alone: none at all, and those by the shared secret, are not among them."""
WITHIN_SECONDS = 10 * 60
CLOCK_SECONDS = 60
ANSWER_SECONDS = 10
DISCOVERED_SECONDS = 60 * 60
MOST_BYTES = 1024 * 1024
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for, with an address that it has verified; `next` is where the sign-in leads."""

    issuer: str
    identity: str
    email: str
    name: str
    next: str


class SignOn:
    """The provider in the settings. `key` seals what a browser keeps while somebody is at the provider."""

    def __init__(self, settings: Settings, key: bytes) -> None:
        self._settings = settings
        self._key = hmac.digest(key, b"single sign-on", hashlib.sha256)
        self._found: tuple[float, dict[str, Any]] | None = None
        self._lock = threading.Lock()

    def begin(self, *, back: str, leads: str) -> tuple[str, str]:
        """The provider's address to go to, and what the browser keeps meanwhile. Raises SignInError."""
        kept = {
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "verifier": secrets.token_urlsafe(48),
            "next": leads,
            "until": int(time.time()) + WITHIN_SECONDS,
        }
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                self._provider()["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
        return str(address), self._sealed(kept)

    def finish(self, query: Mapping[str, str], sealed: str, *, back: str) -> Vouched:
        """Whom the provider's answer (the query of its redirect) vouches for. Raises SignInError."""
        kept = self._opened(sealed)
        told = query.get("state", "").encode("utf-8", "replace")
        if kept is None or not hmac.compare_digest(str(kept["state"]).encode(), told):
            raise _refused("This sign-in was not begun in this browser, or took too long.", "Begin again.")
        if query.get("error") or not query.get("code"):
            raise _refused("Your organisation did not let you in.", "Begin again, or sign in with a password.")
        if query.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise _refused("The answer is from another provider than asked.", "Begin again.")
        try:
            return self._vouched(query["code"], kept, back=back)
        except SignInError:
            raise
        except Exception as error:  # whatever a provider answers, it lets nobody in and shows nothing of itself
            reference = log_fault(error, "single sign-on")
            raise _refused(
                "The answer of your organisation cannot be trusted or read.",
                f"Begin again. If it stays so, an admin finds more in the log under {reference}.",
            ) from error

    def _vouched(self, code: str, kept: Mapping[str, Any], *, back: str) -> Vouched:
        provider = self._provider()
        with self._client(back) as client:
            given = client.fetch_token(
                provider["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=kept["verifier"]
            )
            claims = self._claims(str(given["id_token"]), nonce=str(kept["nonce"]))
            if "email" not in claims and "userinfo_endpoint" in provider:
                told = client.get(provider["userinfo_endpoint"])
                told.raise_for_status()
                more = told.json()
                if more.get("sub") != claims["sub"]:
                    raise ValueError("The provider tells of another person than it vouched for.")
                claims = {**{name: more.get(name) for name in ("email", "email_verified", "name")}, **claims}
        if not claims.get("email") or claims.get("email_verified") not in (True, "true"):
            raise _refused(
                "Your organisation has not verified your e-mail address.", "Ask it to, or sign in with a password."
            )
        email = str(claims["email"])
        name = " ".join(str(claims.get("name") or email.partition("@")[0]).split())[:200]
        shown = "".join(letter for letter in name if letter.isprintable())
        return Vouched(str(claims["iss"]), str(claims["sub"]), email, shown or "Unnamed", str(kept["next"]))

    def _claims(self, token: str, *, nonce: str) -> dict[str, Any]:
        """What an ID token says, once everything about it holds; raises what joserfc raises, and ValueError."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwt import JWTClaimsRegistry

        try:
            read = jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            self._found = None  # the provider may have changed its keys
            read = jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS))
        claims: dict[str, Any] = dict(read.claims)
        client_id = self._settings.oidc_client_id
        JWTClaimsRegistry(
            now=int(time.time()),
            leeway=CLOCK_SECONDS,
            iss={"essential": True, "value": self._provider()["issuer"]},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
            raise ValueError("The ID token is for several clients, and not handed to this one.")
        return claims

    def _keys(self) -> Any:
        from joserfc.jwk import KeySet, KeySetSerialization

        provider = self._provider()
        if "keys" not in provider:
            provider["keys"] = KeySet.import_key_set(cast(KeySetSerialization, self._read(provider["jwks_uri"])))
        return provider["keys"]

    def _provider(self) -> dict[str, Any]:
        """What the provider says of itself, read at most once an hour. Raises SignInError where it cannot be had."""
        with self._lock:
            if self._found and time.monotonic() - self._found[0] < DISCOVERED_SECONDS:
                return self._found[1]
            issuer = self._settings.oidc_issuer
            try:
                told = self._read(f"{issuer}/.well-known/openid-configuration")
                if str(told.get("issuer", "")).rstrip("/") != issuer:
                    raise ValueError(f"The provider calls itself {told.get('issuer')!r}.")
                for name in ENDPOINTS:
                    _check_endpoint(str(told[name]))
            except Exception as error:
                reference = log_fault(error, "single sign-on")
                raise _refused(
                    "Your organisation's sign-on cannot be reached.",
                    f"Try again later, or sign in with a password; the log has more under {reference}.",
                ) from error
            self._found = (time.monotonic(), told)
            return told

    def _read(self, address: str) -> dict[str, Any]:
        import httpx2

        with httpx2.Client(timeout=ANSWER_SECONDS) as client, client.stream("GET", address) as answer:
            answer.raise_for_status()
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise ValueError("The provider's answer is too long.")
        told = json.loads(body)
        if not isinstance(told, dict):
            raise ValueError("The provider's answer is no JSON object.")
        return told

    def _client(self, back: str) -> OAuth2Client:
        from authlib.integrations.httpx_client import OAuth2Client

        settings = self._settings
        method = "client_secret_basic" if settings.oidc_client_secret else "none"
        return OAuth2Client(
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret or None,
            token_endpoint_auth_method=method,
            scope=SCOPES,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=ANSWER_SECONDS,
        )

    def _sealed(self, kept: Mapping[str, Any]) -> str:
        text = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
        return f"{text}.{hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()}"

    def _opened(self, sealed: str) -> dict[str, Any] | None:
        text, _, seal = sealed.rpartition(".")
        right = hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), right.encode()):
            return None
        kept: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text))
        return kept if kept["until"] > time.time() else None


def _check_endpoint(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        raise ValueError(f"The provider names an address without TLS: {address}.")


def _refused(message: str, remedy: str) -> SignInError:
    return SignInError(message, remedy=remedy)
