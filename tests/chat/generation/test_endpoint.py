"""The protocol, over HTTP, with servers of every kind."""

from __future__ import annotations

import json
import socket
from threading import Barrier, Thread

import pytest

from app.chat.generation.endpoint import MAX_CALLS, Endpoint, EndpointError
from tests.chat.generation.model_server import Answer, Handler, ModelServer, raw, says

MESSAGES = [{"role": "user", "content": "환불은?"}]


def endpoint(model: ModelServer, timeout: float = 5.0) -> Endpoint:
    return Endpoint(model.url + "/", model="small", key="secret", timeout=timeout)


def test_it_speaks_chat_completions(model: ModelServer) -> None:
    model.answer = says("환불은 7일 이내에 돼요.")
    assert endpoint(model).complete(MESSAGES) == "환불은 7일 이내에 돼요."
    ((path, headers, body),) = model.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["messages"] == MESSAGES
    assert (body["model"], body["stream"], body["temperature"]) == ("small", False, 0)


def test_a_query_stays_behind_the_path(model: ModelServer) -> None:
    model.answer = says("네")
    Endpoint(f"{model.url}/?api-version=2024-10-21", model="small", key="", timeout=5).complete(MESSAGES)
    assert model.requests[0][0] == "/v1/chat/completions?api-version=2024-10-21"


def test_without_a_key_none_is_sent(model: ModelServer) -> None:
    model.answer = says("네")
    Endpoint(model.url, model="small", key="", timeout=5).complete(MESSAGES)
    assert "Authorization" not in model.requests[0][1]


def slow(handler: Handler, _: object) -> None:
    handler.server.over.wait()


def dripping(handler: Handler, _: object) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.02):
        handler.wfile.write(b" ")


def hanging_up(handler: Handler, _: object) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


STREAM = b'data: {"choices": [{"delta": {"content": "\xed\x99\x98"}}]}\n\ndata: [DONE]\n\n'
BAD: dict[str, Answer] = {
    "slow": slow,
    "dripping": dripping,
    "hanging up": hanging_up,
    "10 MB": says("가" * 3_500_000),
    "500": raw(b"{}", status=500),
    "401": raw(b'{"error": {"message": "bad key"}}', status=401),
    "redirect": raw(b"", status=302, Location="https://example.com/v1/chat/completions"),
    "broken JSON": raw(b'{"choices": [{"message": {"content": "'),
    "deep JSON": raw(b"[" * 100_000),
    "HTML": raw(b"<html>login</html>", kind="text/html"),
    "streaming": raw(STREAM, kind="text/event-stream"),
    "not UTF-8": raw(b'{"choices": "\xb0\xa1"}'),
    "empty body": raw(b""),
    "a list": raw(b"[]"),
    "an error": raw(b'{"error": "overloaded"}'),
    "no choices": raw(b'{"choices": []}'),
    "odd choices": raw(b'{"choices": ["text"]}'),
    "odd message": raw(b'{"choices": [{"message": "text"}]}'),
    "null": says(None),
    "blank": says("  \n"),
    "parts": says([{"type": "text", "text": "네"}]),
    "broken off": says("환불은", finish_reason="length"),
    "filtered": says("환불은", finish_reason="content_filter"),
    "tools": says(None, finish_reason="tool_calls"),
    "refusal": raw(
        json.dumps({"choices": [{"message": {"content": "네", "refusal": "no"}, "finish_reason": "stop"}]}).encode()
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_answer_is_an_error(model: ModelServer, kind: str) -> None:
    model.answer = BAD[kind]
    with pytest.raises(EndpointError):
        endpoint(model, timeout=0.3 if kind in ("slow", "dripping") else 5.0).complete(MESSAGES)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://nowhere.invalid/v1", "http://h:port/v1", "http://"])
def test_nobody_there(url: str) -> None:
    with pytest.raises(EndpointError):
        Endpoint(url, model="small", key="", timeout=2).complete(MESSAGES)


def test_a_server_that_failed_is_left_alone_for_a_while(model: ModelServer) -> None:
    model.answer = raw(b"", status=503)
    asked = endpoint(model)
    for _ in range(3):
        with pytest.raises(EndpointError):
            asked.complete(MESSAGES)
    assert len(model.requests) == 1


def test_what_a_model_says_wrong_is_no_reason_to_rest(model: ModelServer) -> None:
    model.answer = says(None)
    asked = endpoint(model)
    for _ in range(2):
        with pytest.raises(EndpointError):
            asked.complete(MESSAGES)
    assert len(model.requests) == 2


def test_only_so_many_are_asked_at_once(model: ModelServer) -> None:
    waiting, go_on = Barrier(MAX_CALLS + 1), Barrier(MAX_CALLS + 1)

    def answer(handler: Handler, body: dict[str, object]) -> None:
        waiting.wait(10)
        go_on.wait(10)
        says("네")(handler, body)

    model.answer = answer
    asked = endpoint(model, timeout=20)
    said: list[str] = []
    threads = [Thread(target=lambda: said.append(asked.complete(MESSAGES))) for _ in range(MAX_CALLS)]
    for thread in threads:
        thread.start()
    waiting.wait(10)
    with pytest.raises(EndpointError, match="busy"):
        asked.complete(MESSAGES)
    go_on.wait(10)
    for thread in threads:
        thread.join(10)
    assert said == ["네"] * MAX_CALLS
