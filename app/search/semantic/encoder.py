"""A dense sentence encoder: a transformer in ONNX, run by onnxruntime, from a folder or from the Hugging Face hub.

The folder is laid out as sentence-transformers lays out its models: ``tokenizer.json``, ``onnx/model.onnx`` or
``model.onnx``, and if they are there ``1_Pooling/config.json`` (how token vectors become one; the mean by default),
``config_sentence_transformers.json`` (what is put before queries and documents) and ``sentence_bert_config.json`` (how
many tokens are read). BAAI/bge-m3 and intfloat/multilingual-e5-small come this way; others can be exported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.errors import ConfigurationError, MissingDependencyError
from app.registry import install_command
from app.search.semantic.linalg import normalise

EXTRA = "dense"
MAX_TOKENS = 512

_MODELS = ("onnx/model.onnx", "model.onnx")
_TOKENIZER = "tokenizer.json"
_POOLING, _PROMPTS, _LIMITS = "1_Pooling/config.json", "config_sentence_transformers.json", "sentence_bert_config.json"
_SENTENCE_OUTPUTS = ("sentence_embedding", "dense_vecs")
_BATCH = 16


class Encoder(Protocol):
    """Texts to unit vectors, one float32 row each. Safe to share between threads."""

    @property
    def fingerprint(self) -> str:
        """Differs between encoders whose vectors must not be compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode_query(self, text: str) -> NDArray[np.float32]: ...

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class OnnxEncoder:
    """``source`` is a folder or the name of a model on the hub, downloaded once and then found in the hub's cache."""

    def __init__(self, source: str) -> None:
        """Raises MissingDependencyError without the extra ``dense``, ConfigurationError for what is no such model."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingDependencyError(
                f"문장 벡터 모델에 필요한 패키지({error.name})가 설치되어 있지 않아요.", remedy=install_command(EXTRA)
            ) from error
        folder = Path(source) if Path(source).is_dir() else _download(source)
        model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
        if model is None or not (folder / _TOKENIZER).is_file():
            raise _unusable(source, f"{_TOKENIZER} 또는 {' / '.join(_MODELS)} 파일이 없어요.")
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            self._session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
            limit = int(_settings(folder / _LIMITS).get("max_seq_length") or MAX_TOKENS)
            prompts = _settings(folder / _PROMPTS).get("prompts") or {}
            self._pooling = _pooling(_settings(folder / _POOLING))
        except Exception as error:
            raise _unusable(source, str(error)) from error
        self._tokenizer.enable_truncation(min(limit, MAX_TOKENS))
        self._tokenizer.enable_padding()
        self._inputs = {each.name for each in self._session.get_inputs()}
        outputs = [each.name for each in self._session.get_outputs()]
        self._output = next((name for name in _SENTENCE_OUTPUTS if name in outputs), outputs[0])
        self._query_prompt = str(prompts.get("query", ""))
        self._document_prompt = str(prompts.get("document", prompts.get("passage", "")))
        digest = hashlib.sha256((folder / _TOKENIZER).read_bytes())
        digest.update(repr((model.stat().st_size, limit, prompts, self._pooling, self._output)).encode())
        self._fingerprint = f"{source}:{digest.hexdigest()[:12]}"
        self._dimensions = len(self.encode_query("."))

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._encode([self._query_prompt + text])[0])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        # Texts of about the same length together, so that little is padded.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._encode([self._document_prompt + texts[index] for index in batch])
        return vectors

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encodings], dtype=np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([each.type_ids for each in encodings], dtype=np.int64),
        }
        (output,) = self._session.run([self._output], {name: given[name] for name in self._inputs})
        vectors = np.array(output if output.ndim == 2 else _pool(output, mask, self._pooling), dtype=np.float32)
        normalise(vectors)
        return vectors


def _pool(tokens: NDArray[np.float32], mask: NDArray[np.int64], pooling: str) -> NDArray[np.float32]:
    """One vector a text, from one a token; ``mask`` is 0 for padding."""
    if pooling == "cls":
        return np.asarray(tokens[np.arange(len(tokens)), mask.argmax(axis=1)])
    if pooling == "lasttoken":
        return np.asarray(tokens[np.arange(len(tokens)), mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)])
    weights = mask[:, :, None].astype(np.float32)
    return np.asarray((tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0))


def _pooling(settings: dict[str, Any]) -> str:
    """``cls``, ``lasttoken`` or ``mean``, of the settings that sentence-transformers writes."""
    modes = {"pooling_mode_cls_token": "cls", "pooling_mode_lasttoken": "lasttoken"}
    return next((mode for name, mode in modes.items() if settings.get(name)), "mean")


def _settings(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _download(name: str) -> Path:
    """The folder of a hub model in the local cache; fetched when it is not there yet."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    wanted = [_TOKENIZER, _POOLING, _PROMPTS, _LIMITS, *(f"{model}*" for model in _MODELS)]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, allow_patterns=wanted))
    except Exception as error:
        raise _unusable(name, f"폴더가 아니고, 내려받지도 못했어요. ({type(error).__name__})") from error


def _unusable(source: str, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"문장 벡터 모델 '{source}'을(를) 쓸 수 없어요: {reason}",
        remedy="ONNX로 내보낸 sentence-transformers 모델의 폴더나 허브 이름을 설정하세요.",
    )
