"""Fixtures that any test may use."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import paths
from app.analysis.views import Analyzer
from app.config import Settings, load_settings
from app.publishing.layout import CACHE
from app.services import Services, build_services
from app.startup import prepare
from tests import chromium, hosts, postgres, redis_server
from tests.redis_server import GIVEN_URL, RedisServer, own_redis


def pytest_report_header() -> list[str]:
    """Say which browser, servers and hosts there are, or why their tests are skipped or do with less."""
    return [chromium.described(), postgres.described(), redis_server.described(), hosts.described()]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, else in the order of the files."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """The developer's own BARODAP_* variables must not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(f"BARODAP_{name.upper()}", raising=False)
        yield


@pytest.fixture(scope="session")
def published_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles imported and published: to be copied."""
    return once(tmp_path_factory, "published-sample", lambda folder: publish_in(settings_in(folder, **AS_SHIPPED)))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder ``name``, which ``make`` fills once for all processes of a run."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = shared / f"{name}-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def copy_cache(index_dir: Path, other: Path) -> None:
    """Let the first publish in the folder ``other`` take up what the last one in ``index_dir`` kept."""
    shutil.copytree(index_dir / CACHE, other / CACHE)


def publish_in(settings: Settings) -> None:
    """Import the articles of ``settings.faq_data`` and publish them."""
    services = build_services(settings)
    prepare(services)
    services.generations.close()
    services.database.close()


@pytest.fixture(scope="session")
def sample_settings(published_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation in a folder of its own, with the sample articles imported and published."""
    folder = shutil.copytree(published_sample, tmp_path_factory.mktemp("sample"), dirs_exist_ok=True)
    return settings_in(folder, **AS_SHIPPED)


@pytest.fixture(scope="session")
def sample(sample_settings: Settings) -> Iterator[Services]:
    """The services of ``sample_settings``; tests that use it only read."""
    services = build_services(sample_settings)
    yield services
    services.generations.close()
    services.database.close()


@pytest.fixture(scope="session")
def analyzer(sample: Services) -> Analyzer:
    """The default analyser with the sample's domain words."""
    return sample.analyzer


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis that tests share who leave it as it is: BARODAP_TEST_REDIS_URL, or one of this process's own."""
    if GIVEN_URL:
        yield GIVEN_URL
        return
    with own_redis() as server:
        yield server.url


@pytest.fixture(name="redis_server")
def _redis_server() -> Iterator[RedisServer]:
    """A Redis of the test's own, to break."""
    with own_redis() as server:
        yield server


AS_SHIPPED = {"semantic_weight": 1.0, "lexicon": paths.FAQ_DATA / "lexicon" / "general"}
NO_LEXICON = Path(__file__).parent / "contracts"
"""A folder that holds no everyday words."""


def settings_in(folder: Path, **overrides: object) -> Settings:
    """Settings with database and index below ``folder``.

    Without the semantic view and the general lexicon, each of which takes a second or more to load.
    """
    places = {"database_url": f"sqlite:///{folder / 'barodap.db'}", "index_dir": folder / "index"}
    return load_settings(**{**places, "semantic_weight": 0.0, "lexicon": NO_LEXICON, **overrides})
