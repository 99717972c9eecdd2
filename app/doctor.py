"""Looks at everything that must be right before people can search, changes nothing, and says what to do."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import partial

from app import paths, registry
from app.chat import topics
from app.cluster.base import Cluster
from app.config import PREFIX, Settings, unknown_variables, variable
from app.content.articles import ArticleStore
from app.content.audit import audit
from app.content.categories import FILE_NAME, load_categories
from app.content.findings import Finding
from app.content.importers.base import Problem
from app.content.importers.markdown import MarkdownImporter
from app.errors import BarodapError
from app.models import Article
from app.publishing.generation import OpenGeneration, load_engine
from app.publishing.generations import Generations
from app.search import parts
from app.search.indexing import content_digest
from app.search.lexicons import load_lexicon
from app.search.semantic.base import SemanticUnavailable
from app.services import load_analyzer
from app.setting_types import without_password
from app.storage.database import Database
from app.storage.schema import is_current
from app.web.secret_key import FILE_NAME as KEY_FILE

_REDIS = "Redis"
_MIN_KEY_LENGTH = 32
_SHOWN = 10
_SENTENCE = "알림톡과 상담톡을 신청하고 싶어요"


def diagnose(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which the parts depend on each other; what cannot be checked says why."""
    database = Database(settings.database_url)
    store = ArticleStore(database)
    try:
        findings = [
            *_environment(),
            *_guarded("데이터베이스", lambda: _database(database)),
            *_guarded(_REDIS, lambda: _redis(settings)),
            *_folders(settings, database),
            *_secret_key(settings, database),
            *_guarded("형태소 분석기", lambda: _tokenizer(settings)),
            *_guarded("기본 문서 폴더", lambda: _seed(settings)),
            *_guarded("일상어 사전", lambda: _lexicon(settings)),
        ]
        # A broken or missing database has been reported once.
        is_sound = not any(finding.level == "error" for finding in findings if finding.subject == "데이터베이스")
        findings += _guarded("상담원 주제", lambda: _topics(settings, store.published() if is_sound else ()))
        if is_sound:
            findings += _guarded("검색 색인", lambda: _index(settings, store))
            findings += _guarded("문서", lambda: audit(store))
    finally:
        database.close()
    return findings


