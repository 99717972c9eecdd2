"""A Barodap as people run it: ``barodap serve`` in a process of its own, over data of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hosts import Host

START_SECONDS = 240
HERE = Host()


@contextmanager
def live_server(folder: Path, **settings: str) -> Iterator[str]:
    """The address of ``live_process``."""
    with live_process(folder, **settings) as (_, address):
        yield address


@contextmanager
def live_process(
    folder: Path, host: Host = HERE, /, *, workers: str = "2", **settings: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server, at the head of a process group, and its address. Its database and index are in ``folder``, made from
    the sample articles if missing.

    ``settings`` are ``BARODAP_*`` variables without the prefix, in lower case.
    """
    port = free_port()
    process = launch(folder, port, host, workers=workers, **settings)
    try:
        wait_until_ready(process, port, folder, host)
        yield process, f"http://{host.address}:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def launch(
    folder: Path, port: int, host: Host = HERE, /, *, workers: str = "2", **settings: str
) -> subprocess.Popen[bytes]:
    """The server's process, leader of a group of its own with the workers in it. What it says is in ``server.log``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARODAP_")}
    environment |= {
        "HOST": host.address,
        "PORT": str(port),
        "WEB_CONCURRENCY": workers,
        "BARODAP_DATABASE_URL": f"sqlite:///{folder / 'barodap.db'}",
        "BARODAP_INDEX_DIR": str(folder / "index"),
        **{f"BARODAP_{name.upper()}": value for name, value in settings.items()},
    }
    command = [*host.within, sys.executable, "-c", "from app.cli import main; main()", "serve"]
    root = Path(__file__).parent.parent
    with log_of(folder).open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=root, start_new_session=True)


def log_of(folder: Path) -> Path:
    """Where the server of ``folder`` says what it does."""
    return folder / "server.log"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[bytes], port: int, folder: Path, host: Host = HERE) -> None:
    """Until the server answers searches. Raises RuntimeError with its log when it does not come to that."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{host.address}:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    said = log_of(folder).read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"the server did not start:\n{said}")
