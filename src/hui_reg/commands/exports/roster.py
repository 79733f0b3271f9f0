"""``export roster``: the evaluation body's upload sheet for those who passed the first review."""

from datetime import UTC, datetime
from pathlib import Path

import click

from hui_reg.commands.options import Written
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("roster", dry_run=True)
@click.option(
    "--output", type=Written(".xls", ".xlsx", folder=False), default=None, help="写到 .xls 或 .xlsx；默认两种都写。"
)
@click.option("--unit", "units", multiple=True, metavar="名称", help="只写这个单位，名称写一部分即可；可写多次。")
def command(run: Run, output: Path | None, units: tuple[str, ...]) -> ExitCode:
    """导出考生信息汇总表（33 列，评价机构上传用）：通过初审的人。"""
    from hui_reg import rules
    from hui_reg.commands.exports.package import going_out, say_held_up
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.review import roster

    base = output or run.root / "exports" / f"考生信息模板-{datetime.now(UTC):%Y%m%d-%H%M%S}.xls"
    paths = [base] if output else [base, base.with_suffix(".xlsx")]
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        notice = workspace.notice
        people, waiting = going_out(workspace, units)
        lines = roster.rows(notice, people, rules.route_of)
        for path in paths if lines and not run.dry_run else ():
            made = roster.xlsx if path.suffix.lower() == ".xlsx" else roster.xls
            outlet.put(path, made(notice, lines, outlet.head))
    say_held_up(run, waiting)
    for title, count in roster.unfilled(notice, lines).items():
        run.console.attention(f"▲ “{title}”有 {count} 人没有值，请上传前补填。")
    done = "将写出" if run.dry_run else "已写出"
    said = f"{done} {len(lines)} 人：{'、'.join(map(str, paths))}"
    run.console.result(said if lines else "还没有人通过初审，没有可导出的名单。")
    run.console.document(
        {"people": len(lines), "output": list(map(str, paths)), "held_up": len(waiting), "kept": outlet.kept}
        | {"dry_run": run.dry_run}
    )
    return outlet.code
