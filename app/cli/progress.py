"""Progress on the terminal for what may take more than a second; plain lines where there is no terminal."""

from __future__ import annotations

import sys
from time import monotonic

import click

from app.publishing.publisher import Step

_STEPS = {"write": "색인을 저장하고 있어요", "verify": "색인을 확인하고 있어요"}
_EVERY_SECONDS = 0.2


class Progress:
    """Counts up in place on a terminal; elsewhere says nothing until ``done``."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._terminal = sys.stderr.isatty()
        self._shown_at = 0.0

    def count(self, done: int) -> None:
        """Show the number of articles so far, a few times a second at most."""
        if self._terminal and monotonic() - self._shown_at > _EVERY_SECONDS:
            self._shown_at = monotonic()
            self._show(f"{self._label} … {done:,}건")

    def step(self, step: Step, done: int) -> None:
        """The publisher's progress: a count while articles are indexed, then one line a step."""
        if step == "index":
            self.count(done)
        elif self._terminal and step in _STEPS:
            self._show(f"{_STEPS[step]} … {done:,}건")

    def done(self, message: str) -> None:
        """Replace what is shown by ``message``."""
        if self._terminal:
            click.echo("\r\033[K", nl=False, err=True)
        click.echo(message, err=True)

    def _show(self, text: str) -> None:
        click.echo(f"\r\033[K{text}", nl=False, err=True)
