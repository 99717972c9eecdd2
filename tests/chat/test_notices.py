"""Who listens to a conversation is told of each change of it, once it can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.chat.desk import Desk
from app.chat.models import Context, Reply, Turn
from app.chat.sessions import Contact, Rating
from app.chat.store import ConversationStore
from app.errors import NotFoundError
from app.storage.database import Database

CHANGES: dict[str, Callable[[ConversationStore, Desk, str], object]] = {
    "turn": lambda store, desk, id_: store.take_turn(
        id_, "m-1", "안녕", lambda session: Turn(Reply("smalltalk", "greeting", "안녕하세요."), Context())
    ),
    "agent": lambda store, desk, id_: store.say(id_, "네"),
    "contact": lambda store, desk, id_: store.hand_over(id_, Contact("홍길동", "a@b.example", "전화 주세요.", True)),
    "rating": lambda store, desk, id_: store.rate(id_, Rating(5)),
    "typing": lambda store, desk, id_: desk.typing(id_),
    "status": lambda store, desk, id_: desk.assign(id_, "agent"),
    "end": lambda store, desk, id_: store.end(id_),
    "deletion": lambda store, desk, id_: store.delete(id_),
}


def state(desk: Desk, id_: str) -> object:
    """All that can be read of the conversation."""
    try:
        return desk.session(id_), desk.heard(id_, 0)
    except NotFoundError:
        return None


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_told_after_it_is_kept(
    change: str, database: Database, store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, id_, other = Desk(database, store), store.open("web").session_id, store.open("web").session_id
    before, at_notice = state(desk, id_), list[object]()
    tell = store.notices.tell

    def look_and_tell(topic: str) -> None:
        at_notice.append(state(desk, topic))
        tell(topic)

    monkeypatch.setattr(store.notices, "tell", look_and_tell)
    with store.notices.listen(id_) as listener, store.notices.listen(other) as elsewhere:
        CHANGES[change](store, desk, id_)
        assert listener.wait(0)
        assert not elsewhere.wait(0)
    assert at_notice
    assert at_notice[0] == state(desk, id_) != before


def test_what_is_refused_is_not_told(store: ConversationStore) -> None:
    id_ = store.open("web").session_id
    with store.notices.listen("missing") as listener, pytest.raises(NotFoundError):
        store.say("missing", "네")
    assert not listener.wait(0)
    with store.notices.listen(id_) as listener:
        store.messages(id_)
        store.purge(datetime.now(UTC))
        assert not listener.wait(0)
