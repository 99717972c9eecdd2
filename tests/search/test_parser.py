"""From what was typed to what is looked for."""

from __future__ import annotations

import pytest

from app.analysis.lexicon import Lexicon
from app.analysis.lexicon_file import Entry
from app.engine.base import View
from app.search.lexicons import load_lexicon
from app.search.parser import MAX_TERMS, parse
from app.services import Services


@pytest.fixture(scope="module")
def lexicon(sample: Services) -> Lexicon:
    return load_lexicon(sample.settings, sample.analyzer)


def test_what_everybody_says_weighs_less_in_every_view(sample: Services, lexicon: Lexicon) -> None:
    with sample.generations.current() as generation:
        parsed = parse("돈 영수증", sample.analyzer, lexicon, generation.reader)
    terms = parsed.engine_query.terms
    assert lexicon.weight("돈") < lexicon.weight("영수증")
    assert terms["morph"]["돈"] == lexicon.weight("돈")
    assert terms["bigram"]["영수"] == pytest.approx(lexicon.weight("영수증"))
    assert lexicon.weight("돈") < terms["bigram"]["돈영"] < lexicon.weight("영수증")
    pressed = terms["jamo"]
    assert (
        lexicon.weight("돈") < min(pressed.values()) < max(pressed.values()) == pytest.approx(lexicon.weight("영수증"))
    )


@pytest.mark.parametrize("text", ["a", "가", "ㅋ", "QR코드", "돈", "①②", "환불 " * 70])
def test_every_term_of_the_analyser_is_looked_for(sample: Services, lexicon: Lexicon, text: str) -> None:
    with sample.generations.current() as generation:
        terms = parse(text, sample.analyzer, lexicon, generation.reader).engine_query.terms
    for view, found in sample.analyzer.analyze(text).items():
        assert list(terms[view]) == list(dict.fromkeys(found))[:MAX_TERMS]
        assert all(0 < weight <= 1 for weight in terms[view].values())


def test_a_letter_that_becomes_two_has_one_weight(sample: Services, lexicon: Lexicon) -> None:
    with sample.generations.current() as generation:
        terms = parse("돈 İİİ 영수증", sample.analyzer, lexicon, generation.reader).engine_query.terms
    assert terms["bigram"]["영수"] == pytest.approx(lexicon.weight("영수증"))
    assert terms["bigram"]["수증"] == pytest.approx(lexicon.weight("영수증"))


def test_a_thing_that_the_lexicon_has_words_for_counts_in_full(sample: Services, lexicon: Lexicon) -> None:
    with sample.generations.current() as generation:
        parsed = parse("돈 돌려받고 싶은데 나와요", sample.analyzer, lexicon, generation.reader)
    assert parsed.expansions
    concepts = parsed.engine_query.concepts
    known = [concept for concept in concepts if len(concept.alternatives) > 1]
    other = [concept for concept in concepts if len(concept.alternatives) == 1]
    assert known
    assert all(concept.weight == 1.0 for concept in known)
    assert [concept.weight for concept in other] == [
        lexicon.weight(concept.alternatives[0].terms[0]) for concept in other
    ]


def test_what_was_typed_weighs_no_less_for_being_another_words_meaning(sample: Services) -> None:
    entry = Entry(("요금",), ("수수료",), 0.5, "to", "", "", "", "words.csv:2")
    lexicon = Lexicon.of([entry], sample.analyzer)
    for text, weight in (("요금 수수료", 1.0), ("요금", 0.5)):
        parsed = parse(text, sample.analyzer, lexicon, Knowing())  # type: ignore[arg-type]
        (widened,) = parsed.engine_query.alternatives
        assert widened["morph"] == {"요금": lexicon.weight("요금"), "수수료": weight}
        assert widened["bigram"]["수수"] == weight


class Knowing:
    """A collection that holds every word."""

    def document_frequency(self, view: View, term: str) -> int:  # noqa: ARG002
        return 1
