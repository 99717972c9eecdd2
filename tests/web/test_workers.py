"""What gunicorn's master does before it forks workers."""

from __future__ import annotations

import subprocess
import sys

_CHECK = """
import os, sys, threading
before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
from app.web.workers import on_starting
on_starting(None)
after = set(os.listdir("/proc/self/fd")) if before else set()
assert threading.active_count() == 1
assert after <= before, after - before
assert "app.web.api.endpoints" in sys.modules
assert not {"MeCab", "jpype", "kiwipiepy"} & set(sys.modules)
"""


def test_the_master_imports_the_program_and_opens_nothing() -> None:
    subprocess.run([sys.executable, "-c", _CHECK], check=True)
