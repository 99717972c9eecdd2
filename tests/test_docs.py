"""The documents keep up with the code: every setting, command and route is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import create_app
from app.cli import cli
from app.config import Settings
from app.registry import CHANNELS, load

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `BARODAP_{name.upper()}` |" in (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^\| `BARODAP_(\w+)` \|", (DOCS / "configuration.md").read_text(encoding="utf-8"), re.M)
    assert {name.lower() for name in documented} == set(Settings.model_fields)


@pytest.mark.parametrize("name", cli.list_commands(None))  # type: ignore[arg-type]
def test_every_command_is_documented(name: str) -> None:
    assert f"| `barodap {name}" in (DOCS / "cli.md").read_text(encoding="utf-8")


def test_every_route_is_documented(sample_settings: Settings) -> None:
    pages = (DOCS / "pages.md").read_text(encoding="utf-8")
    api = (DOCS / "api.md").read_text(encoding="utf-8")
    for rule in create_app(sample_settings).url_map.iter_rules():
        if rule.rule.startswith("/api/docs/assets/"):
            continue
        if rule.rule.startswith("/api/"):
            assert re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) in api
        else:
            assert f"| `{rule.rule}` |" in pages


def test_every_channel_is_documented() -> None:
    text = (DOCS / "channels.md").read_text(encoding="utf-8")
    for name in CHANNELS:
        assert f"`POST {load(CHANNELS, name, setting='').path}`" in text
        assert f"`BARODAP_{name.upper()}_SECRET`" in text


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_path_that_documents_name_exists() -> None:
    root = DOCS.parent
    documents = [*DOCS.rglob("*.md"), *root.glob("*.md"), root / "faq_data" / "README.md"]
    for document in documents:
        text = document.read_text(encoding="utf-8")
        for path in re.findall(r"`((?:app|tests|faq_data|docs|benchmarks|scripts|templates)/[\w/.-]*)`", text):
            assert (root / path).exists(), f"{document.name}: {path}"
