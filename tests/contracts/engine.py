"""What every engine must do. A test of an engine subclasses EngineContract and gives its ``engine`` fixture."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from math import log
from pathlib import Path

import pytest

from app.engine.base import (
    FIELDS,
    GROUPS,
    VIEWS,
    Alternative,
    Candidates,
    Concept,
    Engine,
    EngineDocument,
    EngineQuery,
    Field,
    Reader,
    Terms,
    View,
)
from app.errors import IndexUnavailableError, PublishError
from app.models import Article, Platform, lineage

TITLE, QUESTIONS, BODY = (Field("morph", group) for group in GROUPS)

HOSTILE_TERMS = (
    *(
        "AND",
        "OR",
        "NOT",
        "and",
        "*",
        "환불*",
        "?",
        "~",
        "[가 TO 힣]",
        "title:환불",
        '"환불"',
        "'",
        "\\",
        "(",
        ")" * 200,
    ),
    *("환불", " 환불", "환불 ", "환 불", "환\u00a0불", "환\t불", "환\n불", "환\u200b불", "환\u3000불"),
    *(
        "\x00",
        "환\x00불",
        "환\x00",
        "\x00환",
        "\U0001f600",
        "👩\u200d👩\u200d👧",
        "\ufeff",
        "\uffff",
        "\ud800",
        "각",
        "\u1100\u1161\u11a8",
    ),
    *(
        "ａ",
        "a",
        "A",
        "ı",
        "ß",
        "ss",
        "가" * 5_000,
        "가" * 5_000 + "나",
        "",
        " ",
        "  ",
        "%",
        "_",
        "' OR 1=1 --",
        "<mark>",
    ),
)


def document(
    id_: str,
    *,
    title: Iterable[str] = (),
    questions: Iterable[Iterable[str]] = (),
    body: Iterable[str] = (),
    category: str = "pay/refund/how",
    platform: Platform = "all",
) -> EngineDocument:
    """A document with morph terms only; ``dataclasses.replace`` gives what else a test needs."""
    article = Article(
        id=id_,
        title=f"{id_} 제목",
        body="본문",
        category_id=category,
        category_names=tuple(category.split("/")),
        slug="slug",
        updated_at=date(2026, 3, 1),
        platform=platform,
    )
    passages = {TITLE: (tuple(title),), QUESTIONS: tuple(map(tuple, questions)), BODY: (tuple(body),)}
    return EngineDocument(article, {field: texts for field, texts in passages.items() if any(texts)}, lineage(category))


def morph(*terms: str, **rest: object) -> EngineQuery:
    return replace(EngineQuery({"morph": dict.fromkeys(terms, 1.0)}), **rest)  # type: ignore[arg-type]


def ids(candidates: Candidates) -> set[str]:
    found = candidates.ids_of()
    assert len(found) == len(set(found)), "a document came twice"
    return set(found)


def row(candidates: Candidates, id_: str) -> int:
    return int(candidates.ids_of().index(id_))


def random_documents(count: int, seed: int = 7) -> list[EngineDocument]:
    """Documents in all views and groups over a small vocabulary, so that terms repeat within and across documents."""
    chance = random.Random(seed)
    vocabulary = [f"말{number}" for number in range(60)]
    weights = [1 / (rank + 1) for rank in range(60)]
    platforms: tuple[Platform, ...] = ("all", "pc", "android", "ios")
    documents = []
    for number in range(count):
        passages = {
            field: tuple(
                tuple(chance.choices(vocabulary, weights, k=chance.choice((0, 1, 3, 12, 40, 300))))
                for _ in range(chance.randrange(4) if field.group == "questions" else 1)
            )
            for field in FIELDS
        }
        category = f"c{chance.randrange(3)}/s{chance.randrange(3)}/t{chance.randrange(4)}"
        plain = document(f"문서-{number:03}", category=category, platform=chance.choice(platforms))
        documents.append(replace(plain, passages=passages))
    return documents


def random_query(chance: random.Random) -> EngineQuery:
    terms = {
        view: {f"말{chance.randrange(70)}": chance.choice((0.25, 0.5, 1.0, 2.0)) for _ in range(chance.randrange(8))}
        for view in VIEWS
    }
    categories: tuple[str, ...] = chance.choice(((), ("c1",), ("c0/s1", "c2", "없음")))
    platforms: tuple[Platform, ...] = chance.choice(((), ("all", "ios"), ("pc",)))
    return EngineQuery(terms, frozenset(categories), frozenset(platforms))


def expected_score(documents: list[EngineDocument], number: int, field: Field, weights: dict[str, float]) -> float:
    """BM25 by the book, from the raw documents: k1 1.2, b 0.75, idf from the view's largest document frequency."""
    texts = [text for each in documents for text in each.passages.get(field, ()) if text]
    average = sum(map(len, texts)) / max(len(texts), 1)
    best = 0.0
    for text in documents[number].passages.get(field, ()):
        total = 0.0
        for term, weight in weights.items():
            frequency = list(text).count(term)
            if frequency:
                norm = 1.2 * (1 - 0.75 + 0.75 * len(text) / average)
                total += weight * expected_idf(documents, field.view, term) * frequency * 2.2 / (frequency + norm)
        best = max(best, total)
    return best


