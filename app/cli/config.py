"""``barodap config``"""

from __future__ import annotations

import sys

import click

from app.config import BadSettingsError, Settings, load_settings, variable
from app.engine.opensearch import addresses as opensearch
from app.errors import BarodapError
from app.setting_types import without_password


@click.command("config")
def command() -> None:
    """모든 설정의 이름, 현재 값, 설명을 보여 줘요. 비밀 값은 가리고, 잘못된 값은 까닭을 알려 줘요."""
    settings, faults = _settings()
    for name, field in Settings.model_fields.items():
        shown, fault = "", faults.get(name)
        if fault is None:
            try:
                shown = _shown(name, getattr(settings, name))
            except BarodapError as error:
                faults[name] = fault = str(error)
        changed = "  (변경됨)" if fault is None and name in settings.model_fields_set else ""
        click.echo(f"{variable(name)}={shown}{changed}")
        if fault is not None:
            click.secho(f"    ✗ {fault}", fg="red")
        click.echo(f"    {field.description}")
    if faults:
        sys.exit(1)


def _settings() -> tuple[Settings, dict[str, str]]:
    """The settings, with defaults for the faulty ones, and what is wrong with those."""
    try:
        return load_settings(), {}
    except BadSettingsError as error:
        defaults = {name: Settings.model_fields[name].default for name in error.faults}
        return load_settings(**defaults), dict(error.faults)


def _shown(name: str, value: object) -> str:
    if name.endswith(("_key", "_secret", "_token")):
        return "********" if value else ""
    if name == "opensearch_url":
        return opensearch.shown(str(value))
    if name == "database_url":
        from app.storage.database import Database

        return Database(str(value)).url.render_as_string(hide_password=True)
    if name == "redis_url":
        return without_password(str(value))
    return str(value)
