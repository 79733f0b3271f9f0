"""What leaves the office: every file written for people goes through here, whole or not at all, for its owner only.

What people typed is kept: a file is replaced only while its bytes are those this workspace wrote there. Any other, also
one of which the store has no memory, stays beside the new one with the date of its last change, and the screen says so.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.desk.run import Run
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.store import closing, entries, exports, mails, results, unreceived

if TYPE_CHECKING:
    from hui_reg.spreadsheets.writer import Sheet


@dataclass
class Outlet:
    """Writes the files of one export. ``kept`` are the names under which files changed by people now stand,
    ``left_out`` counts the mails that aren't in what is exported: never received, set aside, or not validated yet."""

    workspace: Workspace
    console: Console
    kept: list[str] = field(default_factory=list)
    left_out: int = 0

    @classmethod
    def opened(cls, workspace: Workspace, console: Console) -> "Outlet":
        """The outlet of one export, which says what the export will lack.

        Raises :class:`HuiRegError` (exit 2) while mails that were received have not even been tried to be taken apart:
        a fetch was cut off, and everyone in them would be left out.
        """
        with workspace.database.begin() as connection:
            kept = mails.load(connection, mails.NEW, mails.SET_ASIDE, mails.UNPACKED)
            validated = results.validated_mails(connection)
            missing = len(unreceived.load(connection))
            closed = closing.closing(connection)
            incomplete = results.are_incomplete(connection)
        untried = sum(mail.state == mails.NEW and not mail.attempts for mail in kept)
        if untried:
            raise HuiRegError(
                ExitCode.USAGE,
                f"有 {untried} 封收到的邮件还没有拆开（上次收取中断了），现在导出会漏掉里面的人",
                "请先运行 hui-reg validate：它会先拆开这些邮件，再审核；然后重新导出。",
            )
        if incomplete:
            raise HuiRegError(
                ExitCode.USAGE,
                "审核结果有损坏或被改过的，已停用，还没有重做",
                "请先运行 hui-reg validate，再重新导出。",
            )
        if closed is not None:
            console.result(f"※ 这次报名{closed.sentence}：导出的只供查看，填好的表不能再导入。")
        if workspace.vault.cipher:
            console.result("※ 导出的文件没有加密（给人看的）：用完请移走或删掉，放在整盘加密的磁盘上。")
        aside = sum(mail.state != mails.UNPACKED for mail in kept)
        unseen = max(0, len(kept) - aside - validated) if validated is not None else 0
        if missing:
            console.attention(
                f"▲ 邮箱里有 {missing} 封邮件没能收下，里面的材料不在内；"
                "是哪些见审核表的“未归档文件”，再收请运行 hui-reg fetch。"
            )
        if aside:
            console.attention(f"▲ {aside} 封邮件搁置着没有拆开，里面的材料不在内；可运行 hui-reg retry 再试。")
        if unseen:
            console.attention(
                f"▲ {unseen} 封邮件收到后还没有审核，里面的材料不在内；请运行 hui-reg validate 后重新导出。"
            )
        return cls(workspace, console, left_out=missing + aside + unseen)

    @cached_property
    def head(self) -> str:
        """The head of the ledger's tree as it is printed on all that goes out: ``verify --against`` proves by it."""
        with self.workspace.database.begin() as connection:
            return str(entries.head(connection))

    @property
    def code(self) -> ExitCode:
        """What the export ends with: a run that leaves something out says so."""
        return ExitCode.SET_ASIDE if self.left_out else ExitCode.OK

    def put(self, path: Path, data: bytes) -> None:
        """Write a file. Raises :class:`HuiRegError` (exit 7)."""
        with self.replacing(path) as partial:
            partial.write_bytes(data)

    @contextmanager
    def replacing(self, path: Path) -> Iterator[Path]:
        """A file to be written by path, which takes the place of ``path`` when the block ends well.

        Raises :class:`HuiRegError` (exit 7) for faults of the disk.
        """
        try:
            with durable.replacing(path) as partial:
                yield partial
                self._make_room(path, partial)
        except OSError as error:
            raise HuiRegError(
                ExitCode.STORE,
                f"无法写出 {path.name}：{spoken(error)}",
                "请检查磁盘空间和权限；文件若正在 Excel 或 WPS 中打开，请先关闭。",
            ) from error

    def _make_room(self, path: Path, partial: Path) -> None:
        place, fresh = place_of(self.workspace, path), _sha256(partial)
        standing = _sha256(path) if path.exists() else fresh
        with self.workspace.database.begin() as connection:
            ours = {*exports.written(connection, place), fresh}
            if standing not in ours:
                self._keep(path)
            exports.note_written(connection, place, sorted({standing, fresh} & ours))  # both: we may be cut off now

    def _keep(self, path: Path) -> None:
        changed = datetime.fromtimestamp(path.stat().st_mtime, self.workspace.notice.tz)
        kept, number = path.with_name(f"{path.stem}（{changed:%Y-%m-%d %H%M} 保留）{path.suffix}"), 1
        while kept.exists():
            number += 1
            kept = path.with_name(f"{path.stem}（{changed:%Y-%m-%d %H%M} 保留 {number}）{path.suffix}")
        try:
            kept.hardlink_to(path)
        except OSError:  # a disk without hard links: for a moment nothing stands under the name
            path.rename(kept)
        self.kept.append(str(kept))
        self.console.attention(f"▲ 原来的 {path.name} 有人改过（或来历不明），没有覆盖，已另存为：{kept}")


