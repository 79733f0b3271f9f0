"""What people do between the commands of the handbook: fill in sheets, send receipts, hours, scores, certificates."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import openpyxl
from samples import cast

from tests.season_cast import slip, slips_pdf, xlsx

PEOPLE: Final = cast.SONGLING.applicants
_WHO: Final = [(applicant.person.name, applicant.person.id_number) for applicant in PEOPLE]


def review(name: str) -> Callable[[Path], None]:
    """Everybody on a review sheet is passed, with a remark where that needs one."""

    def act(folder: Path) -> None:
        book = openpyxl.load_workbook(folder / name)
        page = next(
            sheet for sheet in book.worksheets if any("意见" in str(c.value) for row in sheet[1:6] for c in row)
        )
        rows = list(page.iter_rows())
        header = next(row for row in rows if any(str(cell.value) == "姓名" for cell in row))
        at = {str(cell.value): place for place, cell in enumerate(header)}
        choice = next(place for title, place in at.items() if title.endswith("意见"))
        remark = next(place for title, place in at.items() if title.endswith("备注"))
        for row in rows[header[0].row :]:
            if row[at["姓名"]].value and row[at["证件号"]].value:
                row[choice].value, row[remark].value = "通过", "已核对原件"
        book.save(folder / name)

    return act


def receipts(folder: Path) -> None:
    """The unit pays for its five people at once."""
    (folder / "回单").mkdir()
    paid = slip("Q0001", "2024-07-20", cast.SONGLING.name, f"{1380 * len(_WHO)}.00", "陆仟玖佰元整", "认定费")
    (folder / "回单" / "电子回单.pdf").write_bytes(slips_pdf(paid))


def hours(folder: Path) -> None:
    """All have learnt long enough."""
    xlsx(folder / "学习记录.xlsx", ["姓名", "证件号码", "学时"], [[*who, 40] for who in _WHO])


def scores(folder: Path) -> None:
    """All pass."""
    xlsx(folder / "成绩.xlsx", ["姓名", "证件号码", "理论成绩", "技能成绩"], [[*who, 80, 85] for who in _WHO])


def certificates(folder: Path) -> None:
    """One number each."""
    rows = [[*who, f"S000135000001244{place:06d}", date(2024, 10, 15)] for place, who in enumerate(_WHO, 1)]
    xlsx(folder / "证书编号.xlsx", ["姓名", "证件号码", "证书编号", "发证日期"], rows)


ACTS: Final[dict[str, Callable[[Path], None]]] = {
    "审核人在初审.xlsx 里填好意见": review("初审.xlsx"),
    "复核人在复核.xlsx 里填好意见": review("复核.xlsx"),
    "单位交来 5 人的电子回单，放在“回单”文件夹里": receipts,
    "培训机构交来学习记录": hours,
    "评价机构交来成绩": scores,
    "评价机构交来证书编号": certificates,
}
