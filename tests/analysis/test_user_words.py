from __future__ import annotations

from pathlib import Path

import pytest

from app.analysis.base import Token
from app.analysis.user_words import UserWord, UserWordTokenizer, read_user_words
from app.errors import ContentError


class Fixed:
    """A tokenizer that knows the words it is given, one token each, and takes anything else for one unknown token."""

    fingerprint = "fixed"

    def __init__(self, *known: str) -> None:
        self._known = known

    def tokenize(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        position = 0
        while position < len(text):
            if text[position] == " ":
                position += 1
                continue
            word = next((word for word in self._known if text.startswith(word, position)), "")
            end = position + len(word) if word else min(text.find(" ", position) % (len(text) + 1), len(text))
            surface = text[position:end]
            tokens.append(Token(surface, surface, "NNG" if word else "NA", position, end, known=bool(word)))
            position = end
        return tokens


def surfaces(words: str, known: str, text: str) -> list[str]:
    tokenizer = UserWordTokenizer(Fixed(*known.split()), [UserWord(word.replace("_", " ")) for word in words.split()])
    tokens = tokenizer.tokenize(text)
    assert all(text[t.start : t.end] == t.surface for t in tokens)
    return [t.surface for t in tokens]


@pytest.mark.parametrize(
    ("words", "known", "text", "expected"),
    [
        ("상담톡", "상담 톡 을", "상담톡을", ["상담톡", "을"]),
        ("월렛", "", "월렛이", ["월렛", "이"]),
        ("월렛", "", "새월렛관리", ["새", "월렛", "관리"]),
        ("캐시", "캐시미어", "캐시미어 캐시", ["캐시미어", "캐시"]),
        ("카드사", "신용카드 사", "신용카드사", ["신용카드", "사"]),
        ("계정", "정도 계", "계정도", ["계정", "도"]),
        ("로그인", "로그 인안 돼요 안돼요", "로그인안돼요 돼요", ["로그인", "안돼요", "돼요"]),
        ("채널 채널_메시지", "채널 메시지", "채널메시지 채널", ["채널메시지", "채널"]),
        ("가나 다라", "", "x가나가나다라y 다라", ["x", "가나", "가나", "다라", "y", "다라"]),
        ("sms", "smsx", "SMS smsx", ["SMS", "smsx"]),
    ],
    ids=[
        "pieces",
        "particle",
        "both sides",
        "longer word",
        "cuts known",
        "gives way",
        "to word end",
        "longest",
        "runs",
        "case",
    ],
)
def test_user_words_are_whole(words: str, known: str, text: str, expected: list[str]) -> None:
    assert surfaces(words, known, text) == expected


def test_a_rest_that_is_a_particle_is_tagged_as_one() -> None:
    tokens = UserWordTokenizer(Fixed(), [UserWord("월렛")]).tokenize("월렛에서는")
    assert [(t.surface, t.tag) for t in tokens] == [("월렛", "NNG"), ("에서는", "J")]


def test_work_is_linear_in_a_long_unknown_run() -> None:
    class Counting(Fixed):
        seen = 0

        def tokenize(self, text: str) -> list[Token]:
            self.seen += len(text)
            return super().tokenize(text)

    counting = Counting()
    text = "가나다" * 3_000
    UserWordTokenizer(counting, [UserWord("가나")]).tokenize(text)
    assert counting.seen <= 2 * len(text)


def test_parts_stand_inside_the_compound_as_it_was_typed() -> None:
    tokenizer = UserWordTokenizer(Fixed("sms", "발송"), [UserWord("sms 발송", "NNP")])
    (token,) = tokenizer.tokenize("SMS발송")
    assert (token.lemma, token.tag) == ("sms발송", "NNP")
    assert token.parts == (Token("SMS", "sms", "NNG", 0, 3), Token("발송", "발송", "NNG", 3, 5))


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "user-words.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_words_and_passes_over_comments_and_blank_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "# 낱말\n\nword,tag\n월렛,NNG\n# 톡\n알림 톡, NNP\nＳＭＳ,NNG\n")
    assert read_user_words(path) == (UserWord("월렛"), UserWord("알림 톡", "NNP"), UserWord("sms"))


def test_every_bad_row_is_reported_with_file_and_line(tmp_path: Path) -> None:
    rows = [
        "word,tag",
        "월렛,NNG",
        "캐시",
        "톡,NNG",
        "알림  톡,NNG",
        "상담-톡,NNG",
        "친구톡,VV",
        "월 렛,NNG",
        "a,b,c",
        "좋은말,NNG",
    ]
    path = write(tmp_path, "\n".join(rows))
    with pytest.raises(ContentError) as caught:
        read_user_words(path)
    reported = [line.split(": ")[0] for line in caught.value.message.splitlines()[1:]]
    assert reported == [f"{path}:{line}" for line in range(3, 10)]


@pytest.mark.parametrize(
    "text", ["", "word,tag,note\n월렛,NNG,돈\n", "월렛,NNG\n"], ids=["empty", "unknown column", "no header"]
)
def test_unexpected_columns_are_reported(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError, match=r"user-words\.csv:1: 첫 줄은 'word,tag'"):
        read_user_words(write(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"none\.csv"):
        read_user_words(tmp_path / "none.csv")
    latin = tmp_path / "cp949.csv"
    latin.write_bytes("word,tag\n월렛,NNG".encode("cp949"))
    with pytest.raises(ContentError, match=r"cp949\.csv"):
        read_user_words(latin)
