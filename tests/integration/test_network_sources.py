"""The sources that ask web services, against servers on this machine that speak the services' protocols."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from tests.integration.loopback import (
    Answers,
    Crossref,
    EuropePmc,
    EUtils,
    Reply,
    Request,
    Server,
    pubmed_record,
    serving,
)

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.errors import InputError, RecordError
from citewell.domain.intake import Amendment, Item, Withdrawal
from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._crossref_record import read_work
from citewell.sources._europepmc_record import read_record
from citewell.sources._guard import Refused
from citewell.sources._http import HttpClient
from citewell.sources._markup import abstract_blocks
from citewell.sources._network import NetworkSettings, Unanswered
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._record import UnusableRecord
from citewell.sources._retraction_list import download_retraction_list
from citewell.sources.crossref import CrossrefSource
from citewell.sources.europepmc import EuropePmcSource
from citewell.sources.jsonl import JsonlSource
from citewell.sources.pubmed import PubmedSource
from citewell.sources.pubmed_xml import PubmedXmlSource
from citewell.sources.web import WebSource

Serve = Callable[[Answers], Server]
UNPACED = Pace(sleep=lambda seconds: time.sleep(min(seconds, 0.005)))


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:
        yield lambda answer: running.enter_context(serving(answer))


def settings_for(*servers: Server, **changes: object) -> NetworkSettings:
    """Settings under which these servers may be asked, and nothing takes long."""
    values: dict[str, object] = {
        "allowed_hosts": frozenset(server.host for server in servers),
        "first_pause": 0.01,
        "longest_pause": 1.5,
        "ncbi_api_key": "abc",
        "connect_seconds": 2.0,
        "read_seconds": 2.0,
    }
    if servers:
        values |= dict.fromkeys(("eutils_url", "europepmc_url", "crossref_url"), servers[0].url)
    return NetworkSettings(**{**values, **changes})  # type: ignore[arg-type]


def client_for(*servers: Server, **changes: object) -> HttpClient:
    return HttpClient(settings_for(*servers, **changes), service="The library", per_second=1000.0)


def in_turn(*replies: Reply) -> Answers:
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


def documents(items: list[Item]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def rejections(items: list[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


# --- the client -------------------------------------------------------------------------------------------------


def test_a_server_learns_who_asks_and_an_answer_may_be_packed(serve: Serve) -> None:
    server = serve(lambda request: Reply(gzip.compress(b"words " * 1000), headers={"Content-Encoding": "gzip"}))
    answer = client_for(server, email="me@hospital.example").get(server.url, {"q": "neck & head"})
    assert answer.content == b"words " * 1000
    assert server.asked[0].headers["user-agent"].startswith("Citewell/")
    assert "mailto:me@hospital.example" in server.asked[0].headers["user-agent"]
    assert server.asked[0].values == {"q": "neck & head"}


def test_a_host_that_is_not_allowed_is_not_even_connected_to(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"secret"))
    for address in (server.url, f"http://localhost:{server.port}/", f"http://[::1]:{server.port}/"):
        with pytest.raises(Refused):
            HttpClient(settings_for(), service="The library").get(address)
    assert server.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/",
        "http://127.0.0.1:{port}/secret",
        "//localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://user:word@{allowed}/",
        "file:///etc/passwd",
        "ftp://{allowed}/",
    ],
)
def test_a_redirect_into_the_private_network_is_not_followed(serve: Serve, target: str) -> None:
    hidden = serve(lambda request: Reply(b"secret"))
    to = target.replace("{port}", str(hidden.port))
    open_to_all = serve(lambda request: Reply(status=302, headers={"Location": to.replace("{allowed}", request.path)}))
    with pytest.raises(Refused) as error:
        client_for(open_to_all).get(f"{open_to_all.url}/page")
    assert error.value.remedy
    assert hidden.asked == []
    assert len(open_to_all.asked) == 1


def test_up_to_five_redirects_are_followed_and_the_final_address_is_told(serve: Serve) -> None:
    def step(request: Request) -> Reply:
        number = int(request.path.strip("/"))
        return Reply(b"here") if number == 0 else Reply(status=301, headers={"Location": f"{number - 1}"})

    server = serve(step)
    answer = client_for(server).get(f"{server.url}/5")
    assert (answer.content, answer.url) == (b"here", f"{server.url}/0")
    with pytest.raises(Unanswered, match="from one address to the next"):
        client_for(server).get(f"{server.url}/6")


def test_a_redirected_form_is_not_sent_on(serve: Serve) -> None:
    server = serve(lambda request: Reply(status=307, headers={"Location": "/elsewhere"}))
    with pytest.raises(Unanswered, match="has moved"):
        client_for(server).post(server.url, {"api_key": "abc"})
    assert len(server.asked) == 1


def test_a_name_is_looked_up_once_for_a_connection_and_the_checked_number_is_used(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"here"))
    numbers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    settings = settings_for(allowed_hosts=frozenset({"journal.example"}))
    client = HttpClient(settings, service="The journal", resolve=lambda host, port: next(numbers))
    assert client.get(f"http://journal.example:{server.port}/").content == b"here"
    assert server.asked[0].headers["host"] == f"journal.example:{server.port}"
    assert client.get(f"http://journal.example:{server.port}/").content == b"here"
    assert next(numbers) == ["10.0.0.1"]


def test_a_name_that_turns_private_after_it_was_public_is_refused(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"secret"))
    client = HttpClient(settings_for(), service="The journal", resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(Refused):
        client.get(f"http://journal.example:{server.port}/")
    assert server.asked == []


def test_a_proxy_of_the_environment_is_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = serve(lambda request: Reply(b"trap"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, trap.url)
    server = serve(lambda request: Reply(b"here"))
    assert client_for(server).get(server.url).content == b"here"
    assert trap.asked == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_that_is_busy_is_asked_again(serve: Serve, status: int) -> None:
    server = serve(in_turn(Reply(status=status), Reply(status=status), Reply(b"here")))
    assert client_for(server).get(server.url).content == b"here"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "late", [lambda: "1", lambda: formatdate(time.time() + 2, usegmt=True)], ids=["seconds", "date"]
)
def test_the_time_that_a_server_asks_for_is_waited(serve: Serve, late: Callable[[], str]) -> None:
    server = serve(in_turn(Reply(status=429, headers={"Retry-After": late()}), Reply(b"here")))
    client_for(server).get(server.url)
    assert server.asked[1].at - server.asked[0].at >= 0.9


def test_a_server_that_stays_busy_is_an_error_that_says_what_to_do(serve: Serve) -> None:
    server = serve(lambda request: Reply(status=503))
    with pytest.raises(InputError) as error:
        client_for(server, tries=3).get(server.url)
    assert error.value.message == "The library did not answer (503) after 3 tries."
    assert error.value.remedy == "Try again later; what came so far is kept."
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_for_again(serve: Serve, status: int) -> None:
    server = serve(lambda request: Reply(status=status))
    with pytest.raises(Unanswered, match=str(status)):
        client_for(server).get(server.url)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "broken",
    [
        Reply(b"half of i", cut=9),
        Reply(gzip.compress(b"half of it" * 99)[:20], headers={"Content-Encoding": "gzip"}),
        Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
        Reply(b"?", headers={"Content-Encoding": "br"}),
    ],
    ids=["cut", "cut gzip", "damaged", "unasked packing"],
)
def test_an_answer_that_breaks_off_is_fetched_again_whole(serve: Serve, broken: Reply, tmp_path: Path) -> None:
    server = serve(in_turn(broken, Reply(b"all of it")))
    client_for(server).download(server.url, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"all of it"


@pytest.mark.parametrize(
    "huge",
    [
        Reply(b"x" * 200_000),
        Reply(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        Reply(gzip.compress(b"x") + gzip.compress(b"\0" * 9_000_000), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["plain", "bomb", "bomb behind"],
)
def test_an_answer_has_a_largest_size_also_unpacked(serve: Serve, huge: Reply, tmp_path: Path) -> None:
    server = serve(lambda request: huge)
    with pytest.raises(Unanswered, match=r"more than 0[.]0953674 MiB"):
        client_for(server, largest_answer=100_000).download(server.url, tmp_path / "file")
    assert (tmp_path / "file").stat().st_size <= 100_000
    assert len(server.asked) == 1


def test_a_server_that_drips_is_left_when_the_time_is_over(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"x" * 1000, drip=0.05))
    started = time.monotonic()
    with pytest.raises(Unanswered, match=r"took more than 0[.]4 seconds"):
        client_for(server, total_seconds=0.4).get(server.url)
    assert time.monotonic() - started < 2


def test_a_server_that_is_silent_and_a_host_that_is_not_there_are_told_apart(serve: Serve) -> None:
    def hang(request: Request) -> Reply:
        time.sleep(0.5)
        return Reply()

    silent = serve(hang)
    with pytest.raises(Unanswered, match="no answer in time"):
        client_for(silent, read_seconds=0.1, tries=1).get(silent.url)
    with serving(lambda request: Reply()) as gone:
        pass
    with pytest.raises(Unanswered, match=r"no connection\) after 2 tries"):
        client_for(gone, tries=2).get(gone.url)


def test_several_who_share_a_host_share_its_pace(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"here"))
    clients = [HttpClient(settings_for(server), service="PubMed", per_second=20.0) for _ in range(3)]
    threads = [threading.Thread(target=lambda own=own: [own.get(server.url) for _ in range(4)]) for own in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    times = sorted(request.at for request in server.asked)
    assert len(times) == 12
    assert times[-1] - times[0] >= 11 * 0.05


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of journal.example with its key and the authority that vouches for it."""
    authority = trustme.CA()
    journal = authority.issue_cert("journal.example")
    made = tmp_path / "journal.pem"
    made.write_bytes(journal.private_key_and_cert_chain_pem.bytes() + authority.cert_pem.bytes())
    return made


