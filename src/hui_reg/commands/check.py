"""``check``: a unit's papers looked at before they are sent, without a workspace or a mailbox."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.counter import Checked
    from hui_reg.review.precheck.checkup import Checkup, Person, Remark


@verb("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件夹、压缩包或邮件…")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="另写成可以打印的网页（.html）。"
)
@click.option("--notice", default=None, metavar="文件", help="受理单位给的通知文件 notice.toml；默认用工作区的。")
def command(run: Run, paths: tuple[Path, ...], output: Path | None, notice: str | None) -> ExitCode:
    """报送之前检查一个单位的材料：每个人有什么、缺什么、要补正什么。不需要工作区和邮箱，检查完不留下任何材料。

    可以是一个人或全单位的文件夹、压缩包、邮件，也可以直接写几个文件。
    """
    for path in paths:
        if not path.exists():
            raise HuiRegError(ExitCode.USAGE, f"找不到 {path}", "请检查路径；名称里有空格的，请加英文引号。")
    checked = _checked(run, paths, notice, output)
    from hui_reg.review.precheck.checkup import checkup

    done, loose = checked.validation, checked.loose
    page = checkup(
        checked.notice,
        checked.assessments,
        checked.leftovers,
        [problem for _, problem in done.problems],
        loose.wrappers,
    )
    warnings = [*_warnings(checked), *loose.troubles]
    _tell(run, page, warnings)
    if output is not None:
        _write(run, output, page, checked.at.astimezone(checked.notice.tz), warnings)
    run.console.document(_document(page, warnings, output))
    return ExitCode.SET_ASIDE if loose.troubles or done.set_aside or done.waiting else ExitCode.OK


def _checked(run: Run, paths: tuple[Path, ...], notice: str | None, output: Path | None) -> "Checked":
    """What the desk finds; whoever stands at the counter waits, so the readers load beside all that this one loads."""
    from hui_reg import settings
    from hui_reg.desk.sandboxed import Ahead, capped

    known, _ = settings.load(run.root, needs_file=False)
    with closing(Ahead(capped(known.reading), "hui_reg.intake.unpack", "hui_reg.readers")) as sandbox:
        if output is not None:
            _may_write(output)
        from hui_reg.desk import counter

        return counter.check(known, paths, notice, run.console, sandbox)


def _warnings(checked: "Checked") -> list[str]:
    day = checked.notice.registration.deadline
    over = f"报名已于{day.year}年{day.month}月{day.day}日截止，现在报送会算迟到，请先与受理单位联系"
    return [*([over] if checked.is_over else ()), *([checked.loose.heavy] if checked.loose.heavy else ())]


def _tell(run: Run, page: "Checkup", warnings: Sequence[str]) -> None:
    say = run.console.result
    say(f"{page.title}（{page.basis}）　报送前检查")
    say(f"{'、'.join(page.units)}　{page.summary}" if page.units else page.summary)
    for warning in warnings:
        run.console.attention(f"▲ {warning}")
    for person in page.people:
        unit = f"　{person.unit}" if len(page.units) > 1 else ""
        say(f"\n{person.symbol} {person.name}　{person.number}{unit}　{person.advice}")
        for material in person.materials:
            say(f"    {material.line}")
        _tell_remarks(run, person)
    for title, lines in (
        ("没有认出是谁的文件，请改好文件名或放进本人的文件夹", page.nobodys),
        ("没有能检查的", page.troubles),
    ):
        if lines:
            say(f"\n▲ {title}：")
            for line in lines:
                say(f"    {line}")


def _tell_remarks(run: Run, person: "Person") -> None:
    for title, remarks in (("要补正", person.mend), ("待核对", person.look), ("提示", person.aware)):
        for number, remark in enumerate(remarks, 1):
            run.console.sentence(f"  {title}{number}．{remark.said}")
            if remark.remedy:
                run.console.sentence(f"        → {remark.remedy}")


def _may_write(output: Path) -> None:
    """Refuse to write over anything but an earlier page of this kind."""
    from hui_reg.review.precheck.page import MARK

    if output.exists() and MARK.encode() not in output.read_bytes()[:200]:
        raise HuiRegError(ExitCode.USAGE, f"{output} 已经存在，不是检查结果，没有覆盖", "请换一个文件名。")


def _write(run: Run, output: Path, page: "Checkup", at: datetime, warnings: Sequence[str]) -> None:
    from hui_reg import durable
    from hui_reg.review.precheck import page as printed

    output.parent.mkdir(parents=True, exist_ok=True)
    durable.put(output, printed.page(page, f"检查时间 {at:%Y-%m-%d %H:%M}", warnings), synced=False)
    run.console.result(f"\n已写出：{output}（用浏览器打开，可以打印）")


def _document(page: "Checkup", warnings: Sequence[str], output: Path | None) -> dict[str, Any]:
    def told(remarks: "Sequence[Remark]") -> list[dict[str, str]]:
        return [{"message": remark.said, "hint": remark.remedy} for remark in remarks]

    return {
        "notice": page.basis,
        "units": page.units,
        "people": [
            {
                "unit": person.unit,
                "name": person.name,
                "id_number": person.number,
                "verdict": person.verdict,
                "materials": [
                    {"title": m.title, "mark": m.symbol, "word": m.word, "files": m.files} for m in person.materials
                ],
                "mend": told(person.mend),
                "look": told(person.look),
                "aware": told(person.aware),
            }
            for person in page.people
        ],
        "unassigned": page.nobodys,
        "not_checked": page.troubles,
        "warnings": warnings,
        "output": output,
    }
