"""``barodap learn`` as an operator runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import Settings
from tests.cli.process import run
from tests.conftest import settings_in
from tests.web.api.conftest import published

SLANG = "쩐 뱉어내 줘"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return published(settings_in(tmp_path))


def questions(path: Path, *records: object) -> str:
    file = path / "learn.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return str(file)


def test_imported_questions_are_listed_found_and_vetoed(settings: Settings, tmp_path: Path) -> None:
    file = questions(tmp_path, {"query": SLANG, "article_id": "wallet-refund"})
    imported = run(settings, "learn", "import", file)
    assert "질문 1개를 배웠어요." in imported.stdout
    assert "barodap publish" in imported.stderr
    assert f"- {SLANG}  (가져옴)" in run(settings, "learn", "list").stdout
    assert run(settings, "publish").returncode == 0
    assert [hit["id"] for hit in json.loads(run(settings, "search", SLANG, "--json").stdout)["hits"]] == [
        "wallet-refund"
    ]

    assert "이 질문을 막았어요." in run(settings, "learn", "veto", "wallet-refund", SLANG).stdout
    assert run(settings, "learn", "list").stdout == "아직 배운 질문이 없어요.\n"
    (vetoed,) = json.loads(run(settings, "learn", "list", "--vetoed", "--json").stdout)
    assert (vetoed["article_id"], vetoed["question"], vetoed["vetoed"]) == ("wallet-refund", SLANG, True)
    assert "풀었어요" in run(settings, "learn", "veto", "wallet-refund", SLANG, "--undo").stdout
    assert SLANG in run(settings, "learn", "list").stdout


def test_update_says_what_was_learned(settings: Settings) -> None:
    assert "방문자에게서 배운 질문 0개" in run(settings, "learn", "update").stdout
    assert "꺼져 있어서" in run(settings, "learn", "update", BARODAP_LEARNING="false").stdout


def test_mistakes_are_told_plainly(settings: Settings, tmp_path: Path) -> None:
    for arguments, told in (
        (
            ("import", questions(tmp_path, {"query": SLANG, "article_id": "nothing"})),
            "learn.jsonl:1: 문서를 찾을 수 없어요",
        ),
        (("import", str(tmp_path / "missing")), "파일을 읽을 수 없어요"),
        (("veto", "nothing", SLANG), "문서를 찾을 수 없어요: nothing"),
        (("veto", "wallet-refund", SLANG, "--undo"), "막아 둔 질문이 아니에요"),
    ):
        done = run(settings, "learn", *arguments)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr
