"""Whatever changes the database writes an event in the same transaction: with the ledger shut, nothing changes."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from tests.boarding import article_of
from tests.signing_in import CHEAP, PASSWORD, SECRET

from citewell import store
from citewell.domain.articles import Article
from citewell.domain.news import Channel, Delivery, News, NewsKind, Recipients
from citewell.domain.people import MACHINE, OPERATOR, Person, Role, Scope, of_person
from citewell.domain.reviewing import Action, Dossier
from citewell.review.request import Reading, Request
from citewell.store import _schema
from citewell.store._database import Database
from citewell.store._people_tables import people
from citewell.store.accounts import Accounts
from citewell.store.articles import ArticleStore
from citewell.store.comments import CommentStore
from citewell.store.dossiers import DossierStore
from citewell.store.error_items import ErrorItemStore
from citewell.store.events import EventLog
from citewell.store.instance_events import TakenAway
from citewell.store.keys import InstanceKey
from citewell.store.outbox import Outbox
from citewell.store.reports import ReportStore
from citewell.store.review_drafts import ReviewDraftStore
from citewell.store.threads import ThreadStore

ARTICLE = article_of("Exercise eases headache that comes from the neck.", "Manual therapy may help some adults.")
ASKED = article_of("Rest may help some adults.", question="Does rest help?")
OTHER = "amber lantern by a canal"
WHERE = {"address": "192.0.2.1", "browser": "Firefox"}
UNTOLD = {
    "ArticleStore.save": "what readers ask is in no event, which is never deleted",
    "ThreadStore.add": "the same",
    "SessionStore.find": "notes when a session was last used",
    "KeyStore.find": "notes when a key was last used",
    "SignIn.confirm_password": "counts attempts; one that fails is told",
    "Outbox.writing": "gives out a transaction, and writes nothing",
    "Outbox.mark_read": "what somebody has read of their own notices",
    "Outbox.claim": "how far a message is",
    "Outbox.sent": "the same",
    "Outbox.put_back": "the same",
    "WatchedStore.set": "what a watch has looked at; what it finds is told with the step that it takes",
}
"""What writes without an event, and why."""


class World:
    """Every store over one database, with what an act leaves for the next."""

    def __init__(self, database: Database, key: InstanceKey) -> None:
        self.database = database
        self.accounts = Accounts(database, key, passwords=CHEAP)
        self.articles = ArticleStore(database)
        self.threads = ThreadStore(self.articles)
        self.dossiers = DossierStore(database, key)
        self.outbox = Outbox(database, channels=(Channel.EMAIL,))
        self.reports = ReportStore(self.articles, self.outbox)
        self.items = ErrorItemStore(database)
        self.taken = TakenAway(database)
        self.token = self.half = ""
        self.ada: Person
        self.bo: Person
        self.dossier: Dossier
        self.delivery: Delivery

    def sign_in(self) -> None:
        self.token = self.accounts.sign_in.by_password(self.ada.email, PASSWORD, **WHERE).token

    def sign_on(self) -> None:
        self.accounts.sign_in.by_sign_on(
            issuer="https://id.example", identity="7", email="cy@hospital.example", name="Cy", browser="", join_new=True
        )

    def renew_codes(self) -> None:
        """With a code that may have been used a moment ago."""
        self.accounts.second_factors.renew_recovery_codes(self.ada.id, code=pyotp.TOTP(SECRET).now())

    def join_with_codes(self) -> None:
        code = pyotp.TOTP(SECRET).now()
        self.accounts.second_factors.set_up(self.ada.id, secret=SECRET, code=code, session="")

    def finish_sign_in(self) -> None:
        self.token = self.accounts.sign_in.by_code(self.half, pyotp.TOTP(SECRET).now(), **WHERE).token

    def check(self) -> None:
        readings = (Reading("patient", 5.8, 6.0, "For learning only.", lay=True),)
        request = Request(
            Action.CHECK,
            MACHINE,
            "2026-11-28T03:04:05.000000+00:00",
            digest=ARTICLE.digest,
            article=ARTICLE,
            findings=(),
            standing={},
            readings=readings,
        )
        self.dossier = self.dossiers.act(self.dossier.id, request)

    def prepare(self, name: str) -> None:
        """What goes before an act and is none of it."""
        if name in ("SignIn.by_code", "SecondFactors.renew_recovery_codes", "SecondFactors.take_off"):
            with self.database.writing() as connection:
                connection.execute(people.update().values(code_step=0))
        if name == "SignIn.by_code":
            self.half = self.accounts.sign_in.by_password(self.ada.email, PASSWORD, **WHERE).token
        if name == "ErrorItemStore.catch_up":
            row = {"article": ARTICLE.digest, "claim": "", "text": "Old.", "reported_at": "2026-01-01T00:00:00+00:00"}
            with self.database.writing() as connection:
                connection.execute(_schema.reports.insert(), row)
        if name == "Outbox.failed":
            news = News(NewsKind.DUE, "", "", "", "", "2026-01-01T00:00:00.000000+00:00")
            with self.outbox.writing() as connection:
                self.outbox.put(connection, news, Recipients(((self.ada.id, self.ada.email),)))
            [self.delivery] = self.outbox.claim()
        if name == "ThreadStore.delete":
            self.threads.add("rest", ASKED)


def acts(world: World) -> Iterator[tuple[str, Callable[[], object], str]]:
    """Every act that changes something, in an order in which each can be done: what, how, and the event it leaves."""
    accounts = world.accounts
    link: dict[str, str] = {}

    def keep(name: str, made: Callable[[], tuple[object, str]]) -> Callable[[], None]:
        return lambda: link.update({name: made()[1]})

    def invite(email: str, *roles: Role) -> Callable[[], None]:
        return keep(email, lambda: accounts.invitations.invite(email, roles, by=OPERATOR))

    yield "InvitationStore.invite", invite("ada@hospital.example", Role.READER), "account.invited"
    joined = "account.joined"
    yield "InvitationStore.accept", lambda: _join(world, "ada", link["ada@hospital.example"]), joined
    yield "InvitationStore.invite", invite("bo@hospital.example", Role.EDITOR, Role.SAFETY_OFFICER), "account.invited"
    yield "InvitationStore.accept", lambda: _join(world, "bo", link["bo@hospital.example"]), joined
    yield "InvitationStore.invite", invite("di@hospital.example", Role.READER), "account.invited"
    yield (
        "InvitationStore.withdraw",
        lambda: accounts.invitations.withdraw(accounts.invitations.open()[0].id, by=OPERATOR),
        "account.invitation_withdrawn",
    )
    yield "SignIn.by_password", world.sign_in, "login.succeeded"
    yield "SessionStore.sign_out", lambda: accounts.sessions.sign_out(world.token), "session.signed_out"
    yield "SignIn.by_password", world.sign_in, "login.succeeded"

    def session() -> str:
        return accounts.sessions.listed(world.ada.id)[0].id

    yield "SessionStore.revoke", lambda: accounts.sessions.revoke(world.ada.id, session()), "session.revoked"
    yield "SessionStore.revoke_all", lambda: accounts.sessions.revoke_all(world.ada.id), "session.all_revoked"
    yield "SignIn.by_sign_on", world.sign_on, "login.succeeded"
    yield "SecondFactors.set_up", world.join_with_codes, "account.second_factor_set_up"
    yield "SignIn.by_code", world.finish_sign_in, "login.succeeded"
    yield "SecondFactors.renew_recovery_codes", world.renew_codes, "account.recovery_codes_renewed"
    yield (
        "SecondFactors.take_off",
        lambda: accounts.second_factors.take_off(world.ada.id, code=pyotp.TOTP(SECRET).now()),
        "account.second_factor_removed",
    )
    ada = world.ada
    yield "KeyStore.make", lambda: accounts.keys.make(ada.id, "Nightly", {Scope.READ}), "key.made"
    yield "KeyStore.revoke", lambda: accounts.keys.revoke(accounts.keys.listed()[0].id, by=OPERATOR), "key.revoked"
    yield (
        "PeopleStore.change_profile",
        lambda: accounts.people.change_profile(ada.id, name="Ada", credentials="MD", specialties=[]),
        "account.profile_changed",
    )
    yield "PeopleStore.verify", lambda: accounts.people.verify(ada.id, by=OPERATOR), "account.verified"
    yield (
        "PeopleStore.change_roles",
        lambda: accounts.people.change_roles(ada.id, {Role.AUTHOR}, by=OPERATOR),
        "account.roles_changed",
    )
    yield (
        "PeopleStore.change_email",
        lambda: accounts.people.change_email(ada.id, "ada@clinic.example", by=OPERATOR),
        "account.email_changed",
    )
    yield (
        "InvitationStore.make_reset",
        lambda: accounts.invitations.make_reset(ada, by=OPERATOR),
        "account.reset_link_made",
    )
    new = {"old": PASSWORD, "new": OTHER, "session": "", "address": "192.0.2.1"}
    yield "SignIn.change_password", lambda: accounts.sign_in.change_password(ada.id, **new), "account.password_changed"

    world.articles.save(ARTICLE)
    author = of_person(world.bo)
    yield "DossierStore.open", lambda: _open(world), "dossier.opened"
    yield "DossierStore.act", world.check, "dossier.check"
    comments, drafts = CommentStore(world.database), ReviewDraftStore(world.database)
    yield "CommentStore.add", lambda: comments.add(world.dossier, "c-1", "Which trial?", by=author), "comment.written"
    yield "ReviewDraftStore.save", lambda: drafts.save(world.dossier, of_person(ada)), "review.begun"
    yield (
        "ReportStore.add",
        lambda: world.reports.add(article=ARTICLE.digest, claim="", text="Another dose."),
        "item.opened",
    )
    yield "ErrorItemStore.catch_up", world.items.catch_up, "item.opened"
    officer = of_person(_holding_roles(world.bo))

    def item() -> str:
        return world.items.all()[-1].id

    yield "ErrorItemStore.take", lambda: world.items.take(item(), by=officer), "item.taken"
    yield (
        "ErrorItemStore.close",
        lambda: world.items.close(item(), by=officer, upheld=False, answer="It is right."),
        "item.declined",
    )
    yield "Outbox.failed", lambda: world.outbox.failed(world.delivery, "No such box.", for_good=True), "message.failed"
    yield "TakenAway.article", lambda: world.taken.article(ARTICLE.digest, "pdf", by=author), "article.exported"
    yield "TakenAway.ledger", lambda: world.taken.ledger(events=1, head="0" * 64, by=author), "ledger.exported"
    yield "ThreadStore.delete", lambda: world.threads.delete("rest"), "thread.deleted"
    yield (
        "PeopleStore.activate",
        lambda: accounts.people.activate(ada.id, by=OPERATOR, active=False),
        "account.deactivated",
    )


def _join(world: World, name: str, token: str) -> None:
    person = world.accounts.invitations.accept(token, name=name.title(), password=PASSWORD)
    setattr(world, name, person)


def _open(world: World) -> None:
    world.dossier = world.dossiers.open(ARTICLE, author=of_person(world.bo), searched_at="2026-11-28")


def _holding_roles(person: Person) -> Person:
    """The person as an editor whose one-time codes are set up."""
    return replace(person, second_factor=True)


def test_every_change_is_an_event_or_does_not_happen(database: Database, tmp_path: Path) -> None:
    world, events = World(database, InstanceKey(tmp_path / "instance.key")), EventLog(database)
    done = set()
    for name, act, action in acts(world):
        world.prepare(name)
        before = rows_of(database)
        last = len(before["events"])
        with ledger_shut(database), pytest.raises(Exception, match="shut"):
            act()
        assert rows_of(database) == before, name
        act()
        assert action in [event.action for event in events.read(after=last)], name
        done.add(name)
    assert events.verify().fault == ""
    assert done == changing() - set(UNTOLD)


def test_deleting_a_thread_leaves_what_the_board_has(database: Database, tmp_path: Path) -> None:
    world = World(database, InstanceKey(tmp_path / "instance.key"))
    _, token = world.accounts.invitations.invite("bo@hospital.example", {Role.AUTHOR}, by=OPERATOR)
    _join(world, "bo", token)
    world.threads.add("neck", ARTICLE)
    _open(world)
    gone = world.threads.delete("neck")
    assert (gone.articles, gone.kept) == ((), (ARTICLE.digest,))
    assert isinstance(world.articles.load(ARTICLE.digest), Article)


@contextmanager
def ledger_shut(database: Database) -> Iterator[None]:
    """The ledger takes no event while the block runs."""
    if database.is_sqlite:
        shut = ["CREATE TRIGGER shut BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'shut'); END"]
        reopen = ["DROP TRIGGER shut"]
    else:
        shut = [
            "CREATE FUNCTION shut() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'shut'; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER shut BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION shut()",
        ]
        reopen = ["DROP TRIGGER shut ON events", "DROP FUNCTION shut()"]
    for statements in (shut, reopen):
        with database.writing() as connection:
            for statement in statements:
                connection.execute(text(statement))
        if statements is shut:
            yield


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for the count of attempts to sign in, which stays when an attempt fails."""
    with database.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in _schema.whole_schema().sorted_tables
            if table.name != "sign_in_attempts"
        }


def changing() -> set[str]:
    """Every public method of a store that opens a transaction to write in."""
    found = set()
    for module in pkgutil.iter_modules(store.__path__):
        if module.name.startswith("_") or module.name in ("terms", "migrations"):
            continue  # terms lie in a file of their own, which can be made again
        for name, kind in inspect.getmembers(import_module(f"citewell.store.{module.name}"), inspect.isclass):
            if kind.__module__ == f"citewell.store.{module.name}":
                found |= {
                    f"{name}.{called}"
                    for called, method in inspect.getmembers(kind, inspect.isfunction)
                    if not called.startswith("_") and "writing(" in inspect.getsource(method)
                }
    return found
