"""What reaches stderr, in a process of its own: there, no test runner has touched logging."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import create_app
from tests.conftest import settings_in

ROOT = Path(__file__).resolve().parents[1]

APPLICATION = """
import logging, sys
from pathlib import Path
from app import create_app
from tests.conftest import settings_in

for log_level in ("DEBUG", "INFO", "WARNING", "ERROR"):
    print(log_level, file=sys.stderr)
    app = create_app(settings_in(Path(sys.argv[1]), log_level=log_level))
    assert app.test_client().get("/readyz").status_code == 503
    for level in ("debug", "info", "error"):
        getattr(logging.getLogger("app.anything"), level)(f"a line of level {level}")
    logging.getLogger("library").info("of no concern")
"""
SHOWN = {
    "DEBUG": ["WARNING", "DEBUG", "INFO", "ERROR"],
    "INFO": ["WARNING", "INFO", "ERROR"],
    "WARNING": ["WARNING", "ERROR"],
    "ERROR": ["ERROR"],
}


def test_the_level_decides_what_is_logged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", APPLICATION, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown: dict[str, list[str]] = {}
    for line in done.stderr.splitlines():
        if line in SHOWN:
            shown[line] = under = []
            continue
        found = re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) \[\d+\] app\.[\w.]+: .+", line)
        assert found, line
        under.append(found[1])
    assert shown == SHOWN


def test_why_the_server_is_not_ready_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(settings_in(tmp_path)).test_client()
    assert client.get("/readyz").status_code == 503
    assert any(record.name == "app.web.health" and "발행" in record.getMessage() for record in caplog.records)
