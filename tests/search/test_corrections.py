"""From the query as typed to what was meant, over a small collection and over the sample."""

from __future__ import annotations

import re
from pathlib import Path
from pydoc_data import topics

import pytest

from app.analysis.jamo import keys
from app.analysis.ngram import NgramTokenizer
from app.analysis.views import Analyzer
from app.search.corrections import MAX_CORRECTIONS, MIN_TRUST, Correction, Corrector, is_between
from app.search.vocabulary import Vocabulary
from app.services import Services
from tests.search.given_words import TITLES, vocabulary_of


@pytest.fixture(scope="module")
def corrector(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Corrector:
    return Corrector(vocabulary_of(TITLES, analyzer, tmp_path_factory.mktemp("words") / "v"), analyzer)


@pytest.fixture(scope="module")
def sample_vocabulary(sample: Services, tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    titles = [text for article in sample.articles.published() for text in (article.title, *article.questions)]
    return vocabulary_of(titles, sample.analyzer, tmp_path_factory.mktemp("sample") / "v")


@pytest.fixture(scope="module")
def sample_corrector(sample: Services, sample_vocabulary: Vocabulary) -> Corrector:
    return Corrector(sample_vocabulary, sample.analyzer)


def best(corrector: Corrector, text: str) -> Correction:
    return corrector.corrections(text)[0]


@pytest.mark.parametrize(
    ("typed", "meant", "rung"),
    [
        # spelling
        ("세금게산서", "세금계산서", "spelling"),
        ("세금게산서발행방뻡", "세금계산서발행방법", "spelling"),
        ("월렛 츙전", "월렛 충전", "spelling"),
        ("체널 검색", "채널 검색", "spelling"),
        ("비밃번호 바꾸기", "비밀번호 바꾸기", "spelling"),
        ("카카오톡체널관리자", "카카오톡채널관리자", "spelling"),
        ("44사이즈 결쩨!", "44사이즈 결제!", "spelling"),
        ("paypla", "paypal", "spelling"),
        # composition
        ("출바ㄹ 시간", "출발 시간", "composition"),
        ("세금ㄱㅖ산서", "세금계산서", "composition"),
        ("ㅎㅘㄴ불 방법", "환불 방법", "composition"),
        # initials
        ("ㅅㄱㄱㅅㅅ", "세금계산서", "initials"),
        ("ㅅㄱㄳㅅ 발행", "세금계산서 발행", "initials"),
        ("ㅇㄹㅊㅈ", "월렛 충전", "initials"),
        ("세금ㄱㅅㅅ", "세금계산서", "initials"),
        # prefix
        ("세금계ㅅ", "세금계산서", "prefix"),
        ("월렛 충저", "월렛 충전", "prefix"),
        # keyboard
        ("tprmarPtkstj", "세금계산서", "keyboard"),
        ("tprmarptkstj", "세금계산서", "keyboard"),
        ("Tprmarptkstj qkfgod", "세금계산서 발행", "keyboard"),
        ("TPRMAPTKSTJ", "세금계산서", "keyboard"),
        ("dnjffpt cndwjsdms djEjgrp gkskdy?", "월렛 충전은 어떻게 하나요?", "keyboard"),
        ("rufwp 44 cnlth", "결제 44 취소", "keyboard"),
        ("카카오톡 cosjf", "카카오톡 채널", "keyboard"),
        ("qlalfqjsgp", "비밀번호", "keyboard"),
        ("ㅔ묘ㅔ미 결제", "paypal 결제", "keyboard"),
    ],
)
def test_the_query_as_meant_comes_first(corrector: Corrector, typed: str, meant: str, rung: str) -> None:
    correction = best(corrector, typed)
    assert (correction.text, correction.rung) == (meant, rung)
    assert MIN_TRUST <= correction.trust <= 1


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "?!", "1234", "😀", "세금계산서", "세금계산서 발행 방법", "결제취소", "카카오톡 채널관리자"),
        *(
            "세금계산서를수정발행하려면",
            "환불해 주세요",
            "어떻게 하나요",
            "월렛으로",
            "44사이즈",
            "10kg 3개",
            "2024년 1월",
        ),
        *(
            "취소ㅠㅠ",
            "환불 ㅋㅋ",
            "네ㅎㅎ",
            "안돼요ㅠ",
            "ㅡㅡ 결제",
            "ㅇㅇ",
            "손님",
            "휴대폰 요금",
            "PayPal",
            "paypal 결제",
        ),
        *("csv로", "QR은"),
    ],
)
def test_what_is_fine_stays(corrector: Corrector, text: str) -> None:
    assert corrector.corrections(text) == ()


ENGLISH = """
    login app rich email google pro SNS work works also sorry soap dual title field video city check short form today
    focus total online shop sign visit risk girl right wish coach sleep rock goal API URL PC QR OTP
"""


@pytest.mark.parametrize("word", ENGLISH.split())
def test_english_stays(corrector: Corrector, word: str) -> None:
    assert [found for found in corrector.corrections(word) if found.trust > 0.5] == []
    assert [found for found in corrector.corrections(f"{word} 결제") if found.trust > 0.5] == []


