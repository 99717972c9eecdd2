"""``barodap eval``"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from app import logs
from app.cli.progress import Progress
from app.config import load_settings


@click.command("eval")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--split", default="", metavar="NAME", help="이 분할의 질의만 평가해요.")
@click.option("--stored", is_flag=True, help="기본 도움말이나 세트의 문서 대신 데이터베이스의 도움말로 평가해요.")
@click.option(
    "--worst", default=10, show_default=True, metavar="N", type=click.IntRange(min=0), help="틀린 질의 수예요."
)
@click.option("--run", "run_file", metavar="FILE", type=click.Path(path_type=Path), help="질의별 결과를 기록해요.")
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    type=click.Path(path_type=Path),
    help="--run으로 기록한 두 파일을 비교해서 움직인 질의를 보여 줘요.",
)
@click.option(
    "--learn",
    "learned",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="barodap learn import처럼 이 파일의 질문을 배운 뒤에 평가해요.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON으로 출력해요.")
def command(
    folder: Path | None,
    split: str,
    stored: bool,
    worst: int,
    run_file: Path | None,
    compare: tuple[Path, Path] | None,
    learned: Path | None,
    as_json: bool,
) -> None:
    """DIR의 평가 세트(BEIR)로 검색 품질을, 대화(YAML)로 상담 품질을 재요. 데이터베이스와 색인은 건드리지 않아요."""
    if (folder is None) == (compare is None):
        raise click.UsageError("평가 세트 폴더(DIR)와 --compare 가운데 하나를 쓰세요.")
    if compare is not None and (split or stored or run_file or learned):
        raise click.UsageError("--compare는 --split, --stored, --run, --learn과 함께 쓸 수 없어요.")
    if stored and learned:
        raise click.UsageError("--learn은 --stored와 함께 쓸 수 없어요. 데이터베이스를 바꾸게 되니까요.")
    if compare is not None:
        _compare(*compare, as_json)
    elif folder is not None and _is_dialogues(folder):
        if learned or run_file:
            raise click.UsageError("--learn과 --run은 대화를 평가할 때는 쓸 수 없어요.")
        _converse(folder, split, stored, worst, as_json)
    elif folder is not None:
        _evaluate(folder, split, stored, learned, worst, run_file, as_json)


def _compare(before: Path, after: Path, as_json: bool) -> None:
    from app.evaluation import report
    from app.evaluation.compare import compare
    from app.evaluation.run_file import read_run

    comparison = compare(read_run(before), read_run(after))
    if as_json:
        _print_json(report.comparison_as_json(comparison))
    else:
        click.echo(report.comparison_as_text(comparison))


def _evaluate(
    folder: Path, split: str, stored: bool, learned: Path | None, worst: int, run_file: Path | None, as_json: bool
) -> None:
    from app.evaluation import report
    from app.evaluation.beir import read_set
    from app.evaluation.room import open_room
    from app.evaluation.run_file import run_of, write_run

    settings = load_settings()
    logs.configure(settings.log_level)
    evaluation_set = read_set(folder, split)
    importing, publishing = Progress("도움말을 가져오고 있어요"), Progress("색인을 만들고 있어요")
    asking = Progress("질의를 평가하고 있어요")
    with tempfile.TemporaryDirectory(prefix="barodap-eval-") as directory:
        room = open_room(
            evaluation_set,
            settings,
            Path(directory),
            stored=stored,
            learned=learned,
            importing=importing.count,
            publishing=publishing.step,
        )
        try:
            publishing.done(f"도움말 {room.articles:,}건의 색인을 만들었어요. ({room.publish_seconds:.1f}초)")
            result = room.evaluate(asking.count)
        finally:
            room.close()
    asking.done(f"질의 {len(result.answers):,}개를 평가했어요.")
    if as_json:
        _print_json(report.as_json(result, room, worst))
    else:
        click.echo(report.as_text(result, room, worst))
    if run_file is not None:
        write_run(run_of(result, name=folder.resolve().name, split=split), run_file)


def _is_dialogues(folder: Path) -> bool:
    from app.evaluation.dialogues import is_dialogues

    return is_dialogues(folder)


def _converse(folder: Path, split: str, stored: bool, worst: int, as_json: bool) -> None:
    from app.evaluation import dialogue_report
    from app.evaluation.dialogues import play, read_scripts
    from app.evaluation.room import open_room
    from app.evaluation.sets import EvaluationSet, Qrels

    settings = load_settings()
    logs.configure(settings.log_level)
    scripts = read_scripts(folder, split)
    publishing = Progress("색인을 만들고 있어요")
    with tempfile.TemporaryDirectory(prefix="barodap-eval-") as directory:
        over = EvaluationSet(folder, (), Qrels({}))
        room = open_room(over, settings, Path(directory), stored=stored, publishing=publishing.step)
        try:
            publishing.done(f"도움말 {room.articles:,}건의 색인을 만들었어요. ({room.publish_seconds:.1f}초)")
            judged = play(scripts, room.services.dialogue)
        finally:
            room.close()
    if as_json:
        _print_json(dialogue_report.as_json(judged))
    else:
        click.echo(dialogue_report.as_text(judged, worst))


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
