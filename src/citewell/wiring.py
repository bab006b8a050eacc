"""Builds the adapters from the settings: with `app` and `opening`, the only modules that name them."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell.domain.enums import ArticleStatus
from citewell.domain.errors import EngineUnavailable, UserError
from citewell.domain.news import Channel
from citewell.domain.ports import Embedder, Entailer, Exporter, Messenger, Rewriter, Source, Writer
from citewell.settings import Settings

if TYPE_CHECKING:
    from citewell.sources._network import NetworkSettings
    from citewell.text.vocabulary import Vocabulary
    from citewell.upkeep.ports import Progress

Tell = Callable[[str], None]
"""Takes a message for a person, one line."""


def open_embedder(settings: Settings, tell: Tell) -> Embedder | None:
    """The sentence encoder, or None (told, with the remedy) where its weights are missing."""
    from citewell.engines.minilm import MiniLM

    try:
        return MiniLM(settings.cache, threads=settings.threads)
    except EngineUnavailable as error:
        tell(f"Searching on words alone: {error.message} {error.remedy}")
        return None


def open_entailer(settings: Settings, vocabulary: Vocabulary, tell: Tell) -> Entailer:
    """The deterministic entailer, and with it the model that the settings name.

    Raises EngineUnavailable where that cannot be opened: going on without it would check less than was asked for.
    """
    from citewell.engines.lexical_entailer import LexicalEntailer

    if settings.entailer == "lexical":
        return LexicalEntailer(vocabulary)
    from citewell.engines._stricter import StricterEntailer

    return StricterEntailer(LexicalEntailer(vocabulary), open_entailment_model(settings, tell))


def open_entailment_model(settings: Settings, tell: Tell) -> Entailer:
    """The entailment model alone. Raises UserError where a setting that it needs is missing."""
    if settings.entailer == "openai":
        from citewell.engines.openai_entailer import OpenAIEntailer

        return OpenAIEntailer(
            base_url=_needed(settings.entailer_base_url, "CITEWELL_ENTAILER_BASE_URL"),
            model=_needed(settings.entailer_model, "CITEWELL_ENTAILER_MODEL"),
            api_key=settings.entailer_api_key,
            tell=tell,
        )
    from citewell.engines.onnx_entailer import OnnxEntailer

    folder = Path(_needed(settings.entailer_folder, "CITEWELL_ENTAILER_FOLDER")).expanduser()
    return OnnxEntailer(folder, threads=settings.threads)


def _needed(value: str, name: str) -> str:
    if not value:
        raise UserError(f"{name} is not set.", remedy="See docs/entailment.md for what each entailer needs.")
    return value


def open_writer(settings: Settings) -> Writer:
    """The writer that the settings name; no model's package is imported before it is asked."""
    if settings.writer == "extractive":
        from citewell.engines.extractive import ExtractiveWriter

        return ExtractiveWriter()
    from citewell.engines.openai_writer import OpenAIWriter, WriterSettings

    names = ("base_url", "model", "api_key", "timeout", "retries", "evidence", "tokens", "price_in", "price_out")
    return OpenAIWriter(WriterSettings(**{name: getattr(settings, f"writer_{name}") for name in names}))


def open_rewriter(settings: Settings) -> Rewriter | None:
    """The language model that words claims for readers, where CITEWELL_REWORDING asks for it; else None."""
    if settings.rewording != "model":
        return None
    from citewell.engines.openai_rewriter import OpenAIRewriter

    names = ("base_url", "model", "api_key", "timeout", "retries")
    return OpenAIRewriter(**{name: getattr(settings, f"writer_{name}") for name in names})


def open_messengers(settings: Settings) -> dict[Channel, Messenger]:
    """The ways that news go out of this instance: those that the settings name, none by default."""
    found: dict[Channel, Messenger] = {}
    site = settings.address or f"http://{settings.host}:{settings.port}"
    if settings.smtp_url:
        from citewell.messengers.smtp import SmtpMessenger

        found[Channel.EMAIL] = SmtpMessenger(settings.smtp_url, sender=settings.mail_from, site=site)
    if settings.webhook_url:
        from citewell.messengers.webhook import WebhookMessenger

        found[Channel.WEBHOOK] = WebhookMessenger(settings.webhook_url, secret=settings.webhook_secret, site=site)
    return found


def read_vocabulary() -> Vocabulary:
    """The starter library's thesaurus, which also serves other collections."""
    from citewell.text.vocabulary import parse_vocabulary

    return parse_vocabulary(resources.files("citewell.starter").joinpath("vocabulary.toml").read_text("utf-8"))


