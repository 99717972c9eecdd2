"""A host whose folder is full, while all others can go on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

import pytest

from app.publishing import layout
from tests.publishing.conftest import served
from tests.publishing.opensearch.conftest import Hosts


def test_what_all_others_have_gone_over_to_has_not_failed(
    host: Hosts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = host("one"), host("other")
    one.publish("a")
    assert other.served() == {"a"}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def falls_behind(do: Callable[[], object]) -> bool:
        caplog.clear()
        with monkeypatch.context() as filling:
            filling.setattr(layout, "write_pointer", full)
            do()
        return "쓸 수 있게 되면 따라가요" in caplog.text

    assert falls_behind(lambda: one.publish("b"))
    assert served(one.generations) == {"a"}
    assert one.served() == other.served() == {"b"}
    assert falls_behind(other.roll_back)
    assert served(other.generations) == {"b"}
    assert one.served() == other.served() == {"a"}
