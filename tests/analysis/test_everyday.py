"""How much a word of everyday speech tells."""

from __future__ import annotations

import pytest

from app.analysis.everyday import LEAST, weights
from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer
from app.search.lexicons import load_lexicon
from app.services import Services


def test_what_everybody_says_tells_least_and_never_nothing() -> None:
    sayings = [{"돈", "나가"}, {"돈", "들어오"}, {"돈"}, {"돈", "환불"}] * 50 + [{"쿠폰"}]
    found = weights(sayings)
    assert found["돈"] == LEAST
    assert LEAST < found["나가"] < found["쿠폰"] < 1.0
    assert "배송" not in found


def test_a_saying_counts_a_word_once() -> None:
    assert weights([["돈", "돈", "돈"], ["쿠폰"]]) == weights([["돈"], ["쿠폰"]])


def test_no_sayings_are_no_reason_to_fail(analyzer: Analyzer) -> None:
    assert weights([]) == {}
    assert Lexicon.of((), analyzer).weight("돈") == 1.0


@pytest.mark.parametrize(("chatter", "matter"), [("나오", "영수증"), ("사람", "환불")])
def test_the_shipped_lexicon_knows_chatter_from_matter(sample: Services, chatter: str, matter: str) -> None:
    lexicon = load_lexicon(sample.settings, sample.analyzer)
    assert lexicon.weight(chatter) <= lexicon.weight(matter) <= 1.0
