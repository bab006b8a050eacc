"""The pages of accounts: inviting, joining, signing in and out, one's own account, managing people."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyotp
import pytest
from fastapi.testclient import TestClient
from tests.browsing import ReadPage
from tests.integration.web_client import assert_sound
from tests.signing_in import (
    PASSWORD,
    SECRET,
    browser_of,
    empty_app,
    forget_last_code,
    form_token,
    join,
    sign_in,
    submit,
)

from citewell.app import App
from citewell.domain.people import OPERATOR, Role, Scope
from citewell.store.events import EventLog
from citewell.web.application import without_query
from citewell.web.forms import local_address
from citewell.web.identity import COOKIE, SECURE_COOKIE

OTHER = "amber lantern by a canal"


@pytest.fixture
def app(tmp_path: Path, database_at: str) -> Iterator[App]:
    """On SQLite, and on PostgreSQL."""
    made = empty_app(tmp_path, database=database_at if "://" in database_at else "")
    yield made
    made.database.close()


@pytest.fixture
def browser(app: App) -> TestClient:
    return browser_of(app)


def test_an_admin_invites_somebody_who_joins_and_is_signed_in(app: App, browser: TestClient) -> None:
    sign_in(browser, join(app, "Ada", Role.ADMIN, codes=True))
    fields = {"email": "bo@hospital.example", "role-author": "on", "role-reader": "on"}
    shown = assert_sound(submit(browser, "/admin/people", "/admin/people/invite", **fields).text)
    link = re.search(r"http://127\.0\.0\.1(/invitation/\S+)", shown.text)
    assert link is not None
    assert link[1] not in browser.get("/admin/people").text
    guest = browser_of(app)
    page = assert_sound(guest.get(link[1]).text)
    assert "Ada invites bo@hospital.example to this Citewell as author, reader" in page.text
    answer = submit(guest, link[1], name="Bo <b>", password=PASSWORD, again=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "Bo <b>, bo@hospital.example" in assert_sound(guest.get("/account").text).text
    assert guest.get(link[1]).status_code == 404
    assert {Role.AUTHOR, Role.READER} == app.accounts.people.get("bo@hospital.example").roles


def test_an_invitation_is_shown_again_with_what_is_wrong(app: App, browser: TestClient) -> None:
    _, token = app.accounts.invitations.invite("bo@hospital.example", {Role.REVIEWER}, by=OPERATOR)
    address = f"/invitation/{token}"
    assert "one-time codes" in browser.get(address).text
    for fields, said in (
        ({"name": "Bo", "password": "short", "again": "short"}, "fewer than 12"),
        ({"name": "Bo", "password": PASSWORD, "again": OTHER}, "differ"),
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "needs a name"),
    ):
        answer = submit(browser, address, **fields)
        assert answer.status_code == 422
        assert said in assert_sound(answer.text).text
        assert PASSWORD not in answer.text
    assert app.accounts.people.all() == []


def test_signing_in_leads_where_one_wanted_to_go_and_out_again_ends_it(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    answer = sign_in(browser, person, next="/library?q=neck")
    assert (answer.status_code, answer.headers["location"]) == (303, "/library?q=neck")
    token = browser.cookies[COOKIE]
    assert "Ada</a>" in browser.get("/").text
    assert submit(browser, "/sign-out").headers["location"] == "/sign-in"
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, token)
    assert browser.get("/account").status_code == 303


def test_the_cookie_of_a_session_is_strict_and_out_of_reach_of_scripts(app: App, browser: TestClient) -> None:
    set_cookie = sign_in(browser, join(app, "Ada")).headers["set-cookie"]
    assert re.search(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=strict$", set_cookie)


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    app = empty_app(tmp_path, address="https://citewell.hospital.example")
    person = join(app, "Ada")
    browser = browser_of(app)
    set_cookie = sign_in(browser, person).headers["set-cookie"]
    assert set_cookie.startswith(f"{SECURE_COOKIE}=")
    assert "; Secure" in set_cookie


def test_a_token_planted_before_signing_in_is_worth_nothing_after(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    browser.cookies.set(COOKIE, "planted-by-somebody-else", domain="127.0.0.1")
    sign_in(browser, person)
    kept = [cookie.value for cookie in browser.cookies.jar if cookie.name == COOKIE]
    assert "planted-by-somebody-else" not in kept[-1:]
    thief = browser_of(app)
    thief.cookies.set(COOKIE, "planted-by-somebody-else")
    assert thief.get("/account").status_code == 303


def test_signing_in_again_ends_the_session_before(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    page = browser.get("/sign-in").text
    sign_in(browser, person)
    first = browser.cookies[COOKIE]
    answer = browser.post("/sign-in", data={"token": form_token(page), "email": person.email, "password": PASSWORD})
    assert answer.status_code == 403, "the form belongs to whoever was not signed in"
    data = {"token": form_token(browser.get("/account").text), "email": person.email, "password": PASSWORD}
    assert browser.post("/sign-in", data=data).status_code == 303
    assert browser.cookies[COOKIE] != first
    assert app.accounts.sessions.find(first) is None


def test_a_form_loaded_before_signing_out_does_nothing_for_the_next_person(app: App, browser: TestClient) -> None:
    sign_in(browser, join(app, "Ada"))
    old = form_token(browser.get("/account").text)
    submit(browser, "/sign-out")
    sign_in(browser, join(app, "Bo"))
    answer = browser.post("/account/profile", data={"token": old, "name": "Eve"})
    assert answer.status_code == 403
    assert app.accounts.people.get("bo@hospital.example").name == "Bo"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aLocation:evil",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/x y",
        "",
        "account",
        "/" + "a" * 1000,
        "/é",
    ],
)
def test_signing_in_leads_to_no_other_site(app: App, browser: TestClient, address: str) -> None:
    expected = address if address == "/%0d%0aLocation:evil" else "/"
    assert local_address(address) == expected
    person = join(app, "Ada")
    answer = sign_in(browser, person, next=address)
    assert answer.headers["location"] == expected
    assert browser.get(f"/sign-in?next={quote(address)}").headers["location"] == expected


def test_a_wrong_password_and_an_unknown_address_look_the_same(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    pages = [
        submit(browser, "/sign-in", email=email, password=OTHER) for email in (person.email, "zed@hospital.example")
    ]
    assert [page.status_code for page in pages] == [401, 401]
    known, unknown = (ReadPage(page.text).text for page in pages)
    assert known == unknown
    assert "Nobody is signed in by this e-mail address and password" in known
    assert_sound(pages[0].text)


def test_whoever_must_wait_is_told_how_long(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    for _ in range(4):
        submit(browser, "/sign-in", email=person.email, password=OTHER)
    answer = submit(browser, "/sign-in", email=person.email, password=PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 2
    assert "Try again in" in ReadPage(answer.text).text


def test_an_approver_sets_up_codes_by_a_picture_and_then_signs_in_with_them(app: App, browser: TestClient) -> None:
    person = join(app, "Ada", Role.REVIEWER)
    sign_in(browser, person)
    assert (
        "These roles rest until you set up one-time codes: Reviewer" in assert_sound(browser.get("/account").text).text
    )
    page = browser.get("/account/codes").text
    read = assert_sound(page)
    assert "svg" in read.tags
    secret = next(str(attrs["value"]) for tag, attrs in read.elements if attrs.get("name") == "secret")
    fields = {"token": form_token(page), "secret": secret}
    for wrong in ({"password": OTHER, "code": pyotp.TOTP(secret).now()}, {"password": PASSWORD, "code": "000000"}):
        assert browser.post("/account/codes", data=fields | wrong).status_code == 401
    done = browser.post("/account/codes", data=fields | {"password": PASSWORD, "code": pyotp.TOTP(secret).now()})
    codes = re.findall(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b", assert_sound(done.text).text)
    assert len(codes) == 10
    assert app.accounts.people.get(person.id).held == {Role.REVIEWER}
    submit(browser, "/sign-out")
    answer = submit(browser, "/sign-in", email=person.email, password=PASSWORD, next="/library")
    assert answer.headers["location"] == "/sign-in/code?next=/library"
    assert browser.get("/account").status_code == 303
    half = browser.cookies[COOKIE]
    assert_sound(browser.get("/sign-in/code").text)
    answer = submit(browser, "/sign-in/code?next=/library", "/sign-in/code", code=codes[0], next="/library")
    assert answer.headers["location"] == "/library"
    assert browser.cookies[COOKIE] != half
    assert "9 recovery codes are left" in ReadPage(browser.get("/account").text).text


def test_recovery_codes_are_renewed_and_codes_taken_off_with_a_code(app: App, browser: TestClient) -> None:
    person = join(app, "Ada", codes=True)
    sign_in(browser, person)
    forget_last_code(app)
    answer = submit(browser, "/account/codes", "/account/codes/recovery", code=pyotp.TOTP(SECRET).now())
    assert len(ReadPage(answer.text).values("code")) == 0
    assert "shown this once" in answer.text
    forget_last_code(app)
    assert_sound(browser.get("/account/codes").text)
    off = submit(browser, "/account/codes", "/account/codes/off", code=pyotp.TOTP(SECRET).now())
    assert off.headers["location"] == "/account?done=codes"
    assert not app.accounts.people.get(person.id).second_factor


def test_profile_password_and_sessions_are_changed_on_the_account_page(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    sign_in(browser, person)
    elsewhere = browser_of(app)
    sign_in(elsewhere, person)
    fields = {"name": "Ada Neumann", "credentials": "MD, neurologist", "specialty-neurology": "on"}
    assert submit(browser, "/account", "/account/profile", **fields).status_code == 303
    changed = app.accounts.people.get(person.id)
    assert (changed.name, changed.specialties) == ("Ada Neumann", ("neurology",))
    assert submit(browser, "/account", "/account/profile", name="").status_code == 422
    assert submit(browser, "/account", "/account/profile", name="Ada", **{"specialty-<b>": "on"}).status_code == 422
    wrong = submit(browser, "/account", "/account/password", old=OTHER, new=OTHER, again=OTHER)
    assert wrong.status_code == 401
    assert_sound(wrong.text)
    answer = submit(browser, "/account", "/account/password", old=PASSWORD, new=OTHER, again=OTHER)
    assert answer.headers["location"] == "/account?done=password"
    assert elsewhere.get("/account").status_code == 303
    sign_in(elsewhere, person, password=OTHER)
    listed = app.accounts.sessions.listed(person.id)
    assert len(listed) == 2
    here = app.accounts.sessions.find(browser.cookies[COOKIE])
    assert here is not None
    other = next(session.id for session in listed if session.id != here.id)
    assert submit(browser, "/account", f"/account/sessions/{other}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert submit(browser, "/account", "/account/sessions/end").status_code == 303
    assert browser.get("/account").status_code == 200


def test_the_address_is_changed_with_the_password_and_the_old_one_is_told(app: App, tmp_path: Path) -> None:
    mail = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "citewell@hospital.example"}
    told = empty_app(tmp_path, database=app.settings.database, **mail)
    browser, person = browser_of(told), join(app, "Ada")
    join(app, "Bo")
    sign_in(browser, person)
    wrong = submit(browser, "/account", "/account/email", email="ada@clinic.example", present=OTHER)
    assert wrong.status_code == 401
    assert_sound(wrong.text)
    taken = submit(browser, "/account", "/account/email", email="bo@hospital.example", present=PASSWORD)
    assert taken.status_code == 422
    assert "has an account already" in taken.text
    answer = submit(browser, "/account", "/account/email", email="Ada@Clinic.example", present=PASSWORD)
    assert answer.headers["location"] == "/account?done=email"
    assert "ada@clinic.example" in browser.get("/account?done=email").text
    assert sorted(one.address for one in told.outbox.claim()) == ["ada@clinic.example", "ada@hospital.example"]
    last = EventLog(app.database).recent(1)[0]
    assert (last.action, last.actor_id) == ("account.email_changed", person.id)
    assert "@" not in str(last.details)
    told.database.close()


def test_with_single_sign_on_an_admin_alone_changes_an_address(app: App, tmp_path: Path) -> None:
    issuer = {"oidc_issuer": "https://id.example.org", "oidc_client_id": "citewell"}
    signed_on = empty_app(tmp_path, database=app.settings.database, **issuer)
    browser, person = browser_of(signed_on), join(app, "Ada")
    sign_in(browser, person)
    assert "An admin changes the address" in browser.get("/account").text
    assert (
        submit(browser, "/account", "/account/email", email="ada@clinic.example", present=PASSWORD).status_code == 422
    )
    assert app.accounts.people.get(person.id).email == person.email
    signed_on.database.close()


def test_a_key_is_shown_once_and_revoked(app: App, browser: TestClient) -> None:
    sign_in(browser, join(app, "Ada"))
    shown = submit(browser, "/account", "/account/keys", name="Nightly", days="30", **{"scope-read": "on"})
    key = re.search(r"cw_[a-z2-9]{8}_[\w-]{43}", shown.text)
    assert key is not None
    page = assert_sound(browser.get("/account").text).text
    assert key[0] not in page
    assert key[0][:11] in page
    found = app.accounts.keys.find(key[0])
    assert found is not None
    assert found[0].scopes == {Scope.READ}
    assert submit(browser, "/account", f"/account/keys/{found[0].id}/revoke").status_code == 303
    assert app.accounts.keys.find(key[0]) is None
    assert (
        submit(browser, "/account", "/account/keys", name="x", days="soon", **{"scope-read": "on"}).status_code == 400
    )


def test_an_admin_gives_roles_verifies_resets_and_deactivates(app: App, browser: TestClient) -> None:
    admin, bo = join(app, "Ada", Role.ADMIN, codes=True), join(app, "Bo", codes=True)
    app.accounts.people.change_profile(bo.id, name="Bo", credentials="PharmD", specialties=["neurology"])
    sign_in(browser, admin)
    page = f"/admin/people/{bo.id}"
    assert "PharmD" in assert_sound(browser.get(page).text).text
    assert submit(browser, page, f"{page}/roles", **{"role-pharmacist": "on"}).status_code == 303
    assert submit(browser, page, f"{page}/verify", verified="yes", credentials="PharmD").status_code == 303
    changed = app.accounts.people.get(bo.id)
    assert (changed.held, changed.verified) == ({Role.PHARMACIST}, True)
    shown = submit(browser, page, f"{page}/reset", codes="on")
    link = re.search(r"http://127\.0\.0\.1(/invitation/\S+?)<", shown.text)
    assert link is not None
    assert not app.accounts.people.get(bo.id).second_factor
    guest = browser_of(app)
    assert "Set a new password" in assert_sound(guest.get(link[1]).text).text
    assert submit(guest, link[1], password=OTHER, again=OTHER).headers["location"] == "/account"
    assert submit(browser, page, f"{page}/active", active="no").status_code == 303
    assert guest.get("/account").status_code == 303
    own = f"/admin/people/{admin.id}"
    assert "Nobody changes their own roles" in assert_sound(browser.get(own).text).text
    answer = browser.post(f"{own}/roles", data={"token": form_token(browser.get(page).text), "role-reviewer": "on"})
    assert answer.status_code == 422
    assert app.accounts.people.get(admin.id).roles == {Role.ADMIN}


def test_an_editor_sees_people_and_invites_reviewers_but_no_admin(app: App, browser: TestClient) -> None:
    sign_in(browser, join(app, "Ada", Role.EDITOR, codes=True))
    page = browser.get("/admin/people").text
    assert "role-reviewer" in page
    assert "role-admin" not in page
    fields = {"email": "bo@hospital.example", "role-admin": "on"}
    answer = submit(browser, "/admin/people", "/admin/people/invite", **fields)
    assert answer.status_code == 422
    assert app.accounts.invitations.open() == []


def test_a_hostile_name_is_text_on_every_page(app: App, browser: TestClient) -> None:
    admin, bo = join(app, "Ada", Role.ADMIN, codes=True), join(app, "Bo")
    hostile = "<script>alert(1)</script>\"'><img src=x>"
    app.accounts.people.change_profile(bo.id, name=hostile, credentials=hostile, specialties=[])
    app.accounts.people.change_profile(admin.id, name=hostile, credentials="", specialties=[])
    sign_in(browser, admin)
    for address in ("/", "/account", "/admin/people", f"/admin/people/{bo.id}", "/sign-out", "/nowhere"):
        page = browser.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_post_from_another_site_signs_nobody_in_or_out(app: App, browser: TestClient) -> None:
    person = join(app, "Ada")
    sign_in(browser, person)
    token = form_token(browser.get("/account").text)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/sign-out", data={"token": token}, headers=headers).status_code == 403
    assert browser.post("/sign-out", data={"token": "x"}).status_code == 403
    assert browser.get("/account").status_code == 200


def test_the_log_of_the_server_has_no_token_of_an_invitation() -> None:
    record = logging.LogRecord(
        "uvicorn.access", 20, "", 0, "", ("1.2.3.4", "GET", "/invitation/s3cret?x=1", "1.1", 200), None
    )
    assert without_query(record)
    assert record.args is not None
    assert "s3cret" not in str(record.args)


def test_everything_done_on_the_pages_is_in_the_ledger_under_who_did_it(app: App, browser: TestClient) -> None:
    admin = join(app, "Ada", Role.ADMIN, codes=True)
    sign_in(browser, admin)
    submit(browser, "/admin/people", "/admin/people/invite", **{"email": "bo@hospital.example", "role-reader": "on"})
    submit(browser, "/account", "/account/keys", name="Nightly", days="30", **{"scope-read": "on"})
    events = EventLog(app.database).read()
    told = [(event.action, event.actor_id) for event in events][-4:]
    assert told == [
        ("login.first_step", "visitor"),
        ("login.succeeded", admin.id),
        ("account.invited", admin.id),
        ("key.made", admin.id),
    ]
    assert EventLog(app.database).verify().fault == ""
