"""Particles and endings that words carry, for what no dictionary can take apart."""

from __future__ import annotations

_PARTICLES = """
    으로부터 에게서는 에서부터 이라도 으로는 에서는 에게는 한테는 까지는 부터는 이란 으로 에서 에게 한테 까지 부터
    처럼 보다 마다 조차 라도 이나 이랑 하고 밖에 이 가 은 는 을 를 에 의 와 과 로 도 만 나 랑
"""
_ENDINGS = """
    했는데요 되는데요 하는데요 됐는데요 하려면요 되었습니다 하였습니다 하겠습니다 하시겠어요 입니다 합니다 됩니다
    습니다 했는데 하는데 됐는데 되는데 했어요 됐어요 하나요 되나요 인가요 한가요 할까요 될까요 하려면 되려면 하려고
    하세요 하지만 하면서 이에요 예요 하기 되기 해요 돼요 되고 하면 되면 하는 되는 해서 돼서 하지 되지 했다 됐다
    한다 된다 하다 되다 해도 돼도 하게 되게 어요 아요 는데 나요 까요 네요 지만
"""

PARTICLES = frozenset(_PARTICLES.split())
ENDINGS = frozenset(_ENDINGS.split())
MIN_STEM = 2

_LONGEST = max(map(len, PARTICLES | ENDINGS))


def stem_length(word: str) -> int:
    """How many characters of ``word`` remain without its longest particle or ending; never fewer than 2 by cutting."""
    for length in range(max(MIN_STEM, len(word) - _LONGEST), len(word)):
        if word[length:] in PARTICLES or word[length:] in ENDINGS:
            return length
    return len(word)
