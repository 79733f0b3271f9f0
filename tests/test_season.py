"""A whole season on invented people, from registration to subsidy, through the real commands and files.

Every expectation is worked out by hand from the notice: 60 people of six units, 56 reviewed, 78,660 yuan received,
54 at the exam, 46 pass at once, five more by makeups, one a week too late.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples.press import pdf

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.store import entries, results
from tests.season_cast import (
    EVERYONE,
    KEY,
    NAME,
    NUMBER,
    PAYEE,
    TAIL,
    UNIT,
    UNITS,
    assessments,
    cells,
    decisions,
    fill,
    png,
    slip,
    slip_picture,
    slips_pdf,
    those,
    xls,
    xlsx,
)

Command = Callable[..., Any]
SHEETS = "exports"
ONE = "壹仟叁佰捌拾元整"
REVIEWED = those("A1-10", "B1-10", "C1-10", "D1-9", "E1-8", "F1-9")
SEATED = [who for who in REVIEWED if who not in ("B9", "C9", "C10")]


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which all sixty have registered and both reviews are in."""
    root = tmp_path_factory.mktemp("season")
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    notice = root / "notice.toml"
    text = notice.read_text(encoding="utf-8")
    notice.write_text(
        text.replace('payee = ""', f'payee = "{PAYEE}"').replace('account_tail = ""', f'account_tail = "{TAIL}"')
    )
    first = dict.fromkeys(EVERYONE, "pass") | {"D10": "correct", "E9": "ineligible"}
    del first["F10"]
    second = dict.fromkeys(REVIEWED, "pass") | {"E10": "hold"}
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        results.save_validation(connection, assessments(), [], [])
        entries.append(connection, decisions("first_review", date(2024, 7, 10), first))
        entries.append(connection, decisions("second_review", date(2024, 7, 15), second))
    return root


@pytest.fixture
def run(season: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*words: object, exit_code: int = 0) -> Any:
        capsys.readouterr()
        code = cli.run(["-w", str(season), *map(str, words), "--json"])
        captured = capsys.readouterr()
        assert code == exit_code, captured.err
        return json.loads(captured.out)

    return command


def stages(run: Command) -> dict[str, int]:
    counts: dict[str, int] = {}
    for unit in run("status")["units"].values():
        for stage, number in unit.items():
            counts[stage] = counts.get(stage, 0) + number
    return counts


def column(rows: list[list[object]], place: int) -> list[object]:
    return [row[place] for row in rows]


# The tests of this module are one story and run in its order.


def test_1_fee_lists_after_the_second_review(season: Path, run: Command) -> None:
    assert stages(run) == {"second_reviewed": 56, "first_reviewed": 1, "registered": 1, "to_correct": 1, "refused": 1}
    run("export", "fees")
    lists = {path.stem.removeprefix("缴费清单-"): cells(path) for path in (season / SHEETS / "fees" / "单位").iterdir()}
    assert {unit: len(rows) for unit, rows in lists.items()} == {
        UNITS["A"]: 10, UNITS["B"]: 10, UNITS["C"]: 10, UNITS["D"]: 9, UNITS["E"]: 8, UNITS["F"]: 9,
    }  # fmt: skip
    assert lists[UNITS["D"]][0] == [1, NAME["D1"], NUMBER["D1"], 1380, 0, 1380, "待缴"]
    assert not set(column(lists[UNITS["A"]], 2)) & {NUMBER[who] for who in EVERYONE if who[0] != "A"}


