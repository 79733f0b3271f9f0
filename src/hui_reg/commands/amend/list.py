"""``amend list``: every ruling, and which of them count."""

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("list")
@click.argument("who", metavar="[申报人或单位]", default="")
def command(run: Run, who: str) -> ExitCode:
    """列出所有更正：编号、内容、谁在哪天作的、为什么、是否有效。可以只列一位申报人或一个单位的。"""
    from hui_reg.history.ruling_words import sentence
    from hui_reg.history.rulings import RULING_ENTRIES, fold_rulings, gone, ruling_of
    from hui_reg.notation.names import key as name_key
    from hui_reg.store import entries

    with run.workspace() as workspace, workspace.database.begin() as connection:
        known = entries.load(connection, kinds=RULING_ENTRIES)
    live, undone = {ruling.seq for ruling in fold_rulings(known).live}, gone(known)
    rows, documents = [], []
    for ruling in filter(None, map(ruling_of, known)):
        text = sentence(ruling)
        if who and name_key(who) not in name_key(f"{ruling.applicant}{text}"):
            continue
        state = "有效" if ruling.seq in live else "已撤回" if ruling.seq in undone else "已被后来的取代"
        rows.append((str(ruling.seq), str(ruling.on), ruling.kind.title, text, ruling.by, ruling.reason, state))
        documents.append(
            {"seq": ruling.seq, "on": ruling.on, "kind": ruling.kind, "text": text, "by": ruling.by,
             "reason": ruling.reason, "live": ruling.seq in live}
        )  # fmt: skip
    if not rows and who:
        _must_be_known(run, who)
    if rows:
        run.console.table(("编号", "日期", "事项", "内容", "经办", "原因", "状态"), rows)
    else:
        run.console.result(f"{who}还没有更正。" if who else "还没有更正。")
    run.console.document(documents)
    return ExitCode.OK


def _must_be_known(run: Run, who: str) -> None:
    """Raises :class:`HuiRegError` (exit 2) where nobody and no unit is called so."""
    from hui_reg.commands.amend.parts import roll_now
    from hui_reg.errors import HuiRegError
    from hui_reg.history.lookup import find, units_like

    with run.workspace() as workspace:
        roll = roll_now(workspace)
    if units_like(roll.units(), who):
        return
    try:
        find(roll.people, who)
    except HuiRegError as error:
        raise HuiRegError(error.code, f"没有找到“{who}”这位申报人或单位", error.hint) from error
