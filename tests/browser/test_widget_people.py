"""People in the chat: a message left for them, and what they answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.services import Services, build_services
from tests.browser.chat import Chat
from tests.browser.shop import Shop
from tests.browser.test_widget_connection import allowed, session_of
from tests.conftest import NO_LEXICON, settings_in
from tests.live_server import live_server


@pytest.fixture
def services(folder: Path) -> Iterator[Services]:
    services = build_services(settings_in(folder))
    yield services
    services.database.close()


@pytest.fixture
def closed(address: str, folder: Path, shop: Shop) -> Iterator[None]:
    """The shop with a help centre where people never answer at once."""
    settings = {"widget_origins": shop.origin, "faq_data": str(folder / "faq_data"), "business_hours": "never"}
    with live_server(folder, lexicon=str(NO_LEXICON), **settings) as url:
        shop.help_centre = url
        yield
        shop.help_centre = address


@pytest.mark.usefixtures("closed")
def test_a_message_is_left_where_nobody_is_there(page: Page, shop: Shop, services: Services) -> None:
    chat = Chat(page).open(shop.origin)
    chat.answered("상담원 연결해 주세요")
    form = chat.panel.get_by_role("form", name="연락처 남기기")
    form.get_by_role("button", name="보내기").click()
    name = form.get_by_label("이름", exact=True)
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("이름을 적어 주세요.")
    assert name.get_attribute("aria-invalid") == "true"
    name.fill("홍길동")
    form.get_by_label("연락처", exact=True).fill("hong@example.com")
    form.get_by_label("문의 내용").fill("환불이 안 들어왔어요.")
    form.get_by_role("button", name="보내기").click()
    consent = form.get_by_role("checkbox")
    expect(consent).to_be_focused()
    # Talking on does not lose what was filled in.
    chat.answered("고마워요")
    consent.check()
    form.get_by_role("button", name="보내기").click()
    expect(chat.panel.get_by_text("문의를 받았어요.")).to_be_focused()
    mine = token_of(chat)
    session = services.chat.store.find(mine["session_id"], mine["token"])
    assert session is not None
    assert session.contact is not None
    assert (session.contact.name, session.contact.contact) == ("홍길동", "hong@example.com")
    services.chat.store.delete(session.id)  # ends the stream, which a server waits for before it stops


def test_what_an_agent_says_arrives_in_any_state_of_the_panel(page: Page, shop: Shop, services: Services) -> None:
    chat = Chat(page).open(shop.origin)
    page.evaluate("() => { window.heard = []; Barodap.on('handover', ({ status }) => heard.push(status)); }")
    chat.answered("상담원 연결해 주세요")
    expect(chat.state).to_have_text("상담원을 기다리고 있어요.")
    id_ = token_of(chat)["session_id"]
    services.chat.store.say(id_, "안녕하세요. 무엇을 도와드릴까요? https://help.example/guide. 참고하세요.")
    spoken = chat.panel.locator(".turn.agent")
    expect(spoken).to_contain_text("상담원")
    expect(spoken.get_by_role("link")).to_have_attribute("href", "https://help.example/guide")
    expect(chat.state).to_have_text("상담원과 이야기하고 있어요.")
    assert page.evaluate("() => window.heard") == ["waiting", "agent"]
    # Closed, and on the next page, where nobody opens the panel.
    page.keyboard.press("Escape")
    services.chat.store.say(id_, "확인했어요.")
    expect(chat.launcher).to_have_accessible_name("도움말 대화 열기, 읽지 않은 메시지 1")
    page.goto(f"{shop.origin}/another")
    services.chat.store.say(id_, "더 궁금한 점이 있으세요?")
    expect(chat.launcher).to_have_accessible_name("도움말 대화 열기, 읽지 않은 메시지 2")
    chat.launcher.click()
    expect(spoken).to_have_count(3)
    expect(chat.launcher).to_have_accessible_name("도움말 대화 닫기")
    # What is said after the end goes into a conversation of its own, below the old one.
    services.chat.store.end(id_)
    chat.say("고마워요")
    expect(chat.panel.get_by_text("지난 대화가 끝나서 새 대화로 이어 갈게요.")).to_be_visible()
    expect(spoken).to_have_count(3)
    expect(chat.answers.last).to_contain_text("언제든 물어보세요")
    assert token_of(chat)["session_id"] != id_


def test_an_agent_is_seen_to_type(page: Page, shop: Shop) -> None:
    chat = Chat(page).open(shop.origin)
    stream = 'retry: 1000\n\n: \n\nevent: typing\ndata: {"typing": true}\n\n'
    connections: list[Route] = []

    def answer(route: Route) -> None:
        connections.append(route)
        route.fulfill(body=stream, content_type="text/event-stream", headers=allowed(shop))

    page.route("**/events?*", answer)
    chat.answered("상담원 연결해 주세요")
    expect(chat.state).to_have_text("상담원이 답을 쓰고 있어요.")
    expect(chat.panel.locator(".typing")).to_be_visible()
    # A stream that ends is taken up again, but not without a pause.
    page.wait_for_timeout(1_500)
    assert len(connections) < 4


def token_of(chat: Chat) -> dict[str, str]:
    session = session_of(chat)
    return {"session_id": session["id"], "token": session["token"]}
