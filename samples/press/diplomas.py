"""Diplomas: what schools of every class hand out, landscape, with photo, seal and a date in Chinese numerals."""

from collections.abc import Callable

from PIL import Image, ImageDraw

from samples.press import faces, fonts, ink
from samples.press.people import Education, Person, chinese_date

SIZE = (1754, 1240)
"""A4 landscape at 150 dots an inch."""
_CRIMSON: ink.Colour = (168, 28, 34)

_LEVELS = {"本科": "本科", "大专": "专科"}
_FIGURES = "〇一二三四五六七八九"


def diploma(person: Person, education: Education, name: str | None = None) -> Image.Image:
    """The certificate of one schooling; ``name`` when it is printed under another name."""
    return _LAYOUTS[education.school_class](person, education, name or person.name)


def degree(person: Person, education: Education) -> Image.Image:
    """A bachelor's degree certificate (学位证书), which is no diploma."""
    page = _paper((252, 248, 240), (206, 176, 120))
    ink.write(page, (SIZE[0] / 2, 170), "学士学位证书", 92, colour=_CRIMSON, spacing=0.3, bold=1, anchor="m")
    _photo(page, person, (190, 420), (236, 330))
    discipline = "管理学"
    text = (
        f"{person.name}，{person.sex}，{chinese_date(person.born)}生。在{education.school}完成了{education.major}专业本科学习计划，"
        f"业已毕业，经审核符合《中华人民共和国学位条例》的规定，授予{discipline}学士学位。"
    )
    ink.paragraph(page, (520, 440), "　　" + text, 40, 1040, 1.9)
    ink.write(page, (190, 980), f"证书编号：{education.number[:5]}4{education.number[6:10]}{education.number[-6:]}", 30)
    _signed(page, education, f"{education.school}学位评定委员会")
    return page


def _college(person: Person, education: Education, name: str) -> Image.Image:
    """普通高等学校: the wording all of them share since 1994."""
    page = _paper((253, 249, 240), (198, 60, 54))
    kind = "毕业证书" if education.conclusion == "毕业" else f"{education.conclusion}证书"
    ink.write(page, (SIZE[0] / 2, 118), "普通高等学校", 52, colour=_CRIMSON, spacing=0.3, anchor="m")
    ink.write(page, (SIZE[0] / 2, 200), kind, 104, colour=_CRIMSON, spacing=0.42, bold=2, anchor="m")
    _photo(page, person, (172, 420), (242, 338), faces.BLUE)
    years = _FIGURES[education.years]
    granted = "修完教学计划规定的全部课程，成绩合格，准予毕业。"
    if education.conclusion != "毕业":
        granted = f"修完教学计划规定的全部课程，有部分课程成绩不合格，准予{education.conclusion}。"
    text = (
        f"学生　{name}　性别{person.sex}，{chinese_date(person.born)}生，于{_month(education.enrolled)}至"
        f"{_month(education.graduated)}在本校　{education.major}　专业"
        f"{years}年制{_LEVELS[education.level]}学习，{granted}"
    )
    ink.paragraph(page, (500, 424), "　　" + text, 42, 1080, 1.86)
    ink.write(page, (172, 900), f"校　　名：{education.school}", 36)
    ink.write(page, (1010, 900), f"校（院）长：{education.president}", 36)
    ink.write(page, (172, 1040), f"证书编号：{education.number}", 34, fonts.HEI)
    _signed(page, education, education.school)
    ink.write(page, (SIZE[0] / 2, 1118), "中华人民共和国教育部学历证书查询网址：http://www.chsi.com.cn", 22, anchor="m")
    return page


