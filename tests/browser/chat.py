"""What tests find of the chat on a page. Playwright's locators see into its shadow."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Chat:
    """The chat on ``page`` in Korean."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.locator("barodap-chat .launcher")
        self.panel = page.get_by_role("dialog", name="도움말")
        self.box = self.panel.get_by_role("textbox", name="메시지")
        self.own = self.panel.locator(".own .bubble")
        self.answers = self.panel.locator(".turn.assistant:not(.typing) .bubble")
        self.state = self.panel.locator(".connection")

    def open(self, address: str) -> Chat:
        """Go to ``address`` and open the panel."""
        self.page.goto(address)
        self.launcher.click()
        expect(self.box).to_be_visible()
        return self

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def answered(self, text: str) -> Locator:
        """Say ``text`` and wait for the next answer."""
        count = self.answers.count()
        self.say(text)
        expect(self.answers).to_have_count(count + 1)
        return self.answers.last
