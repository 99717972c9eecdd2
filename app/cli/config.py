"""``barodap config``"""

from __future__ import annotations

import click

from app.config import Settings, load_settings


@click.command("config")
def command() -> None:
    """모든 설정의 이름, 현재 값, 설명을 보여 줘요. 비밀 값은 가려요."""
    settings = load_settings()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        changed = name in settings.model_fields_set
        click.echo(f"BARODAP_{name.upper()}={_shown(name, value)}" + ("  (변경됨)" if changed else ""))
        click.echo(f"    {field.description}")


def _shown(name: str, value: object) -> str:
    if name == "secret_key":
        return "********" if value else ""
    if name == "database_url":
        from sqlalchemy import make_url

        return make_url(str(value)).render_as_string(hide_password=True)
    return str(value)
