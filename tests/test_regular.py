"""Where a file is expected and a pipe, a device or a folder lies, it is said, and nothing waits for ever."""

import os
import stat
from pathlib import Path

import pytest

from hui_reg import durable
from hui_reg.desk import attaching, ledger, moving_in
from hui_reg.desk.custody import packing
from hui_reg.errors import HuiRegError
from hui_reg.intake import maildrop
from hui_reg.store.database import open_database
from hui_reg.store.lines import Lines

MAIL = b"From: a@example.com\r\nSubject: x\r\nDate: Mon, 1 Jul 2024 09:00:00 +0800\r\n\r\nx"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps no pipes among files")


@pytest.fixture(params=["pipe", "link to a pipe", "device", "socket"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "材料.eml"
    if request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    else:
        pipe = path if request.param == "pipe" else tmp_path / "pipe"
        os.mkfifo(pipe)
        if pipe != path:
            path.symlink_to(pipe)
    return path


def test_whoever_opens_a_path_of_somebodys_asks_first(odd: Path) -> None:
    with pytest.raises(OSError, match="不是普通文件"):
        durable.regular(odd)
    with pytest.raises(OSError, match="不是普通文件"):
        packing.unpack(odd, "x", lambda _name, _data: None)
    assert not maildrop.holds_mail(odd)
    for opened in (
        lambda: ledger.load_bytes(odd),
        lambda: attaching._read(odd),
        lambda: Lines(odd),
        lambda: open_database(f"sqlite:///{odd}"),
    ):
        with pytest.raises(HuiRegError, match="不是普通文件"):
            opened()


def test_a_folder_of_mails_goes_on_past_it(odd: Path) -> None:
    (odd.parent / "好.eml").write_bytes(
        b"From: a@example.com\r\nSubject: x\r\nDate: Mon, 1 Jul 2024 09:00:00 +0800\r\n\r\nx"
    )
    found = list(maildrop.open_path(odd.parent, 10**6))
    assert sum(mail.data is not None for mail in found) == 1
    assert all(mail.reason for mail in found if mail.data is None)


def test_a_file_and_none_are_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    for name in ("a", "b"):
        assert durable.regular(tmp_path / name) == tmp_path / name
    with pytest.raises(OSError, match="文件夹"):
        durable.regular(tmp_path)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
def test_new_folders_are_their_owners_alone_whatever_the_umask(mask: int, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(mask)
    try:
        moving_in.write_files(tmp_path / "处" / "室", "x = 1\n", "y = 2\n")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, tmp_path / "处", tmp_path / "处" / "室")]
    assert modes == [0o755, 0o700, 0o700]
