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

START_SECONDS = 240


@contextmanager
def live_server(folder: Path, **settings: str) -> Iterator[str]:
    """The address of ``live_process``."""
    with live_process(folder, **settings) as (_, address):
        yield address


@contextmanager
def live_process(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server, at the head of a process group, and its address. Its database and index are in ``folder``, made from
    the sample articles if missing.

    ``settings`` are ``BARODAP_*`` variables without the prefix, in lower case.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARODAP_")}
    environment |= {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "BARODAP_DATABASE_URL": f"sqlite:///{folder / 'barodap.db'}",
        "BARODAP_INDEX_DIR": str(folder / "index"),
        **{f"BARODAP_{name.upper()}": value for name, value in settings.items()},
    }
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=Path(__file__).parent.parent, start_new_session=True
        )
        try:
            _wait(process, address, folder / "server.log")
            yield process, address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