def _guarded(subject: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What ``check`` finds, up to and with the failure that stops it."""
    findings: list[Finding] = []
    try:
        for finding in check():
            findings.append(finding)  # noqa: PERF402 - those before a failure are kept
    except BarodapError as error:
        findings.append(Finding("error", subject, error.message, error.remedy))
    return findings


def _environment() -> Iterator[Finding]:
    subject = "환경 변수"
    unknown = unknown_variables(os.environ)
    for name in unknown:
        # Without the prefix, which would make all of them alike.
        near = get_close_matches(name[len(PREFIX) :].lower(), Settings.model_fields, n=1)
        remedy = f"{variable(near[0])}인지 확인하세요." if near else "barodap config로 쓸 수 있는 이름을 확인하세요."
        yield Finding("warning", subject, f"알 수 없는 이름이라 쓰지 않아요: {name}", remedy)
    if not unknown:
        yield Finding("ok", subject, "모르는 이름이 없어요.")


def _database(database: Database) -> Iterator[Finding]:
    subject = "데이터베이스"
    place = database.url.render_as_string(hide_password=True)
    # Opening a SQLite file that is not there would make it.
    if (database.file is not None and not database.file.exists()) or not is_current(database):
        message = f"이 버전에 맞는 표가 아직 없어요. ({place})"
        yield Finding("error", subject, message, "barodap serve 또는 barodap import")
        return
    database.verify()
    yield Finding("ok", subject, f"연결되고 이 버전의 표가 있어요. ({place})")


def _redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        yield Finding("ok", _REDIS, "쓰지 않아요. 프로세스마다 따로 세고 기억해요.")
        return
    made = registry.load(registry.CLUSTERS, "redis", setting=variable("redis_url"))
    cluster: Cluster = made(settings.redis_url, settings.secret_key)
    try:
        place = without_password(settings.redis_url)
        if cluster.degraded():
            remedy = "주소와 비밀번호, 서버가 켜져 있고 쓸 수 있는지 확인하세요."
            yield Finding("warning", _REDIS, f"쓸 수 없어서 프로세스마다 따로 일해요. ({place})", remedy)
        elif not settings.secret_key:
            message = f"연결돼요. 서버가 여럿이면 모두에 같은 {variable('secret_key')}를 정해야 함께 써요. ({place})"
            yield Finding("ok", _REDIS, message)
        else:
            yield Finding("ok", _REDIS, f"연결돼요. ({place})")
    finally:
        cluster.close()


def _folders(settings: Settings, database: Database) -> Iterator[Finding]:
    folders = {"색인 폴더": settings.index_dir}
    if database.file is not None:
        folders["데이터베이스 폴더"] = database.file.parent
    for subject, folder in folders.items():
        # One that is not there will be made in the nearest folder that is.
        existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=existing):
                yield Finding("ok", subject, f"쓸 수 있어요. ({folder})")
        except OSError as error:
            yield Finding("error", subject, f"쓸 수 없어요: {existing} ({error.strerror})", "쓰기 권한을 주세요.")


def _secret_key(settings: Settings, database: Database) -> Iterator[Finding]:
    subject = "비밀 키"
    if settings.secret_key:
        if len(settings.secret_key) < _MIN_KEY_LENGTH:
            message = f"BARODAP_SECRET_KEY가 짧아요. ({len(settings.secret_key)}자)"
            yield Finding("warning", subject, message, f"무작위 {_MIN_KEY_LENGTH}자 이상으로 바꾸세요.")
        else:
            yield Finding("ok", subject, "BARODAP_SECRET_KEY로 정했어요.")
        return
    file = (database.file.parent if database.file else paths.DATA_DIR) / KEY_FILE
    if not file.exists():
        yield Finding("ok", subject, f"처음 실행할 때 만들어요. ({file})")
    elif file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("warning", subject, f"다른 사용자가 읽을 수 있어요: {file}", f"chmod 600 {file}")
    else:
        yield Finding("ok", subject, f"파일에 있어요. ({file})")


def _tokenizer(settings: Settings) -> Iterator[Finding]:
    subject = "형태소 분석기"
    terms = load_analyzer(settings).analyze(_SENTENCE)
    if terms["morph"]:
        yield Finding("ok", subject, f"형태소 분석기({settings.tokenizer})와 사전을 읽었어요.")
    else:
        yield Finding(
            "error", subject, f"형태소 분석기({settings.tokenizer})가 문장을 나누지 못해요.", "사전을 다시 설치하세요."
        )


def _seed(settings: Settings) -> Iterator[Finding]:
    subject = "기본 문서 폴더"
    folder = settings.faq_data
    if not folder.is_dir():
        yield Finding("warning", subject, f"폴더가 없어요: {folder}", "BARODAP_FAQ_DATA를 확인하세요.")
        return
    if (folder / FILE_NAME).is_file():
        load_categories(folder / FILE_NAME)
    items = list(MarkdownImporter().read(folder))
    problems = [str(item) for item in items if isinstance(item, Problem)]
    if problems:
        listing = "\n".join(problems)
        yield Finding("error", subject, f"고칠 곳이 {len(problems)}군데 있어요.\n{listing}", "파일을 고치세요.")
    else:
        yield Finding("ok", subject, f"문서 {len(items):,}건의 형식이 올바라요. ({folder})")


def _lexicon(settings: Settings) -> Iterator[Finding]:
    lexicon = load_lexicon(settings, load_analyzer(settings))
    yield Finding("ok", "일상어 사전", f"{len(lexicon):,}줄을 읽었어요.")


def _topics(settings: Settings, articles: Iterable[Article]) -> Iterator[Finding]:
    subject = "상담원 주제"
    kept = topics.Topics(topics.read_topics(settings.faq_data / topics.FILE_NAME), load_analyzer(settings))
    taken = [
        f"{question} ({article.id}, {topic.name})"
        for article in articles
        for question in (article.title, *article.questions)
        if (topic := kept.find(question))
    ]
    if taken:
        rest = f" 외 {len(taken) - _SHOWN:,}개" if len(taken) > _SHOWN else ""
        listed = ", ".join(taken[:_SHOWN]) + rest
        message = f"도움말로 답할 수 있는데 상담원에게 연결하는 질문이 {len(taken):,}개 있어요: {listed}"
        yield Finding("warning", subject, message, f"{topics.FILE_NAME}의 문구를 더 좁게 쓰거나 그 주제를 빼세요.")
    else:
        yield Finding("ok", subject, f"상담원에게 바로 연결하는 주제가 {len(kept):,}개 있어요.")


def _index(settings: Settings, store: ArticleStore) -> Iterator[Finding]:
    subject, remedy = "검색 색인", "barodap publish"
    generations = Generations(
        settings.index_dir,
        analyzer_fingerprint=load_analyzer(settings).fingerprint,
        engine_for=partial(load_engine, settings=settings),
    )
    try:
        with generations.current() as generation:
            manifest = generation.manifest
            if "engine_unavailable" in generation.degraded:
                message = f"검색 서버({settings.engine})가 응답하지 않아서 이전 색인으로 답하고 있어요."
                yield Finding("error", subject, message, "서버가 켜져 있는지, 주소가 맞는지 확인하세요.")
            elif generation.degraded:
                yield Finding("error", subject, "최신 색인을 쓸 수 없어서 이전 색인으로 답하고 있어요.", remedy)
            elif manifest.engine != settings.engine:
                message = f"색인은 {manifest.engine}, 설정은 {settings.engine} 엔진이에요."
                yield Finding("warning", subject, message, remedy)
            elif manifest.content_digest != content_digest(settings, store):
                yield Finding("warning", subject, "색인을 만든 뒤에 도움말이나 배운 질문이 바뀌었어요.", remedy)
            else:
                message = f"최신이에요. 문서 {manifest.document_count:,}건 ({generation.name})"
                yield Finding("ok", subject, message)
            yield from _meaning(settings, generation)
    finally:
        generations.close()


def _meaning(settings: Settings, generation: OpenGeneration) -> Iterator[Finding]:
    subject = "뜻으로 찾기"
    part = parts.meaning(settings)
    view = generation.parts.get(part) if part else None
    if part is None:
        yield Finding("ok", subject, f"{variable('semantic_weight')}가 0이라 쓰지 않아요.")
    elif view is None:
        yield Finding("warning", subject, "색인에 들어 있지 않아서 쓰지 못해요.", "barodap publish")
    elif isinstance(view, SemanticUnavailable):
        yield Finding("warning", subject, view.message, view.remedy)
    else:
        yield Finding("ok", subject, f"문서 {view.document_count:,}건의 뜻을 견줄 수 있어요.")