def receipts(folder: Path) -> Path:
    """The receipts of all shapes."""
    folder.mkdir()
    own = {
        who: slip(f"2024072{who}0001", "2024-07-20", NAME[who], "1380.00", ONE, "认定费")
        for who in those("B2-7", "F1-4")
    }
    files = {
        "A单位.pdf": slips_pdf(slip("A0001", "2024-07-18", UNITS["A"], "13800.00", "壹万叁仟捌佰元整", "认定费")),
        "B三人.pdf": slips_pdf(own["B3"], own["B4"], own["B5"]),
        "B2.pdf": slips_pdf(own["B2"]),
        "B2重打.pdf": slips_pdf([*own["B2"][:-1], ("打印次数", "2")]),
        "B2截图.png": png(slip_picture(own["B2"][1:-1])),
        "B两人.pdf": pdf.of_pictures(slip_picture(own["B6"]), slip_picture(own["B7"])),
        "B1.pdf": slips_pdf(slip("B0001", "2024-07-20", "林静怡", "1380.00", ONE, "")),
        "B8亲属.pdf": slips_pdf(slip("B0008", "2024-07-21", "苏大海", "1380.00", ONE, "代苏丽娟缴认定费")),
        "B9.pdf": slips_pdf(
            slip("B0009", "2024-07-21", "潘志勇", "1380.00", ONE, "", payee="示范职业技能评介中心", tail="9999")
        ),
        "B10.pdf": slips_pdf(
            slip("B0010", "2024-07-21", "邱雅婷", "1000.00", "壹仟元整", "认定费"),
            slip("B0011", "2024-07-22", "邱雅婷", "380.00", "叁佰捌拾元整", "补差额"),
        ),
        "C五人.pdf": slips_pdf(
            slip("C0001", "2024-07-19", UNITS["C"], "6900.00", "陆仟玖佰元整",
                 "、".join(NAME[w] for w in those("C1-5")))
        ),
        "C三人.pdf": slips_pdf(
            slip("C0002", "2024-07-19", UNITS["C"], "4140.00", "肆仟壹佰肆拾元整", "江雨欣、郭小琴等3人")
        ),
        "C9.pdf": slips_pdf(slip("C0009", "2024-07-20", "方慧敏", "1380.00", "壹仟捌佰叁拾元整", "认定费")),
        "D单位.pdf": slips_pdf(
            slip("D0001", "2024-07-19", UNITS["D"], "12420.00", "壹万贰仟肆佰贰拾元整", "认定费9人")
        ),
        "E八人.pdf": slips_pdf(
            slip("E0001", "2024-07-19", UNITS["E"], "11040.00", "壹万壹仟零肆拾元整",
                 "、".join(NAME[w] for w in those("E1-8")) + "等8人")
        ),
        "E10.pdf": slips_pdf(slip("E0010", "2024-07-14", "廖婉清", "1380.00", ONE, "")),
        "F四人.pdf": slips_pdf(own["F1"], own["F2"], own["F3"]),
        "F4.png": png(slip_picture(own["F4"])),
        "F单位.pdf": slips_pdf(
            slip("F0001", "2024-07-23", UNITS["F"], "6900.00", "陆仟玖佰元整", "东园镇便民孟丽君、倪")
        ),
        "不明.pdf": slips_pdf(slip("X0001", "2024-07-23", "示范商贸有限公司", "1380.00", ONE, "货款")),
    }  # fmt: skip
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_2_receipts_of_all_shapes(season: Path, run: Command, tmp_path: Path) -> None:
    folder = receipts(tmp_path / "回单")
    preview = run("import", "receipts", folder / "A单位.pdf", "--dry-run")
    assert (preview["matched"], preview["people"], preview["entries"]) == ("13800.00", 10, 0)
    assert stages(run)["second_reviewed"] == 56
    done = run("import", "receipts", folder)
    assert (done["received"], done["matched"], done["unexplained"]) == ("78660.00", "71760.00", "6900.00")
    assert (done["people"], done["copies"], done["payee_checked"]) == (52, 2, True)
    reasons = {item["file"]: item["reason"] for item in done["open"]}
    assert reasons == {
        "B1.pdf": f"“林静怡”有 2 人（{UNITS['B']}、{UNITS['A']}），无法区分",
        "B9.pdf": "收款人“示范职业技能评介中心”与通知的收款账户不符，谨防诈骗，请核实",
        "C三人.pdf": f"{UNITS['C']} 复核通过而未缴的有 3 人，共 4140.00 元；"
        "没有写明姓名的款项共 1380.00 元，请单位提供缴费名单",
        "C9.pdf": "大小写金额不一致（小写 1380.00 元，大写 1830.00 元）",
        "不明.pdf": "付款人和附言都对应不到单位或申报人；若是某单位的付款账户，"
        '请在 notice.toml 的 [payment.payers] 写上 "示范商贸有限公司" = "单位名称"',
    }
    assert done["flags"] == ["廖婉清：已缴费，但复核尚未通过"]
    again = run("import", "receipts", folder)
    assert again["entries"] == 0 and len(again["known"]) == 20 and again["received"] == "78660.00"
    (tmp_path / "说明.txt").write_text("本单位的回单下周寄来", encoding="utf-8")
    for _ in "once", "again":
        told = run("import", "receipts", tmp_path / "说明.txt", exit_code=1)
        assert (told["known"], told["without_receipt"]) == ([], ["说明.txt：没有认出缴费回单"])