def test_the_server_must_prove_the_name_that_was_asked_for(certificate: Path) -> None:
    """The connection goes to a number; the certificate is still held against the name."""

    def client(authorities: str) -> HttpClient:
        names = frozenset({"journal.example", "other.example"})
        settings = settings_for(allowed_hosts=names, authorities=authorities, tries=2)
        return HttpClient(settings, service="The journal", resolve=lambda host, port: ["127.0.0.1"])

    with serving(lambda request: Reply(b"here"), certificate=certificate) as server:
        address = f"https://journal.example:{server.port}/"
        assert client(str(certificate)).get(address).content == b"here"
        with pytest.raises(Unanswered, match=r"did not prove that it is other[.]example"):
            client(str(certificate)).get(f"https://other.example:{server.port}/")
        with pytest.raises(Unanswered, match="certificate is not valid"):
            client("").get(address)
        assert len(server.asked) == 1


def test_a_redirect_from_a_secured_address_to_an_open_one_is_not_followed(certificate: Path, serve: Serve) -> None:
    plain = serve(lambda request: Reply(b"here"))
    down = Reply(status=302, headers={"Location": plain.url})
    with serving(lambda request: down, certificate=certificate) as server:
        settings = settings_for(allowed_hosts=frozenset({"journal.example", plain.host}), authorities=str(certificate))
        client = HttpClient(settings, service="The journal", resolve=lambda host, port: ["127.0.0.1"])
        with pytest.raises(Refused, match="one that is not"):
            client.get(f"https://journal.example:{server.port}/")
    assert plain.asked == []


