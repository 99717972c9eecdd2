"""Terms by their numbers: what is met again and again takes 4 bytes, and needs not be looked up."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class Numbers(dict[str, int]):
    """Numbers strings from 0 as they are met; ``names[number]`` is the string."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)
        super().__init__(zip(self.names, range(len(self.names)), strict=True))

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self.names)
        self.names.append(term)
        return number

    def of(self, terms: Iterable[str]) -> array[int]:
        """The numbers of ``terms``, 4 bytes each."""
        return array("I", map(self.__getitem__, terms))


class Numbered(Sequence[str]):
    """Terms given by their ``numbers`` in ``dictionary``."""

    __slots__ = ("dictionary", "numbers")

    def __init__(self, numbers: array[int], dictionary: Numbers) -> None:
        self.numbers, self.dictionary = numbers, dictionary

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        return map(self.dictionary.names.__getitem__, self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        names = self.dictionary.names
        return (
            tuple(map(names.__getitem__, self.numbers[place]))
            if isinstance(place, slice)
            else names[self.numbers[place]]
        )
