"""What the processes that serve one help centre share beside the database: counts, notices and suggestions.

By itself each process shares only with its own threads (``memory``); with ``BARODAP_REDIS_URL`` all share through Redis
(``redis``). Nothing here is a record: whatever is lost costs time and no more.
"""
