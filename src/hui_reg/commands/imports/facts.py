"""``import facts``: what was verified elsewhere, in place of papers; and the sheet to fill in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import DAY, by_option, trust_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.amending.entering import Effect
    from hui_reg.desk.amending.facts import Facts, Usual
    from hui_reg.desk.workspace import Workspace


@verb("facts", dry_run=True)
@click.argument("file", metavar="[文件]", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--source", default="", metavar="来源", help="在哪里核验的，例如 学信网；表中有“来源”列时以表为准。")
@click.option("--date", "checked", type=DAY, help="哪天核验的；表中有“核验日期”列时以表为准。")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="写一份待填的表到这里：列出还缺备案表的人，拿去批量核验。",
)
@click.option("--all-agree", is_flag=True, help="表中没有“核验结果”列，列出的都是核验相符的人。")
@trust_option
@by_option
def command(
    run: Run,
    file: Path | None,
    source: str,
    checked: datetime | None,
    template: Path | None,
    all_agree: bool,
    trust_numbers: bool,
    by: str | None,
) -> ExitCode:
    """导入批量核验的结果：姓名、证件号码、核验事项（学历、学籍、身份）、核验结果、来源、核验日期。

    核验相符的事项不再要求交那份材料（学历代替学信网备案表）；与所交材料矛盾的转人工复核；查不到的也转人工复核。
    核验结果不能代替证件号码本身的校验，也不能改变通知的要求。可用 amend undo 撤回。
    """
    if (file is None) == (template is None):
        raise click.UsageError("请写要导入的文件，或用 --template 写一份待填的表")
    from hui_reg.desk.amending.facts import Usual

    with run.workspace() as workspace:
        if file is None:
            assert template is not None
            return _write_template(run, workspace, template)
        usual = Usual(source.strip(), checked.date() if checked else None, trust_numbers, all_agree)
        return _take(run, workspace, file, usual, by)


def _take(run: Run, workspace: "Workspace", file: Path, usual: "Usual", by: str | None) -> ExitCode:
    import getpass
    import hashlib
    from contextlib import nullcontext

    from hui_reg.commands.amend.parts import roll_now
    from hui_reg.desk.amending.entering import Effect, enter_locked
    from hui_reg.desk.amending.facts import HEADINGS, planned
    from hui_reg.desk.ledger import load_bytes, read_sheets
    from hui_reg.desk.validation import rulings_of
    from hui_reg.ledger.tables import read_table
    from hui_reg.store import exports

    data = load_bytes(file)
    sheet = hashlib.sha256(data).hexdigest()
    with nullcontext() if run.dry_run else workspace.lock():
        roll = roll_now(workspace)
        table = read_table(read_sheets(workspace, data, file.name), HEADINGS)
        people = roll.index(trust_numbers=usual.trust_numbers)
        facts = planned(table, people, rulings_of(workspace), usual, roll.today, sheet)
        effect = Effect(())
        if facts.said and not facts.faults:
            if not run.dry_run:
                workspace.blobs.put(data)
                with workspace.database.begin() as connection:  # whose bytes these are: verify and purge ask
                    exports.record_import(
                        connection, sheet, "facts", at=datetime.now(UTC), by=by or getpass.getuser(), name=file.name
                    )
            effect = enter_locked(workspace, run.console, facts.said, by, dry_run=run.dry_run)
    _tell(run, file.name, facts, effect)
    return ExitCode.SET_ASIDE if facts.faults or facts.unknown or facts.unnumbered else ExitCode.OK


def _tell(run: Run, name: str, facts: "Facts", effect: "Effect") -> None:
    from hui_reg.commands.amend.parts import tell_effect
    from hui_reg.ledger.plan import grouped

    left = (("不在本批，未导入", facts.unknown), ("不知道是谁，未导入", facts.unnumbered), ("有误", facts.faults))
    for title, lines in left:
        if lines:
            run.console.attention(f"{'×' if lines is facts.faults else '▲'} {title}（{len(lines)}）")
            for line in grouped(lines):
                run.console.attention(f"    {line}")
    if facts.faults:
        run.console.attention(f"× {name}：有 {len(facts.faults)} 处错误，整个文件未导入。请改正后重新导入。")
    elif not facts.people:
        run.console.attention(f"× {name}：没有一行能导入。请补好上面各行后重新导入。")
    else:
        taken = "※ 试运行，未写入" if run.dry_run else "√ 已导入"
        counts = f"{len(facts.people)} 人，新记录 {len(facts.said)} 条，原已一致 {facts.unchanged} 条"
        run.console.result(f"{taken}　{name}：{counts}")
        if effect.numbers and not run.dry_run:
            first, last = effect.numbers[0], effect.numbers[-1]
            several = f"第{first}号" if first == last else f"第{first}—{last}号"
            undo = first if first == last else f"{first}-{last}"
            run.console.result(f"　　记为{several}，可用 hui-reg amend undo {undo} 撤回")
        if facts.unnumbered:
            run.console.result("　　没有导入的行补上号码后，整张表可以再导入一次：已经记下的不会重复。")
        tell_effect(run.console, effect, dry_run=run.dry_run)
    run.console.document(
        {
            "file": name,
            "taken": bool(effect.numbers) and not run.dry_run,
            "dry_run": run.dry_run,
            "people": len(facts.people),
            "seqs": list(effect.numbers),
            "unchanged": facts.unchanged,
            "unknown": facts.unknown,
            "unnumbered": facts.unnumbered,
            "faults": facts.faults,
            "changes": [vars(change) for change in effect.changes],
        }
    )


def _write_template(run: Run, workspace: "Workspace", path: Path) -> ExitCode:
    """A sheet of those whose schooling is to be verified."""
    from hui_reg.desk.amending.facts import HELP, TITLES, rows_to_check
    from hui_reg.desk.outlet import Outlet
    from hui_reg.history.people import person_of
    from hui_reg.spreadsheets.writer import Column, Sheet, made
    from hui_reg.store import results

    if path.suffix.lower() != ".xlsx":
        raise HuiRegError(ExitCode.USAGE, f"{path.name} 不是 .xlsx", "请写一个以 .xlsx 结尾的文件名。")
    with workspace.database.begin() as connection:
        known = results.load_in_turn(connection)
        rows, left_out = rows_to_check((person_of(a), [finding.rule for finding in a.findings]) for a in known)
    columns = tuple(
        Column(title, 22 if "号" in title else 14, fill=number >= _GIVEN, choices=_CHOICES.get(title, ()))
        for number, title in enumerate(TITLES)
    )
    told = Sheet("填写说明", (Column("说明", 110),), tuple((line,) for line in HELP))
    sheets = [Sheet("核验结果", columns, tuple(rows)), told]
    if not run.dry_run:
        Outlet(workspace, run.console).put(path, made(sheets))
    run.console.result(f"{'※ 试运行，未写出' if run.dry_run else '√ 已写出'}　{path}（列出 {len(rows)} 人）")
    if left_out:
        run.console.attention(f"▲ 没有读到有效证件号码、没有列出的 {len(left_out)} 人：{'、'.join(left_out)}")
    run.console.document({"path": str(path), "rows": len(rows), "left_out": left_out, "dry_run": run.dry_run})
    return ExitCode.OK


_GIVEN = 4
"""Columns that the template fills in itself."""
_CHOICES = {"核验结果": ("一致", "不一致"), "核验事项": ("学历", "学籍", "身份")}
