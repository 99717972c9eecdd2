"""``barodap migrate-database`` as an operator runs it."""

from __future__ import annotations

from pathlib import Path

from app.storage.database import Database
from app.storage.tables import Base
from tests.cli.process import run
from tests.conftest import settings_in
from tests.databases import NewDatabase, new_database, postgres_url
from tests.storage.given import ROWS, fill

__all__ = ["new_database", "postgres_url"]


def test_each_table_is_reported_and_no_password_shown(new_database: NewDatabase, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with new_database("sqlite", tmp_path / "from") as url, new_database("postgresql", tmp_path, tables=False) as to:
        source = Database(url)
        with source.write() as session:
            fill(session.connection(), Base.metadata)
        source.close()
        to = to.replace("barodap@", "barodap:hidden@")
        done = run(settings, "migrate-database", url, to)
        assert done.returncode == 0, done.stderr
        for name, rows in ROWS.items():
            assert f"{name}: {len(rows)}행을 옮기고 대조했어요." in done.stdout
        assert f"{sum(map(len, ROWS.values()))}행을 모두 옮겼어요." in done.stdout
        assert "BARODAP_DATABASE_URL" in done.stderr
        assert "BARODAP_SECRET_KEY" in done.stderr
        again = run(settings, "migrate-database", url, to)
        assert (again.returncode, "비어 있지 않아서" in again.stderr) == (1, True)
        assert "hidden" not in done.stdout + done.stderr + again.stdout + again.stderr
