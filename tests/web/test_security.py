"""Headers, cookies, forms from elsewhere, and the key that signs."""

from __future__ import annotations

import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.errors import ConfigurationError
from app.storage.database import Database
from app.web.secret_key import secret_key
from app.web.security import MAX_REQUEST_BYTES
from tests.conftest import settings_in

VOTE = "/articles/wallet-charge/feedback"


@pytest.mark.parametrize(
    "path", ["/", "/search?q=월렛", "/없는-주소", "/healthz", "/api/v1/search", "/static/icon.svg"]
)
def test_every_response_is_guarded(site: FlaskClient, path: str) -> None:
    headers = site.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/", "/search?q=월렛", "/없는-주소", "/api/v1/search", "/api/v1/articles/없는-글"])
def test_pages_and_answers_are_asked_for_anew(site: FlaskClient, path: str) -> None:
    assert site.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/readyz"])
def test_who_cannot_be_served_is_told_when_to_come_again(unindexed: FlaskClient, path: str) -> None:
    response = unindexed.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("path", ["/", "/search", "/articles/wallet-charge", "/api/v1/articles/wallet-charge"])
def test_a_host_that_cannot_be_is_refused(own: FlaskClient, path: str) -> None:
    assert own.get(path, headers={"Host": 'a"b'}).status_code == 400
    assert own.get(path, headers={"Host": "help.example:8443"}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["/", "/search?q=월렛", "/categories/channel-admin", "/articles/policy-appeal"])
def test_pages_hold_nothing_that_the_policy_forbids(site: FlaskClient, path: str) -> None:
    page = site.get(path, follow_redirects=True).get_data(as_text=True)
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<style" not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 303),
    ],
)
def test_only_this_sites_forms_are_taken(own: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert own.post(VOTE, data={"helpful": "yes"}, headers=headers).status_code == status


def test_links_from_other_sites_work(site: FlaskClient) -> None:
    assert site.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_large_requests_are_refused(own: FlaskClient) -> None:
    response = own.post(VOTE, data={"helpful": "no", "detail": "가" * MAX_REQUEST_BYTES})
    assert response.status_code == 413
    assert "너무 커요" in response.get_data(as_text=True)


def test_the_visitor_cookie_is_kept_from_scripts_and_other_sites(own: FlaskClient) -> None:
    cookie = own.post(VOTE, data={"helpful": "yes"}).headers["Set-Cookie"]
    assert cookie.startswith("barodap_visitor=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_reading_sets_no_cookie(own: FlaskClient) -> None:
    for path in ("/", "/search?q=월렛", "/articles/wallet-charge"):
        assert "Set-Cookie" not in own.get(path, follow_redirects=True).headers


def test_a_set_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, secret_key="정한 열쇠")
    assert secret_key(settings, Database(settings.database_url)) == "정한 열쇠"
    assert list(tmp_path.iterdir()) == []


def _key_in(folder: Path) -> str:
    settings = settings_in(folder)
    return secret_key(settings, Database(settings.database_url))


def test_one_key_is_made_however_many_workers_start(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as workers:
        keys = set(workers.map(_key_in, [tmp_path] * 32))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert len(keys.pop()) == 64


def test_an_empty_key_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(ConfigurationError, match="secret_key"):
        _key_in(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError) as caught:
        _key_in(tmp_path / "file")
    assert "BARODAP_SECRET_KEY" in caught.value.remedy
