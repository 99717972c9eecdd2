"""A Korean input method, as Chromium hears one: composition through the DevTools protocol, key by key."""

from __future__ import annotations

from playwright.sync_api import Page

from app.analysis.keyboard import to_hangul

COMPOSING = 229
"""The key code of every key that an input method takes. Source: UI Events, "keyCode for input method editors"."""


class InputMethod:
    """Types into what has the focus. A syllable is composed until the next one begins or it is committed."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._pressed = ""
        self._committed = ""

    def type(self, pressed: str) -> None:
        """Press the keys of the two-set keyboard that the Latin letters ``pressed`` stand on."""
        for letter in pressed:
            self.key(f"Key{letter.upper()}")
            self._pressed += letter
            text = to_hangul(self._pressed)
            finished, composing = text[:-1], text[-1]
            if len(finished) > len(self._committed):
                self._insert(finished[len(self._committed) :])
                self._committed = finished
            self._devtools.send(
                "Input.imeSetComposition",
                {"text": composing, "selectionStart": len(composing), "selectionEnd": len(composing)},
            )

    def key(self, code: str) -> None:
        """A key that the input method takes while it composes, such as ``Enter`` or ``ArrowDown``."""
        for kind in ("rawKeyDown", "keyUp"):
            self._devtools.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "windowsVirtualKeyCode": COMPOSING, "key": "Process", "code": code},
            )

    def commit(self) -> None:
        """End the syllable that is being composed, as Enter, a space, an arrow or a click do."""
        self._insert(to_hangul(self._pressed)[len(self._committed) :])
        self._pressed = self._committed = ""

    def _insert(self, text: str) -> None:
        self._devtools.send("Input.insertText", {"text": text})
