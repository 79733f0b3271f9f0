"""The database's file as it was when it was closed: SQLite has no sums of its own, so a flipped bit would go unseen.

The sum stands in a file beside it, from the last close to the next writing. Without one (a run was cut off) nothing
can be said of the file as a whole.
"""

import contextlib
import hashlib
from pathlib import Path

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError, spoken

ENDING = ".sum"


class Seal:
    """The sum of one SQLite file. Without a sum the store works as well."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = database.with_name(database.name + ENDING)
        self._is_set = self.path.exists()

    def opening(self) -> None:
        """The file is about to be opened. What a run that was cut off has logged will change it.

        Raises :class:`HuiRegError` (exit 7) where no file is but a pipe or a device.
        """
        try:
            durable.regular(self.database)
        except OSError as error:
            hint = "请移走这个路径上的东西，再用 hui-reg restore 从备份恢复；或检查数据文件夹的设置。"
            raise HuiRegError(ExitCode.STORE, f"数据库 {self.database.name} {spoken(error)}", hint) from error
        if self._log().exists():
            self.lift()

    def lift(self) -> None:
        """The file is about to be changed."""
        if self._is_set:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
                self._is_set = False

    def set(self) -> None:
        """The file was closed: note what it is, unless it is as it was or somebody else has it open."""
        if not self._is_set and not self._log().exists():
            with contextlib.suppress(OSError):
                durable.put(self.path, self._sum(), synced=False)
                self._is_set = True

    def holds(self) -> bool | None:
        """Whether the file is as it was closed; None where that isn't known. To be asked before it is opened."""
        try:
            return self.path.read_bytes() == self._sum() if not self._log().exists() else None
        except OSError:
            return None

    def _log(self) -> Path:
        return self.database.with_name(self.database.name + "-wal")

    def _sum(self) -> bytes:
        with durable.regular(self.database).open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {self.database.name}\n".encode()
