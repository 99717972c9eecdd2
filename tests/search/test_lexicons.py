from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.analysis.leads import Leads, leads_of
from app.analysis.lexicon_file import COLUMNS, Entry
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.config import Settings
from app.engine import seal as sealing
from app.errors import ContentError
from app.publishing import cache
from app.publishing.layout import LEXICON
from app.search import lexicons
from app.search.lexicons import load_lexicon
from tests.conftest import settings_in

WORDS = ("지우다,삭제,0.9,to,지웠어요,지우개,", "돈이 안 들어오다|손님,정산|고객,0.8,both,돈이 안 들어와요,돈,")
TEXTS = ("사진을 지웠어요", "돈이 아직도 안 들어와요", "손님이 왔어요", "지우개")


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_tokenizer("mecab", None))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "words"
    folder.mkdir()
    write(folder, *WORDS)
    return settings_in(tmp_path, lexicon=folder, faq_data=tmp_path / "data")


def write(folder: Path, *rows: str) -> None:
    (folder / "words.csv").write_text("\n".join((",".join(COLUMNS), *rows)), encoding="utf-8")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries were analysed, each time."""
    counts: list[int] = []

    def noted(entries: Sequence[Entry], analyzer: Analyzer) -> Leads:
        counts.append(len(entries))
        return leads_of(entries, analyzer)

    monkeypatch.setattr(lexicons, "leads_of", noted)
    return counts


def test_of_two_that_keep_at_once_neither_spoils_what_the_other_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, arrays = tmp_path / "kept", {"numbers": np.arange(3)}
    seal = sealing.seal

    def overtaken(making: Path, key: str) -> None:
        monkeypatch.setattr(sealing, "seal", seal)
        cache.write(folder, "key", arrays)
        seal(making, key)

    monkeypatch.setattr(sealing, "seal", overtaken)
    cache.write(folder, "key", arrays)
    found = cache.read(folder, "key")
    assert found is not None
    assert found["numbers"].tolist() == [0, 1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert caplog.text == ""


def test_what_was_kept_says_the_same(settings: Settings, analyzer: Analyzer, made: list[int]) -> None:
    first = load_lexicon(settings, analyzer, keep=True)
    second = load_lexicon(settings, analyzer)
    assert made == [2]
    assert any(first.expansions(text) for text in TEXTS)
    assert [first.expansions(text) for text in TEXTS] == [second.expansions(text) for text in TEXTS]
    assert [first.weight(word) for word in ("지우", "돈", "없는말")] == [
        second.weight(word) for word in ("지우", "돈", "없는말")
    ]
    assert len(first) == len(second) == 2


def test_who_only_serves_keeps_nothing(settings: Settings, analyzer: Analyzer) -> None:
    load_lexicon(settings, analyzer)
    assert not (settings.index_dir / LEXICON).exists()


def test_edited_words_are_read_anew(settings: Settings, analyzer: Analyzer, made: list[int]) -> None:
    load_lexicon(settings, analyzer, keep=True)
    write(settings.lexicon, WORDS[0].replace("삭제", "제거"))
    (found,) = load_lexicon(settings, analyzer).expansions("지웠어요")
    assert (found.targets, made) == (("제거",), [2, 1])
    write(settings.lexicon, "지우다,,0.9")
    with pytest.raises(ContentError):
        load_lexicon(settings, analyzer)


def test_another_analyser_or_damage_costs_only_time(
    settings: Settings, analyzer: Analyzer, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_lexicon(settings, analyzer, keep=True)
    (file,) = (settings.index_dir / LEXICON).glob("*.npy")
    file.write_bytes(file.read_bytes().replace("삭제".encode(), "삭재".encode()))
    assert load_lexicon(settings, analyzer).expansions("지웠어요")[0].targets == ("삭제",)
    load_lexicon(settings, analyzer, keep=True)
    monkeypatch.setattr(Analyzer, "fingerprint", "another")
    load_lexicon(settings, analyzer)
    assert made == [2, 2, 2, 2]