def place_of(workspace: Workspace, path: Path) -> str:
    """What the store calls a place: a workspace that is moved keeps its memory. Of computers that share the store each
    has its own: another one's file of the same name says nothing of what stands here."""
    whole, root = path.resolve(), workspace.root.resolve()
    place = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else whole.as_posix()
    if not workspace.is_shared:
        return place
    from hui_reg.store.joint import holders

    return f"{holders.place_of(workspace.folder).id}:{place}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_out(run: Run, outlet: Outlet, folder: Path, books: "Mapping[str, Sequence[Sheet]]") -> ExitCode:
    """Write workbooks under ``folder`` by their relative names, and say which; one in whose sheets nobody stands is
    not written. ``folder`` may be the .xlsx file itself where there is only one. Raises :class:`HuiRegError` (exit 2).
    """
    from hui_reg.spreadsheets.cleaning import file_name
    from hui_reg.spreadsheets.writer import made

    single = folder if folder.suffix.lower() == ".xlsx" and not folder.is_dir() else None
    if single is None and folder.exists() and not folder.is_dir():
        raise HuiRegError(ExitCode.USAGE, f"{folder.name} 是一个文件", "请写文件夹，或以 .xlsx 结尾的文件名。")
    if single is not None and len(books) > 1:
        names = "、".join(books)
        raise HuiRegError(ExitCode.USAGE, f"要写出 {len(books)} 份表（{names}）", "--output 请写文件夹。")
    written = []
    for name, sheets in books.items():
        path = single or folder.joinpath(*(file_name(part) for part in name.split("/"))).with_suffix(".xlsx")
        rows = sum(len(sheet.rows) for sheet in sheets)
        if not rows:
            run.console.result(f"{name}：没有人可以列入，没有写出")
            continue
        if not run.dry_run:
            outlet.put(path, made(sheets, outlet.head))
        written.append({"path": str(path), "sheets": [sheet.title for sheet in sheets], "rows": rows})
        run.console.result(f"{'※ 试运行，未写出' if run.dry_run else '√ 已写出'}　{path}（{rows} 行）")
    if not books:
        run.console.result("没有可以导出的内容")
    run.console.document({"dry_run": run.dry_run, "files": written, "kept": outlet.kept})
    return outlet.code