def test_3_the_reconciliation_goes_out_and_comes_back(season: Path, run: Command) -> None:
    run("export", "fees")
    book = season / SHEETS / "fees" / "缴费核对表.xlsx"
    assert [row[1:3] for row in cells(book, "说明")][:3] == [["24 笔", 78660], ["", 71760], ["5 笔", 6900]]
    assert {(row[2], row[4], row[5]) for row in cells(book, "未缴费")} == {
        (NAME[who], 0, 1380) for who in ("B1", "B9", "C8", "C9", "C10")
    }
    assert len(cells(book, "已缴费")) == 53  # 52 people, one in two instalments
    fill(book, "待核对", {"回单标识": "B0001"}, "归属人员", f"林静怡（{UNITS['B']}）")
    fill(book, "待核对", {"回单标识": "C0002"}, "归属人员", "傅永强")
    done = run("import", "payments", book, "--by", "经办甲")
    assert (done["entries"], done["faults"]) == (2, [])
    assert run("import", "payments", book)["known"] is True
    run("export", "fees")
    assert [row[2] for row in cells(book, "说明")][:3] == [78660, 74520, 4140]
    after = {"paid": 53, "second_reviewed": 3, "first_reviewed": 1, "registered": 1, "to_correct": 1, "refused": 1}
    assert stages(run) == after, "E10 has paid, but the second review has put it off"


def test_4_training_from_a_legacy_workbook(season: Path, run: Command, tmp_path: Path) -> None:
    run("export", "training")
    roster = cells(season / SHEETS / "training" / "培训名单.xlsx", "培训名单")
    assert len(roster) == 53, "one who has paid is not reviewed yet"
    assert roster[0] == [1, "林静怡", NUMBER["A1"], "", UNITS["A"], "政务服务办事员", "四级/中级工"]
    hours: dict[str, object] = dict.fromkeys([*SEATED, "E10"], 33.8) | {"A10": 30, "B10": 33.7, "F9": ""}
    rows = [[NAME[w], NUMBER[w], h] for w, h in hours.items()] + [["周外县", "110105194912310021", 33.8]]
    book = xls(tmp_path / "学习记录.xls", ["学员姓名", "身份证号", "已完成学时"], rows)
    done = run("import", "training", book, "--date", "2024-09-01", exit_code=1)
    assert done["entries"] == 53
    assert done["unknown"] == ["第56行 周外县：不在本批申报人中"]
    run("export", "training")
    short = cells(season / SHEETS / "training" / "培训名单.xlsx", "课时不足")
    assert [(row[2], row[4], row[5]) for row in short] == [
        ("曾海燕", 30, 3.8),
        ("邱雅婷", 33.7, 0.1),
        ("彭秀芳", "", 33.8),
    ]


