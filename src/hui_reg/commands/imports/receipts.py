"""``import receipts``: match the receipts that came by mail, and those handed in, to applicants."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import by_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.receipts import HandedIn
    from hui_reg.history.roll import Roll
    from hui_reg.ledger.matches import Match, Reconciliation


@verb("receipts", dry_run=True)
@click.argument("paths", metavar="[回单文件或文件夹]…", nargs=-1, type=click.Path(path_type=Path, exists=True))
@by_option
def command(run: Run, paths: tuple[Path, ...], by: str | None) -> ExitCode:
    """核对缴费回单：邮件里收到的，加上这里给出的文件或文件夹（PDF、扫描件、截图）。

    同一笔回单只计一次；说不清归谁的不猜，列入 export fees 的“待核对”。
    """
    from contextlib import nullcontext

    from hui_reg.desk import receipts
    from hui_reg.desk.ledger import enter, load_roll
    from hui_reg.ledger.payment import reconcile
    from hui_reg.store import results

    with run.workspace() as workspace, nullcontext() if run.dry_run else workspace.lock():
        roll = load_roll(workspace)
        handed = receipts.hand_in(workspace, paths, run.console)
        found = receipts.gather(workspace, roll.notice, handed)
        result = reconcile(found, roll)
        if not run.dry_run and (handed.data or result.drafts()):
            workspace.blobs.put_all(list(handed.data.values()))
            if handed.readings:
                with workspace.database.begin() as connection:
                    results.save_readings(connection, list(handed.readings.values()))
            enter(workspace, roll, result.drafts(), None, by, receipts.fresh_files(workspace, handed))
        return _tell(run, result, roll, handed)


def _tell(run: Run, result: "Reconciliation", roll: "Roll", handed: "HandedIn") -> ExitCode:
    from hui_reg.desk.ledger import after, new_flags
    from hui_reg.ledger.plan import grouped

    then = after(roll, result.drafts())
    say, people = run.console.result, {person.key: person for person in roll.people}
    lost = handed.without_receipt()
    flags = new_flags(roll, result.drafts())
    open_ones = [m for m in result.matches if m.unexplained or m.receipt.amount is None]
    for name in handed.known:
        say(f"※ {name} 已导入过")
    for match in result.matches:
        names = "、".join(dict.fromkeys(people[charge.applicant].name for charge in match.fresh))
        short = [(people[key].name, then.standing_of(key).owed) for key in dict.fromkeys(_payers_of_fees(match))]
        lacking = "、".join(f"{name}还缺 {owed:.2f} 元" for name, owed in short if owed)
        if lacking:
            run.console.attention(f"▲ {match.receipt.place}：{match.matched:.2f} 元 → {names}；缴费不足：{lacking}")
        elif names:
            say(f"√ {match.receipt.place}：{match.matched:.2f} 元 → {names}")
    for title, lines in (
        ("没有认出回单的文件", lost),
        ("待核对", [f"{m.receipt.place}：{m.unexplained:.2f} 元，{m.reason}" for m in open_ones]),
        ("次序异常（已照录）", flags),
    ):
        if lines:
            run.console.attention(f"▲ {title}（{len(lines)}）")
            for line in grouped(lines):
                run.console.attention(f"    {line}")
    drafts = result.drafts()
    people_paid = len({draft.applicant for draft in drafts})
    say(f"{'※ 试运行，未写入' if run.dry_run else '√'}　新认定 {people_paid} 人；"
        f"收到 {result.received:.2f} = 已认定 {result.matched:.2f} + 待核对 {result.unexplained:.2f} 元")  # fmt: skip
    if not roll.notice.payment.payee:
        say("※ 通知文件没有填写收款户名，收款人未核对")
    run.console.document(
        {
            "dry_run": run.dry_run,
            "received": f"{result.received:.2f}",
            "matched": f"{result.matched:.2f}",
            "unexplained": f"{result.unexplained:.2f}",
            "unreadable": result.unreadable,
            "entries": 0 if run.dry_run else len(drafts),
            "people": people_paid,
            "payee_checked": bool(roll.notice.payment.payee or roll.notice.payment.account_tail),
            "open": [
                {"file": m.receipt.place, "amount": f"{m.unexplained:.2f}", "reason": m.reason} for m in open_ones
            ],
            "short": {
                people[key].name: f"{owed:.2f}"
                for match in result.matches
                for key in _payers_of_fees(match)
                if (owed := then.standing_of(key).owed)
            },
            "copies": sum(len(match.unique.copies) for match in result.matches),
            "known": handed.known,
            "without_receipt": lost,
            "flags": flags,
        }
    )
    return ExitCode.SET_ASIDE if lost else ExitCode.OK


def _payers_of_fees(match: "Match") -> list[str]:
    """Whose registration fee, or a part of it, this run found in a transfer."""
    return [charge.applicant for charge in match.fresh if charge.purpose == "registration"]
