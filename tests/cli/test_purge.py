"""``barodap purge`` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

from app.chat.store import ConversationStore
from app.storage.database import Database
from tests.chat.given import age
from tests.cli.process import run
from tests.conftest import settings_in
from tests.databases import database_url, new_database, postgres_url

__all__ = ["database_url", "new_database", "postgres_url"]


def test_deletes_by_the_settings_and_says_how_many(tmp_path: Path, database_url: str) -> None:
    settings = settings_in(tmp_path, database_url=database_url)
    assert run(settings, "purge").stdout == "지운 대화 0건\n"
    database = Database(settings.database_url)
    store = ConversationStore(database, retention_days=1, session_days=1)
    for days in (0, 10, 100):
        age(database, store.open("web").session_id, unused_days=days)
    assert run(settings, "purge").stdout == "지운 대화 1건\n"
    assert run(settings, "purge", BARODAP_CHAT_RETENTION="9").stdout == "지운 대화 1건\n"
    assert run(settings, "purge", BARODAP_CHAT_RETENTION="9").stdout == "지운 대화 0건\n"
    database.close()
