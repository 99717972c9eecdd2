"""Run by test_jvm.py in a process of its own: a JVM cannot be stopped, restarted or forked."""

from __future__ import annotations

import os

import pytest

from app.analysis.base import Tokenizer
from app.errors import ConfigurationError
from tests.contracts.tokenizer import TokenizerContract


class JvmContract(TokenizerContract):
    def test_a_fork_after_first_use_is_refused_clearly(self, tokenizer: Tokenizer) -> None:
        tokenizer.tokenize("캐시")
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                tokenizer.tokenize("캐시")
            except ConfigurationError as error:
                os.write(writer, error.remedy.encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        assert "BARODAP_TOKENIZER=mecab" in said


class TestKomoran(JvmContract):
    name = "komoran"
    long_text = 10_000

    def test_undoes_contractions(self, tokenizer: Tokenizer) -> None:
        tokens = {t.surface: (t.lemma, t.tag) for t in tokenizer.tokenize("메시지를 보냈는데")}
        assert tokens["보냈"] == ("보내", "VV+EP")


class TestOkt(JvmContract):
    name = "okt"
    long_text = 3_000

    @pytest.mark.parametrize(("text", "lemma"), [("보냈는데", "보내"), ("지웠어요", "지우"), ("않아요", "않")])
    def test_lemma_of_a_verb_is_its_stem(self, tokenizer: Tokenizer, text: str, lemma: str) -> None:
        assert [t.lemma for t in tokenizer.tokenize(text)] == [lemma]
