"""A Redis of the tests' own: in a folder that is thrown away, on a port of loopback, keeping nothing on disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.setting_types import without_password
from tests.live_server import free_port

NAMES = ("redis-server", "valkey-server")
START_SECONDS = 20.0
GIVEN_URL = os.environ.get("BARODAP_TEST_REDIS_URL", "")


@dataclass
class RedisServer:
    """A server that can be killed, stopped in its tracks and started again, empty, at the same port."""

    folder: str
    password: str = ""
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        binary = find()
        assert binary is not None
        listen = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder]
        keep_nothing = ["--save", "", "--appendonly", "no"]
        locked = ["--requirepass", self.password] if self.password else []
        self._process = subprocess.Popen([binary, *listen, *keep_nothing, *locked], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "the Redis server did not start"
            time.sleep(0.02)

    def signal(self, number: signal.Signals) -> None:
        """SIGSTOP for one that hangs, SIGCONT for one that goes on."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """At once, as by a loss of power. Harmless when done twice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Its answers are typed for asynchronous clients, too, hence Any."""
        with Redis(
            port=self.port, password=self.password or None, socket_timeout=5, retry=Retry(NoBackoff(), 0)
        ) as client:
            yield client

    def configure(self, **settings: str) -> None:
        """Set what ``CONFIG SET`` sets, ``_`` standing for ``-``."""
        with self.client() as client:
            for name, value in settings.items():
                client.config_set(name.replace("_", "-"), value)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except RedisError:
            return False


@contextmanager
def own_redis(password: str = "") -> Iterator[RedisServer]:
    """A server, with a ``password`` or none. Where no program is there the test is skipped; with CI=true it fails."""
    if find() is None:
        missing = f"no Redis server found (looked for {', '.join(NAMES)}; Debian: apt install redis-server)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="barodap-redis-") as folder:
        server = RedisServer(folder, password)
        server.start()
        try:
            yield server
        finally:
            server.kill()


def find() -> str | None:
    """The path of a server's program, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def described() -> str:
    """One line for the header of a test run."""
    return f"redis: {without_password(GIVEN_URL) or find() or 'none found'}"
