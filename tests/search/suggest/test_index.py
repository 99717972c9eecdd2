"""What is suggested for what is typed."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest

from app.analysis.jamo import keys
from app.analysis.keyboard import to_hangul
from app.analysis.views import Analyzer
from app.services import Services
from tests.contracts.engine.documents import HOSTILE_TERMS
from tests.search.suggest.given import ARTICLES, WALLET, Given, article, published


@pytest.fixture(scope="module")
def given(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Given:
    return published(ARTICLES, analyzer, tmp_path_factory.mktemp("suggest") / "parts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("세", ["issue", "reissue"]),
        ("세금계ㅅ", ["issue", "reissue", "mail"]),
        ("세금곗", ["issue", "reissue", "mail"]),
        ("세금계산서", ["issue", "reissue", "mail"]),
        ("계산서", ["issue", "mail", "reissue"]),
        ("세금계산서발행", ["reissue"]),
        ("세금 계산서", ["issue", "reissue", "mail"]),
        ("발행 세금계산서", ["reissue", "issue"]),
        ("발 세금", ["issue", "reissue"]),
        ("세금계산서재발행", []),
        ("세금계산서다시발", ["issue"]),
        ("세금계산서다십", ["issue"]),
        ("세금계산섣", ["issue"]),
        ("세금계산서 못 받", ["mail"]),
        ("ㅅㄱㄱㅅㅅ", ["issue", "reissue"]),
        ("ㅅㅈ ㅅㄱㄱㅅㅅ", ["reissue"]),
        ("세금 ㄱㅅㅅ", ["issue", "reissue"]),
        ("세금ㄱㅅㅅ", ["issue", "reissue"]),
        ("ㅅㄱ계산서", ["issue", "reissue"]),
        ("세금곗ㅅ", ["issue", "reissue"]),
        ("ㅇㄼ", []),
        ("ㅇㄹ ㅅㅌ", ["status"]),
        ("월ㄹ", ["status", "charge", "refund"]),
        ("월렛 ㅅ", ["status"]),
        ("돈 넣", ["charge"]),
        ("출바ㄹ", ["depart"]),
        ("44ㅅㅇㅈ", ["size"]),
        ("44사이즈", ["size"]),
        ("ㅋㅋㅋ", []),
        ("?!", []),
    ],
)
def test_ways_to_type(given: Given, text: str, expected: list[str]) -> None:
    assert given.articles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("세금게산서", ["issue", "reissue"]),
        ("새금계산", ["issue", "reissue"]),
        ("세금게산서를 발행", ["reissue", "issue"]),
        ("월랫 상ㅌ", ["status"]),
        ("수정세금게산서", ["reissue"]),
        ("로그닌", ["login"]),
        ("tprmarPtkstj", ["issue", "reissue", "mail"]),
        ("tprmarPtks", ["issue", "reissue", "mail"]),
        ("dnjffpt tkdx", ["status"]),
        ("ㅑㅐㄴ", ["ios"]),
        ("월렛 상태를 알고 싶은데요", ["status", "charge", "refund"]),
        ("남극 날씨", []),
    ],
)
def test_what_was_meant(given: Given, text: str, expected: list[str]) -> None:
    assert given.articles(text) == expected


def test_what_is_typed_well_is_never_taken_for_something_else(given: Given) -> None:
    assert given.articles("pc") == ["pc"]
    assert given.articles("ios") == ["ios"]
    assert given.articles("월렛") == ["status", "charge", "refund"]


def test_every_press_on_the_way_to_a_title_finds_it(given: Given) -> None:
    for each in ARTICLES:
        pressed = keys(each.title)
        for count in range(1, len(pressed) + 1):
            found = given.articles(to_hangul(pressed[:count]) if each.title[0] >= "가" else each.title[:count])
            group = {
                other.id for other in ARTICLES if other.variant_group and other.variant_group == each.variant_group
            }
            assert found, (each.title, count)
            if count > 9:
                assert {each.id, *group} & set(found), (each.title, pressed[:count], found)


def test_a_better_match_comes_first(analyzer: Analyzer, tmp_path: Path) -> None:
    """Each article has one view more than the one it must stay behind."""
    titles = {
        "word": "환불",
        "stem": "환불은",
        "later": "빠른 환불은",
        "syllable": "환불금",
        "press": "환붉",
        "inside": "무환불",
    }
    articles = [article(id_, title, views=views) for views, (id_, title) in enumerate(titles.items())]
    given = published([*articles, article("none", "배송", views=99)], analyzer, tmp_path / "parts")
    assert given.articles("환불") == ["stem", "word", "later", "syllable", "press", "inside"]


def test_views_and_then_ids_decide_between_equal_matches(analyzer: Analyzer, tmp_path: Path) -> None:
    articles = [article(id_, f"환불 {id_}", views=views) for id_, views in (("b", 1), ("a", 1), ("c", 5))]
    assert published(articles, analyzer, tmp_path / "parts").articles("환불") == ["c", "a", "b"]


def test_a_title_comes_before_a_similar_question(analyzer: Analyzer, tmp_path: Path) -> None:
    articles = [
        article("question", "돈 돌려받기", views=9, questions=("환불금 문의",)),
        article("title", "환불금 문의"),
        article("word", "돈 받기", questions=("환불",)),
    ]
    given = published(articles, analyzer, tmp_path / "parts")
    assert given.articles("환불") == ["title", "word", "question"]
    assert given.texts("환불금 문", "article") == ["환불금 문의", "돈 돌려받기"]


def test_a_phrase_is_found_where_its_words_alone_are_not(given: Given) -> None:
    assert given.articles("전자세금계산 서 메") == ["mail"]


def test_a_phrase_comes_before_its_words_one_by_one(analyzer: Analyzer, tmp_path: Path) -> None:
    articles = [article("apart", "계산서 세금 안내", views=9), article("phrase", "세금계산서 안내")]
    assert published(articles, analyzer, tmp_path / "parts").articles("세금 계산서") == ["phrase", "apart"]


def test_variants_of_a_question_come_once_by_the_best_of_them(given: Given) -> None:
    assert given.articles("채널을 만드") == ["pc"]
    assert given.articles("pc에서 채널") == ["pc"]
    assert given.articles("android 채널") == ["android"]


def test_a_mixture_leaves_room_for_everything(sample: Services) -> None:
    for text in ("세", "채널", "메시지", "월렛", "ㅅ", "친구", "알림"):
        kinds = [suggestion.kind for suggestion in sample.search.suggest(text)]
        assert kinds == sorted(kinds, key=["completion", "article", "category"].index)
        assert len(kinds) == 8
        assert kinds.count("completion") in (2, 3)
        assert kinds.count("article") >= 4
        assert kinds.count("category") in (1, 2)


def test_an_article_carries_what_leads_to_it(given: Given) -> None:
    first = next(suggestion for suggestion in given.suggest("월렛 상") if suggestion.kind == "article")
    assert (first.id, first.path, first.breadcrumb) == ("status", "/articles/status/slug-status", WALLET)
    assert (first.text, first.html) == ("월렛 상태는 무엇인가요?", "<mark>월렛 상</mark>태는 무엇인가요?")


def test_a_category_is_found_by_its_own_name(given: Given) -> None:
    assert given.texts("세금ㄱ", "category") == ["세금계산서"]
    (category,) = [suggestion for suggestion in given.suggest("월레") if suggestion.kind == "category"]
    assert (category.text, category.html) == ("캐시/월렛", "캐시/<mark>월렛</mark>")
    assert (category.id, category.breadcrumb, category.path) == (ARTICLES[3].category_id, WALLET, "")
    assert given.texts("ㅋㅅ", "category") == ["캐시/월렛"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("세금", "세금계산서"),
        ("세금곗", "세금계산서"),
        ("ㅅㄱㄱ", "세금계산서"),
        ("수정 세금ㄱ", "수정 세금계산서"),
        ("tprma", "세금계산서"),
        ("월렛 상", "월렛 상태"),
    ],
)
def test_completions_go_on_from_what_is_typed(given: Given, text: str, expected: str) -> None:
    assert expected in given.texts(text, "completion")


def test_completions_are_nouns_that_lead_on(given: Given) -> None:
    for text in ("세금계산서", "월렛", "캐", "ㅅ", "발행", "월렛 상태를 알고 싶은데요"):
        for completion in given.texts(text, "completion"):
            assert completion != text
            assert given.articles(completion)
            assert not completion.endswith(("을", "를", "하려면", "있나요", "넣는"))
    assert given.texts("월렛을 도무지 모르겠네", "article") != []
    assert given.texts("월렛을 도무지 모르겠네", "completion") == []
    assert given.index.suggest("세금") == tuple(s for s in given.suggest("세금") if s.kind != "completion")


def test_verbs_complete_nothing(analyzer: Analyzer, tmp_path: Path) -> None:
    articles = [article("a", "메시지 보내는 방법", questions=("메시지 보내고 싶어요", "메시지 보관 기간"))]
    given = published(articles, analyzer, tmp_path / "parts")
    assert given.texts("메시지 보", "completion") == ["메시지 보관", "메시지 보관 기간"]


def test_html_is_escaped_and_marks_what_was_typed(analyzer: Analyzer, tmp_path: Path) -> None:
    title = "<script>alert('환불')</script> & 환불 <mark>"
    given = published([article("x", title, category=("<b>환불",))], analyzer, tmp_path / "parts")
    for text in ("환불", "script", "<script>alert", "ㅎㅂ", "환ㅂ", "mark", "<mark>", "환불 script"):
        for suggestion in given.suggest(text):
            bare = suggestion.html.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in bare
            assert ">" not in bare
            assert "<mark>" in suggestion.html
    (first, *_) = [suggestion for suggestion in given.suggest("환불") if suggestion.kind == "article"]
    assert first.html == ("&lt;script&gt;alert(&#x27;<mark>환불</mark>&#x27;)&lt;/script&gt; &amp; 환불 &lt;mark&gt;")


def test_nothing_typed_suggests_nothing(given: Given) -> None:
    for text in ("", "   ", "\n", "\u200b", "...", "👍"):
        assert given.suggest(text) == ()


def test_odd_text_never_fails_and_is_answered_alike(given: Given) -> None:
    draw = random.Random(1)
    alphabet = "세금계산서월렛ㅅㄱㅏㅢㄳ각뷁aZé漢字١1 /.%\\\0\ud800\u0301\u1100\uffff😀ﾊﾝ"
    odd = ["".join(draw.choices(alphabet, k=draw.randint(1, 300))) for _ in range(300)]
    odd += [letter * 300 for letter in alphabet]
    odd += [f"{word} {letter}" for word, letter in product(("세금", "ㅅㄱ"), alphabet)]
    for text in (*HOSTILE_TERMS, *odd, "세금계산서" * 60, "가 " * 150, "ㅅ" * 300, "tprma" * 60):
        found = given.suggest(text)
        assert len(found) <= 8
        assert found == given.suggest(text)


def test_the_order_of_documents_does_not_matter(given: Given, analyzer: Analyzer, tmp_path: Path) -> None:
    other = published(reversed(ARTICLES), analyzer, tmp_path / "parts")
    for each in ARTICLES:
        for text in (each.title[:1], each.title[:3], each.title):
            assert other.suggest(text) == given.suggest(text)


def test_an_empty_collection_suggests_nothing(analyzer: Analyzer, tmp_path: Path) -> None:
    given = published([], analyzer, tmp_path / "parts")
    for text in ("세금", "ㅅㄱ", "tprma", "월렛 상태"):
        assert given.suggest(text) == ()


def test_titles_of_any_kind_are_taken(analyzer: Analyzer, tmp_path: Path) -> None:
    titles = ["?", "", "가" * 5_000, "😀 이모지", "漢字 제목", "A" * 300, "끝", "각", "각" * 250 + " 꼬리"]
    articles = [article(str(number), title) for number, title in enumerate(titles)]
    given = published(articles, analyzer, tmp_path / "parts")
    assert given.articles("가가가") == ["2"]
    assert given.articles("가" * 200) == ["2"]
    assert given.articles("漢") == ["4"]
    assert given.articles("이모") == ["3"]
    assert given.articles("aaaa") == ["5"]
    assert given.articles("끝") == ["6"]


def test_the_sample_is_found_by_every_title_however_typed(sample: Services) -> None:
    missed = []
    for each in sample.articles.published():
        words = each.title.split()
        for text in (each.title, each.title.replace(" ", ""), " ".join(reversed(words))):
            ids = [suggestion.id for suggestion in sample.search.suggest(text)]
            if each.id not in ids:
                missed.append((text, ids))
    assert missed == []
