"""The box of suggestions, as tests look at it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="도움말 검색")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def active(page: Page) -> Locator:
    return page.locator("[role=option][aria-selected=true]")


def settled(page: Page) -> None:
    """Until whatever the page had put off is done."""
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 200))")
