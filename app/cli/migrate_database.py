"""``barodap migrate-database``"""

from __future__ import annotations

import click


@click.command("migrate-database")
@click.argument("source_url")
@click.argument("target_url")
def command(source_url: str, target_url: str) -> None:
    """SOURCE_URL의 모든 내용을 비어 있는 TARGET_URL로 옮기고 견줘 봐요. 원본은 바꾸지 않아요.

    SQLite에서 PostgreSQL로, 또는 그 반대로 옮겨요. 서버를 멈추고 실행하세요.
    """
    from app.storage.database import Database, sqlite_file
    from app.storage.transfer import Moved, transfer

    def tell(table: Moved) -> None:
        click.echo(f"{table.table}: {table.contents.rows:,}행을 옮기고 대조했어요. ({table.contents.checksum:064x})")

    source, target = Database(source_url), Database(target_url)
    try:
        moved = transfer(source, target, tell)
    finally:
        source.close()
        target.close()
    place = target.url.render_as_string(hide_password=True)
    click.secho(f"표 {len(moved)}개, {sum(table.contents.rows for table in moved):,}행을 모두 옮겼어요.", fg="green")
    click.echo(f"이제 BARODAP_DATABASE_URL을 {place}(으)로 바꾸고 서버를 다시 시작하세요.", err=True)
    if sqlite_file(source.url):
        click.echo(
            "쿠키에 서명하는 키가 원본 옆의 secret_key에 있다면 그 값을 BARODAP_SECRET_KEY로 정하세요. "
            "그대로 두면 방문자를 새로 온 사람으로 알아요.",
            err=True,
        )
