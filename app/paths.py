"""Where the project's folders are: beside ``app/`` in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = PACKAGE.parent
IN_CHECKOUT = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "templates").is_dir()

_ASSETS = _CHECKOUT if IN_CHECKOUT else PACKAGE
TEMPLATES = _ASSETS / "templates"
FAQ_DATA = _ASSETS / "faq_data"
MIGRATIONS = PACKAGE / "storage" / "migrations"

_WORKING = _CHECKOUT if IN_CHECKOUT else Path.cwd()
DATA_DIR = _WORKING / "var" if IN_CHECKOUT else _WORKING / "barodap-data"
INDEX_DIR = _WORKING / "index" if IN_CHECKOUT else DATA_DIR / "index"
