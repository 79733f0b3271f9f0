"""Lists for the exam: admission, sign-in by room, the list on each door (masked: everyone passes by)."""

from hui_reg.history.papers import titles
from hui_reg.ledger.exam import Seat, Seating
from hui_reg.ledger.publication import masked
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, PERSON, REMARK, Row, numbered, title, who
from hui_reg.notice import Notice
from hui_reg.spreadsheets.writer import Column, Sheet

TICKET = Column("准考证号", 16)


def admission(seating: Seating, notice: Notice) -> tuple[Sheet, ...]:
    """Everyone's room and seat by unit, and who is left out and why."""
    by_unit = sorted(seating.seats, key=lambda seat: (seat.candidate.person.unit, seat.ticket))
    rows: list[Row] = [
        (*who(s.candidate.person), s.ticket, s.room, s.number, titles(s.candidate.papers, notice), s.candidate.note)
        for s in by_unit
    ]
    columns = (*PERSON, TICKET, Column("考场", 14), Column("座位", 8), Column("科目", 12), REMARK)
    left_out = [(*who(person), reason) for person, reason in seating.left_out]
    heading = (title(notice, "准考名单"), f"考试日期：{seating.day}", notice.on(seating.day).exam.basis)
    return (
        Sheet("准考名单", columns, numbered(rows), heading=heading),
        Sheet("未编排", (*PERSON, Column("原因", 30)), numbered(left_out)),
    )


def sign_in(seating: Seating, notice: Notice) -> tuple[Sheet, ...]:
    """One sheet a room, with the number that invigilators compare with the card."""
    columns = (
        Column("座位", 6), TICKET, NAME, ID_NUMBER, Column("单位", 26), Column("科目", 12),
        Column("签名", 16, fill=True),
        Column("缺考/备注", 14, fill=True),
    )  # fmt: skip
    return tuple(
        Sheet(
            room,
            columns,
            tuple(
                (s.number, s.ticket, s.candidate.person.name, s.candidate.person.id_number, s.candidate.person.unit,
                 titles(s.candidate.papers, notice), "", "")
                for s in seats
            ),
            heading=(title(notice, "签到表"), f"考场：{room}　考试日期：{seating.day}　应到 {len(seats)} 人"),
            footing=("实到：　　　人　缺考：　　　人　监考签名：",),
            row_height=24,
        )
        for room, seats in _by_room(seating)
    )  # fmt: skip


def door(seating: Seating, notice: Notice) -> tuple[Sheet, ...]:
    """One sheet a room to put up at its door."""
    shown = masked(seat.candidate.person for seat in seating.seats)
    columns = (Column("座位", 8), TICKET, NAME, ID_NUMBER)
    return tuple(
        Sheet(
            room,
            columns,
            tuple((s.number, s.ticket, s.candidate.person.name, shown[s.candidate.person.key]) for s in seats),
            heading=(room, f"{notice.title}　{seating.day}　{len(seats)} 人"),
            orientation="portrait",
            row_height=22,
        )
        for room, seats in _by_room(seating)
    )


def _by_room(seating: Seating) -> list[tuple[str, list[Seat]]]:
    rooms: dict[str, list[Seat]] = {}
    for seat in seating.seats:
        rooms.setdefault(seat.room, []).append(seat)
    return list(rooms.items())
