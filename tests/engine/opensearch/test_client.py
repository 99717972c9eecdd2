from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.engine.opensearch.client import ATTEMPTS, Client, Connection, ServerRefusedError, ServerUnavailableError
from app.errors import EngineUnavailableError
from tests.engine.opensearch.played import CERTIFICATE, playing

BUSY = (429, {"error": {"type": "rejected_execution_exception"}, "status": 429})


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_tried_again_while_the_server_is_overloaded(status: int) -> None:
    with playing((status, BUSY[1]), (status, BUSY[1]), (200, {"count": 7})) as server:
        assert Client(Connection(server.address)).read("GET", "/a/_count") == {"count": 7}
        assert len(server.requests) == 3


def test_a_read_is_given_up_after_a_few_tries() -> None:
    with playing(BUSY) as server:
        with pytest.raises(ServerUnavailableError) as caught:
            Client(Connection(server.address)).read("GET", "/")
        assert (len(server.requests), caught.value.answered) == (ATTEMPTS, 429)


def test_a_write_is_sent_once() -> None:
    with playing(BUSY, (200, {})) as server:
        with pytest.raises(ServerUnavailableError):
            Client(Connection(server.address)).write("PUT", "/a", {}, timeout=5)
        assert len(server.requests) == 1


def test_a_slow_answer_leaves_time_for_another_try() -> None:
    with playing((200, {"n": 1}), (200, {"n": 2}), delays=(30.0, 0.0)) as server:
        assert Client(Connection(server.address, timeout=2.0)).read("GET", "/") == {"n": 2}


def test_a_part_that_failed_fails_the_whole_and_is_tried_again() -> None:
    failed = {"error": {"type": "search_phase_execution_exception"}, "status": 503}
    with playing((200, {"responses": [{}, failed]}), (200, {"responses": [{}, {}]})) as server:
        assert Client(Connection(server.address)).read("POST", "/a/_msearch", "{}\n{}\n") == {"responses": [{}, {}]}
        assert len(server.requests) == 2


def test_a_refusal_is_not_tried_again_and_names_its_kind() -> None:
    with playing((404, {"error": {"type": "index_not_found_exception"}, "status": 404})) as server:
        with pytest.raises(ServerRefusedError) as caught:
            Client(Connection(server.address)).read("GET", "/a/_count")
        assert (caught.value.answered, caught.value.kind) == (404, "index_not_found_exception")
        assert len(server.requests) == 1


def test_an_answer_that_is_no_json_is_an_error_of_the_server() -> None:
    with playing((200, b"<html>")) as server, pytest.raises(ServerUnavailableError, match="읽을 수 없어요"):
        Client(Connection(server.address)).read("GET", "/")


def test_a_server_that_stays_away_is_not_waited_for_by_everyone() -> None:
    with playing((503, {})) as server:
        client = Client(Connection(server.address))
        for _ in range(5):
            with pytest.raises(EngineUnavailableError):
                client.read("GET", "/")
        assert len(server.requests) == 3 * ATTEMPTS


def test_another_node_answers_for_one_that_is_gone() -> None:
    with playing((200, {"n": 1})) as server:
        client = Client(Connection(f"http://127.0.0.1:1,{server.address}"))
        for _ in range(6):
            assert client.read("GET", "/") == {"n": 1}


def test_a_write_goes_to_another_node_when_one_cannot_be_reached() -> None:
    with playing((200, {"n": 1})) as server:
        for addresses in (f"http://127.0.0.1:1,{server.address}", f"{server.address},http://127.0.0.1:1"):
            client = Client(Connection(addresses))
            assert [client.write("PUT", "/a", timeout=5) for _ in range(3)] == [{"n": 1}] * 3
        assert len(server.requests) == 6


def test_the_password_is_sent_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    with playing((401, {"error": {"type": "security_exception"}})) as server:
        connection = Connection(server.address.replace("//", "//barodap:b%21-secret@"))
        with pytest.raises(ServerRefusedError) as caught:
            Client(connection).read("GET", "/")
        assert server.requests[0][2] == "Basic YmFyb2RhcDpiIS1zZWNyZXQ="
    told = f"{caught.value} {caught.value!r} {connection!r} {caplog.text}"
    assert "secret" not in told
    assert "barodap:" not in told


def test_a_certificate_must_be_trusted() -> None:
    with playing((200, {"n": 1}), tls=True) as server:
        with pytest.raises(ServerUnavailableError, match="인증서를 믿을 수 없어요"):
            Client(Connection(server.address)).read("GET", "/")
        assert not server.requests
        trusting = Client(Connection(server.address, ca=str(CERTIFICATE)))
        assert trusting.read("GET", "/") == {"n": 1}
        trusting.close()


def test_a_file_of_certificates_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(ServerUnavailableError, match="인증서 파일을 읽을 수 없어요"):
            Client(Connection("https://127.0.0.1:1", ca=str(tmp_path / name))).read("GET", "/")


def test_a_forked_process_makes_connections_of_its_own() -> None:
    with playing((200, {"n": 1})) as server:
        client = Client(Connection(server.address))
        client.read("GET", "/")
        before = client._connected()
        child = os.fork()
        if not child:
            os._exit(0 if client._connected() is not before else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert client._connected() is before
