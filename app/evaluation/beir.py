"""Evaluation sets as BEIR lays them out (https://github.com/beir-cellar/beir).

A folder with ``queries.jsonl``, ``qrels/*.tsv`` and, unless the set is about the collection at hand, ``corpus.jsonl``.
A query's ``metadata`` may state its ``kind`` and its ``split``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from app.analysis.text import clean
from app.content.importers.base import Problem, unreadable
from app.content.importers.json_lines import objects
from app.errors import ContentError, InvalidRequestError
from app.evaluation.sets import ALL, BadSetError, EvaluationSet, Qrels, Topic
from app.search.parser import MAX_QUERY

QUERIES = "queries.jsonl"
QRELS = "qrels"
MAX_GRADE = 100


def read_set(folder: Path, split: str = "") -> EvaluationSet:
    """The set in ``folder``, or the part of it that is named ``split``.

    A split is what queries state in their metadata; queries that state none belong to the splits whose
    ``qrels/NAME.tsv`` judges them, and to all when none does. Raises ContentError when files are missing or there is no
    such split, BadSetError with every bad line.
    """
    try:
        return _read_set(folder, split)
    except OSError as error:
        raise unreadable(error, folder) from error


def _read_set(folder: Path, split: str) -> EvaluationSet:
    files = sorted((folder / QRELS).glob("*.tsv"))
    if not ((folder / QUERIES).is_file() and files):
        raise ContentError(
            f"평가 세트가 아니에요: {folder}", remedy=f"{QUERIES} 파일과 {QRELS}/*.tsv 파일이 있어야 해요."
        )
    problems: list[Problem] = []
    topics: dict[str, Topic] = {}
    for item in _topics(folder / QUERIES):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        line, topic = item
        if topic.id in topics:
            problems.append(Problem(QUERIES, line, f"_id '{topic.id}'이(가) 위에도 있어요."))
        topics.setdefault(topic.id, topic)

    rows = [row for file in files for row in _rows(file)]
    problems += [row for row in rows if isinstance(row, Problem)]
    judgements = [row for row in rows if isinstance(row, _Judgement)]
    problems += _contradictions(judgements, topics)
    if problems:
        raise BadSetError(folder, problems)
    if not topics:
        raise ContentError(f"질의가 하나도 없어요: {folder / QUERIES}")
    if split:
        chosen, judgements = _part(split, topics.values(), judgements, [file.stem for file in files])
        topics = {topic.id: topic for topic in chosen}

    grades: dict[str, dict[str, int]] = {}
    for row in judgements:
        grades.setdefault(row.topic, {})[row.article] = row.grade
    places = {(row.topic, row.article): row.place for row in judgements}
    return EvaluationSet(folder, tuple(topics.values()), Qrels(grades, places), split)


class _Judgement(NamedTuple):
    topic: str
    article: str
    grade: int
    split: str
    place: Problem


def _topics(file: Path) -> Iterator[tuple[int, Topic] | Problem]:
    for item in objects(file, file.name):
        if isinstance(item, Problem):
            yield item
            continue
        line, record = item
        topic = _topic(record)
        yield Problem(file.name, line, topic) if isinstance(topic, str) else (line, topic)


def _topic(record: dict[str, Any]) -> Topic | str:
    topic_id, text = record.get("_id"), record.get("text")
    if isinstance(topic_id, int) and not isinstance(topic_id, bool):
        topic_id = str(topic_id)
    if not (isinstance(topic_id, str) and topic_id.strip()):
        return "필수 필드 '_id'가 없거나 글자가 아니에요."
    if not isinstance(text, str):
        return "필수 필드 'text'가 없거나 글자가 아니에요."
    metadata = record.get("metadata") or {}
    if not isinstance(metadata, dict):
        return "'metadata'는 객체여야 해요."
    kind, split = metadata.get("kind") or ALL, metadata.get("split") or ""
    if not (isinstance(kind, str) and isinstance(split, str)):
        return "'kind'와 'split'은 글자여야 해요."
    try:
        text = clean(text, MAX_QUERY, parameter="text")
    except InvalidRequestError as error:
        return error.message
    return Topic(topic_id, text, kind, split) if text else "'text'가 비어 있어요."


def _rows(file: Path) -> Iterator[_Judgement | Problem]:
    name = f"{QRELS}/{file.name}"
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            try:
                cells = [cell.strip() for cell in raw.decode("utf-8-sig").rstrip("\r\n").split("\t")]
            except UnicodeDecodeError:
                yield Problem(name, number, "UTF-8이 아닌 글자가 있어요. UTF-8로 저장하세요.")
                continue
            if cells == [""] or (number == 1 and cells[-1].lower() == "score"):
                continue  # The header; some sets have none.
            if len(cells) != 3:
                yield Problem(name, number, "질의 id, 문서 id, 점수를 탭으로 나눠 쓰세요.")
            elif not _is_integer(cells[2]) or int(cells[2]) > MAX_GRADE:
                yield Problem(name, number, f"점수 '{cells[2]}'은(는) 0부터 {MAX_GRADE}까지의 정수가 아니에요.")
            else:
                place = Problem(name, number, "")
                yield _Judgement(cells[0], cells[1], int(cells[2]), file.stem, place)


def _is_integer(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _contradictions(judgements: Iterable[_Judgement], topics: Mapping[str, Topic]) -> Iterator[Problem]:
    grades: dict[tuple[str, str], int] = {}
    for row in judgements:
        if row.topic not in topics:
            yield replace(row.place, message=f"질의 '{row.topic}'이(가) {QUERIES}에 없어요.")
        elif grades.setdefault((row.topic, row.article), row.grade) != row.grade:
            yield replace(row.place, message=f"'{row.topic}'와(과) '{row.article}'의 점수가 위와 달라요.")


def _part(
    split: str, topics: Iterable[Topic], judgements: list[_Judgement], files: list[str]
) -> tuple[list[Topic], list[_Judgement]]:
    topics = list(topics)
    names = sorted({*files, *(topic.split for topic in topics if topic.split)})
    if split not in names:
        raise ContentError(f"'{split}' 분할이 없어요.", remedy=f"쓸 수 있는 값: {', '.join(names)}")
    stated = {topic.id for topic in topics if topic.split}
    judged: dict[str, set[str]] = {}
    for row in judgements:
        judged.setdefault(row.topic, {row.split}).add(row.split)
    chosen = [
        topic for topic in topics if (topic.split == split if topic.split else split in judged.get(topic.id, {split}))
    ]
    ids = {topic.id for topic in chosen}
    return chosen, [row for row in judgements if row.topic in ids and (row.topic in stated or row.split == split)]
