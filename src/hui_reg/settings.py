"""Settings: flag > environment ``HUI_REG_…`` > ``hui-reg.toml`` in the workspace > default.

One frozen model; :func:`load` also tells where each value came from. Secrets come from the environment, the
keyring or a file that only its owner can read, never from a flag, and are never shown.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from hui_reg.errors import ExitCode, HuiRegError, in_chinese

FILE_NAME = "hui-reg.toml"
PREFIX = "HUI_REG_"

Origin = Literal["命令行", "环境变量", "hui-reg.toml", "默认值"]


def _split(value: Any) -> Any:
    """A comma-separated environment variable as a list."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _spread(path: Path | None) -> Path | None:
    return path.expanduser() if path is not None else None


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
FilePath = Annotated[Path | None, AfterValidator(_spread)]


class MailboxSettings(BaseModel):
    """One mailbox. TLS only; ``after`` is what happens on the server once a mail is recorded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = ""
    port: int = Field(default=993, ge=1, le=65535)
    user: str = ""
    password: SecretStr | None = None
    password_file: FilePath = None
    ca_file: FilePath = None
    folders: Names = ("INBOX",)
    after: Literal["nothing", "flag", "move"] = "nothing"
    move_to: str = ""
    drafts: str = ""
    timeout_seconds: float = Field(default=60, gt=0)

    def secret(self) -> str:
        """The password or authorisation code. Raises :class:`HuiRegError` (exit 3) when none, or an open file."""
        if self.password is not None:
            return self.password.get_secret_value()
        if self.password_file is not None:
            return _read_secret(self.password_file)
        found = _from_keyring(self.host, self.user)
        if found is None:
            raise HuiRegError(
                ExitCode.SETTINGS,
                f"没有设置邮箱 {self.host} 的授权码",
                "请设置环境变量 HUI_REG_MAILBOX__PASSWORD，或在 hui-reg.toml 的 [mailbox] 写 password_file。",
            )
        return found


class ReadingSettings(BaseModel):
    """The worker's caps for one file, and how many workers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)
    seconds: float = Field(default=60, gt=0)
    memory_mib: int = Field(default=1024, ge=256)


