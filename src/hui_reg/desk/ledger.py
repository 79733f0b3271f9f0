"""What the commands after the review share: the batch as it stands, a file taken in whole, lists written out.

A file is taken in whole or not at all: it is read in the sandbox, planned against the ledger in memory, told, and
only then entered, in one transaction with the note that these bytes are known. What reads and writes workbooks is
loaded only where one is: most commands want the list of people alone.
"""

import getpass
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.desk.run import Run
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.history.following import follow
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import People, Person, person_of
from hui_reg.history.roll import Roll, call_roll
from hui_reg.history.rulings import RULING_ENTRIES, fold_rulings
from hui_reg.history.standing import STAGE_TITLES
from hui_reg.history.state import State, fold
from hui_reg.model import Assessment, Entry, ProblemKind
from hui_reg.store import entries, exports, results

if TYPE_CHECKING:
    from hui_reg.ledger.plan import Draft, Plan
    from hui_reg.spreadsheets.grids import GridBook
    from hui_reg.store.database import Connection

LARGEST_FILE_MIB = 64
_TAKEN_ONCE = frozenset(("payments",))
"""Kinds of files that say what to add to the ledger, not what stands in it: taken in again they would add it twice."""

Planner = Callable[["GridBook", Roll, People], "Plan"]


def load_roll(workspace: Workspace, on: date | None = None) -> Roll:
    """:func:`listed_roll` in a transaction of its own."""
    with workspace.database.begin() as connection:
        return listed_roll(connection, workspace, on=on)


def with_phones(workspace: Workspace, roll: Roll) -> Roll:
    """The same with what the dossiers of its people say beside name and number."""
    with workspace.database.begin() as connection:
        known = {one.dossier.key: one for one in results.load_some(connection, [one.key for one in roll.people])}
    return replace(roll, people=tuple(person_of(known[p.key]) if p.key in known else p for p in roll.people))


def listed_roll(
    connection: "Connection",
    workspace: Workspace,
    narrowed: Callable[[Sequence[Person]], Sequence[Person]] | None = None,
    *,
    on: date | None = None,
    listed: Sequence[results.Listed] | None = None,
) -> Roll:
    """The batch as the ledger and the last validation have it, looked at on a day, by default today, without opening
    anyone's dossier: phones and employers are not known. With ``narrowed``, of those alone whom it picks from
    everyone, in a moment among ten thousand. ``listed``: everyone, for whoever has them at hand."""
    listed = results.load_listed(connection) if listed is None else listed
    people = [Person(key=p.key, unit=p.unit, name=p.name, id_number=p.id_number) for p in listed]
    versions = {p.key: p.version for p in listed}
    if narrowed is None:
        return _called(workspace, people, versions, entries.load(connection), on)
    keys = {person.key for person in narrowed([*people, *_of_ledger_alone(connection, people)])}
    roll = _called(workspace, people, versions, entries.load_of(connection, keys, RULING_ENTRIES), on)
    return roll.where(lambda person: person.key in keys)


def _of_ledger_alone(connection: "Connection", people: Sequence[Person]) -> Sequence[Person]:
    """The people of whom only the ledger knows."""
    history = entries.load_of(connection, (), RULING_ENTRIES)
    return follow(fold(history), people, fold_rulings(history).present).lost


def _called(
    workspace: Workspace,
    people: Iterable[Person],
    versions: Mapping[str, str],
    history: Sequence[Entry],
    on: date | None = None,
) -> Roll:
    today = on or datetime.now(workspace.notice.tz).date()
    return call_roll(fold(history), people, versions, workspace.notice, today, fold_rulings(history))


def load_bytes(path: Path, most_mib: int = LARGEST_FILE_MIB) -> bytes:
    """A file that a person names. Raises :class:`HuiRegError` (exit 2) when it can't be read, is far too large, empty,
    or what Excel, WPS and LibreOffice put beside a file that is open."""
    if path.name.startswith(("~$", ".~")):
        told = f"{path.name} 不是表格，是表格打开着的时候留在旁边的记号文件"
        raise HuiRegError(
            ExitCode.USAGE,
            told,
            f"请保存并关闭表格，再写 {path.name.removeprefix('~$').removeprefix('.~lock.').rstrip('#')}。",
        )
    try:
        if (size := durable.regular(path).stat().st_size) > most_mib * 2**20:
            raise HuiRegError(ExitCode.USAGE, f"{path.name} 超过 {most_mib} MB", "请确认是不是选错了文件。")
        if not size:
            raise HuiRegError(
                ExitCode.USAGE, f"{path.name} 是空的（0 字节）", "没有保存好或没有传完，请重新保存或再要一份。"
            )
        return path.read_bytes()
    except OSError as error:
        raise HuiRegError(ExitCode.USAGE, f"无法读取 {path.name}：{spoken(error)}", "请检查路径和权限。") from error


