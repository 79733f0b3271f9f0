"""The heads of the ledger's tree that stand on a paper of ours: workbook, letter, publication, list of a backup."""

from pathlib import Path

from hui_reg.desk.ledger import load_bytes
from hui_reg.desk.sandboxed import opened
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.review.printed import Printed, texts_of
from hui_reg.sandbox.pool import Job
from hui_reg.store.merkle import Head, heads_in


def heads_on(workspace: Workspace, paper: Path) -> list[Head]:
    """Every head on the paper, read in the sandbox. Raises :class:`HuiRegError` (exit 2) when it can't be read."""
    data = load_bytes(paper)
    with opened(workspace, workers=1) as sandbox:
        (done,) = sandbox.run(texts_of, Printed, [Job(paper.name, lambda: data)])
    if done.document is None:
        raise HuiRegError(ExitCode.USAGE, f"{paper.name} 无法读取", "请确认是本程序导出的文件。")
    return heads_in("\n".join(done.document.texts))