def test_5_seating(season: Path, run: Command) -> None:
    rooms = ("--room", "第一考场:30", "--room", "第二考场:30")
    for day, said in (("2024-09-07", "星期六"), ("2024-10-06", "不在通知规定")):
        with pytest.raises(AssertionError, match=said):
            run("export", "exam", "--date", day, *rooms)
    run("export", "exam", "--date", "2024-09-08", *rooms, "--seed", "惠安")
    folder = season / SHEETS / "exam-20240908"
    admission = cells(folder / "准考名单.xlsx", "准考名单")
    assert sorted(str(row[3]) for row in admission) == sorted(NUMBER[who] for who in SEATED)
    assert {(row[2], row[4]) for row in cells(folder / "准考名单.xlsx", "未编排")} == {
        *((NAME[who], "认定费未缴清") for who in ("B9", "C9", "C10")), (NAME["E10"], "复核（暂缓）"),
    }  # fmt: skip
    assert [len(cells(folder / "签到表.xlsx", room)) for room in ("第一考场", "第二考场")] == [30, 23]
    door = cells(folder / "门贴.xlsx", "第一考场") + cells(folder / "门贴.xlsx", "第二考场")
    assert not {str(row[3]) for row in door} & set(NUMBER.values())
    before = (folder / "准考名单.xlsx").read_bytes()
    run("export", "exam", "--date", "2024-09-08", *rooms, "--seed", "别的")
    assert cells(folder / "准考名单.xlsx") == admission, "seats handed out are kept"
    assert before


SCORES: dict[str, tuple[object, object]] = {
    **dict.fromkeys(those("A1-9", "D1-8", "E1-8", "F1-7"), (80, 80)),
    **dict.fromkeys(those("B6-8", "B10", "C1-8"), (66, 75.5)),
    "A10": ("缺考", "缺考"), "B1": (60, 60), "B2": (59.5, 90), "B3": (90, 59.5), "B4": (59.5, 59.5),
    "B5": ("缺考", 70), "D9": (60, "缺考"), "F8": (100, 0), "F9": (59, 61), "C9": (70, 70),
}  # fmt: skip
HEADER = ["准考证号", "姓名", "性别", "证件号码", "单位", "职业", "等级", "理论成绩", "技能成绩"]


def score_rows(season: Path, scores: dict[str, tuple[object, object]]) -> list[list[object]]:
    tickets = {row[3]: row[4] for row in cells(season / SHEETS / "exam-20240908" / "准考名单.xlsx")}
    return [
        [tickets.get(NUMBER[w], ""), NAME[w], "女", NUMBER[w], UNIT[w], "政务服务办事员", "四级", *pair]
        for w, pair in scores.items()
    ]


def test_6_scores(season: Path, run: Command, tmp_path: Path) -> None:
    rows = score_rows(season, SCORES)
    swapped = [[*row[:3], NUMBER["D2"], *row[4:]] if row[1] == NAME["D1"] else row for row in rows]
    refused = run("import", "scores", xlsx(tmp_path / "错.xlsx", HEADER, swapped), exit_code=1)
    assert refused["taken"] is False
    assert any("董雪琴" in fault and "戴志豪" in fault for fault in refused["faults"])
    book = xlsx(tmp_path / "成绩.xlsx", HEADER, rows, title="2024年认定成绩")
    preview = run("import", "scores", book, "--date", "2024-09-08", "--dry-run")
    assert stages(run)["trained"] == 50
    done = run("import", "scores", book, "--date", "2024-09-08")
    assert done["entries"] == preview["entries"] == 108
    assert run("import", "scores", book)["known"] is True
    assert [flag for flag in done["flags"] if "方慧敏" in flag] == [
        "方慧敏：已有成绩，但认定费未缴清",
        "方慧敏：已有成绩，但培训课时不足",
    ]
    assert stages(run)["passed"] == 45


def test_7_publication(season: Path, run: Command) -> None:
    run("export", "publication")
    rows = cells(season / SHEETS / "publication" / "合格人员公示.xlsx")
    failed, unpaid = ("A10", "B2", "B3", "B4", "B5", "D9", "F8", "F9"), ("C9",)
    passed = [who for who in SCORES if who not in (*failed, *unpaid)]
    assert sorted((row[1], row[2]) for row in rows) == sorted((UNIT[who], NAME[who]) for who in passed)
    assert len({(row[1], row[2], row[3]) for row in rows}) == 45, "no two lines alike"
    assert not {row[3] for row in rows} & set(NUMBER.values())
    twins = [str(row[3]) for row in rows if row[2] == "陈晓东"]
    assert all(text.count("*") in (6, 7) for text in twins)
    assert next(row[3] for row in rows if row[2] == NAME["C1"]) == NUMBER["C1"][:6] + "********" + NUMBER["C1"][-4:]