# --- PubMed -----------------------------------------------------------------------------------------------------


def entered(count: int, *, first: date = date(2019, 1, 1)) -> dict[str, date]:
    """So many PMIDs, entered one a day."""
    return {str(1000 + number): first + timedelta(days=number) for number in range(count)}


def pubmed(server: Server, *, pace: Pace = UNPACED, **changes: object) -> PubmedSource:
    return PubmedSource(settings_for(server, **{"page_size": 10, **changes}), pace=pace)


def assert_all_came_once(items: list[Item], service: EUtils) -> None:
    pmids = [document.pmid for document in documents(items)]
    assert len(pmids) == len(set(pmids))
    assert set(pmids) == set(service.entered)


def test_a_search_brings_every_record_with_its_particulars(serve: Serve) -> None:
    service = EUtils(entered(25))
    server = serve(service)
    items = list(pubmed(server, email="me@hospital.example").fetch("pubmed:neck pain"))
    assert_all_came_once(items, service)
    assert rejections(items) == []
    document = next(document for document in documents(items) if document.pmid == "1003")
    assert (document.id, document.source, document.collection) == ("pmid-1003", "pubmed", "pubmed")
    assert document.origin == "pubmed:neck pain"
    assert document.blocks[0].text == "It helped 1003 people."
    assert (document.what_was_read, document.year, document.journal) == ("abstract", 2019, "Journal of Tests")
    for request in server.asked:
        assert request.method == "POST"
        said = {name: request.values[name] for name in ("tool", "email", "api_key")}
        assert said == {"tool": "citewell", "email": "me@hospital.example", "api_key": "abc"}


def test_without_a_key_pubmed_is_asked_three_times_a_second_at_most(serve: Serve) -> None:
    service = EUtils(entered(6))
    service.per_second = 3
    server = serve(service)
    items = list(pubmed(server, pace=SHARED_PACE, ncbi_api_key="", page_size=1).fetch("pubmed:neck"))
    assert_all_came_once(items, service)
    assert service.refused == 0
    assert "api_key" not in server.asked[0].values


def test_a_stricter_limit_than_expected_is_waited_out(serve: Serve) -> None:
    service = EUtils(entered(4))
    service.per_second = 2
    items = list(pubmed(serve(service), pace=SHARED_PACE, page_size=1).fetch("pubmed:neck"))
    assert_all_came_once(items, service)
    assert service.refused > 0


@pytest.mark.parametrize("trouble", ["cut", "cap", "unnamed", "busy", "forgotten", "silent", "maintenance", "all"])
def test_no_record_is_lost_or_read_twice_whatever_the_server_does(serve: Serve, trouble: str) -> None:
    service = EUtils(entered(33))
    if trouble in ("cut", "all"):
        service.cut_pages = 2
    if trouble in ("cap", "all"):
        service.page_cap = 7
    if trouble == "unnamed":
        service.page_cap, service.id_cap = 7, 3
    if trouble in ("busy", "all"):
        service.replies = [Reply(status=503), Reply(status=502)]
    if trouble in ("forgotten", "all"):
        service.forget_after, service.late = 2, ["5000", "5001", "5002"]
    if trouble in ("silent", "all"):
        service.silent = {"1005", "1032"}
    if trouble == "maintenance":
        service.replies = [Reply(b"<html><body>Back soon</body></html>", headers={"Content-Type": "text/html"})]
    items = list(pubmed(serve(service)).fetch("pubmed:neck"))
    assert_all_came_once(items, service)
    assert rejections(items) == []


