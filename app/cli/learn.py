"""``barodap learn``"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app import logs
from app.config import load_settings

if TYPE_CHECKING:  # loaded when a command runs
    from app.services import Services

_SOURCES = {"imported": "가져옴", "visitors": "방문자"}


@click.group("learn")
def command() -> None:
    """방문자가 어떤 질문 뒤에 어떤 도움말을 골랐는지에서 배운 질문을 다뤄요.

    바뀐 것은 barodap publish를 실행하면 검색에 반영돼요.
    """


@command.command("list")
@click.option("--vetoed", is_flag=True, help="쓰지 않기로 막아 둔 질문을 보여 줘요.")
@click.option("--json", "as_json", is_flag=True, help="JSON으로 출력해요.")
def list_(vetoed: bool, as_json: bool) -> None:
    """도움말마다 배운 질문을 보여 줘요."""
    with _services() as services:
        entries = services.learned.entries(vetoed=vetoed)
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    if not entries:
        click.echo("막아 둔 질문이 없어요." if vetoed else "아직 배운 질문이 없어요.")
    for article_id, group in groupby(entries, key=lambda entry: entry.article_id):
        questions = list(group)
        click.echo(f"{article_id}  {questions[0].title or '(지운 글)'}")
        for entry in questions:
            proof = f", {entry.visitors}명, 근거 {entry.evidence:.1f}" if entry.visitors else ""
            click.echo(f"  - {entry.question}  ({_SOURCES[entry.source]}{proof})")


@command.command("update")
def update() -> None:
    """지금까지 모인 클릭과 평가에서 새로 배워요. barodap publish도 이 일을 먼저 해요."""
    from app.services import learn

    with _services() as services:
        learned = learn(services)
    if learned is None:
        click.echo("BARODAP_LEARNING이 꺼져 있어서 배우지 않아요.")
        return
    click.echo(
        f"방문자에게서 배운 질문 {learned.known:,}개 (새로 {learned.new:,}개, 뺀 것 {learned.dropped:,}개), "
        f"함께 본 도움말 {learned.pairs:,}쌍"
    )
    _remind()


@command.command("veto")
@click.argument("article_id")
@click.argument("question")
@click.option("--undo", is_flag=True, help="막아 둔 것을 풀어요.")
def veto(article_id: str, question: str, undo: bool) -> None:
    """ARTICLE_ID의 도움말이 QUESTION과 같은 뜻의 질문을 배우지 못하게 막아요."""
    with _services() as services:
        if undo:
            services.learned.allow(article_id, question)
        else:
            services.learned.veto(article_id, question)
    click.echo("막아 둔 것을 풀었어요." if undo else "이 질문을 막았어요.")
    _remind()


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """FILE의 질문을 배워요. 한 줄에 {"query": "질문", "article_id": "문서 id"}가 하나씩 있는 파일이에요."""
    with _services() as services:
        imported = services.learned.import_file(file)
    click.echo(f"질문 {imported.added:,}개를 배웠어요. 이미 있던 질문 {imported.known:,}개는 그대로예요.")
    if imported.crowded:
        click.echo(f"참고: 질문이 너무 많아서 일부만 검색에 쓰는 도움말이 {imported.crowded:,}건 있어요.", err=True)
    _remind()


@contextmanager
def _services() -> Iterator[Services]:
    from app.services import build_services
    from app.storage.schema import upgrade

    settings = load_settings()
    logs.configure(settings.log_level)
    services = build_services(settings)
    try:
        upgrade(services.database)
        yield services
    finally:
        services.generations.close()
        services.database.close()


def _remind() -> None:
    click.echo("검색에 반영하려면 barodap publish를 실행하세요.", err=True)
