"""What every tokenizer promises. A subclass names the tokenizer; see tests/analysis/test_mecab.py."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import ClassVar

import pytest

from app import registry
from app.analysis.base import Token, Tokenizer
from app.analysis.tokenizers import load_tokenizer
from app.analysis.user_words import read_user_words
from app.errors import MissingDependencyError
from app.paths import FAQ_DATA

USER_WORDS = FAQ_DATA / "lexicon" / "user-words.csv"

TEXTS = (
    "월렛이 정지 상태입니다. 이유가 무엇인가요?",
    "상담톡을 알림톡으로 보냈는데 안풀려요ㅠㅠ",
    "전자세금계산서   수정발행은\t어디서\n신청해야하나요?",
    "😀월렛😀😀 충전👨‍👩‍👧 했어요🇰🇷!",
    "𠮷野家에서 ＫＡＫＡＯ ｃａｓｈ　１２３원을 Biz메시지로",
    "iOS17.2에서 http://example.com/a?b=1&c=d 열기 test@example.com 02-123-4567 3.5%",
    "돼요 됐나요 했습니다 지웠는데 도와주세요 예뻐요 걸려서 보내지 않아요 못 받았어요",
    "쀍뷁톡이 쭁쭁하게 힣힣 ㄱㄴㄷ ㅏㅑ ㅋㅋㅋ 漢字 ½ ① — … 『』 ·",
    "아\u200b이\u200d디 비\u00ad번 \ufeff조회\u3000수\u00a0집계",
    "',\"\\ <b>굵게</b> a,b,c\t,, EOS ; DROP TABLE x; -- [가 TO 힣]",
    "é ü ß İ ñ Ж я ا ب ไทย ひらがな カタカナ ｶﾅ",
    "\x00널\x07문자 \x1b[31m끝",
)

_USE_AFTER_FORK = """
import os, sys
from app.analysis.tokenizers import load_tokenizer
tokenizer = load_tokenizer(sys.argv[1], None)
child = os.fork()
if child == 0:
    print(" ".join(token.surface for token in tokenizer.tokenize("캐시를 충전해요")), flush=True)
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


