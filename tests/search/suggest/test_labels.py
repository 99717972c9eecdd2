"""The sorted places of labels against a plain look at every one of them."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from pathlib import Path
from weakref import ref

import numpy as np
import pytest

from app.analysis.initials import initials
from app.analysis.jamo import keys
from app.analysis.keyboard import to_hangul
from app.analysis.particles import stem_length
from app.garbage import left_alone
from app.search.suggest.labels import INITIALS, INSIDE, PRESSES, SLIP, SYLLABLES, WORD, Labels
from app.search.suggest.labels_builder import LabelsBuilder
from app.search.suggest.letters import Letters, code, initial_codes
from app.search.suggest.readings import Reading
from app.services import Services


def built(texts: list[str], directory: Path) -> Labels:
    builder = LabelsBuilder()
    for number, text in enumerate(texts):
        builder.add(text, number)
    builder.write(directory, range(len(texts)))
    return Labels.open(directory)


def qualities(labels: Labels, *readings: Reading) -> list[int]:
    fit: list[int] = (labels.fit(readings) >> 8).tolist()
    return fit


def test_each_way_to_fit(tmp_path: Path) -> None:
    texts = ["환불", "환불을", "환불금", "환붉", "무료환불", "하불", "배송", "빠른 환불"]
    labels = built(texts, tmp_path)
    assert qualities(labels, Reading.of("환불")) == [WORD, WORD, SYLLABLES, PRESSES, INSIDE, 0, 0, WORD]
    assert qualities(labels, Reading.of("ㅎㅂ")) == [INITIALS] * 4 + [0, INITIALS, 0, INITIALS]
    assert qualities(labels, Reading.of("환불", slip=True)) == [SLIP] * 4 + [0, 0, 0, SLIP]
    both = qualities(labels, Reading.of("ㅎㅂ"), Reading.of("환불"))
    assert both == [WORD, WORD, SYLLABLES, PRESSES, INSIDE, INITIALS, 0, WORD]


def test_are_let_go_without_a_search_for_garbage(tmp_path: Path) -> None:
    gc.collect()
    with left_alone():
        labels = built(["환불"], tmp_path)
        gone = ref(labels)
        del labels
        assert gone() is None


def test_earlier_places_fit_better(tmp_path: Path) -> None:
    texts = ["환불 배송", "배송 환불", "배송 배송 환불 환불", "가" * 150 + " 환불"]
    fit = built(texts, tmp_path).fit((Reading.of("환불"),))
    assert (fit & 0xFF).tolist() == [255, 253, 251, 105]


def _naive(text: str, reading: Reading) -> int:
    letters = Letters.of(text)
    ends = {len(letters.codes)} | {letters.starts[at] for at in letters.words}
    for word, after in zip(letters.words, (*letters.words[1:], len(letters.text)), strict=True):
        ends.add(letters.starts[word + stem_length(letters.text[word:after])])

    def found() -> Iterator[int]:
        for at in range(len(letters.text)):
            if letters.codes.startswith(reading.code, letters.starts[at]):
                end = letters.starts[at] + len(reading.code)
                if at in letters.words:
                    yield WORD if end in ends else SYLLABLES if end in letters.starts else PRESSES
                elif len(reading.code) >= 4:
                    yield INSIDE
            for pattern in reading.patterns:
                first = initial_codes(letters.text[at:]).startswith(pattern.initials)
                if first and at in letters.words and all(letters.text[at + to] == one for to, one in pattern.fixed):
                    yield INITIALS

    return max(found(), default=0)


def test_a_plain_look_at_every_label_finds_the_same(sample: Services, tmp_path: Path) -> None:
    texts = [
        text
        for article in sample.articles.published()
        for text in (article.title, *article.questions)
        if len(text) < 200
    ]
    labels = built(texts, tmp_path)
    draw = random.Random(1)
    for _ in range(75):
        letters = Letters.of(draw.choice(texts)).text
        start = draw.randrange(len(letters))
        if draw.random() < 0.3:
            typed = initials(letters[start : start + draw.randint(2, 5)])
            if not all("ㄱ" <= letter <= "ㅎ" for letter in typed) or not Reading.of(typed).patterns:
                continue
        else:
            pressed = keys(letters[start:])
            typed = to_hangul(pressed[: draw.randint(1, len(pressed))]) if pressed.isalpha() else letters[start:]
        reading = Reading.of(typed)
        assert qualities(labels, reading) == [_naive(text, reading) for text in texts], typed


def test_long_text_is_compared_to_its_end(tmp_path: Path) -> None:
    start = "세금계산서수정발행신청은"
    texts = [f"{start}어디에서하나요", f"{start}어디에서합니까", start, ""]
    labels = built(texts, tmp_path)
    assert qualities(labels, Reading.of(texts[0])) == [WORD, 0, 0, 0]
    assert qualities(labels, Reading.of(texts[0][:-1])) == [SYLLABLES, 0, 0, 0]
    assert qualities(labels, Reading.of(texts[1] + "가")) == [0, 0, 0, 0]
    consonants = initials(texts[0]) * 2
    assert qualities(labels, Reading.of(consonants[: len(texts[0])])) == [INITIALS, 0, 0, 0]
    assert qualities(labels, Reading.of(consonants)) == [0, 0, 0, 0]


def test_nothing_runs_on_into_the_next_label(tmp_path: Path) -> None:
    labels = built(["세금", "계산서", "1", "2"], tmp_path)
    for typed in ("세금계", "세금계산서", "12", "ㅅㄱㄱ"):
        assert not labels.fit((Reading.of(typed),)).any()
    assert not labels.knows(code("금계"))
    assert labels.knows(code("계사"))


def test_scripts_do_not_meet(tmp_path: Path) -> None:
    labels = built(["tp", "세", "TP", "ｔｐ"], tmp_path)
    assert np.flatnonzero(labels.fit((Reading.of("tp"),))).tolist() == [0, 2, 3]
    assert np.flatnonzero(labels.fit((Reading.of("세"),))).tolist() == [1]


@pytest.mark.parametrize(
    ("typed", "spelling", "fixed"),
    [
        ("ㅅㄱㄱ", "ㅅㄱㄱ", ()),
        ("ㄳㄱ", "ㄱㅅㄱ", ()),
        ("세ㄳ", "ㅅㄱㅅ", ((0, "세"),)),
        ("ㅅ금ㄱ", "ㅅㄱㄱ", ((1, "금"),)),
        ("4ㅅㅇㅈ", "4ㅅㅇㅈ", ((0, "4"),)),
    ],
)
def test_mixtures(typed: str, spelling: str, fixed: tuple[tuple[int, str], ...]) -> None:
    (pattern, *_) = Reading.of(typed).patterns
    assert len(pattern.initials) == len(spelling)
    assert pattern.fixed == fixed


def test_a_final_consonant_may_belong_to_the_consonants_after_it() -> None:
    whole, opened = Reading.of("세금곗ㅅ").patterns
    assert whole.fixed == ((0, "세"), (1, "금"), (2, "곗"))
    assert opened.fixed == ((0, "세"), (1, "금"), (2, "계"))
    assert opened.initials == Reading.of("ㅅㄱㄱㅅㅅ").patterns[0].initials


@pytest.mark.parametrize("typed", ["ㅋㅋ", "ㅎㅎㅎ", "ㄷㄷㄷ", "세금", "ㅏㅏ", "tp", "세ㅏ", "ㅅ"])
def test_what_is_no_mixture(typed: str) -> None:
    assert Reading.of(typed).patterns == ()
