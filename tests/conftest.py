"""Fixtures that any test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.analysis.views import Analyzer
from app.config import Settings, load_settings
from app.services import Services, build_services
from app.startup import prepare
from tests import chromium


def pytest_report_header() -> str:
    """Say which browser there is, or why its tests are skipped."""
    return chromium.described()


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """The developer's own BARODAP_* variables must not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(f"BARODAP_{name.upper()}", raising=False)
        yield


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation in a folder of its own, with the sample articles imported and published."""
    folder = tmp_path_factory.mktemp("sample")
    settings = settings_in(folder, semantic_weight=1.0)
    services = build_services(settings)
    prepare(services)
    services.database.close()
    return settings


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


PLAIN = {"lexicon": Path(__file__).parent / "contracts"}
"""Settings without everyday words, for tests that have nothing to do with them: the folder holds no lexicon."""


def settings_in(folder: Path, **overrides: object) -> Settings:
    """Settings with database and index below ``folder``, without the semantic view, which takes seconds to build."""
    places = {"database_url": f"sqlite:///{folder / 'barodap.db'}", "index_dir": folder / "index"}
    return load_settings(**{**places, "semantic_weight": 0.0, **overrides})