class IntakeSettings(BaseModel):
    """Limits of one mail and of everything unpacked from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    largest_mail_mib: int = Field(default=60, ge=1)
    seconds: float = Field(default=60, gt=0)


class StoreSettings(BaseModel):
    """Where things are kept; empty means below ``data/`` in the workspace."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str = ""
    folder: FilePath = None

    @property
    def root(self) -> Path:
        """The folder of the store, once loaded."""
        assert self.folder is not None  # load() anchors it
        return self.folder

    @property
    def url(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database or f"sqlite:///{self.root / 'hui-reg.db'}"


class Settings(BaseSettings):
    """All settings of a run."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    notice: Path = Path("notice.toml")
    mailbox: MailboxSettings = MailboxSettings()
    accounts: Mapping[str, MailboxSettings] = {}
    intake: IntakeSettings = IntakeSettings()
    reading: ReadingSettings = ReadingSettings()
    store: StoreSettings = StoreSettings()

    file_values: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(cls.file_values))

    def mailboxes(self) -> dict[str, MailboxSettings]:
        """Every mailbox by its name: ``mailbox`` itself, then the named accounts; only those with a host."""
        return {name: box for name, box in {"mailbox": self.mailbox, **self.accounts}.items() if box.host}


def load(
    workspace: Path, flags: Mapping[str, Any] | None = None, *, needs_file: bool = True
) -> tuple[Settings, dict[str, Origin]]:
    """The settings of a workspace, and where each value came from, by dotted key.

    Raises :class:`HuiRegError` (exit 3) when ``hui-reg.toml`` is missing (unless not needed) or something is wrong.
    """
    from_file = _read_file(workspace / FILE_NAME) if needs_file or (workspace / FILE_NAME).exists() else {}
    flags = dict(flags or {})

    class Loaded(Settings):
        file_values: ClassVar[Mapping[str, Any]] = from_file

    try:
        settings: Settings = Loaded(**flags)
    except ValidationError as error:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"设置有误：{in_chinese(error)}",
            f"请改正 {FILE_NAME} 或环境变量 {PREFIX}…；hui-reg init 会写出带说明的样本。",
        ) from None
    except Exception as error:  # a malformed environment variable raises the source's own errors
        raise HuiRegError(ExitCode.SETTINGS, f"设置有误：{error}", f"请检查环境变量 {PREFIX}…") from None
    settings = _anchored(settings, workspace)
    keys = _flatten(settings.model_dump())
    origins: dict[str, Origin] = {key: _origin(key, flags, from_file) for key in keys}
    return settings, origins


def _anchored(settings: Settings, workspace: Path) -> Settings:
    """Relative paths are meant from the workspace: cron starts elsewhere."""

    def mailbox(box: MailboxSettings) -> MailboxSettings:
        paths = {key: getattr(box, key) for key in ("password_file", "ca_file")}
        return box.model_copy(update={key: workspace / path for key, path in paths.items() if path is not None})

    folder = settings.store.folder
    store = settings.store.model_copy(update={"folder": workspace / folder if folder else workspace / "data"})
    accounts = {name: mailbox(box) for name, box in settings.accounts.items()}
    changes = {"mailbox": mailbox(settings.mailbox), "accounts": accounts, "store": store}
    return settings.model_copy(update={**changes, "notice": workspace / settings.notice})


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"这里还不是工作区：找不到 {FILE_NAME}",
            "请先运行 hui-reg init，或用 -w 指定工作区文件夹。",
        ) from None
    except UnicodeDecodeError:
        raise HuiRegError(ExitCode.SETTINGS, f"{FILE_NAME} 不是 UTF-8 编码", "请用记事本另存为 UTF-8 编码。") from None
    except tomllib.TOMLDecodeError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"{FILE_NAME} 的格式有误：{error}", '文字须加英文引号，例如 host = "imap.example.com"。'
        ) from None


def _flatten(values: Mapping[str, Any], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for key, value in values.items():
        dotted = f"{prefix}{key}"
        keys += _flatten(value, f"{dotted}.") if isinstance(value, Mapping) and value else [dotted]
    return keys


def _origin(key: str, flags: Mapping[str, Any], from_file: Mapping[str, Any]) -> Origin:
    if _holds(flags, key):
        return "命令行"
    variable = PREFIX + key.replace(".", "__").upper()
    if any(name.upper() == variable and value for name, value in os.environ.items()):
        return "环境变量"
    return "hui-reg.toml" if _holds(from_file, key) else "默认值"


def _holds(values: Any, key: str) -> bool:
    for part in key.split("."):
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True


def _read_secret(path: Path) -> str:
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise HuiRegError(
                ExitCode.SETTINGS, f"密码文件 {path.name} 对其他用户可读", f"请运行 chmod 600 {path.name} 后重试。"
            )
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"密码文件 {path.name} 无法读取", "请检查 password_file 的路径和权限。"
        ) from error


def _from_keyring(host: str, user: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    found: str | None = keyring.get_password(f"hui-reg:{host}", user)
    return found


SAMPLE = """\
# hui-reg 的设置。以 # 开头的行是说明；去掉行首的 # 即生效。
# 先后：命令行选项 > 环境变量 HUI_REG_… > 本文件 > 默认值。各项来源可用 hui-reg doctor 查看。

# 本次申报的通知（日期、条件、费用、材料要求都在其中）
notice = "notice.toml"

[mailbox]
# host = "imap.example.com"        # 收件服务器，只用加密连接
# port = 993
# user = "baoming@example.com"
# password_file = "mailbox.secret" # 存放授权码的文件，权限须为 600；也可用环境变量 HUI_REG_MAILBOX__PASSWORD
# folders = ["INBOX"]              # 邮箱有收信规则时，把规则放入的文件夹也写上
# ca_file = "ca.pem"               # 单位自建证书时才需要
# after = "nothing"                # 收取后在服务器上：nothing 不动；flag 标星；move 移到 move_to
# move_to = "已收取"

# 还有别的邮箱时，每个写一段：
# [accounts."第二邮箱"]
# host = "imap.example.com"
# user = "baoming2@example.com"

[reading]
# workers = 2                      # 同时识读的文件数，默认为处理器核数
# seconds = 60                     # 单个文件最长识读时间
# memory_mib = 1024                # 单个文件最多占用内存

[store]
# database = ""                    # 默认在 data/ 下；省级部署可写 PostgreSQL 地址
"""
"""What ``init`` writes."""
