"""A golden set: values that staff said of papers, held against what the readers make of them after an upgrade.

The papers stay where they are kept; the set holds their hashes and the right values, sealed as everything kept here,
in a folder of the workspace. Nothing that is printed names a person or a value.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from hui_reg import durable
from hui_reg.console import Console
from hui_reg.desk import validation
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.ruled.papers import place_of
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.rulings import Ruling, RulingKind
from hui_reg.model import FileReadings
from hui_reg.store import results
from hui_reg.vocabulary import FIELDS, KIND_TITLES, Kind

NAME: Final = "golden.jsonl"


@dataclass(frozen=True)
class Seen:
    """What the readers made of a place: the value (None: none, or they couldn't tell), and whether they were sure."""

    value: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class Right:
    """A value that staff said: where it stands, as the ruling tells it, and what was read there when it was taken."""

    file: str
    place: dict[str, str]
    value: str
    then: Seen


@dataclass(frozen=True)
class Change:
    """A value of the set as it is read now."""

    right: Right
    now: Seen

    @property
    def outcome(self) -> str:
        """``right``, ``wrong``, ``better`` or ``worse`` than when the set was made."""
        before, after = self._is_right(self.right.then), self._is_right(self.now)
        return ("right" if before else "better") if after else ("worse" if before else "wrong")

    @property
    def is_wrong_and_sure(self) -> bool:
        """Whether what is read is wrong and nobody would be asked to look."""
        return self.now.sure and not self._is_right(self.now)

    def _is_right(self, seen: Seen) -> bool:
        return (seen.value or "") == self.right.value

    @property
    def where(self) -> str:
        """The place without anybody's name."""
        place = self.right.place
        paper = KIND_TITLES.get(Kind(place["paper"]), place["paper"])
        title = FIELDS[place["field"]].title if place["field"] in FIELDS else place["field"]
        return f"文件 {self.right.file[:12]} 第{place['page'] or '1'}页 {paper}的{title}"


def make(workspace: Workspace, folder: Path) -> int:
    """Write the set of all values that staff said and that count; how many. Raises :class:`HuiRegError`."""
    _inside(workspace, folder)
    said = validation.rulings_of(workspace).of(RulingKind.VALUE)
    with workspace.database.begin() as connection:
        read = {one.sha256: one for one in results.load_readings(connection, {ruling.said("file") for ruling in said})}
    rights = [
        Right(ruling.said("file"), _place(ruling), ruling.said("value"), _seen(read[ruling.said("file")], ruling))
        for ruling in said
        if ruling.said("file") in read
    ]
    lines = "".join(json.dumps(asdict(right), ensure_ascii=False, sort_keys=True) + "\n" for right in rights)
    durable.put(folder / NAME, workspace.vault.seal(lines.encode(), NAME))
    return len(rights)


def compare(workspace: Workspace, folder: Path, console: Console) -> list[Change]:
    """Read the papers of a set anew; nothing is recorded. Raises :class:`HuiRegError` where there is no set."""
    rights = list(_load(workspace, folder))
    files = {right.file: right.file for right in rights}
    now = {one.sha256: one for one in validation.read_files(workspace, files, console)}
    return [Change(right, _seen(now[right.file], _ruling(right))) for right in rights]


def _load(workspace: Workspace, folder: Path) -> Iterator[Right]:
    _inside(workspace, folder)
    try:
        kept = (folder / NAME).read_bytes()
        for line in workspace.vault.unseal(kept, NAME).decode("utf-8").splitlines():
            row = json.loads(line)
            yield Right(row["file"], row["place"], row["value"], Seen(**row["then"]))
    except FileNotFoundError as error:
        hint = "请先运行 hui-reg doctor --reading 文件夹 --make，用更正过、确认过的内容建立。"
        raise HuiRegError(ExitCode.USAGE, "这个文件夹里没有标准样本", hint) from error
    except (ValueError, KeyError, TypeError) as error:
        hint = "请加 --make 重新建立。"
        raise HuiRegError(ExitCode.USAGE, "标准样本已损坏，读不出来", hint) from error


def _inside(workspace: Workspace, folder: Path) -> None:
    """Values of people don't leave the workspace."""
    if not folder.resolve().is_relative_to(workspace.root.resolve()):
        hint = "例如 hui-reg doctor --reading 工作区/标准样本 --make。"
        raise HuiRegError(ExitCode.USAGE, "标准样本里有个人信息，只能放在工作区里", hint)


def _place(ruling: Ruling) -> dict[str, str]:
    return {name: ruling.said(name) for name in ("page", "paper", "nth", "of", "field")}


def _ruling(right: Right) -> Ruling:
    return Ruling(0, RulingKind.VALUE, "", "", date.min, data=right.place)


def _seen(read: FileReadings, ruling: Ruling) -> Seen:
    at = place_of(read.readings, ruling)
    value = None if at is None else read.readings[at].fields.get(ruling.said("field"))
    return Seen() if value is None else Seen(value.value, value.sure)


def summary(changes: Sequence[Change]) -> dict[str, int]:
    """How many values of each outcome, and how many are wrong and sure."""
    found = {name: sum(change.outcome == name for change in changes) for name in ("right", "better", "worse", "wrong")}
    return found | {"wrong_and_sure": sum(change.is_wrong_and_sure for change in changes)}
