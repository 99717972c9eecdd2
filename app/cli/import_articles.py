"""``barodap import``"""

from __future__ import annotations

from pathlib import Path

import click

from app import registry
from app.cli.progress import Progress
from app.config import load_settings


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", *registry.IMPORTERS]),
    help="파일 형식이에요. auto는 내용을 보고 정해요.",
)
@click.option("--replace", is_flag=True, help="PATH에 없는 기존 도움말을 지워요.")
def command(path: Path, format_name: str, replace: bool) -> None:
    """PATH의 도움말을 가져와요. 문제가 하나라도 있으면 아무것도 바꾸지 않고 모두 알려 줘요."""
    from app.content.importers import choose
    from app.content.importing import import_articles
    from app.storage.database import Database
    from app.storage.schema import upgrade

    database = Database(load_settings().database_url)
    upgrade(database)
    progress = Progress("도움말을 가져오고 있어요")
    report = import_articles(database, choose(path, format_name), path, replace=replace, progress=progress.count)
    counts = f"새 글 {report.created:,}건, 바뀐 글 {report.updated:,}건, 그대로 {report.unchanged:,}건"
    progress.done(f"{counts}, 지운 글 {report.deleted:,}건")
    for warning in report.warnings:
        click.echo(f"참고: {warning}", err=True)
    click.echo("검색에 반영하려면 barodap publish를 실행하세요.", err=True)
