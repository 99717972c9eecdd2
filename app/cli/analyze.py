"""``barodap analyze``"""

from __future__ import annotations

import click

from app.config import load_settings


@click.command("analyze")
@click.argument("text")
@click.option("--tokenizer", help="설정 대신 쓸 형태소 분석기예요.")
def command(text: str, tokenizer: str | None) -> None:
    """TEXT의 토큰과 세 가지 색인어를 보여 줘요."""
    from app.analysis.report import describe
    from app.services import load_analyzer

    settings = load_settings(**({"tokenizer": tokenizer} if tokenizer else {}))
    click.echo(describe(load_analyzer(settings), text))
