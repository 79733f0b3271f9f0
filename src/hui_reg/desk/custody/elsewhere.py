"""What a purge on this computer can't reach: files and lists on the other computers of a shared database."""

from hui_reg.desk.workspace import Workspace


def uncleared(workspace: Workspace) -> list[str]:
    """A sentence for each other computer that still has something, after all here was cleared. Under the lock."""
    if not workspace.is_shared:
        return []
    from hui_reg.store.joint import holders

    with workspace.database.begin() as connection:
        holders.leave(connection, holders.place_of(workspace.folder))
        left = holders.others(connection, ())
    remedy = "没有清除：请在那台电脑上也运行 hui-reg purge"
    return [
        f"另有 {count} 个附件在“{title}”上，{remedy}" if count else f"“{title}”用过这个库，那里的日志和导出文件{remedy}"
        for title, count in sorted(left.items())
    ]