BRIEF_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a Java virtual machine that says one sentence: half the time is gone with compiling what is run once."""


def load_or_skip(name: str, user_words: Path | None) -> Tokenizer:
    """The tokenizer; where its optional package is missing, a skip that says so, or a failure under ``CI=true``.

    One that is no optional extra is never skipped.
    """
    try:
        return load_tokenizer(name, user_words)
    except MissingDependencyError as error:
        if os.environ.get("CI") == "true" or not registry.TOKENIZERS[name].extra:
            raise
        pytest.skip(str(error))


def in_sentences(word: str) -> Iterator[str]:
    """``word`` as people write it: with particles, in compounds, without the spaces around it."""
    closed = (ord(word[-1]) - 0xAC00) % 28
    yield word + ("을" if closed else "를")
    yield f"새로운 {word}{'이' if closed else '가'} 왔어요"
    yield f"{word}에서는 ({word})"
    yield f"{word}도 환불돼요"
    yield f"{word}관리"
    yield f"{word}안돼요"
    yield f"{word}신청하기"
    yield f"안돼요{word}가😀{word.upper()}"


class TokenizerContract:
    name: ClassVar[str]
    long_text: ClassVar[int] = 100_000
    """Characters of the longest run tried; a tokenizer whose constant factor is large may try fewer."""

    @pytest.fixture(scope="class")
    @classmethod
    def tokenizer(cls) -> Tokenizer:
        return load_or_skip(cls.name, None)

    @pytest.fixture(scope="class")
    @classmethod
    def with_words(cls) -> Tokenizer:
        return load_or_skip(cls.name, USER_WORDS)

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_tokens_stand_where_they_say_and_lose_nothing(
        self, tokenizer: Tokenizer, with_words: Tokenizer, text: str
    ) -> None:
        for tokens in (tokenizer.tokenize(text), with_words.tokenize(text)):
            assert_sound(text, tokens)
            covered = {position for token in tokens for position in range(token.start, token.end)}
            lost = [
                character for position, character in enumerate(text) if character.isalnum() and position not in covered
            ]
            assert lost == []

    @pytest.mark.parametrize("text", ["", " ", "\n\t \u3000\u200b", "\x00"], ids=["empty", "space", "spaces", "null"])
    def test_blank_text_has_no_tokens(self, tokenizer: Tokenizer, text: str) -> None:
        assert tokenizer.tokenize(text) == []

    def test_offsets_count_characters_beyond_the_basic_plane_once(self, tokenizer: Tokenizer) -> None:
        tokens = tokenizer.tokenize("😀😀 캐시 𠮷 충전")
        assert [(t.start, t.end) for t in tokens if t.surface in {"캐시", "충전"}] == [(3, 5), (8, 10)]

    def test_lemmas_are_folded_and_surfaces_are_not(self, tokenizer: Tokenizer) -> None:
        tokens = tokenizer.tokenize("ＡＢＣ Kakao")
        assert [(t.surface, t.lemma) for t in tokens] == [("ＡＢＣ", "abc"), ("Kakao", "kakao")]

    def test_hangul_latin_and_digits_are_told_apart(self, tokenizer: Tokenizer) -> None:
        tags = {t.lemma: t.tag for t in tokenizer.tokenize("캐시 kakao 123")}
        assert tags["kakao"] == "SL"
        assert tags["123"] == "SN"
        assert tags["캐시"].startswith("N")

    @pytest.mark.parametrize("unit", ["a", "가", "쀍", "😀", "1", "ㅋ", "월렛", "알림톡을", "친구그룹을 ", "漢", "."])
    def test_long_runs_come_back(self, with_words: Tokenizer, unit: str) -> None:
        text = unit * (min(self.long_text, 25_000) // len(unit))
        assert_sound(text, with_words.tokenize(text))

    @pytest.mark.parametrize("unit", ["😀", "친구그룹을 "])
    def test_the_longest_texts_come_back(self, with_words: Tokenizer, unit: str) -> None:
        text = unit * (self.long_text // len(unit))
        assert_sound(text, with_words.tokenize(text))

    def test_user_words_stay_whole(self, with_words: Tokenizer) -> None:
        for word in read_user_words(USER_WORDS):
            for text in in_sentences(word.whole):
                assert word.whole in {t.lemma for t in with_words.tokenize(text)}, text

    def test_a_compound_has_the_parts_of_its_spaced_spelling(self, with_words: Tokenizer) -> None:
        text = "😀 친구그룹을"
        (compound,) = (t for t in with_words.tokenize(text) if t.parts and t.lemma == "친구그룹")
        assert [(p.lemma, text[p.start : p.end]) for p in compound.parts] == [("친구", "친구"), ("그룹", "그룹")]

    def test_fingerprint_changes_with_user_words_and_only_then(
        self, tokenizer: Tokenizer, with_words: Tokenizer, tmp_path: Path
    ) -> None:
        fewer = tmp_path / "words.csv"
        fewer.write_text("word,tag\n월렛,NNG\n", encoding="utf-8")
        spaced = tmp_path / "spaced.csv"
        spaced.write_text("word,tag\n월 렛,NNG\n", encoding="utf-8")
        loaded = [tokenizer, with_words, load_tokenizer(self.name, fewer), load_tokenizer(self.name, spaced)]
        assert len({each.fingerprint for each in loaded}) == len(loaded)
        assert load_tokenizer(self.name, USER_WORDS).fingerprint == with_words.fingerprint

    def test_eight_threads_get_what_one_gets(self, with_words: Tokenizer) -> None:
        expected = [with_words.tokenize(text) for text in TEXTS]
        barrier = Barrier(8)

        def work(shift: int) -> bool:
            barrier.wait()
            order = [(shift + i) % len(TEXTS) for i in range(len(TEXTS) * 10)]
            return all(with_words.tokenize(TEXTS[i]) == expected[i] for i in order)

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(8)))

    def test_works_in_a_child_forked_before_its_first_use(self, tokenizer: Tokenizer) -> None:
        command = [sys.executable, "-W", "ignore", "-c", _USE_AFTER_FORK, self.name]
        environment = {**os.environ, "JAVA_TOOL_OPTIONS": BRIEF_JAVA}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == [token.surface for token in tokenizer.tokenize("캐시를 충전해요")]


def assert_sound(text: str, tokens: list[Token]) -> None:
    """Tokens stand at their offsets, in order and apart, hold no white space; parts lie inside their compound."""
    position = 0
    for token in tokens:
        assert position <= token.start < token.end
        assert token.surface == text[token.start : token.end]
        assert token.lemma
        assert not any(character.isspace() for character in token.surface + token.lemma)
        for part in token.parts:
            assert token.start <= part.start < part.end <= token.end
            assert part.surface == text[part.start : part.end]
        position = token.end
