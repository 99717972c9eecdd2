"""``barodap doctor``"""

from __future__ import annotations

import sys

import click

from app.config import load_settings

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command("doctor")
def command() -> None:
    """설치, 데이터베이스, 색인, 문서에 문제가 없는지 살펴봐요. 아무것도 바꾸지 않아요."""
    from app.doctor import diagnose

    findings = diagnose(load_settings())
    for finding in findings:
        mark, color = _MARKS[finding.level]
        click.echo(f"{click.style(mark, fg=color)} {finding.subject}: {finding.message}")
        if finding.remedy:
            click.echo(f"  → {finding.remedy}")
    if any(finding.level == "error" for finding in findings):
        sys.exit(1)
