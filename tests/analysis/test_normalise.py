from __future__ import annotations

import unicodedata

import pytest

from app.analysis import normalise as normalise_module
from app.analysis.normalise import fold, normalise


def test_fold_moves_no_character() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(fold(everything)) == len(everything)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ１２３！", "abc123!"),
        ("KaKao ÉCOLE", "kakao école"),
        ("ﾡﾢￂ", "ㄱㄲㅏ"),
        ("𝐇𝐞𝐥𝐩", "help"),
        ("아\u200b이\u00a0디\u3000비\u2028번\ufeff호\t끝\n", "아 이 디 비 번 호 끝 "),
        ("\x00\ud800\u00ad", "   "),
        ("ㅋㅋㄳㅘ", "ㅋㅋㄳㅘ"),
        ("안됬어요 반려됫나요", "안됐어요 반려됐나요"),
        ("않돼요 초대 않와요", "안돼요 초대 안와요"),
        ("괜찮않고 하지 않아요", "괜찮않고 하지 않아요"),
        ("①㎏㈜İß", "①㎏㈜İß"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_what_is_left_as_it_is_is_composed_and_folded_already() -> None:
    plain = [letter for letter in map(chr, range(0x110000)) if normalise_module._PLAIN.fullmatch(letter)]
    assert len(plain) > 11_172
    assert all(normalise_module._fold_character(letter) == letter for letter in plain)
    assert unicodedata.is_normalized("NFC", "".join(plain))


def test_normalise_composes_what_some_systems_take_apart() -> None:
    assert normalise(unicodedata.normalize("NFD", "월렛 Café")) == "월렛 café"
