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

app = create_app(settings_in(Path(sys.argv[1]), log_level=sys.argv[2]))
assert app.test_client().get("/readyz").status_code == 503
for level in ("debug", "info", "error"):
    getattr(logging.getLogger("app.anything"), level)(f"a line of level {level}")
logging.getLogger("library").info("of no concern")
"""


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("DEBUG", ["WARNING", "DEBUG", "INFO", "ERROR"]),
        ("INFO", ["WARNING", "INFO", "ERROR"]),
        ("WARNING", ["WARNING", "ERROR"]),
        ("ERROR", ["ERROR"]),
    ],
)
def test_the_level_decides_what_is_logged(level: str, shown: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", APPLICATION, str(tmp_path), level], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if " app." in line]
    assert len(lines) == len(done.stderr.splitlines()), done.stderr
    matches = [
        re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) \[\d+\] app\.[\w.]+: .+", line) for line in lines
    ]
    assert [match and match[1] for match in matches] == shown


def test_why_the_server_is_not_ready_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(settings_in(tmp_path)).test_client()
    assert client.get("/readyz").status_code == 503
    assert any(record.name == "app.web.health" and "발행" in record.getMessage() for record in caplog.records)
