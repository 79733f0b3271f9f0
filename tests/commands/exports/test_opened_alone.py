"""An export opens the dossiers of those alone whom it shows, and says the same as if everybody's lay open."""

import email
import json
import shutil
from collections.abc import Callable
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.commands.exports.package import shared_files
from hui_reg.desk.correspondence.origins import units_by_mail
from hui_reg.desk.renewing.rows import tie_rows
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.model import Assessment
from hui_reg.rules import check
from hui_reg.store import documents, mails, results
from hui_reg.store.derived import traces
from tests import builders as b

UNITS = ("洛阳镇便民服务中心", "崇武镇便民服务中心", "东园镇卫生院")
FIRST, OTHER = b.message("报名材料", received="2024-07-02 09:00"), b.message("两家一起报", received="2024-07-03 09:00")
SENT = [*((UNITS[0], FIRST) for _ in range(3)), (UNITS[1], OTHER), (UNITS[2], OTHER), (UNITS[1], OTHER)]
"""By person, the unit and the mail: one mail brought people of two units."""
SHARED = b.file(OTHER, "申报表.docx", "two in one")


def everybody(workspace: Workspace) -> list[Assessment]:
    """Everybody lacks the diploma's record; the fourth and fifth have one file together."""
    found = []
    for number, (unit, mail) in enumerate(SENT):
        who = b.person(f"张{'一二三四五六'[number]}", b.id_number("1988-03-07", serial=2 * number + 1))
        form = b.exhibit(b.form(who), mail=mail, file=SHARED if number in (3, 4) else None)
        dossier = b.dossier(who, form, b.diploma(who), mail=mail, unit=unit, key=f"{unit}|{who.id_number}")
        found.append(check(dossier, workspace.notice))
    return sorted(found, key=lambda one: one.dossier.key)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("alone") / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        for mail in (FIRST, OTHER, b.message("没有材料", received="2024-07-04 09:00")):
            mails.record(connection, [mails.Arrival(mail.sha256, 9, mail.received_at, "internaldate")])
            mails.save_all(connection, 1, [(mail, [SHARED] if mail is OTHER else [])])
        people = everybody(workspace)
        results.save_validation(connection, people, (), ())
        traces.save_ties(connection, [row for one in people for row in tie_rows(one.dossier)])
        results.record_run(connection, "validate", {"mails": 3})
    return root


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units of the dossiers that are opened, one entry each time."""
    units: list[str] = []
    read: Callable[..., Any] = documents.read

    def noted(model: Any, *others: Any) -> Any:
        found = read(model, *others)
        units.extend([found.dossier.unit] if isinstance(found, Assessment) else [])
        return found

    monkeypatch.setattr(documents, "read", noted)
    monkeypatch.setattr(results, "read", noted)
    return units


def forget_ties(root: Path) -> None:
    """As an older program's results are."""
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        traces.forget(connection)


def written(root: Path, to: Path, *words: str) -> dict[str, list[str]]:
    """What the letters say, but for the last line: the ledger's head, into which each export writes."""
    assert cli.run(["-w", str(root), "export", "notices", "--output", str(to), *words]) in (0, 1)
    mails = {path.name: email.message_from_bytes(path.read_bytes(), policy=SMTP) for path in to.glob("*.eml")}
    return {name: [str(mail["To"]), *str(mail.get_content()).splitlines()[:-1]] for name, mail in mails.items()}


def test_the_letter_of_a_unit_opens_that_units_people(root: Path, tmp_path: Path, opened: list[str]) -> None:
    alone = written(root, tmp_path / "one", "--unit", UNITS[0])
    assert len(alone) == 1
    others = [unit for unit in opened if unit != UNITS[0]]
    assert sorted(others) == sorted(UNITS[1:]), "one each, for their addresses: a mail came of which nothing is known"
    everyones = written(root, tmp_path / "all")
    assert set(everyones) > set(alone)
    assert {name: everyones[name] for name in alone} == alone


def test_where_mails_came_from_is_the_same_looked_up_and_opened(root: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(root, tmp_path / "old"))
    forget_ties(old)
    found = []
    for folder in (root, old):
        with open_workspace(folder) as workspace, workspace.database.begin() as connection:
            everyone, some = units_by_mail(connection), units_by_mail(connection, {OTHER.sha256, "0" * 64})
        assert everyone[FIRST.sha256] == [UNITS[0]]
        assert set(everyone) == {FIRST.sha256, OTHER.sha256} and set(everyone[OTHER.sha256]) == set(UNITS[1:])
        assert some == {OTHER.sha256: everyone[OTHER.sha256]}
        found.append(everyone)
    assert found[0] == found[1]
    assert written(root, tmp_path / "a") == written(old, tmp_path / "b")


def test_what_several_share_is_found_without_opening_all(root: Path, opened: list[str], tmp_path: Path) -> None:
    old = Path(shutil.copytree(root, tmp_path / "old"))
    forget_ties(old)
    for folder, seen in ((root, {UNITS[1], UNITS[2]}), (old, set(UNITS))):
        with open_workspace(folder) as workspace:
            people = [one for one in everybody(workspace) if one.dossier.unit == UNITS[1]]
            opened.clear()
            assert shared_files(workspace, people) == {SHARED.sha256}
            assert set(opened) == seen
            assert (
                shared_files(workspace, [one for one in everybody(workspace) if one.dossier.unit == UNITS[0]]) == set()
            )


def test_records_open_everybody_once(root: Path, tmp_path: Path, opened: list[str]) -> None:
    to = tmp_path / "r.jsonl"
    assert cli.run(["-w", str(root), "export", "records", "--output", str(to)]) == 0
    lines = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    people = [line for line in lines if line["type"] == "applicant"]
    assert len(opened) == len(people) == len(SENT)
    assert [line["unit"] for line in people] == opened
    assert all(line["standing"] == "registered" and line["rulings"] == [] for line in people)
