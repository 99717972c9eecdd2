"""What the web application and the command line both stand on, wired once from the settings."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

from app import registry
from app.analysis.lexicon import Lexicon
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.chat.decide import Thresholds
from app.chat.desk import Desk
from app.chat.dialogue import Dialogue
from app.chat.generation.endpoint import Endpoint
from app.chat.generation.rewriter import Rewriter
from app.chat.handover import Handover
from app.chat.hours import BusinessHours
from app.chat.library import Library
from app.chat.service import ChatService
from app.chat.store import ConversationStore
from app.chat.topics import FILE_NAME as TOPICS_FILE
from app.chat.topics import Topics, read_topics
from app.cluster.base import Cluster, Notices
from app.cluster.memory import MemoryCluster
from app.config import Settings, variable
from app.content.articles import ArticleStore
from app.errors import ContentError
from app.health import Health
from app.learning.events import EventLog
from app.learning.evidence import Policy
from app.learning.questions import LearnedQuestions, Update
from app.publishing import rollback
from app.publishing.follower import Follower
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from app.publishing.manifest import Manifest
from app.publishing.publisher import Progress
from app.publishing.repository import load_repository
from app.publishing.sweeping import Sweeper
from app.search import parts
from app.search.at_hand import ArticlesAtHand
from app.search.dictionary import published_words
from app.search.indexing import publish_index
from app.search.lexicons import load_lexicon
from app.search.service import SearchService, Tuning
from app.storage.database import BUSY_TIMEOUT_SECONDS, Database
from app.web.secret_key import secret_key

log = logging.getLogger(__name__)

ANSWER_SECONDS = 4.0
"""How long those who serve wait for an answer of a database server; its threads are few."""


@dataclass(frozen=True, slots=True)
class Services:
    """One of each, shared by the threads of a process. Make it after forking: the tokenizer may own native state."""

    settings: Settings
    database: Database
    articles: ArticleStore
    at_hand: ArticlesAtHand
    analyzer: Analyzer
    events: EventLog
    learned: LearnedQuestions
    generations: Generations
    follower: Follower | None
    search: SearchService
    dialogue: Dialogue
    chat: ChatService
    cluster: Cluster
    health: Health


def build_services(
    settings: Settings,
    *,
    busy_timeout: float = BUSY_TIMEOUT_SECONDS,
    serving: bool = False,
    shared: bool = True,
    keep_results: bool = True,
) -> Services:
    """``busy_timeout`` is how many seconds a write waits while another process writes.

    ``serving`` is for those who only search: user words are those of the published index, and a lexicon that somebody
    is breaking is left out with a word in the log, so that a worker can always start anew. With ``shared``, the index
    folder follows what other hosts publish, as far as the engine has them share it. Without ``keep_results`` each
    search is made anew, for those who measure it. Raises a BarodapError when the database, the dictionary or a chosen
    optional part is missing or unusable.
    """
    database = Database(
        settings.database_url,
        busy_timeout=busy_timeout,
        patience=ANSWER_SECONDS if serving else None,
        pool=settings.database_pool,
    )
    follower = _follower(settings) if shared else None
    if follower is not None:
        follower.sync()  # first, as the user words are those of the index
    analyzer = load_analyzer(settings, published_words(settings.index_dir) if serving else None)
    events = EventLog(database, enabled=settings.learning)
    generations = Generations(
        settings.index_dir,
        analyzer_fingerprint=analyzer.fingerprint,
        engine_for=partial(load_engine, settings=settings),
        damaged=follower.doubt if follower else lambda: None,
    )
    articles = ArticleStore(database)
    at_hand = ArticlesAtHand(articles, generations)
    cluster = _cluster(settings, database)
    search = SearchService(
        generations,
        analyzer,
        _lexicon_at_hand(settings, analyzer) if serving else load_lexicon(settings, analyzer, keep=True),
        Tuning(
            floor=settings.relevance_floor,
            sure=settings.answer_confidence,
            semantic_weight=settings.semantic_weight,
        ),
        parts.meaning(settings),
        cluster.cache,
        keep_results=keep_results,
    )
    store = conversations(settings, database, cluster.notices)
    dialogue = Dialogue(
        Library(at_hand, search, analyzer),
        Thresholds(floor=settings.chat_floor, sure=settings.chat_confidence),
        _handover(settings, analyzer, serving=serving),
    )
    if follower is not None and serving:
        follower.begin()  # last, so that the index is the one whose words were read
    return Services(
        settings=settings,
        database=database,
        articles=articles,
        at_hand=at_hand,
        analyzer=analyzer,
        events=events,
        learned=LearnedQuestions(database, analyzer, events),
        generations=generations,
        follower=follower,
        search=search,
        dialogue=dialogue,
        chat=ChatService(
            dialogue,
            store,
            Desk(database, store),
            _rewriter(settings, analyzer),
            patience=timedelta(minutes=settings.agent_patience),
        ),
        cluster=cluster,
        health=Health(database, cluster, generations),
    )


def publish(services: Services, progress: Progress = lambda step, count: None, *, fresh: bool = False) -> Manifest:
    """Learn from what visitors did, then publish the index, all of it made anew with ``fresh``.

    Raises a BarodapError; the index before goes on serving.
    """
    learn(services)
    follower = services.follower
    if follower is not None:
        follower.sync()  # what another host published is what this one goes on from
    return publish_index(
        services.settings,
        services.articles,
        services.analyzer,
        progress,
        fresh=fresh,
        repository=follower.repository if follower else None,
    )


def roll_back(services: Services) -> Manifest:
    """Make the generation before the serving one serve again, on every host. Raises a BarodapError."""
    return rollback.roll_back(
        services.settings.index_dir,
        engine_for=partial(load_engine, settings=services.settings),
        analyzer_fingerprint=services.analyzer.fingerprint,
        follower=services.follower,
    )


def learn(services: Services) -> Update | None:
    """Learn anew from what visitors did; None where that is turned off. Old events are deleted in any case."""
    settings = services.settings
    if not settings.learning:
        services.events.forget(days=settings.learning_retention)
        return None
    policy = Policy(half_life=settings.learning_half_life, visitors=settings.learning_visitors)
    return services.learned.update(policy, retention=settings.learning_retention)


def conversations(settings: Settings, database: Database, notices: Notices | None = None) -> ConversationStore:
    """The conversations in ``database``, kept as long as the settings say."""
    return ConversationStore(
        database, retention_days=settings.chat_retention, session_days=settings.chat_session_days, notices=notices
    )


def load_analyzer(settings: Settings, words: Path | None = None) -> Analyzer:
    """The analyser that both indexes and queries, with the user words of the file ``words``, or those being edited."""
    user_words = words or parts.user_words(settings)
    return Analyzer(load_tokenizer(settings.tokenizer, user_words if user_words.is_file() else None))


def _follower(settings: Settings) -> Follower | None:
    repository = load_repository(settings)
    if repository is None:
        return None
    engine_for = partial(load_engine, settings=settings)
    sweeper = Sweeper(settings.index_dir, settings.engine, engine_for, keep=settings.keep_generations)
    return Follower(settings.index_dir, repository, sweeper)


def _cluster(settings: Settings, database: Database) -> Cluster:
    if not settings.redis_url:
        return MemoryCluster()
    made = registry.load(registry.CLUSTERS, "redis", setting=variable("redis_url"))
    return cast(Cluster, made(settings.redis_url, secret_key(settings, database)))


def _rewriter(settings: Settings, analyzer: Analyzer) -> Rewriter | None:
    if not settings.generation_url:
        return None
    endpoint = Endpoint(
        settings.generation_url,
        model=settings.generation_model,
        key=settings.generation_key,
        timeout=settings.generation_timeout,
    )
    return Rewriter(endpoint, analyzer)


def _lexicon_at_hand(settings: Settings, analyzer: Analyzer) -> Lexicon:
    try:
        return load_lexicon(settings, analyzer)
    except ContentError as error:
        log.error("일상어 사전 없이 검색해요. %s", error)
        return Lexicon.of((), analyzer)


def _handover(settings: Settings, analyzer: Analyzer, *, serving: bool) -> Handover:
    hours = BusinessHours.of(
        settings.business_hours,
        holidays=settings.business_holidays,
        extra_holidays=settings.extra_holidays,
        timezone=settings.timezone,
    )
    try:
        topics = read_topics(settings.faq_data / TOPICS_FILE)
    except ContentError as error:
        if not serving:
            raise
        log.error("상담원에게 맡길 주제 없이 대화해요. %s", error)
        topics = ()
    return Handover(hours, Topics(topics, analyzer))
