from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import registry
from app.analysis.tokenizers import load_tokenizer
from app.errors import ConfigurationError, ContentError, MissingDependencyError
from app.registry import install_command


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="mecab, okt, komoran, kiwi, ngram"):
        load_tokenizer("hannanum", None)


def test_missing_extra_names_its_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.analysis.kiwi", raising=False)
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    with pytest.raises(MissingDependencyError) as caught:
        load_tokenizer("kiwi", None)
    assert caught.value.remedy == install_command("kiwi")
    assert sys.executable in caught.value.remedy


def test_bad_user_words_stop_the_load(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("word\n", encoding="utf-8")
    with pytest.raises(ContentError):
        load_tokenizer("ngram", path)


def test_every_tokenizer_has_a_fingerprint_of_its_own() -> None:
    names = ("mecab", "ngram")
    assert set(names) <= set(registry.TOKENIZERS)
    assert len({load_tokenizer(name, None).fingerprint for name in names}) == len(names)
