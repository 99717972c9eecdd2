"""The dense view over a real ONNX model of eight words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.analysis.views import Analyzer
from app.engine.base import EngineDocument
from app.errors import ConfigurationError, IndexUnavailableError, MissingDependencyError
from app.models import Query
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.dense import DensePart, DenseView
from app.search.semantic.encoder import OnnxEncoder
from app.services import build_services
from tests.conftest import settings_in
from tests.search.semantic import tiny_encoder
from tests.search.semantic.given import document
from tests.web.api.conftest import published

TITLES = ("배송 배송", "환불", "배송 환불")


@pytest.fixture
def part(tmp_path: Path) -> DensePart:
    folder = tiny_encoder.save(tmp_path / "model")
    return DensePart(lambda: OnnxEncoder(str(folder)))


@pytest.fixture
def documents(analyzer: Analyzer) -> list[EngineDocument]:
    return [document(analyzer, title) for title in TITLES]


def publish(part: DensePart, documents: Sequence[EngineDocument], directory: Path) -> DenseView:
    directory.mkdir()
    builder = part.builder()
    for each in documents:
        builder.add(each)
    builder.write(directory)
    view = part.open(directory)
    assert isinstance(view, DenseView)
    return view


def sentence(view: DenseView, text: str, rows: Sequence[int] = (0, 1, 2)) -> NDArray[np.float32]:
    return view.score({}, np.array(rows, dtype=np.int32), text).body


def test_the_nearest_document_is_found(part: DensePart, documents: list[EngineDocument], tmp_path: Path) -> None:
    view = publish(part, documents, tmp_path / "dense")
    assert sentence(view, "택배").argmax() == 0
    assert sentence(view, "돌려받기").argmax() == 1
    np.testing.assert_allclose(sentence(view, "택배", (2, 0)), sentence(view, "택배")[[2, 0]])
    assert abs(sentence(view, "택배")).max() <= 1.001
    assert not sentence(view, "  ").any()
    assert (view.document_count, view.trust) == (3, 1.0)


def test_many_documents_are_encoded_in_batches_and_keep_their_order(
    part: DensePart, analyzer: Analyzer, tmp_path: Path
) -> None:
    titles = [TITLES[number % 3] + " 것" * (number % 7) for number in range(600)]
    view = publish(part, [document(analyzer, title) for title in titles], tmp_path / "dense")
    for row in (0, 1, 255, 256, 257, 511, 599):
        expected = part.encoder.encode_documents([titles[row]])[0] @ part.encoder.encode_query("택배")
        assert sentence(view, "택배", [row])[0] == pytest.approx(expected, abs=2e-3)


def test_an_empty_collection_opens(part: DensePart, tmp_path: Path) -> None:
    view = publish(part, [], tmp_path / "dense")
    assert view.document_count == 0
    assert len(sentence(view, "택배", [])) == 0


def test_padding_does_not_change_a_mean(tmp_path: Path) -> None:
    encoder = OnnxEncoder(str(tiny_encoder.save(tmp_path)))
    together = encoder.encode_documents(["환불", "배송 배송 배송 배송 배송"])
    np.testing.assert_allclose(together[0], encoder.encode_documents(["환불"])[0], atol=1e-6)
    mean = np.array([0.0, 1.0, 1.0])
    np.testing.assert_allclose(together[0], mean / np.linalg.norm(mean), atol=1e-6)


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ({"pooling_mode_cls_token": True}, (0.0, 0.0, 1.0)),
        ({"pooling_mode_lasttoken": True}, (1.0, 0.0, 0.0)),
        ({"pooling_mode_mean_tokens": True}, (0.70710677, 0.0, 0.70710677)),
    ],
)
def test_pooling_is_the_models_own(pooling: dict[str, bool], expected: tuple[float, ...], tmp_path: Path) -> None:
    encoder = OnnxEncoder(str(tiny_encoder.save(tmp_path, {"1_Pooling/config.json": pooling})))
    vectors = encoder.encode_documents(["배송", "환불 환불 환불"])
    np.testing.assert_allclose(vectors[0], expected, atol=1e-6)


def test_a_sentence_output_needs_no_pooling(tmp_path: Path) -> None:
    encoder = OnnxEncoder(str(tiny_encoder.save(tmp_path, sentence_output=True, in_subfolder=True)))
    np.testing.assert_allclose(encoder.encode_query("배송"), np.array([1, 0, 1]) / np.sqrt(2), atol=1e-6)


def test_prompts_come_before_queries_only(tmp_path: Path) -> None:
    encoder = OnnxEncoder(
        str(tiny_encoder.save(tmp_path, {"config_sentence_transformers.json": {"prompts": {"query": "찾기 "}}}))
    )
    assert encoder.encode_query("배송")[2] > encoder.encode_documents(["배송"])[0][2] + 0.1


def test_the_models_limit_of_tokens_is_kept(tmp_path: Path) -> None:
    encoder = OnnxEncoder(str(tiny_encoder.save(tmp_path, {"sentence_bert_config.json": {"max_seq_length": 2}})))
    np.testing.assert_allclose(encoder.encode_query("배송 환불"), encoder.encode_query("배송"), atol=1e-6)


def test_vectors_of_another_model_are_not_compared(
    part: DensePart, documents: list[EngineDocument], tmp_path: Path
) -> None:
    publish(part, documents, tmp_path / "dense")
    folder = tiny_encoder.save(
        tmp_path / "model", {"config_sentence_transformers.json": {"prompts": {"query": "찾기 "}}}
    )
    found = DensePart(lambda: OnnxEncoder(str(folder))).open(tmp_path / "dense")
    assert isinstance(found, SemanticUnavailable)
    assert (found.reason, found.remedy) == ("encoder", "barodap publish")


def test_damaged_files_are_refused(part: DensePart, documents: list[EngineDocument], tmp_path: Path) -> None:
    publish(part, documents, tmp_path / "dense")
    for path in sorted((tmp_path / "dense").iterdir()):
        data = path.read_bytes()
        for damage in (b"", data[: len(data) // 2]):
            path.write_bytes(damage)
            with pytest.raises(IndexUnavailableError, match="손상"):
                part.open(tmp_path / "dense")
        path.write_bytes(data)


def test_threads_share_a_view(part: DensePart, documents: list[EngineDocument], tmp_path: Path) -> None:
    view = publish(part, documents, tmp_path / "dense")
    texts = ["택배 " * count for count in range(1, 30)]
    alone = [sentence(view, text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        for index, found in enumerate(pool.map(lambda text: sentence(view, text), texts * 5)):
            np.testing.assert_allclose(found, alone[index % len(texts)], atol=1e-6)


def test_the_encoder_is_loaded_once_and_not_before_it_is_needed(tmp_path: Path) -> None:
    folder, loaded = tiny_encoder.save(tmp_path), []

    def load() -> OnnxEncoder:
        loaded.append(1)
        return OnnxEncoder(str(folder))

    part = DensePart(load)
    assert not loaded
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: part.encoder, range(8)))) == 1
    assert len(loaded) == 1


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_is_named_with_its_command(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingDependencyError, match=r"(?s)설치되어 있지 않아요.*\[dense\]"):
        OnnxEncoder(str(tmp_path))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="파일이 없어요"):
        OnnxEncoder(str(tmp_path))
    (tiny_encoder.save(tmp_path) / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(ConfigurationError, match="쓸 수 없어요"):
        OnnxEncoder(str(tmp_path))


def test_a_name_that_cannot_be_fetched_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    for name in ("nobody/no-such-model", "a/b/c"):
        with pytest.raises(ConfigurationError, match="내려받지도 못했어요"):
            OnnxEncoder(name)


def test_a_search_ranks_by_the_encoder_that_is_set(tmp_path: Path) -> None:
    folder = tiny_encoder.save(tmp_path / "model")
    articles = [
        {"id": str(number), "title": title, "body": "본문", "category": ["도움말"]}
        for number, title in enumerate(TITLES)
    ]
    settings = published(settings_in(tmp_path, encoder=str(folder), semantic_weight=1.0, relevance_floor=0.0), articles)
    services = build_services(settings)
    result = services.search.search(Query("택배 본문"))
    explained = services.search.explain(result)
    services.generations.close()
    services.database.close()
    assert result.hits[0].article.id == "0"
    nearness = {hit.id: {term.name: term.value for term in hit.signals}["meaning"] for hit in explained.hits}
    assert nearness["0"] > nearness["2"] > nearness["1"]
    assert nearness["0"] > 0.9
