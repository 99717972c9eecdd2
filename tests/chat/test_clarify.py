"""Names of articles that are offered beside each other."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from app.chat.clarify import distinct, labels, shorten
from app.chat.models import MAX_LABEL
from app.models import Article
from app.services import Services

GROUPS = [
    (("channel-name-change", "channel-name-change-rejected"), ["채널 이름 바꾸기", "채널 이름 변경 심사 반려"]),
    (("channel-photo-pc", "channel-photo-android", "channel-photo-ios"), ["PC", "안드로이드", "아이폰"]),
    (
        ("channel-delete", "channel-delete-restore", "wallet-delete"),
        ["채널 삭제", "삭제 신청한 채널 살리기", "쓰지 않는 월렛 삭제"],
    ),
    (
        ("cash-refund-apply", "cash-refund-account", "cash-charge-cancel", "wallet-charge"),
        ["캐시 환불", "환불 계좌", "충전 취소", "캐시 충전"],
    ),
    (
        (
            "alimtalk-template-create",
            "alimtalk-template-rejected",
            "alimtalk-template-review",
            "alimtalk-template-dormant",
        ),
        ["알림톡 템플릿 만들기", "알림톡 템플릿 반려", "검수 기간", "휴면 해제"],
    ),
    (("wallet-create", "wallet-status", "wallet-status-change"), ["월렛 만들기", "월렛 상태", "월렛 상태 변경"]),
    (("message-send-ios", "message-schedule"), ["채널 메시지 보내기", "예약 발송"]),
]


@pytest.mark.parametrize(("ids", "expected"), GROUPS)
def test_labels_read_well(sample: Services, ids: tuple[str, ...], expected: list[str]) -> None:
    articles = [article for id_ in ids if (article := sample.articles.get(id_))]
    assert labels(articles) == expected


def _groups(sample: Services) -> Iterator[list[Article]]:
    """Near articles, five and fewer at a time, and as many that have nothing to do with each other."""
    categories: dict[str, list[Article]] = defaultdict(list)
    articles = list(sample.articles.published())
    for article in articles:
        categories[article.category_id].append(article)
    chance = random.Random(1)
    for near in categories.values():
        for size in (2, 3, 4, 5):
            for _ in range(20):
                yield chance.sample(near, min(size, len(near)))
                yield chance.sample(articles, size)


def test_labels_fit_and_differ(sample: Services) -> None:
    for group in _groups(sample):
        made = labels(group)
        assert len(set(made)) == len(group), made
        assert all(0 < len(label) <= MAX_LABEL and label == label.strip() for label in made), made


def _article(number: int, title: str, category: str) -> Article:
    return Article(f"a{number}", title, "본문", category, ("도움말", category), "slug", date(2026, 1, 1))


def test_categories_tell_apart_what_has_the_same_words() -> None:
    same = [_article(1, "환불 안내", "쿠폰"), _article(2, "환불 안내", "캐시")]
    assert labels(same) == ["쿠폰 환불 안내", "캐시 환불 안내"]


def test_numbers_tell_apart_what_nothing_else_does() -> None:
    same = [_article(1, "환불 안내", "쿠폰"), _article(2, "환불 안내", "쿠폰")]
    assert labels(same) == ["쿠폰 환불 안내", "쿠폰 환불 안내 2"]


def test_articles_without_keywords_are_named_by_their_titles() -> None:
    articles = [
        _article(1, "회사 정책이 매우 복잡하게 바뀌는 때에는 어떻게", "가"),
        _article(2, "띄어쓰기없이아주길게적은제목입니다", "가"),
        _article(3, "ㅋ", "가"),
    ]
    assert labels(articles) == ["회사 정책이 매우 복잡하게", "띄어쓰기없이아주길게적은제…", "ㅋ"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("캐시와 월렛은 어떻게 다른가요", "캐시와 월렛"),
        ("채널을 만들고 운영하는 데 돈이", "채널을 만들고"),
        ("열네 글자에 꼭 맞는 말요", "열네 글자에 꼭 맞는 말요"),
        ("  빈칸   여럿 ", "빈칸 여럿"),
    ],
)
def test_shortened_texts_end_with_a_whole_word(text: str, short: str) -> None:
    assert shorten(text) == short


def test_numbers_never_make_two_names_one() -> None:
    names = ["이름", "이름 2", "이름", "이름"]
    assert distinct(names) == ["이름", "이름 2", "이름 3", "이름 4"]
    assert len(set(distinct(["가" * MAX_LABEL] * 12))) == 12
