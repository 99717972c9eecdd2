"""Kiwi (kiwipiepy): a statistical analyser in C++ that needs no system packages; about 500 MB of memory."""

from __future__ import annotations

from importlib.metadata import version
from threading import Lock

from kiwipiepy import Kiwi

from app.analysis.base import Token
from app.analysis.chunks import tokenize_in_chunks
from app.analysis.fingerprints import fingerprint
from app.analysis.morphs import Morph, to_tokens

CHUNK = 1_000

_VERSION = "1"
_SEJONG = {"W_EMOJI": "SW", "W_SERIAL": "SN", "W_EMAIL": "SL", "W_URL": "SL", "W_MENTION": "SL", "W_HASHTAG": "SL"}


class KiwiTokenizer:
    """The model is loaded on first use, so that a server may fork before."""

    def __init__(self) -> None:
        self._kiwi: Kiwi | None = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[KiwiTokenizer], tuple[()]]:
        return KiwiTokenizer, ()

    @property
    def fingerprint(self) -> str:
        return fingerprint("kiwi", _VERSION, version("kiwipiepy"), version("kiwipiepy_model"))

    def tokenize(self, text: str) -> list[Token]:
        return tokenize_in_chunks(text, CHUNK, self._split)

    def _split(self, text: str) -> list[Token]:
        with self._lock:
            if self._kiwi is None:
                self._kiwi = Kiwi(num_workers=1)
            found = self._kiwi.tokenize(text)
        return to_tokens(text, (Morph(m.form, _tag(m.tag), m.start, m.end, not m.oov) for m in found))


def _tag(tag: str) -> str:
    """Kiwi marks conjugation classes (``VV-I``) and web things (``W_URL``) on top of the Sejong tags."""
    return _SEJONG.get(tag) or tag.partition("-")[0]
