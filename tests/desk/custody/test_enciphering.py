"""What is kept under a key: nothing of it can be read beside the program, everything works as before, a flipped bit is
named, another key is said to be another; turned on, over and off it is the same store, wherever the turning is cut off.
"""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hui_reg import cli, durable
from hui_reg.desk.custody import backup, enciphering, packing
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.blobs import BlobStore
from hui_reg.store.lines import Lines
from hui_reg.store.safe import enciphered
from tests.desk.custody import test_backup
from tests.desk.custody.test_backup import WORDS, stocked
from tests.samples.validated import hui_reg

NUMBER = "400000199001010000"
KEY = "ab" * 32


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stocked(tmp_path_factory.mktemp("enciphering") / "w")


def wanting(root: Path, cipher: str) -> None:
    """Set how the store is to be kept; the key beside the workspace."""
    settings = root / "hui-reg.toml"
    kept, _, _ = settings.read_text(encoding="utf-8").partition("[store]")
    key = json.dumps(str(root.parent / "hui-reg.key"))
    settings.write_text(f'{kept}[store]\nencrypt = "{cipher}"\nkey_file = {key}\n', encoding="utf-8")


@pytest.fixture
def root(plain: Path, tmp_path: Path) -> Path:
    shutil.copytree(plain, tmp_path / "w")
    return tmp_path / "w"


def held(root: Path) -> list[object]:
    """What counts: verify itself remembers the settings' files as exports."""
    rows, *others = test_backup.held(root)
    return [[row for row in rows if row[0].name != "exports"], *others]


def everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((root / "data").rglob("*")) if path.is_file())


