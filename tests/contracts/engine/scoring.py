"""Scores, coverage and mass, which are those of the book."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from math import log

import pytest

from app.engine.base import (
    FIELDS,
    GROUPS,
    VIEWS,
    Alternative,
    Concept,
    EngineQuery,
    Field,
    Reader,
)
from tests.contracts.engine.base import EngineTests
from tests.contracts.engine.documents import (
    BODY,
    QUESTIONS,
    TITLE,
    document,
    expected_idf,
    expected_score,
    held_terms,
    holders,
    ids,
    morph,
    passes,
    random_documents,
    random_query,
    row,
)


class ScoringContract(EngineTests):
    # Scores

    def test_scores_coverage_and_mass_are_those_of_the_book(self, open_index: Callable[..., Reader]) -> None:
        documents = random_documents(80)
        reader = open_index(*documents)
        chance = random.Random(3)
        compared = 0
        for number in range(12):
            query = random_query(chance)
            wider = {view: {**terms, f"말{chance.randrange(70)}": 2.0} for view, terms in query.terms.items()}
            other = {view: {f"말{chance.randrange(70)}": 0.5} for view in VIEWS}
            others = (wider, other) if number % 2 else (other, wider)
            asked = {view: {**wider[view], **other[view]} for view in VIEWS}
            found = reader.retrieve(replace(query, alternatives=others))
            expected = [number for number, each in enumerate(documents) if passes(each, replace(query, terms=asked))]
            assert ids(found) == {documents[number].article.id for number in expected}
            for match, terms in zip(found.matches, (query.terms, *others), strict=True):
                for view in VIEWS:
                    weights = dict(terms[view])
                    idfs = {term: expected_idf(documents, view, term) for term in weights}
                    assert match.mass[view] == pytest.approx(
                        sum(weights[term] * idfs[term] for term in weights), abs=1e-9
                    )
                    for number in expected:
                        at = row(found, documents[number].article.id)
                        held = held_terms(documents[number], view) & set(weights)
                        assert match.coverage[view][at] == pytest.approx(
                            sum(weights[t] * idfs[t] for t in held), abs=1e-9
                        )
                        for group in GROUPS:
                            field = Field(view, group)
                            score = expected_score(documents, number, field, weights)
                            assert match.scores[field][at] == pytest.approx(score, rel=self.score_error, abs=1e-9)
                            compared += score > 0
        assert compared > 500

    def test_a_hand_computed_score(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            document("a", title=["환불", "환불", "방법"]), document("b", title=["환불"]), document("c"), document("d")
        )
        found = reader.retrieve(EngineQuery({"morph": {"환불": 3.0}}))
        # N 4, df 2: idf ln 2. Average length of the titles that hold a term (3 + 1) / 2 = 2.
        assert found.matches[0].scores[TITLE][row(found, "a")] == pytest.approx(
            3 * log(2) * 2 * 2.2 / (2 + 1.2 * 1.375), rel=self.score_error, abs=1e-12
        )
        assert found.matches[0].scores[TITLE][row(found, "b")] == pytest.approx(
            3 * log(2) * 2.2 / (1 + 1.2 * 0.625), rel=self.score_error, abs=1e-12
        )
        assert found.matches[0].mass["morph"] == pytest.approx(3 * log(2))

    def test_the_best_passage_counts_with_its_own_length(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            document("many", questions=[["환불", "방법"], *[["환불"] * 3 + ["문의"] * 9] * 20]),
            document("one", questions=[["환불", "방법"]]),
            document("none", title=["환불"]),
        )
        found = reader.retrieve(morph("방법"))
        many, one = (found.matches[0].scores[QUESTIONS][row(found, id_)] for id_ in ("many", "one"))
        assert many == one > 0
        assert ids(found) == {"many", "one"}
        assert reader.document_frequency("morph", "환불") == 2

    def test_alternatives_are_scored_apart_and_make_candidates(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]), document("b", title=["반품"]), document("c", title=["배송"]))
        found = reader.retrieve(replace(morph("환불"), alternatives=({"morph": {"반품": 0.5}}, {})))
        assert ids(found) == {"a", "b"}
        own, other, empty = (match.scores[TITLE] for match in found.matches)
        assert (own[row(found, "a")] > 0, own[row(found, "b")] > 0) == (True, False)
        assert other[row(found, "b")] == pytest.approx(own[row(found, "a")] / 2)
        assert not empty.any()
        assert found.rows[row(found, "b")] == 1

    def test_what_is_understood_is_the_share_of_the_concepts_information(
        self, open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(
            document("both", title=["환불", "계좌"]),
            document("other", body=["반품", "신청"]),
            document("half", title=["반품"]),
            document("none", title=["배송"]),
        )
        refund = Concept((Alternative(("환불",)), Alternative(("반품", "신청"), 0.5)))
        account = Concept((Alternative(("계좌",)),), weight=0.25)
        found = reader.retrieve(replace(morph("환불", "반품", "배송"), concepts=(refund, account)))
        # Of 4 documents 2 hold an alternative of refund whole, 1 account. 반품 and 신청 each are in 1 title or body at
        # most, so they share the alternative evenly.
        idf = {holders: log(1 + (4 - holders + 0.5) / (holders + 0.5)) for holders in (1, 2)}
        mass = idf[2] + 0.25 * idf[1]
        expected = {
            "both": 1.0,
            "other": 0.5 * idf[2] / mass,
            "half": 0.5 * 0.5 * idf[2] / mass,
            "none": 0.0,
        }
        for id_, share in expected.items():
            assert found.understood[row(found, id_)] == pytest.approx(share, abs=1e-9)
        assert not reader.retrieve(morph("환불")).understood.any()

    def test_of_a_concepts_words_the_surest_that_a_document_holds_counts(
        self, open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(
            document("sure", title=["환불"]),
            document("less", title=["반품"]),
            document("both", title=["반품", "환불"]),
            document("pair", title=["환불", "신청"], body=["접수"]),
        )
        words = (Alternative(("환불",), 0.75), Alternative(("반품",), 0.25), Alternative(("신청", "접수"), 0.5))
        for alternatives in (words, words[::-1]):
            found = reader.retrieve(replace(morph("환불", "반품"), concepts=(Concept(alternatives),)))
            shares = {id_: found.understood[row(found, id_)] for id_ in ids(found)}
            assert shares == pytest.approx({"sure": 0.75, "less": 0.25, "both": 0.75, "pair": 0.75}, abs=1e-9)
        alone = reader.retrieve(replace(morph("환불"), concepts=(Concept(words[1:2]),)))
        assert alone.understood[row(alone, "both")] == pytest.approx(0.25, abs=1e-9)

    def test_lengths_are_exact_and_frequencies_count(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            *(document(f"{length}", body=["환불", *["말"] * length]) for length in (300, 301, 1_000, 1_001, 70_000)),
            *(document(f"tf{times}", title=["환불"] * times) for times in (1, 2, 255, 256, 70_000)),
        )
        found = reader.retrieve(morph("환불"))
        by_length = [
            found.matches[0].scores[BODY][row(found, length)] for length in ("300", "301", "1000", "1001", "70000")
        ]
        assert by_length == sorted(set(by_length), reverse=True)
        documents = [document(f"tf{times}", title=["환불"] * times) for times in (1, 2, 255, 256, 70_000)]
        documents += [document("x", body=["환불"])] * 5
        for number in range(5):
            score = expected_score(documents, number, TITLE, {"환불": 1.0})
            assert found.matches[0].scores[TITLE][row(found, documents[number].article.id)] == pytest.approx(
                score, rel=self.score_error, abs=1e-9
            )

    def test_views_and_groups_stay_apart(self, open_index: Callable[..., Reader]) -> None:
        documents = [replace(document(str(field)), passages={field: [("같은말",)]}) for field in FIELDS]
        reader = open_index(*documents)
        for view in VIEWS:
            found = reader.retrieve(EngineQuery({view: {"같은말": 1.0}}))
            assert ids(found) == {str(Field(view, group)) for group in GROUPS}
            for field in FIELDS:
                holders = {id_ for id_ in ids(found) if found.matches[0].scores[field][row(found, id_)]}
                assert holders == ({str(field)} if field.view == view else set())
            assert found.matches[0].mass == {
                each: pytest.approx(log(1 + 8.5 / 1.5) if each == view else 0) for each in VIEWS
            }

    def test_every_field_and_view_is_there_and_aligned(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]), document("b"))
        for query in (EngineQuery(), morph("환불"), morph("없음")):
            found = reader.retrieve(query)
            assert set(found.matches[0].scores) == set(FIELDS)
            assert set(found.matches[0].coverage) == set(found.matches[0].mass) == set(VIEWS)
            assert {len(found)} == {
                len(c)
                for c in (
                    found.groups,
                    found.understood,
                    *found.matches[0].scores.values(),
                    *found.matches[0].coverage.values(),
                )
            }

    def test_unseen_terms_count_in_mass_and_not_in_coverage(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]), document("b", title=["결제"]), document("c"))
        found = reader.retrieve(EngineQuery({"morph": {"환불": 1.0, "처음보는말": 2.0}}))
        seen, unseen = log(1 + 2.5 / 1.5), log(1 + 3.5 / 0.5)
        assert ids(found) == {"a"}
        assert found.matches[0].coverage["morph"].tolist() == [pytest.approx(seen)]
        assert found.matches[0].mass["morph"] == pytest.approx(seen + 2 * unseen)

    def test_of_many_terms_it_is_exact_which_are_covered(self, open_index: Callable[..., Reader]) -> None:
        terms = [f"말{number}" for number in range(70)]
        held = {f"{step}": terms[::step] for step in (1, 2, 7, 23, 69)}
        reader = open_index(*(document(id_, body=words) for id_, words in held.items()), document("none"))
        found = reader.retrieve(morph(*terms))
        idfs = {term: log(1 + (6 - count + 0.5) / (count + 0.5)) for term in terms for count in [holders(term, held)]}
        assert ids(found) == set(held)
        for id_, words in held.items():
            covered = found.matches[0].coverage["morph"][row(found, id_)]
            assert covered == pytest.approx(sum(idfs[word] for word in words), abs=1e-9)

    def test_a_term_in_several_groups_is_covered_once(self, open_index: Callable[..., Reader]) -> None:
        everywhere = document("a", title=["환불"], questions=[["환불"], ["환불"]], body=["환불"] * 9)
        reader = open_index(everywhere, document("b", body=["환불"]), document("c"))
        found = reader.retrieve(morph("환불"))
        assert found.matches[0].coverage["morph"].tolist() == [pytest.approx(log(1 + 1.5 / 2.5))] * 2
        assert found.matches[0].mass["morph"] == pytest.approx(log(1 + 1.5 / 2.5))

    def test_a_weight_of_0_still_makes_a_candidate(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]), document("b"))
        found = reader.retrieve(EngineQuery({"morph": {"환불": 0.0}}))
        assert ids(found) == {"a"}
        assert found.matches[0].scores[TITLE].tolist() == [0.0]

    def test_an_alternative_may_weigh_what_was_typed_less_or_at_nothing(
        self, open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(document("a", title=["환불"]), document("b", title=["반품"]), document("c"))
        for others, held in (({"환불": 0.5, "반품": 1.0}, 0.5), ({"환불": 1.0, "반품": 0.0}, 1.0)):
            found = reader.retrieve(replace(morph("환불"), alternatives=({"morph": others},)))
            own, other = found.matches
            assert ids(found) == {"a", "b"}
            assert other.mass["morph"] == pytest.approx(sum(others.values()) * log(1 + 2.5 / 1.5))
            at = row(found, "a")
            assert other.scores[TITLE][at] == pytest.approx(held * own.scores[TITLE][at], rel=self.score_error or 1e-9)
            assert other.coverage["morph"][at] == pytest.approx(held * own.coverage["morph"][at], abs=1e-9)
