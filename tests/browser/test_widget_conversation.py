"""The chat on another site's page: a conversation, its sources, its quick replies, and its return."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import BLOCKED_STORAGE, NewPage
from tests.browser.shop import Shop

HOSTILE = """<p onclick="document.title='hacked'">안전한 글 <a href="javascript:document.title='hacked'">가</a>
<img src="data:," onerror="document.title='hacked'"><img src="http://127.0.0.1:1/x.png">
<script>document.title = "hacked"</script><iframe srcdoc="x"></iframe><style>* { color: red }</style>
<svg onload="document.title='hacked'"></svg><a href="/articles/cash-refund-apply">다른 도움말</a>
<a href="https://elsewhere.example/" style="color: red">밖</a></p>"""
QUESTION = "세금계산서를 다시 받으려면 어떻게 하나요?"


@pytest.fixture
def chat(page: Page, shop: Shop) -> Chat:
    return Chat(page).open(shop.origin)


def test_a_page_fetches_only_the_button_until_it_is_pressed(page: Page, shop: Shop) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(shop.origin, wait_until="networkidle")
    assert [url.removeprefix(shop.help_centre) for url in requests if shop.origin not in url] == ["/static/widget.js"]
    assert page.evaluate("() => localStorage.length") == 0
    Chat(page).launcher.click()
    expect(Chat(page).panel).to_be_visible()


def test_a_question_is_answered_with_its_source(chat: Chat) -> None:
    answer = chat.answered(QUESTION)
    expect(answer.locator("ol li")).not_to_have_count(0)
    expect(chat.own).to_have_text([QUESTION])
    card = chat.panel.get_by_role("button", name="세금계산서").filter(has=chat.page.locator("b")).last
    title = card.locator("b").inner_text()
    card.click()
    expect(chat.panel.get_by_role("heading", name=title)).to_be_focused()
    expect(chat.panel.locator(".prose p").first).to_be_visible()
    away = chat.panel.get_by_role("link", name="새 창에서 보기")
    with chat.page.context.expect_page() as opened:
        away.click()
    expect(opened.value.locator("h1")).to_have_text(title)
    opened.value.close()
    chat.panel.get_by_role("button", name="뒤로").click()
    expect(card).to_be_focused()
    expect(chat.own).to_have_text([QUESTION])


def test_an_article_is_rebuilt_of_what_articles_are_made_of(new_page: NewPage, shop: Shop) -> None:
    chat = Chat(new_page(tolerated="Content Security Policy")).open(shop.origin)

    def lie(route: Route) -> None:
        answer = route.fetch()
        article = answer.json()
        article["body"]["html"] = HOSTILE
        route.fulfill(response=answer, json=article)

    chat.page.route("**/api/v1/articles/*", lie)
    chat.panel.get_by_role("tab", name="검색").click()
    chat.panel.locator(".result").first.click()
    prose = chat.panel.locator(".prose")
    expect(prose).to_contain_text("안전한 글")
    assert chat.page.title() == "가게"
    made = prose.evaluate(
        "(node) => [...node.querySelectorAll('*')].map((e) => [e.localName, ...e.getAttributeNames()])"
    )
    assert made == [
        ["p"],
        ["a"],
        ["img"],
        ["img", "src"],
        ["a", "href"],
        ["a", "href", "target", "rel"],
    ]
    chat.page.unroute("**/api/v1/articles/*")
    prose.get_by_role("link", name="다른 도움말").click()
    expect(chat.panel.get_by_role("heading", name="남은 캐시를 환불받고 싶어요.")).to_be_focused()
    chat.panel.get_by_role("button", name="뒤로").click()
    chat.panel.get_by_role("button", name="뒤로").click()
    expect(chat.panel.locator(".result").first).to_be_focused()


def test_an_answer_is_rated_and_what_else_there_is_comes_after_a_no(chat: Chat) -> None:
    chat.answered(QUESTION)
    with chat.page.expect_response("**/rating") as sent:
        chat.panel.get_by_role("group", name="도움이 됐나요?").get_by_role("button", name="아니요").click()
    assert sent.value.ok
    assert sent.value.request.post_data_json == {"helpful": False}
    expect(chat.panel.locator(".rating")).to_have_text("알려 주셔서 고마워요.")
    expect(chat.own.last).to_have_text("도움이 안 됐어요")
    expect(chat.answers).to_have_count(2)
    expect(chat.panel.get_by_role("button", name="여기에 없어요")).to_be_visible()
    chat.page.reload()
    chat.launcher.click()
    expect(chat.panel.locator(".rating")).to_have_text("알려 주셔서 고마워요.")


def test_a_quick_reply_is_said_by_its_label(chat: Chat) -> None:
    chat.answered("PC에서 채널 메시지를 어떻게 보내나요?")
    chip = chat.panel.locator(".chips:visible .chip").first
    label = chip.inner_text()
    chip.click()
    expect(chat.answers).to_have_count(2)
    expect(chat.own.last).to_have_text(label)
    expect(chat.panel.locator(".chips:visible")).to_have_count(1)
    expect(chat.box).to_be_focused()


def test_the_conversation_is_there_after_a_reload(chat: Chat) -> None:
    chat.answered(QUESTION)
    chat.answered("고마워요")
    said = chat.panel.locator(".bubble").all_inner_texts()
    chat.page.reload()
    chat.launcher.click()
    expect(chat.own).to_have_count(2)
    expect(chat.answers).to_have_count(2)
    assert chat.panel.locator(".bubble").all_inner_texts() == said
    # Personal data is shown as it is kept, so a reload changes nothing.
    chat.answered("제 번호는 010-1234-5678이에요")
    expect(chat.own.last).to_have_text("제 번호는 [전화번호]이에요")


def test_two_tabs_show_one_conversation(chat: Chat, shop: Shop) -> None:
    chat.answered(QUESTION)
    other = Chat(chat.page.context.new_page()).open(shop.origin)
    expect(other.own).to_have_text([QUESTION])
    other.answered("고마워요")
    expect(chat.own).to_have_text([QUESTION, "고마워요"])
    expect(chat.answers).to_have_count(2)
    chat.answered("안녕히 계세요")
    expect(other.own).to_have_text([QUESTION, "고마워요", "안녕히 계세요"])
    expect(other.answers).to_have_count(3)


def test_a_conversation_is_deleted(chat: Chat) -> None:
    chat.answered(QUESTION)
    chat.page.once("dialog", lambda dialog: dialog.accept())
    with chat.page.expect_response(lambda response: response.request.method == "DELETE") as gone:
        chat.panel.get_by_role("button", name="대화 지우기").click()
    assert gone.value.ok
    expect(chat.own).to_have_count(0)
    chat.page.reload()
    chat.launcher.click()
    expect(chat.panel.get_by_text("많이 찾는 질문")).to_be_visible()
    expect(chat.own).to_have_count(0)


def test_searching_and_going_on_in_the_chat(chat: Chat) -> None:
    chat.panel.get_by_role("tab", name="검색").click()
    expect(chat.panel.locator(".found .label")).to_have_text("많이 찾는 질문")
    chat.panel.get_by_role("searchbox").fill("월렛 상태")
    expect(chat.panel.locator(".found .label")).to_contain_text("건")
    expect(chat.panel.locator(".result mark").first).to_be_visible()
    chat.panel.get_by_role("button", name="대화로 물어보기").click()
    expect(chat.own).to_have_text(["월렛 상태"])
    expect(chat.answers).to_have_count(1)


def test_a_page_speaks_to_the_chat(page: Page, shop: Shop) -> None:
    page.goto(shop.origin)
    chat = Chat(page)
    page.evaluate("""() => {
        window.heard = [];
        for (const name of ["open", "close", "message", "unread"])
            Barodap.on(name, (detail) => heard.push([name, detail.count ?? detail.author ?? null]));
    }""")
    page.get_by_role("button", name="충전 묻기").click()
    expect(chat.own).to_have_text(["캐시는 어떻게 충전하나요?"])
    expect(chat.answers).to_have_count(1)
    page.evaluate("() => Barodap.ask('고마워요')")
    expect(chat.answers).to_have_count(2)
    page.evaluate("() => Barodap.close()")
    expect(chat.panel).to_be_hidden()
    expect(page.get_by_role("button", name="충전 묻기")).to_be_focused()
    heard = page.evaluate("() => window.heard.filter(([name]) => name !== 'unread')")
    assert heard == [["open", None], ["message", "assistant"], ["message", "assistant"], ["close", None]]
    with pytest.raises(Error, match=r"Barodap\.on: x is none of open"):
        page.evaluate("() => Barodap.on('x', () => {})")


def test_what_comes_while_the_panel_is_closed_is_counted(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/messages", lambda route: held.append(route))
    with chat.page.expect_request("**/messages"):
        chat.say(QUESTION)
    chat.box.press("Escape")
    expect(chat.launcher).to_be_focused()
    held.pop().continue_()
    expect(chat.launcher).to_have_accessible_name("도움말 대화 열기, 읽지 않은 메시지 1")
    chat.page.reload()
    expect(chat.launcher).to_have_accessible_name("도움말 대화 열기, 읽지 않은 메시지 1")
    chat.launcher.click()
    expect(chat.answers).to_have_count(1)
    expect(chat.launcher).to_have_accessible_name("도움말 대화 닫기")


def test_all_of_it_works_where_storage_is_blocked(new_page: NewPage, shop: Shop) -> None:
    denied = "navigator.locks.request = () => Promise.reject(new DOMException('denied', 'SecurityError'));"
    chat = Chat(new_page(init_script=denied + BLOCKED_STORAGE)).open(shop.origin)
    chat.answered(QUESTION)
    chat.answered("고마워요")
    expect(chat.own).to_have_count(2)


def test_english_and_a_name_of_its_own(page: Page, shop: Shop) -> None:
    page.goto(f"{shop.origin}?lang=en&title=Shop+help&position=left")
    page.get_by_role("button", name="Open help chat").click()
    panel = page.get_by_role("dialog", name="Shop help")
    expect(panel.get_by_role("textbox", name="Message")).to_be_focused()
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] < 100


def test_what_is_korean_is_said_to_be_so_where_the_chat_is_english(page: Page, shop: Shop) -> None:
    page.goto(f"{shop.origin}?lang=en")
    page.get_by_role("button", name="Open help chat").click()
    panel = page.get_by_role("dialog", name="Help")
    panel.get_by_role("textbox", name="Message").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(panel.locator(".turn.assistant .card").first).to_be_visible()
    assert languages(panel, "p, li, h2, b, .trail") == {"ko": HANGUL, "en": LATIN}
    panel.locator(".turn.assistant .card").first.click()
    expect(panel.locator(".prose > *").first).to_be_visible()
    assert languages(panel, "p, li, h2, a") == {"ko": HANGUL, "en": LATIN}
    panel.get_by_role("button", name="Back").click()
    panel.get_by_role("tab", name="Search").click()
    panel.get_by_role("searchbox").fill("환불")
    expect(panel.locator(".result mark").first).to_be_visible()
    assert languages(panel, "b, .snippet, .trail, .label, li > .button") == {"ko": HANGUL, "en": LATIN}


HANGUL, LATIN = "in Hangul", "in Latin letters"


def languages(panel: Locator, selector: str) -> dict[str, str]:
    """By language that is declared, in what what is seen there is written; "both" where that is not one script."""
    found: list[tuple[str, bool]] = panel.evaluate(
        """(panel, selector) => [...panel.querySelectorAll(selector)]
            .filter((node) => node.checkVisibility() && node.innerText.trim() && !node.closest(".own, [role=tab]"))
            .map((node) => [node.closest("[lang]").lang, /[가-힣]/.test(node.innerText)])""",
        selector,
    )
    scripts: dict[str, set[bool]] = {}
    for language, is_hangul in found:
        scripts.setdefault(language, set()).add(is_hangul)
    return {
        language: "both" if len(kinds) > 1 else HANGUL if kinds == {True} else LATIN
        for language, kinds in scripts.items()
    }


def test_pages_of_the_help_centre_hold_the_same_chat(page: Page) -> None:
    page.goto("/search?q=김치찌개 끓이는 법")
    page.get_by_role("button", name="대화로 물어보기").click()
    panel = page.get_by_role("dialog", name="바로답 도움말")
    expect(panel.locator(".own .bubble")).to_have_text(["김치찌개 끓이는 법"])
    expect(panel.locator(".turn.assistant .bubble")).to_have_count(1)
