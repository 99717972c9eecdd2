"""Generations in a folder, their indexes on a real server."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.engine.opensearch.client import Client, ServerRefusedError
from app.engine.opensearch.engine import OpenSearchEngine
from app.engine.opensearch.index import Index
from app.errors import IndexUnavailableError, PublishError
from app.publishing.generation import load_engine
from app.publishing.generations import Generations
from app.publishing.publisher import Publisher
from tests.contracts.engine.documents import document, ids, morph, random_documents
from tests.engine.opensearch.played import playing

MADE: dict[str, Any] = {"analyzer_fingerprint": "mecab", "content_digest": "내용"}


def indexes(client: Client, engine: OpenSearchEngine) -> set[str]:
    """What is on the server of ``engine``'s."""
    return set(client.read("GET", f"/{engine.prefix}-*/_settings", params={"expand_wildcards": "all"}))


def test_an_index_goes_with_its_generation(opensearch_engine: OpenSearchEngine, client: Client, tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "index", "opensearch", opensearch_engine, keep=2)
    seen: list[set[str]] = []
    for _ in range(4):
        publisher.publish([document("a", title=["말"])], (), **MADE)
        seen.append(indexes(client, opensearch_engine))
    assert [len(each) for each in seen] == [1, 2, 2, 2]
    assert len(seen[-1] & seen[-2]) == 1


