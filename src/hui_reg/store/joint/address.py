"""The address of a shared PostgreSQL: what must hold before anything is sent there, and how it is reached.

Beyond this computer the connection is encrypted and the server's certificate checked, or there is none. No sentence
repeats the address: it may hold a password.
"""

import ipaddress
import os
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from hui_reg.errors import ExitCode, HuiRegError

_DRIVER: Final = "postgresql+psycopg"
_ENCRYPTED: Final = frozenset({"require", "verify-ca", "verify-full"})
_CONNECT_SECONDS: Final = 10
_LIMITS: Final = {
    "statement_timeout": 10 * 60 * 1000,
    "lock_timeout": 60 * 1000,
    "idle_in_transaction_session_timeout": 15 * 60 * 1000,
}
"""Milliseconds: nothing waits for ever, and a computer that went to sleep in a transaction doesn't stop the others."""


def parsed(address: str) -> URL:
    """An address as SQLAlchemy has it, PostgreSQL's with our driver. Raises :class:`HuiRegError` (exit 3)."""
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise HuiRegError(
            ExitCode.SETTINGS,
            "数据库地址的写法不对，或不是 PostgreSQL 的",
            "请写作 postgresql://用户:密码@主机/数据库（密码里的特殊字符用 %XX 表示）。",
        )
    return url if backend == "sqlite" else url.set(drivername=_DRIVER)


def guarded(url: URL) -> URL:
    """A PostgreSQL address that encrypts beyond this computer. Raises :class:`HuiRegError` (exit 3) for one that
    says it won't."""
    if is_here(url):
        return url
    mode = str(url.query.get("sslmode") or "verify-full")
    if mode not in _ENCRYPTED:
        raise HuiRegError(
            ExitCode.SETTINGS,
            "数据库在另一台电脑上，地址里却写了不加密（sslmode）",
            "请删去 sslmode，或写 sslmode=verify-full：身份证件不能明文传送。",
        )
    root = url.query.get("sslrootcert") or ("system" if mode == "verify-full" else None)
    return url.update_query_dict({"sslmode": mode, **({"sslrootcert": root} if root else {})})


def is_here(url: URL) -> bool:
    """Whether the server is on this computer, so that nothing goes over a network."""
    return all(map(_is_here, _hosts(url)))


def arguments(url: URL) -> dict[str, Any]:
    """What the driver is told besides the address."""
    own = str(url.query.get("options") or "")
    limits = " ".join(f"-c {name}={value}" for name, value in _LIMITS.items())
    return {
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": "hui-reg",
        "options": f"{limits} {own}".strip(),
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
    }


def conninfo(url: URL) -> dict[str, Any]:
    """The same address in the words of libpq, for what doesn't go by SQLAlchemy."""
    told: Mapping[str, Any] = {
        "host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database,
    }  # fmt: skip
    return {k: v for k, v in {**told, **url.query, **arguments(url)}.items() if v is not None}


def _hosts(url: URL) -> list[str]:
    named = url.query.get("hostaddr") or url.query.get("host") or url.host or os.environ.get("PGHOST", "")
    several = named if isinstance(named, tuple) else (named,)
    return [one.rsplit(":", 1)[0] if one.count(":") == 1 else one for host in several for one in host.split(",")]


def _is_here(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
