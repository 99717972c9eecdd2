from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.analysis.jvm import OktTokenizer
from app.errors import MissingDependencyError
from app.registry import install_command
from tests.contracts.tokenizer import load_or_skip

pytestmark = pytest.mark.long

SUITE = Path(__file__).with_name("jvm_suite.py")


def test_okt_and_komoran_keep_the_contract() -> None:
    load_or_skip("komoran", None)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(SUITE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_java_home_without_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingDependencyError, match="JAVA_HOME") as caught:
        OktTokenizer()
    assert "JAVA_HOME" in caught.value.remedy


def test_no_java_at_all_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("app.analysis.jvm.find_spec", lambda _: None)
    with pytest.raises(MissingDependencyError) as caught:
        OktTokenizer()
    assert caught.value.remedy == install_command("jvm")
