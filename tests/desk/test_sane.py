"""One bad item costs itself: a lost file, an impossible value, a damaged row, and everybody else is judged as ever.

The applicants stand in a real workspace, their readings in its cache, so that nothing need be read with OCR.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from hui_reg import cli, rules
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.dossiers import assembly
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import FileReadings, Value
from hui_reg.store import mails, results
from hui_reg.store.mails import Arrival
from hui_reg.store.schema import files as file_table
from hui_reg.store.schema import mails as mail_table
from hui_reg.store.schema import messages as message_table
from hui_reg.store.schema import readings as reading_table
from tests import builders
from tests.builders import Mail
from tests.tiers import crossed

NAMES = ("张三", "李四", "王小明", "陈美丽", "吴丽娟", "郑和平")
UNITS = ("惠安县螺城镇人民政府", "惠安县崇武镇人民政府", "惠安县东园镇人民政府")


def raw(subject: str) -> bytes:
    return f"From: window@luocheng.example.com\r\nSubject: {subject}\r\n\r\nbody\r\n".encode()


def season() -> list[Mail]:
    """Six people in three units, a mail each, everything there; one has no diploma."""
    made = []
    for number, name in enumerate(NAMES):
        who = builders.person(name, builders.id_number("1990-03-07", serial=number + 1))
        subject = f"{UNITS[number // 2]} {name} 报名材料"
        address = f"unit{number // 2}@example.com"
        mail = Mail(subject, {"address": address, "body": UNITS[number // 2]})
        mail.message = mail.message.model_copy(update={"sha256": builders.sha(subject)})
        for what, reading in zip(
            ("申报表", "身份证", "毕业证", "备案表", "照片"), builders.materials(who), strict=True
        ):
            if number != 3 or what != "毕业证":
                mail.add(f"{name}/{what}.pdf", reading)
        made.append(mail)
    return made


def store(workspace: Workspace, made: list[Mail]) -> None:
    with workspace.database.begin() as connection:
        for mail in made:
            message = mail.message
            at = message.received_at
            mails.record(connection, [Arrival(message.sha256, 10, at, "internaldate")])
            mails.save_all(connection, UNPACK_VERSION, [(message, mail.files)])
            results.save_readings(connection, list(mail.readings.values()))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The season validated once, to be copied, and what was said of everyone."""
    root = tmp_path_factory.mktemp("season")
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as opened:
        store(opened, season())
        return root, validated(opened)[1]


@pytest.fixture
def workspace(tmp_path: Path, judged: tuple[Path, dict[str, str]]) -> Iterator[Workspace]:
    shutil.copytree(judged[0], tmp_path, dirs_exist_ok=True)
    with open_workspace(tmp_path) as opened:
        yield opened


