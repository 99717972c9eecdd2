"""Search results, filters, categories and what cannot be searched."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from app.content.articles import ArticleStore
from app.models import Article
from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published
from tests.web.conftest import SCRIPT, text_of

TAX = "channel-admin/manage/tax-invoice"
WALLET = quote("월렛")


def _links(page: str, text: str) -> list[str]:
    """The addresses of the links that show ``text``."""
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return [address.replace("&amp;", "&") for address, shown in found if text in re.sub(r"<[^>]+>", "", shown)]


def test_home_offers_search_popular_questions_and_the_tree(site: FlaskClient) -> None:
    response = site.get("/")
    text = text_of(response)
    page = response.get_data(as_text=True)
    assert "자주 찾는 질문" in text
    assert "카테고리별로 찾아보기" in text
    assert 'name="q"' in page
    assert f'href="/categories/{TAX}"' in page


def test_a_result_shows_its_place_its_title_and_a_marked_snippet(site: FlaskClient) -> None:
    response = site.get("/search", query_string={"q": "세금계산서 수정발행 신청은 어디에서 하나요?"})
    page, text = response.get_data(as_text=True), text_of(response)
    first = page.split('class="result"')[1]
    assert "[카카오톡 채널 관리자][관리하기][세금계산서]" in re.sub(r"<[^>]+>", "", first)
    assert "수정발행" in re.sub(r"<[^>]+>", "", first)
    assert "<mark>" in first
    assert re.search(r"검색 결과 [\d,]+건", text)


def test_filters_and_sort_are_kept_by_each_other(site: FlaskClient) -> None:
    page = site.get(f"/search?q=메시지&category={TAX}&category=channel-admin/etc&platform=pc&sort=newest").get_data(
        as_text=True
    )
    for address, expected in (
        (_links(page, "조회순")[0], {"platform": ["pc"], "sort": ["views"], "category": [TAX, "channel-admin/etc"]}),
        (_links(page, "세금계산서")[0], {"platform": ["pc"], "sort": ["newest"], "category": ["channel-admin/etc"]}),
        (_links(page, "모두 지우기")[0], {"sort": ["newest"]}),
    ):
        assert parse_qs(urlsplit(address).query) == {"q": ["메시지"], **expected}
    assert page.count('name="category" value="channel-admin/etc" checked') == 1
    assert 'name="platform" value="pc" checked' in page
    assert page.count('type="hidden" name="sort" value="newest"') == 2


def test_pages_keep_the_query_and_do_not_overlap(site: FlaskClient) -> None:
    first = site.get("/search?q=메시지&sort=views").get_data(as_text=True)
    address = _links(first, "다음")[0]
    assert parse_qs(urlsplit(address).query) == {"q": ["메시지"], "sort": ["views"], "page": ["2"]}
    second = site.get(address).get_data(as_text=True)
    pattern = r'<a href="([^"]+)" data-result>'
    assert len(re.findall(pattern, first)) == 10
    assert not set(re.findall(pattern, first)) & set(re.findall(pattern, second))


def test_a_category_can_be_named_and_the_links_then_hold_its_id(site: FlaskClient) -> None:
    page = site.get("/search?q=발행&category=세금계산서").get_data(as_text=True)
    assert parse_qs(urlsplit(_links(page, "최신순")[0]).query)["category"] == [TAX]


def test_variants_are_one_result_with_a_link_to_each(site: FlaskClient) -> None:
    page = site.get("/search?q=화면이 안 나와요&platform=ios").get_data(as_text=True)
    first = page.split('class="result"')[1]
    assert 'badge-on">iOS<' in first
    assert {"/articles/trouble-blank-pc/", "/articles/trouble-blank-android/"} <= {
        "/".join(address.split("/")[:3]) + "/" for address in _links(first, "PC") + _links(first, "Android")
    }


def test_nothing_found_is_honest_and_offers_a_way_on(site: FlaskClient) -> None:
    response = site.get("/search?q=김치찌개 끓이는 법")
    text, page = text_of(response), response.get_data(as_text=True)
    assert response.status_code == 200
    assert "0건" in text
    assert "맞는 도움말을 찾지 못했어요" in text
    assert "많이 찾는 도움말" in text
    assert 'href="https://help.example/chat"' in page
    assert "data-result" not in page


def test_nothing_found_under_a_filter_offers_to_drop_it(site: FlaskClient) -> None:
    page = site.get("/search?q=알림톡 템플릿 검수&category=channel-admin/manage/tax-invoice").get_data(as_text=True)
    assert "data-result" not in page
    assert parse_qs(urlsplit(_links(page, "필터를 모두 지우고")[0]).query) == {"q": ["알림톡 템플릿 검수"]}


def test_suggestions_cost_the_same_however_many_categories_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections = [
        {**ARTICLES[0], "id": f"a{number}", "category": ["채널", f"섹션 {number:02}"], "related": []}
        for number in range(12)
    ]
    drafts = [{**section, "id": f"draft-{section['id']}", "status": "draft"} for section in sections[:3]]
    asked: list[str | None] = []
    popular = ArticleStore.popular

    def counted(self: ArticleStore, limit: int, category: str | None = None) -> list[Article]:
        asked.append(category)
        return popular(self, limit, category)

    monkeypatch.setattr(ArticleStore, "popular", counted)
    for app in app_on(published(settings_in(tmp_path), [*drafts, *sections[3:]])):
        page = app.test_client().get("/search?q=김치찌개 끓이는 법").get_data(as_text=True)
        named = re.findall(r'<h3 id="suggestion-\d+"><a [^>]*>(.*?)</a>', page)
    assert named == ["섹션 03", "섹션 04", "섹션 05", "섹션 06"]
    assert len(asked) == 4


def test_the_search_box_keeps_the_filters_of_a_page_without_a_query(site: FlaskClient) -> None:
    for path in ("/search?", "/search?page=99&"):
        page = site.get(f"{path}category={TAX}&platform=ios&sort=newest").get_data(as_text=True)
        box = re.search(r'<form class="search.*?</form>', page, re.S)
        assert box
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', box[0]))
        assert hidden == {"category": TAX, "platform": "ios", "sort": "newest"}


def test_an_empty_query_shows_everything(site: FlaskClient) -> None:
    for path in ("/search", "/search?q=", "/search?q=%20%20"):
        assert "전체 도움말" in text_of(site.get(path))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=" + "가" * 301, "300자까지"),
        ("q=" + "a" * 5000, "300자까지"),
        ("q=%00", "제어 문자"),
        ("q=월렛%07", "제어 문자"),
        ("q=월렛&category=없는-것", "카테고리 '없는-것'"),
        ("q=월렛&sort=price", "정렬 기준"),
        ("q=월렛&platform=windows", "기기"),
        ("q=월렛&page=0", "쪽 번호"),
        ("q=월렛&page=-1", "쪽 번호"),
        ("q=월렛&page=둘", "쪽 번호"),
        ("q=월렛&page=%EF%BC%92", "쪽 번호"),
        ("q=월렛&page=" + "9" * 5000, "쪽 번호"),
        ("&".join(f"category=c{number}" for number in range(60)), "카테고리는 50개까지"),
    ],
)
def test_what_cannot_be_searched_is_explained(site: FlaskClient, query: str, message: str) -> None:
    response = site.get(f"/search?{query}")
    assert response.status_code == 400
    assert message in text_of(response)
    assert 'role="alert"' in response.get_data(as_text=True)
    assert 'role="search"' in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        (f"/search?q={WALLET}&sort=views&page=1000000000", f"/search?q={WALLET}&sort=views"),
        ("/categories/channel-admin?page=1000000000", "/categories/channel-admin"),
        ("/categories/channel-admin?sort=views&page=99", "/categories/channel-admin?sort=views"),
    ],
)
def test_past_the_last_page_there_is_a_way_back(site: FlaskClient, path: str, first: str) -> None:
    response = site.get(path)
    assert response.status_code == 404
    assert _links(response.get_data(as_text=True), "첫 쪽으로 가기") == [first]


@pytest.mark.parametrize(
    "text",
    [
        SCRIPT,
        '"><img src=x onerror=alert(1)>',
        "' OR 1=1 --",
        "(((((*?~^[가 TO 힣]",
        "{{ 7*7 }}",
        "%ED%A0%80",
        "\ud55c\uae00".encode("utf-16-le").decode("latin-1"),
        "🙂‍↔️",
        "\u1112\u1161\u11ab",
    ],
)
def test_any_text_is_searched_and_shown_as_text(site: FlaskClient, text: str) -> None:
    response = site.get(f"/search?q={quote(text)}")
    page = response.get_data(as_text=True)
    assert response.status_code in (200, 400)
    assert SCRIPT not in page
    assert "<img" not in page
    assert "49 검색" not in text_of(response)


def test_broken_bytes_in_the_address_do_no_harm(site: FlaskClient) -> None:
    for path in ("/search?q=%ED%A0%80", "/search?q=%FF%FE", "/articles/%FF", "/categories/%ED%A0%80"):
        assert site.get(path).status_code in (200, 400, 404)


def test_a_category_shows_what_is_in_it(site: FlaskClient) -> None:
    response = site.get("/categories/channel-admin/manage")
    text, page = text_of(response), response.get_data(as_text=True)
    assert "많이 본 도움말" in text
    assert "세금계산서를 조회하고" in text
    assert f'href="/categories/{TAX}"' in page
    assert 'rel="canonical" href="https://help.example/categories/channel-admin/manage"' in page
    assert _links(page, "다음") == ["/categories/channel-admin/manage?page=2"]
    assert _links(page, "조회순") == ["/categories/channel-admin/manage?sort=views"]


def test_a_topic_lists_only_its_own_articles(site: FlaskClient) -> None:
    page = site.get(f"/categories/{TAX}").get_data(as_text=True)
    crumbs = re.findall(r'class="crumbs">(.*?)</p>', page)
    assert crumbs
    assert all("[세금계산서]" in crumb for crumb in crumbs)


@pytest.mark.parametrize("path", ["/categories/없는-것", "/categories/세금계산서", "/categories/", "/categories/%FF"])
def test_an_unknown_category_is_not_found(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_bad_order_in_a_category_is_refused_in_korean(site: FlaskClient) -> None:
    response = site.get("/categories/channel-admin?sort=price")
    assert response.status_code == 400
    assert "정렬 기준" in text_of(response)


def test_names_of_categories_are_text(own: FlaskClient) -> None:
    for path in ("/", "/search", "/articles/hostile"):
        page = own.get(path, follow_redirects=True).get_data(as_text=True)
        assert "<b 채널" not in page
        assert "&lt;b 채널 &amp; 관리자" in page


def test_without_an_index_people_are_told_and_articles_are_still_read(unindexed: FlaskClient) -> None:
    for path in ("/", "/search?q=월렛", "/categories/channel-admin"):
        response = unindexed.get(path)
        assert response.status_code == 503
        assert "준비하고 있어요" in text_of(response)
        assert "data-barodap-open" not in response.text  # the chat would answer 503, too
        assert "widget.js" not in response.text
    article = unindexed.get("/articles/wallet-charge", follow_redirects=True)
    assert article.status_code == 200
    assert "충전하기" in text_of(article)


@pytest.mark.parametrize("broken", ["%ED", "%BF%F9%B7%BF", "a%FFb", "%C0%80"])
def test_a_query_that_is_not_utf_8_is_refused_with_a_page(site: FlaskClient, broken: str) -> None:
    response = site.get(f"/search?q={broken}")
    assert response.status_code == 400
    assert "글자가 깨져 있어요" in text_of(response)