def expected_idf(documents: list[EngineDocument], view: View, term: str) -> float:
    counts = [sum(term in each.terms(Field(view, group)) for each in documents) for group in GROUPS]
    return log(1 + (len(documents) - max(counts) + 0.5) / (max(counts) + 0.5))


class EngineContract:
    """Subclass it, give ``engine``; pytest runs every test below against it.

    ``score_error`` is the share by which a score may differ from the book's, for engines that do not keep scores as
    64-bit numbers. All else is exact.
    """

    score_error = 0.0

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError("an engine's test gives this fixture")

    @pytest.fixture
    def open_index(self, engine: Engine, tmp_path: Path) -> Iterable[Callable[..., Reader]]:
        readers: list[Reader] = []

        def build_and_open(*documents: EngineDocument) -> Reader:
            directory = tmp_path / f"index-{len(readers)}"
            directory.mkdir()
            assert engine.build(iter(documents), directory) == len(documents)
            readers.append(engine.open(directory))
            return readers[-1]

        yield build_and_open
        for reader in readers:
            reader.close()

    # Building

    def test_repeated_id_is_refused_and_named(self, engine: Engine, tmp_path: Path) -> None:
        with pytest.raises(PublishError, match="둘째"):
            engine.build([document("첫째"), document("둘째"), document("셋째"), document("둘째")], tmp_path)

    def test_a_failing_source_fails_the_build(self, engine: Engine, tmp_path: Path) -> None:
        def documents() -> Iterable[EngineDocument]:
            yield document("a")
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError, match="went away"):
            engine.build(documents(), tmp_path)

    def test_ids_that_look_alike_are_different(self, open_index: Callable[..., Reader]) -> None:
        looks = ("a", "A", " a", "a ", "a\x00", "ａ", "001", "1", "1.0", "\u00e9", "e\u0301")
        reader = open_index(*(document(look, title=["말"]) for look in looks))
        assert ids(reader.retrieve(morph("말"))) == set(looks)
        assert [article.id for article in reader.get(looks)] == list(looks)

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
        idfs = {term: log(1 + (6 - count + 0.5) / (count + 0.5)) for term in terms for count in [_holders(term, held)]}
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

    # Articles

    def test_get_keeps_order_repeats_and_leaves_out_unknown(self, open_index: Callable[..., Reader]) -> None:
        reader = open_index(document("a"), document("b"), document("c"))
        asked = ["c", "없음", "a", "c", "", "b"]
        assert [article.id for article in reader.get(asked)] == ["c", "a", "c", "b"]
        assert reader.get([]) == []
        assert reader.document_count == 3

    def test_every_field_of_an_article_comes_back(self, open_index: Callable[..., Reader]) -> None:
        full = Article(
            id="월렛/1 #?%\u2028",
            title="<b>캐시</b> & \"월렛\"\x00 'x'",
            body="첫 줄\r\n둘째 줄\n\n- `코드`\t👩\u200d👩\u200d👧\ufeff" + "긴" * 100_000,
            category_id="a/b",
            category_names=("가 > 나", "다"),
            slug="월렛-1",
            updated_at=date(1999, 12, 31),
            questions=("질문 하나?", ""),
            keywords=("키워드",),
            platform="android",
            variant_group="묶음",
            related=("b", "없음"),
            status="archived",
            revision=12,
            views=2**40,
            helpful=3,
            unhelpful=4,
        )
        plain = document("b").article
        reader = open_index(*(EngineDocument(article, {}, ("a",)) for article in (full, plain)))
        assert reader.get([full.id, plain.id]) == [full, plain]
        found = reader.retrieve(EngineQuery())
        at, other = row(found, full.id), row(found, "b")
        columns, at, other = found.columns, found.rows[at], found.rows[other]
        assert columns.categories[columns.category[at]] == "a/b"
        assert (columns.platform[at], columns.variant_group[at]) == ("android", "묶음")
        assert (columns.updated_at[at], columns.views[at]) == (date(1999, 12, 31).toordinal(), 2**40)
        assert columns.variant_group[other] == ""
        assert (columns.groups[at], columns.groups[other]) == (0, -1)

    # Many threads, closing, damage

    def test_eight_threads_get_what_one_gets(self, open_index: Callable[..., Reader]) -> None:
        documents = random_documents(120)
        alone, shared = open_index(*documents), open_index(*documents)
        chance = random.Random(11)
        queries = [random_query(chance) for _ in range(60)]
        names = [each.article.id for each in documents]
        expected = [snapshot(alone, query, names[number::17]) for number, query in enumerate(queries)]

        def ask(thread: int) -> list[object]:
            numbers = list(range(len(queries)))
            random.Random(thread).shuffle(numbers)
            found = {number: snapshot(shared, queries[number], names[number::17]) for number in numbers}
            return [found[number] for number in range(len(queries))]

        with ThreadPoolExecutor(8) as threads:
            for found in threads.map(ask, range(8)):
                assert found == expected

    def test_closing_twice_is_harmless(self, open_index: Callable[..., Reader]) -> None:
        for reader in (open_index(document("a", title=["환불"])), open_index()):
            reader.retrieve(morph("환불"))
            reader.close()
            reader.close()

    def test_an_open_index_outlives_its_files(self, engine: Engine, tmp_path: Path) -> None:
        documents = random_documents(30)
        engine.build(documents, tmp_path)
        reader = engine.open(tmp_path)
        for path in tmp_path.iterdir():
            path.unlink()
        assert len(reader.retrieve(morph("말0", "말1"))) > 0
        assert reader.get(["문서-007"]) == [documents[7].article]
        reader.close()

    def test_two_generations_do_not_mix(self, open_index: Callable[..., Reader]) -> None:
        first = open_index(document("a", title=["환불"]))
        second = open_index(document("b", title=["환불"]), document("c", title=["환불"]))
        assert ids(first.retrieve(morph("환불"))) == {"a"}
        assert ids(second.retrieve(morph("환불"))) == {"b", "c"}

    def test_an_empty_or_missing_directory_is_unavailable(self, engine: Engine, tmp_path: Path) -> None:
        for directory in (tmp_path, tmp_path / "missing"):
            with pytest.raises(IndexUnavailableError) as caught:
                engine.open(directory)
            assert "barodap publish" in caught.value.remedy

    @pytest.mark.parametrize("harm", ["delete", "empty", "halve", "extend", "flip", "garbage"])
    def test_damage_to_any_file_is_noticed_on_opening(self, harm: str, engine: Engine, tmp_path: Path) -> None:
        engine.build(random_documents(30), tmp_path)
        engine.open(tmp_path).close()
        for path in sorted(tmp_path.iterdir()):
            whole = path.read_bytes()
            damaged = damage(whole, harm)
            if damaged == whole:
                continue
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            with pytest.raises(IndexUnavailableError):
                engine.open(tmp_path)
            path.write_bytes(whole)
        engine.open(tmp_path).close()


