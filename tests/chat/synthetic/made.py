"""What synthetic messages are made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Made = tuple[str, Sequence[str]]
"""A number, and, where its shape needs certain words around it, the frames it stands in."""

Make = Callable[[Random], Made]


def random_digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def joined(random: Random, groups: Sequence[str], separators: Sequence[str]) -> str:
    return random.choice(separators).join(groups)


def random_day(random: Random) -> tuple[int, int, int]:
    return random.randint(2019, 2026), random.randint(1, 12), random.randint(1, 28)
