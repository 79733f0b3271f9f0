"""Reading: whether it works and how fast, which models are in place, which walls stand, which helpers are there."""

import shutil
import sys
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from hui_reg.desk.checkup.check import Check
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode
from hui_reg.vocabulary.problems import ProblemKind

if TYPE_CHECKING:
    from hui_reg.model import Problem
    from hui_reg.settings import ReadingSettings

_PAGES = 4


def reading(workspace: Workspace) -> Iterator[Check]:
    """A page of our own making is read in the sandbox, once to load the models and a few times for the speed."""
    from hui_reg import readers
    from hui_reg.desk.sandboxed import opened
    from hui_reg.model import FileReadings
    from hui_reg.pages import carried
    from hui_reg.pages.specimen import specimen
    from hui_reg.sandbox import walls
    from hui_reg.sandbox.pool import Job

    caps = workspace.settings.reading
    jobs = [Job(str(number), specimen, group="specimen") for number in range(_PAGES + 1)]
    finished = []
    with opened(workspace, workers=1) as sandbox:
        for done in sandbox.run(readers.read_in_worker, FileReadings, jobs):
            finished.append((monotonic(), done.problem))
    problem = next((problem for _, problem in finished if problem), None)
    if problem:
        yield _failed(problem, caps)
    else:
        each = (finished[-1][0] - finished[0][0]) / _PAGES
        speed = f"试读成功，样张每页 {each:.1f} 秒"
        yield Check("识读", "ok", f"{speed}；{caps.workers} 个进程，每个文件至多 {caps.seconds:g} 秒", public=speed)
    if faults := carried.faults():
        yield Check("模型", "warn", "；".join(faults), "识读会变慢、变差，请重新安装 hui-reg。", "；".join(faults))
    else:
        yield Check("模型", "ok", f"{len(carried.FILES)} 个模型文件齐全，与测试过的一致", public="齐全")
    lacking = walls.missing()
    detail = f"已限制{'、'.join(walls.standing())}"
    told = f"{detail}；本机缺少{'、'.join(lacking)}" if lacking else detail
    weaker = _WALLS_OF_WINDOWS if sys.platform == "win32" else _WALLS
    yield Check("隔离", "warn" if lacking else "ok", told, weaker if lacking else "", told)
    unar = shutil.which("unar")
    way = "把 unar.exe 放进 PATH 里的文件夹" if sys.platform == "win32" else "Linux：apt install unar"
    advice = f"没有它，RAR 附件解不开：请安装 unar（{way}），或请单位改用 zip。"
    yield Check("RAR", "ok" if unar else "warn", "可以解开" if unar else "没有 unar", "" if unar else advice,
                "有 unar" if unar else "没有 unar")  # fmt: skip


def _failed(problem: "Problem", caps: "ReadingSettings") -> Check:
    """What a page of our own that wasn't read tells of this computer: one that is busy is not broken."""
    if problem.kind is ProblemKind.TIMEOUT:
        detail = f"试读超过 {caps.seconds:g} 秒没有读完，看不出识读是否正常"
        busy = "多半是机器正忙（正在审核，或别的程序占着处理器）：请等它空下来，再运行一次 hui-reg doctor。"
        return Check("识读", "warn", detail, busy, "试读超时")
    told = f"试读失败：{problem.detail.partition('；')[0]}"
    if problem.kind is ProblemKind.TOO_LARGE:
        more = f"请把 hui-reg.toml 里 reading.memory_mib 调大（现在是 {caps.memory_mib}），再运行一次 hui-reg doctor。"
        return Check("识读", "fail", told, more, "试读时内存不够", ExitCode.SETTINGS)
    advice = "请重新安装 hui-reg；仍不行请把 hui-reg doctor --report 的内容发给维护者。"
    return Check("识读", "fail", told, advice, "试读失败", ExitCode.COMPONENT_MISSING)


_WALLS = "恶意附件被读时防护较弱；条件允许时请换用较新的系统。"
_WALLS_OF_WINDOWS = (
    "Windows 上这几道隔离都没有：附件若利用漏洞，能做登录用户能做的一切。请用一个专门的、没有管理员权限的账户运行，"
    "及时更新本程序；条件允许时改在麒麟、统信等 Linux 上收取和审核。"
)