def test_8_makeups_and_their_fees(season: Path, run: Command, tmp_path: Path) -> None:
    run("export", "makeup", "--on", "2024-10-01")
    rows = {row[2]: row[4:] for row in cells(season / SHEETS / "makeup" / "补考汇总.xlsx", "补考名单")}
    edge = "2026-09-08 00:00:00"
    assert {name: (row[0], row[1], str(row[2]), row[3], row[4]) for name, row in rows.items()} == {
        NAME["A10"]: ("理论、技能", "", edge, 254, "否"),
        NAME["B2"]: ("理论", "技能", edge, 104, "否"),
        NAME["B3"]: ("技能", "理论", edge, 154, "否"),
        NAME["B4"]: ("理论、技能", "", edge, 254, "否"),
        NAME["B5"]: ("理论", "技能", edge, 104, "否"),
        NAME["D9"]: ("技能", "理论", edge, 154, "否"),
        NAME["F8"]: ("技能", "理论", edge, 154, "否"),
        NAME["F9"]: ("理论", "技能", edge, 104, "否"),
    }
    folder = tmp_path / "补考回单"
    folder.mkdir()
    (folder / "个人.pdf").write_bytes(
        slips_pdf(*(slip(f"M{who}", "2024-12-01", NAME[who], f"{fee}.00", "", "补考费")
                    for who, fee in {"B2": 104, "B4": 254}.items()))
    )  # fmt: skip
    (folder / "个人2.pdf").write_bytes(
        slips_pdf(*(slip(f"M{who}", "2024-12-01", NAME[who], f"{fee}.00", "", "补考费")
                    for who, fee in {"B3": 154, "B5": 104}.items()))
    )  # fmt: skip
    (folder / "F单位.pdf").write_bytes(
        slips_pdf(slip("M9", "2024-12-01", UNITS["F"], "258.00", "贰佰伍拾捌元整", "裴志远、彭秀芳补考费"))
    )
    done = run("import", "receipts", folder)
    assert (done["people"], done["unexplained"]) == (6, "4140.00")


def sit(run: Command, tmp_path: Path, day: str, scores: dict[str, tuple[object, object]]) -> Any:
    header = ["姓名", "证件号码", "理论", "技能"]
    book = xlsx(tmp_path / f"补考{day}.xlsx", header, [[NAME[w], NUMBER[w], *pair] for w, pair in scores.items()])
    return run("import", "scores", book, "--date", day)


