from __future__ import annotations

import re
import unicodedata

import pytest

from app.analysis.base import Token
from app.analysis.ngram import NgramTokenizer
from app.analysis.report import describe
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import MAX_TERM, Analyzer
from app.engine.base import VIEWS
from tests.contracts.tokenizer import USER_WORDS


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_tokenizer("mecab", USER_WORDS))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("월렛이 정지 상태입니다. 이유가 무엇인가요?", "월렛 정지 상태 이유"),
        ("메시지를 보낼 수 있나요?", "메시지 보내"),
        ("메시지가 안 보내져요", "메시지 안 보내"),
        ("메시지를 보내지 못했어요", "메시지 보내 못"),
        ("알림톡이 발송되지 않아요", "알림 알림톡 톡 발송 안"),
        ("알림을 켜고 싶어요", "알림 켜"),
        ("알려 주세요 환불 방법", "환불 방법"),
        ("지웠는데 복구하는 법이 궁금해요ㅠㅠ", "지우 복구"),
        ("iOS 17에서 PDF를 여는 방법", "ios 17 pdf 열 방법"),
        ("잘못 보냄", "잘못 보내 보냄"),
    ],
)
def test_morphemes_with_meaning(analyzer: Analyzer, text: str, terms: str) -> None:
    assert analyzer.analyze(text)["morph"] == tuple(terms.split())


@pytest.mark.parametrize(
    ("spaced", "joined"), [("세금 계산서", "세금계산서"), ("친구 그룹", "친구그룹"), ("알림 톡", "알림톡")]
)
def test_spaced_and_joined_spellings_meet(analyzer: Analyzer, spaced: str, joined: str) -> None:
    assert {*analyzer.analyze(spaced)["morph"], joined} == set(analyzer.analyze(joined)["morph"])


def test_an_unknown_word_is_also_whole_without_its_particle(analyzer: Analyzer) -> None:
    for sentence in ("쭁쭁쀍을 찾아요", "‘쭁쭁쀍’에서 찾아요", "쭁쭁쀍이 뭐예요?"):
        assert "쭁쭁쀍" in analyzer.analyze(sentence)["morph"]


def test_pieces_of_an_unknown_word_are_also_put_together() -> None:
    class Pieces:
        fingerprint = "pieces"

        def tokenize(self, text: str) -> list[Token]:
            rows = [
                ("(", "SS", True),
                ("쀍", "NA", False),
                ("톡", "NNG", True),
                ("방", "NNG", True),
                ("을", "JKO", True),
            ]
            starts = [text.index(surface) for surface, _, _ in rows]
            return [
                Token(surface, surface, tag, start, start + 1, known)
                for (surface, tag, known), start in zip(rows, starts, strict=True)
            ]

    assert Analyzer(Pieces()).spans("(쀍톡 방을") == (("쀍", 1, 2), ("쀍톡", 1, 3), ("톡", 2, 3), ("방", 4, 5))
    assert ("쀍톡방", 1, 4) in Analyzer(Pieces()).spans("(쀍톡방을")


@pytest.mark.parametrize("text", ["어떻게 하나요?", "왜 그래요", "것", "???", "ㅋㅋㅋ", "😀"])
def test_a_text_of_function_words_alone_is_not_empty(analyzer: Analyzer, text: str) -> None:
    assert analyzer.analyze(text)["morph"]


def test_blank_text_has_no_terms(analyzer: Analyzer) -> None:
    assert analyzer.analyze(" \u200b\n") == dict.fromkeys(VIEWS, ())


def test_bigrams_see_neither_spaces_nor_punctuation(analyzer: Analyzer) -> None:
    assert analyzer.analyze("캐시 충전!")["bigram"] == ("캐시", "시충", "충전")
    assert analyzer.analyze("캐시충전")["bigram"] == analyzer.analyze("캐 시-충 전")["bigram"]
    assert analyzer.analyze("캐.")["bigram"] == ("캐",)


def test_jamo_are_runs_of_four_keys(analyzer: Analyzer) -> None:
    assert analyzer.analyze("월렛")["jamo"] == ("dnjf", "njff", "jffp", "ffpt")
    assert analyzer.analyze("캐")["jamo"] == ("zo",)


def test_keyboard_in_english_mode_and_shift_slips_have_the_same_jamo(analyzer: Analyzer) -> None:
    assert analyzer.analyze("Dnjffpt")["jamo"] == analyzer.analyze("월렛")["jamo"]
    assert analyzer.analyze("끄기")["jamo"] == analyzer.analyze("그기")["jamo"] == analyzer.analyze("Rmrl")["jamo"]


