"""The commands as an operator runs them, in a process of their own."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from app.config import Settings
from tests.cli.process import run

COMMANDS = ("serve", "import", "publish", "rollback", "search", "learn", "purge", "eval", "analyze", "doctor", "config")


def test_help_names_every_command(sample_settings: Settings) -> None:
    done = run(sample_settings, "--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert name in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(sample_settings: Settings, name: str) -> None:
    assert run(sample_settings, name, "--help").returncode == 0


def test_rollback_says_when_there_is_nothing_to_go_back_to(sample_settings: Settings, tmp_path: Path) -> None:
    done = run(sample_settings.model_copy(update={"index_dir": tmp_path / "index"}), "rollback")
    assert done.returncode == 1
    assert "되돌아갈 수 있는 이전 색인이 없어요" in done.stderr


def test_search_prints_results(sample_settings: Settings) -> None:
    done = run(sample_settings, "search", "월렛 상태", "-n", "2")
    assert "1. 월렛 상태는 무엇인가요?" in done.stdout
    assert "\n3. " not in done.stdout


def test_search_as_json(sample_settings: Settings) -> None:
    done = run(sample_settings, "search", "월렛 상태", "--json", "-n", "3", "-c", "캐시/월렛")
    body = json.loads(done.stdout)
    assert body["hits"][0]["id"] == "wallet-status"
    assert len(body["hits"]) == 3


def test_search_says_what_was_corrected_and_how_to_undo_it(sample_settings: Settings) -> None:
    done = run(sample_settings, "search", "친구그릅", "-n", "1")
    assert "‘친구그룹’으로 검색했어요. 원래 검색어로 보려면 --verbatim을 붙이세요." in done.stdout
    verbatim = json.loads(run(sample_settings, "search", "친구그릅", "--verbatim", "--json").stdout)
    assert (verbatim["corrected"], verbatim["suggestions"]) == (None, [])


def test_search_says_what_it_is_not_sure_of(sample_settings: Settings) -> None:
    done = run(sample_settings, "search", "메세지 보네기 예약")
    assert "혹시 이 말을 찾으셨나요? 메시지 보네기 예약" in done.stdout
    assert "딱 맞는 답인지 확실하지 않아요." in done.stdout
    body = json.loads(run(sample_settings, "search", "메세지 보네기 예약", "--json").stdout)
    assert body["outcome"] == "clarify"
    assert [each["text"] for each in body["suggestions"]] == ["메시지 보네기 예약"]
    assert 0 < body["confidence"] < 1


def test_search_explains_itself(sample_settings: Settings) -> None:
    everyday = {"BARODAP_LEXICON": str(sample_settings.lexicon)}
    shown = run(sample_settings, "search", "친구그릅 지우기", "--explain", "-n", "2", **everyday).stdout
    for words in ("살펴본 검색어", "사전에서 더한 말", "판단: ", "바탕값", "맞은 말: ", "understood"):
        assert words in shown
    body = json.loads(run(sample_settings, "search", "친구그릅", "--explain", "--json", "-n", "2").stdout)
    assert [each["id"] for each in body["explanation"]["hits"]] == [hit["id"] for hit in body["hits"]]
    nothing = run(sample_settings, "search", "김치찌개 끓이는 법", "--explain").stdout
    assert "판단: abstained. 확신이 기준보다 낮아 아무것도 보여 주지 않았어요." in nothing
    plain = run(sample_settings, "search", "친구그릅", "--json", "-n", "1").stdout
    assert "explanation" not in json.loads(plain)


def test_search_without_results_says_so(sample_settings: Settings) -> None:
    done = run(sample_settings, "search", "김치찌개")
    assert (done.returncode, done.stdout.strip()) == (
        0,
        "찾으시는 내용과 맞는 도움말이 없어요. 다른 말로 검색해 보세요.",
    )


def test_analyze_prints_tokens_and_views(sample_settings: Settings) -> None:
    done = run(sample_settings, "analyze", "월렛을 충전했어요")
    assert done.returncode == 0
    for part in ("월렛", "충전", "morph", "bigram", "jamo"):
        assert part in done.stdout


def test_config_lists_every_setting_and_hides_secrets(sample_settings: Settings) -> None:
    done = run(
        sample_settings,
        "config",
        BARODAP_SECRET_KEY="not-for-your-eyes",
        BARODAP_RASA_SECRET="neither-is-this-one-here",
        BARODAP_CHATWOOT_TOKEN="nor-this-token",
        BARODAP_AGENT_TOKEN="not-for-your-eyes-either",
        BARODAP_DATABASE_URL="postgresql://user:hidden-password@db.example/barodap",
        BARODAP_REDIS_URL="rediss://:hidden-password@redis.example:6380/1?ssl_ca_certs=ca.pem",
    )
    for name in Settings.model_fields:
        assert f"BARODAP_{name.upper()}=" in done.stdout
    assert "not-for-your-eyes" not in done.stdout
    assert "neither-is-this-one-here" not in done.stdout
    assert "nor-this-token" not in done.stdout
    assert "hidden-password" not in done.stdout


def test_config_marks_what_is_faulty_and_prints_the_rest(sample_settings: Settings) -> None:
    done = run(
        sample_settings,
        "config",
        BARODAP_KEEP_GENERATIONS="1",
        BARODAP_DATABASE_URL="postgresql://user:hidden-password@db.example:port/barodap",
        BARODAP_SITE_NAME="우리 도움말",
    )
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    for name in Settings.model_fields:
        assert any(line.startswith(f"BARODAP_{name.upper()}=") for line in lines)
    assert "BARODAP_SITE_NAME=우리 도움말  (변경됨)" in lines
    marked = [before for before, line in pairwise(lines) if line.startswith("    ✗ ")]
    assert marked == ["BARODAP_DATABASE_URL=", "BARODAP_KEEP_GENERATIONS="]
    assert "2 이상이어야 해요." in done.stdout
    assert "hidden-password" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_finds_the_sample_healthy(sample_settings: Settings) -> None:
    done = run(sample_settings, "doctor")
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_doctor_fails_without_a_database(tmp_path: Path, sample_settings: Settings) -> None:
    done = run(sample_settings, "doctor", BARODAP_DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}")
    assert done.returncode == 1
    assert "✗ 데이터베이스" in done.stdout
    assert not (tmp_path / "none.db").exists()


def test_import_reports_every_bad_row_and_changes_nothing(tmp_path: Path, sample_settings: Settings) -> None:
    source = tmp_path / "rows.jsonl"
    good = {"id": "a", "title": "제목", "body": "본문", "category": "가 > 나"}
    rows = [json.dumps(good, ensure_ascii=False), "{broken", json.dumps({**good, "id": "b", "platform": "symbian"})]
    source.write_text("\n".join(rows), encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'new.db'}"
    failed = run(sample_settings, "import", str(source), BARODAP_DATABASE_URL=database)
    assert failed.returncode == 1
    assert "rows.jsonl:2:" in failed.stderr
    assert "rows.jsonl:3:" in failed.stderr
    source.write_text(rows[0], encoding="utf-8")
    done = run(sample_settings, "import", str(source), BARODAP_DATABASE_URL=database)
    assert "새 글 1건" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("search", "월렛"), {"BARODAP_TOKENIZER": "hanmaum"}, "BARODAP_TOKENIZER"),
        (("search", "월렛"), {"BARODAP_RELEVANCE_FLOOR": "많이"}, "BARODAP_RELEVANCE_FLOOR"),
        (("search", "월렛"), {"BARODAP_INDEX_DIR": "/nonexistent"}, "barodap publish"),
        (("search", "가" * 301), {}, "300"),
        (("search", "월렛", "-c", "없는 분류"), {}, "없는 분류"),
        (("import", "/nonexistent"), {}, "/nonexistent"),
        (("publish",), {"BARODAP_DATABASE_URL": "mysql://x/y"}, "SQLite"),
        (("serve",), {"HOST": "203.0.113.1"}, "203.0.113.1"),
    ],
)
def test_expected_failures_end_with_a_message_and_no_trace(
    sample_settings: Settings, arguments: tuple[str, ...], environment: dict[str, str], message: str
) -> None:
    done = run(sample_settings, *arguments, **environment)
    assert done.returncode == 1
    assert done.stderr.startswith("오류: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
