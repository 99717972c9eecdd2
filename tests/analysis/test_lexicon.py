from __future__ import annotations

from pathlib import Path

import pytest

from app.analysis.lexicon import Lexicon
from app.analysis.lexicon_file import COLUMNS, Entry, read_lexicon
from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.errors import ContentError
from app.paths import FAQ_DATA
from tests.contracts.tokenizer import USER_WORDS

HEADER = ",".join(COLUMNS)
GOOD = "지우다,삭제,0.9,to,지웠어요,지우개,"
FILES = sorted(path.relative_to(FAQ_DATA / "lexicon") for path in (FAQ_DATA / "lexicon").glob("*/*.csv"))


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_tokenizer("mecab", USER_WORDS))


def entries_of(folder: Path, *lines: str, header: str = HEADER) -> tuple[Entry, ...]:
    (folder / "words.csv").write_text("\n".join((header, *lines)), encoding="utf-8")
    return read_lexicon(folder)


def entry(words: str, targets: str = "", direction: str = "to", weight: float = 0.8, line: int = 2) -> Entry:
    members = [tuple(filter(None, cell.split("|"))) for cell in (words, targets)]
    return Entry(members[0], members[1], weight, "both" if direction == "both" else "to", "", "", "", f"w.csv:{line}")


def said(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    """What the lexicon knows other words for in ``text``, each as the word of the lexicon and the letters it covers."""
    return [(found.word, text[found.start : found.end]) for found in lexicon.expansions(text)]


class TestReading:
    def test_a_row_is_an_entry(self, tmp_path: Path) -> None:
        (found,) = entries_of(tmp_path, "지우다|없애다,삭제|제거,0.9,to,지웠는데요,지우개도 파나요,note")
        assert found == Entry(
            ("지우다", "없애다"), ("삭제", "제거"), 0.9, "to", "지웠는데요", "지우개도 파나요", "note", "words.csv:2"
        )

    def test_comments_and_blank_lines_are_not_read_but_counted(self, tmp_path: Path) -> None:
        (found,) = entries_of(tmp_path, "# 지우기, 없애기", "", GOOD)
        assert found.origin == "words.csv:4"

    def test_a_comment_may_stand_above_the_header(self, tmp_path: Path) -> None:
        assert len(entries_of(tmp_path, GOOD, header=f"# 낱말\n{HEADER}")) == 1

    def test_a_quoted_cell_holds_commas_and_quotes(self, tmp_path: Path) -> None:
        (found,) = entries_of(tmp_path, '지우다,삭제,0.9,to,"글, ""내 글""을 지웠어요",지우개,"one, two"')
        assert (found.finds, found.note) == ('글, "내 글"을 지웠어요', "one, two")

    def test_spaces_and_repetitions_around_separators_do_not_count(self, tmp_path: Path) -> None:
        (found,) = entries_of(tmp_path, " 지우다 | 없애다||지우다 , 삭제 ,0.9, to ,지웠어요,지우개,")
        assert (found.words, found.targets, found.direction) == (("지우다", "없애다"), ("삭제",), "to")

    def test_files_below_the_folder_are_read_in_order(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        for name in ("b/z.csv", "a.csv"):
            (tmp_path / name).write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
        assert [found.origin for found in read_lexicon(tmp_path)] == ["a.csv:2", "b/z.csv:2"]

    def test_a_folder_that_is_not_there_has_no_entries(self, tmp_path: Path) -> None:
        assert read_lexicon(tmp_path / "domain") == ()

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ("지우다,삭제,0.9,to,지웠어요,지우개", "칸이 7개여야 하는데 6개예요"),
            (f"{GOOD},", "칸이 7개여야 하는데 8개예요"),
            (",삭제,0.9,to,지웠어요,지우개,", "'words'가 비어 있어요"),
            ("|,삭제,0.9,to,지웠어요,지우개,", "'words'가 비어 있어요"),
            ("지우다,,0.9,to,지웠어요,지우개,", "'targets'가 비어 있어요"),
            ("지우다,,0.9,both,지웠어요,지우개,", "'targets'가 비어 있어요"),
            ("지우다,삭제,0,to,지웠어요,지우개,", "가중치 '0'은(는) 0보다 크고 1 이하인 수여야 해요"),
            ("지우다,삭제,1.1,to,지웠어요,지우개,", "가중치 '1.1'"),
            ("지우다,삭제,-0.5,to,지웠어요,지우개,", "가중치 '-0.5'"),
            ("지우다,삭제,nan,to,지웠어요,지우개,", "가중치 'nan'"),
            ("지우다,삭제,높음,to,지웠어요,지우개,", "가중치 '높음'"),
            ("지우다,삭제,0.9,from,지웠어요,지우개,", "방향 'from'을(를) 알 수 없어요. 쓸 수 있는 값: to, both"),
            ("지우다,삭제,0.9,to,,지우개,", "'finds'와 'spares'를 모두"),
            ("지우다,삭제,0.9,to,지웠어요,,", "'finds'와 'spares'를 모두"),
        ],
    )
    def test_a_bad_row_is_named_with_its_file_and_line(self, tmp_path: Path, line: str, fault: str) -> None:
        with pytest.raises(ContentError) as caught:
            entries_of(tmp_path, GOOD, line)
        assert f"{tmp_path / 'words.csv'}:3: " in caught.value.message
        assert fault in caught.value.message

    def test_every_bad_row_is_named_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(ContentError) as caught:
            entries_of(tmp_path, "지우다", GOOD, "없애다")
        assert [f"words.csv:{line}: " in caught.value.message for line in (2, 3, 4)] == [True, False, True]

    @pytest.mark.parametrize("header", ["word,tag", "", HEADER.removesuffix(",note")])
    def test_another_header_is_refused(self, tmp_path: Path, header: str) -> None:
        with pytest.raises(ContentError, match=f"첫 줄은 '{HEADER}'이어야 해요"):
            entries_of(tmp_path, GOOD, header=header)

    def test_a_file_that_is_no_text_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "words.csv").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ContentError, match=r"words\.csv: 읽을 수 없어요"):
            read_lexicon(tmp_path)

    def test_a_word_that_two_rows_lead_elsewhere_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ContentError) as caught:
            entries_of(tmp_path, GOOD, "없애다|지우다,취소,0.9,to,지웠어요,지우개,")
        assert f"{tmp_path / 'words.csv'}:3: " in caught.value.message
        assert "'지우다'은(는) words.csv:2에서 다른 뜻" in caught.value.message

    def test_two_rows_may_share_a_word_when_a_target_agrees(self, tmp_path: Path) -> None:
        assert len(entries_of(tmp_path, GOOD, "없애다|지우다,제거|삭제,0.5,to,지웠어요,지우개,")) == 2


