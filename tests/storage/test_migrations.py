"""Every migration up and down, with rows in the tables, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, MetaData, Table, inspect, text

from app.storage.database import Database
from app.storage.schema import VERSION_TABLE, alembic_config, is_current
from app.storage.tables import Base
from tests.storage.given import ROWS, fill, held
from tests.storage.test_schema import differences

REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
]


def migrate(database: Database, revision: str) -> None:
    with database.write() as session:
        config = alembic_config()
        config.attributes["connection"] = session.connection()
        done = names(session.connection())
        up = revision == "head" or (revision != "base" and (VERSION_TABLE not in done or now(database) < revision))
        (command.upgrade if up else command.downgrade)(config, revision)


def now(database: Database) -> str:
    with database.read() as session:
        return session.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or ""


def names(connection: Connection) -> set[str]:
    inspector: Inspector = inspect(connection)
    return set(inspector.get_table_names())


def as_they_are(connection: Connection) -> MetaData:
    """The declared tables with the columns that are there now."""
    there, inspector = MetaData(), inspect(connection)
    for table in Base.metadata.sorted_tables:
        if table.name in names(connection):
            columns = {column["name"] for column in inspector.get_columns(table.name)}
            Table(table.name, there, *(column._copy() for column in table.columns if column.name in columns))
    return there


def test_all_go_up_down_and_up_again_and_keep_what_the_tables_hold(database_url: str) -> None:
    database = Database(database_url)
    database.make_folder()
    after: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    filled: frozenset[str] = frozenset()
    for revision in REVISIONS:
        migrate(database, revision)
        with database.write() as session:
            tables = as_they_are(session.connection())
            fill(session.connection(), tables, but=filled)
            filled = frozenset(tables.tables)
            after[revision] = held(session.connection(), tables)
    assert filled == set(ROWS) == set(Base.metadata.tables)
    assert is_current(database)
    with database.read() as session:
        assert differences(session.connection()) == []
    for revision in reversed(REVISIONS):
        migrate(database, revision)
        with database.read() as session:
            found = held(session.connection(), as_they_are(session.connection()))
        # What a migration added is lost on the way down, and nothing else.
        assert found == {name: rows for name, rows in after[revision].items() if name in found}
        assert set(found) == set(after[revision])
    migrate(database, "base")
    with database.read() as session:
        assert names(session.connection()) <= {VERSION_TABLE}
    migrate(database, "head")
    with database.write() as session:
        fill(session.connection(), Base.metadata)
        assert differences(session.connection()) == []
        assert set(held(session.connection(), Base.metadata)) == set(ROWS)
    database.close()
