"""Sets and results made up for a test."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from app.evaluation.sets import EvaluationSet, Qrels, Topic
from app.models import Article, Hit, Query, SearchResult, Variant

HEADER = "query-id\tcorpus-id\tscore\n"


def article(article_id: str, group: str | None = None) -> Article:
    return Article(
        id=article_id,
        title=f"{article_id} 제목",
        body="본문",
        category_id="가",
        category_names=("가",),
        slug=article_id,
        updated_at=date(2026, 3, 14),
        variant_group=group,
    )


def hit(article_id: str, *variants: str, score: float = 1.0) -> Hit:
    others = tuple(Variant(other, "pc", f"/articles/{other}/x") for other in variants)
    return Hit(article(article_id), score, ("literal", "stem"), "", "", "", others)


def result(*hits: Hit | str, total: int | None = None, per_page: int = 10) -> SearchResult:
    found = tuple(hit(item) if isinstance(item, str) else item for item in hits)
    query = Query("질의", per_page=per_page)
    if not found:
        return SearchResult(query, 0, (), floor="below_floor", outcome="abstained", confidence=0.1)
    return SearchResult(query, total or len(found), found, outcome="answered", confidence=0.9)


def made_set(grades: Mapping[str, Mapping[str, int]], *topics: Topic) -> EvaluationSet:
    return EvaluationSet(Path("given"), topics or tuple(Topic(id_, f"질의 {id_}") for id_ in grades), Qrels(grades))


def write_set(
    folder: Path, queries: Sequence[object], qrels: Mapping[str, str], corpus: Sequence[object] | None = None
) -> Path:
    """A set in ``folder``: strings are lines as they are, other items are made JSON; qrels get their header."""
    (folder / "qrels").mkdir(parents=True)
    (folder / "queries.jsonl").write_text(_lines(queries), encoding="utf-8")
    for name, rows in qrels.items():
        (folder / "qrels" / f"{name}.tsv").write_text(HEADER + rows, encoding="utf-8")
    if corpus is not None:
        (folder / "corpus.jsonl").write_text(_lines(corpus), encoding="utf-8")
    return folder


def _lines(items: Sequence[object]) -> str:
    return "".join((item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)) + "\n" for item in items)
