"""What several computers share, seen from one of them: the server, whose turn it is, the files, who reads, the notice.

Every line helps to find the computer that is set up in another way than the others. None tells the address.
"""

import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hui_reg.desk.checkup.check import Check
from hui_reg.desk.workspace import OWN, Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import mails
from hui_reg.store.derived import traces
from hui_reg.store.joint.server import Server, looked_at

_APART = timedelta(minutes=2)
"""How far two clocks may be apart: who has fallen silent is told by the server's."""
_GROUPS = {
    "owner": ("ok", "建库的用户（更新 hui-reg 后由他先运行，再运行 hui-reg roles --apply）", ""),
    "staff": ("ok", "工作人员（hui_staff）", ""),
    "reviewer": ("ok", "审核人员（hui_reviewers）：只能查看、导出审核表、导入审核意见", ""),
    "none": ("warn", "这个用户不在 hui_staff、hui_reviewers 里", "请管理员运行 GRANT hui_staff TO 用户。"),
    "unset": ("warn", "还没有分工作人员和审核人员", "请用建库的用户运行 hui-reg roles --apply。"),
}


def together(workspace: Workspace) -> Iterator[Check]:
    """All of it; nothing where a workspace shares with nobody."""
    if not workspace.is_shared:
        return
    with workspace.database.begin() as connection:
        server = looked_at(connection, workspace.settings.store.url)
        kept = mails.count_by_state(connection)
        base = traces.load_assembled(connection).get("")
    yield _connection(server)
    state, told, advice = _GROUPS[server.group]
    yield Check("数据库权限", "ok" if state == "ok" else "warn", told, advice, server.group)
    yield _clocks(server.now, datetime.now(UTC))
    yield from _files(workspace, server, sum(kept.values()))
    yield Check("正在写的电脑", "note" if server.running else "ok", server.running or "没有", public="")
    yield _readers(workspace)
    yield _notice(workspace, base)
    advice = "数据库请管理员用 pg_dump 定时备份，共用文件夹照常备份；hui-reg backup 只备份这台电脑看得到的。"
    yield Check("合用的备份", "note", "看不出管理员是否在备份", advice, "看不出")


def _connection(server: Server) -> Check:
    how = f"加密连接（{server.tls}，已核对证书）" if server.tls else "在本机，不经过网络" if server.is_here else ""
    told = f"PostgreSQL {server.version}，用户 {server.user}，{how or '没有加密'}；表结构与这台电脑的程序一致"
    public = f"PostgreSQL {server.version}，{server.tls or ('本机' if server.is_here else '没有加密')}"
    if how:
        return Check("合用的数据库", "ok", told, public=public)
    advice = "请管理员在服务器上打开 TLS（ssl = on）。"
    return Check("合用的数据库", "fail", told, advice, public, ExitCode.SETTINGS)


def _clocks(there: datetime, here: datetime) -> Check:
    apart = abs(here - there)
    if apart > _APART:
        told = f"这台电脑与服务器的时钟相差 {apart.total_seconds() / 60:.0f} 分钟"
        return Check("服务器时钟", "warn", told, "请让各电脑和服务器自动对时。", told)
    return Check("服务器时钟", "ok", "与这台电脑相符", public="相符")


def _files(workspace: Workspace, server: Server, received: int) -> Iterator[Check]:
    """Where the files lie, and whether all computers mean the same place."""
    from hui_reg.store.joint.holders import HeldBlobs

    blobs = workspace.blobs
    assert isinstance(blobs, HeldBlobs)  # the workspace is shared
    try:
        place = blobs.place  # made, or found
    except HuiRegError as error:
        yield Check("邮件和附件", "fail", error.message, error.hint, "没有连上", error.code)
        return
    _, here = server.held.get(place.id, ("", 0))
    away = {title: count for id_, (title, count) in server.held.items() if id_ != place.id and count}
    others = "，".join(f"{title} 有 {count} 个" for title, count in away.items())
    public = f"{here}，别处 {sum(away.values())}"
    if workspace.settings.store.blobs == OWN:
        told = f"各存各的：这台电脑有 {here} 个" + (f"；{others}" if others else "")
        yield Check("邮件和附件", "note", told, "备份和清除要在每台电脑上做。", public)
    elif away:
        told = f"{place.title} 有 {here} 个文件；还有文件不在这里：{others}"
        advice = "各电脑的 [store] blobs 要写同一个文件夹；不在这里的文件，这台电脑打不开。"
        yield Check("邮件和附件", "warn", told, advice, public)
    elif received and not here:
        told = f"数据库里有 {received} 封邮件，{place.title} 里却没有文件"
        yield Check("邮件和附件", "warn", told, "请核对各电脑的 [store] blobs 是不是同一个文件夹。", public)
    else:
        yield Check("邮件和附件", "ok", f"{place.title}，{here} 个文件，都在这里", public=public)


def _readers(workspace: Workspace) -> Check:
    from hui_reg.desk.crew import board

    if importlib.util.find_spec("procrastinate") is None:
        advice = "要一起识读，请安装：pip install 'hui-reg[province]'。"
        return Check("一起识读", "note", "这台电脑没有装多机识读的组件", advice, "没有组件")
    found = board.lengths(workspace)
    if found is None:
        return Check("一起识读", "ok", "没有识读进程，队列已空；要一起识读，在各电脑上运行 hui-reg work", public="0")
    told = board.sentence(found).rstrip("。") + ("：" + "；".join(found.hands) if found.hands else "")
    return Check("一起识读", "ok", told, public=f"{len(found.hands)} 个，{found.waiting + found.doing} 个文件")


def _notice(workspace: Workspace, base: str | None) -> Check:
    """Whether the last validation rested on this very notice and program: two computers that differ would each assess
    everybody anew, and differently."""
    from hui_reg.desk.renewing.bases import base_of

    if base is None:
        return Check("各电脑的通知", "ok", "还没有审核过；请把这台的 notice.toml 复制到每台电脑", public="未审核")
    if base == base_of(workspace.notice):
        return Check("各电脑的通知", "ok", "与上次审核所用的通知和程序一致", public="一致")
    told = "与上次审核所用的通知或程序不同：下一次 validate 会按这台电脑的通知全部重新审核"
    advice = "请确认各电脑的 notice.toml 逐字相同、hui-reg 是同一版本；刚改过通知或更新过程序的，不必理会。"
    return Check("各电脑的通知", "warn", told, advice, "不同")
