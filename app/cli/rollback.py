"""``barodap rollback``"""

from __future__ import annotations

import click

from app import logs
from app.config import load_settings


@click.command("rollback")
def command() -> None:
    """지금 색인보다 먼저 발행한 색인으로 되돌려요. 다음에 발행하면 다시 새 색인이 쓰여요."""
    from app.services import build_services, roll_back

    settings = load_settings()
    logs.configure(settings.log_level)
    manifest = roll_back(build_services(settings))
    click.echo(f"색인 {manifest.generation}(으)로 되돌렸어요. 도움말 {manifest.document_count:,}건")
