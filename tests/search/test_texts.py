"""What results are shown with: kept at publish time, so that nothing of it is analysed when it is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from app.analysis.views import Analyzer
from app.content.markdown import to_text
from app.engine.base import EngineDocument, EngineQuery
from app.errors import IndexUnavailableError
from app.models import Article, Query
from app.search import texts
from app.search.analysed import Analysis, opened
from app.search.display import Display, Show, Shown
from app.search.highlight import Highlighter
from app.search.indexing import document_of
from app.search.parser import ParsedQuery
from app.search.texts import Texts, TextsPart, hash_of, ranges
from app.services import Services
from tests.contracts.engine.documents import document

QUERY = "캐시를 충전하려면 세금계산서가 필요한가요?"
PARSED = ParsedQuery(QUERY, EngineQuery())
BEFORE, BEHIND = "앞에 오는 말이에요. " * 40, "뒤에 오는 말이에요. " * 40
LONG = f"{BEFORE}**캐시**를 충전했어요.\n\n- 세금계산서는 다음 달에 나와요.\n{BEHIND}"
BODIES = (
    "",
    LONG,
    "충전소 𝒜에서 충전할 수 있어요 🙂 캐시는 충전돼요.",
    normalize("NFD", "캐시를 충전해요."),
    "짝 잃은 \ud800 글자 캐시",
)


def given() -> list[Article]:
    made = [replace(document(str(number)).article, title="캐시 충전", body=body) for number, body in enumerate(BODIES)]
    # Only the beginning of its text: the body stands for the title, which is marked all the same.
    return [*made, replace(made[1], id="untitled", title=to_text(LONG)[:80] + "…")]


def written(documents: list[EngineDocument], directory: Path) -> Texts:
    builder = TextsPart().builder()
    for each in documents:
        builder.add(each)
    directory.mkdir()
    builder.write(directory)
    return TextsPart().open(directory)


@pytest.fixture
def documents(analyzer: Analyzer) -> list[EngineDocument]:
    return [document_of(article, analyzer) for article in given()]


@pytest.fixture
def kept(documents: list[EngineDocument], tmp_path: Path) -> Texts:
    return written(documents, tmp_path / "texts")


def test_bodies_are_plain_and_composed(kept: Texts) -> None:
    assert [kept.body(row) for row in range(len(BODIES))] == [normalize("NFC", to_text(body)) for body in BODIES]


def test_terms_are_where_the_analyser_finds_them(kept: Texts, analyzer: Analyzer) -> None:
    for row, article in enumerate(given()):
        for text, places in ((article.title, kept.title_places(row)), (kept.body(row), kept.body_places(row))):
            for term in ("캐시", "충전", "세금계산서", "오"):
                expected = [(start, end) for found, start, end in analyzer.spans(text) if found == term]
                assert ranges(places, {hash_of(term)}) == expected


def test_what_is_kept_by_number_gives_the_same_files(
    documents: list[EngineDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a second publish, and put away in many blocks."""
    written(documents, tmp_path / "first")
    with opened(tmp_path / "analysed.sqlite") as analysed:
        for number, each in enumerate(documents):
            analysed.keep(bytes([number]), Analysis(each.text, each.passages, dict(each.derived)))
    monkeypatch.setattr(texts, "_BLOCK", 1)
    with opened(tmp_path / "analysed.sqlite") as analysed:
        found = analysed.get([bytes([number]) for number in range(len(documents))])
        again = [replace(each, derived=dict(kept.derived)) for each, kept in zip(documents, found, strict=True) if kept]
        written(again, tmp_path / "second")
    for path in (tmp_path / "first").iterdir():
        assert (tmp_path / "second" / path.name).read_bytes() == path.read_bytes()


def showing(texts: Texts | None) -> Show:
    return lambda article, row: Shown.of(article, row, texts)


def test_hits_look_as_if_they_were_analysed(kept: Texts, analyzer: Analyzer) -> None:
    with_texts, without = (Display(PARSED, None, analyzer, showing(each)) for each in (kept, None))
    for row, article in enumerate(given()):
        hit = with_texts.hit(article, row, 1.0, [])
        assert hit == without.hit(article, row, 1.0, [])
    assert "<mark>충전</mark>" in hit.snippet_html


def test_showing_hits_analyses_nothing(sample: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    analysed: list[str] = []
    spans = Analyzer.spans

    def noted(self: Analyzer, text: str) -> object:
        analysed.append(text)
        return spans(self, text)

    monkeypatch.setattr(Analyzer, "spans", noted)
    result = sample.search.search(Query("월렛 캐시는 어떻게 충전해요", per_page=7))
    shown = {text for hit in result.hits for text in (hit.article.title, to_text(hit.article.body))}
    assert len(result.hits) == 7
    assert not shown & set(analysed)


def test_a_title_that_is_not_composed_is_analysed(kept: Texts, analyzer: Analyzer) -> None:
    article = replace(given()[1], title=normalize("NFD", "캐시 충전"))
    hit = Display(PARSED, None, analyzer, showing(kept)).hit(article, 1, 1.0, [])
    assert hit.title_html == Highlighter(QUERY, analyzer).mark(article.title)


@pytest.mark.parametrize("name", ["texts.bin", "places.bin", "texts_ends.npy", "places_ends.npy"])
@pytest.mark.parametrize("damage", ["missing", "cut", "garbled"])
def test_damaged_files_are_refused(documents: list[EngineDocument], tmp_path: Path, name: str, damage: str) -> None:
    written(documents, tmp_path / "texts")
    path = tmp_path / "texts" / name
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else whole + b"\0" * 20)
    if damage == "garbled" and name.endswith(".npy"):
        np.save(path, np.zeros(3, np.int64))
    with pytest.raises(IndexUnavailableError):
        TextsPart().open(tmp_path / "texts")