def damage(whole: bytes, harm: str) -> bytes | None:
    if harm == "delete":
        return None
    middle = len(whole) // 2
    return {
        "empty": b"",
        "halve": whole[:middle],
        "extend": whole + b"\x00",
        "flip": whole[:middle] + bytes(byte ^ 0x10 for byte in whole[middle : middle + 1]) + whole[middle + 1 :],
        "garbage": b"\x80" * len(whole),
    }[harm]


def _holders(term: str, held: dict[str, list[str]]) -> int:
    return sum(term in words for words in held.values())


def passes(each: EngineDocument, query: EngineQuery) -> bool:
    asked = {view: set(terms) for view, terms in query.terms.items()}
    return (
        (not any(asked.values()) or any(held_terms(each, view) & terms for view, terms in asked.items()))
        and (not query.categories or bool(query.categories & set(each.categories)))
        and (not query.platforms or each.article.platform in query.platforms)
    )


def held_terms(each: EngineDocument, view: View) -> set[str]:
    return {term for group in GROUPS for term in each.terms(Field(view, group))}


def snapshot(reader: Reader, query: EngineQuery, names: list[str]) -> object:
    """Everything a reader says to a query, in a form that ``==`` compares exactly."""
    found = reader.retrieve(query)
    categories = [found.columns.categories[place] for place in found.columns.category[found.rows].tolist()]
    columns = (*found.matches[0].scores.values(), *found.matches[0].coverage.values())
    updated = found.columns.updated_at[found.rows]
    numbers = (column.tolist() for column in (*columns, updated))
    rows = sorted(zip(found.ids_of(), categories, *numbers, strict=True))
    frequencies = [reader.document_frequency(view, term) for view in VIEWS for term in ("말1", "말5", "말69")]
    return rows, dict(found.matches[0].mass), frequencies, reader.get(names)