def test_a_record_that_pubmed_names_and_does_not_give_is_told(serve: Serve) -> None:
    service = EUtils(entered(12))
    server = serve(service)
    source = pubmed(server)
    answer = service.__call__
    del service.entered["1004"]
    gone = {**service.entered, "1004": date(2019, 1, 5)}

    def forgetful(request: Request) -> Reply:
        service.entered, kept = (gone, service.entered) if "term" in request.values else (service.entered, None)
        reply = answer(request)
        service.entered = kept or service.entered
        return reply

    service.silent = {"1004"}
    forgetting = serve(forgetful)
    items = list(pubmed(forgetting).fetch("pubmed:neck"))
    assert len(documents(items)) == 11
    assert rejections(items)[0].place == "pubmed:neck: PMID 1004"
    assert "counted 12 records" in rejections(items)[-1].reason
    assert source.accepts("pubmed:x")


class _Counting:
    """A reader that only tells which records a page holds; parsing ten thousand takes too long here."""

    name = "counting"

    def accepts(self, location: str) -> bool:
        return True

    def fetch(self, location: str) -> Iterator[Item]:
        for line in Path(location).read_text().split("<PMID")[1:]:
            yield Withdrawal(line.partition(">")[2].partition("<")[0], "Counted.")


def test_more_than_pubmed_hands_out_is_fetched_in_spans_of_days(serve: Serve) -> None:
    service = EUtils({str(10_000 + n): date(1975 + n % 50, 1 + n % 12, 1 + n % 28) for n in range(10_500)})
    server = serve(service)
    source = PubmedSource(settings_for(server, page_size=5_000), record_reader=_Counting(), pace=UNPACED)
    counted = [item.pmid for item in source.fetch("pubmed:headache") if isinstance(item, Withdrawal)]
    assert len(counted) == 10_500
    assert set(counted) == set(service.entered)