def test_9_makeups_across_the_two_year_edge(season: Path, run: Command, tmp_path: Path) -> None:
    run("export", "exam", "--makeup", "--date", "2025-03-09", "--room", "补考考场:20")
    lists = season / SHEETS / "exam-20250309" / "准考名单.xlsx"
    assert {(row[2], row[7]) for row in cells(lists, "准考名单")} == {
        (NAME["B2"], "理论"), (NAME["B3"], "技能"), (NAME["B4"], "理论、技能"), (NAME["B5"], "理论"),
        (NAME["F8"], "技能"), (NAME["F9"], "理论"),
    }  # fmt: skip
    assert {row[2] for row in cells(lists, "未编排")} == {NAME["A10"], NAME["D9"]}
    sit(run, tmp_path, "2025-03-09", {
        "B2": (60, ""), "B3": ("", 59.9), "B4": (61, 50), "B5": ("缺考", ""), "F8": ("", 88), "F9": ("60.0", "免考"),
    })  # fmt: skip
    later = tmp_path / "第二次.pdf"
    later.write_bytes(
        slips_pdf(
            slip("P1", "2026-08-01", NAME["B3"], "154.00", "", "补考"),
            slip("P2", "2026-08-01", NAME["B4"], "154.00", "", "补考"),
            slip("P3", "2026-08-01", NAME["B5"], "104.00", "", "补考"),
        )
    )
    assert run("import", "receipts", later)["people"] == 3
    sit(run, tmp_path, "2026-09-06", {"B3": ("", 75), "B4": ("", 62)})
    run("export", "exam", "--makeup", "--date", "2026-09-13", "--room", "补考考场:20")
    late = {row[2]: row[4] for row in cells(season / SHEETS / "exam-20260913" / "准考名单.xlsx", "未编排")}
    assert late[NAME["B5"]] == "技能合格成绩保留至 2026-09-08，已过期，须重新报名"
    done = sit(run, tmp_path, "2026-09-13", {"B5": (80, "")})
    assert done["flags"] == ["蔡明辉：理论补考（2026-09-13）在 2 年保留期之后"]
    run("export", "makeup", "--on", "2026-10-01")
    book = season / SHEETS / "makeup" / "补考汇总.xlsx"
    assert [(row[2], row[4], row[5], str(row[6])[:10], row[7]) for row in cells(book, "补考名单")] == [
        (NAME["B5"], "技能", "理论", "2028-09-13", 154)
    ]
    assert {row[2] for row in cells(book, "期限已过")} == {NAME["A10"], NAME["D9"]}
    run("export", "publication", "--since", "2024-09-09")
    assert {row[2] for row in cells(season / SHEETS / "publication" / "合格人员公示.xlsx")} == {
        NAME[who] for who in ("B2", "B3", "B4", "F8", "F9")
    }


def test_a_certificates(season: Path, run: Command, tmp_path: Path) -> None:
    passed = [w for w in SCORES if w not in ("A10", "B5", "D9")]
    makeup = ("B2", "F8", "F9"), ("B3", "B4")
    issued = {who: date(2024, 10, 15) for who in passed} | dict.fromkeys(makeup[0], date(2025, 4, 15))
    issued |= dict.fromkeys(makeup[1], date(2026, 10, 15))
    number = {w: f"S000135000001{day:%y}4{place:06d}" for place, (w, day) in enumerate(issued.items(), 1)}
    number["A1"] = number["A1"].replace("S000135", "S000136")
    header = ["姓名", "证件号码", "证书编号", "发证日期"]
    rows = [[NAME[w], NUMBER[w], number[w], issued[w]] for w in passed]
    cut = xlsx(tmp_path / "少一位.xlsx", header, [[*rows[0][:2], number["A1"][:-1], rows[0][3]], *rows[1:]])
    refused = run("import", "certificates", cut, exit_code=1)
    assert (refused["taken"], len(refused["faults"])) == (False, 1)
    done = run("import", "certificates", xlsx(tmp_path / "证书.xlsx", header, rows))
    assert done["entries"] == 51
    assert done["warnings"] == ["第2行 林静怡：证书编号的省份代码是 36，应为 35"]
    run("export", "certificates")
    folder = season / SHEETS / "certificates"
    assert [row[1:5] for row in cells(folder / "领证名册.xlsx", UNITS["E"])] == [
        [NAME[w], NUMBER[w], number[w], "2024-10-15"] for w in those("E1-8")
    ]
    look_up = cells(folder / "证书查询核对表.xlsx")
    assert len(look_up) == 51 and {row[5] for row in look_up} == {"zscx.osta.org.cn"}
    assert stages(run)["certified"] == 50, "who hasn't paid gets no certificate"


