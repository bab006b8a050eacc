"""Owners hear of what happens to their articles: on their page, by e-mail and by webhook; none is lost in a crash."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from sqlalchemy import text
from tests.living import COHORT, QUESTION, TRIAL, MailBox, living, small_library, taking_mail

from citewell.app import read_settings
from citewell.delivering import MOST_FAILURES, deliver
from citewell.domain.errors import DeliveryError, UserError
from citewell.domain.news import Channel, Delivery, News, NewsKind
from citewell.messengers.smtp import SmtpMessenger
from citewell.messengers.webhook import WebhookMessenger
from citewell.store._database import Database
from citewell.store.events import EventLog
from citewell.store.outbox import PAUSES, Outbox
from citewell.web.notice_routes import notice_line

SECRET = "a long random text of the receiver"
SITE = "https://citewell.example"
NEWS = News(
    NewsKind.REOPENED,
    "d-abcdefgh",
    "ab" * 32,
    QUESTION,
    "“A trial” has been retracted. One statement here rests on it.",
    "2026-11-28T12:00:00.000000+00:00",
    ("c1",),
    "Nothing is proposed.",
)
MAIL = Delivery("m-abcdefgh", Channel.EMAIL, "ada@hospital.example", NEWS, 1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Path:
    return small_library(tmp_path_factory.mktemp("small"), cache_folder)


@contextmanager
def receiving(statuses: list[int], received: list[dict[str, object]]) -> Iterator[str]:
    """A server that answers calls with these statuses, the last one again and again, and keeps what it was sent."""
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append({"headers": {name.lower(): value for name, value in self.headers.items()}, "body": body})
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    with taking_mail() as box:
        yield box


def test_a_retraction_reaches_its_owners_by_page_mail_and_webhook_once(
    tmp_path: Path, library: Path, cache_folder: Path, database_at: str, mailbox: MailBox
) -> None:
    calls: list[dict[str, object]] = []
    with receiving([204], calls) as hook:
        instance = living(
            tmp_path,
            library,
            cache_folder,
            database_at,
            address=SITE,
            smtp_url=mailbox.url,
            mail_from="citewell@hospital.example",
            webhook_url=hook,
            webhook_secret=SECRET,
        )
        instance.add(COHORT, TRIAL | {"status": "retracted"})
        [outcome] = instance.look()
        assert (instance.app.deliver().sent, instance.app.deliver().sent) == (4, 0)
        assert instance.look() == []
        assert instance.app.deliver().sent == 0
    told = {name: instance.app.outbox.of_person(actor.id) for name, actor in instance.people.items()}
    assert {name: len(found) for name, found in told.items()} == {
        "author": 1,
        "editor": 1,
        "officer": 1,
        "reviewer": 0,
    }
    assert told["author"][0].news.claim_ids == outcome.claims
    assert {str(mail["To"]) for mail in mailbox.mails} == {
        "ada.neumann@hospital.example",
        "eli.stern@hospital.example",
        "sam.okoro@hospital.example",
    }
    mail = mailbox.mails[0]
    assert mail["Subject"] == f"Reopened: {QUESTION}"
    body = "\n".join(mail.get_content().splitlines()) + "\n"
    assert f"Work on it: {SITE}/bench/{instance.dossier.id}\n" in body
    assert f"What readers have: {SITE}/articles/{instance.article.digest}\n" in body
    assert "has been retracted" in body
    [call] = [json.loads(bytes(one["body"])) for one in calls]  # type: ignore[call-overload]
    assert call["link"] == f"{SITE}/bench/{instance.dossier.id}"
    assert call["article_link"] == f"{SITE}/articles/{instance.article.digest}"
    line = notice_line(told["author"][0])
    assert (line.way, line.readers_way) == (f"/bench/{instance.dossier.id}", f"/articles/{instance.article.digest}")
    instance.app.database.close()


def test_a_webhook_is_signed_over_its_moment_and_body() -> None:
    received: list[dict[str, object]] = []
    with receiving([200], received) as url:
        WebhookMessenger(url, secret=SECRET, site=SITE).send(replace(MAIL, channel=Channel.WEBHOOK, address=""))
    [call] = received
    headers, body = call["headers"], call["body"]
    assert isinstance(headers, dict)
    assert isinstance(body, bytes)
    signed = headers["citewell-timestamp"].encode() + b"." + body
    assert headers["citewell-signature"] == "sha256=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["citewell-delivery"] == MAIL.id
    assert json.loads(body) == {
        "event": "article.reopened",
        "delivery": "m-abcdefgh",
        "at": NEWS.at,
        "dossier": "d-abcdefgh",
        "digest": "ab" * 32,
        "title": QUESTION,
        "reason": NEWS.reason,
        "note": NEWS.note,
        "claims": ["c1"],
        "link": f"{SITE}/bench/d-abcdefgh",
        "article_link": f"{SITE}/articles/{'ab' * 32}",
    }


@pytest.mark.parametrize(
    ("answers", "waits", "fails"),
    [
        ([503, 503, 200], [1.0, 3.0], False),
        ([500, 500, 500], [1.0, 3.0], True),
        ([404], [], True),
        ([302], [1.0, 3.0], True),
    ],
)
def test_a_webhook_is_tried_again_after_waiting(answers: list[int], waits: list[float], fails: bool) -> None:
    waited: list[float] = []
    received: list[dict[str, object]] = []
    with receiving(answers, received) as url:
        messenger = WebhookMessenger(url, secret=SECRET, site=SITE, wait=waited.append)
        if fails:
            with pytest.raises(DeliveryError, match=str(answers[-1])):
                messenger.send(MAIL)
        else:
            messenger.send(MAIL)
    assert waited == waits
    assert len({call["headers"]["citewell-delivery"] for call in received}) == 1  # type: ignore[index]


def test_mail_goes_encrypted_where_the_server_offers_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with taking_mail(context) as box:
        messenger = SmtpMessenger(box.url, sender="citewell@hospital.example", site=SITE)
        with pytest.raises(DeliveryError, match="certificate"):
            messenger.send(MAIL)
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        messenger.send(MAIL)
    assert box.encrypted == [True]
    assert box.mails[0]["Message-ID"] == "<m-abcdefgh@hospital.example>"
    assert box.mails[0]["Auto-Submitted"] == "auto-generated"


def test_a_title_cannot_write_a_header_or_a_second_mail(mailbox: MailBox) -> None:
    hostile = replace(NEWS, title="x\r\nBcc: evil@example.org\r\n\r\n.\r\nMAIL FROM:<e@example.org> \x1b[31m\u202e")
    SmtpMessenger(mailbox.url, sender="citewell@hospital.example", site=SITE).send(replace(MAIL, news=hostile))
    [mail] = mailbox.mails
    assert mail["Bcc"] is None
    assert str(mail["Subject"]).startswith("Reopened: x Bcc: evil@example.org . MAIL FROM")
    assert "\x1b" not in mail.get_content()


@pytest.mark.parametrize(("answer", "for_good"), [("550 no such mailbox", True), ("451 try later", False)])
def test_what_a_mail_server_refuses_for_good_is_not_tried_again(mailbox: MailBox, answer: str, for_good: bool) -> None:
    mailbox.refuse = answer
    with pytest.raises(DeliveryError, match=answer) as refused:
        SmtpMessenger(mailbox.url, sender="citewell@hospital.example", site=SITE).send(MAIL)
    assert refused.value.for_good is for_good


class Recorder:
    """A messenger that takes what it is given, or breaks as it is told."""

    channel = Channel.EMAIL

    def __init__(self, *troubles: BaseException) -> None:
        self.troubles = list(troubles)
        self.taken: list[str] = []

    def send(self, delivery: Delivery) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(delivery.id)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """An outbox with one message in it."""
    enqueue(database, "m-22222222")
    return Outbox(database, channels=(Channel.EMAIL,))


def enqueue(database: Database, identity: str) -> None:
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO deliveries (id, channel, address, state, attempts, next_at, sent_at, error, body) "
                "VALUES (:id, 'email', 'ada@hospital.example', 'waiting', 0, '2026-01-01', '', '', :body)"
            ),
            {"id": identity, "body": json.dumps(NEWS_AS_KEPT)},
        )


NEWS_AS_KEPT = {
    "kind": "reopened",
    "dossier_id": NEWS.dossier_id,
    "digest": NEWS.digest,
    "title": NEWS.title,
    "reason": NEWS.reason,
    "at": NEWS.at,
    "claim_ids": list(NEWS.claim_ids),
    "note": NEWS.note,
}


def wake(database: Database) -> None:
    """As if the waiting were over."""
    with database.writing() as connection:
        connection.execute(text("UPDATE deliveries SET next_at = '2026-01-01' WHERE state = 'waiting'"))


def test_a_message_claimed_by_a_pass_that_died_is_sent_by_a_later_one_under_the_same_id(
    database: Database, outbox: Outbox
) -> None:
    dying = Recorder(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        deliver(outbox, {Channel.EMAIL: dying})
    other = Recorder()
    assert deliver(outbox, {Channel.EMAIL: other}).sent == 0  # it is still claimed
    wake(database)
    assert deliver(outbox, {Channel.EMAIL: other}).sent == 1
    assert other.taken == ["m-22222222"]
    wake(database)
    assert deliver(outbox, {Channel.EMAIL: other}).sent == 0


def test_a_message_that_fails_waits_longer_each_time_and_is_given_up_at_last(
    database: Database, outbox: Outbox
) -> None:
    for attempt in range(len(PAUSES) + 1):
        found = deliver(outbox, {Channel.EMAIL: Recorder(DeliveryError("The mail server is down."))})
        [(delivery, error, given_up)] = found.troubles
        assert (delivery.attempts, error) == (attempt + 1, "The mail server is down.")
        assert given_up is (attempt == len(PAUSES))
        wake(database)
    assert deliver(outbox, {Channel.EMAIL: Recorder()}).sent == 0
    [(delivery, given_up)] = outbox.troubled()
    assert (delivery.error, given_up) == ("The mail server is down.", True)
    assert [event.action for event in EventLog(database).read()] == ["message.failed"]


def test_a_server_that_is_down_holds_a_pass_up_for_a_few_messages_alone(database: Database, outbox: Outbox) -> None:
    for number in range(9):
        enqueue(database, f"m-3333333{number}")
    down = Recorder(*(DeliveryError("Timed out.") for _ in range(10)))
    assert len(deliver(outbox, {Channel.EMAIL: down}).troubles) == MOST_FAILURES
    wake(database)
    assert deliver(outbox, {Channel.EMAIL: Recorder()}).sent == 10


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"CITEWELL_SMTP_URL": "mail.example.org", "CITEWELL_MAIL_FROM": "a@b.org"}, "CITEWELL_SMTP_URL"),
        ({"CITEWELL_SMTP_URL": "smtp://mail.example.org"}, "CITEWELL_MAIL_FROM"),
        ({"CITEWELL_WEBHOOK_URL": "ftp://hooks.example.org"}, "CITEWELL_WEBHOOK_URL"),
        ({"CITEWELL_WEBHOOK_URL": "https://hooks.example.org", "CITEWELL_WEBHOOK_SECRET": "short"}, "fewer"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_without_its_secrets(values: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_settings(values)
