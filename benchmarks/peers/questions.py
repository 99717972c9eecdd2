"""What is asked: questions of the evaluation sets, each once, and Zipf-like as people repeat themselves."""

from __future__ import annotations

import json
import random
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

SETS = Path(__file__).parents[2] / "faq_data" / "evaluation"
SEED = 20261129
WARMING = 100
BATCH = 50


class Questions(NamedTuple):
    """``once`` are all different, ``zipf`` are drawn from others; ``warming`` is asked first and not measured."""

    warming: list[str]
    once: list[str]
    zipf: list[str]

    @property
    def distinct(self) -> int:
        """Of ``zipf``."""
        return len(set(self.zipf))


def questions(count: int, seed: int = SEED) -> Questions:
    """``count`` without repeats and as many with. Of the latter the question of rank r comes with a chance as 1/r."""
    files = sorted(SETS.glob("*/queries.jsonl"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    texts = sorted({json.loads(line)["text"] for line in lines})
    chance = random.Random(seed)
    chance.shuffle(texts)
    rest = texts[WARMING + count :]
    if len(rest) < count:
        raise ValueError(f"There are questions for at most {(len(texts) - WARMING) // 2}.")
    ranked = rest[:count]
    weights = list(accumulate(1 / rank for rank in range(1, count + 1)))
    return Questions(
        texts[:WARMING], texts[WARMING : WARMING + count], chance.choices(ranked, cum_weights=weights, k=count)
    )


def batches(texts: list[str]) -> list[list[str]]:
    """``texts`` in runs of BATCH."""
    return [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
