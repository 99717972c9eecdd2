"""Sharing within one process."""

from __future__ import annotations

import pytest

from app.cluster.memory import MemoryCache, MemoryCluster, MemoryNotices
from tests.contracts.cluster import ClusterContract, Join


class TestMemoryCluster(ClusterContract):
    @pytest.fixture
    def join(self) -> Join:
        """All threads of the process share one."""
        cluster = MemoryCluster()
        return lambda: cluster


def test_a_cache_drops_what_was_not_asked_for_longest() -> None:
    cache = MemoryCache(3)
    for key in "abc":
        cache.put(key, key.encode())
    assert cache.get("a") == b"a"
    cache.put("d", b"d")
    assert [cache.get(key) for key in "abcd"] == [b"a", None, b"c", b"d"]


def test_nothing_is_left_of_who_listened() -> None:
    notices = MemoryNotices()
    for number in range(100):
        with notices.listen(f"{number}"), notices.listen(f"{number}"):
            assert len(notices._listeners) == 1
    assert not notices._listeners
