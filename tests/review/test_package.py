"""What goes on to the province: standard names and formats, nobody else's pages, a roster of literal values."""

import hashlib
import io
import zipfile

import docx
import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from python_calamine import CalamineWorkbook

from hui_reg import durable
from hui_reg.model import Verdict
from hui_reg.pages import conversions
from hui_reg.review import package, roster
from hui_reg.review.package import Entry
from hui_reg.rules import check, route_of
from hui_reg.vocabulary import Kind, Material
from tests import builders
from tests.review import batch as people


def jpeg(size=(413, 579), **options):
    stream = io.BytesIO()
    Image.effect_noise(size, 60).convert(options.pop("mode", "RGB")).save(
        stream, options.pop("format", "JPEG"), **options
    )
    return stream.getvalue()


def pdf(*texts):
    writer = PdfWriter()
    for width in texts:
        writer.add_blank_page(width, 300)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def widths(data):
    return [round(float(page.mediabox.width)) for page in PdfReader(io.BytesIO(data)).pages]


def as_pdf(*files):
    exhibits = [
        builders.exhibit(builders.reading(Kind.ID_CARD, pages=pages), format=format) for _, format, pages in files
    ]
    return conversions.as_pdf(conversions.bundle([data for data, _, _ in files]), conversions.described(exhibits))


def test_a_whole_pdf_is_made_anew_page_by_page():
    made, (out,) = as_pdf((pdf(200, 210), "pdf", (1, 2)))
    assert (made.pages, made.drawn, widths(out)) == (2, 0, [200, 210])
    assert not PdfReader(io.BytesIO(out)).metadata


def test_only_the_named_pages_go_along():
    made, (out,) = as_pdf((pdf(200, 210, 220, 230), "pdf", (2, 3)))
    assert (made.pages, widths(out)) == (2, [210, 220])


def test_two_sides_in_two_files_become_one_pdf():
    made, (out,) = as_pdf((jpeg((800, 500)), "jpeg", (1,)), (pdf(200), "pdf", (1,)))
    assert made.pages == 2
    assert widths(out)[1] == 200
    assert widths(out)[0] <= 596


def test_a_form_in_word_is_not_called_signed():
    stream = io.BytesIO()
    docx.Document().save(stream)
    made, (out,) = conversions.as_office(stream.getvalue(), conversions.Form())
    assert not made.signed and out.startswith(b"PK")


def test_a_picture_becomes_a_page_in_its_proportions():
    _, (out,) = as_pdf((jpeg((3000, 2000)), "jpeg", (1,)))
    page = PdfReader(io.BytesIO(out)).pages[0]
    assert float(page.mediabox.width) / float(page.mediabox.height) == pytest.approx(1.5, rel=0.02)
    assert len(page.images) == 1


def photo(format, largest):
    return conversions.Photo(format=format, page=1, largest=largest)


def test_a_plain_photo_stays_and_others_are_made_jpeg_within_the_limit():
    plain = jpeg()
    made, (out,) = conversions.as_jpeg(plain, photo("jpeg", 1000000))
    levels = [np.asarray(Image.open(io.BytesIO(data))).astype(int) for data in (out, plain)]
    assert made.drawn == 0 and float(np.abs(levels[0] - levels[1]).mean()) < 1
    _, (converted,) = conversions.as_jpeg(jpeg(format="PNG"), photo("png", 1000000))
    assert Image.open(io.BytesIO(converted)).format == "JPEG"
    assert Image.open(io.BytesIO(converted)).size == (413, 579)
    large = jpeg((1600, 2200), quality=100)
    _, (smaller,) = conversions.as_jpeg(large, photo("jpeg", 900000))
    assert len(smaller) <= 900_000 < len(large)


def test_a_photo_that_lies_turned_in_its_exif_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    _, (out,) = conversions.as_jpeg(jpeg((600, 400), exif=exif), photo("jpeg", 1000000))
    image = Image.open(io.BytesIO(out))
    assert image.size == (400, 600)
    assert not image.getexif()


def test_the_plan_has_standard_names_and_demanded_formats():
    member = people.assessment(Verdict.PASS, "张三")
    (planned,) = package.plan([member], people.NOTICE)
    parts, lacking = planned.parts, planned.lacking
    number = member.dossier.id_number
    assert lacking == []
    assert [(p.stem, p.target) for p in parts] == [
        ("1-申报表-张三", "as_is"), ("2-毕业证-张三", "pdf"), ("3-身份证-张三", "pdf"), (number, "jpeg"),
        ("5-学信网备案表-张三", "pdf"),
    ]  # fmt: skip
    assert {p.folder for p in parts} == {f"{people.UNITS[0]}/张三_{number}"}


def test_who_lacks_something_is_named():
    who = builders.person("李四")
    member = people.assessment(Verdict.PASS, "李四").model_copy(
        update={"dossier": builders.dossier(who, builders.form(who), builders.diploma(who))}
    )
    (planned,) = package.plan([member], people.NOTICE)
    assert [sentence.rsplit("：", 1)[1] for sentence in planned.lacking] == ["没有身份证", "没有证件照"]


def write(path, entries):
    """As the command does, by the name's ending."""
    if path.suffix == ".zip":
        with durable.replacing(path) as partial:
            package.write_zip(partial, entries)
    else:
        package.write_folder(path, entries)