def read_sheets(workspace: Workspace, data: bytes, name: str) -> "GridBook":
    """A workbook's cells, read in the sandbox. Raises :class:`HuiRegError` (exit 2) when it can't be read."""
    from hui_reg.desk.sandboxed import opened
    from hui_reg.sandbox.pool import Job
    from hui_reg.spreadsheets.grids import GridBook, read

    with opened(workspace, workers=1) as sandbox:
        done = next(sandbox.run(read, GridBook, [Job(name, lambda: data)]))
    problem = done.problem or (done.document.problem if done.document else None)
    if problem is not None or done.document is None:
        ours = problem is not None and problem.kind is ProblemKind.CRASHED  # often something far off the data
        hint = "请用 Excel 或 WPS 打开，只保留有数据的行和列，另存为 .xlsx 后再导入。" if ours else ""
        raise HuiRegError(ExitCode.USAGE, f"{name}：{problem.detail if problem else '无法读取'}", hint)
    return done.document


@dataclass(frozen=True)
class Handed:
    """A workbook handed in: of which kind, by whom, and whether its numbers count where its names differ."""

    file: Path
    kind: str
    by: str | None
    trust_numbers: bool = False


def take_in(run: Run, workspace: Workspace, handed: Handed, planner: Planner) -> ExitCode:
    """Take one workbook into the ledger. The last import counts: a file taken in before is planned anew, and where
    something else was taken in since, its rows are put back; where not, nothing changes."""
    from hui_reg.ledger.plan import Plan, in_place_of_earlier, refuse_future

    name = handed.file.name
    data = load_bytes(handed.file)
    sha256 = hashlib.sha256(data).hexdigest()
    with nullcontext() if run.dry_run else workspace.lock():
        with workspace.database.begin() as connection:
            known = exports.imported_at(connection, sha256, handed.kind)
            roll = listed_roll(connection, workspace)
        plan = Plan()
        if known is None or handed.kind not in _TAKEN_ONCE:
            people = roll.index(trust_numbers=handed.trust_numbers)
            plan = in_place_of_earlier(planner(read_sheets(workspace, data, name), roll, people), roll, sha256)
            refuse_future(plan, roll)
        if known is not None:
            before = f"※ 这个文件已于 {known.astimezone(roll.notice.tz):%Y-%m-%d %H:%M} 导入过"
            if plan.faults or not plan.drafts:
                run.console.result(f"{before}，未作改动")
                run.console.document({"file": name, "known": True, "taken": False})
                return ExitCode.OK
            run.console.result(f"{before}；之后的记录与它不同，现以这次导入为准")
        taken = not plan.faults and not run.dry_run
        if taken:
            workspace.blobs.put(data)
            enter(workspace, roll, plan.drafts, sha256, handed.by, {sha256: (handed.kind, name)})
    tell(run.console, plan, roll, name=name, taken=taken, dry_run=run.dry_run)
    return ExitCode.SET_ASIDE if plan.faults or plan.unknown else ExitCode.OK


def enter(
    workspace: Workspace,
    roll: Roll,
    drafts: Sequence["Draft"],
    source: str | None,
    by: str | None,
    files: Mapping[str, tuple[str, str]],
) -> None:
    """Append drafts and note the files they came from (SHA-256 to kind and name), in one transaction."""
    now = datetime.now(UTC)
    hand = by or getpass.getuser()
    with workspace.database.begin() as connection:
        unknown = {draft.applicant for draft in drafts if not _is_registered(roll, draft.applicant)}
        fresh = [one.key for one in results.load_listed(connection, unknown)]
        registrations = _registrations(results.load_in_turn(connection, fresh), roll)
        made = [_entry(draft, now, hand, draft.source or source) for draft in (*registrations, *drafts)]
        entries.append(connection, made)
        for sha256, (kind, name) in files.items():
            exports.record_import(connection, sha256, kind, at=now, by=hand, name=name)


