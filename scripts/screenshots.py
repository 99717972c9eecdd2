"""Photograph the main pages for the documents: three widths, light and dark, into ``docs/screenshots/``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.live_server import live_server

SHOTS = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
WIDTHS = {390: 844, 820: 1180, 1440: 900}
PAGES = {
    "home": "/",
    "search": f"/search?q={quote('세금계산서를 못 받았어요')}",
    "category": "/categories/channel-admin/manage",
    "article": "/articles/trouble-blank-pc",
}


def main(pages: list[str]) -> None:
    """Write ``<page>-<width>-<scheme>.png`` for ``pages``, or for all."""
    if chromium.missing():
        sys.exit(chromium.missing())
    SHOTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        live_server(Path(folder), contact_url="https://help.example/chat") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                photograph(browser, address, scheme, width, height, pages or list(PAGES))
        browser.close()


def photograph(browser: Browser, address: str, scheme: str, width: int, height: int, pages: list[str]) -> None:
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        locale="ko-KR",
        reduced_motion="reduce",
    )
    page = context.new_page()
    for name in pages:
        page.goto(address + PAGES[name], wait_until="networkidle")
        page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png")
        print(f"{name} {width} {scheme}")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
