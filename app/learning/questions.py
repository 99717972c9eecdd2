"""The questions that articles have been found to answer: learned from visitors, imported, or vetoed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from app.analysis.text import clean
from app.analysis.views import Analyzer
from app.content.articles import MAX_LEARNED
from app.content.importers.base import Problem, unreadable
from app.content.importers.json_lines import objects
from app.errors import ContentError, InvalidRequestError, NotFoundError
from app.learning.events import EventLog
from app.learning.evidence import Learned, Policy, questions, together
from app.search.parser import MAX_QUERY
from app.storage.database import Database
from app.storage.tables import ArticleRow, LearnedQuestionRow, ReadTogetherRow

Meaning = frozenset[str]

_SHOWN_PROBLEMS = 20


class Update(NamedTuple):
    """Questions known from visitors now, how many of them are new, how many were dropped, pairs read together."""

    known: int
    new: int
    dropped: int
    pairs: int


class Imported(NamedTuple):
    """Questions added, those that the articles had already, and articles with more than are used in the search."""

    added: int
    known: int
    crowded: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as operators see it."""

    article_id: str
    title: str
    question: str
    source: str
    evidence: float
    visitors: int
    vetoed: bool


class LearnedQuestions:
    """Reads and changes what was learned. A change reaches the search with the next index that is published.

    Every method may raise StorageError.
    """

    def __init__(self, database: Database, analyzer: Analyzer, events: EventLog) -> None:
        self._database = database
        self._analyzer = analyzer
        self._events = events

    def update(self, policy: Policy, *, retention: int) -> Update:
        """Learn anew from all events of the last ``retention`` days, and delete the older ones.

        What visitors no longer prove is dropped; what was imported or vetoed stays. Questions that the article's author
        wrote already, or that differ from a better proven one in nothing that is compared, are left out.
        """
        self._events.forget(days=retention)
        now = datetime.now(UTC)
        events = self._events.all()
        means = _once(self.meaning)
        found = questions(events, meaning=means, now=now, policy=policy)
        pairs = together(events, now=now, policy=policy)
        taken = self._written(means)
        found = [learned for learned in found if learned.article_id in taken]
        with self._database.write(exclusive=True) as session:
            before: set[tuple[str, str]] = set()
            for row in session.execute(select(LearnedQuestionRow)).scalars():
                if row.source == "imported" or row.vetoed:
                    taken[row.article_id].add(means(row.question))
                else:
                    before.add((row.article_id, row.question))
            kept = list(_fresh(found, taken, means))
            session.execute(
                delete(LearnedQuestionRow).where(
                    LearnedQuestionRow.source == "visitors", LearnedQuestionRow.vetoed.is_(False)
                )
            )
            _insert(session, kept, now)
            session.execute(delete(ReadTogetherRow))
            if pairs:
                rows = [
                    {"article_id": one, "other_id": other, "evidence": worth} for (one, other), worth in pairs.items()
                ]
                session.execute(insert(ReadTogetherRow), rows)
        after = {(learned.article_id, learned.question) for learned in kept}
        return Update(len(after), len(after - before), len(before - after), len(pairs) // 2)

    def entries(self, *, vetoed: bool = False) -> list[Entry]:
        """What is known, or what is barred, by article and evidence."""
        row = LearnedQuestionRow
        with self._database.read() as session:
            rows = session.execute(
                select(row, ArticleRow.title)
                .outerjoin(ArticleRow, ArticleRow.id == row.article_id)
                .where(row.vetoed.is_(vetoed))
                .order_by(row.article_id, row.source, row.evidence.desc(), row.question)
            )
            return [
                Entry(
                    learned.article_id,
                    title or "",
                    learned.question,
                    learned.source,
                    learned.evidence,
                    learned.visitors,
                    learned.vetoed,
                )
                for learned, title in rows
            ]

    def veto(self, article_id: str, question: str) -> None:
        """Bar the question, in this wording and any of the same meaning, from the article, learned already or not.

        Raises NotFoundError for an unknown article and InvalidRequestError for a question that cannot be one.
        """
        question = _checked(question)
        row = LearnedQuestionRow
        with self._database.write(exclusive=True) as session:
            if session.get(ArticleRow, article_id) is None:
                raise NotFoundError(f"문서를 찾을 수 없어요: {article_id}")
            same = self._same(session, question, row.article_id == article_id)
            session.execute(update(row).where(row.article_id == article_id, row.question.in_(same)).values(vetoed=True))
            if question not in same:
                _insert(session, [Learned(article_id, question, 0.0, 0)], datetime.now(UTC), vetoed=True)

    def allow(self, article_id: str, question: str) -> None:
        """Take a veto back. Raises NotFoundError where there is none.

        An imported question counts again; one of visitors is learned again where they still prove it.
        """
        row = LearnedQuestionRow
        here = (row.article_id == article_id, row.vetoed.is_(True))
        with self._database.write(exclusive=True) as session:
            same = self._same(session, question, *here)
            if not same:
                raise NotFoundError(f"막아 둔 질문이 아니에요: {question} ({article_id})")
            session.execute(delete(row).where(*here, row.question.in_(same), row.source == "visitors"))
            session.execute(update(row).where(*here, row.question.in_(same)).values(vetoed=False))

    def import_file(self, file: Path) -> Imported:
        """Add the questions of a file of JSON lines, ``{"query": …, "article_id": …}``; all of them or none.

        Raises ContentError with every line that cannot be used: bad JSON, an unknown article, text that is none.
        """
        try:
            items = list(objects(file, file.name))
        except OSError as error:
            raise unreadable(error, file) from error
        with self._database.read() as session:
            known = set(session.execute(select(ArticleRow.id)).scalars())
        problems: list[Problem] = []
        stated: list[Learned] = []
        for item in items:
            read = item if isinstance(item, Problem) else _stated(file.name, *item, known)
            if isinstance(read, Problem):
                problems.append(read)
            else:
                stated.append(read)
        if problems:
            raise _bad_file(file, problems)
        means = _once(self.meaning)
        taken = self._written(means)
        with self._database.write(exclusive=True) as session:
            for row in session.execute(select(LearnedQuestionRow)).scalars():
                if row.vetoed or row.source == "imported":
                    taken[row.article_id].add(means(row.question))
            added = list(_fresh(stated, taken, means))
            for learned in added:
                # One that visitors had taught is now the operator's word.
                session.execute(
                    delete(LearnedQuestionRow).where(
                        LearnedQuestionRow.article_id == learned.article_id,
                        LearnedQuestionRow.question == learned.question,
                    )
                )
            _insert(session, added, datetime.now(UTC), source="imported")
        counts: dict[str, int] = defaultdict(int)
        for entry in self.entries():
            counts[entry.article_id] += 1
        crowded = sum(count > MAX_LEARNED for count in counts.values())
        return Imported(len(added), len(stated) - len(added), crowded)

    def _same(self, session: Session, question: str, *where: ColumnElement[bool]) -> list[str]:
        """The questions in any wording of the meaning of ``question``."""
        meaning = self.meaning(question)
        others = session.execute(select(LearnedQuestionRow.question).where(*where)).scalars()
        return [
            other for other in others if other == question or (meaning is not None and self.meaning(other) == meaning)
        ]

    def meaning(self, text: str) -> Meaning | None:
        """What questions are compared by: the content words, whatever their order and endings; None without any."""
        return frozenset(self._analyzer.analyze(text)["morph"]) or None

    def _written(self, means: Callable[[str], Meaning | None]) -> dict[str, set[Meaning | None]]:
        """By article, the meanings that its author wrote down already."""
        article = ArticleRow
        with self._database.read() as session:
            rows = session.execute(select(article.id, article.title, article.questions, article.keywords)).all()
        # Analysed with no transaction open: it takes its time in a large collection.
        taken: dict[str, set[Meaning | None]] = defaultdict(set)
        for id_, title, asked, keywords in rows:
            taken[id_].update(means(text) for text in (title, *asked, *keywords))
        return taken


def _fresh(
    found: Iterable[Learned], taken: dict[str, set[Meaning | None]], means: Callable[[str], Meaning | None]
) -> Iterator[Learned]:
    """``found`` without those whose meaning is ``taken``, by the author, an operator or one before."""
    for learned in found:
        meaning = means(learned.question)
        if meaning not in taken[learned.article_id]:
            taken[learned.article_id].add(meaning)
            yield learned


def _insert(
    session: Session, found: list[Learned], now: datetime, *, source: str = "visitors", vetoed: bool = False
) -> None:
    rows = [
        {
            "article_id": learned.article_id,
            "question": learned.question,
            "source": source,
            "evidence": learned.evidence,
            "visitors": learned.visitors,
            "vetoed": vetoed,
            "learned_at": now,
        }
        for learned in found
    ]
    if rows:
        session.execute(insert(LearnedQuestionRow), rows)


def _once(meaning: Callable[[str], Meaning | None]) -> Callable[[str], Meaning | None]:
    """``meaning``, worked out once for each text."""
    known: dict[str, Meaning | None] = {}

    def of(text: str) -> Meaning | None:
        if text not in known:
            known[text] = meaning(text)
        return known[text]

    return of


def _checked(question: str) -> str:
    question = clean(question, MAX_QUERY, parameter="question")
    if not question:
        raise InvalidRequestError("질문이 비어 있어요.", parameter="question")
    return question


def _stated(name: str, line: int, record: dict[str, object], known: set[str]) -> Learned | Problem:
    query, article_id = record.get("query"), record.get("article_id")
    if not isinstance(query, str) or not isinstance(article_id, str):
        missing = "query" if not isinstance(query, str) else "article_id"
        return Problem(name, line, f"필수 필드 '{missing}'이(가) 없거나 글자가 아니에요.")
    if article_id not in known:
        return Problem(name, line, f"문서를 찾을 수 없어요: {article_id}")
    try:
        return Learned(article_id, _checked(query), 1.0, 0)
    except InvalidRequestError as error:
        return Problem(name, line, error.message)


def _bad_file(file: Path, problems: list[Problem]) -> ContentError:
    listing = "\n".join(map(str, problems[:_SHOWN_PROBLEMS]))
    more = f"\n… 그 밖에 {len(problems) - _SHOWN_PROBLEMS:,}군데" if len(problems) > _SHOWN_PROBLEMS else ""
    return ContentError(
        f"{file}에 고칠 곳이 {len(problems):,}군데 있어서 아무것도 바꾸지 않았어요.\n{listing}{more}",
        remedy='한 줄에 {"query": "질문", "article_id": "문서 id"}처럼 쓰세요.',
    )
