"""Chromium on a help centre that runs as people run it: sample articles, several processes, real clipboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from app import paths
from tests import chromium
from tests.browser.shop import Shop
from tests.conftest import AS_SHIPPED, copy_cache, once, publish_in, settings_in
from tests.live_server import live_server

HOSTILE_BODY = """\
<script>document.title = "hacked"</script> </script><img src=x onerror="document.title='hacked'">
[눌러](javascript:document.title='hacked') <b onclick="document.title='hacked'">굵게</b>

| 아주 넓은 표 | 값 | 설명 | 비고 | 하나 더 |
|---|--:|---|---|---|
| 띄어쓰기없이아주길게이어지는낱말이표안에들어있어요 | 10,000 | 설명 | 없음 | https://example.com/never/ends |
"""
HOSTILE = f"""\
---
id: hostile
title: "</script><script>document.title = 'hacked'</script> 태그를 넣으면?"
category: 카카오톡 채널 관리자 > 기타 > 오류/환경
updated: 2026-01-01
---
{HOSTILE_BODY}"""
LONG_TEXT = "아주 길게 이어지는 설명이에요. " * 400
LONG = f"""\
---
id: long
title: "100%25 긴 설명"
category: 카카오톡 채널 관리자 > 기타 > 오류/환경
updated: 2026-01-01
---
{LONG_TEXT}"""
BLOCKED_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {get() { throw new DOMException("blocked", "SecurityError"); }})"""

NOT_FOUND = "the server responded with a status of 4"
"""What Chromium itself complains of where a page is not found, which is no fault."""

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    """Another site, whose pages hold the chat."""
    with Shop() as shop:
        yield shop


@pytest.fixture(scope="session")
def folder(published_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the help centre keeps its articles, database and index."""
    published = once(tmp_path_factory, "published-with-trouble", lambda made: _with_trouble(made, published_sample))
    return shutil.copytree(published, tmp_path_factory.mktemp("live"), dirs_exist_ok=True)


def _with_trouble(folder: Path, published_sample: Path) -> None:
    copy_cache(published_sample / "index", folder / "index")
    shutil.copytree(paths.FAQ_DATA, folder / "faq_data")
    trouble = folder / "faq_data" / "articles" / "etc" / "trouble"
    (trouble / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    (trouble / "long.md").write_text(LONG, encoding="utf-8")
    publish_in(settings_in(folder, faq_data=folder / "faq_data", **AS_SHIPPED))


@pytest.fixture(scope="session")
def address(folder: Path, shop: Shop) -> Iterator[str]:
    """Where the help centre answers, people at all times."""
    settings = {
        "faq_data": str(folder / "faq_data"),
        "contact_url": "https://help.example/chat",
        "widget_origins": shop.origin,
        "business_hours": "",
    }
    with live_server(folder, **settings) as url:
        shop.help_centre = url
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.missing():
        (pytest.fail if chromium.required() else pytest.skip)(chromium.missing())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[NewPage]:
    """Makes pages of contexts with the given options. Whatever their consoles complain of fails the test, but for what
    holds the text ``tolerated``."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, init_script: str = "", tolerated: str = NOT_FOUND, **options: Any) -> Page:
        context = browser.new_context(base_url=address, locale="ko-KR", reduced_motion="reduce", **options)
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        if init_script:
            context.add_init_script(init_script)
        page = context.new_page()

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and tolerated not in message.text:
                complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A desktop visitor."""
    return new_page(viewport={"width": 1280, "height": 900})


def clipboard(page: Page) -> str:
    """What was copied."""
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    return text
