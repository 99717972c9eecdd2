"""``barodap purge``"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.config import load_settings


@click.command("purge")
def command() -> None:
    """보관 기간이 지난 대화를 지워요. 하루에 한 번 실행하세요."""
    from app.services import conversations
    from app.storage.database import Database
    from app.storage.schema import upgrade

    settings = load_settings()
    database = Database(settings.database_url)
    upgrade(database)
    click.echo(f"지운 대화 {conversations(settings, database).purge(datetime.now(UTC)):,}건")
