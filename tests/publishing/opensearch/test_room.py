from __future__ import annotations

from pathlib import Path

from app.config import Settings
from app.engine.opensearch.client import Client
from app.evaluation.beir import read_set
from app.evaluation.room import open_room
from tests.evaluation.given import write_set
from tests.publishing.opensearch.conftest import Hosts


def test_an_evaluation_publishes_for_nobody_and_leaves_nothing(
    host: Hosts, settings: Settings, client: Client, tmp_path: Path
) -> None:
    one = host("one")
    live = one.publish("a").generation
    before = set(client.read("GET", f"/{settings.opensearch_prefix}-*/_settings"))
    corpus = [{"_id": "d", "title": "환불은 언제 되나요?", "text": "사흘 안에 돼요."}]
    given = write_set(tmp_path / "set", [{"_id": "q", "text": "환불"}], {"test": "q\td\t1\n"}, corpus)
    room = open_room(read_set(given), settings, tmp_path / "room")
    try:
        assert [hit.article.id for hit in room.search("환불").hits] == ["d"]
        assert one.repository.live() == live
        # A publisher that sweeps meanwhile takes nothing away.
        one.publish("b")
        assert [hit.article.id for hit in room.search("환불 언제").hits] == ["d"]
    finally:
        room.close()
    after = set(client.read("GET", f"/{settings.opensearch_prefix}-*/_settings"))
    assert len(after - before) == 1
    assert one.served() == {"b"}
