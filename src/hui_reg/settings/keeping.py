"""The settings of the store: where things are kept, and under which key."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from hui_reg.settings import secrets


def _spread(path: Path | None) -> Path | None:
    return path.expanduser() if path is not None else None


FilePath = Annotated[Path | None, AfterValidator(_spread)]
"""A path in which ``~`` is the user's folder."""


class StoreSettings(BaseModel):
    """Where things are kept; empty means below ``data/`` in the workspace.

    ``database``: the address of a PostgreSQL that several computers share, or ``database_file`` that holds it.
    ``blobs``: where files are then: a folder that all of them reach, a bucket (``s3://…``), or ``own``, each its own.
    ``encrypt``: what is kept is sealed with that cipher, under the key in ``key_file`` or the keyring.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: SecretStr = SecretStr("")
    database_file: FilePath = None
    folder: FilePath = None
    blobs: str = ""
    encrypt: Literal["", "aes", "sm4"] = ""
    key_file: FilePath = None

    def key(self) -> str | None:
        """The key of what is kept encrypted, from its file or the keyring; None where there is none yet.

        Raises :class:`HuiRegError` (exit 3) for a file that others can read."""
        if self.key_file is not None:
            return secrets.read_file(self.key_file) if self.key_file.exists() else None
        return secrets.from_keyring(secrets.STORE, secrets.STORE)

    def keep_key(self, key: str) -> str:
        """Keep a new key there; where it is now, in words. Raises :class:`HuiRegError` (exit 3)."""
        if self.key_file is None:
            secrets.into_keyring(secrets.STORE, secrets.STORE, key)
            return "系统钥匙串"
        secrets.write_file(self.key_file, key)
        return str(self.key_file.absolute())

    @property
    def root(self) -> Path:
        """The folder of the store, once loaded."""
        assert self.folder is not None  # load() anchors it
        return self.folder

    @cached_property
    def url(self) -> str:
        """The address of the database. Raises :class:`HuiRegError` (exit 3) when its file can't be had."""
        told = self.database.get_secret_value()
        if not told and self.database_file is not None:
            told = secrets.read_file(self.database_file)
        return secrets.with_password(told) if told else f"sqlite:///{self.root / 'hui-reg.db'}"

    def anchored(self, workspace: Path) -> "StoreSettings":
        """With relative paths meant from the workspace."""
        changes: dict[str, Path] = {"folder": workspace / (self.folder or "data")}
        for name in ("database_file", "key_file"):
            path = getattr(self, name)
            if path is not None:
                changes[name] = workspace / path
        return self.model_copy(update=changes)
