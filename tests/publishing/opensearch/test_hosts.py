from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from app.config import Settings
from app.engine.opensearch.client import Client, ServerRefusedError, client_for
from app.engine.opensearch.engine import OpenSearchEngine
from app.engine.opensearch.index import Index
from app.errors import IndexUnavailableError, PublishError
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.lock import PublisherBusyError, publish_lock
from app.publishing.opensearch.chunks import Chunks
from app.publishing.opensearch.repository import OpenSearchRepository, _shared
from tests.contracts.engine.documents import morph
from tests.engine.opensearch.played import playing
from tests.publishing.conftest import served
from tests.publishing.opensearch.conftest import Hosts


def test_what_one_host_publishes_serves_on_every_other(host: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = host("one"), host("other")
    first = one.publish("a", "b")
    assert one.served() == other.served() == {"a", "b"}
    # Word for word the same files; and of the next, only what is new.
    assert manifests.read(other.index_dir / first.generation) == first
    asked: list[str] = []
    documents = Chunks._documents

    def noted(chunks: Chunks, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        asked.extend(ids)
        return documents(chunks, ids)

    monkeypatch.setattr(Chunks, "_documents", noted)
    second = one.publish("a", "b")
    sent = len(set(asked))
    asked.clear()
    assert other.served() == {"a", "b"}
    with other.generations.current() as generation:
        assert (generation.name, generation.degraded) == (second.generation, ())
    assert 2 <= len(set(asked)) <= sent < len(second.files)
    # The other goes on from there.
    other.publish("c")
    assert one.served() == {"c"}


def test_a_process_follows_by_itself(host: Hosts) -> None:
    one, other = host("one"), host("other")
    other.follower.begin()
    generation = one.publish("a").generation
    deadline = time.monotonic() + 30
    while layout.read_pointer(other.index_dir) != generation:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_of_two_publishers_one_wins_and_the_other_is_told(host: Hosts) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    with one.repository.lock(), pytest.raises(PublisherBusyError, match="다른 발행이 진행 중이에요"):
        other.publish("b")
    assert layout.generations(other.index_dir) == []
    assert one.served() == {"a"}
    other.publish("b")
    assert one.served() == {"b"}


def test_a_publisher_waits_while_its_host_fetches(host: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    one = host("one")
    one.publish("a")
    monkeypatch.setattr("app.publishing.publisher.FETCH_SECONDS", 0.3)
    with publish_lock(one.index_dir), pytest.raises(PublisherBusyError):
        one.publish("b")
    one.publish("b")
    assert one.served() == {"b"}


def test_what_is_not_verified_is_not_live(host: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    with pytest.raises(PublishError, match="찾지 못해서"):
        one.publish("b", canaries=[(morph("말"), "없음")])
    decoded = "app.publishing.opensearch.chunks._decoded"
    with monkeypatch.context() as damaging:
        damaging.setattr(decoded, lambda document: b"?")
        with pytest.raises(PublishError, match="손상됐어요"):
            one.publish("c")
    assert one.served() == other.served() == {"a"}


def test_a_copy_that_was_never_finished_is_no_generation(
    host: Hosts, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = host("one"), host("other")
    first = one.publish("a", "b").generation
    with monkeypatch.context() as dying:
        dying.setattr(Index, "finish", lambda index, documents: sys.exit())
        dying.setattr(OpenSearchEngine, "discard", lambda engine, directory: None)
        with pytest.raises(SystemExit):
            one.publish("a", "b")
    (live,) = one.repository._behind_alias()
    assert list(_shared(one.repository._indexes()).items()) == [(first, live)]
    (unfinished,) = one.repository._indexes().keys() - {live}
    with pytest.raises(IndexUnavailableError, match="덜 만들어졌어요"):
        Index(client, unfinished).check(2)
    assert other.served() == {"a", "b"}
    other.publish("c")
    assert len(one.repository._indexes()) == 2  # the lock says that nobody is at it


def test_a_swap_fails_when_another_publisher_swapped(host: Hosts, settings: Settings, client: Client) -> None:
    """One that was stopped so long that its lease ended."""
    one = host("one")
    names = [one.publish(id_).generation for id_ in "abc"]
    alias, indexes = f"{settings.opensearch_prefix}-live", _shared(one.repository._indexes())
    with one.repository.lock():
        moved = [
            (act, {"index": indexes[name], "alias": alias}) for act, name in (("remove", names[2]), ("add", names[1]))
        ]
        client.write("POST", "/_aliases", {"actions": [dict([each]) for each in moved]}, timeout=60)
        with pytest.raises(ServerRefusedError, match="aliases_not_found"):
            one.repository.serve(names[0])
    assert one.repository.live() == names[1]


def test_going_back_holds_on_every_host(host: Hosts) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    assert other.served() == {"a"}
    one.publish("b")
    assert other.roll_back().document_count == 1
    assert one.served() == other.served() == {"a"}
    with pytest.raises(PublishError, match="이전 색인이 없어요"):
        other.roll_back()
    one.publish("c")
    assert other.served() == {"c"}
    # As long as it serves, there is the one that it replaced, and that is the one to go back to.
    assert one.roll_back().document_count == 1
    assert one.served() == other.served() == {"a"}


def test_a_host_that_could_not_fetch_what_is_live_goes_back_from_it(
    host: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    assert other.served() == {"a"}
    one.publish("b")
    monkeypatch.setattr(other.follower, "sync", lambda: None)
    other.roll_back()
    assert one.served() == {"a"}


def test_a_damaged_copy_is_fetched_again(host: Hosts) -> None:
    one, other = host("one"), host("other")
    directory = other.index_dir / one.publish("a").generation
    assert other.served() == {"a"}
    (directory / "categories.json").write_bytes(b"?")
    again = host("other")  # a process that starts
    with pytest.raises(IndexUnavailableError, match="손상"):
        again.served()
    again.follower.sync()
    manifests.verify(directory, manifests.read(directory))
    assert host("other").served() == {"a"}
    assert one.served() == {"a"}


def test_what_hosts_made_for_themselves_serves_them_until_they_share(host: Hosts) -> None:
    """An update host by host, from a version that did not share."""
    one, other = host("one"), host("other")
    for each in (one, other):
        each.publish("old", shared=False)
    one.publish("a", keep=1)
    assert served(other.generations) == {"old"}
    assert other.served() == {"a"}
    other.publish("b", keep=1)
    assert len(one.repository._indexes()) == 2


def test_an_alias_of_two_indexes_is_that_of_the_newer_and_mended_by_the_next_publish(
    host: Hosts, settings: Settings, client: Client
) -> None:
    """The answer to a first publish was lost, and what it asked for was done after the next one."""
    one, other = host("one"), host("other")
    names = [one.publish(id_, keep=4).generation for id_ in "abc"]
    indexes = _shared(one.repository._indexes())

    def behind() -> set[str]:
        return set(client.read("GET", f"/_alias/{settings.opensearch_prefix}-live"))

    def come_late(name: str) -> None:
        action = {"add": {"index": indexes[name], "alias": f"{settings.opensearch_prefix}-live"}}
        client.write("POST", "/_aliases", {"actions": [action]}, timeout=60)

    for late in names[:2]:
        come_late(late)
    assert one.repository.live() == names[2]
    assert other.served() == {"c"}
    other.roll_back()
    assert behind() == {indexes[names[1]]}
    come_late(names[0])
    one.publish("d")
    assert one.repository.live() not in names
    assert len(behind()) == 1


def test_a_damaged_file_is_never_served_and_a_fresh_publish_mends_it(
    host: Hosts, settings: Settings, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    assert other.served() == {"a"}
    manifest = one.publish("b")
    (digest,) = {each.sha256 for name, each in manifest.files.items() if name.endswith("columns.json")}
    path = f"/{settings.opensearch_prefix}-files/_doc/{digest}"
    client.write("PUT", path, {"data": "AAAA"}, timeout=60)
    for _ in range(2):
        assert other.served() == {"a"}
    told = [each for each in caplog.records if each.levelno == logging.WARNING and "따라가지" in each.message]
    assert len(told) == 1
    assert "publish --fresh" in told[0].message
    assert not list(other.index_dir.glob(".tmp-*"))
    one.publish("b", fresh=True)
    other.follower._retry_at = 0
    assert other.served() == {"b"}


def test_a_host_that_was_killed_while_it_fetched_deletes_nothing_of_the_others(host: Hosts) -> None:
    one, other = host("one"), host("other")
    name = one.publish("a").generation
    left = other.index_dir / f".tmp-{name}"
    left.mkdir(parents=True)
    one.repository.fetch(name, left, [])
    (left / "manifest.json").unlink()
    assert other.served() == one.served() == {"a"}
    assert not left.exists()


def test_going_back_goes_past_what_was_left_by_one_that_was_killed_while_it_fetched(host: Hosts) -> None:
    one, other = host("one"), host("other")
    name = one.publish("a").generation
    one.publish("b")
    assert other.served() == {"b"}
    left = other.index_dir / f".tmp-{name}"
    left.mkdir()
    one.repository.fetch(name, left, [])
    assert other.roll_back().generation == name
    assert not left.exists()
    assert one.served() == other.served() == {"a"}


def test_what_is_here_serves_while_the_server_is_away(
    host: Hosts, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    one = host("one")
    one.publish("a")
    serving = layout.read_pointer(one.index_dir)
    with playing((503, {})) as down:
        away = OpenSearchRepository(settings.model_copy(update={"opensearch_url": down.address}))
        one.follower.repository, here = away, one.follower.repository
        for _ in range(3):
            one.follower.sync()
        client_for(settings.model_copy(update={"opensearch_url": down.address})).close()
    assert layout.read_pointer(one.index_dir) == serving
    assert len([each for each in caplog.records if "따라가지" in each.message]) == 1
    one.follower.repository = here
    host("other").publish("b")
    assert one.served() == {"b"}
