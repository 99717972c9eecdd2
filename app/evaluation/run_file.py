"""A run on disk: what each query got, to be compared with another run."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.content.importers.base import unreadable
from app.errors import ContentError
from app.evaluation.metrics import METRICS
from app.evaluation.runner import Outcome, Report
from app.validation import explain


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RunHit(_Frozen):
    """A result, best first in its ranking."""

    id: str
    score: float


class RunQuery(_Frozen):
    """One query's fate. ``rank`` is the place of the first relevant result; ``values`` is empty without an answer."""

    id: str
    text: str
    kind: str
    answerable: bool
    outcome: Outcome
    confidence: float | None
    rank: int | None
    values: dict[str, float]
    ranking: tuple[RunHit, ...]


class Run(_Frozen):
    """All the queries of a set, in its order."""

    set: str
    split: str
    queries: tuple[RunQuery, ...]


def run_of(report: Report, *, name: str, split: str) -> Run:
    """``report`` as a run of the set called ``name``."""
    return Run(
        set=name,
        split=split,
        queries=tuple(
            RunQuery(
                id=answer.topic.id,
                text=answer.topic.text,
                kind=answer.topic.kind,
                answerable=answer.answerable,
                outcome=answer.verdict.outcome,
                confidence=answer.verdict.confidence,
                rank=answer.rank,
                values=dict(answer.values),
                ranking=tuple(RunHit(id=ranked.id, score=ranked.score) for ranked in answer.ranking),
            )
            for answer in report.answers
        ),
    )


def write_run(run: Run, file: Path) -> None:
    """Write ``run`` to ``file``, in place of what is there. Raises ContentError when that is not possible."""
    try:
        file.write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ContentError(
            f"파일을 쓸 수 없어요: {file} ({error.strerror})", remedy="경로와 권한을 확인하세요."
        ) from error


def read_run(file: Path) -> Run:
    """What ``write_run`` wrote to ``file``. Raises ContentError when it is missing or holds something else."""
    try:
        run = Run.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise ContentError(f"실행 기록이 없어요: {file}", remedy="barodap eval DIR --run FILE로 만드세요.") from error
    except OSError as error:
        raise unreadable(error, file) from error
    except ValidationError as error:
        fault = explain(error.errors()[0])
        raise ContentError(
            f"실행 기록이 아니에요: {file}\n{fault}", remedy="barodap eval DIR --run FILE로 다시 만드세요."
        ) from error
    for query in run.queries:
        if query.answerable and query.values.keys() != METRICS.keys():
            raise ContentError(
                f"다른 버전이 만든 실행 기록이에요: {file}", remedy="barodap eval DIR --run FILE로 다시 만드세요."
            )
    return run
