"""Which documents match: browsing, filters, terms that are opaque."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine.base import (
    EngineQuery,
    Reader,
    View,
)
from tests.contracts.engine.base import EngineTests
from tests.contracts.engine.documents import (
    BODY,
    HOSTILE_TERMS,
    document,
    ids,
    morph,
    random_documents,
    row,
)


class MatchingContract(EngineTests):
    # The empty index, the empty query

    def test_empty_index_matches_nothing(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index()
        assert reader.document_count == 0
        for query in (EngineQuery(), morph("환불"), EngineQuery(categories=frozenset({"a"}))):
            found = reader.retrieve(query)
            assert len(found) == 0
            assert all(
                len(column) == 0
                for column in (*found.matches[0].scores.values(), *found.matches[0].coverage.values(), found.rows)
            )
        assert reader.get(["a"]) == []
        assert reader.document_frequency("morph", "환불") == 0

    @pytest.mark.parametrize("terms", [{}, {"morph": {}}, {"morph": {}, "jamo": {}}])
    def test_no_terms_browses_everything_with_scores_0(
        self, terms: dict[View, dict[str, float]], open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(document("a", title=["환불"]), document("b"), document("c", category="etc"))
        found = reader.retrieve(EngineQuery(terms))
        assert ids(found) == {"a", "b", "c"}
        assert not any(
            column.any() for column in (*found.matches[0].scores.values(), *found.matches[0].coverage.values())
        )
        assert ids(reader.retrieve(EngineQuery(terms, categories=frozenset({"etc"})))) == {"c"}

    def test_terms_that_nobody_holds_are_no_browse(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]))
        assert len(reader.retrieve(morph("없는말"))) == 0

    # Filters

    def test_categories_are_a_union_at_every_level(self, open_index: Callable[..., Reader]) -> None:
        places = ("pay", "pay/refund", "pay/refund/how", "pay/card", "etc/refund", "payment", "etc")
        reader = open_index(*(document(place, title=["말"], category=place) for place in places))

        def found(*categories: str) -> set[str]:
            browsed = ids(reader.retrieve(EngineQuery(categories=frozenset(categories))))
            assert ids(reader.retrieve(morph("말", categories=frozenset(categories)))) == browsed
            return browsed

        assert found("pay") == {"pay", "pay/refund", "pay/refund/how", "pay/card"}
        assert found("pay/refund") == {"pay/refund", "pay/refund/how"}
        assert found("pay/refund/how", "etc") == {"pay/refund/how", "etc/refund", "etc"}
        assert found("pay", "pay/card") == found("pay")
        assert found("etc", "없음") == found("etc")
        assert found() == set(places)

    @pytest.mark.parametrize("category", ["없음", "pa", "pay/", "/pay", "refund", "PAY", "pay*", ""])
    def test_unknown_category_matches_nothing(self, category: str, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불"]))
        assert len(reader.retrieve(morph("환불", categories=frozenset({category})))) == 0

    def test_platforms_are_a_union_and_meet_the_categories(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            document("all", title=["말"]),
            document("pc", title=["말"], platform="pc"),
            document("ios", title=["말"], platform="ios"),
            document("ios-etc", title=["말"], platform="ios", category="etc"),
        )
        assert ids(reader.retrieve(morph("말", platforms=frozenset({"pc"})))) == {"pc"}
        assert ids(reader.retrieve(morph("말", platforms=frozenset({"all", "ios"})))) == {"all", "ios", "ios-etc"}
        assert len(reader.retrieve(morph("말", platforms=frozenset({"android"})))) == 0
        both = EngineQuery(categories=frozenset({"pay"}), platforms=frozenset({"ios"}))
        assert ids(reader.retrieve(both)) == {"ios"}

    def test_filters_change_no_score(self, open_index: Callable[..., Reader]) -> None:
        documents = random_documents(60)
        reader = open_index(*documents)
        query = morph("말1", "말2", "말3")
        everything = reader.retrieve(query)
        filtered = reader.retrieve(replace(query, categories=frozenset({"c1"})))
        assert 0 < len(filtered) < len(everything)
        for id_ in filtered.ids_of():
            assert (
                filtered.matches[0].scores[BODY][row(filtered, id_)]
                == everything.matches[0].scores[BODY][row(everything, id_)]
            )

    # Terms are opaque

    def test_any_string_is_a_term_and_only_itself(self, open_index: Callable[..., Reader]) -> None:
        assert len(set(HOSTILE_TERMS)) == len(HOSTILE_TERMS)
        reader = open_index(*(document(f"{n:02}", body=[term, "말"]) for n, term in enumerate(HOSTILE_TERMS)))
        for number, term in enumerate(HOSTILE_TERMS):
            assert ids(reader.retrieve(morph(term))) == {f"{number:02}"}, repr(term[:20])
            assert reader.document_frequency("morph", term) == 1, repr(term[:20])
        assert ids(reader.retrieve(morph(*HOSTILE_TERMS))) == {f"{n:02}" for n in range(len(HOSTILE_TERMS))}

    def test_hostile_terms_find_nothing_where_they_are_not(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a", title=["환불하기", "결제"]), document("b"))
        assert len(reader.retrieve(morph(*HOSTILE_TERMS))) == 0

    def test_document_frequency(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            document("a", title=["환불", "환불"], body=["환불"]), document("b", body=["환불", "결제"]), document("c")
        )
        assert reader.document_frequency("morph", "환불") == 2
        assert reader.document_frequency("morph", "결제") == 1
        assert reader.document_frequency("jamo", "환불") == 0
        assert reader.document_frequency("morph", "없음") == 0
