"""Every setting, read from ``BARODAP_*`` environment variables. ``docs/configuration.md`` lists them for operators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import paths, registry
from app import setting_types as types
from app.chat import hours
from app.errors import ConfigurationError
from app.validation import explain

PREFIX = "BARODAP_"

CHANNEL_NEEDS: Mapping[str, tuple[str, ...]] = {"chatwoot": ("chatwoot_url", "chatwoot_token")}
"""Settings beside its secret that a channel cannot be on without."""


class Settings(BaseSettings):
    """Immutable once made; ``create_app`` and the command line each make one."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: str = Field(
        f"sqlite:///{paths.DATA_DIR / 'barodap.db'}",
        description="SQLAlchemy URL of the database, the record of all content.",
    )
    database_pool: int = Field(
        8, ge=2, le=100, description="Connections to a PostgreSQL server that each worker opens at most."
    )
    redis_url: types.RedisAddress = Field(
        "",
        description="Redis that several processes share limits, notices and suggestions through, e.g. "
        "redis://127.0.0.1:6379/0, rediss:// for TLS; empty: each has its own.",
    )
    index_dir: Path = Field(paths.INDEX_DIR, description="Folder of the index generations; derived, can be rebuilt.")
    faq_data: Path = Field(
        paths.FAQ_DATA, description="Folder of the seed articles, the category tree and the lexicon."
    )
    opensearch_url: types.SearchServers = Field(
        "",
        description="Nodes of OpenSearch for BARODAP_ENGINE=opensearch, with commas between, e.g. "
        "https://name:password@search-1.example:9200.",
    )
    opensearch_ca: str = Field(
        "", description="File of the certificates that OpenSearch's are signed with; empty: those the system trusts."
    )
    opensearch_timeout: float = Field(
        2.0, ge=0.1, le=60, description="Seconds after which a request that OpenSearch does not answer fails."
    )
    opensearch_prefix: types.IndexPrefix = Field(
        "barodap",
        description="What the names of the indexes in OpenSearch begin with; installations must differ in it.",
    )
    opensearch_shards: int = Field(1, ge=1, le=64, description="Primary shards of an index in OpenSearch.")
    opensearch_replicas: int = Field(
        1, ge=0, le=16, description="Copies of each shard beside the primary, as far as there are nodes for them."
    )
    # After what an engine needs, for its check reads that.
    engine: types.EngineName = Field("whoosh", description=f"Search engine: {', '.join(registry.ENGINES)}.")
    tokenizer: types.TokenizerName = Field("mecab", description=f"Korean tokenizer: {', '.join(registry.TOKENIZERS)}.")
    secret_key: str = Field(
        "", description="Signs cookies. Empty: one is made on first start and kept in secret_key beside the database."
    )
    site_name: str = Field("바로답 도움말", min_length=1, description="Name shown in the header and in page titles.")
    base_url: types.SiteAddress = Field(
        "", description="Public address for canonical links, e.g. https://help.example; empty: the request's own."
    )
    contact_url: types.WebAddress = Field(
        "", description="Where a visitor who found nothing can ask a person or a chat; empty: not offered."
    )
    page_chat: bool = Field(True, description="Whether the help pages offer the chat.")
    widget_origins: types.Origins = Field(
        "",
        description="Other sites whose pages may hold the chat, e.g. https://shop.example, https://www.shop.example; "
        "*: any; empty: none.",
    )
    business_hours: types.Hours = Field(
        "mon-fri 09:00-18:00",
        description="When people answer, e.g. mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00; empty: always, "
        "on holidays too; never: at no time.",
    )
    business_holidays: types.Country = Field(
        hours.DEFAULT_COUNTRY,
        description="Country whose public holidays are days off, by its code (KR, JP, US ...); true: KR, false: none.",
    )
    extra_holidays: types.Dates = Field(
        "", description="Days off of the company itself and temporary holidays, e.g. 2027-03-02, 2027-12-31."
    )
    timezone: types.Zone = Field("Asia/Seoul", description="Time zone of the business hours, an IANA name.")
    keep_generations: int = Field(
        2, ge=2, le=20, description="Index generations kept on disk, the serving one included."
    )
    relevance_floor: float = Field(
        0.25, ge=0, le=1, description="Probability of an answer below which a search says that it found nothing."
    )
    answer_confidence: float = Field(
        0.7, ge=0, le=1, description="Probability from which the first result counts as the answer."
    )
    chat_floor: float = Field(
        0.32, ge=0, le=1, description="Probability of an answer below which the chat says that it does not know."
    )
    chat_confidence: float = Field(
        0.78, ge=0, le=1, description="Probability from which the chat answers instead of asking back."
    )
    semantic_weight: float = Field(
        1.0, ge=0, le=4, description="Weight of nearness in meaning; 1 as measured best, 0 turns it off."
    )
    encoder: str = Field(
        "",
        description="Sentence encoder in ONNX for nearness in meaning, a folder or a name on the Hugging Face hub; "
        "empty: word vectors, which need none.",
    )
    lexicon: Path = Field(
        paths.FAQ_DATA / "lexicon" / "general", description="Folder of everyday words that any company's customers use."
    )
    learning: bool = Field(
        True, description="Whether clicks and votes are kept to learn which questions an article answers."
    )
    learning_visitors: int = Field(
        3, ge=1, le=1000, description="Visitors who must agree before a question counts as learned."
    )
    learning_half_life: int = Field(
        90, ge=1, le=3650, description="Days after which what a visitor did counts half as much."
    )
    learning_retention: int = Field(365, ge=1, le=3650, description="Days after which what a visitor did is deleted.")
    events_per_minute: int = Field(
        60,
        ge=1,
        le=100_000,
        description="Clicks and votes taken from one address in a minute, by each worker or, with Redis, by all.",
    )
    chat_session_days: int = Field(
        30, ge=1, le=3650, description="Days after its last use for which a conversation can be taken up again."
    )
    chat_retention: int = Field(
        90, ge=1, le=3650, description="Days after its last use when purging deletes a conversation."
    )
    messages_per_minute: int = Field(
        10_000,
        ge=1,
        le=1_000_000,
        description="What is said in chats from one address in a minute, by each worker or, with Redis, by all.",
    )
    agent_patience: int = Field(
        60,
        ge=1,
        le=10_080,
        description="Minutes for which the assistant leaves a conversation to the people who were called; unless they "
        "say something in them, it then answers as before.",
    )
    agent_token: types.Secret = Field(
        "", description="Token with which agents read and answer conversations over the API; empty: none can."
    )
    kakao_secret: types.ChannelSecret = Field(
        "", description="Secret by which the KakaoTalk bot proves itself; none: whoever knows the address may ask."
    )
    kakao_callback_hosts: str = Field(
        "kakao.com", description="Hosts that a late answer to KakaoTalk may be sent to, with those below them."
    )
    rasa_secret: types.ChannelSecret = Field(
        "", description="Secret by which a client of the Rasa channel proves itself; none: anyone may ask."
    )
    chatwoot_url: types.ServerAddress = Field(
        "", description="Address of Chatwoot, where replies are sent, e.g. https://chat.example."
    )
    chatwoot_token: types.Token = Field("", description="Access token of the agent bot in Chatwoot.")
    chatwoot_secret: types.ChannelSecret = Field(
        "", description="Secret of the agent bot, which signs its webhooks; none: whoever knows the address may ask."
    )
    # After what channels need, for its check reads that.
    channels: str = Field(
        "", description=f"Messengers that are on, with commas between: {', '.join(registry.CHANNELS)}; empty: none."
    )
    generation_model: str = Field("", description="Model that the server of BARODAP_GENERATION_URL is asked for.")
    generation_url: types.WebAddress = Field(
        "",
        description="Address of a server that speaks OpenAI's chat completions, e.g. http://127.0.0.1:11434/v1, to put "
        "answers into flowing words; empty: answers are quoted.",
    )
    generation_key: str = Field("", description="Key that is sent to that server; empty: none.")
    generation_timeout: float = Field(
        2.5, ge=0.1, le=30, description="Seconds after which the quoted answer is shown instead of waiting longer."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Reverse proxies in front whose X-Forwarded-* headers are believed."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("engine")
    @classmethod
    def _with_its_server(cls, value: str, info: ValidationInfo) -> str:
        if value == "opensearch" and info.data.get("opensearch_url") == "":
            raise ValueError("BARODAP_OPENSEARCH_URL에 서버 주소도 있어야 해요.")
        return value

    @field_validator("generation_url")
    @classmethod
    def _with_a_model(cls, value: str, info: ValidationInfo) -> str:
        if value and not info.data.get("generation_model"):
            raise ValueError("BARODAP_GENERATION_MODEL에 모델 이름도 있어야 해요.")
        return value

    @field_validator("channels")
    @classmethod
    def _channels_with_secrets(cls, value: str, info: ValidationInfo) -> str:
        names = names_of(value)
        for name in names:
            types.known(name, registry.CHANNELS)
            if info.data.get(f"{name}_secret") == "":
                raise ValueError(
                    f"'{name}' 채널을 켜려면 {variable(f'{name}_secret')}을 정하세요. "
                    f"누구나 부를 수 있게 하려면 {types.NO_SECRET}이라고 쓰세요."
                )
            for needed in CHANNEL_NEEDS.get(name, ()):
                if info.data.get(needed) == "":
                    raise ValueError(f"'{name}' 채널을 켜려면 {variable(needed)}을 정하세요.")
        return ", ".join(names)


def names_of(value: str) -> tuple[str, ...]:
    """The names in a list with commas between, each once."""
    return tuple(dict.fromkeys(name for part in value.split(",") if (name := part.strip())))


class BadSettingsError(ConfigurationError):
    """``faults`` says by setting what is wrong with its value. Values are not shown: some are secret."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        listing = "\n".join(f"- {fault}" for fault in faults.values())
        super().__init__(f"설정 값이 올바르지 않아요.\n{listing}", remedy="barodap config로 전체 설정을 확인하세요.")
        self.faults = faults


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with ``overrides`` on top. Raises BadSettingsError."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        faults: dict[str, str] = {}
        for fault in error.errors():
            name = str(fault["loc"][0])
            faults[name] = explain({**fault, "loc": (variable(name),)})
        raise BadSettingsError(faults) from error


def variable(name: str) -> str:
    """The environment variable of the setting ``name``."""
    return PREFIX + name.upper()


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Names in ``environment`` that look like settings and are none; most often misspelt ones."""
    known = {variable(name) for name in Settings.model_fields}
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
