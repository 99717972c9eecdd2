"""``barodap eval`` as it is run, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import Settings
from tests.cli.process import run
from tests.conftest import settings_in
from tests.evaluation.given import write_set

CORPUS = [
    {"_id": "d1", "title": "환불은 언제 되나요?", "text": "취소하고 나서 사흘 안에 돌려드려요."},
    {"_id": "d2", "title": "택배가 오지 않아요", "text": "송장 번호로 위치를 확인하세요."},
]
QUERIES = [
    {"_id": "1", "text": "환불 언제", "metadata": {"kind": "keyword", "split": "tuning"}},
    {"_id": "2", "text": "택배", "metadata": {"kind": "keyword", "split": "holdout"}},
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "installation")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "shop", QUERIES, {"test": "1\td1\t1\n2\td2\t1\n"}, CORPUS)


def test_evaluate_record_and_compare(settings: Settings, folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = run(settings, "eval", str(folder), "--run", str(first), TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("shop · 질의 2개 · 도움말 2건 · whoosh, mecab\n")
    assert list(temporary.iterdir()) == []
    # A floor that nothing reaches.
    strict = {"BARODAP_RELEVANCE_FLOOR": "1", "BARODAP_ENGINE": "memory"}
    done = run(settings, "eval", str(folder), "--json", "--run", str(second), "--worst", "1", **strict)
    body = json.loads(done.stdout)
    assert body["engine"] == "memory"
    assert len(body["worst"]) == 1
    done = run(settings, "eval", "--compare", str(first), str(second), "--json")
    compared = json.loads(done.stdout)
    assert compared["queries"] == 2
    assert compared["overall"]["success@1"] == [1.0, body["overall"]["success@1"]]
    done = run(settings, "eval", "--compare", str(first), str(second))
    assert done.stdout.startswith("질의 2개를 비교했어요.")


def test_one_split(settings: Settings, folder: Path) -> None:
    done = run(settings, "eval", str(folder), "--split", "holdout", "--json", BARODAP_ENGINE="memory")
    body = json.loads(done.stdout)
    assert (body["split"], body["queries"]) == ("holdout", 1)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "--compare 가운데 하나를 쓰세요"),
        (("SET", "--compare", "a", "b"), 2, "--compare 가운데 하나를 쓰세요"),
        (("--compare", "a", "b", "--split", "x"), 2, "함께 쓸 수 없어요"),
        (("--compare", "/nonexistent", "b"), 1, "/nonexistent"),
        (("/nonexistent",), 1, "평가 세트가 아니에요: /nonexistent"),
        (("SET", "--split", "none"), 1, "holdout, test, tuning"),
        (("SET", "--worst", "-1"), 2, "--worst"),
    ],
)
def test_bad_input_ends_with_a_message(
    settings: Settings, folder: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    done = run(settings, "eval", *(str(folder) if argument == "SET" else argument for argument in arguments))
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_line_is_named(settings: Settings, folder: Path) -> None:
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    done = run(settings, "eval", str(folder))
    assert done.returncode == 1
    assert "queries.jsonl:3: JSON" in done.stderr