DECLARED = {
    "E1": ("否", "企业职工养老保险", "24", "企业", "否", "否", "否", "否", "无"),
    "E2": ("是", "企业职工养老保险", "24", "企业", "否", "否", "否", "否", "无"),
    "E3": ("否", "机关社保", "24", "机关事业单位", "否", "否", "否", "否", "无"),
    "E4": ("否", "企业职工养老保险", "11", "企业", "否", "否", "否", "否", "无"),
    "E5": ("否", "企业职工养老保险", "12", "企业", "是", "否", "否", "否", "无"),
    "E6": ("否", "企业职工养老保险", "24", "企业", "否", "否", "是", "否", "无"),
    "E7": ("否", "", "", "", "", "", "", "", ""),
    "E8": ("否", "企业职工养老保险", "12", "企业", "否", "应届毕业班学生", "否", "否", "无"),
}
EXPECTED = {
    "E1": ("可能符合", "可能符合"),
    "E2": ("不符合", "不符合"),
    "E3": ("不符合", "不符合"),
    "E4": ("可能符合", "不符合"),
    "E5": ("可能符合", "不符合"),
    "E6": ("不符合", "可能符合"),
    "E7": ("需核实", "需核实"),
    "E8": ("不符合", "可能符合"),
}


def test_b_subsidies(season: Path, run: Command) -> None:
    run("export", "subsidy", "--on", "2024-11-01")
    sheet = season / SHEETS / "subsidy" / "单位" / f"补贴自查表-{UNITS['E']}.xlsx"
    titles = ("是否在编", "养老保险", "失业保险缴费月数", "失业保险缴费单位", "目前是否失业", "是否在校学生",
              "是否退休", "是否失信人员", "已申领补贴")  # fmt: skip
    assert [row[1] for row in cells(sheet)] == [NAME[w] for w in those("E1-8")]
    for who, answers in DECLARED.items():
        for title, answer in zip(titles, answers, strict=True):
            fill(sheet, "补贴自查", {"证件号码": NUMBER[who]}, title, answer)
    done = run("import", "subsidy", sheet)
    assert (done["entries"], done["faults"]) == (8, [])
    run("export", "subsidy", "--on", "2024-11-01")
    book = season / SHEETS / "subsidy" / "补贴判断.xlsx"
    told = {row[3]: row for row in cells(book)}
    assert {who: (told[NUMBER[who]][4], told[NUMBER[who]][6]) for who in DECLARED} == EXPECTED
    assert all(told[NUMBER[who]][4] == "需核实" for who in those("A1-9", "C1-8"))
    assert not {"符合"} & {cell for row in told.values() for cell in row}
    assert told[NUMBER["E8"]][5] == "未成年人" and told[NUMBER["E4"]][7] == "失业保险缴费 11 个月，不满 12 个月"
    fill(sheet, "补贴自查", {"证件号码": NUMBER["E1"]}, "已申领补贴", "见证补贴")
    assert run("import", "subsidy", sheet)["entries"] == 1
    run("export", "subsidy", "--on", "2024-11-01")
    again = {row[3]: row for row in cells(book)}
    assert again[NUMBER["E1"]][4:9] == ["可能符合", "", "不符合", "已申领另一项补贴，两项只能享受一项", "见证补贴"]
    assert stages(run) == {
        "subsidy": 1, "certified": 49, "makeup": 1, "lapsed": 2, "second_reviewed": 3, "first_reviewed": 1,
        "registered": 1, "to_correct": 1, "refused": 1,
    }  # fmt: skip


def test_c_the_whole_history_of_one(season: Path, run: Command) -> None:
    [shown] = run("show", NAME["B4"])
    assert [entry["kind"] for entry in shown["history"]] == [
        "first_review", "second_review", "registered", "payment", "training", "seat", "score", "score", "payment",
        "seat", "score", "score", "payment", "score", "certificate",
    ]  # fmt: skip
    assert all(entry["source"] for entry in shown["history"] if entry["kind"] in ("payment", "training", "score"))
    assert (shown["stage"], shown["flags"]) == ("certified", [])
    assert len(run("show", "陈晓东")) == 2
    assert [person["name"] for person in run("show", NUMBER["F7"])] == ["欧阳晓"]
    with open_workspace(season) as workspace, workspace.database.begin() as connection:
        kept = entries.load(connection)
    assert [entry.seq for entry in kept] == sorted({entry.seq for entry in kept})
    assert {entry.applicant for entry in kept} == set(KEY.values()) - {KEY["F10"]}
