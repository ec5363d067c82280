"""All settings, read once from the environment (``DURE_…``) and a ``dure.env`` in the home."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dure.adapters.access import Access
from dure.core import Invalid, say


class Settings(BaseSettings):
    """How this Dure runs; every field can be set by the variable DURE_ and its name."""

    model_config = SettingsConfigDict(env_prefix="DURE_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path.home() / ".dure",
        description="folder that holds everything unless said otherwise",
    )
    database: str | None = Field(
        default=None, description="SQLAlchemy URL; default: a SQLite file in the home"
    )
    storage: str | None = Field(
        default=None, description="s3://bucket/prefix or a folder; default: a folder in the home"
    )
    s3_endpoint: str | None = Field(default=None, description="address of an S3-compatible server")
    s3_region: str = Field(default="us-east-1", description="region of the bucket")
    s3_key: SecretStr | None = Field(default=None, description="access key id")
    s3_secret: SecretStr | None = Field(default=None, description="secret access key")
    models: Path | None = Field(default=None, description="folder of model files")
    threads: int = Field(
        default_factory=lambda: max(2, min(os.cpu_count() or 2, 16)),
        ge=1,
        description="threads that examine media",
    )
    upload_bytes: int = Field(
        default=50 << 30, ge=1, description="bytes that one uploaded file may have"
    )
    upload_quota_bytes: int = Field(
        default=500 << 30,
        ge=1,
        description="bytes of uploads that an organisation may have waiting",
    )
    delivery_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="days after which a delivery that nobody touches ends",
    )
    cache_bytes: int = Field(
        default=20 << 30,
        ge=0,
        description="bytes of series and films prepared for looking at them that are kept",
    )
    host: str = Field(default="127.0.0.1", description="address that the server listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that the server listens on")

    @cached_property
    def database_url(self) -> str:
        """Where the truth lies."""
        return self.database or f"sqlite:///{self.home / 'dure.db'}"

    @cached_property
    def s3_access(self) -> Access:
        """How buckets are reached."""
        key = self.s3_key.get_secret_value() if self.s3_key else None
        secret = self.s3_secret.get_secret_value() if self.s3_secret else None
        return Access(self.s3_endpoint, self.s3_region, key, secret)

    @cached_property
    def models_folder(self) -> Path:
        """Where model files lie."""
        return self.models or self.home / "models"


def load(home: Path | None = None) -> Settings:
    """Read the settings; a home given on the command line comes before the environment's."""
    chosen: dict[str, Any] = {"home": home.expanduser().absolute()} if home else {}
    try:
        first = Settings(**chosen)
        return Settings(_env_file=first.home / "dure.env", **chosen)  # type: ignore[call-arg]
    except ValidationError as refused:
        wrong = refused.errors()[0]
        raise Invalid(
            say(
                "The setting DURE_{name} is not valid: {reason}.",
                name="_".join(map(str, wrong["loc"])).upper(),
                reason=wrong["msg"],
            )
        ) from None
