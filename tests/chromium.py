"""The browser that tests and screenshots use: the system's own, never a downloaded one."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The path of Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str:
    """Why browser tests cannot run; empty when they can."""
    return "" if find() else f"no Chromium found (looked for {', '.join(NAMES)}; Debian: apt install chromium)"


def required() -> bool:
    """Whether a missing browser is a failure."""
    return os.environ.get("CI") == "true"


def described() -> str:
    """One line for the header of a test run."""
    if not missing():
        return f"browser: {find()}"
    return f"browser: tests/browser {'fails' if required() else 'is skipped'}: {missing()}"
