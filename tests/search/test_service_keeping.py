"""What the service keeps between searches, and the generations that it searches in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer
from app.config import Settings
from app.errors import IndexUnavailableError
from app.models import Query
from app.publishing.generations import Generations
from app.search.indexing import publish_index
from app.search.service import MAX_KEPT_HITS, SearchService, Tuning
from app.services import Services, build_services
from tests.conftest import copy_cache, settings_in

TUNING = Tuning(floor=0.13, sure=0.53, semantic_weight=1.0)


def searching(generations: Generations, analyzer: Analyzer) -> SearchService:
    return SearchService(generations, analyzer, Lexicon.of((), analyzer), TUNING)


@dataclass(frozen=True)
class Room:
    """An index folder of a test's own, which the sample is published to, and what searches in it."""

    services: Services
    settings: Settings
    generations: Generations
    search: SearchService

    def publish(self) -> str:
        return publish_index(self.settings, self.services.articles, self.services.analyzer).generation

    def folder(self, name: str) -> Path:
        return self.settings.index_dir / name


@pytest.fixture
def room(sample: Services, tmp_path: Path) -> Iterator[Room]:
    settings = settings_in(tmp_path, database_url=sample.settings.database_url)
    copy_cache(sample.settings.index_dir, settings.index_dir)
    generations = Generations(settings.index_dir, analyzer_fingerprint=sample.analyzer.fingerprint)
    yield Room(sample, settings, generations, searching(generations, sample.analyzer))
    generations.close()


def test_without_an_index_the_error_names_the_remedy(tmp_path: Path, sample: Services) -> None:
    settings = settings_in(tmp_path)
    generations = Generations(settings.index_dir, analyzer_fingerprint=sample.analyzer.fingerprint)
    with pytest.raises(IndexUnavailableError) as caught:
        searching(generations, sample.analyzer).search(Query("월렛"))
    assert "barodap publish" in caught.value.remedy


def test_a_result_is_made_once_a_generation(sample: Services, tmp_path: Path) -> None:
    settings = sample.settings.model_copy(update={"index_dir": tmp_path / "index"})
    shutil.copytree(sample.settings.index_dir, settings.index_dir)
    services = build_services(settings)
    first, again = (services.search.search(Query("월렛 충전")) for _ in range(2))
    assert again.hits is first.hits
    assert services.search.search(Query("월렛 충전", page=2)).hits != first.hits
    newest = publish_index(settings, sample.articles, sample.analyzer).generation
    other = services.search.search(Query("월렛 충전"))
    assert (other.generation, other.hits is first.hits) == (newest, False)
    services.generations.close()
    services.database.close()


def test_pages_are_kept_as_far_as_there_is_room(sample: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(room: int) -> list[bool]:
        monkeypatch.setattr("app.search.service.KEPT_RESULTS", room)
        search = searching(sample.generations, sample.analyzer)
        first = [search.search(Query(text, per_page=1)).hits for text in ("월렛", "친구그룹")]
        again = [search.search(Query(text, per_page=1)).hits for text in ("친구그룹", "월렛")]
        return [one is other for one, other in zip(first, reversed(again), strict=True)]

    (hit,) = sample.search.search(Query("친구그룹", per_page=1)).hits
    assert kept(len(hit.article.body)) == [False, False]
    assert kept(len(hit.article.body) + 3_000) == [False, True]
    assert kept(1_000_000) == [True, True]


def test_a_page_without_hits_takes_the_room_of_its_facets(sample: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.search.service.KEPT_RESULTS", 1_500)
    search = searching(sample.generations, sample.analyzer)

    def kept(text: str) -> tuple[int, bool]:
        first, again = (search.search(Query(text, page=500)) for _ in range(2))
        assert not first.hits
        return len(first.facets), first.facets is again.facets

    (few, with_few), (many, with_many) = kept("친구그룹"), kept("")
    assert 0 < few < many
    assert (with_few, with_many) == (True, False)


def test_what_is_kept_of_articles_holds_no_file_of_a_generation_that_was_replaced(room: Room) -> None:
    names = []
    for _ in range(2):
        names.append(room.publish())
        assert room.search.search(Query("월렛")).hits
    mapped = Path("/proc/self/maps").read_text()
    assert f"{names[1]}/texts/" in mapped
    assert f"{names[0]}/texts/" not in mapped


def test_a_long_page_is_not_kept(sample: Services) -> None:
    first, again = (sample.search.search(Query("월렛", per_page=MAX_KEPT_HITS + 1)) for _ in range(2))
    assert len(first.hits) > MAX_KEPT_HITS
    assert again.hits is not first.hits


def test_damage_under_a_running_server_falls_back_to_the_generation_before(room: Room) -> None:
    for _ in range(2):
        newest = room.publish()
    assert room.search.search(Query("월렛")).degraded == ()
    for file in (room.folder(newest) / "engine").iterdir():
        if file.suffix in (".col", ".pst"):
            os.truncate(file, file.stat().st_size // 2)
    found = [room.search.search(Query(text, per_page=50)) for text in ("친구그룹", "세금계산서 발행", "캐시 환불")]
    assert all(result.total for result in found)
    assert {result.degraded for result in found[1:]} == {("generation_damaged",)}
    assert newest not in {result.generation for result in found[1:]}


def test_bytes_that_change_under_a_running_server_make_no_search_fail(room: Room) -> None:
    before, newest = (room.publish() for _ in range(2))
    assert room.search.search(Query("새금계산서")).generation == newest
    words = room.folder(newest) / "vocabulary" / "texts.txt"
    with words.open("r+b") as file:  # in place, so that what is mapped changes
        file.write(b"\xff" * words.stat().st_size)
    found = [room.search.search(Query(text)) for text in ("친구그릅", "세금계산섯", "ㅅㄱㄱㅅㅅ")]
    assert room.search.suggest("세금계")
    assert found[-1].generation == before


def test_what_was_kept_of_a_damaged_generation_is_gone_when_it_was_mended(room: Room) -> None:
    newest = room.publish()
    texts = room.folder(newest) / "texts" / "texts.bin"
    sound = texts.read_bytes()
    assert room.search.search(Query("친구그룹")).hits  # opens it
    found = []
    for bytes_ in (b" " * len(sound), sound):
        with texts.open("r+b") as file:  # in place, so that what is mapped changes
            file.write(bytes_)
        found.append([room.search.search(Query(text)).hits[0].snippet_text for text in ("월렛 충전", "월렛 충전하기")])
        room.generations.close()  # what serves next is opened anew
    assert not any(found[0])
    assert all(found[1])
