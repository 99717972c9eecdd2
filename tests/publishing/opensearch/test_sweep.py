from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from app.config import Settings
from app.engine.opensearch.client import Client
from app.errors import PublishError
from app.publishing import layout, repository
from app.publishing.opensearch.lease import Lease
from app.publishing.repository import GRACE_SECONDS, retained
from tests.publishing.opensearch.conftest import Hosts


def indexes(client: Client, settings: Settings) -> set[str]:
    return set(client.read("GET", f"/{settings.opensearch_prefix}-*/_settings"))


def chunks(client: Client, settings: Settings) -> int:
    path = f"/{settings.opensearch_prefix}-files"
    client.write("POST", f"{path}/_refresh", timeout=60)
    return int(client.read("GET", f"{path}/_count")["count"])


def test_what_nobody_needs_goes_and_what_anybody_needs_stays(
    host: Hosts, settings: Settings, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "GRACE_SECONDS", 0.0)
    one, other = host("one"), host("other")
    foreign = {f"{settings.opensearch_prefix}-{name}" for name in ("2", "eval-tmp-20260301t000000-000000z-" + "0" * 32)}
    left = f"{settings.opensearch_prefix}-tmp-20260301t000000-000000z-{'0' * 32}"
    for index in (*foreign, left):
        client.write("PUT", f"/{index}", {}, timeout=60)
    sizes = []
    for number in range(4):
        one.publish("a", f"b{number}")
        sizes.append(chunks(client, settings))
    # Two generations, the files, and what is not ours.
    assert len(indexes(client, settings)) == 2 + 1 + len(foreign)
    assert foreign < indexes(client, settings)
    assert sizes[0] < sizes[1]
    assert sizes[2] == sizes[3] <= sizes[1] + 1
    assert other.served() == {"a", "b3"}
    other.roll_back()
    with other.repository.lock():
        other.repository.sweep(1)
    assert host("third").served() == {"a", "b2"}


def test_what_was_just_replaced_is_kept_though_it_is_old(host: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "GRACE_SECONDS", 0.0)
    one = host("one")
    names = [one.publish(id_).generation for id_ in "ab"]
    one.roll_back()
    names.append(one.publish("c").generation)
    assert one.repository.names() == names[::-1]


def test_what_was_gone_back_to_and_replaced_lately_is_kept_through_the_next_publish(
    host: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "GRACE_SECONDS", 3600.0)
    one = host("one")
    with monkeypatch.context() as long_ago:
        for day, id_ in enumerate(("back", "bad"), start=1):
            long_ago.setattr(layout, "new_name", lambda _, day=day: f"2026030{day}T000000.000000Z")
            one.publish(id_)
    back = one.roll_back().generation
    newer = [one.publish(id_).generation for id_ in "cd"]
    assert one.repository.names() == [*newer[::-1], back]


@pytest.mark.parametrize("time", [1, 2])
def test_one_whose_lease_is_lost_sweeps_nothing_more(
    host: Hosts, settings: Settings, client: Client, time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "GRACE_SECONDS", 0.0)
    one = host("one")
    for id_ in "abc":
        one.publish(id_, keep=4)
    before = len(indexes(client, settings)), chunks(client, settings)
    renew, times = Lease.renew, count(1)

    def lost(lease: Lease) -> None:
        if next(times) == time:
            raise PublishError("다른 발행이 시작됐어요.")
        renew(lease)

    with one.repository.lock(), monkeypatch.context() as losing:
        losing.setattr(Lease, "renew", lost)
        with pytest.raises(PublishError):
            one.repository.sweep(1)
        left = len(indexes(client, settings)), chunks(client, settings)
    assert left[0] < before[0] if time == 2 else left[0] == before[0]
    assert left[1] == before[1] + 1  # the lease


def test_what_was_replaced_lately_is_kept_for_those_who_have_yet_to_go_over() -> None:
    names = [f"20260301T00{minute:02}00.000000Z" for minute in (9, 8, 7, 2, 1)]
    at = datetime(2026, 3, 1, 0, 9, tzinfo=UTC)
    assert GRACE_SECONDS == 60
    assert retained(names, names[0], 2, at.replace(second=59)) == names[:2]
    assert retained(names, names[0], 1, at.replace(second=59)) == names[:2]
    assert retained(names, names[0], 1, at.replace(minute=20)) == names[:1]
    assert retained(names, names[3], 1, at.replace(minute=20)) == [names[0], names[3]]
    assert retained(names, names[0], 2, at.replace(minute=8, second=30)) == names[:3]
    assert retained([], None, 2, at) == []
