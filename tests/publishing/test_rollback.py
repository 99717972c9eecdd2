"""Going back in a folder of one's own; ``opensearch/test_hosts.py`` has several hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import PublishError
from app.publishing import layout
from app.publishing.generation import load_engine
from app.publishing.lock import PublisherBusyError, publish_lock
from app.publishing.manifest import Manifest
from app.publishing.rollback import roll_back
from tests.publishing.conftest import OpenGenerations, Publish, served


def back(index_dir: Path) -> Manifest:
    return roll_back(index_dir, engine_for=load_engine, analyzer_fingerprint="mecab")


def test_the_newest_sound_generation_before_serves_again(
    publish: Publish, index_dir: Path, open_generations: OpenGenerations
) -> None:
    first = publish("a", keep=4)
    damaged = publish("b", keep=4)
    publish("c", keep=4)
    (index_dir / damaged.generation / "categories.json").unlink()
    generations = open_generations()
    assert served(generations) == {"c"}
    assert back(index_dir) == first
    assert served(generations) == {"a"}
    with pytest.raises(PublishError, match="이전 색인이 없어요"):
        back(index_dir)
    publish("d", keep=4)
    assert served(generations) == {"d"}


@pytest.mark.parametrize("harm", ["", "b", "c"])
def test_what_was_gone_back_from_does_not_come_back(
    harm: str, publish: Publish, index_dir: Path, open_generations: OpenGenerations
) -> None:
    names = {id_: publish(id_, keep=4).generation for id_ in "ab"}
    names["bad"] = publish("bad", keep=4).generation
    assert back(index_dir).generation == names["b"]
    names["c"] = publish("c", keep=4).generation
    names["d"] = publish("d", keep=4).generation
    if harm:
        (index_dir / names[harm] / "categories.json").unlink()
    for expected in sorted({"a", "b", "c"} - {harm}, reverse=True):
        back(index_dir)
        assert served(open_generations()) == {expected}
    with pytest.raises(PublishError, match="이전 색인이 없어요"):
        back(index_dir)


def test_the_one_that_was_replaced_is_kept_and_not_the_one_that_was_gone_back_from(
    publish: Publish, index_dir: Path
) -> None:
    kept = publish("kept").generation
    publish("bad")
    back(index_dir)
    new = publish("new")
    assert new.replaced == kept
    assert layout.generations(index_dir) == [new.generation, kept]


def test_nothing_to_go_back_to_or_a_publisher_at_work(publish: Publish, index_dir: Path) -> None:
    with pytest.raises(PublishError, match="이전 색인이 없어요"):
        back(index_dir)
    publish("a")
    with publish_lock(index_dir), pytest.raises(PublisherBusyError):
        back(index_dir)
