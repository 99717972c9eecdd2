"""Every endpoint of the API."""

from __future__ import annotations

from app.web.api import agent_views, chat_views, health_views, views
from app.web.api.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *views.ENDPOINTS,
    *chat_views.ENDPOINTS,
    *agent_views.ENDPOINTS,
    *health_views.ENDPOINTS,
)
