from __future__ import annotations

import random
from dataclasses import replace

from app.content.duplicates import near_duplicates, shared_questions
from app.content.importers.base import Draft

WORDS = [f"{first}{second}" for first in "가나다라마바사아자차카타파하" for second in "관문상점리서채널정보"]


def article(article_id: str, seed: int, **fields: object) -> Draft:
    body = " ".join(random.Random(seed).choices(WORDS, k=150))
    base = Draft(id=article_id, title=f"제목 {article_id}", body=body, category=("가",), origin="x")
    return replace(base, **fields)  # type: ignore[arg-type]


def swapped(body: str, every: int) -> str:
    return " ".join("다른말" if index % every == 0 else word for index, word in enumerate(body.split(" "), 1))


def test_a_template_with_words_swapped_is_found_among_many() -> None:
    articles = [article(f"a{number}", number) for number in range(300)]
    copy = replace(articles[7], id="copy", body=swapped(articles[7].body, 12))
    (pair,) = near_duplicates([*articles, copy])
    assert {pair.first, pair.second} == {"a7", "copy"}
    assert 0.4 <= pair.similarity < 1


def test_spacing_marks_and_markup_make_no_difference() -> None:
    one = article("one", 1)
    two = replace(one, id="two", body="### 머리\n\n- **" + one.body.replace(" ", "**, _") + "_!")
    (pair,) = near_duplicates([one, two])
    assert pair.similarity > 0.85


def test_similarity_is_exact() -> None:
    texts = [article("a", 0, body="가나다라마"), article("b", 0, body="나다라마바"), article("c", 0, body="하")]
    assert near_duplicates(texts, 0.01) == [("a", "b", 1 / 3)]
    assert near_duplicates([texts[2], replace(texts[2], id="d")]) == [("c", "d", 1.0)]


def test_articles_without_words_are_not_compared() -> None:
    assert near_duplicates([article("a", 0, body=""), article("b", 0, body="***"), article("c", 0, body="")]) == []
    assert near_duplicates([]) == []


def test_variants_of_one_question_may_be_alike() -> None:
    one = article("one", 1, variant_group="g", questions=("같은 물음",))
    two = replace(one, id="two")
    assert near_duplicates([one, two]) == []
    assert shared_questions([one, two]) == []
    assert near_duplicates([one, replace(two, variant_group="h")])
    assert near_duplicates([replace(one, variant_group=None), replace(two, variant_group=None)])


def test_a_question_that_two_articles_claim_is_found() -> None:
    one = article("one", 1, title="캐시는 어떻게 충전하나요?")
    two = article("two", 2, questions=("캐시는 어떻게 충전 하나요", "다른 물음"))
    three = article("three", 3, questions=("다른 물음!", "다른물음"))
    assert shared_questions([one, two, three]) == [
        ("캐시는 어떻게 충전하나요?", ("one", "two")),
        ("다른 물음", ("two", "three")),
    ]
