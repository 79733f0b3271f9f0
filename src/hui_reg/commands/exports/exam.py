"""``export exam``: seat everyone who may sit, and print the lists; seats handed out are entered into the ledger."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import DAY, by_option, output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.ledger.exam import Room


@verb("exam", dry_run=True)
@click.option("--date", "day", type=DAY, required=True, help="考试日期；须为通知规定的星期日（补考除外）。")
@click.option(
    "--room",
    "rooms",
    multiple=True,
    required=True,
    metavar="名称:座位数",
    help="考场和座位数，写作 名称:座位数，可写多次。",
)
@click.option("--seed", default="1", metavar="种子", show_default=True, help="编排座位的种子；同一种子得到同样的座位。")
@click.option("--makeup", is_flag=True, help="补考：已缴补考费、仍在保留期内的人。")
@output_option
@by_option
def command(
    run: Run, day: datetime, rooms: tuple[str, ...], seed: str, makeup: bool, output: Path | None, by: str | None
) -> ExitCode:
    """编排考场，导出准考名单、签到表、门贴。已编排的座位不变，后来的人补入空位。"""
    from contextlib import nullcontext

    from hui_reg.desk.ledger import enter, load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger import exam
    from hui_reg.ledger.sheets import exam as lists
    from hui_reg.ledger.training import short_by

    places = [_room(text) for text in rooms]
    with run.workspace() as workspace, nullcontext() if run.dry_run else workspace.lock():
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace)
        if not makeup:
            exam.check_day(day.date(), roll.notice)
        may, left_out = exam.candidates(roll, day.date(), makeup=makeup)
        seating = exam.arrange(may, left_out, roll.states, places, seed, day.date())
        drafts = seating.drafts(roll.today)
        if drafts and not run.dry_run:
            enter(workspace, roll, drafts, None, by, {})
        kept = sum(seat.kept for seat in seating.seats)
        run.console.say(f"考生 {len(seating.seats)} 人（其中 {kept} 人座位不变），未编排 {len(seating.left_out)} 人")
        short = sum(bool(short_by(roll.state(seat.candidate.person), roll.notice)) for seat in seating.seats)
        if short and not makeup:
            told = "照样编排了座位，能不能考由人决定；是谁见 hui-reg export training 的第二页"
            run.console.attention(f"▲ 其中 {short} 人课时不足或没有培训记录，{told}")
        books = {
            "准考名单": lists.admission(seating, roll.notice),
            "签到表": lists.sign_in(seating, roll.notice),
            "门贴": lists.door(seating, roll.notice),
        }
        folder = output or run.root / "exports" / f"exam-{day:%Y%m%d}"
        return write_out(run, outlet, folder, {k: v for k, v in books.items() if v})


def _room(text: str) -> "Room":
    from hui_reg.ledger.exam import Room

    found = re.fullmatch(r"(.+)[:：]\s*(\d{1,3})", text.strip())
    if found is None or int(found[2]) == 0:
        raise HuiRegError(ExitCode.USAGE, f"考场“{text}”的写法不对", "请写作 名称:座位数，例如 --room 第一考场:30。")
    return Room(found[1].strip(), int(found[2]))
