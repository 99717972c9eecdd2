"""Which part of an article answers."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.analysis.views import Analyzer
from app.chat.passage_blocks import blocks
from app.chat.passages import FRAGMENT, MAX_PASSAGE, choose, fragment
from app.content.markdown import to_html
from app.models import Article, Query
from app.services import Services

CASES = [
    ("환불 신청하면 언제 입금돼요", "cash-refund-apply", "영업일 7일 이내"),
    ("환불 신청은 어떻게 해요", "cash-refund-apply", "통장 사본을 올리세요"),
    ("환불 신청했다가 취소할 수 있나요", "cash-refund-apply", "신청 취소로 되돌릴"),
    ("환불 수수료가 있나요", "cash-refund-apply", "수수료는 없어요"),
    ("환불이 반려됐어요", "cash-refund-apply", "통장 사본이 흐리거나"),
    ("정지된 월렛도 환불되나요", "cash-refund-apply", "정지돼 있어도"),
    ("7일 정지 다음은 뭐예요", "policy-sanction-steps", "30일 정지"),
    ("제재 단계는 언제 처음으로 돌아가요", "policy-sanction-steps", "1년 동안 위반이 없으면"),
    ("도박은 바로 영구 정지인가요", "policy-sanction-steps", "단계를 건너뛰고"),
    ("취합은 얼마나 걸려요", "customer-file-collecting", "1~3시간"),
    ("취합을 취소하고 싶어요", "customer-file-collecting", "취합 취소로"),
    ("명함에서 모은 번호도 올려도 되나요", "customer-file-consent", "명함이나"),
    ("0이 사라져요", "customer-file-encoding", "셀 서식"),
    ("한글이 깨져요", "customer-file-encoding", "CSV UTF-8"),
    ("NOT_FOUND는 무슨 뜻이에요", "customer-file-fail", "NOT_FOUND"),
    ("csv 올리는 순서를 알려주세요", "customer-file-upload", "확인란에 체크"),
    ("교체하면 되돌릴 수 있나요", "customer-file-upload", "되돌릴 수 없어요"),
    ("엑셀 xlsx도 올릴 수 있나요", "customer-file-upload", "xlsx"),
    ("이름을 바꾸면 예약 메시지 대상도 바뀌나요", "friend-group-rename", "발송 대상은 달라지지"),
    ("원본 csv는 언제 파기되나요", "friend-group-delete", "30일 뒤에 자동으로 파기"),
    ("이의 신청 결과는 언제 나와요", "policy-appeal", "영업일 5일 안에"),
    ("이의 신청할 때 어떤 자료가 도움이 되나요", "policy-appeal", "상표등록증"),
    ("아이디에 점이나 밑줄을 쓸 수 있나요", "channel-search-id-rule", "밑줄"),
    ("심사 기간이 늘어날 때도 있나요", "verification-period", "새로 세요"),
    ("급행 심사가 있나요", "verification-period", "급행 심사는 없고"),
    ("보완 요청은 며칠 안에 내야 하나요", "verification-reapply", "14일 안에"),
    ("몇 번 반려되면 신청이 막혀요", "verification-reapply", "3번 반려되면"),
    ("숙박업은 어떤 서류를 내요", "verification-documents", "숙박 | 영업신고증"),
    ("주민등록번호는 가려야 하나요", "verification-documents", "뒷자리는 꼭 가리세요"),
    ("휴업이 1년을 넘으면 어떻게 돼요", "verification-closed-business", "휴업이 1년을 넘으면"),
    ("크리에이터는 인증을 못 받나요", "verification-individual", "크리에이터"),
    ("주점도 면허증이 있어야 하나요", "channel-restricted-industry", "주점은 음식점으로"),
    ("초대받은 채널도 개수에 들어가나요", "channel-limit", "초대받아 참여한 채널"),
    ("사진 목록이 비어 있어요", "channel-create-ios", "제한된 접근"),
    ("아이폰에서 채널을 만드는 방법", "channel-create-ios", "내 채널을 누르세요"),
    ("배지는 휴업하면 없어지나요", "verification-closed-business", "인증 배지 | 유지"),
    ("신고율이 0.5%를 넘으면", "policy-spam-report", "발송을 멈추고"),
    ("발송량이 적으면 기준이 달라요?", "policy-spam-report", "1,000건보다"),
    ("경품 세금은 누가 내요", "policy-friend-event", "제세공과금"),
    ("주류도 심의 받아야 해요?", "policy-ad-review", "주류는 심의 대상이"),
    ("정지되면 예약해둔 메시지는요", "policy-sanction-effects", "예약해 둔 메시지는"),
    ("정지돼도 통계 볼 수 있나요", "policy-sanction-effects", "통계·제재 내역"),
    ("사칭 당해서 고객이 돈 보냈대요", "policy-impersonation", "경찰청"),
    ("사칭 신고하면 얼마나 걸려요", "policy-impersonation", "영업일 3일"),
    ("가맹점주가 사업자면 어떻게 해요", "channel-branch-multiple", "가맹점주가 직접"),
    ("학원은 카테고리가 안 나와요", "channel-category-choose", "비즈니스 채널만"),
    ("위임장 양식은 어디서 받아요", "verification-agency", "위임장 양식은"),
    ("대행사 사업자등록증으로 해도 되나요", "verification-agency", "인증하면 안 돼요"),
    ("파일은 몇 개까지 올려요", "verification-documents", "5개까지"),
    ("간판 이름이랑 달라요 뭘 내요", "verification-name-mismatch", "간판과 매장"),
    ("해외사업자도 알림톡 되나요", "verification-overseas", "국내 사업자등록번호가"),
    ("확인하는 동안 배지 없어지나요", "verification-info-change", "유지돼요"),
    ("카테고리 몇 번까지 바꿀 수 있나요", "channel-category-change", "한 달에 두 번"),
    ("앱 여러개 연결할 수 있어요?", "app-user-id", "하나에 하나만"),
    ("마스터 두 명 할 수 있어요?", "member-roles", "한 명뿐"),
    ("하루에 소식 몇개 올릴 수 있나요", "post-create-pc", "30건까지"),
    ("매장 확인코드는 어디서 정해요", "coupon-use", "쿠폰 설정에서"),
    ("환불 확인서 어디서 받아요", "tax-invoice-after-refund", "환불 내역"),
    ("발신프로필 연결 해제하면 어떻게 되나요", "sender-profile-register", "모두 삭제"),
    ("카테고리 바꾸면 친구 없어지나요?", "channel-category-change", "그대로예요"),
    ("검수 취소하면 어떻게 되나요", "alimtalk-template-review", "대기 순서가"),
    ("대상이 50명이 안되면요", "message-target", "50명 미만"),
    ("메일로 온 계산서 파일이 안열려요", "tax-invoice-print", "보안 문서"),
    ("대표자가 바뀌었어요 어떻게 해야하나요", "verification-info-change", "사업자명을 누르세요"),
    ("다시 살릴 수 있어요?", "channel-delete-restore", "7일이 지나지 않았다면"),
    ("친구그룹 만드는법", "friend-group-create", "등록을 누르세요"),
    ("통계 엑셀 다운로드 버튼 어디 있어요", "stats-download", "오른쪽 위의 엑셀 받기"),
    ("쿠폰 등록 어디서 해요", "coupon-create", "쿠폰 만들기를 누르고"),
    ("전화하기 버튼 만들기", "channel-home-button", "버튼 추가를 누르세요"),
    ("소식 고정하는 법", "post-pin", "맨 위에 고정을 누르세요"),
    ("고객이 가짜 채널에 돈을 보냈대요", "policy-impersonation", "경찰청"),
    ("다른 고객한테 갈 말을 보냈어요", "chat-message-delete", "바로 알리세요"),
]


def _chosen(sample: Services, question: str, article: Article) -> str:
    weights = sample.search.closest(Query(question), 1).terms or {}
    return choose(question, article.title, article.body, sample.analyzer, weights)


def _article(sample: Services, article_id: str) -> Article:
    article = sample.articles.get(article_id)
    assert article is not None
    return article


@pytest.mark.parametrize(("question", "article_id", "words"), CASES, ids=[case[0] for case in CASES])
def test_the_passage_holds_the_answer(sample: Services, question: str, article_id: str, words: str) -> None:
    assert words in _chosen(sample, question, _article(sample, article_id))


@pytest.mark.parametrize(
    ("question", "article_id", "first", "then"),
    [
        ("채널 삭제 어떻게 해요", "channel-delete", "7일의 유예 기간", "상세 설정 맨 아래의"),
        ("비밀번호 변경", "join-password-forgot", "비밀번호 찾기", "영문, 숫자"),
        ("환불 수수료가 있나요", "cash-refund-apply", "환불 수수료는 없어요", "되돌릴"),
        ("시크릿창에서는 잘 되는데요", "trouble-blank-pc", "브라우저 캐시", "그래도 안 되면"),
        ("홈택스에는 언제 떠요", "tax-invoice-issue-date", "다음 달 5일까지", "예를 들어"),
    ],
)
def test_what_hardly_tells_more_comes_behind_the_first_paragraph(
    sample: Services, question: str, article_id: str, first: str, then: str
) -> None:
    passage = _chosen(sample, question, _article(sample, article_id))
    assert 0 <= passage.find(first) < passage.find(then)
    assert fragment(passage) not in _article(sample, article_id).body.split("\n")[0] or first in passage.split("\n")[0]


def test_a_title_that_asks_how_is_answered_with_steps(sample: Services) -> None:
    asked = re.compile(r"어떻게 .*(?:하|드|바꾸|만드|신청|보내|끄|쓰|넘기|나누)나요")
    left = [article for article in sample.articles.published() if asked.search(article.title)]
    assert len(left) > 30
    for article in left:
        steps = [block for block in blocks(article.body) if block.steps]
        passage = _chosen(sample, article.title, article)
        assert not steps or any(block.text in passage for block in steps), article.id


@pytest.mark.parametrize(
    ("question", "article_id", "superfluous"),
    [
        ("월렛 마스터 위임은 몇시간 안에 수락해야 하나요", "wallet-master-transfer", "멤버 관리로"),
        ("쿠폰 메시지 보내는데 추가비용 있나요", "coupon-send", "받는 사람을 정하세요"),
        ("예약취소하면 묶인 캐시는 언제 풀려요", "message-schedule-cancel", "메시지 유형은"),
    ],
)
def test_what_was_not_asked_for_is_left_out(sample: Services, question: str, article_id: str, superfluous: str) -> None:
    """Steps where the first paragraph answers, and a list that the paragraph before does not introduce."""
    assert superfluous not in _chosen(sample, question, _article(sample, article_id))


def test_what_a_heading_says_is_found_under_it(sample: Services) -> None:
    """Though the title says it, too."""
    body = (
        "화면이 느리거나 소리가 끊기면 아래를 보세요.\n\n## 화면이 느릴 때\n\n설정에서 그래픽 가속을 켜세요.\n\n"
        "## 소리가 끊길 때\n\n헤드셋을 다시 연결하세요.\n\n## 그래도 안 되면\n\n다시 시작하세요."
    )
    weights = {term: 1.0 for term, _, _ in sample.analyzer.spans("소리가 끊겨요")}
    chosen = choose("소리가 끊겨요", "화면이 느리고 소리가 끊겨요", body, sample.analyzer, weights)
    assert "헤드셋" in chosen
    assert "가속" not in chosen


def test_passages_are_short_and_steps_whole(sample: Services) -> None:
    for article in sample.articles.published():
        cut = blocks(article.body)
        for question in ("", article.title, *article.questions[:2]):
            weights = {term: 1.0 for term, _, _ in sample.analyzer.spans(question)}
            passage = choose(question, article.title, article.body, sample.analyzer, weights)
            steps = [block for block in cut if block.steps and block.lines[0] in passage]
            assert passage
            assert len(passage) <= MAX_PASSAGE or steps, article.id
            assert all(block.text in passage for block in steps), article.id


def test_fragments_stand_in_the_page(sample: Services) -> None:
    """Within one block of it, as a browser does not look across."""
    for article in sample.articles.published():
        page = [" ".join(block.split()) for block in _shown(article.body)]
        for block in blocks(article.body):
            found = fragment(block.text)
            assert any(found in shown for shown in page), (article.id, found)
            assert len(found) <= FRAGMENT


def _shown(body: str) -> list[str]:
    html = re.sub(r"</?(?:strong|em|code|a|s)\b[^>]*>", "", to_html(body))
    return [unescape(text) for text in re.split(r"<[^>]+>", html)]


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        ("1. 관리자센터를 여세요.\n2. 누르세요.", "관리자센터를 여세요."),
        ("• 이름은 30자 이내예요.", "이름은 30자 이내예요."),
        ("※ 무상 포인트는 환불되지 않습니다.", "무상 포인트는 환불되지 않습니다."),
        ("① 가입 화면을 여세요", "가입 화면을 여세요"),
        ("2) 신청 단추를 누르세요", "신청 단추를 누르세요"),
        ("단계 | 조치\n1회 | 경고. 기능은 그대로 쓸 수 있어요.", "경고. 기능은 그대로 쓸 수 있어요."),
        ("짧아요", "짧아요"),
        ("", ""),
        (
            "채널을 새로 만들려면 관리자센터에서 새 채널 만들기를 누르고 이름을 적으세요.",
            "채널을 새로 만들려면 관리자센터에서 새 채널 만들기를 누르고 이름을",
        ),
    ],
)
def test_fragments_have_no_marks_and_end_with_a_word(passage: str, found: str) -> None:
    assert fragment(passage) == found


PLAIN = """■ 환불 안내
1) 마이페이지로 이동합니다.
2) 환불 신청을 누릅니다.
※ 무상 포인트는 환불되지 않습니다.

