from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from app.engine.opensearch.client import Client
from app.errors import PublishError
from app.publishing.lock import PublisherBusyError
from app.publishing.opensearch.chunks import Chunks
from app.publishing.opensearch.lease import Lease


@pytest.fixture
def lease(client: Client, settings: object) -> Callable[[], Lease]:
    name = f"{settings.opensearch_prefix}-{uuid4().hex}"  # type: ignore[attr-defined]
    Chunks(client, name, 0).prepare()
    return lambda: Lease(client, name, "publisher", seconds=1.5)


def test_it_is_held_by_one_for_as_long_as_that_one_lives(lease: Callable[[], Lease]) -> None:
    with lease().held():
        until = time.monotonic() + 4  # more than it lasts without being renewed
        while time.monotonic() < until:
            with pytest.raises(PublisherBusyError, match=r"\S+:\d+"), lease().held():
                pass
            time.sleep(0.2)
    with lease().held():
        pass


def test_one_that_was_stopped_loses_it_and_learns_of_it(lease: Callable[[], Lease]) -> None:
    stopped, next_one = lease(), lease()
    assert stopped._take(renewed=False)
    assert not next_one._take(renewed=False)
    deadline = time.monotonic() + 30
    while not next_one._take(renewed=False):  # the server's clock is only as fine as a busy machine lets it be
        assert time.monotonic() < deadline
        time.sleep(0.2)
    with next_one.held():
        with pytest.raises(PublishError, match="다른 발행이 시작돼서"):
            stopped.renew()
        stopped._leave()  # takes it from nobody
        next_one.renew()
    with pytest.raises(PublishError):  # nor is it there to be had again
        stopped.renew()
