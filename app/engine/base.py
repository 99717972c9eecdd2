"""The Engine seam: documents of pre-analysed terms in, candidates with BM25 scores out.

An engine knows nothing of Korean, of users' text or of the order of results. It stores terms, counts them, and
returns the documents that hold most of a query with one score per field; ``app/search/ranking.py`` alone decides the
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from app.models import Article, Platform

if TYPE_CHECKING:
    from app.engine.columns import Columns

View = Literal["morph", "bigram", "jamo"]
VIEWS: tuple[View, ...] = get_args(View)

Group = Literal["title", "questions", "body"]
GROUPS: tuple[Group, ...] = get_args(Group)


class Field(NamedTuple):
    """A searchable field: one view of one group of the article's text."""

    view: View
    group: Group

    def __str__(self) -> str:
        return f"{self.view}_{self.group}"


FIELDS: tuple[Field, ...] = tuple(Field(view, group) for view in VIEWS for group in GROUPS)


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """An article and its terms.

    ``passages[field]`` are the texts of the field, each of its own length: the one title, each of the similar
    questions, the one body. A term repeated in a passage counts each time; a missing field has no passages.
    ``categories`` holds the article's category id and all its ancestors'. ``text`` is the body as plain text; engines
    have no use for it, parts of a generation do. ``derived`` is what these made of it, see ``derive``.
    """

    article: Article
    passages: Mapping[Field, Sequence[Sequence[str]]]
    categories: tuple[str, ...]
    text: str = ""
    derived: dict[str, Sequence[str]] = field(default_factory=dict)

    def derive(self, name: str, make: Callable[[], Iterable[str]]) -> Sequence[str]:
        """What ``make`` gives, which is kept with the article's analysis from one publish to the next.

        It must follow from nothing but what is analysed: title, body, questions and keywords. ``name`` is a term, too.
        """
        found = self.derived.get(name)
        if found is None:
            found = self.derived[name] = tuple(make())
        return found

    def terms(self, field: Field) -> tuple[str, ...]:
        """All terms of ``field``, its passages one after the other."""
        return tuple(chain.from_iterable(self.passages.get(field, ())))


LIMIT = 1_000
"""Candidates that come back for a query unless it says otherwise."""

Terms = Mapping[View, Mapping[str, float]]
"""What is looked for in each view: terms with their weights."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms of the ``morph`` view that together say one thing, and how sure it is, in (0, 1], that this was meant."""

    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a query asks for, in the words that were typed and in others; ``weight`` is how much it tells."""

    alternatives: tuple[Alternative, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """Weighted terms per view, other readings of the same query, and filters.

    A document is a candidate when it passes the filters and holds at least one term of any reading in any field; with
    no terms at all (browse) every document that passes the filters is one, all scores 0. ``categories`` keeps
    documents in any of them (empty keeps all; an unknown id matches nothing). ``platforms`` likewise. At most
    ``limit`` candidates come back: those that hold most of one reading, as the sum over the views of coverage / mass;
    of those that hold the same, the ones with the highest sum of scores in one reading, ties by id. ``concepts`` make
    no candidates; they are only weighed.
    """

    terms: Terms = field(default_factory=dict)
    categories: frozenset[str] = frozenset()
    platforms: frozenset[Platform] = frozenset()
    limit: int = LIMIT
    alternatives: tuple[Terms, ...] = ()
    concepts: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How well the candidates match one reading of a query; columns with one row a candidate.

    ``by_field`` has a row for each of FIELDS: the weighted BM25 sum of ``engine/bm25.py`` over the terms in the
    candidate's best passage of the field (0 where nothing matched). ``by_view`` has a row for each of VIEWS, the
    coverage: the sum of ``weight * idf`` of the query's terms that occur in any group of the view. ``mass[view]`` is
    the same sum over all the query's terms, seen or not; so coverage / mass lies in [0, 1]. The idf of a term in a
    view uses the largest of its document frequencies over the groups.
    """

    by_field: NDArray[np.float64]
    by_view: NDArray[np.float64]
    mass: Mapping[View, float]

    @property
    def scores(self) -> Mapping[Field, NDArray[np.float64]]:
        return dict(zip(FIELDS, self.by_field, strict=True))

    @property
    def coverage(self) -> Mapping[View, NDArray[np.float64]]:
        return dict(zip(VIEWS, self.by_view, strict=True))


@dataclass(frozen=True, slots=True)
class Candidates:
    """The documents ``rows`` of the engine's ``columns``.

    ``rows`` are the engine's numbers of the documents, counted from 0 in the order in which they were built, and
    ascend: what comes of ties, and the order of variants, is then the same whichever engine found them.
    ``matches`` has one entry for the query's own terms and then one for each alternative, in the query's order.
    ``understood`` in [0, 1] is the share of the concepts' information that a candidate covers: a concept counts with
    its weight times the idf of the documents that hold all terms of any of its alternatives, and is covered as far as
    the best alternative is, weight times share of its idf; 0 without concepts.
    """

    columns: Columns
    rows: NDArray[np.intp]
    matches: tuple[Match, ...]
    understood: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def groups(self) -> NDArray[np.int64]:
        """The number of each candidate's variant group, -1 for one without variants."""
        return self.columns.groups[self.rows]

    def ids_of(self, places: Sequence[int] | NDArray[np.intp] | slice = slice(None)) -> list[str]:
        """The ids of the candidates at ``places``."""
        ids: list[str] = self.columns.ids[self.rows[places]].tolist()
        return ids

    def questions(self, places: NDArray[np.intp]) -> int:
        """How many different questions the candidates at ``places`` answer: variants answer one."""
        groups = self.groups[places]
        return len(np.unique(groups[groups >= 0])) + int(np.count_nonzero(groups < 0))


class Reader(Protocol):
    """An open generation, read-only and safe to use from many threads at once."""

    @property
    def document_count(self) -> int: ...

    def retrieve(self, query: EngineQuery) -> Candidates:
        """The candidates for ``query``, ``limit`` at most; where nothing matches none, which is no error."""
        ...

    def get(self, ids: Sequence[str]) -> list[Article]:
        """The articles in the order of ``ids``; unknown ids are left out, repeated ones come back repeated."""
        ...

    def document_frequency(self, view: View, term: str) -> int:
        """In how many documents ``term`` occurs in that field of ``view`` in which most do; 0 for an unknown one."""
        ...

    def close(self) -> None:
        """Release files. Safe to call twice; other calls afterwards may fail."""
        ...


class Engine(Protocol):
    """Builds and opens generations in a directory that the publisher owns."""

    def build(self, documents: Iterable[EngineDocument], directory: Path, before: Path | None = None) -> int:
        """Write an index of ``documents`` into the existing empty ``directory``; return how many there were.

        ``before`` is what an earlier ``build`` of the same engine wrote, which may be gone on with and is not changed.
        A repeated article id raises PublishError naming it. No documents make an empty index that opens and matches
        nothing. Files must be complete when this returns; making them durable is the publisher's work.
        """
        ...

    def open(self, directory: Path) -> Reader:
        """Open what ``build`` wrote. Raises IndexUnavailableError when files are missing or damaged."""
        ...

    def discard(self, directory: Path) -> None:
        """Delete what ``build`` made anywhere but in ``directory``, finished or not, before that is deleted.

        Harmless where there is nothing, or nothing any more. Raises IndexUnavailableError when it cannot be done now.
        """
        ...
