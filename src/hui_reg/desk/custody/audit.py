"""Everything a workspace keeps, looked at: bytes against their hashes, rows against what they were, each against the
other. What is wrong is a fault in one sentence with its remedy; nothing is changed here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hui_reg.console import Console
from hui_reg.desk.batches import is_whole_picture
from hui_reg.desk.custody import enciphering, founded, leftovers
from hui_reg.desk.custody.handed_out import altered_files, altered_settings
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import HuiRegError
from hui_reg.history.kinds import EntryKind
from hui_reg.history.state import fold
from hui_reg.intake.repair import is_mail
from hui_reg.model import Entry
from hui_reg.store import closing, entries, exports, mails, recovery, soundness
from hui_reg.store.database import seal_of
from hui_reg.store.joint import causes
from hui_reg.store.lines import Lines
from hui_reg.store.mails import Arrival

REBUILD = "请运行 hui-reg verify --rebuild：按保存的邮件和日志重做数据库"
ANEW = "请接着运行 hui-reg validate 重做"
_MOST = 10
"""People who are named one by one."""
BACKUP = "请从备份恢复（hui-reg restore）"


@dataclass(frozen=True)
class Fault:
    """Something that isn't what was kept. ``mends``: this very command puts it right; ``mild``: nothing is
    lost by it, and people may have meant it."""

    what: str
    remedy: str = ""
    mends: bool = False
    mild: bool = False


@dataclass
class Audit:
    """What was found. Hashes of: ``changed`` blobs, ``lost`` mails, ``leaves`` to be made again from their mails.

    ``unrecorded``: arrivals in the journal, every sighting, their bytes whole, that the database doesn't know;
    ``buried``: those of purged mails that it doesn't know any more, and without which they would be fetched again.
    ``made``: the leaves that were made again; ``unknown``: mails that neither database nor journal speaks of;
    ``loose``: other files like that, which no rebuilding takes in.
    ``unopened``: lost mails of whose parts nothing is known: loose ones may be theirs.
    ``faulty``: the database must be made anew.
    """

    whole: int = 0
    changed: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    leaves: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    unopened: set[str] = field(default_factory=set)
    mails_of_leaves: set[str] = field(default_factory=set)
    unrecorded: list[Arrival] = field(default_factory=list)
    buried: list[Arrival] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    purged: int = 0
    faulty: bool = False
    arrivals_differ: bool = False
    copies: list[Path] = field(default_factory=list)
    documents: dict[str, list[str]] = field(default_factory=dict)
    results: founded.Looked = field(default_factory=founded.Looked)
    pictures: list[Path] = field(default_factory=list)
    strays: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, what: str, remedy: str = "", *, mends: bool = False) -> None:
        """Name a fault."""
        self.faults.append(Fault(what, remedy, mends))


def look_over(workspace: Workspace, console: Console) -> Audit:
    """Look at everything. The database is opened here, after its file was looked at."""
    audit = Audit()
    seal = seal_of(workspace.settings.store.url)
    if seal is not None and seal.database.exists() and seal.holds() is False:
        audit.faulty = True
        audit.add(f"数据库文件 {seal.database.name} 与上次关闭时不同：已损坏，或被其他程序改过", REBUILD)
    journals = _journals(workspace)
    _look_at_blobs(workspace, console, audit)
    try:
        _look_at_database(workspace, audit, journals)
    except HuiRegError as error:
        if causes.is_away(error.__cause__):
            raise  # nothing is wrong with it that a rebuilding could mend
        audit.faulty = True
        audit.add(error.message, REBUILD)
    _look_at_pictures(workspace, audit)
    unsealed = enciphering.unlike(workspace)
    if unsealed:
        audit.faults.append(Fault(f"{unsealed}，与设置 store.encrypt 不一致", "请运行 hui-reg encrypt", mild=True))
    for path, what in altered_files(workspace, known=not audit.faulty):
        audit.faults.append(Fault(f"{path}：{what}", "没有人改过的话，是文件坏了：请重新导出", mild=True))
    for name in altered_settings(workspace) if not audit.faulty else ():
        audit.faults.append(Fault(f"{name} 自上次核对后改过", "不是您改的话，请对照备份改回", mild=True))
    audit.strays = [*leftovers.strays(workspace), *leftovers.half_trees(workspace)]
    return audit


def _journals(workspace: Workspace) -> list[str]:
    """The sentences about damaged lines of the journals, before anything is put right in them."""
    told = []
    for lines in (*(Lines(path, workspace.vault) for path in workspace.journals), workspace.arrivals):
        damaged = [line.number for line in lines.read() if line.text is None]
        if damaged:
            which = "、".join(map(str, damaged[:5])) + ("等" if len(damaged) > 5 else "")
            told.append(f"日志 {lines.path.parent.name}/{lines.path.name} 的第 {which} 行已损坏")
    return told


def _look_at_blobs(workspace: Workspace, console: Console, audit: Audit) -> None:
    hashes = list(workspace.blobs.all())
    with console.progress("核对文件", len(hashes)) as advance:
        for sha256 in hashes:
            if workspace.blobs.is_whole(sha256):
                audit.whole += 1
            else:
                audit.changed.add(sha256)
            advance()


def _look_at_database(workspace: Workspace, audit: Audit, journals: Sequence[str]) -> None:
    database = workspace.database
    for told in database.chronicle.told:
        audit.add(told, mends=True)
    with database.begin() as connection:
        pages = soundness.faulty_pages(connection)
        if pages:
            audit.faulty = True
            audit.add(f"数据库有 {len(pages)} 处损坏（{pages[0]}）", REBUILD)
        wrong = entries.changed(connection)
        if wrong:
            audit.faulty = True
            which = "、".join(map(str, wrong[:10])) + ("等" if len(wrong) > 10 else "")
            audit.add(f"台账第 {which} 条与录入时不同：数据库损坏，或有人改过", REBUILD)
        for copy in database.chronicle.copies:
            if not soundness.tells_the_same(connection, copy):
                audit.copies.append(copy.path)
        audit.documents = soundness.damaged_documents(connection)
        outlived, through = closing.outlived_purge(connection), closing.purged_through(connection)
    if outlived:
        audit.add(
            f"台账前 {through} 条标为已清除，那时就有的 {outlived} 封邮件却还在：清除（purge）会一并删去邮件，"
            "这些台账是被人删的",
            f"{BACKUP}，对照以前导出的文件查明少了哪些",
        )
    _look_at_rows(workspace, audit)
    for told in journals:
        audit.add(told, "" if not audit.faulty else REBUILD, mends=not audit.faulty)
    if audit.copies and not journals:
        audit.add("台账日志与数据库不一致", REBUILD if audit.faulty else "", mends=not audit.faulty)
    damaged = sum(map(len, audit.documents.values()))
    if damaged:
        audit.add(f"数据库里有 {damaged} 份识读或审核结果已损坏", ANEW, mends=True)
    _look_at_results(workspace, audit)


def _look_at_results(workspace: Workspace, audit: Audit) -> None:
    """Every verdict against the rules. A damaged database is made anew without them."""
    audit.results = founded.look(workspace)
    remedy = REBUILD if audit.faulty else ANEW
    for one in audit.results.people[:_MOST]:
        audit.add(f"审核结果被改过或已损坏：{one.told}", remedy, mends=not audit.faulty)
    if audit.results.people[_MOST:]:
        audit.add(f"这样的审核结果共 {len(audit.results.people)} 人", remedy, mends=not audit.faulty)
    if audit.results.altered and not audit.documents:
        told = "审核结果与上次审核（validate）留下的不同：有记录被删去、添上或改过"
        audit.add(told, remedy, mends=not audit.faulty)


def _look_at_rows(workspace: Workspace, audit: Audit) -> None:
    with workspace.database.begin() as connection:
        kept = {mail.sha256: mail for mail in mails.load(connection)}
        files = mails.load_files(connection)
        sightings = recovery.load_sightings(connection)
        imported = exports.imported_names(connection)
        ledger = entries.load(connection)
    away = workspace.blobs.elsewhere()
    for place in sorted(set(away.values())):
        count = sum(where == place for where in away.values())
        audit.faults.append(
            Fault(f"另有 {count} 个文件在“{place}”上，这里没有核对", "请在那台电脑上也运行 hui-reg verify", mild=True)
        )
    kept = {sha256: mail for sha256, mail in kept.items() if sha256 not in away}
    files = [file for file in files if file.sha256 not in away]
    sightings = [(place, sha256) for place, sha256 in sightings if sha256 not in away]
    imported = {sha256: name for sha256, name in imported.items() if sha256 not in away}
    there = set(workspace.blobs.all())
    whole = there - audit.changed
    for file in files:
        if file.sha256 not in whole:
            audit.leaves.add(file.sha256)
            audit.mails_of_leaves.add(file.message)
    purged = {sha256 for sha256, mail in kept.items() if mail.state == mails.PURGED}
    audit.mails_of_leaves &= whole
    journal = workspace.arrivals
    buried, noted = journal.buried(), list(journal.arrivals())
    audit.lost = (kept.keys() | {arrival.sha256 for arrival in noted}) - purged - buried - whole - away.keys()
    unknown = whole - kept.keys() - buried
    audit.unrecorded = [arrival for arrival in noted if arrival.sha256 in unknown]
    audit.buried = [arrival for arrival in noted if arrival.sha256 in buried - kept.keys()]
    audit.purged = len(buried | purged)
    untold = unknown - {a.sha256 for a in noted} - {file.sha256 for file in files} - imported.keys()
    audit.unknown = {sha256 for sha256 in untold if is_mail(workspace.blobs.get(sha256))}
    audit.loose = untold - audit.unknown
    audit.unopened = audit.lost - {file.message for file in files}
    for sha256 in sorted((imported.keys() - whole) & (audit.changed | (imported.keys() - there))):
        audit.add(f"导入过的文件《{imported[sha256]}》的原件损坏或不见了（台账不受影响）", f"{BACKUP}，或重新导入原件")
    for sha256 in sorted(audit.changed - kept.keys() - {file.sha256 for file in files} - imported.keys()):
        audit.add(f"保存的文件 {sha256[:12]} 内容已改变，不属于任何已知的邮件", BACKUP)
    _compare_arrivals(audit, kept.values(), sightings, noted)
    _look_at_ledger(audit, ledger)


def _compare_arrivals(
    audit: Audit,
    kept: Iterable[mails.KeptMail],
    sightings: Iterable[tuple[mails.Sighting, str]],
    noted: Sequence[Arrival],
) -> None:
    """The database and the arrivals journal tell the same of every mail: when it came, and where it was seen."""
    told = {(a.sha256, a.size, a.received_at, a.received_basis) for a in noted}
    seen = {(a.sighting, a.sha256) for a in noted if a.sighting is not None}
    wrong = {m.sha256 for m in kept if (m.sha256, m.size, m.received_at, m.received_basis) not in told}
    wrong |= {sha256 for place, sha256 in sightings if (place, sha256) not in seen}
    if wrong:
        audit.arrivals_differ = True
        audit.add(
            f"{len(wrong)} 封邮件的收到时间或出处，数据库与到达日志不一致（{min(wrong)[:12]} 等）",
            REBUILD if audit.faulty else "",
            mends=not audit.faulty,
        )


def _look_at_ledger(audit: Audit, ledger: Sequence[Entry]) -> None:
    known = {entry.seq for entry in ledger}
    kinds = {kind.value for kind in EntryKind}
    odd = [e.seq for e in ledger if e.kind not in kinds or (e.supersedes is not None and e.supersedes not in known)]
    fold(ledger)
    if odd:
        audit.add(f"台账第 {'、'.join(map(str, odd[:10]))} 条的类别或所更正的条目不存在", BACKUP)


def _look_at_pictures(workspace: Workspace, audit: Audit) -> None:
    folder = workspace.folder / "pictures"
    audit.pictures = [path for path in sorted(folder.glob("*.jpg")) if not is_whole_picture(workspace.vault, path)]
    if audit.pictures:
        audit.add(f"{len(audit.pictures)} 张缩略图已损坏，已删去，导出时重画", mends=True)