def test_a_day_that_holds_too_many_is_fetched_as_far_as_it_goes_and_said(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citewell.sources.pubmed.MOST_OF_A_SEARCH", 20)
    monkeypatch.setattr("citewell.sources._eutils.MOST_OF_A_SEARCH", 20)
    monkeypatch.setattr("citewell.sources.pubmed.FIRST_DAY", date(2026, 1, 1))
    service = EUtils(dict.fromkeys([str(1000 + number) for number in range(30)], date(2026, 3, 1)), most=20)
    items = list(pubmed(serve(service)).fetch("pubmed:neck"))
    assert len(documents(items)) == 20
    assert "counted 30 records for 'neck' and gave 20" in rejections(items)[-1].reason


def test_a_search_that_finds_nothing_too_much_or_drops_a_word_says_so(serve: Serve) -> None:
    server = serve(EUtils(entered(12)))
    with pytest.raises(InputError, match="nothing for 'nothing'"):
        list(pubmed(server).fetch("pubmed:nothing"))
    with pytest.raises(InputError, match="12 records for 'neck', more than 11") as error:
        list(pubmed(server, most_records=11).fetch("pubmed:neck"))
    assert error.value.remedy
    items = list(pubmed(server).fetch("pubmed:cervicogenik headache"))
    assert [rejection.reason for rejection in rejections(items)] == [
        "PubMed does not know 'cervicogenik' and searched without it."
    ]


def test_what_came_before_pubmed_stops_answering_is_kept(serve: Serve) -> None:
    service = EUtils(entered(30))

    def dying(request: Request) -> Reply:
        return Reply(status=503) if request.values.get("retstart") == "20" else service(request)

    items = list(pubmed(serve(dying), tries=3).fetch("pubmed:neck"))
    assert len(documents(items)) == 20
    (rejection,) = rejections(items)
    assert rejection.reason == "PubMed did not answer (503) after 3 tries. 20 records came before."
    assert rejection.remedy.startswith("Try again later")


def test_pubmed_that_never_answers_is_an_error(serve: Serve) -> None:
    with pytest.raises(InputError, match=r"PubMed did not answer \(503\) after 2 tries"):
        list(pubmed(serve(lambda request: Reply(status=503)), tries=2).fetch("pubmed:neck"))
    refusing = Reply(b"<eSearchResult><ERROR>Search Backend failed: broken.</ERROR></eSearchResult>")
    with pytest.raises(InputError, match="Search Backend failed: broken"):
        list(pubmed(serve(lambda request: refusing), tries=2).fetch("pubmed:neck"))
    lost = Reply(b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")
    service = EUtils(entered(3))
    always_lost = serve(lambda request: lost if "retstart" in request.values else service(request))
    with pytest.raises(InputError, match="Unable to obtain query"):
        list(pubmed(always_lost, tries=3).fetch("pubmed:neck"))


def test_the_key_is_in_no_address_and_no_message(serve: Serve) -> None:
    server = serve(lambda request: Reply(status=403))
    with pytest.raises(InputError) as error:
        list(pubmed(server, ncbi_api_key="s3cret").fetch("pubmed:neck"))
    assert "s3cret" not in f"{error.value.message} {error.value.remedy}"
    assert "s3cret" not in server.asked[0].path


def test_records_come_by_their_pmids(serve: Serve) -> None:
    server = serve(EUtils(entered(12)))
    items = list(pubmed(server).fetch("pmid:1001, PMID: 1003 1001,77"))
    assert [document.pmid for document in documents(items)] == ["1001", "1003"]
    (rejection,) = rejections(items)
    assert rejection.place.endswith("PMID 77")
    with pytest.raises(InputError, match="12x"):
        list(pubmed(server).fetch("pmid:1001,12x"))
    with pytest.raises(InputError, match="does not give this record"):
        list(pubmed(server).fetch("pmid:77"))


@pytest.mark.parametrize("location", ["pubmed:", "pmid: ", "pmc:1", "neck pain", "/tmp/pubmed:x"])
def test_other_locations_are_not_pubmeds(location: str) -> None:
    assert not PubmedSource().accepts(location)


ARTICLE = """<article article-type="research-article" xml:lang="en"><front><journal-meta><journal-title-group>
<journal-title>Journal of Tests</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="pmid">1001</article-id><article-id pub-id-type="pmc">PMC55</article-id>
<article-id pub-id-type="doi">10.1000/jt.55</article-id><title-group><article-title>Neck exercise</article-title>
</title-group><pub-date><year>2019</year></pub-date><abstract><p>It helped 7 people.</p></abstract></article-meta>
</front><body><sec><title>Results</title><p>Pain fell by 2 points and did not come back.</p></sec></body></article>"""


def test_an_article_of_pubmed_central_comes_in_full(serve: Serve) -> None:
    service = EUtils(entered(1))
    service.full_texts = {"55": ARTICLE}
    items = list(pubmed(serve(service)).fetch("pmcid:PMC55,pmc56"))
    (document,) = documents(items)
    assert (document.pmcid, document.source, document.origin) == ("PMC55", "pubmed", "pmcid:PMC55,pmc56")
    assert any("did not come back" in block.text for block in document.blocks)
    (rejection,) = rejections(items)
    assert "PMC56" in rejection.place
    assert "not open" in rejection.remedy


# --- Europe PMC -------------------------------------------------------------------------------------------------


def europepmc_record(number: int, **changes: object) -> dict[str, object]:
    """A record as resultType=core gives it."""
    record: dict[str, object] = {
        "id": str(number),
        "source": "MED",
        "pmid": str(number),
        "doi": f"10.1000/JT.{number}",
        "title": "Exercise for <i>neck</i> pain.",
        "authorString": "Ash A, Birch B, Cole C.",
        "authorList": {
            "author": [{"fullName": f"{name} X"} for name in ("Ash", "Birch", "Cole", "Dee", "Elm", "Fir", "Gum")]
        },
        "journalInfo": {"yearOfPublication": 2019, "journal": {"title": "Journal of tests"}},
        "pubYear": "2019",
        "abstractText": "<h4>Methods</h4>40 adults, 10<sup>6</sup> cells (p<0.05)."
        "<h4>Results</h4>Pain did <b>not</b> fall.",
        "language": "eng",
        "pubTypeList": {"pubType": ["Randomized Controlled Trial", "Journal Article"]},
        "meshHeadingList": {"meshHeading": [{"majorTopic_YN": "Y", "descriptorName": "Neck Pain"}]},
        "isOpenAccess": "N",
        "inEPMC": "N",
        "license": "cc by",
        "firstPublicationDate": "2019-05-02",
    }
    return record | changes


def test_europe_pmc_is_read_page_by_page_with_every_particular(serve: Serve) -> None:
    service = EuropePmc([europepmc_record(number) for number in range(1, 26)])
    service.replies = [Reply(b"{broken"), Reply(status=503)]
    server = serve(service)
    items = list(EuropePmcSource(settings_for(server, page_size=10), pace=UNPACED).fetch("europepmc:neck AND pain"))
    assert [document.pmid for document in documents(items)] == [str(number) for number in range(1, 26)]
    assert rejections(items) == []
    document = documents(items)[0]
    assert (document.id, document.doi) == ("pmid-1", "10.1000/jt.1")
    assert document.title == "Exercise for neck pain"
    assert document.authors == "Ash X, Birch X, Cole X, Dee X, Elm X, Fir X, et al."
    assert (document.year, document.published, document.language) == (2019, "2019-05-02", "en")
    assert (document.kind, document.what_was_read) == (EvidenceKind.RANDOMISED_TRIAL, "abstract")
    assert (document.mesh, document.licence) == (("Neck Pain",), "cc by")
    assert [(block.locator, block.text) for block in document.blocks] == [
        ("Abstract: Methods", "40 adults, 10^6 cells (p<0.05)."),
        ("Abstract: Results", "Pain did not fall."),
    ]


def test_europe_pmc_tells_of_retractions_both_ways(serve: Serve) -> None:
    retracted = europepmc_record(
        1,
        pubTypeList={"pubType": ["Journal Article", "Retracted Publication"]},
        commentCorrectionList={
            "commentCorrection": [
                {
                    "id": "9",
                    "source": "MED",
                    "type": "Retraction in",
                    "reference": "J Tests. 2021;3:1. doi: 10.1000/n.9.",
                },
                {"id": "8", "source": "MED", "type": "Comment in", "reference": "J Tests. 2020;3:1"},
            ]
        },
    )
    notice = europepmc_record(
        9,
        abstractText="",
        commentCorrectionList={"commentCorrection": [{"id": "1", "source": "MED", "type": "Retraction of"}]},
    )
    items = list(
        EuropePmcSource(settings_for(serve(EuropePmc([retracted, notice]))), pace=UNPACED).fetch("europepmc:neck")
    )
    (document,) = documents(items)
    assert document.status is DocumentStatus.RETRACTED
    (own,) = document.notices
    assert (own.pmid, own.doi, own.date, own.source) == ("9", "10.1000/n.9", "2021", "Europe PMC")
    (amendment,) = [item for item in items if isinstance(item, Amendment)]
    assert (amendment.pmid, amendment.notice.status, amendment.notice.pmid) == ("1", DocumentStatus.RETRACTED, "9")
    (rejection,) = rejections(items)
    assert rejection.reason.startswith("No abstract")


def test_an_open_article_is_read_in_full_and_one_that_fails_as_its_abstract(serve: Serve) -> None:
    opened = {"isOpenAccess": "Y", "inEPMC": "Y"}
    records = [europepmc_record(1001, pmcid="PMC55", **opened), europepmc_record(1002, pmcid="PMC56", **opened)]
    service = EuropePmc(records, {"PMC55": ARTICLE})
    server = serve(service)
    first, second = documents(list(EuropePmcSource(settings_for(server), pace=UNPACED).fetch("europepmc:neck")))
    assert (first.id, first.what_was_read, first.mesh) == ("pmid-1001", "full text", ("Neck Pain",))
    assert any("did not come back" in block.text for block in first.blocks)
    assert (second.what_was_read, second.note[:27]) == ("abstract", "The full text was not read:")
    only = documents(list(EuropePmcSource(settings_for(server, full_text=False), pace=UNPACED).fetch("europepmc:neck")))
    assert {document.what_was_read for document in only} == {"abstract"}


def test_a_record_that_turns_up_on_two_pages_of_europe_pmc_is_read_once(serve: Serve) -> None:
    service = EuropePmc([europepmc_record(number) for number in (1, 2, 3, 2, 1, 4)])
    items = list(EuropePmcSource(settings_for(serve(service), page_size=2), pace=UNPACED).fetch("europepmc:neck"))
    assert [document.pmid for document in documents(items)] == ["1", "2", "3", "4"]


def test_europe_pmc_that_gives_less_than_it_counted_is_told(serve: Serve) -> None:
    page = {"hitCount": 3, "nextCursorMark": "*", "resultList": {"result": [europepmc_record(1)]}}
    server = serve(lambda request: Reply(json.dumps(page).encode()))
    items = list(EuropePmcSource(settings_for(server), pace=UNPACED).fetch("europepmc:neck"))
    assert "counted 3 records for 'neck' and gave 1" in rejections(items)[-1].reason


@pytest.mark.parametrize(
    "strange",
    [
        {"title": 7},
        {"title": None},
        {"id": None, "pmid": "x", "doi": "y"},
        {"pubYear": "soon", "journalInfo": []},
        {"authorList": "?", "meshHeadingList": {"meshHeading": {"descriptorName": "One"}}},
        {"abstractText": ["x"]},
    ],
)
def test_a_strange_record_costs_only_itself(serve: Serve, strange: dict[str, object]) -> None:
    records = [europepmc_record(1, **strange), europepmc_record(2)]
    items = list(EuropePmcSource(settings_for(serve(EuropePmc(records))), pace=UNPACED).fetch("europepmc:neck"))
    assert "2" in [document.pmid for document in documents(items)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(europepmc_record(1))), JSON)
def test_any_value_in_a_record_of_europe_pmc_is_read_or_refused(name: str, value: object) -> None:
    try:
        reading = read_record(europepmc_record(1, **{name: value}), origin="europepmc:x", source="europepmc")
    except (UnusableRecord, RecordError):
        return
    assert reading.document.blocks


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<&"), max_size=200))
def test_an_abstract_without_markup_keeps_every_letter(text: str) -> None:
    shown = single_spaced(clean_page(text))
    blocks = abstract_blocks(text)
    assert [block.text for block in blocks] == ([shown] if any(letter.isalnum() for letter in shown) else [])


@given(st.lists(st.sampled_from(["<p>", "</p>", "<sup>", "</sup>", "<h4>", "</h4>", "10", "6", "p<0.05", "not", " "])))
def test_an_abstract_of_any_markup_keeps_its_words(pieces: list[str]) -> None:
    text = " ".join(block.text for block in abstract_blocks("".join(pieces)))
    headed = "<h4>" in pieces or "<sup>" in pieces  # headings become labels, raised words may be references
    assert headed or text.count("not") == pieces.count("not")
    assert headed or text.count("p<0.05") == pieces.count("p<0.05")


# --- Crossref ---------------------------------------------------------------------------------------------------


def crossref_work(doi: str = "10.1000/jt.1", **changes: object) -> dict[str, object]:
    work: dict[str, object] = {
        "DOI": doi,
        "type": "journal-article",
        "title": ["Exercise for <i>neck</i> pain"],
        "container-title": ["Journal of Tests"],
        "author": [{"given": "Gwendolen A.", "family": "Jull"}, {"name": "The Neck Group"}],
        "issued": {"date-parts": [[2019, 5]]},
        "language": "en",
        "license": [{"URL": "https://example.org/licence", "content-version": "vor"}],
        "abstract": "<jats:title>Abstract</jats:title><jats:sec><jats:title>Results</jats:title><jats:p>Pain did "
        "<jats:italic>not</jats:italic> fall; 10<jats:sup>6</jats:sup> cells, p &amp;lt; 0.05.</jats:p></jats:sec>",
    }
    return work | changes


def test_a_doi_brings_its_abstract_and_what_became_of_it(serve: Serve) -> None:
    updates = [
        {"DOI": "10.1000/n.1", "type": "correction", "updated": {"date-parts": [[2020, 1, 2]]}, "source": "publisher"},
        {
            "DOI": "10.1000/N.2",
            "type": "retraction",
            "updated": {"date-parts": [[2021, 3]]},
            "source": "retraction-watch",
        },
    ]
    server = serve(Crossref([crossref_work(**{"updated-by": updates})]))
    source = CrossrefSource(settings_for(server, email="me@hospital.example"), pace=UNPACED)
    (document,) = documents(list(source.fetch("doi:10.1000/JT.1")))
    assert (document.id, document.doi) == ("doi-10.1000_jt.1", "10.1000/jt.1")
    assert (document.authors, document.journal, document.published) == ("Jull GA", "Journal of Tests", "2019-05")
    assert [(block.locator, block.text) for block in document.blocks] == [
        ("Abstract: Results", "Pain did not fall; 10^6 cells, p < 0.05.")
    ]
    assert document.status is DocumentStatus.RETRACTED
    assert [(notice.source, notice.date, notice.doi) for notice in document.notices] == [
        ("Crossref", "2020-01-02", "10.1000/n.1"),
        ("Retraction Watch", "2021-03", "10.1000/n.2"),
    ]
    assert server.asked[0].values == {"mailto": "me@hospital.example"}


def test_a_notice_of_retraction_amends_what_it_retracts(serve: Serve) -> None:
    work = crossref_work("10.1000/n.2", **{"update-to": [{"DOI": "10.1000/JT.1", "type": "retraction"}]})
    items = list(CrossrefSource(settings_for(serve(Crossref([work]))), pace=UNPACED).fetch("doi:10.1000/n.2"))
    (amendment,) = [item for item in items if isinstance(item, Amendment)]
    assert (amendment.doi, amendment.notice.doi) == ("10.1000/jt.1", "10.1000/n.2")


def test_without_an_abstract_europe_pmc_is_asked_and_crossrefs_notices_hold(serve: Serve) -> None:
    update = {"DOI": "10.1000/n.2", "type": "expression_of_concern", "updated": {"date-parts": [[2021]]}}
    works = [crossref_work(abstract="", **{"updated-by": [update]}), crossref_work("10.1000/jt.2", abstract="")]
    crossref = serve(Crossref(works))
    europepmc = serve(EuropePmc([europepmc_record(1, doi="10.1000/jt.1")]))
    settings = settings_for(crossref, europepmc, europepmc_url=europepmc.url)
    items = list(CrossrefSource(settings, pace=UNPACED).fetch("doi:10.1000/jt.1 10.1000/jt.2"))
    (document,) = documents(items)
    assert (document.pmid, document.status) == ("1", DocumentStatus.EXPRESSION_OF_CONCERN)
    assert document.origin == "doi:10.1000/jt.1 10.1000/jt.2"
    (rejection,) = rejections(items)
    assert rejection.reason.startswith("Only its title is known")


def test_a_doi_that_nobody_knows_is_an_error_and_its_notices_are_still_told(serve: Serve) -> None:
    update = {"DOI": "10.1000/n.2", "type": "retraction"}
    server = serve(Crossref([crossref_work(abstract="", **{"updated-by": [update]})]))
    nothing = serve(EuropePmc([]))
    settings = settings_for(server, nothing, europepmc_url=nothing.url)
    with pytest.raises(InputError, match="does not know the DOI"):
        list(CrossrefSource(settings, pace=UNPACED).fetch("doi:10.1000/unknown"))
    with pytest.raises(InputError, match="is no DOI"):
        list(CrossrefSource(settings, pace=UNPACED).fetch("doi:hello"))
    items = list(CrossrefSource(settings, pace=UNPACED).fetch("doi:10.1000/jt.1"))
    assert [item.doi for item in items if isinstance(item, Amendment)] == ["10.1000/jt.1"]
    assert len(rejections(items)) == 1


@given(st.sampled_from(sorted(crossref_work())), JSON)
def test_any_value_in_a_work_of_crossref_is_read_or_refused(name: str, value: object) -> None:
    try:
        reading = read_work(crossref_work(**{name: value}), doi="10.1000/jt.1", origin="doi:x", source="crossref")
    except (UnusableRecord, RecordError):
        return
    assert reading.document.blocks


# --- the web ----------------------------------------------------------------------------------------------------

READERS = (JsonlSource(), PubmedXmlSource())


@pytest.mark.parametrize("stated", ["text/xml", "application/octet-stream", "text/plain", "text/html"])
def test_a_page_is_read_by_what_it_is_not_by_what_it_is_called(serve: Serve, stated: str) -> None:
    page = f"<?xml version='1.0'?><PubmedArticleSet>{pubmed_record('7', 'It helped 7.')}</PubmedArticleSet>".encode()

    def moved(request: Request) -> Reply:
        if request.path == "/old":
            return Reply(status=301, headers={"Location": "/new/records.php?format=xml"})
        return Reply(page, headers={"Content-Type": stated})

    server = serve(moved)
    source = WebSource(settings_for(server), readers=READERS, pace=UNPACED)
    assert source.accepts(f"{server.url}/old")
    (document,) = documents(list(source.fetch(f"{server.url}/old")))
    final = f"{server.url}/new/records.php?format=xml"
    assert (document.pmid, document.source, document.origin, document.url) == ("7", "web", final, final)


def test_a_rejection_names_the_address_not_a_temporary_file(serve: Serve) -> None:
    lines = b'{"_id": "1", "text": "It helped 7."}\n{broken\n'
    server = serve(lambda request: Reply(lines, headers={"Content-Type": "application/jsonl"}))
    items = list(WebSource(settings_for(server), readers=READERS, pace=UNPACED).fetch(f"{server.url}/texts"))
    assert len(documents(items)) == 1
    assert rejections(items)[0].place == f"{server.url}/texts:2"


def test_what_no_reader_takes_is_an_error_that_names_it(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"\x89PNG", headers={"Content-Type": "image/png"}))
    with pytest.raises(InputError, match="image/png") as error:
        list(WebSource(settings_for(server), readers=READERS, pace=UNPACED).fetch(server.url))
    assert error.value.remedy


