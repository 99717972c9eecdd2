"""A real OpenSearch, one for all processes of a run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.config import Settings
from app.engine.opensearch.client import Client, Connection
from app.engine.opensearch.engine import OpenSearchEngine
from scripts.opensearch.nodes import START_SECONDS, is_installed
from tests.conftest import once, settings_in

GIVEN = os.environ.get("BARODAP_TEST_OPENSEARCH_URL", "")
MISSING = "No OpenSearch: set BARODAP_TEST_OPENSEARCH_URL, or run scripts/opensearch/install.sh"


@pytest.fixture(scope="session")
def opensearch_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a server that answers: the given one, or one of ours. CI must have one."""
    if GIVEN:
        return GIVEN
    need_server()
    return (once(tmp_path_factory, "opensearch", _start) / "url").read_text(encoding="utf-8")


def need_server() -> None:
    """Skip where no server can be started, and say so; with CI=true fail."""
    if not is_installed():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)


def _start(folder: Path) -> None:
    """A server that ends with this run, whichever of its processes started it."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    url, log = folder / "url", folder / "log"
    command = [sys.executable, "-m", "scripts.opensearch", "--brief"]
    command += ["--url-file", str(url), "--as-long-as", str(run)]
    written = os.open(log, os.O_WRONLY | os.O_CREAT)
    # No Popen: this process neither waits for the server nor has it to end.
    server = os.posix_spawn(
        sys.executable,
        command,
        {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        file_actions=[(os.POSIX_SPAWN_DUP2, written, 1), (os.POSIX_SPAWN_DUP2, written, 2)],
        setsid=True,
    )
    os.close(written)
    deadline = time.monotonic() + START_SECONDS
    while not (url.exists() and url.read_text(encoding="utf-8")):
        if os.waitpid(server, os.WNOHANG)[0] or time.monotonic() > deadline:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        time.sleep(0.2)


@pytest.fixture
def settings(opensearch_url: str, client: Client, tmp_path: Path) -> Iterator[Settings]:
    """An installation in a folder of its own; its indexes have no copies, and are deleted in the end."""
    own = settings_in(
        tmp_path,
        engine="opensearch",
        opensearch_url=opensearch_url,
        opensearch_timeout=20,
        opensearch_replicas=0,
        opensearch_prefix=f"test-{uuid4().hex}",
    )
    yield own
    client.write("DELETE", f"/{own.opensearch_prefix}-*", timeout=60.0)


@pytest.fixture
def client(opensearch_url: str) -> Iterator[Client]:
    made = Client(Connection(opensearch_url, timeout=20.0))
    yield made
    made.close()


@pytest.fixture
def opensearch_engine(settings: Settings) -> OpenSearchEngine:
    return OpenSearchEngine(settings)
