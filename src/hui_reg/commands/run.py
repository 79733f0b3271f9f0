"""``run``: the whole round for schedules. Silent when all is well; one plain paragraph when a person is needed."""

import contextlib
import hashlib
import io
import sys
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.console import Console, is_terminal
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.routine.memory import Memory
    from hui_reg.desk.routine.round import Round
    from hui_reg.desk.workspace import Workspace
    from hui_reg.settings import RunSettings

FOLDER = "每日"
"""Below ``exports``: what a round writes anew whenever it has changed."""


@verb("run")
@click.option(
    "--minutes",
    metavar="分钟",
    type=click.FloatRange(min=0.1),
    default=None,
    help="最多运行多少分钟，默认按设置（60）。",
)
@click.option("--now", is_flag=True, help="安静时段（设置 run.quiet_hours）里也运行。")
def command(run: Run, minutes: float | None, now: bool) -> ExitCode:
    """收取、审核，有变化时重做初审表和翻看网页；供定时任务用。

    一切正常时不出声；需要人处理时在错误输出上写一段话。同一件事一天只说一次。在终端里运行时会显示进度和结果。
    """
    from hui_reg.desk.routine import memory, round

    at_terminal = is_terminal(sys.stdout) and not (run.console.quiet or run.console.json)
    console = run.console if at_terminal or run.console.verbose else replace(run.console, quiet=True)
    moment = datetime.now(UTC)
    with run.workspace() as workspace:
        chosen = workspace.settings.run
        if chosen.is_quiet(moment.astimezone(workspace.notice.tz).time()) and not now:
            run.console.say("※ 现在是安静时段，没有运行；要运行请加 --now")
            run.console.document({"quiet": True})
            return ExitCode.OK
        if closed := _closed(workspace):
            run.console.say(f"※ 这次报名{closed}，没有收取；定时任务可以取消：hui-reg schedule --remove")
            run.console.document({"closed": True})
            return ExitCode.OK
        try:
            done = round.go(workspace, console, (minutes or chosen.minutes) * 60)
        except HuiRegError as error:
            if error.code is ExitCode.LOCKED and not at_terminal:
                return error.code  # the round before this one takes longer: no news
            done = round.Round(failures=[error])
        left = memory.recall(workspace.folder)
        made: list[Path] = []
        if done.checked and done.applicants:
            digest = round.shown(workspace)
            is_old = digest != left.shown or not (run.root / "exports" / FOLDER).exists()
            made, unwritten = _export(run, chosen, done, None if is_old else left.unwritten.split("|"))
            left = replace(left, shown=digest, unwritten="|".join(unwritten))
        trouble = _paragraph(done)
        _report(
            run,
            workspace,
            trouble,
            replace(left, succeeded_at=left.succeeded_at if done.failures else moment.isoformat()),
        )
    if at_terminal:
        _tell(run.console, done, made)
    run.console.document(_document(done, made, trouble))
    return done.code


def _closed(workspace: "Workspace") -> str:
    """How the registration was closed; empty while it is open, or where that can't be told: the round says why."""
    from hui_reg.store import closing

    try:
        with workspace.database.begin() as connection:
            told = closing.closing(connection)
    except HuiRegError:
        return ""
    return told.sentence if told is not None else ""


def _report(run: Run, workspace: "Workspace", trouble: str, left: "Memory") -> None:
    """Say what needs a person, once a day, and leave it in the workspace for those whose scheduler tells nobody."""
    from hui_reg import durable
    from hui_reg.desk.routine import memory

    now = datetime.now(UTC)
    notice = run.root / memory.REMINDER
    if not trouble:
        notice.unlink(missing_ok=True)
        memory.remember(workspace.folder, replace(left, told="", told_at=""))
        return
    at = now.astimezone(workspace.notice.tz)
    told = f"hui-reg run（{run.root.resolve().name}，{at:%m}月{at:%d}日 {at:%H:%M}）：{trouble}"
    with contextlib.suppress(OSError):
        durable.put(notice, f"{told}\r\n".encode("utf-8-sig"), synced=False)
    mark = hashlib.sha256(trouble.encode()).hexdigest()
    if not left.was_told(mark, now):
        run.console.attention(told)
        left = replace(left, told=mark, told_at=now.isoformat())
    memory.remember(workspace.folder, left)


def _export(
    run: Run, chosen: "RunSettings", done: "Round", names: Collection[str] | None
) -> tuple[list[Path], list[str]]:
    """What the settings ask for, or ``names`` of it, by the very commands staff type: what was written, and the names
    of what couldn't be and is to be tried again. A failure, and what they point out, goes to the result."""
    from hui_reg.commands.exports import album, notices, review

    folder = run.root / "exports" / FOLDER
    wanted: list[tuple[click.Command, list[str], Path]] = []
    if chosen.review:
        beside = ["--album"] if chosen.album else []
        wanted.append((review.command, ["--output", str(folder / review.WORKBOOK), *beside], folder / review.WORKBOOK))
    elif chosen.album:
        wanted.append((album.command, ["--output", str(folder / "翻看")], folder / "翻看"))
    if chosen.letters == "folder":
        wanted.append((notices.command, ["--output", str(folder / "补正通知")], folder / "补正通知"))
    elif chosen.letters == "drafts":
        wanted.append((notices.command, ["--to-drafts"], Path("邮箱草稿箱")))
    made, unwritten = [], []
    for verb_, arguments, place in wanted:
        if names is not None and place.name not in names:
            continue
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                parent = click.get_current_context().find_root()
                with verb_.make_context(verb_.name, [*arguments, "--quiet"], parent=parent) as context:
                    verb_.invoke(context)
            made.append(place)
        except HuiRegError as error:
            done.failures.append(error)
            unwritten.append(place.name)
        done.notes += [line.lstrip("▲●※ ") for line in said.getvalue().splitlines() if line.strip()]
    return made, unwritten


def _paragraph(done: "Round") -> str:
    """Everything that needs a person, as one paragraph; empty when nothing does."""
    told = [f"{failure.message}。{failure.hint}" for failure in done.failures]
    told += [note if note.endswith("。") else f"{note}。" for note in dict.fromkeys(done.notes)]
    if any(failure.code is ExitCode.MAILBOX for failure in done.failures) and done.checked:
        told.append("以前收到的邮件都已审核，不受影响。")
    return "".join(" ".join(sentence.split()) for sentence in told)


def _tell(console: Console, done: "Round", made: list[Path]) -> None:
    if not done.failures:
        new = f"新收 {done.received.fresh} 封邮件" if done.received.fresh else "没有新邮件"
        console.result(f"√ {new}；共 {done.applicants} 位申报人，{done.changed} 位有变化。")
    for place in made:
        console.result(f"√ 已更新：{place}")


def _document(done: "Round", made: list[Path], trouble: str) -> dict[str, object]:
    return {
        "new": done.received.fresh,
        "files": done.files,
        "read": done.read,
        "applicants": done.applicants,
        "changed": done.changed,
        "folders": [asdict(report) for report in done.received.folders],
        "exported": [str(place) for place in made],
        "trouble": trouble,
    }
