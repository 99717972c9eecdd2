"""Every peer that needs no server indexes the same articles and finds among them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.peers.base import PEERS, Collection, Peer, Place, make
from benchmarks.peers.collecting import collect
from benchmarks.peers.measuring import Measurement
from benchmarks.peers.questions import Questions, questions
from benchmarks.peers.server import Server
from benchmarks.search import articles
from tests.conftest import once

COUNT = 30


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(folder: Path) -> None:
        collect(folder, COUNT)

    return once(tmp_path_factory, "peers", fill)


OURS = ("barodap", "barodap-retrieval")


def check(peer: Peer, titles: Iterable[str]) -> None:
    peer.open()
    try:
        assert all(peer.search(peer.prepare(title)) >= 1 for title in titles)
        # Signs of any query language, and words that nobody has, are no reason to fail.
        assert peer.search(peer.prepare('"AND ( [가 TO 힣] * ~ :')) >= 0
        assert peer.search(peer.prepare("?")) >= 0
    finally:
        peer.close()


@pytest.mark.parametrize("name", [name for name, entry in PEERS.items() if not entry.server and name not in OURS])
def test_a_peer_finds_what_is_asked_for(name: str, collection: Path, tmp_path: Path) -> None:
    peer = make(name, Place(collection, tmp_path))
    peer.index()
    assert peer.disk() > 0
    titles = [text["title"] for text in Collection(collection).texts()]
    assert len(titles) == COUNT
    check(peer, titles)


@pytest.mark.parametrize("name", OURS)
def test_barodap_is_searched_as_its_pages_are(name: str, published_sample: Path) -> None:
    check(make(name, Place(published_sample, published_sample)), ["환불은 언제 되나요?", "세금계산서", "채널 개설"])


def test_who_cannot_is_left_out_and_the_others_are_measured(tmp_path: Path) -> None:
    asked = Questions(["환불"], ["배송 조회", "세금계산서"], ["환불", "환불"])
    away = Server("http://127.0.0.1:9")
    said: list[str] = []
    found = Measurement(COUNT, ["fts5", "opensearch", "barodap-retrieval"], tmp_path, away, said.append).run(asked)
    assert "ConnectionError" in found["skipped"]["opensearch"]
    assert found["skipped"]["barodap-retrieval"] == "needs the index of barodap"
    assert found["peers"].keys() == {"fts5"}
    assert found["peers"]["fts5"]["once"]["p50"] > 0
    assert found["peers"]["fts5"]["index"]["disk_bytes"] > 0
    assert json.loads(json.dumps(found)) == found
    assert all(str(name) in " ".join(said) for name in ("fts5", "opensearch", "barodap-retrieval"))


def test_articles_are_the_same_each_time_and_differ_from_each_other() -> None:
    drawn = list(articles(6_000))
    assert drawn == list(articles(6_000))
    texts = {(row["title"], row["text"]) for row in drawn}
    assert len(texts) > 0.95 * len(drawn)


def test_questions_repeat_only_where_they_should() -> None:
    asked = questions(300)
    assert asked == questions(300)
    assert len({*asked.warming, *asked.once}) == len(asked.warming) + 300
    assert asked.distinct < 200
    assert not {*asked.zipf} & {*asked.warming, *asked.once}
    with pytest.raises(ValueError, match="at most"):
        questions(10_000)
