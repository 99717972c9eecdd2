"""Which of many candidates go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine.base import (
    VIEWS,
    EngineQuery,
    Reader,
    Terms,
)
from tests.contracts.engine.base import EngineTests
from tests.contracts.engine.documents import (
    document,
    ids,
    morph,
    random_documents,
    row,
)


class LimitContract(EngineTests):
    # Limit

    @pytest.mark.parametrize("first", [True, False])
    def test_what_is_held_of_any_reading_counts_at_the_limit(
        self, first: bool, open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(
            document("all", title=["환불", "배송"]),
            document("meant", title=["환불", "반품"]),
            document("typed", title=["배송"], body=["배송"] * 9),
            document("other", title=["반품"]),
        )
        wider: Terms = {"morph": dict.fromkeys(("환불", "배송", "반품"), 1.0)}
        asked = replace(morph("환불", "배송", limit=2), alternatives=(wider, {}) if first else ({}, wider))
        assert ids(reader.retrieve(asked)) == {"all", "meant"}

    def test_scores_in_any_reading_count_at_the_limit(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(
            document("a", body=["환불", *["말"] * 30]), document("b"), document("z", title=["반품"], body=["반품"] * 9)
        )
        for typed, other in (("환불", "반품"), ("반품", "환불")):
            asked = replace(morph(typed, limit=1), alternatives=({"morph": {other: 1.0}},))
            assert ids(reader.retrieve(asked)) == {"z"}

    def test_limit_keeps_those_that_hold_most(self, open_index: Callable[..., Reader]) -> None:
        documents = random_documents(80)
        reader = open_index(*documents)
        query = EngineQuery({view: {"말0": 1.0, "말3": 0.5, "말9": 2.0} for view in VIEWS})
        everything = reader.retrieve(query)
        own = everything.matches[0]
        held = {
            id_: sum(own.coverage[view][row(everything, id_)] / own.mass[view] for view in VIEWS)
            for id_ in everything.ids_of()
        }
        scores = {id_: sum(c[row(everything, id_)] for c in own.scores.values()) for id_ in held}
        ranked = sorted(held, key=lambda id_: (-round(held[id_], 9), -scores[id_], id_))
        for limit in (0, 1, 2, 17, len(ranked) - 1, len(ranked), len(ranked) + 1):
            assert ids(reader.retrieve(replace(query, limit=limit))) == set(ranked[:limit])

    def test_candidates_come_in_the_order_in_which_documents_were_built(
        self, open_index: Callable[..., Reader]
    ) -> None:
        reader = open_index(*random_documents(80))
        for limit in (0, 1, 7, 40, 80):
            for query in (EngineQuery(), morph("말0", "말3"), morph("말1", categories=frozenset({"c1"}))):
                rows = reader.retrieve(replace(query, limit=limit)).rows.tolist()
                assert rows == sorted(rows)

    def test_of_those_that_hold_the_same_the_limit_keeps_the_highest_scores(
        self, open_index: Callable[..., Reader]
    ) -> None:
        others = [document(f"a{number}", body=["환불", *(["말"] * 30)]) for number in range(9)]
        reader = open_index(*others, document("z", title=["환불"], body=["환불"] * 9))
        assert ids(reader.retrieve(morph("환불", limit=1))) == {"z"}

    def test_ties_at_the_limit_go_to_the_smaller_id(self, open_index: Callable[..., Reader]) -> None:
        names = ["b", "가", "a10", "a2", "B", "a1", "나"]
        reader = open_index(*(document(name, title=["환불"]) for name in names))
        for query in (morph("환불"), EngineQuery()):
            for limit in range(len(names) + 1):
                assert ids(reader.retrieve(replace(query, limit=limit))) == set(sorted(names)[:limit])