class TestMatching:
    @pytest.mark.parametrize(
        "text", ["지우다", "지웠는데요", "지우면 안 되나요", "글을 지우고 싶어요", "지울 수 있나요", "지웠"]
    )
    def test_every_inflection_is_found(self, analyzer: Analyzer, text: str) -> None:
        lexicon = Lexicon.of([entry("지우다", "삭제")], analyzer)
        assert [found.targets for found in lexicon.expansions(text)] == [("삭제",)]

    @pytest.mark.parametrize(
        ("word", "text"),
        [
            ("지우다", "지우개도 파나요"),
            ("이용권", "이용권한을 주세요"),
            ("앱", "애플"),
            ("app", "apple 기기"),
            ("id", "idea가 있어요"),
            ("세금계산", "세금계산서가 필요해요"),
            ("카드사", "카드사용을 막아요"),
            ("카드사", "카드를 사다"),
        ],
    )
    def test_a_longer_word_with_the_word_in_it_is_spared(self, analyzer: Analyzer, word: str, text: str) -> None:
        assert said(Lexicon.of([entry(word, "다른 말")], analyzer), text) == []

    @pytest.mark.parametrize(
        ("word", "text", "covered"),
        [
            ("취준생", "취준생도 되나요", "취준생"),
            ("카드사", "카드사에 전화했어요", "카드사"),
            ("세금계산서", "세금 계산서를 받고 싶어요", "세금 계산서"),
            ("app", "app이 꺼져요", "app"),
        ],
    )
    def test_a_word_is_found_however_the_dictionary_splits_it(
        self, analyzer: Analyzer, word: str, text: str, covered: str
    ) -> None:
        assert said(Lexicon.of([entry(word, "다른 말")], analyzer), text) == [(word, covered)]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("돈이 안 들어와요", True),
            ("돈 안 들어왔는데요", True),
            ("돈이 아직도 안 들어와요", True),
            ("돈이 들어오지 않아요", True),
            ("돈이 통장에 안 들어와요", True),
            ("돈을 냈는데 아직까지 안 들어와요", False),
            ("안 들어와요 돈이", False),
            ("돈이 들어와요", False),
        ],
    )
    def test_a_phrase_is_found_in_order_with_little_between(self, analyzer: Analyzer, text: str, found: bool) -> None:
        assert bool(said(Lexicon.of([entry("돈이 안 들어오다", "정산")], analyzer), text)) is found

    def test_the_gap_of_a_phrase_ends_after_its_last_character(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("택배 도착", "배송")], analyzer)
        assert said(lexicon, f"택배{'.' * 6}도착") == [("택배 도착", f"택배{'.' * 6}도착")]
        assert said(lexicon, f"택배{'.' * 7}도착") == []

    @pytest.mark.parametrize("text", ["택배가 안 와요", "택배가 오지 않아요", "택배가 오지도 않았어요"])
    @pytest.mark.parametrize("word", ["택배가 안 오다", "택배가 오지 않다"])
    def test_both_negations_of_a_verb_are_one(self, analyzer: Analyzer, word: str, text: str) -> None:
        assert [found.word for found in Lexicon.of([entry(word, "배송지연")], analyzer).expansions(text)] == [word]

    def test_a_negated_verb_is_covered_to_its_end(self, analyzer: Analyzer) -> None:
        assert said(Lexicon.of([entry("돈을 못 받다", "미지급")], analyzer), "돈을 받지 못했어요") == [
            ("돈을 못 받다", "돈을 받지 못했")
        ]

    @pytest.mark.parametrize(
        ("word", "finds", "spares"),
        [
            ("다시 받다", "인증서를 다시 받을래요", "인증서를 받을래요"),
            ("재입고", "재입고되나요", "겨울에 입고 싶어요"),
            ("불일치", "예금주 불일치라고 나와요", "예금주가 일치해요"),
            ("두 번 나가다", "돈이 두 번 나갔어요", "돈이 나갔어요"),
            ("얼마나 걸리다", "얼마나 걸려요", "감기에 걸렸어요"),
        ],
    )
    def test_adverbs_counts_and_prefixes_must_be_said_too(
        self, analyzer: Analyzer, word: str, finds: str, spares: str
    ) -> None:
        lexicon = Lexicon.of([entry(word, "다른 말")], analyzer)
        assert [found.word for found in lexicon.expansions(finds)] == [word]
        assert said(lexicon, spares) == []

    def test_a_phrase_that_is_left_with_one_term_does_not_speak_for_that_term(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("회원이 아니래요", "가입")], analyzer)
        assert said(lexicon, "저는 회원이 아니래요") == [("회원이 아니래요", "회원이 아니래요")]
        assert said(lexicon, "회원이 많아요") == []

    def test_details_and_negations_alone_are_no_phrase(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("여기서만 안 되다", "오류"), entry("여기서만 안 돼", "오류", line=3)], analyzer)
        assert said(lexicon, "여기서만 안 돼요") == [("여기서만 안 돼", "여기서만 안 돼")]
        assert said(lexicon, "여기 사진이 안 보여요") == []

    def test_the_longer_match_speaks_alone(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("현금", "현찰"), entry("현금 영수증", "현금영수증", line=3)], analyzer)
        assert said(lexicon, "현금 영수증이 필요해요") == [("현금 영수증", "현금 영수증")]
        assert said(lexicon, "현금으로 낼게요") == [("현금", "현금")]

    def test_matches_side_by_side_come_in_the_order_of_the_text(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("지우다", "삭제"), entry("사진", "이미지", line=3)], analyzer)
        assert said(lexicon, "사진을 지웠어요") == [("사진", "사진"), ("지우다", "지웠")]

    def test_a_row_speaks_once_for_a_stretch_and_once_for_a_word(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("주문 취소|주문을 취소하다|환불", "취소")], analyzer)
        assert said(lexicon, "주문을 취소했는데 환불 언제 되나요 환불") == [
            ("주문 취소", "주문을 취소"),
            ("환불", "환불"),
        ]

    def test_different_rows_may_speak_for_the_same_stretch(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("떼다", "발급"), entry("떼다", "제거", line=3)], analyzer)
        assert [found.targets for found in lexicon.expansions("서류를 떼 주세요")] == [("발급",), ("제거",)]

    def test_a_directed_row_leads_one_way(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("손님", "고객")], analyzer)
        assert [found.targets for found in lexicon.expansions("손님이 왔어요")] == [("고객",)]
        assert lexicon.expansions("고객이 왔어요") == ()

    def test_a_row_of_synonyms_leads_from_each_to_all_others(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("비번|암호", "비밀번호", "both")], analyzer)
        for word, others in {
            "비번": ("암호", "비밀번호"),
            "암호": ("비번", "비밀번호"),
            "비밀번호": ("비번", "암호"),
        }.items():
            assert [found.targets for found in lexicon.expansions(f"{word} 변경")] == [others]

    def test_a_match_has_the_weight_and_the_place_of_its_row(self, analyzer: Analyzer) -> None:
        (found,) = Lexicon.of([entry("지우다", "삭제", weight=0.3, line=7)], analyzer).expansions("지웠어요")
        assert (found.weight, found.origin) == (0.3, "w.csv:7")

    def test_terms_already_known_are_not_needed(self, analyzer: Analyzer) -> None:
        lexicon = Lexicon.of([entry("돈이 안 들어오다", "정산")], analyzer)
        text = "돈이 아직도 안 들어와요"
        assert lexicon.expansions(text, analyzer.spans(text)) == lexicon.expansions(text)

    @pytest.mark.parametrize("text", ["", " ", "???", "ㅠㅠ"])
    def test_what_says_nothing_is_not_expanded(self, analyzer: Analyzer, text: str) -> None:
        assert Lexicon.of([entry("지우다", "삭제")], analyzer).expansions(text) == ()

    def test_its_length_is_that_of_its_entries(self, analyzer: Analyzer) -> None:
        assert (len(Lexicon.of([entry("지우다", "삭제")], analyzer)), len(Lexicon.of([], analyzer))) == (1, 0)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_row_finds_its_words_and_its_example_and_spares_the_other(analyzer: Analyzer, path: Path) -> None:
    faults: list[str] = []
    rows = [row for row in read_lexicon(FAQ_DATA / "lexicon" / path.parent) if row.origin.startswith(f"{path.name}:")]
    for row in rows:
        lexicon = Lexicon.of([row], analyzer)
        faults += [
            f"{row.origin}: {text}"
            for text in (row.finds, *(word for word, _ in row.leads()))
            if not lexicon.expansions(text)
        ]
        faults += [f"{row.origin}: {row.spares} {found.word}" for found in lexicon.expansions(row.spares)]
    assert rows
    assert not faults