■ 배송 안내
■ 배송비는 3,000원입니다.
※ 제주와 도서 산간은 2,000원이 더 듭니다.

교환은 받은 날부터 7일 안에 신청할 수 있습니다."""


def test_marks_that_koreans_type_make_lists() -> None:
    refund, delivery, exchange = blocks(PLAIN)
    assert (refund.lead, refund.steps) == ("■ 환불 안내", True)
    assert refund.lines == (
        "1. 마이페이지로 이동합니다.",
        "2. 환불 신청을 누릅니다.",
        "※ 무상 포인트는 환불되지 않습니다.",
    )
    assert (delivery.lead, len(delivery.lines), delivery.steps) == ("■ 배송 안내", 2, False)
    assert not exchange.lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("환불은 어떻게 하나요", "2. 환불 신청"),
        ("배송비는 얼마예요", "3,000원"),
        ("제주도 배송은요", "2,000원"),
        ("교환은 며칠 안에 해요", "7일 안에"),
    ],
)
def test_plain_text_is_answered_from(analyzer: Analyzer, question: str, words: str) -> None:
    weights = {term: 1.0 for term, _, _ in analyzer.spans(question)}
    assert words in choose(question, "이용 안내", PLAIN, analyzer, weights)


def test_a_long_table_keeps_its_head_and_the_row_that_tells(analyzer: Analyzer) -> None:
    rows = "\n".join(f"| {number}번 창구 | {'안내하는 일을 맡아요. ' * 3}|" for number in range(20))
    body = f"| 창구 | 하는 일 |\n|---|---|\n{rows}\n| 분실물 창구 | 잃은 물건을 찾아요. |"
    passage = choose("분실물은 어디로 가요", "창구", body, analyzer, {"분실물": 3.0})
    assert passage.startswith("창구 | 하는 일\n")
    assert "분실물 창구 | 잃은 물건을 찾아요." in passage
    assert len(passage) <= MAX_PASSAGE


@pytest.mark.parametrize(
    "body",
    [
        "창구 | " + "길 안내 " * 150,
        "창구 | 길 안내. " * 50,
        f"| {'긴 머리 ' * 120}| 하는 일 |\n|---|---|\n| 분실물 | 지하에서 찾으세요. |",
    ],
)
def test_what_only_looks_like_a_table_is_cut_as_text_is(analyzer: Analyzer, body: str) -> None:
    """One row alone, and a head that would leave no room."""
    passage = choose("분실물", "창구", body, analyzer, {"분실물": 3.0})
    assert 0 < len(passage) <= MAX_PASSAGE
    assert "\n" not in passage
    assert "분실물" in passage or "분실물" not in body


@pytest.mark.parametrize("more", range(4))
def test_the_first_paragraph_and_what_was_chosen_are_short_together(analyzer: Analyzer, more: int) -> None:
    first, then = "창구는 여기예요.", "그래도 분실물은 지하에서 찾으세요."
    room = MAX_PASSAGE - len(first) - len(then) - 3
    passage = choose("분실물", "창구", f"{first}\n\n{then} {'네' * room}{'요' * more}", analyzer, {"분실물": 3.0})
    assert len(passage) <= MAX_PASSAGE
    assert passage.startswith(first) == (more == 0)


def test_a_long_paragraph_is_cut_at_sentences(analyzer: Analyzer) -> None:
    body = "창구는 언제나 열려 있어요. " * 30 + "분실물은 지하에서 찾으세요. " + "창구는 언제나 열려 있어요. " * 30
    passage = choose("분실물", "창구", body, analyzer, {"분실물": 3.0})
    assert "분실물은 지하에서 찾으세요." in passage
    assert passage.endswith("요.")
    assert len(passage) <= MAX_PASSAGE


def test_an_article_without_a_body_gives_its_title(analyzer: Analyzer) -> None:
    assert choose("분실물", "분실물 창구", "", analyzer, {}) == "분실물 창구"