def test_the_web_source_refuses_private_addresses(serve: Serve) -> None:
    server = serve(lambda request: Reply(b"secret"))
    with pytest.raises(Refused):
        list(WebSource(settings_for(), readers=READERS, pace=UNPACED).fetch(f"http://127.0.0.1:{server.port}/"))
    assert server.asked == []


def test_a_page_whose_encoding_only_the_server_knows_is_read_in_it(serve: Serve) -> None:
    class Bytes:
        name = "bytes"

        def accepts(self, location: str) -> bool:
            return location.endswith(".html")

        def fetch(self, location: str) -> Iterator[Item]:
            yield Rejection("page", Path(location).read_text("utf-8-sig"))

    page = "<html><p>Größe ≥ 5".encode("cp1252", "replace")
    server = serve(lambda request: Reply(page, headers={"Content-Type": "text/html; charset=ISO-8859-1"}))
    with pytest.raises(InputError, match="Größe"):
        list(WebSource(settings_for(server), readers=[Bytes()], pace=UNPACED).fetch(server.url))


# --- the list of retractions ------------------------------------------------------------------------------------

LIST = b"Record ID,Title,OriginalPaperDOI,RetractionNature\n" + b"1,A trial,10.1000/jt.1,Retraction\n" * 50


def test_the_list_of_retractions_is_fetched_once_and_again_when_it_changed(serve: Serve, tmp_path: Path) -> None:
    current = [Reply(LIST, headers={"ETag": '"one"', "Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"})]

    def answer(request: Request) -> Reply:
        tag = current[0].headers["ETag"]
        return Reply(status=304) if request.headers.get("if-none-match") == tag else current[0]

    server, file = serve(answer), tmp_path / "kept" / "retractions.csv"
    settings = settings_for(server, retraction_watch_url=f"{server.url}/retraction_watch.csv")
    assert download_retraction_list(file, settings)
    assert file.read_bytes() == LIST
    assert not download_retraction_list(file, settings)
    current[0] = Reply(LIST + b"2,Another,10.1000/jt.2,Correction\n", headers={"ETag": '"two"'})
    assert download_retraction_list(file, settings)
    assert file.read_bytes().count(b"\n") == 52
    file.write_bytes(b"damaged")
    assert download_retraction_list(file, settings)
    assert sorted(path.name for path in file.parent.iterdir()) == ["retractions.csv", "retractions.csv.version.json"]


@pytest.mark.parametrize(
    "bad", [Reply(b"<html>Sign in</html>"), Reply(LIST[:300]), Reply(status=404), Reply(LIST, cut=5), Reply(status=503)]
)
def test_a_bad_list_never_replaces_a_good_one(serve: Serve, tmp_path: Path, bad: Reply) -> None:
    file = tmp_path / "retractions.csv"
    file.write_bytes(LIST)
    server = serve(lambda request: bad)
    settings = settings_for(server, retraction_watch_url=server.url, tries=2)
    with pytest.raises(InputError) as error:
        download_retraction_list(file, settings)
    assert "stays in use" in error.value.remedy
    assert file.read_bytes() == LIST
    assert [path.name for path in tmp_path.iterdir()] == ["retractions.csv"]