def test_terms_repeat_as_often_as_they_occur(analyzer: Analyzer) -> None:
    assert analyzer.analyze("캐시 충전, 캐시 환불")["morph"].count("캐시") == 2


def test_spelling_variants_have_the_same_terms(analyzer: Analyzer) -> None:
    text = "월렛 PDF 12건"
    assert analyzer.analyze(unicodedata.normalize("NFD", text)) == analyzer.analyze(text)
    assert analyzer.analyze("월렛 ＰＤＦ\u3000１２건") == analyzer.analyze(text)


def test_spans_point_into_the_text_as_given(analyzer: Analyzer) -> None:
    text = "😀 ＰＤＦ로 세금계산서를\n받고\u200b보냈어요"
    assert [(term, text[start:end]) for term, start, end in analyzer.spans(text)] == [
        ("pdf", "ＰＤＦ"),
        ("세금", "세금"),
        ("세금계산서", "세금계산서"),
        ("계산서", "계산서"),
        ("받", "받"),
        ("보내", "보냈"),
    ]


def test_spans_are_the_morphemes(analyzer: Analyzer) -> None:
    text = "쭁쭁쀍을 세금계산서로 보냈는데 안 와요ㅠ"
    assert tuple(term for term, _, _ in analyzer.spans(text)) == analyzer.analyze(text)["morph"]


def test_terms_are_never_longer_than_a_word_can_be(analyzer: Analyzer) -> None:
    for text in ("a" * 1_000, "쀍" * 1_000):
        assert all(len(term) <= MAX_TERM for terms in analyzer.analyze(text).values() for term in terms)


def test_a_hundred_thousand_characters_come_back(analyzer: Analyzer) -> None:
    for unit in ("가", "쀍a", "😀", "!", "친구그룹을 "):
        views = analyzer.analyze(unit * (100_000 // len(unit)))
        assert all(len(terms) <= 400_000 for terms in views.values())


def test_fingerprint_follows_the_tokenizer() -> None:
    class Other(NgramTokenizer):
        fingerprint = "other"

    first = Analyzer(NgramTokenizer()).fingerprint
    assert first == Analyzer(NgramTokenizer()).fingerprint
    assert first != Analyzer(Other()).fingerprint


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("normalise.VERSION", "next"),
        ("particles.PARTICLES", frozenset({"은"})),
        ("particles.ENDINGS", frozenset({"해요"})),
        ("particles.MIN_STEM", 3),
        ("views._VERSION", "next"),
        ("views._CONTENT_TAGS", frozenset({"NNG"})),
        ("views._LIGHT", frozenset({"하"})),
        ("views._KEPT_MODIFIERS", {"안": "안", "않": "안", "못": "안", "못하": "못", "잘못": "잘못"}),
        ("views._MODIFIER_TAGS", frozenset({"MAG"})),
        ("views._INFLECTION_TAGS", ("J", "E")),
        ("views._LONE_JAMO", re.compile(r"[ㄱ-ㅎ]+")),
        ("views.BIGRAM", 3),
        ("views.JAMO_GRAM", 5),
        ("views.MAX_TERM", 41),
    ],
)
def test_fingerprint_follows_every_rule_that_decides_terms(
    rule: str, changed: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Analyzer(NgramTokenizer()).fingerprint
    monkeypatch.setattr(f"app.analysis.{rule}", changed)
    assert Analyzer(NgramTokenizer()).fingerprint != first


def test_report_shows_tokens_views_and_fingerprint(analyzer: Analyzer) -> None:
    lines = describe(analyzer, "친구그룹을 쀍했어요").splitlines()
    assert lines[:3] == [
        "표면형    원형      품사  위치  비고",
        "친구그룹  친구그룹  NNG   0-4   = 친구 + 그룹",
        "을        을        JKO   4-5",
    ]
    assert any("사전에 없음" in line for line in lines)
    assert any(line.startswith("형태소(morph): 친구 친구그룹 그룹") for line in lines)
    assert any(line.startswith("자판(jamo): clsr") for line in lines)
    assert lines[-1] == f"분석기: {analyzer.fingerprint}"


def test_report_of_blank_text_says_so(analyzer: Analyzer) -> None:
    assert "형태소(morph): 없음" in describe(analyzer, " ")


def test_any_tokenizer_will_do() -> None:
    class Words:
        fingerprint = "words"

        def tokenize(self, text: str) -> list[Token]:
            return [Token("캐시", "캐시", "NNG", 0, 2), Token("를", "를", "JKO", 2, 3)] if text else []

    assert Analyzer(Words()).analyze("캐시를")["morph"] == ("캐시",)
