"""What questions ask for, and how passages that hold it look."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLAUSE = re.compile(r"[^.!?,\n]+[,\n]?")
_THOUGH = "[아어여해돼와워려겨켜쳐춰꿔져]도"
_CASE = re.compile(rf"(?:(?<![화장측반전])면|{_THOUGH})(?=[\s,])")
_PAST = "".join(chr(code) for code in range(ord("갔"), ord("힣"), 28) if chr(code) not in "있겠")
"""Syllables that end in ㅆ, as verbs do in the past: 냈, 막혔, 눌렀."""
SUPPOSED = re.compile(
    r"(?<![화장측반전려])면|[어아여해돼와워려겨켜쳐춰꿔져]도 |(?:^|\s)(?:안|못) ?[가-힣]+[요대데]"
    rf"|(?:[{_PAST}]|[지질] ?(?:않|못))[가-힣]*(?<![나까])[요데][.~ㅠㅜ!?]*$"
)
"""What says in which case it asks."""
HOW = re.compile(
    r"(?:어떻[게해]|어떡해|어케)(?! ?[되돼된될됩])|방법|순서|절차|려[면고]|하고 ?싶|어디(?:에?서|로)"
    r"|는 ?법(?![칙률인])|[가-힣]기[.~ㅠㅜ!]*$"
)
MENUS = " > "
"""Between the menus by which something is reached."""
GOES_ON = re.compile(r"그래도|그러면|그래서|그렇지|그때|그 |다만|단,|하지만|대신|예를 들어|이때|이 경우|또 |또한")
"""How a block begins that goes on with the one before it."""
_NATIVE = r"(?:한|두|세|네|다섯|열|스무)"
SOUGHT = (
    (
        re.compile(
            r"언제|얼마나 ?(?:오래|지나|남)|며칠|몇 ?(?:일|시간|분|달|개월|년|주)|기간|기한|까지 ?(?:해야|인가)"
            r"|걸[려리]|몇 ?시"
        ),
        re.compile(r"\d ?(?:초|분(?!기)|시간|일|주|개월|달|년)(?![가-힣]?호)|\d{1,2}:\d{2}|영업일|즉시|바로|다음 날"),
    ),
    (
        re.compile(r"얼마(?!나)|비용|요금|가격|수수료|돈|무료|유료|공짜|단가"),
        re.compile(r"\d ?(?:원|캐시|만 ?원|%)|요금|수수료|무료|비용"),
    ),
    (
        re.compile(
            r"몇 ?(?:명|개(?!월)|장|건|번|회|자|글자|대|메가|통)(?!만)|최대|최소|한도|제한|용량|크기|얼마나 ?(?:많|크)"
            r"|(?:두|세|여러|[2-9]|\d\d) ?(?:명|개(?!월)|장|건|번|회|대)(?!째).{0,12}(?:수 ?있|되나|돼|가능)"
        ),
        re.compile(
            rf"(?:\d|\b{_NATIVE}) ?(?:명|개(?!월)|장|건|번|회|자|행|대|MB|GB|KB|픽셀|만)|최대|한도|하나(?:만|씩|에)"
        ),
    ),
    (re.compile(r"왜|이유|원인|때문"), re.compile(r"때문|이유|사유|원인|라서|아서 그래|므로|느라")),
    (re.compile(r"취소|철회|되돌|번복"), re.compile(r"취소|되돌|철회")),
    (
        re.compile(r"누가|누구|권한|(?:마스터|매니저|상담원)(?:만|도)"),
        re.compile(r"마스터|매니저|상담원|만 할 수|사람은|누구"),
    ),
    (
        re.compile(r"어디(?:에?서|로|에? ?있)"),
        re.compile(rf"{MENUS}|오른쪽|왼쪽|위쪽|아래쪽|맨 (?:위|아래)"),
    ),
)
"""What questions ask for, and what holds it."""


def cases(text: str) -> Iterator[str]:
    """The clauses of ``text`` that say in which case the rest holds: 보이지 않으면, 이름을 바꿔도."""
    for clause in _CLAUSE.findall(text):
        if ends := [found.end() for found in _CASE.finditer(clause)]:
            yield clause[: ends[-1]]
