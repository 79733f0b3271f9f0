"""``init --from``: a workspace that takes over what the registration before it leaves."""

from pathlib import Path

from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError


def after(run: Run, old: Path, notice: str | None) -> ExitCode:
    """A workspace that takes over what the registration before it leaves."""
    from hui_reg.desk import moving_in
    from hui_reg.desk.custody import handing_on

    if old.resolve() == run.root.resolve():
        raise HuiRegError(ExitCode.USAGE, "新旧工作区是同一个文件夹", "请用 -w 指定一个新的文件夹。")
    left = handing_on.left_by(old)
    written = moving_in.write_files(run.root, notice_text(notice) if notice else left.notice, left.settings)
    for path, is_new in written.items():
        run.console.result(f"{'√ 已写出' if is_new else '※ 已存在，未改动'}：{path}")
    handing_on.put_beside(run.root, left.beside)
    if key := handing_on.key_for(run.root):
        run.console.attention(f"▲ 已生成密钥：{key}。请另抄一份，与电脑分开保管；丢了只能从备份恢复。")
    entered = handing_on.enter(run.root, left)
    run.console.result(f"√ 沿用{left.number}对单位的更正和确认：{entered} 条（见 hui-reg amend list）")
    if not notice:
        run.console.attention("▲ notice.toml 是上一次的：编号、日期、条件、费用、保存期限都要逐项改成这一次的。")
    fresh = [path.name for path, is_new in written.items() if is_new]
    run.console.document({"workspace": str(run.root), "written": fresh, "secret": "", "rulings": entered})
    run.console.result("下一步：打开 notice.toml 逐项核对；hui-reg doctor：检查一遍")
    return ExitCode.OK


def notice_text(name: str | None) -> str:
    """A notice that comes along, by default the first. Raises :class:`HuiRegError` (exit 2)."""
    from hui_reg import notice

    try:
        return notice.shipped(name or notice.DEFAULT_NOTICE)
    except FileNotFoundError:
        known = "、".join(notice.shipped_ids())
        raise HuiRegError(
            ExitCode.USAGE, f"没有编号为 {name} 的通知", f"附带的有：{known}。本地的通知请改 notice.toml。"
        ) from None
