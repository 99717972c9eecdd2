"""The OpenAPI document, and a page to read it and try it out: Swagger UI from a package, under the site's policy."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request, url_for

from app.errors import MissingDependencyError
from app.web.api.endpoint import PREFIX
from app.web.api.endpoints import ENDPOINTS
from app.web.api.openapi import document
from app.web.assets import TYPES, Asset

blueprint = Blueprint("api_docs", __name__)

_ASSETS = frozenset({"swagger-ui.css", "swagger-ui-bundle.js"})
_A_DAY = "public, max-age=86400"


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The OpenAPI document; its server is where this application is mounted."""
    text = json.dumps(document(ENDPOINTS, server=request.script_root or "/"), ensure_ascii=False)
    return Response(text, mimetype="application/json")


@blueprint.get("/api/docs")
def page() -> str:
    """The human page. Its scripts are files, as the policy allows nothing inline and nothing from elsewhere."""
    return render_template("api_docs.html", document=url_for("api_docs.openapi"))


@blueprint.get("/api/docs/assets/<name>")
def asset(name: str) -> Response:
    """The files of Swagger UI that the page needs, and no others of the package."""
    if name not in _ASSETS:
        abort(404)
    return _read(name).response(_A_DAY)


@cache
def _read(name: str) -> Asset:
    file = _folder() / name
    return Asset(file.read_bytes(), TYPES[file.suffix])


@cache
def _folder() -> Path:
    """Where the package keeps the files; found without importing it, as its code is of no use here."""
    package = find_spec("swagger_ui")
    if package is None or not package.submodule_search_locations:
        raise MissingDependencyError("API 문서 페이지에 필요한 패키지가 없어요.", remedy="pip install swagger-ui-py")
    return Path(package.submodule_search_locations[0]) / "static"
