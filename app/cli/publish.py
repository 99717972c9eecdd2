"""``barodap publish``"""

from __future__ import annotations

import click

from app import logs
from app.cli.progress import Progress
from app.config import load_settings


@click.command("publish")
@click.option("--fresh", is_flag=True, help="이전 발행이 남긴 분석과 학습을 이어 쓰지 않고 모두 새로 만들어요.")
def command(*, fresh: bool) -> None:
    """방문자의 선택에서 배운 것과 데이터베이스의 도움말로 검색 색인을 새로 만들고, 확인한 뒤 바꿔 끼워요."""
    from app.services import build_services, publish
    from app.storage.schema import upgrade

    settings = load_settings()
    logs.configure(settings.log_level)
    services = build_services(settings)
    upgrade(services.database)
    progress = Progress("색인을 만들고 있어요")
    manifest = publish(services, progress.step, fresh=fresh)
    progress.done(f"색인 {manifest.generation}을(를) 발행했어요. 도움말 {manifest.document_count:,}건")
