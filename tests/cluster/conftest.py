"""Members of a cluster that end with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.cluster.redis import RedisCluster

Member = Callable[..., RedisCluster]

RETRY_SECONDS = 0.05


@pytest.fixture
def member() -> Iterator[Member]:
    """Makes a member at an address, with a secret key."""
    with ExitStack() as members:

        def make(url: str, secret_key: str = "secret") -> RedisCluster:
            cluster = RedisCluster(url, secret_key, retry_seconds=RETRY_SECONDS)
            members.callback(cluster.close)
            return cluster

        yield make