def _registrations(fresh: Iterable[Assessment], roll: Roll) -> "list[Draft]":
    """The registration of everyone who enters the ledger for the first time."""
    from hui_reg.ledger.plan import Draft

    return [
        Draft(
            dossier.key,
            EntryKind.REGISTERED,
            min((m.received_at.astimezone(roll.notice.tz).date() for m in dossier.messages), default=roll.today),
            {"unit": dossier.unit, "name": dossier.name, "id_number": dossier.id_number},
            source=dossier.messages[0].sha256 if dossier.messages else None,
        )
        for dossier in (assessment.dossier for assessment in fresh)
    ]


def _is_registered(roll: Roll, key: str) -> bool:
    return bool(roll.states.get(key, State(key)).of(EntryKind.REGISTERED))


def _entry(draft: "Draft", now: datetime, by: str, source: str | None) -> Entry:
    return Entry(
        applicant=draft.applicant, kind=draft.kind, on=draft.on, recorded_at=now, by=by, source=source,
        data=draft.data, supersedes=draft.supersedes,
    )  # fmt: skip


def after(roll: Roll, drafts: Sequence["Draft"]) -> Roll:
    """The roll as these drafts would make it."""
    provisional = [
        _entry(draft, datetime.now(UTC), "", None).model_copy(update={"seq": 2**40 + number})
        for number, draft in enumerate(drafts)
    ]
    return replace(roll, states=fold(provisional, roll.states))


def new_stages(roll: Roll, drafts: Sequence["Draft"], people: Iterable[str]) -> dict[str, int]:
    """Where these people would stand, all of them, also of whom nothing is new: how many at each stage."""
    then = after(roll, drafts)
    reached = [then.standing_of(key) for key in people]
    return Counter(one.title for one in sorted(reached, key=lambda one: list(STAGE_TITLES).index(one.stage)))


def new_flags(roll: Roll, drafts: Sequence["Draft"]) -> list[str]:
    """The flags that these drafts would put up, each with the name."""
    then = after(roll, drafts)
    people = {person.key: person for person in roll.people}
    raised = []
    for key in dict.fromkeys(draft.applicant for draft in drafts):
        before = set(roll.standing_of(key).flags)
        flags = then.standing_of(key).flags
        name = people[key].name if key in people else key
        raised += [f"{name}：{flag}" for flag in flags if flag not in before]
    return raised


def tell(console: Console, plan: "Plan", roll: Roll, *, name: str, taken: bool, dry_run: bool) -> None:
    """Say what the file holds, and what became of it."""
    from hui_reg.ledger.plan import grouped

    drafts = [] if plan.faults else plan.drafts
    flags, stages = new_flags(roll, drafts), new_stages(roll, drafts, plan.people)
    for title, lines in (
        ("更正", plan.corrections), ("请留意", plan.warnings), ("次序异常（已照录）", flags),
        ("不在本批，未导入", plan.unknown), ("有误", plan.faults),
    ):  # fmt: skip
        if lines:
            console.attention(f"{'×' if lines is plan.faults else '▲'} {title}（{len(lines)}）")
            for line in grouped(lines):
                console.attention(f"    {line}")
    outcome = f"{name}：{len(plan.people)} 人，新记录 {len(plan.drafts)} 条，原已一致 {plan.unchanged} 条"
    if plan.faults:
        console.attention(f"× {name}：有 {len(plan.faults)} 处错误，整个文件未导入。请改正后重新导入。")
    else:
        console.result(f"{'※ 试运行，未写入' if dry_run else '√ 已导入'}　{outcome}")
        if stages:
            console.result("　　这些人现在：" + "，".join(f"{title} {count} 人" for title, count in stages.items()))
    console.document(
        {
            "file": name,
            "known": False,
            "taken": taken,
            "dry_run": dry_run,
            "people": len(plan.people),
            "entries": len(drafts),
            "stages": stages,
            "unchanged": plan.unchanged,
            "corrections": plan.corrections,
            "warnings": plan.warnings,
            "flags": flags,
            "unknown": plan.unknown,
            "faults": plan.faults,
        }
    )
