from __future__ import annotations

import random

import numpy as np
import pytest

from app.search.neighbourhood import MAX_NEAR, MAX_PRESSES, MAX_TEXT, Neighbourhood

WORDS = ["abcde", "abxde", "abcd", "bacde", "acbde", "abcdef", "zzzz", "abxdf", "bcdea"]


def near(
    words: list[str],
    text: str,
    spans: list[tuple[int, int]],
    *,
    exact: bool = False,
    weights: list[float] | None = None,
) -> list[tuple[int, str]]:
    starts, ends = np.array(spans).T
    weighed = None if weights is None else np.array(weights, np.float32)
    stretches, numbers = Neighbourhood.of(words).near(text, starts, ends, exact=exact, weights=weighed)
    return [(int(stretch), words[int(number)]) for stretch, number in zip(stretches, numbers, strict=True)]


def test_words_within_one_press_are_found_and_others_are_not() -> None:
    assert {word for _, word in near(WORDS, "abcde", [(0, 5)])} == {
        *("abcde", "abxde", "abcd", "bacde", "acbde", "abcdef")
    }


def test_every_stretch_is_looked_up_for_itself() -> None:
    found = near(WORDS, "zzabcdezz", [(2, 7), (2, 6), (0, 2)])
    assert {stretch for stretch, word in found if word == "abcd"} == {0, 1}
    assert not [word for stretch, word in found if stretch == 2]


def test_exact_finds_the_words_themselves() -> None:
    assert near(WORDS, "abcdezzzz", [(0, 5), (5, 9), (1, 5)], exact=True) == [(0, "abcde"), (1, "zzzz")]


def test_weight_decides_which_of_many_neighbours_come_back() -> None:
    words = ["abcde", *(f"ab{letter}de" for letter in "fghijklmnopqrstuvwxyz")]
    found = near(words, "abcde", [(0, 5)], weights=[0.0, *map(float, range(1, len(words)))])
    assert [word for _, word in found] == ["abcde", *words[:-MAX_NEAR:-1]]


def test_against_a_plain_search() -> None:
    chance = random.Random(4)
    words = ["".join(chance.choices("abc", k=chance.randrange(3, 7))) for _ in range(200)]
    for _ in range(50):
        text = "".join(chance.choices("abc", k=chance.randrange(3, 7)))
        found = {word for _, word in near(words, text, [(0, len(text))])}
        assert {word for word in words if _one_press(text, word)} <= found


def test_limits() -> None:
    long = "a" * MAX_PRESSES
    assert near(
        ["x", long, long + "a"], "b" * (MAX_TEXT - MAX_PRESSES) + long, [(MAX_TEXT - MAX_PRESSES, MAX_TEXT)]
    ) == [(0, long)]


@pytest.mark.parametrize("words", [[], [""], ["a"]])
def test_nothing_to_find(words: list[str]) -> None:
    assert near(words, "abc", [(0, 3)]) == []


def _one_press(text: str, word: str) -> bool:
    shorter, longer = sorted((text, word), key=len)
    if len(longer) == len(shorter):
        unequal = [place for place in range(len(text)) if text[place] != word[place]]
        swapped = len(unequal) == 2 and unequal[1] - unequal[0] == 1 and text[unequal[0]] == word[unequal[1]]
        return len(unequal) < 2 or (swapped and text[unequal[1]] == word[unequal[0]])
    return shorter in {longer[:place] + longer[place + 1 :] for place in range(len(longer))}