def find_sources(settings: Settings) -> list[Source]:
    """Every source in `citewell.sources`, those that ask a web service with the settings for it.

    The reader of web addresses is given the readers of files.
    """
    network = network_settings(settings)
    found: list[Source] = []
    package = import_module("citewell.sources")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            kind = _class_named(import_module(f"citewell.sources.{module.name}"), module.name)
            takes = inspect.signature(kind).parameters
            given: dict[str, Any] = {"settings": network} if "settings" in takes else {}
            if "readers" not in takes:
                found.append(kind(**given))
    from citewell.sources.web import WebSource

    return [WebSource(network, readers=tuple(found)), *found]


def network_settings(settings: Settings) -> NetworkSettings:
    """Who asks web services, and where they are."""
    from citewell.sources._network import NetworkSettings

    names = ("email", "ncbi_api_key", "allowed_hosts", "authorities")
    addresses = ("eutils_url", "europepmc_url", "crossref_url", "retraction_watch_url")
    stated = {name: getattr(settings, name) for name in (*names, *addresses) if getattr(settings, name)}
    return NetworkSettings(**stated)


def newest_retractions(settings: Settings) -> Path | None:
    """The list of Retraction Watch, downloaded if there is a newer one; None when it has not changed."""
    from citewell.sources._retraction_list import download_retraction_list

    file = settings.cache / "retraction_watch.csv"
    return file if download_retraction_list(file, network_settings(settings)) else None


def find_exporters() -> dict[str, Exporter]:
    """Every exporter in `citewell.exports`, by its public name."""
    found: dict[str, Exporter] = {}
    package = import_module("citewell.exports")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            for value in vars(import_module(f"citewell.exports.{module.name}")).values():
                if isinstance(value, type) and hasattr(value, "export") and value.__module__.endswith(module.name):
                    exporter: Exporter = value()
                    found[exporter.name] = exporter
    return found


def find_exporter(name: str) -> Exporter:
    """The exporter of that name; raises UserError."""
    formats = find_exporters()
    if name not in formats:
        raise UserError(f"There is no format {name!r}.", remedy=f"Choose one of: {', '.join(sorted(formats))}.")
    return formats[name]


def measure_retrieval(
    folder: Path,
    settings: Settings,
    *,
    embedder: Embedder | None,
    mode: str,
    vector_weight: float | None,
    progress: Progress,
) -> dict[str, object]:
    """Measures of a collection in BEIR layout; its index is kept in the cache. Raises InputError."""
    from citewell.evaluation.collections import read_collection
    from citewell.evaluation.retrieval import Mode, evaluate_retrieval, index_key
    from citewell.indexes.lance import LanceIndex
    from citewell.retrieval.fusion import VECTOR_WEIGHT

    collection = read_collection(folder)
    index = LanceIndex(settings.cache / "evaluation" / index_key(collection, embedder))
    with progress(total=len(collection.documents), task="Indexing documents", unit="documents") as bar:
        report = evaluate_retrieval(
            collection,
            mode=Mode(mode),
            index=index,
            embedder=None if mode == Mode.BM25 else embedder,
            vector_weight=VECTOR_WEIGHT if vector_weight is None else vector_weight,
            settle=index.optimize,
            progress=lambda done, total: bar.reach(done, total=total, documents=done),
        )
    named = {
        "nDCG@10": report.measures["nDCG@10"],
        "recall@100": report.measures["R@100"],
        "MRR": report.measures["RR"],
        "query_p50_ms": report.milliseconds_p50,
        "query_p95_ms": report.milliseconds_p95,
    }
    renamed = ("measures", "milliseconds_p50", "milliseconds_p95")
    return named | {name: value for name, value in report.to_dict().items() if name not in renamed}


def measure_answerability(name: str, ask: Callable[[str], ArticleStatus], *, progress: Progress) -> dict[str, object]:
    """Error rates of refusal on a set of labelled questions. Raises InputError."""
    from citewell.evaluation.answerability import measure_answerability, read_questions

    questions = read_questions(name)
    with progress(total=len(questions), task="Asking questions", unit="questions") as bar:

        def asked(text: str) -> ArticleStatus:
            bar(1)
            return ask(text)

        return {"set": name, **measure_answerability(questions, asked)}


def _class_named(module: Any, name: str) -> Any:
    return next(
        (value for _, value in inspect.getmembers(module, inspect.isclass) if getattr(value, "name", None) == name),
        None,
    )


def prove_bundle(path: str, *, key: str = "") -> tuple[list[str], list[str]]:
    """What does not hold in a proof bundle, and what is proven, each in lines; `key` must have signed its approval."""
    from citewell.exports._verify import verify

    return verify(path, key)
