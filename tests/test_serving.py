"""Workers start anew while an operator is at work on the dictionaries."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from app import create_app, paths
from app import services as wiring
from app.config import Settings
from app.errors import ConfigurationError, ContentError
from app.publishing.follower import Follower
from app.search.dictionary import published_words
from app.services import build_services
from tests.conftest import settings_in
from tests.web.api.conftest import published


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = tmp_path / "faq_data" / "lexicon"
    own.mkdir(parents=True)
    shutil.copy(paths.FAQ_DATA / "lexicon" / "user-words.csv", own)
    (own / "general").mkdir()
    shutil.copy(paths.FAQ_DATA / "lexicon" / "general" / "spellings.csv", own / "general")
    return published(settings_in(tmp_path, faq_data=tmp_path / "faq_data", lexicon=own / "general"))


def found(settings: Settings) -> list[str]:
    app = create_app(settings)
    response = app.test_client().get("/api/v1/search?q=월렛 충전")
    app.extensions["barodap"].generations.close()
    app.extensions["barodap"].database.close()
    assert response.json is not None
    assert response.status_code == 200, response.json
    return [hit["id"] for hit in response.json["hits"]]


def words(settings: Settings) -> Path:
    return settings.faq_data / "lexicon" / "user-words.csv"


@pytest.mark.parametrize("added", ["월렛충전,NNG\n", "하나,둘,셋,넷\n"], ids=["edited", "broken"])
def test_user_words_being_edited_change_nothing_until_published(settings: Settings, added: str) -> None:
    before = found(settings)
    with words(settings).open("a", encoding="utf-8") as file:
        file.write(added)
    assert found(settings) == before != []


def test_user_words_that_are_gone_too(settings: Settings) -> None:
    before = found(settings)
    words(settings).unlink()
    assert found(settings) == before


def test_a_broken_file_stops_those_who_publish_and_names_the_line(settings: Settings) -> None:
    with words(settings).open("a", encoding="utf-8") as file:
        file.write("하나,둘,셋,넷\n")
    with pytest.raises((ContentError, ConfigurationError), match=r"user-words\.csv:\d+"):
        build_services(settings)


def test_a_lexicon_that_is_broken_is_left_out_and_said(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    file = next(settings.lexicon.glob("*.csv"))
    with file.open("a", encoding="utf-8") as lines:
        lines.write("낱말만\n")
    with caplog.at_level(logging.ERROR):
        assert found(settings)
    assert file.name in caplog.text
    with pytest.raises(ContentError, match=file.name):
        build_services(settings)


def test_what_hosts_share_is_followed_once_the_words_of_the_index_are_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def words_of(index_dir: Path) -> Path | None:
        done.append("words")
        return published_words(index_dir)

    monkeypatch.setattr(wiring, "load_repository", lambda settings: object())
    monkeypatch.setattr(Follower, "sync", lambda follower: done.append("sync"))
    monkeypatch.setattr(Follower, "begin", lambda follower: done.append("begin"))
    monkeypatch.setattr(wiring, "published_words", words_of)
    build_services(settings, serving=True).database.close()
    assert done == ["sync", "words", "begin"]
