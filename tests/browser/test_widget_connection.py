"""What is said in the chat arrives once and in order: offline, through a restart, after lost answers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Route, expect

from app.services import build_services
from tests.browser.chat import Chat
from tests.browser.conftest import NewPage
from tests.browser.shop import Shop
from tests.conftest import NO_LEXICON, settings_in
from tests.live_server import free_port, launch, wait_until_ready

QUESTION = "세금계산서를 다시 받으려면 어떻게 하나요?"
THANKS, BYE = "고마워요", "안녕히 계세요"


@pytest.fixture
def chat(new_page: NewPage, shop: Shop) -> Chat:
    page = new_page(viewport={"width": 1280, "height": 900}, tolerated="Failed to load resource")
    return Chat(page).open(shop.origin)


def session_of(chat: Chat) -> dict[str, str]:
    session: dict[str, str] = chat.page.evaluate(
        "() => JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.endsWith(' session'))])"
    )
    return session


def said_in(chat: Chat, help_centre: str) -> list[str]:
    """What the server has of the visitor's, which is what counts."""
    session = session_of(chat)
    address = f"{help_centre}/api/v1/chat/sessions/{session['id']}/messages"
    with urlopen(Request(address, headers={"Authorization": f"Bearer {session['token']}"})) as answer:
        messages = json.load(answer)["messages"]
    return [message["text"] for message in messages if message["author"] == "visitor"]


def test_what_is_said_offline_is_sent_in_order_once_the_page_is_online(chat: Chat, shop: Shop) -> None:
    chat.answered(QUESTION)
    chat.page.context.set_offline(True)
    chat.say(THANKS)
    chat.say(BYE)
    expect(chat.own).to_have_text([QUESTION, THANKS, BYE])
    expect(chat.state).to_have_text("연결이 끊겼어요. 다시 연결하고 있어요.")
    expect(chat.panel.get_by_text("연결되면 보낼게요")).to_have_count(2)
    chat.page.context.set_offline(False)
    expect(chat.answers).to_have_count(3)
    expect(chat.state).to_have_text("")
    expect(chat.own).to_have_text([QUESTION, THANKS, BYE])
    assert said_in(chat, shop.help_centre) == [QUESTION, THANKS, BYE]


def test_what_was_not_sent_before_the_page_was_left_is_sent_by_the_next_one(chat: Chat, shop: Shop) -> None:
    chat.answered(QUESTION)
    chat.page.route("**/messages", lambda route: route.abort())
    chat.say(THANKS)
    expect(chat.panel.get_by_text("연결되면 보낼게요")).to_be_visible()
    chat.page.unroute("**/messages")
    chat.page.goto(f"{shop.origin}/another")
    # Even though nobody opens the panel there.
    expect(chat.launcher).to_have_accessible_name("도움말 대화 열기, 읽지 않은 메시지 1")
    assert said_in(chat, shop.help_centre) == [QUESTION, THANKS]


def test_a_lost_answer_doubles_nothing(chat: Chat, shop: Shop) -> None:
    tries = []

    def lose_first(route: Route) -> None:
        tries.append(route.fetch())  # the server has it
        if len(tries) == 1:
            route.abort()
        else:
            route.fulfill(response=tries[-1])

    chat.answered(QUESTION)
    chat.page.route("**/messages", lose_first)
    chat.answered(THANKS)
    # The stream may have brought it before it was tried again.
    assert [answer.json()["repeated"] for answer in tries] == [False, True][: len(tries)]
    expect(chat.own).to_have_text([QUESTION, THANKS])
    expect(chat.answers).to_have_count(2)
    assert said_in(chat, shop.help_centre) == [QUESTION, THANKS]


def test_two_tabs_that_come_back_at_once_double_nothing(chat: Chat, shop: Shop) -> None:
    chat.answered(QUESTION)
    other = Chat(chat.page.context.new_page()).open(shop.origin)
    expect(other.answers).to_have_count(1)
    chat.page.context.set_offline(True)
    chat.say(THANKS)
    other.say(BYE)
    for tab in (chat, other):
        expect(tab.own).to_have_text([QUESTION, THANKS, BYE])
    chat.page.context.set_offline(False)
    for tab in (chat, other):
        expect(tab.answers).to_have_count(3)
        expect(tab.own).to_have_text([QUESTION, THANKS, BYE])
    assert said_in(chat, shop.help_centre) == [QUESTION, THANKS, BYE]


@pytest.fixture
def port(shop: Shop, address: str) -> Iterator[int]:
    """Where the shop's help centre is for this test, one that may be killed."""
    port = free_port()
    shop.help_centre = f"http://127.0.0.1:{port}"
    yield port
    shop.help_centre = address


