"""The wheel holds everything: installed elsewhere, it serves a page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent.parent
START_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_what_is_not_python(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "app/templates/base.html" in names
    assert "app/faq_data/categories.yaml" in names
    assert any(name.startswith("app/static/") for name in names)
    assert {name.split("/")[0] for name in names} == {"app", wheel.name.rsplit("-", 3)[0] + ".dist-info"}


def test_the_installed_wheel_serves_search(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARODAP_")}
    environment |= {"PYTHONPATH": str(site), "PORT": str(port), "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    log = tmp_path / "log"
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=work, env=environment, stdout=output, stderr=output) as server,
    ):
        try:
            page = _wait_for(f"http://127.0.0.1:{port}/search?q={quote('월렛 상태')}", server, log)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    assert "월렛 상태" in page
    assert "wallet-status" in page
    assert (work / "barodap-data" / "barodap.db").is_file()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(url) as response:
                return str(response.read().decode())
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text()}")
