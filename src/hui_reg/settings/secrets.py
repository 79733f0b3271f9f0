"""Where secrets are kept: a file that only its owner can read, or the system's keyring.

They are the authorisation code of a mailbox, and the address of a database with its password.
"""

import os
import re
import stat
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError

STORE = "store"
"""Under what the keyring holds the key of what is kept: one for all registrations of this user."""


def read_file(path: Path) -> str:
    """The secret in a file. Raises :class:`HuiRegError` (exit 3) when it can't be had, or others can read it."""
    whole = path.absolute()
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise HuiRegError(
                ExitCode.SETTINGS, f"密码文件 {whole} 对其他用户可读", f"请运行 chmod 600 '{whole}' 后重试。"
            )
        if path.exists() and not path.is_file():
            raise OSError  # a pipe would never end
        secret = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError as error:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"找不到密码文件 {whole}",
            "邮箱的授权码：请运行 hui-reg init --secret file 存入，或改正设置 password_file；"
            "数据库的地址：请把管理员给的一行写进去，只让本人可读，或改正设置 database_file。",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"密码文件 {whole} 无法读取",
            "请检查它的权限；内容应为 UTF-8 的一行（授权码，或数据库地址）。",
        ) from error
    if not secret:
        raise HuiRegError(ExitCode.SETTINGS, f"密码文件 {whole} 是空的", "请把授权码写进去（只写这一行）。")
    return secret


_ADDRESS = re.compile(r"(?P<head>[a-z0-9+]+://)(?P<user>[^:/?#]*)(?::(?P<password>.*))?@(?P<host>[^@/?#]*)", re.I)


def has_password(address: str) -> bool:
    """Whether a database's address has a password in it."""
    found = _ADDRESS.match(address)
    return bool(found and found["password"]) or "password=" in address


def with_password(address: str) -> str:
    """A database's address with the password that the keyring holds for its host and user, where it has none."""
    found = _ADDRESS.match(address)
    if found is None or not (found["user"] and found["host"]) or has_password(address):
        return address
    host = found["host"].rsplit(":", 1)[0] if found["host"].count(":") == 1 else found["host"]
    secret = from_keyring(host, unquote(found["user"]))
    if secret is None:
        return address
    return f"{found['head']}{found['user']}:{quote(secret, safe='')}@{address[found.start('host') :]}"


def write_file(path: Path, secret: str) -> None:
    """Keep a secret in a file for its owner alone. Raises :class:`HuiRegError` (exit 3)."""
    try:
        durable.put(path, secret.encode() + b"\n")
        if os.name == "nt":  # there no mode keeps others out: inherited rights are taken away, the user's own given
            user = f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ.get('USERNAME', '')}"
            command = ["icacls", str(path), "/inheritance:r", "/grant:r", f"{user}:F"]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  a file of ours, no shell
    except (OSError, subprocess.CalledProcessError) as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"无法写入密码文件 {path.absolute()}", "请检查文件夹的权限和磁盘空间。"
        ) from error


def has_keyring() -> bool:
    """Whether this machine has a keyring that works without a person at each reading."""
    try:
        import keyring
    except ImportError:
        return False
    chosen = keyring.get_keyring()
    first = next(iter(getattr(chosen, "backends", ())), chosen)  # of several in a chain, the one that would keep it
    return float(getattr(first, "priority", 0)) >= 1


def from_keyring(host: str, user: str) -> str | None:
    """The secret that the keyring holds for a mailbox; None when it holds none, or there is no keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(_service(host), user)
    except KeyringError:  # none on this machine, or locked: as under cron
        return None
    return found


def into_keyring(host: str, user: str, secret: str) -> None:
    """Keep a secret in the keyring. Raises :class:`HuiRegError` (exit 3)."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, "这里没有安装钥匙串组件 keyring", "请改用 --secret file，把授权码存入文件。"
        ) from error
    try:
        keyring.set_password(_service(host), user, secret)
    except KeyringError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, "本机的钥匙串存不进去（没有，或锁着）", "请改用 --secret file，把授权码存入文件。"
        ) from error


def _service(host: str) -> str:
    return f"hui-reg:{host}"
