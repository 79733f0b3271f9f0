"""``show``: one applicant's whole history, from the ledger."""

from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.history.people import Person
    from hui_reg.history.roll import Roll
    from hui_reg.model import Entry


@verb("show")
@click.argument("who", metavar="姓名或证件号码")
def command(run: Run, who: str) -> ExitCode:
    """一位申报人的全部经过：现在到哪一步、在等什么、每一条记录何时由谁根据哪个文件录入。

    可以写姓名、证件号码，或证件号码末四位。同名的都会列出。
    """
    from hui_reg.desk.ledger import load_roll

    with run.workspace() as workspace:
        roll = load_roll(workspace)
    found = _find(roll, who)
    if not found:
        raise HuiRegError(
            ExitCode.USAGE, "没有找到这位申报人", "请检查姓名或证件号码；新到的材料要先运行 hui-reg validate。"
        )
    for person in found:
        _tell(run, roll, person)
    run.console.document([_document(roll, person) for person in found])
    return ExitCode.OK


def _find(roll: "Roll", who: str) -> list["Person"]:
    from hui_reg.notation import resident_id

    index = roll.index()
    found = index.named(who) or index.numbered(who)
    tail = resident_id.normalise(who)
    return found or ([p for p in roll.people if p.id_number.endswith(tail)] if len(tail) == 4 else [])


def _tell(run: Run, roll: "Roll", person: "Person") -> None:
    from hui_reg.history.kinds import SHAPES, EntryKind, describe
    from hui_reg.notation import resident_id

    state, standing = roll.state(person), roll.standing(person)
    say = run.console.result
    say(f"{person.name}　{resident_id.mask(person.id_number)}　{person.unit}")
    say(f"● 现在：{standing.sentence}")
    for flag in standing.flags:
        say(f"▲ {flag}")
    if state.history:
        rows = [
            (str(e.on), SHAPES[EntryKind(e.kind)].title, _masked(describe(e), person), e.by, (e.source or "")[:12],
             "已被取代" if e.seq in state.gone else "")
            for e in sorted(state.history, key=lambda entry: (entry.on, entry.seq))
        ]  # fmt: skip
        run.console.table(("日期", "事项", "内容", "经办", "来源文件", ""), rows)
    else:
        say("台账中还没有记录")
    say()


def _masked(text: str, person: "Person") -> str:
    from hui_reg.notation import resident_id

    return text.replace(person.id_number, resident_id.mask(person.id_number)) if person.id_number else text


def _document(roll: "Roll", person: "Person") -> dict[str, Any]:
    state, standing = roll.state(person), roll.standing(person)
    return {
        "name": person.name,
        "id_number": person.id_number,
        "unit": person.unit,
        "stage": standing.stage.value,
        "waits_for": standing.waits_for,
        "changes": list(standing.changes),
        "flags": list(standing.flags),
        "history": [_entry(entry, state.gone) for entry in state.history],
    }


def _entry(entry: "Entry", gone: frozenset[int]) -> dict[str, Any]:
    return {**entry.model_dump(mode="json", exclude={"applicant"}), "counts": entry.seq not in gone}
