"""What is asked about a thing: its price, its term, how, why not. Titles and questions are compared by it.

Question endings and polite formulas say little and are no terms at all (see ``analysis/views.py``); these words say
which of several articles on one thing is meant.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.engine import bm25
from app.engine.base import EngineDocument
from app.publishing.manifest import damaged

PATTERNS: dict[str, str] = {
    "when": r"언제|며칠|몇 ?일|기간|얼마나 걸|기한|시기|시점|유효|만료|까지",
    "cost": r"얼마|비용|요금|가격|수수료|무료|공짜|돈 ?(?:내|드|들)|금액",
    "where": r"어디|어느|위치|메뉴|경로|찾기",
    "fault": (
        r"왜|이유|원인|사유|안 ?(?:돼|되|됨|와|떠|나|열|보|들|켜)|못 ?(?:해|하|들|찾|받)"
        r"|오류|에러|실패|먹통|튕|멈|불가"
    ),
    "how": r"어떻게|어케|방법|하려면|하는 ?법|순서|절차|하고 ?싶|싶은데|싶어",
    "cancel": r"취소|철회|무르|물러|없던",
    "end": r"해지|탈퇴|끊|그만|중단|종료|삭제|없애|지우|지워",
    "change": r"변경|바꾸|바꿔|바꿀|수정|고치|고쳐|전환|갈아",
    "refund": r"환불|돌려|환급|반환",
    "limit": r"한도|최대|몇 ?(?:개|명|번|회|장)|까지|제한|최소|개수|용량",
    "condition": r"조건|자격|대상|필요한|서류|준비물|누구|되나|가능|수 ?있",
    "kind": r"종류|차이|뭐가|어떤|무슨|비교|다른|뭐예|무엇|뜻",
    "check": r"확인|조회|내역|보기|보는|볼 ?수|알 ?수",
    "apply": r"신청|등록|가입|만들|개설|추가|설정",
    "again": r"재발급|다시|재발행|재신청|복구",
    "lost": r"분실|잃어|도난|훔",
}
"""Intents by name, and what gives one away; an article may hold several."""

_COMPILED = tuple(re.compile(pattern) for pattern in PATTERNS.values())
_FILE = "intents.npy"


def intents(text: str) -> NDArray[np.bool_]:
    """Which of ``PATTERNS`` occur in ``text``, in their order."""
    return np.array([pattern.search(text) is not None for pattern in _COMPILED])


class IntentsBuilder:
    def __init__(self) -> None:
        self._rows: list[NDArray[np.bool_]] = []

    def add(self, document: EngineDocument) -> None:
        self._rows.append(intents(document.article.title))

    def write(self, directory: Path) -> None:
        table = np.array(self._rows, np.bool_).reshape(len(self._rows), len(PATTERNS))
        np.save(directory / _FILE, table)


class TitleIntents:
    """The intents of every title; shape (documents, intents)."""

    def __init__(self, table: NDArray[np.bool_]) -> None:
        counts = table.sum(axis=0)
        self._weights = np.array([bm25.idf(len(table), int(count)) for count in counts])
        # By intent, as a text asks for few of them.
        self._weighed = np.ascontiguousarray((table * self._weights).T)
        self._mass = np.maximum(self._weighed.sum(axis=0), 1e-9)

    def agreement(self, text: str, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """How far the titles ``rows`` ask what ``text`` asks, in [0, 1]: the mean of the idf-weighted share of the
        text's intents that a title has and of the title's that the text has. 0 for a text without any."""
        asked = np.flatnonzero(intents(text))
        mass = float(self._weights[asked].sum())
        shared = np.zeros(len(rows))
        if not mass:
            return shared
        for number in asked:
            shared += self._weighed[number, rows]
        return np.asarray((shared / mass + shared / self._mass[rows]) / 2)


class IntentsPart:
    """The part ``intents`` of a generation."""

    name = "intents"

    def builder(self) -> IntentsBuilder:
        return IntentsBuilder()

    def open(self, directory: Path) -> TitleIntents:
        """Raises IndexUnavailableError for damaged files."""
        try:
            table = np.load(directory / _FILE)
            if table.dtype != np.bool_ or table.ndim != 2 or table.shape[1] != len(PATTERNS):
                raise ValueError(table.shape)
        except (OSError, ValueError, EOFError) as error:
            raise damaged(directory / _FILE) from error
        return TitleIntents(table)