def test_what_a_failed_or_killed_publisher_left_is_cleared_away(
    opensearch_engine: OpenSearchEngine, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher = Publisher(tmp_path / "index", "opensearch", opensearch_engine)
    with pytest.raises(PublishError, match="찾지 못해서"):
        publisher.publish([document("a", title=["말"])], (), **MADE, canaries=[(morph("말"), "없음")])
    assert indexes(client, opensearch_engine) == set()
    killed = tmp_path / "index" / ".tmp-20260301T000000.000000Z" / "engine"
    killed.mkdir(parents=True)

    with monkeypatch.context() as dying:
        dying.setattr(Index, "finish", lambda index, documents: sys.exit())
        dying.setattr(opensearch_engine, "_discard_failed", lambda directory: None)
        with pytest.raises(SystemExit):
            opensearch_engine.build([document("a")], killed)
    assert len(indexes(client, opensearch_engine)) == 1
    publisher.publish([document("b")], (), **MADE)
    assert not killed.exists()
    assert len(indexes(client, opensearch_engine)) == 1


def test_an_index_that_was_deleted_or_is_not_whole_is_not_opened(
    opensearch_engine: OpenSearchEngine, client: Client, tmp_path: Path
) -> None:
    opensearch_engine.build(random_documents(5), tmp_path)
    (index,) = indexes(client, opensearch_engine)
    reader = opensearch_engine.open(tmp_path)
    with pytest.raises(ServerRefusedError):  # it takes no more
        client.write("DELETE", f"/{index}/_doc/3?refresh=true", timeout=60)
    client.write("PUT", f"/{index}/_settings", {"index.blocks.write": False}, timeout=60)
    client.write("DELETE", f"/{index}/_doc/3?refresh=true", timeout=60)
    with pytest.raises(IndexUnavailableError, match="덜 만들어졌어요"):
        opensearch_engine.open(tmp_path)
    opensearch_engine.discard(tmp_path)
    opensearch_engine.discard(tmp_path)
    with pytest.raises(IndexUnavailableError, match="색인이 없거나"):
        opensearch_engine.open(tmp_path)
    with pytest.raises(IndexUnavailableError):
        reader.retrieve(morph("말1"))


def test_a_marker_that_was_tampered_with_deletes_nothing(
    opensearch_engine: OpenSearchEngine, client: Client, tmp_path: Path
) -> None:
    opensearch_engine.build([document("a")], tmp_path)
    before = indexes(client, opensearch_engine)
    for name in ("*", "_all", f"{opensearch_engine.prefix}-*", "a,b"):
        (tmp_path / "opensearch.json").write_text(f'{{"index": "{name}"}}')
        opensearch_engine.discard(tmp_path)
    assert indexes(client, opensearch_engine) == before


def test_scores_are_right_beyond_the_first_2048_documents(opensearch_engine: OpenSearchEngine, tmp_path: Path) -> None:
    """Where one term of two is in some of the later documents, and the other in none of them."""
    documents = [
        document(f"{number:04}", title=held, questions=[[word] for word in held])
        for number in range(2_500)
        for held in (["앞", "뒤"] if number < 2_000 else ["뒤"] if number % 100 == 0 else ["빈"],)
    ]
    opensearch_engine.build(documents, tmp_path)
    embedded = tmp_path / "memory"
    embedded.mkdir()
    memory = load_engine("memory")
    memory.build(documents, embedded)
    query = morph("앞", "뒤")
    found, expected = (engine.retrieve(query) for engine in (opensearch_engine.open(tmp_path), memory.open(embedded)))
    assert ids(found) == ids(expected)
    for field, column in expected.matches[0].scores.items():
        ours = dict(zip(found.ids_of(), found.matches[0].scores[field], strict=True))
        for id_, score in zip(expected.ids_of(), column, strict=True):
            assert ours[id_] == pytest.approx(score, rel=1e-4)


def test_the_last_embedded_generation_answers_while_the_server_is_away(settings: Settings, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    Publisher(index_dir, "memory", load_engine("memory")).publish([document("옛", title=["말"])], (), **MADE)
    publisher = Publisher(index_dir, "opensearch", load_engine("opensearch", settings), keep=2)
    for _ in range(4):
        publisher.publish([document("새", title=["말"])], (), **MADE)
    with playing((503, {})) as down:
        away = settings.model_copy(update={"opensearch_url": down.address})
        generations = Generations(
            index_dir, analyzer_fingerprint="mecab", engine_for=lambda name: load_engine(name, away)
        )
        with generations.current() as generation:
            assert ids(generation.reader.retrieve(morph("말"))) == {"옛"}
            assert generation.degraded == ("engine_unavailable",)
        generations.close()
    generations = Generations(
        index_dir, analyzer_fingerprint="mecab", engine_for=lambda name: load_engine(name, settings)
    )
    with generations.current() as generation:
        assert (ids(generation.reader.retrieve(morph("말"))), generation.degraded) == ({"새"}, ())
    generations.close()


def test_an_overloaded_server_fails_the_publisher_and_not_what_serves(settings: Settings, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    Publisher(index_dir, "opensearch", load_engine("opensearch", settings)).publish(
        [document("a", title=["말"])], (), **MADE
    )
    refused = {"errors": True, "items": [{"index": {"error": {"type": "rejected", "reason": "too much"}}}]}
    for answers, told in (
        ([(429, {"error": {"type": "rejected"}})], "지금은 요청을 받지 못해요"),
        ([(200, {}), (200, refused)], "문서를 받지 않아서"),
    ):
        with playing(*answers) as busy:
            engine = load_engine("opensearch", settings.model_copy(update={"opensearch_url": busy.address}))
            with pytest.raises(PublishError, match=told):
                Publisher(index_dir, "opensearch", engine).publish([document("b", title=["말"])], (), **MADE)
    generations = Generations(
        index_dir, analyzer_fingerprint="mecab", engine_for=lambda name: load_engine(name, settings)
    )
    with generations.current() as generation:
        assert (ids(generation.reader.retrieve(morph("말"))), generation.degraded) == ({"a"}, ())
    generations.close()


def test_an_index_whose_server_is_set_no_more_is_in_nobodys_way(settings: Settings, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    engine = load_engine("opensearch", settings)
    left = Publisher(index_dir, "opensearch", engine).publish([document("새", title=["말"])], (), **MADE)
    unset = partial(load_engine, settings=settings.model_copy(update={"opensearch_url": ""}))
    generations = Generations(index_dir, analyzer_fingerprint="mecab", engine_for=unset)
    with pytest.raises(IndexUnavailableError, match="주소가 없어요"), generations.current():
        pass
    publisher = Publisher(index_dir, "memory", load_engine("memory"), keep=1, engine_for=unset)
    for _ in range(2):
        publisher.publish([document("옛", title=["말"])], (), **MADE)
    assert not (index_dir / left.generation).exists()
    generations.close()