@pytest.fixture
def before(judged: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return judged[1]


def validated(workspace: Workspace, *options: str) -> tuple[int, dict[str, str]]:
    """The exit code of ``validate``, and everyone's verdict and findings."""
    code = cli.run(["-w", str(workspace.root), "validate", "-q", *options])
    with workspace.database.begin() as connection:
        return code, {
            a.dossier.name: " ".join([a.verdict, *(f.rule for f in a.findings)])
            for a in results.load_assessments(connection)
        }


def records(workspace: Workspace) -> list[dict[str, object]]:
    target = workspace.root / "records.jsonl"
    assert cli.run(["-w", str(workspace.root), "export", "records", "-q", "--output", str(target)]) in (0, 1)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def others(verdicts: dict[str, str], victim: str = NAMES[0]) -> dict[str, str]:
    return {name: verdict for name, verdict in verdicts.items() if name != victim}


def test_a_lost_file_is_named_and_everybody_else_is_judged(workspace: Workspace, before: dict[str, str]) -> None:
    card = season()[0].files[1]
    with workspace.database.begin() as connection:
        results.forget_readings(connection, [card.sha256])
    code, after = validated(workspace)
    assert code == 1
    assert others(after) == others(before)
    assert after[NAMES[0]].startswith("review")  # not the sender's fault
    [problem] = [r for r in records(workspace) if r.get("path") == card.path and r["type"] == "message"]
    assert "不见了" in str(problem["detail"]) and "hui-reg verify" in str(problem["detail"])
    assert validated(workspace)[0] == 1  # asked for again, and said again


IMPOSSIBLE = ("张三\x00", "9" * 19, "长" * 40_000, "\x1b[2J", "1" * 5000, "=cmd|' /C calc'!A0", "\u202e", "")


@pytest.mark.parametrize(
    ("field", "odd"), crossed(3, ["name", "id_number", "graduation_date", "school", "education"], IMPOSSIBLE)
)
def test_an_impossible_value_costs_itself(workspace: Workspace, before: dict[str, str], field: str, odd: str) -> None:
    changed = []
    for read in season()[0].readings.values():
        readings = tuple(
            r.model_copy(update={"fields": {**r.fields, field: Value(value=odd, confidence=0.99)}})
            if field in r.fields else r for r in read.readings
        )  # fmt: skip
        changed.append(read.model_copy(update={"readings": readings}))
    with workspace.database.begin() as connection:
        results.save_readings(connection, changed)
    code, after = validated(workspace)
    assert code == 0
    victims = after.keys() - before.keys() | {NAMES[0]}
    assert {n: v for n, v in after.items() if n not in victims} == others(before)
    assert records(workspace)
    assert all(len(name) < 100 for name in after)


DAMAGES = (
    (mail_table, "received_at", "gibberish"), (mail_table, "problem", "{"), (mail_table, "received_at", ""),
    (message_table, "document", "{}"), (message_table, "document", '{"sha256": "cut'),
    (file_table, "sha256", "nonsense"), (file_table, "path", ""),
    (reading_table, "document", "[]"), (reading_table, "document", "\x00"),
)  # fmt: skip


@pytest.mark.parametrize(("table", "column", "damage"), DAMAGES)
def test_a_damaged_row_costs_itself(
    workspace: Workspace, before: dict[str, str], table, column: str, damage: str
) -> None:
    mail = season()[0]
    keys = {"mails": ("sha256", mail.message.sha256), "messages": ("sha256", mail.message.sha256),
            "files": ("path", mail.files[1].path), "readings": ("sha256", mail.files[1].sha256)}  # fmt: skip
    name, value = keys[table.name]
    with workspace.database.begin() as connection:
        statement = f"UPDATE {table.name} SET {column} = :damage WHERE {name} = :value"
        connection.execute(text(statement), {"damage": damage, "value": value})
    code, after = validated(workspace)
    assert code in (0, 1)
    assert others(after) == others(before)
    if NAMES[0] not in after:
        assert code == 1
        assert any(r["type"] == "message" and r["sha256"] == mail.message.sha256 for r in records(workspace))


FAR_EAST = timezone(timedelta(hours=14))
MOMENTS = (
    datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=FAR_EAST), datetime(9999, 12, 31, 23, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC), datetime(2150, 1, 1, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_mail_of_an_impossible_day_costs_itself(
    workspace: Workspace, before: dict[str, str], moment: datetime
) -> None:
    message = season()[0].message.model_copy(update={"received_at": moment})
    with workspace.database.begin() as connection:
        document = message.model_dump_json()
        connection.execute(
            update(message_table).where(message_table.c.sha256 == message.sha256).values(document=document)
        )
        connection.execute(update(mail_table).where(mail_table.c.sha256 == message.sha256).values(received_at=moment))
    _, after = validated(workspace)
    assert others(after) == others(before)
    told = [r for r in records(workspace) if r["type"] == "message" and "不可能" in str(r["detail"])]
    assert [r["sha256"] for r in told] == [message.sha256]
    for verb in ("review", "notices"):
        assert cli.run(["-w", str(workspace.root), "export", verb, "-q"]) in (0, 1)  # no file is really there


def test_a_rule_that_breaks_over_one_person_costs_that_person(
    workspace: Workspace, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = rules.check

    def breaking(dossier, notice):
        if dossier.name == NAMES[0]:
            raise ZeroDivisionError
        return check(dossier, notice)

    monkeypatch.setattr(rules, "check", breaking)
    _, after = validated(workspace, "--all")
    assert others(after) == others(before)
    assert after[NAMES[0]] == "review A109"


def test_a_file_over_which_assembling_breaks_costs_itself(
    workspace: Workspace, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    culprit = season()[0].files[2]
    assemble_units = assembly.assemble_units

    def breaking(messages, leaves, *others):
        if any(leaf.file.sha256 == culprit.sha256 and leaf.read and leaf.read.readings for leaf in leaves):
            raise KeyError
        return assemble_units(messages, leaves, *others)

    monkeypatch.setattr(assembly, "assemble_units", breaking)
    code, after = validated(workspace, "--all")
    assert (code, others(after)) == (1, others(before))
    [problem] = [r for r in records(workspace) if r.get("path") == culprit.path and r["type"] == "message"]
    assert "整理这个文件的内容时出错" in str(problem["detail"])


ODD = st.sampled_from(IMPOSSIBLE) | st.text(st.characters(codec="utf-8"), max_size=50)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_one_row_says_the_others_are_judged_alike(
    workspace: Workspace, before: dict[str, str], data: st.DataObject
) -> None:
    leaf = data.draw(st.sampled_from(season()[0].files))
    read = season()[0].readings[leaf.sha256]
    reading = read.readings[0]
    fields = {
        name: Value(value=data.draw(ODD), confidence=data.draw(st.sampled_from([0.0, 0.5, 1.0])))
        for name in data.draw(st.lists(st.sampled_from(sorted(reading.fields) or ["name"]), max_size=4))
    }
    pages = data.draw(st.sampled_from([reading.pages, (), (1, 2, 99)]))
    odd = reading.model_copy(update={"fields": {**reading.fields, **fields}, "pages": pages})
    changed = FileReadings(sha256=leaf.sha256, format=data.draw(ODD), readings=(odd,))
    with workspace.database.begin() as connection:
        as_sent = season()[0].readings  # what the example before changed is mended
        results.save_readings(connection, list({**as_sent, leaf.sha256: changed}.values()))
    code, after = validated(workspace)
    assert code in (0, 1)
    new = after.keys() - before.keys()
    assert {n: v for n, v in after.items() if n not in new | {NAMES[0]}} == others(before)
