"""Topics that are kept for people: what the file may hold, and what is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.chat.topics import FILE_NAME, Topic, Topics, read_topics
from app.errors import ContentError
from app.paths import FAQ_DATA
from app.services import Services

GOOD = "- {name: 유출, phrases: [개인정보 유출]}"


def read(folder: Path, text: str) -> tuple[Topic, ...]:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return read_topics(folder / FILE_NAME)


def topics(analyzer: Analyzer, **phrases: list[str]) -> Topics:
    return Topics([Topic(name=name, phrases=tuple(said)) for name, said in phrases.items()], analyzer)


@pytest.fixture(scope="module")
def shipped(analyzer: Analyzer) -> Topics:
    return Topics(read_topics(FAQ_DATA / FILE_NAME), analyzer)


class TestReading:
    def test_topics_come_in_their_order(self, tmp_path: Path) -> None:
        suit_text = "- name: API 소송\n  phrases: [소송을  걸다, API 소송]\n  message: |\n    담당자가\n    답해요.\n"
        leak, suit = read(tmp_path, f"{GOOD}\n{suit_text}")
        assert (leak.name, leak.phrases, leak.message) == ("유출", ("개인정보 유출",), "")
        assert (suit.name, suit.phrases) == ("API 소송", ("소송을 걸다", "api 소송"))
        assert suit.message == "담당자가\n답해요."

    def test_no_file_and_an_empty_one_hold_no_topics(self, tmp_path: Path) -> None:
        assert read_topics(tmp_path / "nothing.yaml") == ()
        assert read(tmp_path, "# 아직 없어요\n") == ()

    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("- name: 유출\n  phrase: [가 나]\n", [(1, "'1 phrases'이(가) 없어요"), (2, "'1 phrase'이(가) 있어요")]),
            (f"{GOOD}\n\n- phrases: [가 나]\n", [(3, "'2 name'이(가) 없어요")]),
            ("- name: 유출\n  phrases: []\n", [(2, "'1 phrases' 값이 비어 있어요")]),
            ("- name: 유출\n  phrases: 개인정보 유출\n", [(2, "'1 phrases' 값은 목록이어야 해요")]),
            ("- name: 유출\n  phrases:\n    - 가 나\n    - ' '\n", [(4, "'1 phrases 2' 값이 비어 있어요")]),
            ("- name: 유출\n  phrases:\n    - '?!'\n", [(3, "'?!'에 글자가 없어요")]),
            ("- name:\n  phrases: [가 나]\n", [(1, "'1 name' 값은 글자여야 해요")]),
            ("- name: 유출\n  phrases: [가 나]\n  message: [가]\n", [(3, "'1 message' 값은 글자여야 해요")]),
            (f"{GOOD}\n- name: 유출\n  phrases: [가 나]\n", [(2, "주제 '유출'이(가) 두 번")]),
            (f"{GOOD}\n- name: 신고\n  phrases:\n    - 개인정보  유출\n", [(4, "문구 '개인정보 유출'이(가) 두 번")]),
            ("name: 유출\n", [(1, "목록이어야 해요")]),
            (f"{GOOD}\n- [\n", [(3, "YAML 형식이 잘못됐어요")]),
        ],
    )
    def test_every_fault_is_told_with_its_line(self, tmp_path: Path, text: str, faults: list[tuple[int, str]]) -> None:
        with pytest.raises(ContentError) as caught:
            read(tmp_path, text)
        told = caught.value.message.splitlines()[1:]
        assert len(told) == len(faults)
        for line, (number, fault) in zip(told, faults, strict=True):
            assert line.startswith(f"{tmp_path / FILE_NAME}:{number}: ")
            assert fault in line

    def test_a_file_in_another_encoding_is_told(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).write_bytes("- name: 유출".encode("cp949"))
        with pytest.raises(ContentError, match="읽을 수 없어요"):
            read_topics(tmp_path / FILE_NAME)


class TestFinding:
    @pytest.mark.parametrize(
        "text",
        [
            "개인정보 유출",
            "개인정보가 유출된 것 같아요",
            "제 개인정보 유출됐나요?",
            "개인정보유출신고",
            "안녕하세요. 어제부터 광고가 오는데 개인정보가 유출됐는지 알고 싶어요",
        ],
    )
    def test_a_phrase_is_found_in_any_form(self, analyzer: Analyzer, text: str) -> None:
        found = topics(analyzer, 유출=["개인정보 유출"]).find(text)
        assert found is not None
        assert found.name == "유출"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "???",
            "개인정보는 어디서 바꿔요",
            "유출",
            "시험지가 유출됐대요",
            "개인정보를 바꾸려고 들어갔더니 다른 화면으로 유출입 통계가 나와요",
        ],
    )
    def test_a_part_of_a_phrase_is_not_the_phrase(self, analyzer: Analyzer, text: str) -> None:
        assert topics(analyzer, 유출=["개인정보 유출"]).find(text) is None

    def test_a_word_inside_another_is_not_the_word(self, analyzer: Analyzer) -> None:
        found = topics(analyzer, 소송=["소송"])
        assert found.find("소송을 걸 거예요") is not None
        assert found.find("소송비는 누가 내나요") is None
        assert found.find("미소송이버섯") is None

    def test_what_makes_another_noun_has_to_be_said(self, analyzer: Analyzer) -> None:
        found = topics(analyzer, 법=["법적 대응"])
        assert found.find("법적으로 대응하겠습니다") is not None
        assert found.find("법적인 대응을 할게요") is not None
        assert found.find("법에 대응하려면 어떻게 하나요") is None

    def test_of_several_topics_the_first_of_the_file_speaks(self, analyzer: Analyzer) -> None:
        text = "결제 사기를 당했어요. 법적으로 대응할게요"
        first = topics(analyzer, 법=["법적 대응"], 사기=["결제 사기"]).find(text)
        second = topics(analyzer, 사기=["결제 사기"], 법=["법적 대응"]).find(text)
        assert first is not None
        assert second is not None
        assert (first.name, second.name) == ("법", "사기")

    def test_a_tokenizer_without_a_dictionary_finds_them_too(self) -> None:
        found = topics(Analyzer(load_tokenizer("ngram", None)), 유출=["개인정보 유출"])
        assert found.find("개인정보 유출됐어요") is not None
        assert found.find("개인정보 어디서 바꿔요") is None

    def test_without_topics_nothing_is_found(self, analyzer: Analyzer) -> None:
        assert Topics((), analyzer).find("개인정보 유출") is None


class TestShipped:
    def test_every_phrase_finds_its_topic(self, shipped: Topics) -> None:
        listed = read_topics(FAQ_DATA / FILE_NAME)
        assert listed
        for topic in listed:
            assert [phrase for phrase in topic.phrases if shipped.find(phrase) != topic] == []

    def test_every_message_is_polite(self) -> None:
        for topic in read_topics(FAQ_DATA / FILE_NAME):
            assert all(sentence.endswith("요") for sentence in topic.message.rstrip(".").split(". "))

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("개인정보가 유출된 것 같아요", "개인정보 유출"),
            ("우리 고객 정보가 유출됐대요", "개인정보 유출"),
            ("제 개인정보가 다 털렸어요", "개인정보 유출"),
            ("법적 조치 취하겠습니다", "법적 대응"),
            ("소송 걸 거예요", "법적 대응"),
            ("손해배상을 청구하려고요", "법적 대응"),
            ("누가 제 카드를 도용했어요", "결제 사기 피해"),
            ("남의 카드로 결제됐어요", "결제 사기 피해"),
            ("고소할 거예요", "법적 대응"),
            ("변호사 선임해서 소송할 거예요", "법적 대응"),
            ("소비자원에 신고할게요", "법적 대응"),
            ("죽고 싶어요", "위기"),
            ("살기 싫어요", "위기"),
        ],
    )
    def test_what_customers_say_of_them(self, shipped: Topics, text: str, name: str) -> None:
        found = shipped.find(text)
        assert found is not None
        assert found.name == name

    def test_no_question_that_an_article_answers_is_taken(self, shipped: Topics, sample: Services) -> None:
        questions = [
            question for article in sample.articles.published() for question in (article.title, *article.questions)
        ]
        queries = (FAQ_DATA / "evaluation" / "sample" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        questions += [json.loads(line)["text"] for line in queries]
        assert len(questions) > 1_000
        assert [question for question in questions if shipped.find(question)] == []
