"""A share is told by what the system says of the mount nearest above the folder."""

from pathlib import Path

import pytest

from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import shares

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/office /mnt/office\\040files cifs rw 0 0
/dev/sdb1 /mnt/office\\040files/local ext4 rw 0 0
server:/home /home nfs4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "remote"),
    [
        ("/srv/w", False), ("/mnt/office files/w", True), ("/mnt/office files/local/w", False), ("/home/a/w", True),
        ("/homes/a", False),
    ],
)  # fmt: skip
def test_the_nearest_mount_tells(folder: str, remote: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(shares, "_MOUNTS", tmp_path / "mounts")
    assert shares.is_on_share(Path(folder)) is remote


def test_a_database_of_ours_is_not_opened_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hui-reg.toml").touch()
    (tmp_path / "mounts").write_text(f"server:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr(shares, "_MOUNTS", tmp_path / "mounts")
    with open_workspace(tmp_path) as opened, pytest.raises(HuiRegError, match="网络共享") as caught:
        opened.database  # noqa: B018
    assert caught.value.code is ExitCode.SETTINGS
    assert not (tmp_path / "data" / "hui-reg.db").exists()