def test_the_english_of_a_manual_stays(sample_corrector: Corrector) -> None:
    words = sorted(set(re.findall(r"\b[A-Za-z]{2,}\b", "\n".join(topics.topics.values()))))
    assert len(words) > 3_000
    turned = [word for word in words for found in sample_corrector.corrections(word)[:1] if found.trust > 0.5]
    assert len(turned) <= 1, turned


def test_short_words_follow_the_mode_of_the_others(corrector: Corrector) -> None:
    assert best(corrector, "to qlalfqjsgh").text == "새 비밀번호"
    assert corrector.corrections("to") == ()


def test_correct_questions_stay(sample: Services, sample_corrector: Corrector) -> None:
    questions = [text for article in sample.articles.published() for text in (article.title, *article.questions)]
    changed = [text for text in questions for found in sample_corrector.corrections(text)[:1] if found.trust > 0.5]
    assert len(changed) < len(questions) / 100, changed


def test_questions_of_articles_that_the_collection_lacks_stay(sample: Services, tmp_path: Path) -> None:
    """Half of the articles make the vocabulary, the questions come from the other half."""
    articles = list(sample.articles.published())
    titles = [text for article in articles[::2] for text in (article.title, *article.questions)]
    corrector = Corrector(vocabulary_of(titles, sample.analyzer, tmp_path / "v"), sample.analyzer)
    questions = [text for article in articles[1::2] for text in (article.title, *article.questions)]
    changed = [text for text in questions for found in corrector.corrections(text)[:1] if found.trust > 0.5]
    assert len(changed) < len(questions) / 50, changed


def test_every_word_of_the_titles_is_found_in_english_mode(
    sample: Services, sample_vocabulary: Vocabulary, sample_corrector: Corrector
) -> None:
    titles = " ".join(article.title for article in sample.articles.published())
    words = [word for word in sorted(set(re.findall("[가-힣]{2,}", titles))) if not sample_vocabulary.find(keys(word))]
    lost = [
        word for word in words if word not in {found.text for found in sample_corrector.corrections(keys(word))[:1]}
    ]
    assert len(lost) <= len(words) / 50, lost


def test_every_title_is_found_in_english_mode(sample: Services, sample_corrector: Corrector) -> None:
    titles = [article.title for article in sample.articles.published()]
    hangul = [title for title in titles if not re.search("[A-Za-z]", title)]
    lost = [title for title in hangul if [f.text for f in sample_corrector.corrections(keys(title))[:1]] != [title]]
    assert len(lost) <= len(hangul) / 50, lost


def test_a_word_of_the_dictionary_is_doubted_little(corrector: Corrector) -> None:
    assert best(corrector, "결재 취소") == Correction("결제 취소", "spelling", best(corrector, "결재 취소").trust)
    assert best(corrector, "결재 취소").trust < 0.5


def test_likelier_corrections_come_first_and_none_repeats(corrector: Corrector) -> None:
    found = corrector.corrections("ㄱㅈ ㅊㅅ")
    assert len(found) <= MAX_CORRECTIONS
    assert [each.trust for each in found] == sorted((each.trust for each in found), reverse=True)
    assert len({each.text for each in found}) == len(found)


def test_without_a_dictionary_spelling_is_trusted_less(tmp_path: Path, corrector: Corrector) -> None:
    analyzer = Analyzer(NgramTokenizer())
    blind = Corrector(vocabulary_of(TITLES, analyzer, tmp_path / "v"), analyzer)
    assert best(blind, "세금게산서").text == "세금계산서"
    assert best(blind, "세금게산서").trust <= 0.5 < best(corrector, "세금게산서").trust
    assert best(blind, "tprmarPtkstj").trust > 0.5


@pytest.mark.parametrize(
    "text",
    [
        *("ㅋ" * 300, "ㄱㅅ" * 150, "ㅏㄱ" * 150, "ㅏㄱ" * 20, "a" * 300, "rk" * 150, "rk" * 60, "가" * 300, "가" * 40),
        *(
            "뷁" * 40,
            "가a" * 150,
            "ㄱa가1" * 75,
            "tprma " * 50,
            "셰금 " * 75,
            "ㅅㄱ " * 100,
            "챈러 dhk " * 40,
            "ㅠ" * 300,
        ),
        *("세금게산서발행방뻡" * 4, "漢字" * 100, "😀" * 300, "\u200b" * 300, "İ" * 300, "é" * 300, "A" * 300),
    ],
)
def test_any_text_has_an_answer(sample_corrector: Corrector, text: str) -> None:
    found = sample_corrector.corrections(text[:300])
    assert len(found) <= MAX_CORRECTIONS
    assert all(MIN_TRUST <= each.trust <= 1 and each.text != text for each in found)


@pytest.mark.parametrize(
    ("text", "between"),
    [("캐시 충젼", True), ("캐쉬 충전", True), ("캐시 충천", False), ("캐시충전", False)],
)
def test_what_is_corrected_only_in_part_lies_between(text: str, between: bool) -> None:
    assert is_between(text, "캐쉬 충젼", "캐시 충전") == between
