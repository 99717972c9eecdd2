"""What search engines, browsers and load balancers read."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.web import seo
from tests.web.conftest import services_of

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_sitemap_lists_home_every_category_and_every_published_article(site: FlaskClient) -> None:
    response = site.get("/sitemap.xml")
    tree = ElementTree.fromstring(response.get_data())
    addresses = [node.text or "" for node in tree.iter(f"{MAP}loc")]
    assert response.mimetype == "application/xml"
    articles = services_of(site).articles
    assert len(set(addresses)) == len(addresses) == 1 + len(articles.categories()) + articles.count()
    assert all(address.startswith("https://help.example/") for address in addresses)
    for part in ("/policy-appeal/", "/categories/"):
        path = next(address for address in addresses if part in address).removeprefix("https://help.example")
        assert site.get(path).status_code == 200


def test_drafts_are_not_in_the_sitemap(own: FlaskClient) -> None:
    assert b"secret" not in own.get("/sitemap.xml").get_data()


def test_a_large_sitemap_is_split(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seo, "SITEMAP_SIZE", 100)
    index = ElementTree.fromstring(site.get("/sitemap.xml").get_data())
    parts = [node.text or "" for node in index.iter(f"{MAP}loc")]
    articles = services_of(site).articles
    total = articles.count()
    assert index.tag == f"{MAP}sitemapindex"
    assert len(parts) == -(-total // 100)
    found = [
        node.text
        for part in parts
        for node in ElementTree.fromstring(site.get(part.removeprefix("https://help.example")).get_data()).iter(
            f"{MAP}loc"
        )
    ]
    assert len(found) == len(set(found)) == 1 + len(articles.categories()) + total
    assert site.get("/sitemap.xml?page=99").status_code == 404
    assert site.get("/sitemap.xml?page=x").status_code == 400


def test_sitemaps_load_no_text_and_their_index_no_article(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seo, "SITEMAP_SIZE", 100)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    engine = services_of(site).database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        site.get("/sitemap.xml")
        assert [statement for statement in statements if "articles.id" in statement] == []
        site.get("/sitemap.xml?page=1")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert any("articles.id" in statement for statement in statements)
    assert not any("articles.body" in statement or "feedback" in statement for statement in statements)


def test_robots_are_told_where_to_look(site: FlaskClient) -> None:
    text = site.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /search\n" in text
    assert "Sitemap: https://help.example/sitemap.xml" in text


def test_browsers_can_search_from_the_address_bar(site: FlaskClient) -> None:
    response = site.get("/opensearch.xml")
    tree = ElementTree.fromstring(response.get_data())
    namespace = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert response.mimetype == "application/opensearchdescription+xml"
    name = tree.findtext(f"{namespace}ShortName") or ""
    assert name == "바로답 도움말"
    url = tree.find(f"{namespace}Url")
    assert url is not None
    assert url.get("template") == "https://help.example/search?q={searchTerms}"


def test_a_long_site_name_is_cut_to_what_browsers_take(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.application.jinja_env.globals, "site_name", "바로답 도움말 센터 고객지원팀 안내")
    tree = ElementTree.fromstring(site.get("/opensearch.xml").get_data())
    assert tree.findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName") == "바로답 도움말 센터 고객지원팀"


def test_results_are_not_indexed_and_errors_neither(site: FlaskClient) -> None:
    for path in ("/search?q=월렛", "/search?page=x", "/없는-주소"):
        assert '<meta name="robots" content="noindex' in site.get(path).get_data(as_text=True)


def test_health(site: FlaskClient, unindexed: FlaskClient) -> None:
    assert site.get("/healthz").status_code == 200
    assert site.get("/readyz").status_code == 200
    assert unindexed.get("/healthz").status_code == 200
    assert unindexed.get("/readyz").status_code == 503


def test_static_files_are_kept_while_their_address_names_their_content(site: FlaskClient) -> None:
    page = site.get("/").get_data(as_text=True)
    versioned = page.split('href="/static/css/site.css?v=')[1].split('"')[0]
    kept = site.get(f"/static/css/site.css?v={versioned}").headers["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    for address in ("/static/css/site.css", "/static/css/site.css?v=", "/static/css/site.css?v=0123456789ab"):
        assert site.get(address).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/없는-주소", "GET", 404), ("/search", "POST", 405), ("/", "PUT", 405)]
)
def test_errors_are_korean_pages(site: FlaskClient, path: str, method: str, status: int) -> None:
    response = site.open(path, method=method)
    assert response.status_code == status
    assert '<html lang="ko">' in response.get_data(as_text=True)
    assert "요" in response.get_data(as_text=True).split("<h1>")[1].split("</h1>")[0]