@pytest.mark.parametrize("name", ["上报.zip", "上报"])
def test_the_package_and_its_checksums(tmp_path, name):
    entries = [Entry("螺城镇/林㛃_1/3-身份证-林㛃.pdf", b"card", "林㛃", "身份证"), Entry("考生信息模板.xls", b"xls")]
    write(tmp_path / name, entries)
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert all(info.flag_bits & 0x800 for info in archive.infolist() if not info.filename.isascii())
            files = {info.filename: archive.read(info) for info in archive.infolist()}
    else:
        root = tmp_path / name
        files = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    for line in files.pop("SHA256SUMS.txt").decode().splitlines():
        digest, path = line.split("  ", 1)
        assert hashlib.sha256(files[path]).hexdigest() == digest
    sheet = load_workbook(io.BytesIO(files["清单.xlsx"])).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [e.path for e in entries]
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_the_same_package_is_made_of_the_same_bytes(tmp_path):
    entries = [Entry("a/b.pdf", b"x")]
    write(tmp_path / "1.zip", entries)
    write(tmp_path / "2.zip", entries)
    with zipfile.ZipFile(tmp_path / "1.zip") as one, zipfile.ZipFile(tmp_path / "2.zip") as other:
        assert one.read("SHA256SUMS.txt") == other.read("SHA256SUMS.txt")


@pytest.mark.parametrize("name", ["上报.zip", "上报"])
def test_a_failing_package_leaves_nothing_under_its_name(tmp_path, name):
    def failing():
        yield Entry("a/b.pdf", b"x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(tmp_path / name, failing())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_not_touched(tmp_path):
    (tmp_path / "上报").mkdir()
    (tmp_path / "上报" / "别的.txt").write_text("x")
    with pytest.raises(FileExistsError):
        write(tmp_path / "上报", [])
    assert (tmp_path / "上报" / "别的.txt").read_text() == "x"


# the roster


def lines_of(*members):
    return roster.rows(people.NOTICE, members)


def test_the_roster_has_the_33_columns_and_literal_values():
    member = people.assessment(Verdict.PASS, "张三")
    (line,) = lines_of(member)
    cells = dict(zip(people.NOTICE.roster.columns, line, strict=True))
    assert len(line) == 33
    assert cells["文化程度*"] == "大学专科和专科学校"
    assert cells["认定等级*"] == "四级/中级工"
    assert cells["证件类型*"] == "居民身份证"
    assert cells["考生来源*"] == "机关事业单位"
    assert cells["民族*"] == "汉族"
    assert cells["是否有职业资格证书*"] == "否"
    assert cells["证件号码*"] == member.dossier.id_number
    assert cells["姓名*"] == "张三"
    assert cells["出生日期"].count("-") == 2


def test_what_the_materials_do_not_tell_stays_empty_and_is_counted():
    lines = lines_of(people.assessment(Verdict.PASS, "张三"), people.assessment(Verdict.PASS, "李四"))
    assert roster.unfilled(people.NOTICE, lines) == {"申报条件*": 2}


@pytest.mark.parametrize("make", [roster.xls, roster.xlsx])
def test_both_files_hold_one_sheet_of_text(make):
    nasty = people.assessment(Verdict.PASS, "张三")
    nasty = nasty.model_copy(update={"dossier": nasty.dossier.model_copy(update={"name": "=1+1", "unit": "林㛃"})})
    lines = lines_of(nasty)
    data = make(people.NOTICE, lines)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert len(book.sheet_names) == 1
    header, row = book.get_sheet_by_index(0).to_python()
    assert header == list(people.NOTICE.roster.columns)
    assert [str(cell) for cell in row] == lines[0]
    assert all(isinstance(cell, str) for cell in row)
    assert data[:4] == (b"\xd0\xcf\x11\xe0" if make is roster.xls else b"PK\x03\x04")


def test_every_material_has_its_title():
    assert set(package.TITLES) == set(Material)


@pytest.mark.parametrize(
    ("graduated", "major", "route", "said"),
    [
        ("2015-07-01", "会计", "route1", "高中或中专及以上学历，毕业满五年"),
        ("2023-07-01", "行政管理", "route2", "本专业或相关专业毕业（含在读应届毕业生）"),
        ("2015-07-01", "行政管理", "route1", "高中或中专及以上学历，毕业满五年"),
        ("2023-07-01", "会计", "route2", "本专业或相关专业毕业（含在读应届毕业生）"),
    ],
)
def test_the_condition_is_that_of_the_route_that_holds(graduated, major, route, said):
    who = builders.person("张三", graduation_date=graduated, major=major)
    assessment = check(builders.faultless(who), people.NOTICE)
    found = route_of(assessment.dossier, people.NOTICE)
    assert found == route, "where people must judge, the only route that may hold"
    (line,) = roster.rows(people.NOTICE, [assessment], route_of)
    assert line[people.NOTICE.roster.columns.index("申报条件*")] == said


def test_a_condition_of_ones_own_is_named_by_its_title():
    plain = people.NOTICE.model_copy(update={"roster": people.NOTICE.roster.model_copy(update={"conditions": {}})})
    assert roster.condition(plain, "route1") == "高中或中专及以上学历，毕业满5年"
    assert roster.condition(plain, "从业满一年") == "从业满一年" and roster.condition(plain, "") == ""
