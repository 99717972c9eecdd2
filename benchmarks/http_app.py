"""The application with one address more, behind which there is nothing: what the rest is measured against."""

from __future__ import annotations

from flask import Flask

from app import create_app as product

NOTHING = "/api/v1/nothing"


def create_app() -> Flask:
    """For gunicorn. The address is nowhere but in benchmarks."""
    app = product()
    app.add_url_rule(NOTHING, "nothing", dict)
    return app
