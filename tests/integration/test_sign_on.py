"""Single sign-on against a provider on this machine that speaks the protocol, and lies in every way it can."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response, post
from tests.browsing import ReadPage
from tests.identity_provider import CLIENT, CLIENT_SECRET, Provider, serving
from tests.signing_in import browser_of, empty_app, join

from citewell.app import App, read_settings
from citewell.domain.errors import UserError
from citewell.domain.people import OPERATOR, Role
from citewell.web.identity import COOKIE

EMAIL = "ada@hospital.example"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as served:
        yield served


@pytest.fixture
def app(tmp_path: Path, provider: Provider, database_at: str) -> Iterator[App]:
    """On SQLite, and on PostgreSQL."""
    made = empty_app(tmp_path, database=database_at if "://" in database_at else "", **oidc(provider))
    yield made
    made.database.close()


@pytest.fixture
def browser(app: App) -> TestClient:
    return browser_of(app)


def oidc(provider: Provider) -> dict[str, str]:
    return {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": "Hospital",
    }


def sign_on(browser: TestClient, provider: Provider, leads: str = "/library") -> Response:
    """Go to the provider and back as a browser does."""
    there = browser.get(f"/sign-in/provider?next={leads}")
    assert there.status_code == 303, there.text
    back = provider.authorize(there.headers["location"])
    return browser.get(back.removeprefix("http://127.0.0.1"))


def is_signed_in(browser: TestClient) -> bool:
    return browser.get("/account").status_code == 200


def test_somebody_invited_joins_by_single_sign_on_and_comes_back_by_it(
    app: App, browser: TestClient, provider: Provider
) -> None:
    app.accounts.invitations.invite(EMAIL, {Role.AUTHOR}, by=OPERATOR)
    assert "Sign in with Hospital" in browser.get("/sign-in").text
    answer = sign_on(browser, provider)
    assert answer.status_code == 200
    assert 'content="0; url=/library"' in answer.text
    assert is_signed_in(browser)
    person = app.accounts.people.get(EMAIL)
    assert (person.name, person.roles) == ("Ada Neumann", {Role.AUTHOR})
    again = browser_of(app)
    assert sign_on(again, provider).status_code == 200
    assert is_signed_in(again)
    asked = provider.asked
    assert asked[0]["redirect_uri"] == "http://127.0.0.1/sign-in/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_a_provider_of_other_hands_lets_in_whom_it_vouches_for(tmp_path: Path) -> None:
    """oidc-provider-mock, which was written without this project in mind."""
    mock = pytest.importorskip("oidc_provider_mock")
    user = mock.User(sub="u-7", claims={"email": EMAIL, "email_verified": True, "name": "Ada Neumann"})
    with mock.run_server_in_thread(user_claims=[user]) as server:
        issuer = f"http://localhost:{server.server_port}"
        app = empty_app(tmp_path, oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=CLIENT_SECRET)
        app.accounts.invitations.invite(EMAIL, {Role.READER}, by=OPERATOR)
        browser = browser_of(app)
        there = browser.get("/sign-in/provider").headers["location"]
        back = post(there, data={"sub": "u-7"}, follow_redirects=False).headers["location"]
        assert browser.get(back.removeprefix("http://127.0.0.1")).status_code == 200
        assert is_signed_in(browser)
    assert app.accounts.people.get(EMAIL).name == "Ada Neumann"


def test_an_account_is_linked_by_the_address_that_the_provider_has_verified(
    app: App, browser: TestClient, provider: Provider
) -> None:
    person = join(app, "Ada")
    provider.tells_by_userinfo = True
    assert sign_on(browser, provider).status_code == 200
    assert is_signed_in(browser)
    assert len(app.accounts.people.all()) == 1
    assert app.accounts.sessions.listed(person.id)


def test_who_has_one_time_codes_is_still_asked_for_one(app: App, browser: TestClient, provider: Provider) -> None:
    join(app, "Ada", codes=True)
    assert "/sign-in/code?next=/library" in sign_on(browser, provider).text
    assert not is_signed_in(browser)


def test_nobody_makes_an_account_by_themselves_unless_it_is_set_so(
    app: App, browser: TestClient, provider: Provider, tmp_path: Path
) -> None:
    answer = sign_on(browser, provider)
    assert answer.status_code == 401
    assert "has no account for you" in ReadPage(answer.text).text
    assert app.accounts.people.all() == []
    other = empty_app(tmp_path / "joining", oidc_join=True, **oidc(provider))
    assert sign_on(browser_of(other), provider).status_code == 200
    assert [person.roles for person in other.accounts.people.all()] == [{Role.READER}]


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"nonce": "not-the-one-asked-for"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None, "email_verified": None, "sub": "u-2"},
        {"sub": None},
    ],
    ids=str,
)
def test_an_id_token_that_does_not_hold_lets_nobody_in(
    app: App, browser: TestClient, provider: Provider, changed: dict[str, object]
) -> None:
    join(app, "Ada")
    provider.changed = changed
    answer = sign_on(browser, provider)
    assert answer.status_code == 401
    assert not is_signed_in(browser)


@pytest.mark.parametrize("lie", ["none", "HS256", "foreign key"])
def test_an_id_token_that_the_provider_did_not_sign_with_its_key_lets_nobody_in(
    app: App, browser: TestClient, provider: Provider, lie: str
) -> None:
    join(app, "Ada")
    provider.foreign_key = lie == "foreign key"
    provider.algorithm = provider.algorithm if provider.foreign_key else lie
    answer = sign_on(browser, provider)
    assert answer.status_code == 401
    assert "cannot be trusted" in answer.text
    assert not is_signed_in(browser)


def test_a_provider_that_has_new_keys_is_believed_again(app: App, browser: TestClient, provider: Provider) -> None:
    join(app, "Ada")
    assert sign_on(browser, provider).status_code == 200
    provider.key = type(provider.key).generate_key(2048, {"kid": "k2", "use": "sig"})
    browser.cookies.clear()
    assert sign_on(browser, provider).status_code == 200
    assert is_signed_in(browser)


def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(
    app: App, browser: TestClient, provider: Provider
) -> None:
    join(app, "Ada")
    attacker = browser_of(app)
    there = attacker.get("/sign-in/provider")
    back = provider.authorize(there.headers["location"]).removeprefix("http://127.0.0.1")
    assert browser.get(back).status_code == 401
    browser.get("/sign-in/provider")
    assert browser.get(back).status_code == 401
    assert browser.get("/sign-in/callback?code=x").status_code == 401
    for strange in ("error=access_denied&state=x", "code=x&state=%C3%A9", "code=x&state=%FF"):
        assert browser.get(f"/sign-in/callback?{strange}").status_code == 401
    assert COOKIE not in browser.cookies
    assert app.accounts.sessions.listed(app.accounts.people.get(EMAIL).id) == []


def test_an_answer_counts_once(app: App, browser: TestClient, provider: Provider) -> None:
    join(app, "Ada")
    there = browser.get("/sign-in/provider")
    back = provider.authorize(there.headers["location"]).removeprefix("http://127.0.0.1")
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 401


def test_a_code_without_the_proof_of_this_browser_is_worth_nothing(
    app: App, browser: TestClient, provider: Provider
) -> None:
    join(app, "Ada")
    stolen = provider.authorize(browser_of(app).get("/sign-in/provider").headers["location"])
    own = provider.authorize(browser.get("/sign-in/provider").headers["location"])
    code = stolen.partition("code=")[2].partition("&")[0]
    mixed = own.replace(own.partition("code=")[2].partition("&")[0], code).removeprefix("http://127.0.0.1")
    assert browser.get(mixed).status_code == 401
    assert not is_signed_in(browser)


def test_single_sign_on_leads_to_no_other_site(app: App, browser: TestClient, provider: Provider) -> None:
    join(app, "Ada")
    assert 'content="0; url=/"' in sign_on(browser, provider, "//evil.example").text


def test_without_a_provider_there_is_nothing_to_sign_in_by(tmp_path: Path) -> None:
    browser = browser_of(empty_app(tmp_path))
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/callback").status_code == 404
    assert "Sign in with" not in browser.get("/sign-in").text


def test_a_provider_that_cannot_be_reached_is_said_so(tmp_path: Path) -> None:
    gone = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
    answer = browser_of(empty_app(tmp_path, **gone)).get("/sign-in/provider")
    assert answer.status_code == 401
    assert "cannot be reached" in answer.text


@pytest.mark.parametrize(
    "environment",
    [
        {"CITEWELL_OIDC_ISSUER": "https://id.example"},
        {"CITEWELL_OIDC_CLIENT_ID": "citewell"},
        {"CITEWELL_OIDC_ISSUER": "http://id.example", "CITEWELL_OIDC_CLIENT_ID": "citewell"},
        {"CITEWELL_OIDC_ISSUER": "id.example", "CITEWELL_OIDC_CLIENT_ID": "citewell"},
        {"CITEWELL_OIDC_JOIN": "perhaps"},
        {"CITEWELL_ADDRESS": "ftp://citewell.example"},
        {"CITEWELL_ACCESS": "secret"},
    ],
    ids=str,
)
def test_settings_that_do_not_fit_together_are_named(environment: dict[str, str]) -> None:
    with pytest.raises(UserError, match="CITEWELL_") as refused:
        read_settings(environment)
    assert refused.value.remedy
