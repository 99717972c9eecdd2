from __future__ import annotations

from app.content.importers.base import Draft, Problem, unique
from tests.content.given import draft


def test_a_repeated_id_is_a_problem_that_says_where_the_first_is() -> None:
    other = Problem("a.csv", 3, "다른 문제예요.")
    first = draft("a", origin="a.csv", line=2)
    rows: list[Draft | Problem] = [first, other, draft("a", origin="a.csv", line=5), draft("a", origin="b.csv", line=2)]
    assert list(unique(rows, field="_id")) == [
        first,
        other,
        Problem("a.csv", 5, "_id 'a'은(는) 2번째 줄에도 있어요."),
        Problem("b.csv", 2, "_id 'a'은(는) a.csv에도 있어요."),
    ]
