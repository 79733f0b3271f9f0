"""``roles``: what the database's administrator grants: staff may do everything, reviewers read and decide."""

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError


@verb("roles")
@click.option(
    "--apply", "do", is_flag=True, help="直接在数据库里执行（须用建库的用户）；不写则只打印 SQL，供管理员执行。"
)
def command(run: Run, do: bool) -> ExitCode:
    """几台电脑合用数据库时的权限：工作人员（hui_staff）什么都能做，审核人员（hui_reviewers）只能查看和审核。

    管理员为每个人建用户时写明是哪一种：CREATE USER 名字 PASSWORD '…' IN ROLE hui_reviewers。
    每次更新 hui-reg 之后请再执行一次。
    """
    from hui_reg.desk.batches import KEY_NAME
    from hui_reg.store import exports
    from hui_reg.store.joint import roles

    statements = list(roles.statements())
    if do:
        with run.workspace() as workspace:
            if not workspace.is_shared:
                raise HuiRegError(
                    ExitCode.SETTINGS, "这个工作区没有与其他电脑合用数据库，不分权限", "见 docs/几台电脑.md。"
                )
            with workspace.lock(), workspace.database.begin() as connection:
                roles.apply(connection)
                exports.signing_key(connection, KEY_NAME)  # of review sheets: who only reviews may make none
        run.console.result("√ 已设好两种权限：hui_staff（工作人员）、hui_reviewers（审核人员）")
    else:
        run.console.result("\n".join(f"{statement};" for statement in statements))
    run.console.document({"applied": do, "statements": len(statements)})
    return ExitCode.OK
