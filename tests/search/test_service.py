"""Search over the sample articles, from the question to the page of results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.analysis.lexicon import Lexicon
from app.errors import InvalidRequestError
from app.models import Article, Platform, Query, Sort
from app.search.service import SearchService, Tuning
from app.services import Services

MODEL_PAGE = {
    "세금계산서 수정발행은 신청은 어디서 해야하나요?": "tax-invoice-reissue",
    "메일로 전자세금계산서를 받지 못한 경우에는 어떻게 해야 하나요?": "tax-invoice-mail-missing",
    "월렛이 정지 상태입니다. 이유가 무엇인가요?": "wallet-suspended",
    "월렛 상태는 무엇인가요?": "wallet-status",
    "사업자등록번호가 없는 개인 또는 대한민국 내 사업자 신고가 되지 않은 해외 사업자도 세금계산서 발행이 가능한가요?": (
        "tax-invoice-no-business-number"
    ),
    "월렛 상태를 변경할 수 있나요?": "wallet-status-change",
    "카카오톡 채널로 서비스명이 왜 변경되었나요?": "service-name-change",
    "고객파일이란 무엇인가요?": "customer-file",
    "친구그룹에 있는 등록수, 친구수가 무엇인가요?": "friend-group-counts",
    "고객파일을 업로드 했는데 '취합 중'이라고 뜹니다.": "customer-file-collecting",
}
OFF_TOPIC = (Path(__file__).parent / "off_topic.txt").read_text(encoding="utf-8").splitlines()


def ids(services: Services, query: Query) -> list[str]:
    """All results of ``query``, over all its pages."""
    first = services.search.search(replace(query, page=1, per_page=100))
    found = [hit.article.id for hit in first.hits]
    for page in range(2, first.pages + 1):
        found += [hit.article.id for hit in services.search.search(replace(query, page=page, per_page=100)).hits]
    return found


@pytest.mark.parametrize(("question", "expected"), MODEL_PAGE.items())
def test_every_model_question_finds_its_article_first(sample: Services, question: str, expected: str) -> None:
    assert sample.search.search(Query(question)).hits[0].article.id == expected


def test_every_title_finds_its_own_article_first(sample: Services) -> None:
    missed = []
    for article in sample.articles.published():
        hit = sample.search.search(Query(article.title, per_page=1)).hits[0]
        if article.id not in {hit.article.id, *(variant.id for variant in hit.variants)}:
            missed.append((article.title, hit.article.title))
    assert missed == []


def test_spacing_does_not_matter(sample: Services) -> None:
    for question, expected in MODEL_PAGE.items():
        assert sample.search.search(Query(question.replace(" ", ""))).hits[0].article.id == expected


def test_most_off_topic_questions_get_an_honest_nothing(sample: Services) -> None:
    answered = [question for question in OFF_TOPIC if sample.search.search(Query(question)).outcome == "answered"]
    assert len(answered) <= 0.15 * len(OFF_TOPIC), answered


@pytest.mark.parametrize("text", ["날씨", "ㅋㅋㅋㅋ", "?!.", "👍👍", "asdfghjkl", "퀼트 뜨개질 도안", "\u200b"])
def test_what_has_nothing_to_do_with_the_articles_is_not_answered(sample: Services, text: str) -> None:
    result = sample.search.search(Query(text))
    assert result.outcome != "answered"


@pytest.mark.parametrize(
    ("category", "question"),
    [
        ("channel-admin/manage/wallet", "월렛"),
        ("channel-admin/manage/tax-invoice", "세금계산서"),
        ("channel-admin/manage/channel", "채널"),
        ("channel-admin/etc/friend-group", "친구그룹"),
    ],
)
def test_each_category_filters(sample: Services, category: str, question: str) -> None:
    result = sample.search.search(Query(question, (category,), per_page=100))
    assert result.total > 3
    assert {hit.article.category_id for hit in result.hits} == {category}
    unfiltered = sample.search.search(Query(question))
    assert {facet.category.id: facet.count for facet in unfiltered.facets}[category] == result.total


def test_counts_follow_the_query_and_add_up(sample: Services) -> None:
    result = sample.search.search(Query("세금계산서"))
    counts = {facet.category.id: facet.count for facet in result.facets}
    assert counts["channel-admin"] == result.total
    for parent, count in counts.items():
        children = [number for id_, number in counts.items() if id_.rpartition("/")[0] == parent]
        assert not children or sum(children) == count


def test_categories_combine_and_keep_the_other_counts(sample: Services) -> None:
    wallet, tax = "channel-admin/manage/wallet", "channel-admin/manage/tax-invoice"
    both = sample.search.search(Query("사업자", (wallet, tax)))
    alone = [sample.search.search(Query("사업자", (category,))).total for category in (wallet, tax)]
    assert both.total == sum(alone)
    assert [(f.category.id, f.count) for f in both.facets] == [
        (f.category.id, f.count) for f in sample.search.search(Query("사업자")).facets
    ]


def test_an_ancestor_selects_what_is_below_it(sample: Services) -> None:
    query = Query("", ("channel-admin/etc",))
    below = ids(sample, query)
    parts = [
        ids(sample, Query("", (c.id,))) for c in sample.articles.categories() if c.parent_id == "channel-admin/etc"
    ]
    assert sorted(below) == sorted(id_ for part in parts for id_ in part)


def test_an_unknown_category_is_refused(sample: Services) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        sample.search.search(Query("월렛", ("nowhere",)))
    assert caught.value.parameter == "category"


def test_pages_never_overlap_and_together_hold_everything(sample: Services) -> None:
    whole = ids(sample, Query("채널"))
    pages = [
        [hit.article.id for hit in sample.search.search(Query("채널", page=page, per_page=7)).hits]
        for page in range(1, -(-len(whole) // 7) + 1)
    ]
    assert [id_ for page in pages for id_ in page] == whole
    assert len(set(whole)) == len(whole)
    assert sample.search.search(Query("채널", page=10_000)).hits == ()


@pytest.mark.parametrize("sort", ["newest", "views"])
def test_sorts(sample: Services, sort: Sort) -> None:
    hits = sample.search.search(Query("채널", sort=sort, per_page=50)).hits
    keys = [hit.article.updated_at.toordinal() if sort == "newest" else hit.article.views for hit in hits]
    assert keys == sorted(keys, reverse=True)
    assert sample.search.search(Query("채널", sort=sort)).total == sample.search.search(Query("채널")).total


def test_variants_are_one_result_with_the_others_named(sample: Services) -> None:
    result = sample.search.search(Query("채널 메시지 보내기"))
    first = result.hits[0]
    assert first.article.variant_group == "message-send"
    assert {variant.platform for variant in first.variants} | {first.article.platform} == {"pc", "android", "ios"}
    groups = [hit.article.variant_group for hit in result.hits if hit.article.variant_group]
    assert len(groups) == len(set(groups))


@pytest.mark.parametrize("platform", ["pc", "android", "ios"])
def test_a_platform_shows_its_own_variant(sample: Services, platform: Platform) -> None:
    result = sample.search.search(Query("채널 메시지 보내기", platform=platform, per_page=100))
    assert result.hits[0].article.platform == platform
    assert {hit.article.platform for hit in result.hits} <= {platform, "all"}


def test_browsing_lists_the_category_most_viewed_first(sample: Services) -> None:
    hits = sample.search.search(Query("", ("channel-admin/manage/wallet",), per_page=100)).hits
    assert [hit.article.views for hit in hits] == sorted((hit.article.views for hit in hits), reverse=True)


def test_where_nothing_is_shown_nothing_was_searched_for_instead(sample: Services) -> None:
    strict = Tuning(floor=0.999, sure=0.9999, semantic_weight=1.0)
    result = SearchService(sample.generations, sample.analyzer, Lexicon.of((), sample.analyzer), strict).search(
        Query("친구그릅")
    )
    assert (result.outcome, result.hits, result.corrected) == ("abstained", (), None)
    assert [each.text for each in result.suggestions] == ["친구그룹"]


def test_related_articles_are_other_questions(sample: Services) -> None:
    article = sample.articles.get("message-send")
    assert article is not None
    related = sample.search.related(article)
    assert 3 <= len(related) <= 5
    assert {other.variant_group for other in related}.isdisjoint({"message-send"})
    assert [other.id for other in related][: len(article.related)] == list(article.related)[:5]


@pytest.mark.parametrize("platform", ["all", "pc", "android", "ios"])
def test_a_variant_that_ranks_low_is_still_named(sample: Services, platform: Platform) -> None:
    groups: dict[str, list[Article]] = {}
    for article in sample.articles.published():
        if article.variant_group:
            groups.setdefault(article.variant_group, []).append(article)
    asked, incomplete = 0, []
    for name, members in groups.items():
        for text in {text for member in members for text in (member.title, *member.questions)}:
            for hit in sample.search.search(Query(text, platform=platform, per_page=100)).hits:
                if hit.article.variant_group == name:
                    asked += 1
                    found = {hit.article.platform, *(variant.platform for variant in hit.variants)}
                    if found != {member.platform for member in members}:
                        incomplete.append(text)
    # A variant that shares no term at all with the question is not among the candidates.
    assert len(incomplete) <= 0.02 * asked, incomplete


def test_a_query_of_symbols_keeps_the_chosen_category_visible(sample: Services) -> None:
    result = sample.search.search(Query("?!", ("channel-admin/etc",)))
    assert [(facet.category.id, facet.count) for facet in result.facets] == [("channel-admin/etc", 0)]


@pytest.mark.parametrize("platform", ["pc", "android", "ios"])
def test_what_is_for_other_platforms_takes_no_place_among_the_candidates(
    sample: Services, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sample.search.search(Query("알림", platform=platform, per_page=100))
    monkeypatch.setattr("app.search.service.LIMIT", 1)
    found = sample.search.search(Query("알림", platform=platform, per_page=99))
    assert whole.total > 1
    assert [hit.article.id for hit in found.hits] == [hit.article.id for hit in whole.hits]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tprmarPtkstj", "세금계산서"),
        ("clsrn rmfnq", "친구 그룹"),
        ("dkfflaxhr qkfthd", "알림톡 발송"),
        ("dnjffpt 상태", "월렛 상태"),
        ("csv vkdlf", "csv 파일"),
        ("출바ㄹ", "출발"),
        ("세금게산서", "세금계산서"),
        ("세금계ㅅ", "세금계산서"),
        ("ㅣㅐ햐ㅜ", "login"),
    ],
)
def test_how_broken_letters_were_read_is_said_however_sure_the_result(sample: Services, typed: str, meant: str) -> None:
    result = sample.search.search(Query(typed))
    assert result.corrected is not None
    assert result.corrected.text == meant
    assert sample.search.search(Query(typed, verbatim=True)).corrected is None


@pytest.mark.parametrize(
    "english", ["kakao", "channel", "login", "event", "excel", "Android", "iPhone", "QR code", "API", "csv", "Chrome"]
)
def test_english_words_are_left_alone(sample: Services, english: str) -> None:
    result = sample.search.search(Query(english))
    assert result.corrected is None
    assert result.suggestions == ()


def test_only_spellings_that_find_about_as_much_are_offered(sample: Services) -> None:
    result = sample.search.search(Query("tprmarPtksj"))
    assert result.corrected is not None
    assert result.corrected.text == "세금계산서"
    assert result.suggestions == ()


def test_what_the_filters_leave_empty_is_no_answer(sample: Services) -> None:
    result = sample.search.search(Query("환불 신청", categories=("channel-admin/etc/trouble",)))
    assert (result.total, result.outcome, result.floor) == (0, "abstained", "no_match")


def test_an_articles_variants_do_not_cast_doubt_on_it(sample: Services) -> None:
    result = sample.search.search(Query("관리자 앱 로그인"))
    assert result.hits[0].variants
    assert result.outcome == "answered"
    assert result.confidence > 0.9


@pytest.mark.parametrize("word", ["환경", "버스", "카트", "계절"])
def test_a_word_by_itself_is_not_sure_to_be_another_one(sample: Services, word: str) -> None:
    assert sample.search.search(Query(word)).outcome != "answered"


def test_a_slip_among_other_words_is_sure_to_be_meant(sample: Services) -> None:
    found = sample.search.search(Query("월넷 잔액 환불"))
    assert found.corrected is None or found.corrected.text == "월렛 잔액 환불"
    assert "월렛" in found.hits[0].article.title + found.hits[0].article.body


@pytest.mark.parametrize("text", ["반려됫어요", "초대 않와요", "결제 안됬어요"])
def test_common_misspellings_are_no_reason_to_offer_worse_ones(sample: Services, text: str) -> None:
    found = sample.search.search(Query(text))
    assert not found.suggestions
    assert found.corrected is None
