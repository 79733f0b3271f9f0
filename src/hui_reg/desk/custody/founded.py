"""The results of the last validation held against what they follow from: each applicant's row against its document,
the document against the rules, all of it against what the validation left behind.

A sum beside a document tells damage; it does not tell a verdict that somebody wrote into the database. The rules do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hui_reg.desk import sane
from hui_reg.desk.renewing.bases import base_of
from hui_reg.desk.renewing.rows import kept_row
from hui_reg.desk.workspace import Workspace
from hui_reg.model import Assessment, Verdict
from hui_reg.store import results
from hui_reg.store.database import Connection
from hui_reg.store.derived import digests, traces
from hui_reg.store.documents import read_or_none

_COLUMNS = {
    "key": "编号",
    "unit": "单位",
    "name": "姓名",
    "id_number": "证件号码",
    "verdict": "初审建议",
    "version": "材料版本",
    "term": "截止期限",
    "document": "识读内容和审核意见",
}


@dataclass(frozen=True)
class Unfounded:
    """An applicant's row that doesn't follow from what it was made of. ``told``: which part of it, in words; ``right``:
    the columns as they follow, under ``key`` as it stands."""

    key: str
    told: str
    right: Mapping[str, object]


@dataclass(frozen=True)
class Looked:
    """``people``: whose rows are wrong; ``altered``: nobody's in particular is, and yet it isn't what the last
    validation left: a row that was taken away or put in, or one of what could not be placed."""

    people: tuple[Unfounded, ...] = ()
    altered: bool = False


def look(workspace: Workspace) -> Looked:
    """Look at all results. Documents that can't be read are told elsewhere. What an earlier program or notice made
    isn't held against today's rules: the next validation makes it anew."""
    with workspace.database.begin() as connection:
        done = traces.load_assembled(connection)
        of_today = done.get("") == base_of(workspace.notice)
        people = tuple(_unfounded(connection, workspace, by_rules=of_today))
        left = done.get(traces.LEFT)
        unlike = left is not None and of_today and left != digests.results_digest(connection)
    return Looked(people, unlike and not people)


def put_right(workspace: Workspace, looked: Looked) -> None:
    """Have the rows say what follows, so that nothing else goes out until a validation makes everything anew."""
    with workspace.database.begin() as connection:
        for one in looked.people:
            results.save_assessment(connection, one.key, one.right)
        if looked.people or looked.altered:
            results.take_out(connection)


def _unfounded(connection: Connection, workspace: Workspace, *, by_rules: bool) -> Iterator[Unfounded]:
    for row in results.rows(connection):
        kept = read_or_none(Assessment, row["document"])
        if kept is None:
            continue
        follows = sane.check(kept.dossier, workspace.notice) if by_rules else kept
        right = kept_row(follows, row["place"], workspace.notice)
        if not by_rules:
            right = {name: right[name] for name in ("key", "unit", "name", "id_number", "verdict")}
        wrong = [name for name in _COLUMNS if name in right and row[name] != right[name]]
        if wrong:
            yield Unfounded(row["key"], _told(row, follows, wrong), right)


def _told(row: Mapping[str, Any], follows: Assessment, wrong: Sequence[str]) -> str:
    who = follows.dossier
    what = "、".join(_COLUMNS[name] for name in wrong)
    told = f"{who.name or '（没有姓名）'}（{who.id_number[-4:] or '证件号未读到'}，{who.unit}）的{what}与审核得出的不同"
    if "verdict" not in wrong:
        return told
    stands = next((verdict.words for verdict in Verdict if verdict == row["verdict"]), str(row["verdict"]))
    return f"{told}：写着“{stands}”，应为“{follows.verdict.words}”"
