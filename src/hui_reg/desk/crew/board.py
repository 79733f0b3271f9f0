"""How far those who read together have come, as a sentence."""

from hui_reg.desk.crew.queues import has_queue, opened_queue
from hui_reg.desk.workspace import Workspace
from hui_reg.store.joint.queue import Lengths


def lengths(workspace: Workspace) -> Lengths | None:
    """How the queue stands; None where nothing is shared, or nobody ever worked."""
    if not has_queue(workspace):
        return None
    with opened_queue(workspace) as queue:
        found = queue.lengths()
    return found if found.hands or found.waiting or found.doing else None


def sentence(found: Lengths) -> str:
    """The same for the clerk: who reads, what waits, how fast, how long still."""
    left = found.waiting + found.doing
    parts = [f"{len(found.hands)} 个识读进程在工作" if found.hands else "没有识读进程在工作"]
    parts.append(f"队列里还有 {left} 个文件" if left else "队列已空")
    if found.per_minute:
        parts.append(f"最近每分钟 {found.per_minute:.1f} 个")
    if found.minutes_left is not None:
        parts.append(f"约需 {max(1, round(found.minutes_left))} 分钟")
    if left and not found.hands:
        parts.append("请在各电脑上运行 hui-reg work，或直接 hui-reg validate")
    return "，".join(parts) + "。"
