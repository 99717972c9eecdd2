from __future__ import annotations

import re

import pytest

from app.config import BadSettingsError, load_settings, unknown_variables


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("keep_generations", "1", "'BARODAP_KEEP_GENERATIONS' 값은 2 이상이어야 해요."),
        ("keep_generations", "둘", "'BARODAP_KEEP_GENERATIONS' 값 '둘'은(는) 정수가 아니에요."),
        ("relevance_floor", "많이", "'BARODAP_RELEVANCE_FLOOR' 값 '많이'은(는) 숫자가 아니에요."),
        ("relevance_floor", "nan", "'BARODAP_RELEVANCE_FLOOR' 값은"),
        ("trusted_proxies", "11", "'BARODAP_TRUSTED_PROXIES' 값은 10 이하여야 해요."),
        ("site_name", "", "'BARODAP_SITE_NAME' 값이 비어 있어요."),
        ("base_url", "help.example", "'BARODAP_BASE_URL': http:// 또는 https://로 시작해야 해요."),
        ("tokenizer", "hanmaum", "'BARODAP_TOKENIZER': 쓸 수 없는 값이에요. 쓸 수 있는 값: mecab, okt"),
        ("engine", "lucene", "'BARODAP_ENGINE': 쓸 수 없는 값이에요. 쓸 수 있는 값: whoosh, memory"),
        ("business_hours", "9시부터", "'BARODAP_BUSINESS_HOURS': '9시부터'은(는) 읽을 수 없어요."),
        ("business_hours", "fri 22:00-02:00", "'BARODAP_BUSINESS_HOURS': '22:00-02:00'처럼 자정을 넘는 시간은"),
        ("business_holidays", "no", "'BARODAP_BUSINESS_HOLIDAYS': 'no'은(는) 공휴일을 알 수 없는 나라예요."),
        ("extra_holidays", "3월 2일", "'BARODAP_EXTRA_HOLIDAYS': '3월 2일'은(는) 날짜가 아니에요."),
        ("timezone", "Asia/Soul", "'BARODAP_TIMEZONE': 알 수 없는 시간대예요. Asia/Seoul처럼 쓰세요."),
        ("channels", "telegram", "'BARODAP_CHANNELS': 쓸 수 없는 값이에요. 쓸 수 있는 값: kakao, rasa"),
        ("channels", "kakao", "'BARODAP_CHANNELS': 'kakao' 채널을 켜려면 BARODAP_KAKAO_SECRET을 정하세요."),
        ("kakao_secret", "짧은 비밀", "'BARODAP_KAKAO_SECRET': 공백 없는 영문, 숫자, 기호 16자 이상이거나 none"),
        ("rasa_secret", "fifteen-letters", "'BARODAP_RASA_SECRET': 공백 없는 영문, 숫자, 기호 16자 이상이거나 none"),
        ("chatwoot_secret", "짧아요", "'BARODAP_CHATWOOT_SECRET': 공백 없는 영문, 숫자, 기호 16자 이상이거나 none"),
        ("chatwoot_url", "chat.example", "'BARODAP_CHATWOOT_URL': http:// 또는 https://로 시작해야 해요."),
        ("chatwoot_url", "https://[chat", "'BARODAP_CHATWOOT_URL': https://chat.example처럼 서버의 주소를 쓰세요."),
        ("chatwoot_url", "https://chat.example:x", "'BARODAP_CHATWOOT_URL': https://chat.example처럼 서버의"),
        ("chatwoot_url", "https://me@chat.example", "'BARODAP_CHATWOOT_URL': https://chat.example처럼 서버의"),
        ("chatwoot_token", "줄\n바꿈", "'BARODAP_CHATWOOT_TOKEN': 공백 없는 영문, 숫자, 기호만 쓸 수 있어요."),
        ("agent_token", "비밀", "'BARODAP_AGENT_TOKEN': 공백 없는 영문, 숫자, 기호로 16자 이상이어야 해요."),
        (
            "redis_url",
            "http://127.0.0.1:6379",
            "'BARODAP_REDIS_URL': redis://호스트:6379/0 또는 rediss://이름:비밀번호@",
        ),
        ("redis_url", "redis://", "'BARODAP_REDIS_URL': redis://호스트:6379/0 또는"),
        ("redis_url", "redis://127.0.0.1:x", "'BARODAP_REDIS_URL': redis://호스트:6379/0 또는"),
        ("redis_url", "redis://127.0.0.1/first", "'BARODAP_REDIS_URL': redis://호스트:6379/0 또는"),
        ("redis_url", "redis://127.0.0.1?socket_timeout=60", "'BARODAP_REDIS_URL': redis://호스트:6379/0 또는"),
        ("log_level", "loud", "'BARODAP_LOG_LEVEL' 값 'loud'을(를) 쓸 수 없어요. 쓸 수 있는 값: 'DEBUG', 'INFO'"),
    ],
)
def test_a_fault_is_told_in_korean(monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str) -> None:
    monkeypatch.setenv(f"BARODAP_{name.upper()}", value)
    with pytest.raises(BadSettingsError) as caught:
        load_settings()
    assert list(caught.value.faults) == [name]
    assert caught.value.faults[name].startswith(fault)
    assert fault in caught.value.message
    assert not re.search(r"Input should|Value error", str(caught.value))


def test_every_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BARODAP_KEEP_GENERATIONS", "1")
    monkeypatch.setenv("BARODAP_ENGINE", "lucene")
    with pytest.raises(BadSettingsError) as caught:
        load_settings()
    assert set(caught.value.faults) == {"keep_generations", "engine"}


def test_a_channel_is_on_with_a_secret_or_without_one_by_name() -> None:
    settings = load_settings(channels=" kakao,rasa ,kakao", kakao_secret="x" * 16, rasa_secret="none")
    assert settings.channels == "kakao, rasa"
    with pytest.raises(BadSettingsError) as caught:
        load_settings(channels="kakao, rasa", kakao_secret="short", rasa_secret="none")
    assert set(caught.value.faults) == {"kakao_secret"}


@pytest.mark.parametrize("missing", ["chatwoot_secret", "chatwoot_url", "chatwoot_token"])
def test_chatwoot_is_on_with_all_that_it_needs(missing: str) -> None:
    needed = {"chatwoot_secret": "x" * 16, "chatwoot_url": "https://chat.example/", "chatwoot_token": "t"}
    assert load_settings(channels="chatwoot", **needed).chatwoot_url == "https://chat.example"
    with pytest.raises(BadSettingsError, match=f"BARODAP_{missing.upper()}"):
        load_settings(channels="chatwoot", **{**needed, missing: ""})


def test_names_that_are_no_settings() -> None:
    names = ["PATH", "BARODAP_TOKENIZER", "barodap_engine", "BARODAP_TOKNIZER", "Barodap_Port"]
    assert unknown_variables(names) == ["BARODAP_TOKNIZER", "Barodap_Port"]
