"""What is built is whole, comes back as it was, and is noticed when it is damaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.engine.base import (
    Engine,
    EngineDocument,
    EngineQuery,
    Reader,
)
from app.errors import IndexUnavailableError, PublishError
from app.models import Article
from tests.contracts.engine.base import EngineTests
from tests.contracts.engine.documents import (
    damage,
    document,
    ids,
    morph,
    random_documents,
    random_query,
    row,
    snapshot,
)


class FilesContract(EngineTests):
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
