"""The errors Barodap raises on purpose. ``message`` is Korean and for people; ``code`` is stable and for programs."""

from __future__ import annotations

INTERNAL = "문제가 생겼어요. 잠시 뒤에 다시 시도해 주세요."
UNAVAILABLE = "지금은 서비스를 준비하고 있어요. 잠시 뒤에 다시 시도해 주세요."


class BarodapError(Exception):
    """Base of every expected failure.

    ``status`` is the HTTP status of a request that ran into it; ``remedy`` is a command or an action that mends it.
    """

    code = "internal_error"
    status = 500

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n→ {self.remedy}" if self.remedy else self.message

    @property
    def shown(self) -> str:
        """What those outside are told: the message, unless the fault is ours and nobody's business."""
        if self.status < 500:
            return self.message
        return UNAVAILABLE if self.status == 503 else INTERNAL


class InvalidRequestError(BarodapError):
    """What a client sent does not fit; ``parameter`` names the culprit."""

    code = "invalid_request"
    status = 400

    def __init__(self, message: str, *, parameter: str = "", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.parameter = parameter


class UnauthorizedError(BarodapError):
    """Who asks does not prove to be who may."""

    code = "unauthorized"
    status = 401


class NotFoundError(BarodapError):
    """The named article, category, page or conversation does not exist."""

    code = "not_found"
    status = 404


class TooManyRequestsError(BarodapError):
    """A client sends more than is taken; ``retry_after`` is in how many seconds it may try again."""

    code = "too_many_requests"
    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ConversationBusyError(BarodapError):
    """Others kept changing the conversation while a reply was being made; nothing was kept. Sending it again may do."""

    code = "conversation_busy"
    status = 409


class ConversationEndedError(BarodapError):
    """Nothing more can be said in this conversation; a new one must be opened."""

    code = "conversation_ended"
    status = 409


class ConfigurationError(BarodapError):
    """A setting has a value that cannot work."""

    code = "bad_configuration"


class MissingDependencyError(BarodapError):
    """An optional part is not installed; ``remedy`` is the command that installs it."""

    code = "missing_dependency"


class ContentError(BarodapError):
    """Articles, categories or the lexicon cannot be read; nothing was changed."""

    code = "bad_content"


class StorageError(BarodapError):
    """The database cannot be used: unreachable, read-only or made by a newer version."""

    code = "storage_unavailable"
    status = 503


class DatabaseUnreachableError(StorageError):
    """Nobody answers where the database should be. What needs none can go on."""


class TransactionConflictError(StorageError):
    """Others were at the same rows, and one had to give way; nothing was kept. Trying again may do."""


class IndexUnavailableError(BarodapError):
    """No generation can be opened: none was published, all are damaged, or another analyser made them."""

    code = "index_unavailable"
    status = 503


class EngineUnavailableError(IndexUnavailableError):
    """The server that holds a generation does not answer; nothing is wrong with the generation as far as is known."""


class PublishError(BarodapError):
    """A generation could not be built, verified or put in place; the one before still serves."""

    code = "publish_failed"
