"""The ``barodap`` command. Each command's module is imported only when that command runs, so ``--help`` is instant."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from app import __version__
from app.errors import BarodapError

# For publishing, and for the servers that `serve` becomes. With a thread for each core, BLAS takes the processors from
# those who search, three times as much of them for no more speed, and adds in another order on another machine. Numpy
# reads this when a command first imports it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_COMMANDS = {
    "serve": "준비를 마치고 웹 서버를 실행해요.",
    "import": "도움말 문서를 가져와요.",
    "publish": "검색 색인을 새로 발행해요.",
    "rollback": "이전 검색 색인으로 되돌려요.",
    "search": "터미널에서 검색해요.",
    "learn": "방문자의 선택에서 배운 질문을 보고, 막고, 가져와요.",
    "migrate-database": "모든 내용을 다른 데이터베이스로 옮겨요.",
    "purge": "보관 기간이 지난 대화를 지워요.",
    "eval": "질의 세트로 검색 품질을 재고, 두 결과를 비교해요.",
    "analyze": "문장을 형태소와 색인어로 나눠 보여 줘요.",
    "doctor": "설치와 데이터에 문제가 없는지 점검해요.",
    "config": "모든 설정과 현재 값을 보여 줘요.",
}

_MODULES = {"import": "import_articles", "migrate-database": "migrate_database"}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"app.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("명령"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="barodap")
def cli() -> None:
    """바로답: 답하는 도움말 센터."""


def main() -> None:
    """Run the command; an expected failure ends with its message in Korean and exit status 1, without a trace."""
    try:
        cli()
    except BarodapError as error:
        click.secho(f"오류: {error}", fg="red", err=True)
        sys.exit(1)
