"""What the search page says about a query that it understood otherwise than it was typed, or not for sure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import text_of

MISTYPED = "친구그릅"
UNSURE = "메세지 보네기 예약"
FRIENDS = "channel-admin/etc/friend-group"


def _link(page: str, text: str) -> dict[str, list[str]]:
    """The parameters of the one link that shows ``text``."""
    (address,) = re.findall(rf'<a [^>]*?href="([^"]+)"[^>]*>{text}</a>', page)
    return parse_qs(urlsplit(address.replace("&amp;", "&")).query)


def test_a_correction_is_said_and_can_be_undone(site: FlaskClient) -> None:
    response = site.get(f"/search?q={MISTYPED}")
    assert "‘친구그룹’으로 검색했어요. 원래 검색어로 보기" in text_of(response)
    page = response.get_data(as_text=True)
    assert f'value="{MISTYPED}"' in page
    assert _link(page, "원래 검색어로 보기") == {"q": [MISTYPED], "verbatim": ["1"]}
    undone = site.get(f"/search?q={MISTYPED}&verbatim=1")
    assert "검색했어요" not in text_of(undone)
    assert "찾으셨나요" not in text_of(undone)


def test_undoing_keeps_filters_and_order(site: FlaskClient) -> None:
    page = site.get(f"/search?q={MISTYPED}&category={FRIENDS}&platform=pc&sort=views").get_data(as_text=True)
    expected = {"q": [MISTYPED], "category": [FRIENDS], "platform": ["pc"], "sort": ["views"], "verbatim": ["1"]}
    assert _link(page, "원래 검색어로 보기") == expected


def test_a_query_as_typed_stays_so_under_other_filters_and_orders(site: FlaskClient) -> None:
    page = site.get(f"/search?q={MISTYPED}&verbatim=1").get_data(as_text=True)
    assert _link(page, "최신순") == {"q": [MISTYPED], "sort": ["newest"], "verbatim": ["1"]}
    assert _link(page, "2<span[^>]*>쪽</span>")["verbatim"] == ["1"]
    filters = re.search(r"<form [^>]*data-filters.*?</form>", page, re.S)
    assert filters
    assert 'type="hidden" name="verbatim" value="1"' in filters[0]


def test_a_new_query_may_be_corrected_again(site: FlaskClient) -> None:
    page = site.get(f"/search?q={MISTYPED}&verbatim=1").get_data(as_text=True)
    box = re.search(r'<form class="search.*?</form>', page, re.S)
    assert box
    assert "verbatim" not in box[0]


def test_other_spellings_are_offered_and_doubt_is_said(site: FlaskClient) -> None:
    response = site.get(f"/search?q={UNSURE}&sort=newest")
    text = text_of(response)
    assert "혹시 이 말을 찾으셨나요? 메시지 보네기 예약" in text
    assert "딱 맞는 답인지 확실하지 않아요. 비슷한 도움말을 모았어요." in text
    link = _link(response.get_data(as_text=True), "메시지 보네기 예약")
    assert link == {"q": ["메시지 보네기 예약"], "sort": ["newest"]}


def test_a_sure_answer_is_given_without_further_words(site: FlaskClient) -> None:
    for query in ("월렛 상태는 무엇인가요?", ""):
        text = text_of(site.get("/search", query_string={"q": query}))
        assert not any(words in text for words in ("검색했어요", "찾으셨나요", "확실하지 않아요"))


def test_nothing_is_no_doubtful_answer(site: FlaskClient) -> None:
    text = text_of(site.get("/search?q=김치찌개 끓이는 법"))
    assert "맞는 도움말을 찾지 못했어요" in text
    assert "확실하지 않아요" not in text
    filtered = text_of(site.get(f"/search?q={UNSURE}&category=channel-admin/start/open"))
    assert "0건" in filtered
    assert "확실하지 않아요" not in filtered


@pytest.mark.parametrize(("value", "status"), [("1", 200), ("0", 200), ("", 200), ("yes", 400), ("2", 400)])
def test_only_yes_or_no_is_understood(site: FlaskClient, value: str, status: int) -> None:
    response = site.get(f"/search?q=월렛&verbatim={value}")
    assert response.status_code == status
    assert ("verbatim은" in text_of(response)) == (status == 400)