def legible(root: Path) -> list[str]:
    kept = everything(root)
    return [word for word in (NUMBER, "李四", "SQLite format", "Subject") if word.encode() in kept]


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_nothing_of_it_can_be_read_and_everything_works(
    root: Path, cipher: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(root)
    assert NUMBER in legible(root)
    wanting(root, cipher)
    assert run(root, "encrypt", "-q") == ExitCode.OK
    assert legible(root) == []
    assert (root.parent / "hui-reg.key").stat().st_mode & 0o077 == 0
    assert run(root, "verify", "-q") == ExitCode.OK
    assert held(root) == before
    capsys.readouterr()
    assert run(root, "encrypt", "--json") == ExitCode.OK, "a second time there is nothing to do"
    assert json.loads(capsys.readouterr().out) == {
        "blobs": 0, "journals": 0, "database": False, "cipher": cipher, "key": "",
    }  # fmt: skip
    (root / "more").mkdir()
    (root / "more" / "a.eml").write_bytes(f"From: b@example.com\r\nSubject: {NUMBER}\r\n\r\nx".encode())
    assert run(root, "fetch", "-q", "--from", root / "more") in (ExitCode.OK, ExitCode.SET_ASIDE)
    assert legible(root) == [], "what comes later neither"
    for name in ("hui-reg.db", "hui-reg.db-wal", "hui-reg.db.sum", "ledger.jsonl"):
        (root / "data" / name).unlink(missing_ok=True)
    assert run(root, "verify", "--rebuild", "-q") == ExitCode.OK
    assert legible(root) == [] and held(root)[0] == before[0]
    monkeypatch.setattr(packing, "lock", lambda key, words: f"{words}|{key}".encode())
    monkeypatch.setattr(packing, "unlock", lambda locked, words: locked.decode().removeprefix(f"{words}|"))
    with open_workspace(root) as opened:
        backup.write(opened, root.parent / "b.age", WORDS)
    backup.read(root.parent / "b.age", WORDS, root.parent / "new")
    whole = held(root)
    (root.parent / "hui-reg.key").unlink()
    assert held(root.parent / "new") == whole, "the passphrase alone brings it back"


def test_turned_over_and_back_it_is_the_same(root: Path) -> None:
    before = held(root)
    for cipher in ("aes", "sm4", ""):
        wanting(root, cipher)
        assert run(root, "encrypt", "-q") == ExitCode.OK
        assert held(root) == before
        assert (NUMBER in legible(root)) is (not cipher)
    assert run(root, "verify", "-q") == ExitCode.OK


@contextmanager
def cut_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> Iterator[None]:
    """The turning is cut off after so many of the renames that make it."""
    left = [steps]
    replace = Path.replace

    def counted(path: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", counted)
        yield


def test_cut_off_anywhere_it_works_and_the_next_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = held(root)
    for steps in range(12):
        wanting(root, ("aes", "sm4", "")[steps % 3])
        with cut_after(monkeypatch, steps // 3 + 1):
            run(root, "encrypt", "-q")
        assert held(root) == before
        assert run(root, "verify", "-q") == ExitCode.OK
        assert run(root, "encrypt", "-q") == ExitCode.OK
        with open_workspace(root) as opened:
            assert enciphering.unlike(opened) == ""
        assert not durable.left_behind(root)
        assert held(root) == before


def test_another_key_is_said_to_be_another_and_nothing_is_rebuilt(root: Path, capsys) -> None:
    wanting(root, "aes")
    assert run(root, "encrypt", "-q") == ExitCode.OK
    before, key = everything(root), root.parent / "hui-reg.key"
    for content in (KEY, None, "no key"):
        key.unlink()
        if content is not None:
            key.write_text(content)
            key.chmod(0o600)
        for words in (("verify",), ("verify", "--rebuild"), ("status",), ("encrypt",)):
            capsys.readouterr()
            assert run(root, *words) == ExitCode.SETTINGS, words
            assert "密钥" in capsys.readouterr().err
        assert everything(root) == before
        key.touch()


def test_any_flipped_bit_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanting(root, "sm4")
    assert run(root, "encrypt", "-q") == ExitCode.OK
    assert run(root, "verify", "-q") == ExitCode.OK
    chance = random.Random(18)
    for path in sorted(path for path in (root / "data").rglob("*") if path.is_file() and path.stat().st_size):
        if path.name == "lock":
            continue
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(4))}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            capsys.readouterr()
            code = run(root, "verify", "--dry-run", "--json")
            told = json.loads(capsys.readouterr().out or "{}")
            assert code != ExitCode.OK or told["faults"] or told["changed"], (path.name, place)
            path.write_bytes(whole)
    assert run(root, "verify", "-q") == ExitCode.OK


def test_one_put_in_anothers_place_is_not_believed(root: Path) -> None:
    wanting(root, "aes")
    assert run(root, "encrypt", "-q") == ExitCode.OK
    with open_workspace(root) as opened:
        blobs: BlobStore = opened.blobs
        one, other = blobs.put_all([b"one", b"other"])
        blobs.path(other).write_bytes(blobs.path(one).read_bytes())
        with pytest.raises(HuiRegError, match="已改变"):
            blobs.get(other)
        lines = Lines(opened.folder / "a.jsonl", opened.vault)
        lines.append(["{}"])
        lines.path.rename(opened.folder / "b.jsonl")
        assert [line.text for line in Lines(opened.folder / "b.jsonl", opened.vault).read()] == [None]


def test_without_sqlcipher_nothing_is_touched(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise HuiRegError(ExitCode.COMPONENT_MISSING, "缺少", "请安装")

    wanting(root, "aes")
    monkeypatch.setattr(enciphered, "module", missing)
    before = everything(root)
    assert run(root, "encrypt", "-q") == ExitCode.COMPONENT_MISSING
    assert everything(root) == before and not (root.parent / "hui-reg.key").exists()


def test_a_database_that_was_rebuilt_leaves_nothing_legible(root: Path) -> None:
    database = root / "data" / "hui-reg.db"
    database.write_bytes(database.read_bytes() + b"...")
    assert run(root, "verify", "--rebuild", "-q") in (ExitCode.OK, ExitCode.SET_ASIDE, ExitCode.STORE)
    damaged = database.with_name("hui-reg.db.damaged")
    kept = damaged.read_bytes()
    assert b"SQLite format" in kept
    for cipher in ("aes", "sm4"):
        wanting(root, cipher)
        with open_workspace(root) as opened:
            assert damaged.name in enciphering.unlike(opened)
        assert run(root, "encrypt", "-q") == ExitCode.OK and legible(root) == []
        with open_workspace(root) as opened:
            assert enciphering.unlike(opened) == ""
    wanting(root, "")
    assert run(root, "encrypt", "-q") == ExitCode.OK and damaged.read_bytes() == kept


def test_one_rebuilt_under_a_key_is_kept_under_it(root: Path) -> None:
    wanting(root, "aes")
    assert run(root, "encrypt", "-q") == ExitCode.OK
    database = root / "data" / "hui-reg.db"
    database.write_bytes(database.read_bytes()[:-3000] + bytes(3000))
    run(root, "verify", "--rebuild", "-q")
    assert database.with_name("hui-reg.db.damaged").exists()
    with open_workspace(root) as opened:
        assert enciphering.unlike(opened) == ""


@pytest.mark.slow
def test_the_key_may_be_in_the_systems_keyring(root: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """A keyring as another program provides it, asked by processes of their own; without the key nothing is touched,
    and it is said what is missing."""
    wanting(root, "aes")
    settings = root / "hui-reg.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    settings.write_text("\n".join(line for line in lines if not line.startswith("key_file")), encoding="utf-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.PlaintextKeyring")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(root.parent / "home"))
    before = held(root)
    made = hui_reg(root, "encrypt")
    assert made.returncode == ExitCode.OK and "系统钥匙串" in made.stderr
    assert legible(root) == []
    assert hui_reg(root, "verify").returncode == ExitCode.OK
    (kept,) = (path for path in (root.parent / "home").rglob("*") if path.is_file())
    away = kept.read_bytes()
    kept.unlink()
    whole = everything(root)
    for words in (("verify",), ("verify", "--rebuild"), ("encrypt",), ("status",)):
        lost = hui_reg(root, *words)
        assert lost.returncode == ExitCode.SETTINGS and "找不到这个工作区的密钥" in lost.stderr, (words, lost.stderr)
    assert everything(root) == whole
    kept.write_bytes(away)
    settings.write_text(settings.read_text(encoding="utf-8").replace('"aes"', '""'), encoding="utf-8")
    assert hui_reg(root, "encrypt").returncode == ExitCode.OK
    assert held(root) == before
