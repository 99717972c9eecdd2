"""How long suggestions take at every key press of typed queries: ``python -m benchmarks.suggest --help``."""

from __future__ import annotations

import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import click

from app.analysis.initials import initials
from app.analysis.jamo import keys
from app.analysis.keyboard import to_hangul
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.models import Article
from app.search.indexing import document_of
from app.search.parts import SUGGEST, VOCABULARY

TOPICS = (
    *("세금계산서", "현금영수증", "결제", "환불", "배송", "교환", "반품", "쿠폰", "포인트"),
    *("회원가입", "로그인", "비밀번호", "계정", "알림", "메시지", "채널", "광고", "상품"),
    *("리뷰", "정산", "수수료", "계좌", "카드", "주문", "장바구니", "선물", "예약"),
    *("상담", "챗봇", "친구", "프로필", "사진", "동영상", "앱", "업데이트", "오류"),
    *("보안", "인증", "본인확인", "사업자", "등록증", "통신판매", "개인정보", "약관", "정책"),
    *("제재", "신고", "차단", "탈퇴", "휴면", "이벤트", "구독", "멤버십", "등급"),
    *("적립", "해외", "관세", "주소", "우편", "택배"),
)
ACTIONS = (
    *(
        "변경하려면 어떻게 하나요",
        "취소할 수 있나요",
        "등록은 어디에서 하나요",
        "확인하고 싶어요",
        "안 되면 어떻게 하나요",
    ),
    *("신청 방법을 알려 주세요", "기간은 얼마나 되나요", "비용이 드나요", "삭제하면 복구할 수 있나요"),
    *("조건은 무엇인가요", "내역을 보고 싶어요", "다시 받을 수 있나요"),
)
PARTICLES = ("을", "이", "은", "의", "에서", "", "", "")
KINDS = ("plain", "no spaces", "slip", "initials", "English mode")


class Synthetic:
    """Titles of some well-known words and many made-up ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        syllables = [chr(0xAC00 + self.random.randrange(11_172)) for _ in range(600)]
        self.names = ["".join(self.random.choices(syllables, k=self.random.randint(2, 4))) for _ in range(4_000)]

    def article(self, number: int) -> Article:
        draw = self.random
        questions = tuple(self.heading() for _ in range(draw.randint(0, 3)))
        topic = draw.randrange(60)
        names = ("도움말", f"분야 {topic % 6}", TOPICS[topic])
        return Article(
            f"a{number}",
            self.heading(),
            " ".join(draw.choices(self.names, k=80)),
            f"help/s{topic % 6}/t{topic}",
            names,
            "slug",
            date(2026, 1, 1),
            questions,
            views=draw.randrange(10_000),
        )

    def heading(self) -> str:
        draw = self.random
        words = [draw.choice(TOPICS), *draw.sample(self.names, draw.randint(0, 2)), draw.choice(TOPICS)]
        return " ".join(word + draw.choice(PARTICLES) for word in words) + f" {draw.choice(ACTIONS)}?"

    def typed(self, title: str, kind: str) -> Iterator[str]:
        """What stands in the search box after each press while the beginning of ``title`` is typed."""
        text = " ".join(title.split()[: self.random.randint(1, 4)])
        if kind == "no spaces":
            text = text.replace(" ", "")
        pressed = keys(initials(text) if kind == "initials" else text)
        if kind == "slip":
            at = self.random.randrange(len(pressed))
            pressed = pressed[:at] + self.random.choice("qwertasdfgzxcvb") + pressed[at + 1 :]
        for count in range(1, len(pressed) + 1):
            yield pressed[:count] if kind == "English mode" else to_hangul(pressed[:count])


@click.command()
@click.option("--articles", default=3_000)
@click.option("--queries", default=200)
def main(articles: int, queries: int) -> None:
    synthetic = Synthetic(seed=1)
    analyzer = Analyzer(load_tokenizer("mecab", None))
    with tempfile.TemporaryDirectory() as folder:
        directories = {part: Path(folder) / part.name for part in (SUGGEST, VOCABULARY)}
        builders = {part: part.builder() for part in (SUGGEST, VOCABULARY)}
        titles = []
        for number in range(articles):
            article = synthetic.article(number)
            titles.append(article.title)
            for builder in builders.values():
                builder.add(document_of(article, analyzer))
        for part, directory in directories.items():
            directory.mkdir()
            started = perf_counter()
            builders[part].write(directory)
            print(f"write {part.name:10} {perf_counter() - started:6.1f} s, {_size(directory) / 2**20:.1f} MiB")
        builders.clear()
        started = perf_counter()
        index, vocabulary = SUGGEST.open(directories[SUGGEST]), VOCABULARY.open(directories[VOCABULARY])
        index.suggest("세", vocabulary)
        print(f"open and first suggestion {_ms(started):.1f} ms")
        everything: list[float] = []
        for kind in KINDS:
            times = []
            for title in synthetic.random.choices(titles, k=queries // len(KINDS)):
                for text in synthetic.typed(title, kind):
                    started = perf_counter()
                    index.suggest(text, vocabulary)
                    times.append(_ms(started))
            _report(kind, times)
            everything += times
        _report("all", everything)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


def _report(label: str, times: list[float]) -> None:
    percentiles = quantiles(times, n=100)
    print(
        f"{label:13}{len(times):6} presses: p50 {percentiles[49]:5.2f} ms, p99 {percentiles[98]:5.2f} ms,"
        f" most {max(times):5.2f} ms"
    )


def _ms(started: float) -> float:
    return 1e3 * (perf_counter() - started)


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
