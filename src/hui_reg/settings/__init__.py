"""Settings: flag > environment ``HUI_REG_…`` > ``hui-reg.toml`` in the workspace > default.

One frozen model; :func:`load` also tells where each value came from. Secrets come from the environment, the
keyring or a file that only its owner can read, never from a flag, and are never shown.
"""

import os
from collections.abc import Mapping, Set
from contextvars import ContextVar
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notation import toml
from hui_reg.settings import faults, secrets
from hui_reg.settings.faults import FILE_NAME as FILE_NAME
from hui_reg.settings.faults import PREFIX, holds, in_environment
from hui_reg.settings.keeping import FilePath
from hui_reg.settings.keeping import StoreSettings as StoreSettings

Origin = Literal["命令行", "环境变量", "hui-reg.toml", "默认值"]


def _split(value: Any) -> Any:
    """A comma-separated environment variable as a list."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


_A_DAY = 86400
"""Seconds beyond which no limit is one; ``inf`` isn't either."""

Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


_ADDRESS = r"^(?:[^\s:/@。．，、：]*|[0-9A-Fa-f:.]+)$"
"""Of a server: without a protocol, a port, an @ and the dots of an input method."""


class MailboxSettings(BaseModel):
    """One mailbox. TLS only; ``after`` is what happens on the server once a mail is recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: Annotated[str, StringConstraints(strip_whitespace=True, pattern=_ADDRESS)] = ""
    port: int = Field(default=993, ge=1, le=65535)
    user: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    password: SecretStr | None = None
    password_file: FilePath = None
    ca_file: FilePath = None
    folders: Names = ("INBOX",)
    after: Literal["nothing", "flag", "move"] = "nothing"
    move_to: str = ""
    drafts: str = ""
    timeout_seconds: float = Field(default=60, gt=0, le=_A_DAY)

    def secret(self) -> str:
        """The password or authorisation code. Raises :class:`HuiRegError` (exit 3) when none, or an open file."""
        if self.password is not None:
            return self.password.get_secret_value()
        if self.password_file is not None:
            return secrets.read_file(self.password_file)
        found = secrets.from_keyring(self.host, self.user)
        if found is None:
            raise HuiRegError(
                ExitCode.SETTINGS,
                f"没有设置邮箱 {self.host} 的授权码",
                "请运行 hui-reg init 存入授权码；或设置环境变量 HUI_REG_MAILBOX__PASSWORD，"
                f"或在 {FILE_NAME} 的 [mailbox] 写 password_file。",
            )
        return found


class RunSettings(BaseModel):
    """What ``run`` does by itself, and when it doesn't. ``letters``: where drafts of letters go, if anywhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quiet_hours: str = Field(default="", pattern=r"^$|^([01]?\d|2[0-3]):[0-5]\d\s*-\s*([01]?\d|2[0-3]):[0-5]\d$")
    minutes: float = Field(default=60, gt=0, le=_A_DAY)
    review: bool = True
    album: bool = True
    letters: Literal["none", "folder", "drafts"] = "none"

    def is_quiet(self, now: time) -> bool:
        """Whether nobody is to be bothered at this time of day; the hours may go over midnight."""
        if not self.quiet_hours:
            return False
        begin, end = (time.fromisoformat(part.strip().zfill(5)) for part in self.quiet_hours.split("-"))
        return begin <= now < end if begin <= end else now >= begin or now < end


class ReadingSettings(BaseModel):
    """The worker's caps for one file, and how many workers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    seconds: float = Field(default=60, gt=0, le=_A_DAY)
    memory_mib: int = Field(default=1024, ge=256, le=2**20)


class IntakeSettings(BaseModel):
    """Limits of one mail and of everything unpacked from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    largest_mail_mib: int = Field(default=60, ge=1, le=2**20)
    seconds: float = Field(default=60, gt=0, le=_A_DAY)


class ReviewSettings(BaseModel):
    """The two reviews. ``distinct_reviewers``: what happens when one person decides both. ``blind_share``: of those
    proposed and passed, how many the second review looks at without seeing that, 0 to 1. ``remind_after_days``: the
    days after a letter or a reminder before which a unit is not reminded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    distinct_reviewers: Literal["off", "warn", "refuse"] = "warn"
    remind_after_days: int = Field(default=3, ge=0, le=60)
    blind_share: float = Field(default=0.0, ge=0.0, le=1.0)


_FROM_FILE: ContextVar[Mapping[str, Any]] = ContextVar("hui-reg.toml", default=MappingProxyType({}))
"""What the file says, while it is loaded."""


class Settings(BaseSettings):
    """All settings of a run."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    notice: Path = Path("notice.toml")
    mailbox: MailboxSettings = MailboxSettings()
    accounts: Mapping[str, MailboxSettings] = {}
    run: RunSettings = RunSettings()
    intake: IntakeSettings = IntakeSettings()
    reading: ReadingSettings = ReadingSettings()
    review: ReviewSettings = ReviewSettings()
    store: StoreSettings = StoreSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(_FROM_FILE.get()))

    def mailboxes(self) -> dict[str, MailboxSettings]:
        """Every mailbox by its name: ``mailbox`` itself, then the named accounts; only those with a host."""
        return {name: box for name, box in {"mailbox": self.mailbox, **self.accounts}.items() if box.host}


