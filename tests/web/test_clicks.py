"""Clicks on results, seen without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published
from tests.web.conftest import services_of

QUERY = "세금계산서 다시 발급"
ARTICLE = "/articles/tax-invoice-reissue"


@pytest.fixture(params=[{}], ids=[""])
def visitor(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A new visitor of a help centre of this test's own."""
    for app in app_on(published(settings_in(tmp_path, **request.param), ARTICLES)):
        yield app.test_client()


def results(query: str = QUERY, more: str = "") -> str:
    return f"http://localhost/search?q={quote(query)}{more}"


def open_article(client: FlaskClient, came_from: str, path: str = ARTICLE, **headers: str) -> None:
    sent = {"Referer": came_from, **{name.replace("_", "-"): value for name, value in headers.items()}}
    client.get(path, headers=sent, follow_redirects=True, buffered=True)


def events(client: FlaskClient) -> list[tuple[str, str, str]]:
    return sorted((event.kind, event.article_id, event.query) for event in services_of(client).events.all())


def test_opening_a_result_is_recorded(visitor: FlaskClient) -> None:
    open_article(visitor, results())
    open_article(visitor, results())
    assert events(visitor) == [("click", "tax-invoice-reissue", QUERY)]


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "http://localhost/",
        "http://elsewhere.example/search?q=%EC%84%B8%EA%B8%88%EA%B3%84%EC%82%B0%EC%84%9C",
        "http://localhost/search",
        "http://[",
    ],
)
def test_opening_it_from_elsewhere_is_not(visitor: FlaskClient, came_from: str) -> None:
    open_article(visitor, came_from)
    assert events(visitor) == []


def test_a_search_that_does_not_show_the_article_proves_nothing(visitor: FlaskClient) -> None:
    open_article(visitor, results("야호 꿀꿀"))
    open_article(visitor, results(more="&page=900"))
    open_article(visitor, results(more="&sort=nonsense"))
    open_article(visitor, results(more="&category=nonsense"))
    assert events(visitor) == []


@pytest.mark.parametrize(
    "headers",
    [{"User_Agent": "Googlebot/2.1"}, {"Sec_Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"Sec_GPC": "1"}],
)
def test_only_people_who_may_be_followed_are(visitor: FlaskClient, headers: dict[str, str]) -> None:
    open_article(visitor, results(), **headers)
    assert events(visitor) == []


def test_head_opens_nothing(visitor: FlaskClient) -> None:
    visitor.head(ARTICLE, headers={"Referer": results()}, follow_redirects=True, buffered=True)
    assert events(visitor) == []


def test_a_vote_after_it_counts_for_the_query(visitor: FlaskClient) -> None:
    open_article(visitor, results())
    visitor.post(f"{ARTICLE}/feedback", data={"helpful": "yes"})
    assert ("helpful", "tax-invoice-reissue", QUERY) in events(visitor)


def test_asking_again_in_other_words_teaches_the_first_ones(visitor: FlaskClient) -> None:
    visitor.get(results(), headers={"Referer": results("계산서 또 뽑기")})
    open_article(visitor, results())
    assert events(visitor) == [
        ("click", "tax-invoice-reissue", QUERY),
        ("rephrased", "tax-invoice-reissue", "계산서 또 뽑기"),
    ]


def test_what_already_led_somewhere_was_not_put_in_vain(visitor: FlaskClient) -> None:
    open_article(visitor, results("월렛"), "/articles/wallet-charge")
    visitor.get(results(), headers={"Referer": results("월렛")})
    open_article(visitor, results())
    assert all(kind != "rephrased" for kind, _, _ in events(visitor))


def test_turning_a_page_is_not_asking_again(visitor: FlaskClient) -> None:
    visitor.get(results(more="&page=1&sort=views"), headers={"Referer": results()})
    assert visitor.get_cookie("barodap_visitor") is None


def test_a_rephrasing_of_long_ago_is_forgotten(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.clicks.time", lambda: 1000.0)
    visitor.get(results(), headers={"Referer": results("계산서 또 뽑기")})
    monkeypatch.setattr("app.web.clicks.time", lambda: 1301.0)
    open_article(visitor, results())
    assert events(visitor) == [("click", "tax-invoice-reissue", QUERY)]


@pytest.mark.parametrize("visitor", [{"learning": False}], indirect=True)
def test_nothing_is_recorded_and_no_cookie_set_when_learning_is_off(visitor: FlaskClient) -> None:
    visitor.get(results(), headers={"Referer": results("계산서 또 뽑기")})
    open_article(visitor, results())
    assert events(visitor) == []
    assert visitor.get_cookie("barodap_visitor") is None


@pytest.mark.parametrize("visitor", [{"events_per_minute": 2}], indirect=True)
def test_one_address_can_do_only_so_much(visitor: FlaskClient) -> None:
    for number in range(4):
        newcomer = visitor.application.test_client()
        open_article(newcomer, results(f"{QUERY} {'?' * number}"))
    assert len(events(visitor)) == 2
    refused = visitor.post(f"{ARTICLE}/feedback", data={"helpful": "yes"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    visitor.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert visitor.post(f"{ARTICLE}/feedback", data={"helpful": "yes"}).status_code == 303


@pytest.mark.parametrize("visitor", [{"events_per_minute": 2}], indirect=True)
def test_one_address_cannot_run_up_the_views(visitor: FlaskClient) -> None:
    assert [visitor.post(f"{ARTICLE}/view").status_code for _ in range(3)] == [204, 204, 429]


def test_the_page_is_there_when_the_log_is_not(visitor: FlaskClient) -> None:
    with services_of(visitor).database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE events")
    response = visitor.get(ARTICLE, headers={"Referer": results()}, follow_redirects=True)
    assert response.status_code == 200
    response.close()


def test_a_vote_counts_though_nothing_can_be_learned_from_it(visitor: FlaskClient) -> None:
    services = services_of(visitor)
    with services.database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE events")
    assert visitor.post(f"{ARTICLE}/feedback", data={"helpful": "yes"}).status_code == 303
    answer = visitor.post("/api/v1/articles/tax-invoice-reissue/feedback", json={"helpful": True, "visitor": "x"})
    assert answer.json is not None
    assert answer.json["helpful"] == 2


def test_the_cookie_holds_no_personal_data(visitor: FlaskClient) -> None:
    visitor.get(results(), headers={"Referer": results("010-1234-5678 계산서 또 뽑기")})
    cookie = visitor.get_cookie("barodap_visitor")
    assert cookie is not None
    signed = visitor.application.session_interface.get_signing_serializer(visitor.application)  # type: ignore[attr-defined]
    assert "1234" not in str(signed.loads(cookie.value))
