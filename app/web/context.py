"""What a view finds the application's services by."""

from __future__ import annotations

from flask import current_app

from app.services import Services


def services() -> Services:
    """Those of the application that answers the present request."""
    found: Services = current_app.extensions["barodap"]
    return found