def load(
    workspace: Path, flags: Mapping[str, Any] | None = None, *, needs_file: bool = True
) -> tuple[Settings, dict[str, Origin]]:
    """The settings of a workspace, and where each value came from, by dotted key.

    Raises :class:`HuiRegError` (exit 3) when ``hui-reg.toml`` is missing (unless not needed) or something is wrong.
    """
    text = _read(workspace / FILE_NAME) if needs_file or (workspace / FILE_NAME).exists() else ""
    from_file = toml.parse(text, FILE_NAME)
    if "registration" in from_file and not from_file.keys() & Settings.model_fields.keys():
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"{FILE_NAME} 里写的是通知文件的内容，不是设置",
            f"请把它改名为 notice.toml，再运行 hui-reg init 写出新的 {FILE_NAME}。",
        )
    for key in toml.steered(from_file):
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"{FILE_NAME} {toml.place(text, key)}{key} 里有看不见的字符",
            toml.BACKSLASH if "\\" in toml.line_of(text, key) else "请删去引号里的制表符（Tab 键打出的空白）。",
        )
    flags = dict(flags or {})
    token = _FROM_FILE.set(from_file)
    try:
        settings = Settings(**flags)
    except ValidationError as error:
        told = "；".join(faults.told(error, text, from_file, known_keys()))
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"设置有误：{told}",
            f"可用的设置项和写法见 {workspace.absolute() / FILE_NAME} 里的说明。",
        ) from None
    except Exception:  # a malformed environment variable raises the source's own errors, in English
        raise HuiRegError(ExitCode.SETTINGS, "设置有误：有一个环境变量写得不对", f"请检查环境变量 {PREFIX}…") from None
    finally:
        _FROM_FILE.reset(token)
    if holds(from_file, "store.database") and secrets.has_password(str(from_file["store"]["database"])):
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"{FILE_NAME} 的 database 里有密码：这个文件会被备份和转发",
            "请把整个地址写进只有本人可读的文件，这里改写 database_file；或放进环境变量 HUI_REG_STORE__DATABASE。",
        )
    settings = _anchored(settings, workspace)
    keys = _flatten(settings.model_dump())
    outside = in_environment(keys)
    origins: dict[str, Origin] = {key: _origin(key, flags, outside, from_file) for key in keys}
    return settings, origins


def known_keys(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """The dotted key of every setting there is."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            keys += known_keys(part, f"{prefix}{name}.")
        else:
            keys.append(prefix + name)
    return keys


def _anchored(settings: Settings, workspace: Path) -> Settings:
    """Relative paths are meant from the workspace: cron starts elsewhere."""

    def mailbox(box: MailboxSettings) -> MailboxSettings:
        paths = {key: getattr(box, key) for key in ("password_file", "ca_file")}
        return box.model_copy(update={key: workspace / path for key, path in paths.items() if path is not None})

    store = settings.store.anchored(workspace)
    accounts = {name: mailbox(box) for name, box in settings.accounts.items()}
    changes = {"mailbox": mailbox(settings.mailbox), "accounts": accounts, "store": store}
    return settings.model_copy(update={**changes, "notice": workspace / settings.notice})


def _read(path: Path) -> str:
    try:
        return toml.text_in(path, FILE_NAME)
    except FileNotFoundError:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"这里还不是工作区：{path.parent.absolute()} 里没有 {FILE_NAME}",
            "请先运行 hui-reg init，或用 -w 指定工作区文件夹。",
        ) from None


def _flatten(values: Mapping[str, Any], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for key, value in values.items():
        dotted = f"{prefix}{key}"
        keys += _flatten(value, f"{dotted}.") if isinstance(value, Mapping) and value else [dotted]
    return keys


def _origin(key: str, flags: Mapping[str, Any], outside: Set[str], from_file: Mapping[str, Any]) -> Origin:
    if holds(flags, key):
        return "命令行"
    if key in outside:
        return "环境变量"
    return "hui-reg.toml" if holds(from_file, key) else "默认值"
