"""The compose files, put together as documented. No container is started: they are read as compose reads them."""

from __future__ import annotations

import re
import tomllib
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from app.config import Settings, load_settings, unknown_variables

ROOT = Path(__file__).parent.parent
SETS = (
    ("compose.yaml",),
    ("compose.yaml", "compose.opensearch.yaml"),
    ("compose.yaml", "compose.shared.yaml"),
    ("compose.yaml", "compose.opensearch.yaml", "compose.shared.yaml"),
)
GIVEN = {"BARODAP_SECRET_KEY": "k" * 64, "POSTGRES_PASSWORD": "p@ss/word"}


def merged(files: tuple[str, ...]) -> dict[str, Any]:
    """Mappings are merged and all else is replaced, which is what compose does with what is in these."""
    return reduce(_merge, (yaml.safe_load((ROOT / name).read_text(encoding="utf-8")) for name in files))


def _merge(under: Any, over: Any) -> Any:
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return under if over is None else over
    return {name: _merge(under.get(name), over.get(name)) for name in {**under, **over}}


def environment(service: dict[str, Any]) -> dict[str, str]:
    """With what is set outside: ``${NAME:-default}`` and ``${NAME:?told when missing}``."""

    def value(found: re.Match[str]) -> str:
        name, _, rest = found[1].partition(":")
        if name not in GIVEN and rest.startswith("?"):
            raise AssertionError(f"{name} is not set: {rest[1:]}")
        return GIVEN.get(name, rest[1:])

    return {name: re.sub(r"\$\{([^}]*)\}", value, text) for name, text in service.get("environment", {}).items()}


@pytest.fixture(params=SETS, ids=" ".join)
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    return merged(request.param)


def test_every_file_is_in_a_set_and_every_documented_set_is_one() -> None:
    assert {path.name for path in ROOT.glob("compose*.yaml")} == {name for files in SETS for name in files}
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("compose*.yaml")]
    told = {
        tuple(command.split(" -f ")[1:])
        for document in documents
        for command in re.findall(r"docker compose((?: -f \S+)+)", document.read_text(encoding="utf-8"))
    }
    assert told == set(SETS[1:])


def test_the_settings_exist_and_name_servers_that_are_there(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = environment(compose["services"]["barodap"])
    assert unknown_variables(given) == []
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings: Settings = load_settings()
    if settings.redis_url:
        assert make_url(settings.redis_url).host in compose["services"]
    if settings.engine == "opensearch":
        assert make_url(settings.opensearch_url).host in compose["services"]
    if settings.database_url.startswith("postgresql"):
        url, server = (
            make_url(settings.database_url),
            environment(compose["services"][make_url(settings.database_url).host or ""]),
        )
        assert (url.username, given["PGPASSWORD"]) == (server["POSTGRES_USER"], server["POSTGRES_PASSWORD"])
        assert url.database == server.get("POSTGRES_DB", server["POSTGRES_USER"])


def test_what_is_chosen_is_installed(compose: dict[str, Any]) -> None:
    barodap = compose["services"]["barodap"]
    build = barodap["build"]
    extras = set(build["args"]["EXTRAS"].split(",")) if isinstance(build, dict) else set()
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras <= set(known)
    given = environment(barodap)
    needed = {
        "opensearch": given.get("BARODAP_ENGINE") == "opensearch",
        "postgres": given.get("BARODAP_DATABASE_URL", "").startswith("postgresql"),
        "redis": bool(given.get("BARODAP_REDIS_URL")),
    }
    assert {name for name, is_needed in needed.items() if is_needed} <= extras


def test_servers_are_watched_started_anew_and_waited_for(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        assert service["restart"] == "unless-stopped"
        if name != "barodap":  # whose check is in its image
            assert service["healthcheck"]["test"][0] == "CMD"
    waited = services["barodap"].get("depends_on", {})
    assert set(waited) == set(services) - {"barodap"}
    volumes = {volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert volumes == set(compose["volumes"])
