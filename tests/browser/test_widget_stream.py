"""The chat while it listens to people: what it hears at once, and what it does when it hears nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect

from app.services import Services, build_services
from tests.browser.chat import Chat
from tests.browser.conftest import NewPage
from tests.browser.shop import Shop
from tests.browser.test_widget_connection import allowed
from tests.browser.test_widget_people import token_of
from tests.conftest import settings_in

WAITING, AGENT = "상담원을 기다리고 있어요.", "상담원과 이야기하고 있어요."


@pytest.fixture
def services(folder: Path) -> Iterator[Services]:
    services = build_services(settings_in(folder))
    yield services
    services.database.close()


@pytest.fixture
def chat(page: Page, shop: Shop) -> Chat:
    return Chat(page).open(shop.origin)


def waiting(chat: Chat) -> str:
    """The id of a conversation that waits for a person."""
    chat.answered("상담원 연결해 주세요")
    expect(chat.state).to_have_text(WAITING)
    return token_of(chat)["session_id"]


def test_who_answers_is_shown_when_it_changes(chat: Chat, services: Services) -> None:
    id_ = waiting(chat)
    for status, shown in (("agent", AGENT), ("waiting", WAITING), ("bot", "")):
        services.chat.desk.assign(id_, status)  # type: ignore[arg-type]
        expect(chat.state).to_have_text(shown)
    chat.answered("상담원 연결해 주세요")
    services.chat.desk.assign(id_, "ended")
    expect(chat.state).to_have_text("상담이 끝났어요. 메시지를 보내면 새 대화를 시작해요.")


def test_what_is_said_while_the_messages_are_being_read_is_read_too(chat: Chat, services: Services) -> None:
    with chat.page.expect_response("**/events?*"):  # by then nothing is being read
        id_ = waiting(chat)
    held: list[Route] = []
    chat.page.route("**/messages?after=*", lambda route: held.append(route), times=1)
    services.chat.store.say(id_, "하나")
    came(chat.page, held, 1)
    before = held[0].fetch()  # what the server has now
    services.chat.store.say(id_, "둘")
    chat.page.wait_for_timeout(2_500)  # the stream tells of it meanwhile
    held[0].fulfill(response=before)
    expect(chat.panel.locator(".turn.agent .bubble")).to_have_text(["하나", "둘"])


@contextmanager
def silent(first: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that says ``first`` to everyone and nothing ever after, and who has come."""
    heard: list[bytes] = []
    held = []
    with create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                heard.append(connection.recv(65_536))
                connection.sendall(first)

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    for connection in held:
        connection.close()


@pytest.mark.parametrize("begins", [True, False], ids=["after a while", "from the start"])
def test_a_stream_that_falls_silent_is_taken_up_anew(new_page: NewPage, shop: Shop, begins: bool) -> None:
    page = new_page(viewport={"width": 1280, "height": 900}, tolerated="Failed to load resource")
    page.clock.install()
    chat = Chat(page).open(shop.origin)
    head = "".join(f"{name}: {value}\r\n" for name, value in allowed(shop).items())
    first = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{head}\r\nretry: 1000\n\n: \n\n"
    with silent(first.encode() if begins else b"") as (address, heard):
        page.route("**/events?*", lambda route: route.continue_(url=f"{address}/events"))
        waiting(chat)
        came(page, heard, 1)
        page.clock.fast_forward(11_000)  # the silence
        page.clock.fast_forward(6_000)  # and the pause after it
        came(page, heard, 2)


def came(page: Page, requests: Sequence[object], count: int) -> None:
    """Wait until as many have come."""
    for _ in range(50):
        if len(requests) == count:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{len(requests)} came, not {count}")
