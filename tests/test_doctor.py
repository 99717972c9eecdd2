from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config import Settings, load_settings, unknown_variables
from app.content.findings import Finding
from app.doctor import diagnose
from app.publishing.generation import OpenGeneration
from app.publishing.generations import Generations
from app.services import build_services
from app.startup import prepare
from app.storage.database import Database
from tests.conftest import NO_LEXICON
from tests.redis_server import RedisServer

ARTICLE = """\
---
id: {id}
title: {id}은 무엇인가요?
category: 채널
updated: 2026-03-14
---
{body}
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in unknown_variables(os.environ):
        monkeypatch.delenv(name)
    articles = tmp_path / "faq" / "articles"
    articles.mkdir(parents=True)
    (tmp_path / "faq" / "categories.yaml").write_text("- {id: channel, name: 채널}\n")
    (articles / "wallet.md").write_text(ARTICLE.format(id="wallet", body="캐시를 담아요."))
    (articles / "coupon.md").write_text(ARTICLE.format(id="coupon", body="값을 깎아 줘요. [월렛](/articles/wallet)"))
    return load_settings(
        database_url=f"sqlite:///{tmp_path / 'data' / 'barodap.db'}",
        index_dir=tmp_path / "index",
        faq_data=tmp_path / "faq",
        engine="memory",
        tokenizer="ngram",
        semantic_weight=0.0,
        lexicon=NO_LEXICON,
    )


@pytest.fixture
def prepared(settings: Settings) -> Settings:
    return ready(settings)


def ready(settings: Settings) -> Settings:
    services = build_services(settings)
    prepare(services)
    services.generations.close()
    services.database.close()
    return settings


def faults(settings: Settings) -> dict[str, Finding]:
    findings = diagnose(settings)
    assert all(finding.remedy for finding in findings if finding.level != "ok")
    return {finding.subject: finding for finding in findings if finding.level != "ok"}


def test_a_sound_installation_has_no_fault(prepared: Settings) -> None:
    assert faults(prepared) == {}
    subjects = [finding.subject for finding in diagnose(prepared)]
    assert subjects == list(dict.fromkeys(subjects))
    assert {
        "데이터베이스",
        "검색 색인",
        "형태소 분석기",
        "비밀 키",
        "기본 문서 폴더",
        "일상어 사전",
        "상담원 주제",
        "비슷한 문서",
    } <= set(subjects)


def test_a_misspelt_variable_is_pointed_out(prepared: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARODAP_TOKNIZER", "kiwi")
    found = faults(prepared)
    assert list(found) == ["환경 변수"]
    assert found["환경 변수"].level == "warning"
    assert "BARODAP_TOKNIZER" in found["환경 변수"].message
    assert "BARODAP_TOKENIZER" in found["환경 변수"].remedy
    monkeypatch.delenv("BARODAP_TOKNIZER")
    monkeypatch.setenv("BARODAP_XYZ", "1")
    assert "barodap config" in faults(prepared)["환경 변수"].remedy


def test_before_the_first_start_only_the_database_is_missing_and_nothing_is_made(settings: Settings) -> None:
    assert set(faults(settings)) == {"데이터베이스"}
    assert not (settings.faq_data.parent / "data").exists()
    assert not settings.index_dir.exists()


def test_a_changed_article_stales_the_index(prepared: Settings) -> None:
    with Database(prepared.database_url).write() as session:
        session.execute(text("UPDATE articles SET content_hash = 'x' WHERE id = 'wallet'"))
    assert faults(prepared)["검색 색인"].level == "warning"


def test_another_engine_or_tokenizer_stales_the_index(prepared: Settings) -> None:
    assert faults(prepared.model_copy(update={"engine": "whoosh"}))["검색 색인"].level == "warning"
    assert faults(prepared.model_copy(update={"tokenizer": "mecab"}))["검색 색인"].level == "error"


def test_a_damaged_index_is_an_error(prepared: Settings) -> None:
    for file in prepared.index_dir.glob("*/engine/*"):
        file.write_bytes(file.read_bytes()[:-1])
    found = faults(prepared)["검색 색인"]
    assert (found.level, found.remedy) == ("error", "barodap publish")


def test_a_damaged_database_is_an_error_and_reported_once(prepared: Settings) -> None:
    file = Database(prepared.database_url).file
    assert file is not None
    file.write_bytes(b"not a database at all" * 100)
    found = diagnose(prepared)
    assert [finding.subject for finding in found if finding.level == "error"] == ["데이터베이스"]


def test_a_newer_database_is_an_error(prepared: Settings) -> None:
    with Database(prepared.database_url).write() as session:
        session.execute(text("UPDATE barodap_revision SET version_num = '9999'"))
    assert "더 새로운 버전" in faults(prepared)["데이터베이스"].message


def test_the_secret_key_is_looked_at(prepared: Settings) -> None:
    database = Database(prepared.database_url)
    assert database.file is not None
    key = database.file.parent / "secret_key"
    key.write_text("k" * 64)
    key.chmod(0o644)
    assert "chmod 600" in faults(prepared)["비밀 키"].remedy
    key.chmod(0o600)
    assert "비밀 키" not in faults(prepared)
    assert "비밀 키" in faults(prepared.model_copy(update={"secret_key": "short"}))
    assert "비밀 키" not in faults(prepared.model_copy(update={"secret_key": "k" * 32}))


def test_faulty_seed_articles_are_listed(prepared: Settings) -> None:
    (prepared.faq_data / "articles" / "bad.md").write_text("본문만")
    assert "articles/bad.md:1:" in faults(prepared)["기본 문서 폴더"].message
    (prepared.faq_data / "articles" / "bad.md").unlink()
    (prepared.faq_data / "categories.yaml").write_text("- {id: a}\n")
    assert faults(prepared)["기본 문서 폴더"].level == "error"
    assert faults(prepared.model_copy(update={"faq_data": Path("/nowhere")}))["기본 문서 폴더"].level == "warning"


def test_a_lexicon_that_cannot_be_read_is_an_error(prepared: Settings) -> None:
    (prepared.faq_data / "lexicon" / "domain").mkdir(parents=True)
    (prepared.faq_data / "lexicon" / "domain" / "own.csv").write_text("낱말만\n")
    assert "own.csv:1:" in faults(prepared)["일상어 사전"].message
    assert faults(prepared.model_copy(update={"lexicon": Path("/nowhere")}))["일상어 사전"].level == "error"


def test_topics_kept_for_people_that_cannot_be_read_are_an_error_before_the_first_start_too(settings: Settings) -> None:
    (settings.faq_data / "handover.yaml").write_text("- name: 소송\n")
    found = faults(settings)
    assert set(found) == {"데이터베이스", "상담원 주제"}
    assert found["상담원 주제"].level == "error"
    assert "handover.yaml:1: 필수 필드 'phrases'" in found["상담원 주제"].message.replace("1 phrases", "phrases")


def test_questions_of_articles_that_a_topic_takes_are_pointed_out(prepared: Settings) -> None:
    (prepared.faq_data / "handover.yaml").write_text("- {name: 돈, phrases: [wallet은 무엇]}\n")
    found = faults(prepared)["상담원 주제"]
    assert found.level == "warning"
    assert "1개 있어요: wallet은 무엇인가요? (wallet, 돈)" in found.message
    (prepared.faq_data / "handover.yaml").write_text("- {name: 돈, phrases: [wallet은 어디]}\n")
    assert "상담원 주제" not in faults(prepared)


def test_a_tokenizer_that_does_not_load_is_an_error(prepared: Settings) -> None:
    (prepared.faq_data / "lexicon").mkdir()
    (prepared.faq_data / "lexicon" / "user-words.csv").write_bytes(b"\xff\xfe")
    assert faults(prepared)["형태소 분석기"].level == "error"


@pytest.mark.skipif(os.getuid() != 0, reason="다른 사용자로 바꾸려면 root여야 해요")
def test_folders_that_may_not_be_written_are_errors(prepared: Settings) -> None:
    reader, writer = os.pipe()
    for folder in (prepared.index_dir, *prepared.index_dir.parents[:4]):
        folder.chmod(0o755)
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        os.write(writer, "\n".join(faults(prepared)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert {"색인 폴더", "데이터베이스 폴더"} <= set(os.read(reader, 65536).decode().splitlines())


def test_it_says_whether_meanings_are_compared(settings: Settings) -> None:
    prepared = ready(settings.model_copy(update={"semantic_weight": 1.0}))

    def meaning(settings: Settings) -> Finding:
        return next(finding for finding in diagnose(settings) if finding.subject == "뜻으로 찾기")

    assert meaning(prepared).level == "ok"
    assert "쓰지 않아요" in meaning(prepared.model_copy(update={"semantic_weight": 0.0})).message
    # Made without an encoder, and with one the index has another part.
    assert meaning(prepared.model_copy(update={"encoder": "somewhere"})).level == "warning"
    assert faults(prepared.model_copy(update={"encoder": "somewhere"}))["검색 색인"].level == "warning"


def test_a_search_server_that_is_away_is_named_and_not_published_to(
    prepared: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Generations):
        @contextmanager
        def current(self) -> Iterator[OpenGeneration]:
            with super().current() as generation:
                yield replace(generation, degraded=("engine_unavailable",))

    monkeypatch.setattr("app.doctor.Generations", Away)
    found = faults(prepared)["검색 색인"]
    assert (found.level, "응답하지 않아서" in found.message) == ("error", True)
    assert "publish" not in found.remedy


def test_redis_is_asked_and_its_password_not_shown(prepared: Settings, redis_server: RedisServer) -> None:
    shared = prepared.model_copy(update={"redis_url": redis_server.url})
    assert "Redis" not in faults(shared)
    redis_server.kill()
    lost = prepared.model_copy(update={"redis_url": redis_server.url.replace("://:", "://:hidden-password")})
    assert "hidden-password" not in faults(lost)["Redis"].message
    assert "따로" in faults(lost)["Redis"].message
