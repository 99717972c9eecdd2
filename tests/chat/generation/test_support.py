"""No lie of the written sets passes, and most honest rewritings do; decision 13 has the figures."""

from __future__ import annotations

import pytest

from app.analysis.views import Analyzer
from app.chat.generation.claims import sentences
from app.chat.generation.support import Evidence
from tests.chat.generation.given import FITTED, MINOR, REFUND, Given
from tests.chat.generation.given_blind import BLIND
from tests.chat.generation.given_later import LATER
from tests.chat.generation.given_moved import MOVED
from tests.chat.generation.given_order import ORDERED
from tests.chat.generation.given_reversed import REVERSED
from tests.chat.generation.given_unseen import UNSEEN

ALL = (*FITTED, *LATER, *UNSEEN, *REVERSED, *MOVED, *BLIND, *ORDERED)
HONEST = 0.85
"""Share of honest rewritings that pass at least; 137 of 159 do."""


def evidence(given: Given, analyzer: Analyzer) -> Evidence:
    return Evidence([given.passage], given.title, analyzer)


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.title)
def test_lies_are_refused(given: Given, analyzer: Analyzer) -> None:
    known = evidence(given, analyzer)
    assert [lie for lie in given.lies if any(map(known.supports, sentences(lie[1])))] == []


def test_most_honest_rewritings_pass(analyzer: Analyzer) -> None:
    passed = [
        all(map(evidence(given, analyzer).supports, sentences(honest))) for given in ALL for honest in given.honest
    ]
    assert sum(passed) / len(passed) >= HONEST


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.title)
def test_a_passage_supports_itself(given: Given, analyzer: Analyzer) -> None:
    known = evidence(given, analyzer)
    said = sentences(given.passage)
    assert all(map(known.supports, said))
    assert known.keeps_limits(said, given.passage)


@pytest.mark.parametrize("given", [REFUND, MINOR], ids=lambda given: given.title)
def test_a_limit_or_an_exception_that_is_left_out_is_noticed(given: Given, analyzer: Analyzer) -> None:
    known = evidence(given, analyzer)
    said = sentences(given.passage)
    assert not known.keeps_limits(said[:1], given.passage)
    assert known.keeps_limits([said[1], said[0]], given.passage)
