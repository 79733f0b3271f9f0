"""``rules``: the catalogue as this notice has it in force, and the page of one rule."""

import difflib
import unicodedata
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notice import Notice, parse, shipped
from hui_reg.settings import FILE_NAME

if TYPE_CHECKING:
    from hui_reg.rules import Setting


@verb("rules")
@click.argument("rule_id", metavar="[编号]", required=False)
@click.option("--markdown", is_flag=True, help="打印全部规则的说明（docs/rules.md）。")
def command(run: Run, rule_id: str | None, markdown: bool) -> ExitCode:
    """列出审核规则；写上编号（如 C301）看这一条的说明。"""
    from hui_reg import rules

    if markdown:
        run.console.result(rules.document().rstrip("\n"))
        return ExitCode.OK
    chosen = rules.active(_notice(run))
    if rule_id is not None:
        known = {setting.rule.id: setting for setting in chosen}
        asked = unicodedata.normalize("NFKC", rule_id).upper().strip()
        chosen = (known[asked],) if asked in known else ()
        if not chosen:
            near = [name for name in known if name[1:] == asked] or difflib.get_close_matches(asked, known, 3, 0.7)
            meant = f"是不是 {'、'.join(near)}？" if near else ""
            raise HuiRegError(ExitCode.USAGE, f"没有 {rule_id} 这条规则", f"{meant}请用 hui-reg rules 查看全部编号。")
        run.console.result(rules.page(chosen[0].rule).rstrip("\n"))
        if chosen[0].reason:
            run.console.result(f"\n※ 本通知对此条有调整：{_in_force(chosen[0])}，理由：{chosen[0].reason}")
    else:
        rows = [(s.rule.id, s.rule.title, _in_force(s), s.reason) for s in chosen]
        run.console.table(("编号", "检查什么", "结论", "本通知的调整理由"), rows)
    run.console.document(
        [
            {"id": s.rule.id, "title": s.rule.title, "outcome": s.outcome, "enabled": s.enabled, "reason": s.reason}
            for s in chosen
        ]
    )
    return ExitCode.OK


def _in_force(setting: "Setting") -> str:
    return setting.outcome.words if setting.enabled else "停用"


def _notice(run: Run) -> Notice:
    """The notice of the workspace; the shipped one where there is no workspace: the catalogue can be read anywhere."""
    if (run.root / FILE_NAME).exists():
        with run.workspace() as workspace:
            return workspace.notice
    return parse(shipped())