@contextmanager
def server_on(port: int, folder: Path, shop: Shop) -> Iterator[None]:
    """The help centre in ``folder``, killed with all its workers afterwards."""
    places = {"faq_data": str(folder / "faq_data"), "lexicon": str(NO_LEXICON)}
    process = launch(folder, port, widget_origins=shop.origin, **places)
    try:
        wait_until_ready(process, port, folder)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_killed_server_in_mid_conversation_loses_nothing(chat: Chat, shop: Shop, folder: Path, port: int) -> None:
    with server_on(port, folder, shop):
        chat.open(shop.origin)
        chat.answered(QUESTION)
        chat.say(THANKS)  # and the server is killed while it may be answering
    chat.say(BYE)
    expect(chat.state).to_have_text("연결이 끊겼어요. 다시 연결하고 있어요.")
    with server_on(port, folder, shop):
        expect(chat.answers).to_have_count(3, timeout=60_000)
        expect(chat.state).to_have_text("")
        assert said_in(chat, shop.help_centre) == [QUESTION, THANKS, BYE]
        chat.page.reload()
        chat.launcher.click()
        expect(chat.own).to_have_text([QUESTION, THANKS, BYE])
        expect(chat.answers).to_have_count(3)


def test_a_conversation_that_is_gone_goes_on_as_a_new_one(chat: Chat, shop: Shop, folder: Path) -> None:
    chat.answered(QUESTION)
    services = build_services(settings_in(folder))
    assert services.chat.store.delete(session_of(chat)["id"])
    services.database.close()
    chat.answered(THANKS)
    expect(chat.panel.get_by_text("지난 대화가 끝나서 새 대화로 이어 갈게요.")).to_be_visible()
    expect(chat.own).to_have_text([QUESTION, THANKS])
    assert said_in(chat, shop.help_centre) == [THANKS]


def test_a_refused_message_says_why_and_can_be_sent_again(chat: Chat, shop: Shop) -> None:
    fault = {"status": 400, "code": "invalid_request", "detail": "쓸 수 없는 글자가 있어요."}
    chat.answered(QUESTION)
    chat.page.route("**/messages", lambda route: route.fulfill(status=400, json=fault, headers=allowed(shop)))
    chat.say(THANKS)
    expect(chat.panel.locator(".state.fault")).to_contain_text("보내지 못했어요. 쓸 수 없는 글자가 있어요.")
    chat.page.unroute("**/messages")
    # Others need not wait for it.
    chat.answered(BYE)
    chat.panel.get_by_role("button", name="다시 보내기").click()
    expect(chat.answers).to_have_count(3)
    assert said_in(chat, shop.help_centre) == [QUESTION, BYE, THANKS]


@pytest.mark.parametrize("name", ["다시 보내기", "지우기"])
def test_the_focus_is_kept_where_a_refused_message_goes(chat: Chat, shop: Shop, name: str) -> None:
    fault = {"status": 400, "code": "invalid_request", "detail": "쓸 수 없는 글자가 있어요."}
    chat.page.route("**/messages", lambda route: route.fulfill(status=400, json=fault, headers=allowed(shop)))
    chat.say(THANKS)
    pressed = chat.panel.locator(".state").get_by_role("button", name=name)
    pressed.focus()
    chat.page.unroute("**/messages")
    chat.page.keyboard.press("Enter")
    expect(pressed).to_have_count(0)
    expect(chat.box).to_be_focused()


def test_a_busy_server_is_given_the_time_that_it_asks_for(chat: Chat, shop: Shop) -> None:
    tries: list[float] = []

    def refuse_first(route: Route) -> None:
        tries.append(chat.page.evaluate("() => performance.now()"))
        if len(tries) == 1:
            route.fulfill(status=429, json={"code": "too_many_requests"}, headers={**allowed(shop), "Retry-After": "2"})
        else:
            route.continue_()

    chat.page.route("**/messages", refuse_first)
    chat.answered(QUESTION)
    assert tries[1] - tries[0] >= 2000


def allowed(shop: Shop) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": shop.origin, "Access-Control-Expose-Headers": "Retry-After"}


def test_a_page_that_is_not_allowed_gets_no_further(new_page: NewPage, shop: Shop) -> None:
    """The same pages under another name: an origin that the help centre does not know."""
    page = new_page(tolerated="")
    page.goto(shop.origin.replace("localhost", "127.0.0.1"))
    Chat(page).launcher.click()
    expect(page.get_by_role("alert")).to_have_text("열지 못했어요. 잠시 뒤에 다시 눌러 주세요.")