def _adult(person: Person, education: Education, name: str) -> Image.Image:
    """成人高等教育: names the form of study."""
    page = _paper((251, 250, 243), (60, 120, 150))
    ink.write(page, (SIZE[0] / 2, 118), "成人高等教育", 52, colour=_CRIMSON, spacing=0.3, anchor="m")
    ink.write(page, (SIZE[0] / 2, 200), "毕业证书", 104, colour=_CRIMSON, spacing=0.42, bold=2, anchor="m")
    _photo(page, person, (172, 420), (242, 338), faces.BLUE)
    text = (
        f"学生　{name}　性别{person.sex}，{chinese_date(person.born)}生，于{_month(education.enrolled)}至"
        f"{_month(education.graduated)}在本校　{education.major}　专业{education.study_form}学习，修完"
        f"{_LEVELS[education.level]}教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    ink.paragraph(page, (500, 424), "　　" + text, 42, 1080, 1.86)
    ink.write(page, (172, 900), f"校　　名：{education.school}", 36)
    ink.write(page, (1010, 900), f"校（院）长：{education.president}", 36)
    ink.write(page, (172, 1040), f"批准文号：（85）教成字008号　　证书编号：{education.number}", 32)
    _signed(page, education, education.school)
    return page


def _self_study(person: Person, education: Education, name: str) -> Image.Image:
    """高等教育自学考试: granted by the province's committee together with the examining school."""
    page = _paper((250, 247, 250), (120, 80, 150))
    ink.write(page, (SIZE[0] / 2, 118), "高等教育自学考试", 52, colour=_CRIMSON, spacing=0.3, anchor="m")
    ink.write(page, (SIZE[0] / 2, 200), "毕业证书", 104, colour=_CRIMSON, spacing=0.42, bold=2, anchor="m")
    _photo(page, person, (172, 420), (242, 338), faces.BLUE)
    text = (
        f"{name}，性别{person.sex}，{chinese_date(person.born)}生，身份证号{person.id_number}，参加高等教育自学考试"
        f"{education.major}专业（{_LEVELS[education.level]}）全部课程的考试，成绩合格，经思想品德鉴定，准予毕业。"
    )
    ink.paragraph(page, (500, 424), "　　" + text, 42, 1080, 1.86)
    ink.write(page, (172, 830), "福建省高等教育自学考试委员会", 34)
    ink.write(page, (1010, 830), f"主考学校：{education.school}", 34)
    ink.seal(page, (430, 900), "福建省高等教育自学考试委员会", 122, education.number)
    ink.write(page, (172, 1060), f"证书编号：{education.number}", 34, fonts.HEI)
    _signed(page, education, education.school)
    return page


def _vocational(title: str) -> Callable[[Person, Education, str], Image.Image]:
    def draw(person: Person, education: Education, name: str) -> Image.Image:
        """A booklet lying open: photo and number at the left, the wording at the right."""
        page = _paper((250, 250, 246), (160, 120, 60))
        ImageDraw.Draw(page).line((SIZE[0] // 2, 70, SIZE[0] // 2, SIZE[1] - 70), fill=(210, 200, 180), width=2)
        _photo(page, person, (330, 300), (236, 330), faces.WHITE)
        ink.seal(page, (560, 620), education.school, 104, "photo")
        ink.write(page, (438, 760), f"证书编号：{education.number}", 32, anchor="m")
        ink.write(
            page,
            (438, 830),
            "福建省教育厅监制" if "技工" not in title else "福建省人力资源和社会保障厅监制",
            28,
            anchor="m",
        )
        middle = SIZE[0] * 3 / 4
        ink.write(
            page, (middle, 180), title, 60 if len(title) < 9 else 52, colour=_CRIMSON, spacing=0.12, bold=1, anchor="m"
        )
        years = _FIGURES[education.years]
        text = (
            f"学生　{name}　性别{person.sex}，{chinese_date(person.born)}生，于{_month(education.enrolled)}至"
            f"{_month(education.graduated)}在本校　{education.major}　专业{years}年制学习，"
            "修业期满，成绩合格，准予毕业。"
        )
        ink.paragraph(page, (940, 320), "　　" + text, 36, 680, 1.86)
        ink.write(page, (940, 820), f"学　校：{education.school}", 32)
        ink.write(page, (940, 890), f"校　长：{education.president}", 32)
        _signed(page, education, education.school, y=1000)
        return page

    return draw


def _general(title: str) -> Callable[[Person, Education, str], Image.Image]:
    def draw(person: Person, education: Education, name: str) -> Image.Image:
        """普通高中 and 初中: no major."""
        page = _paper((249, 251, 247), (70, 140, 90))
        ink.write(page, (SIZE[0] / 2, 160), title, 88, colour=_CRIMSON, spacing=0.28, bold=1, anchor="m")
        _photo(page, person, (180, 400), (236, 330), faces.WHITE)
        stage = "高中" if "高中" in title else "初中"
        text = (
            f"学生　{name}　性别{person.sex}，{chinese_date(person.born)}生，于{_month(education.enrolled)}至"
            f"{_month(education.graduated)}在本校{stage}修业期满，成绩合格，准予毕业。"
        )
        ink.paragraph(page, (520, 420), "　　" + text, 42, 1040, 1.9)
        ink.write(page, (180, 900), f"学　校：{education.school}", 36)
        ink.write(page, (1060, 830), f"校　长：{education.president}", 36)
        ink.write(page, (180, 1010), f"证书编号：{education.number}", 32)
        _signed(page, education, education.school)
        return page

    return draw


_LAYOUTS: dict[str, Callable[[Person, Education, str], Image.Image]] = {
    "普通高校": _college,
    "成人": _adult,
    "自考": _self_study,
    "中专": _vocational("中等职业学校毕业证书"),
    "职高": _vocational("职业高级中学毕业证书"),
    "技校": _vocational("技工学校毕业证书"),
    "普通高中": _general("普通高中毕业证书"),
    "初中": _general("初级中学毕业证书"),
}


def _paper(colour: ink.Colour, line: ink.Colour) -> Image.Image:
    page = Image.new("RGB", SIZE, colour)
    ink.guilloche(page, tuple((channel + 255 * 3) // 4 for channel in line), 4, 18, 0.4)  # type: ignore[arg-type]
    draw = ImageDraw.Draw(page)
    for inset, width in ((48, 7), (64, 2), (72, 2)):
        draw.rectangle((inset, inset, SIZE[0] - inset, SIZE[1] - inset), outline=line, width=width)
    return page


def _photo(
    page: Image.Image,
    person: Person,
    at: tuple[int, int],
    size: tuple[int, int],
    background: faces.Colour = faces.WHITE,
) -> None:
    page.paste(faces.portrait(person.name, person.sex, size, background), at)
    ImageDraw.Draw(page).rectangle((*at, at[0] + size[0], at[1] + size[1]), outline=(150, 150, 150), width=1)


def _signed(page: Image.Image, education: Education, sealed_by: str, y: int = 1010) -> None:
    """The date at the lower right, and the seal over it."""
    x = SIZE[0] - 170
    ink.write(page, (x, y), chinese_date(education.graduated), 38, anchor="r")
    ink.seal(page, (x - 190, y - 30), sealed_by, 128, education.number)


def _month(day: object) -> str:
    return chinese_date(day).rsplit("月", 1)[0] + "月"  # type: ignore[arg-type]
