"""``retry``: mails and files set aside are tried again, all or by number."""

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import ProblemKind


@verb("retry", dry_run=True)
@click.argument("ids", nargs=-1, metavar="[编号]...")
def command(run: Run, ids: tuple[str, ...]) -> ExitCode:
    """重新处理被搁置的邮件和文件。不写编号就是全部；编号是邮件或文件 SHA-256 的前几位（至少 6 位）。"""
    from hui_reg.desk import unpacking
    from hui_reg.store import mails, results, unreceived

    if short := [one for one in ids if len(one) < _SHORTEST]:
        raise click.BadParameter(f"编号 {short[0]} 太短，至少写前 {_SHORTEST} 位")
    with run.workspace() as workspace, workspace.lock():
        with workspace.database.begin() as connection:
            aside = {mail.sha256 for mail in mails.load(connection, mails.SET_ASIDE)}
            aside |= {mail.sha256 for mail in mails.load(connection, mails.NEW) if mail.attempts}
            aside |= mails.with_problem(connection, ProblemKind.NEEDS_UNAR)
            files = results.unreadable_files(connection)
            out = [one for one in unreceived.load(connection) if one.given_up and not ids]
            chosen, chosen_files = _chosen(ids, aside), _chosen(ids, files)
            if ids and not chosen and not chosen_files:
                raise HuiRegError(ExitCode.USAGE, "没有这些编号的搁置项", "不写编号运行 hui-reg retry 可重试全部。")
            if not run.dry_run:
                mails.put_back(connection, chosen)
                results.forget_readings(connection, chosen_files)
                unreceived.try_again(connection, out)
        run.console.result(
            f"{'将' if run.dry_run else ''}重试 {len(chosen)} 封邮件、{len(chosen_files)} 个文件。"
            if chosen or chosen_files
            else "没有被搁置的邮件或文件。"
        )
        if out:
            run.console.result(f"{len(out)} 封没能收下的邮件，下次 hui-reg fetch 会再收。")
        done = unpacking.Unpacking() if run.dry_run else unpacking.unpack(workspace, run.console)
    if done.mails:
        run.console.result(f"√ {done.mails} 封邮件已拆开，取出 {done.files} 个文件。")
    for sha256, problem in done.set_aside:
        run.console.attention(f"▲ 邮件 {sha256[:12]}：{problem.detail}")
    if chosen_files or done.mails:
        run.console.result("下一步：hui-reg validate")
    run.console.document(
        {
            "mails": sorted(chosen),
            "files": sorted(chosen_files),
            "unreceived": [one.title for one in out],
            "unpacked": done.mails,
            "set_aside": [{"message": sha256, **problem.model_dump()} for sha256, problem in done.set_aside],
            "dry_run": run.dry_run,
        }
    )
    return ExitCode.SET_ASIDE if done.set_aside else ExitCode.OK


_SHORTEST = 6


def _chosen(ids: tuple[str, ...], candidates: set[str]) -> set[str]:
    return {c for c in candidates if not ids or any(c.startswith(one.lower()) for one in ids)}
