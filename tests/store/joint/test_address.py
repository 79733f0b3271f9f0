"""The address: encrypted beyond this computer, a secret everywhere, its faults in Chinese without it."""

from pathlib import Path

import psycopg
import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.settings import StoreSettings, load, secrets
from hui_reg.store.database import open_database
from hui_reg.store.joint import address, causes

SECRET = "Geheim77"


@pytest.mark.parametrize(
    ("told", "mode"),
    [
        ("postgresql://hui@localhost/hui", None),
        ("postgresql://hui@127.0.0.1:5433/hui", None),
        ("postgresql://hui@[::1]/hui", None),
        ("postgresql://hui@/hui?host=/run/postgresql", None),
        ("postgresql://hui@db.example.gov.cn/hui", "verify-full"),
        ("postgres+psycopg://hui@10.0.0.8/hui".replace("postgres+", "postgresql+"), "verify-full"),
        ("postgresql://hui@10.0.0.8/hui?sslmode=require", "require"),
        ("postgresql://hui@/hui?host=10.0.0.8", "verify-full"),
        ("postgresql://hui@/hui?host=localhost,10.0.0.8", "verify-full"),
        ("postgresql://hui@localhost/hui?hostaddr=10.0.0.8", "verify-full"),
        ("postgresql://hui@127.evil.example/hui", "verify-full"),
    ],
)
def test_beyond_this_computer_it_is_encrypted(told: str, mode: str | None) -> None:
    assert address.guarded(address.parsed(told)).query.get("sslmode") == mode


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "nonsense"])
def test_who_says_it_must_not_be_is_refused(mode: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        open_database(f"postgresql://hui:{SECRET}@10.0.0.8/hui?sslmode={mode}")
    assert caught.value.code is ExitCode.SETTINGS
    assert SECRET not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("told", ["mysql://a:{}@b/c", "postgresql://a:{}@b:port/c", "{}", "postgresql:/{}"])
def test_what_is_no_address_is_refused_without_being_repeated(told: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        open_database(told.format(SECRET))
    assert caught.value.code in (ExitCode.SETTINGS, ExitCode.STORE)
    assert SECRET not in caught.value.message + caught.value.hint


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    for told in (f"postgresql://hui:{SECRET}@127.0.0.1:1/hui", f"postgresql://hui:{SECRET}@/hui?host={tmp_path}"):
        with pytest.raises(HuiRegError) as caught:
            open_database(told)
        assert caught.value.code is ExitCode.STORE
        said = caught.value.message + caught.value.hint
        assert not any(word in said for word in (SECRET, "127.0.0.1", "hui:", str(tmp_path), "refused"))


def test_every_cause_is_told_without_what_the_server_said() -> None:
    class Odd(Exception):
        sqlstate = "ZZ999"

    told = causes.cause(Odd("Key (id_number)=(350521199001011234) already exists"))
    assert told is not None and "350521" not in "".join(told) and "ZZ999" in told[0]
    assert causes.cause(ValueError("x")) is None


def workspace(folder: Path, line: str) -> StoreSettings:
    (folder / "hui-reg.toml").write_text(f"[store]\n{line}\n", encoding="utf-8")
    return load(folder)[0].store


def test_where_the_address_may_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = f"postgresql://hui:{SECRET}@db.example.cn/hui"
    with pytest.raises(HuiRegError) as caught:
        workspace(tmp_path, f'database = "{whole}"')
    assert caught.value.code is ExitCode.SETTINGS
    assert SECRET not in caught.value.message + caught.value.hint and "database_file" in caught.value.hint
    secret = tmp_path / "database.secret"
    secret.write_text(whole + "\n", encoding="utf-8")
    secret.chmod(0o600)
    found = workspace(tmp_path, 'database_file = "database.secret"')
    assert found.url == whole
    assert SECRET not in repr(found) + str(found.model_dump())
    secret.chmod(0o644)
    with pytest.raises(HuiRegError, match="对其他用户可读"):
        _ = workspace(tmp_path, 'database_file = "database.secret"').url
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", whole)
    found = workspace(tmp_path, "")
    assert found.url == whole
    assert SECRET not in repr(found) + str(found.model_dump())


def test_the_keyring_gives_the_password_that_the_address_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {("db.example.cn", "hui"): "a/b@c"}
    monkeypatch.setattr(secrets, "from_keyring", lambda host, user: kept.get((host, user)))
    found = workspace(tmp_path, 'database = "postgresql://hui@db.example.cn:5433/hui"')
    assert address.parsed(found.url).password == "a/b@c"
    assert address.parsed(found.url).host == "db.example.cn"
    assert workspace(tmp_path, 'database = "postgresql://other@db.example.cn/hui"').url.count(":") == 1


@pytest.mark.parametrize(
    ("said", "told", "may_pass"),
    [
        ("数据库系统启动中", "正在启动", True),
        ("数据库系统停止中", "正在启动或停止", True),
        ("对不起, 已经有太多的客户", "连接数用完", True),
        ("資料庫系統正在啟動", "连不上数据库服务器", True),  # a language nobody thought of
        ("Connection refused", "没有应答", True),
        ('用户 "hui" Password 认证失败', "不接受用户名或密码", False),
        ('数据库 "hui" 不存在', "没有这个数据库", False),
        ('没有用于主机 "10.0.0.9", 用户 "hui", 数据库 "hui" 的 pg_hba.conf 记录', "不让这个用户", False),
        ("server does not support SSL, but SSL was required", "没有开加密连接", False),
        ("SSL error: certificate verify failed", "证书不可信", False),
    ],
)
def test_a_server_may_say_it_in_its_own_language(said: str, told: str, may_pass: bool) -> None:
    for how in ("connection failed", "connection is bad"):
        error = psycopg.OperationalError(f'{how}: connection to server at "10.0.0.1", port 5432 failed: {said}')
        cause = causes.cause(error)
        assert cause is not None and told in cause[0] and "10.0.0" not in cause[0]
        assert causes.passes(error) is may_pass
