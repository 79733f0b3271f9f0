"""The tree of verbs as tables: a verb's module is imported only when the verb is asked for.

``hui-reg --help`` must not load what reads documents. Each module of a room (``commands``, ``commands/custody``,
``commands/exports``, ``commands/imports``) holds one click command by the name ``command``.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from hui_reg.commands.terminal.helping import ExamplesFirst, no_such_command


class LazyGroup(ExamplesFirst, click.Group):
    """A group of verbs given as a table: name → the line that help shows; ``room`` is the package of their modules."""

    def __init__(
        self, *, verbs: Mapping[str, str], room: str, groups: "Mapping[str, LazyGroup] | None" = None, **kwargs: Any
    ) -> None:
        super().__init__(subcommand_metavar="命令 …", **kwargs)
        self.verbs = verbs
        self.room = room
        self.groups = groups or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.verbs:
            return None
        if cmd_name in self.groups:
            return self.groups[cmd_name]
        room = f"{self.room}.{CUSTODY}" if cmd_name in IN_CUSTODY else self.room
        module = import_module(f"{room}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.verbs and not args[0].startswith("-"):
            tree = {name: self.groups[name].verbs if name in self.groups else () for name in self.verbs}
            raise no_such_command(args[0], ctx, tree)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(self.verbs.items()))


CUSTODY = "custody"
IN_CUSTODY = frozenset(("archive", "backup", "encrypt", "purge", "restore", "verify"))
"""The verbs whose modules stand in a room of their own."""
VERBS: Mapping[str, str] = {
    "init": "建立工作区：写出带说明的设置文件和通知文件",
    "fetch": "收取新邮件：从邮箱，或用 --from 从文件夹",
    "validate": "整理档案、识读材料、逐条审核",
    "export": "导出审核表、补正通知、上报材料等",
    "import": "导入审回的表格、回单、成绩等",
    "run": "收取、审核、更新审核表，一次做完；供定时任务用",
    "schedule": "打印或安装定时任务",
    "work": "几台电脑合用数据库时，在这台电脑上一起识读",
    "check": "报送之前检查一个单位的材料，不需要工作区",
    "status": "各环节人数，以及下一步该做什么",
    "show": "一位申报人的全部经过",
    "explain": "为什么得出这个建议：读到的值与出处",
    "amend": "更正：读错的内容、文件是谁的、单位名称、退出、延期等",
    "notice": "通知要求什么、没有写明什么，供与纸质通知对照",
    "rules": "审核规则一览；加编号看说明",
    "retry": "重新处理被搁置的邮件和文件",
    "roles": "几台电脑合用数据库时的权限：工作人员、审核人员",
    "doctor": "检查设置、邮箱登录、识读组件、磁盘和数据",
    "encrypt": "按设置把已保存的内容加密，或解开",
    "backup": "整个工作区备份成一个加密文件",
    "restore": "从备份文件恢复成一个新的工作区",
    "verify": "核对保存的内容是否完好；需要时重建数据库",
    "archive": "报名结束后归档，写出归档证明；期限过后销毁",
    "purge": "保存期限过后，清除全部个人信息",
    "completion": "打印按 Tab 补全的脚本",
    "demo": "用自带样本走一遍：收取、审核、导出",
}
EXPORTS: Mapping[str, str] = {
    "review": "审核表（Excel）和可点开的证据文件夹",
    "records": "每位申报人一行的 JSON Lines",
    "notices": "给各单位的补正通知（邮件草稿）",
    "package": "上报省级的材料包",
    "roster": "考生信息汇总表（33 列）",
    "album": "逐人翻看的网页",
    "fees": "缴费清单与缴费核对表",
    "training": "培训名单",
    "exam": "准考名单、签到表、门贴",
    "publication": "合格人员公示（打码）与成绩汇总",
    "makeup": "补考名单与费用",
    "certificates": "领证名单与查询表",
    "subsidy": "补贴自查表与判断",
    "statistics": "统计表：各单位、各日、各种结果的人数，供打印",
}
IMPORTS: Mapping[str, str] = {
    "review": "审回的审核表",
    "receipts": "缴费回单",
    "payments": "填好的缴费核对表",
    "training": "培训学时",
    "scores": "考试成绩",
    "certificates": "证书编号",
    "subsidy": "补贴自查表",
    "facts": "批量核验的结果（学信网、数据共享平台），代替材料",
}
AMEND: Mapping[str, str] = {
    "value": "材料上读错的内容",
    "file": "一个文件是谁的、是什么，或者不是材料",
    "same": "两份档案是同一人，或不是",
    "unit": "单位的正确名称、邮箱地址",
    "person": "一位申报人转到另一个单位",
    "withdraw": "一位申报人退出报名",
    "extend": "一位申报人或一个单位可以晚交",
    "note": "给一位申报人记一条备注",
    "list": "所有更正一览",
    "undo": "撤回一条更正",
}
NOTICE: Mapping[str, str] = {
    "check": "把通知文件念成句子，并指出没有写明的",
}
GROUPS: Mapping[str, LazyGroup] = {
    "export": LazyGroup(
        name="export",
        verbs=EXPORTS,
        room="hui_reg.commands.exports",
        help="导出。各项说明见 hui-reg export 名称 --help。",
    ),
    "import": LazyGroup(
        name="import",
        verbs=IMPORTS,
        room="hui_reg.commands.imports",
        help="导入。各项说明见 hui-reg import 名称 --help。",
    ),
    "amend": LazyGroup(
        name="amend",
        verbs=AMEND,
        room="hui_reg.commands.amend",
        help="更正。说过的更正一直有效，可以撤回；各项说明见 hui-reg amend 名称 --help。",
    ),
    "notice": LazyGroup(
        name="notice",
        verbs=NOTICE,
        room="hui_reg.commands.notice",
        help="通知文件。各项说明见 hui-reg notice 名称 --help。",
    ),
}
