"""What the application logs, and where: to stderr, which gunicorn, containers and supervisors all collect."""

from __future__ import annotations

from logging.config import dictConfig


def configure(level: str) -> None:
    """Log from ``level`` up: time, level, process id, logger, message. May be called again.

    Only the application's own loggers are touched; gunicorn's, other libraries' and a test's handlers stay.
    """
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s [%(process)d] %(name)s: %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {"app": {"level": level, "handlers": ["stderr"]}},
        }
    )
