"""The application form as a grid of cells, in seven layouts that real forms of its kind have; writers are elsewhere.

A layout tells what stands where; ``wordml``, ``sheetml``, ``prints`` make a .docx, an .xlsx, a PDF or a printed page
of it. Cells of the learning and working history are traps: earlier schools, other units.
"""

import random
from dataclasses import dataclass, field

from benchmarks.others.people import Person

COLUMNS = 12
TITLES = ("福建省职业技能等级认定申报表", "福建省职业技能等级统一认定申报表", "福建省职业技能统一认定申报表", "福建省职业技能认定申报表")  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Some text over ``span`` of twelve columns and ``rows`` rows; ``role`` is label, value, photo or heading."""

    text: str
    span: int = 1
    role: str = "value"
    rows: int = 1


@dataclass(frozen=True)
class Form:
    """A titled grid, or (``rows`` empty) running lines; ``foot`` are the paragraphs below."""

    title: str
    rows: list[list[Cell]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    foot: tuple[str, ...] = ()


Answers = dict[str, str]


def answers(who: Person) -> Answers:
    """What the applicant fills in, each time in one of the habits people have."""
    dice, s = who.dice("answers"), who.study
    month = dice.choice(("{y}年{m}月", "{y}.{m}", "{y}.{m:02d}", "{y}-{m:02d}", "{y} 年 {m} 月", "{y}/{m}"))
    return {
        "name": who.name, "sex": who.sex, "born": month.format(y=who.born.year, m=who.born.month),
        "nation": who.ethnicity + dice.choice(("族", "族", "")), "id": who.id_number, "phone": who.phone,
        "occupation": dice.choice(("政务服务办事员", "行政办事员（政务服务办事员）", "政务服务办事员")),
        "direction": dice.choice(("", "无", "/", "政务服务办事员")),
        "level": dice.choice(("四级/中级工", "四级", "四级（中级工）", "中级工", "四级 / 中级工", "中级工（四级）")),
        "years": dice.choice(("5", "6年", "3 年", "十年")), "employer": who.employer, "desk": f"0595-{dice.randrange(87000000, 87999999)}",
        "education": {"大专": dice.choice(("大专", "专科", "大学专科")), "本科": dice.choice(("本科", "大学本科", "大学")), "高中": "高中"}.get(s.level, s.level),
        "school": s.school, "major": s.major or dice.choice(("无", "/", "")),
        "graduated": month.format(y=s.graduated.year, m=s.graduated.month),
        "held": dice.choice(("无", "", "/")), "held_level": dice.choice(("", "无")), "number": s.number,
    }  # fmt: skip


def layouts() -> int:
    return len(_LAYOUTS)


def lay_out(who: Person, filled: Answers, layout: int) -> Form:
    """The form of one person in layout ``layout`` (counted round)."""
    dice = who.dice("form layout")
    return _LAYOUTS[layout % len(_LAYOUTS)](filled, dice)


def _pair(label: str, value: str, wide: int, span: int) -> list[Cell]:
    return [Cell(label, wide, "label"), Cell(value, span)]


def _history(a: Answers, dice: random.Random, section: bool) -> list[list[Cell]]:
    """学习经历 with pre-printed levels, 工作经历 with a witness."""
    wide = (COLUMNS - 1 if section else COLUMNS) // 4
    last = COLUMNS - (1 if section else 0) - 3 * wide
    studies = {
        "初中": ("惠安县第六中学", "", "1999.6"),
        "高中/中专": ("惠安县后坑中学", "", ""),
        "大专": ("", "", ""),
        "本科及以上": ("", "", ""),
    }
    key = {"大专": "大专", "专科": "大专", "大学专科": "大专"}.get(
        a["education"], "本科及以上" if "大" in a["education"] or "本" in a["education"] else "高中/中专"
    )
    studies[key] = (a["school"], a["major"], a["graduated"])
    works = [
        ("2012.7至2016.5", "营业员", "泉州市百货商场", "王五妹 13900000001"),
        ("2016.6至今", "窗口服务", a["employer"], "李六福 13900000002"),
        ("", "", "", ""),
    ]

    def rows(head: tuple[str, str, str, str], body: list[tuple[str, str, str, str]], name: str) -> list[list[Cell]]:
        made = [[Cell(text, wide if n < 3 else last, "label") for n, text in enumerate(head)]]
        made += [[Cell(text, wide if n < 3 else last) for n, text in enumerate(row)] for row in body]
        if section:
            made[0].insert(0, Cell(name, 1, "heading", len(made)))
        else:
            made.insert(0, [Cell(name, COLUMNS, "heading")])
        return made

    grid = rows(("程度", "毕业院校", "专业", "毕业时间"), [(k, *v) for k, v in studies.items()], "学习经历")
    return grid + rows(("何年何月至何年何月", "从事何职业", "所在单位", "证明人及电话"), works, "工作经历")


def _as_described(a: Answers, dice: random.Random) -> Form:
    """The layout the domain notes describe: picture right over four rows."""
    rows = [
        [*_pair("姓名", a["name"], 2, 2), *_pair("性别", a["sex"], 1, 1), *_pair("出生年月", a["born"], 2, 2), Cell("照片", 2, "photo", 4)],
        [*_pair("身份证号码", a["id"], 2, 4), *_pair("联系电话", a["phone"], 2, 2)],
        [*_pair("申报认定职业", a["occupation"], 2, 3), *_pair("工种/职业方向", a["direction"], 2, 3)],
        [*_pair("申报等级", a["level"], 2, 3), *_pair("从事本职业年限", a["years"], 3, 2)],
        [*_pair("现工作单位", a["employer"], 2, 5), *_pair("电话", a["desk"], 2, 3)],
        [*_pair("最高学历", a["education"], 2, 3), *_pair("毕业院校", a["school"], 2, 5)],
        [*_pair("最高学历专业", a["major"], 2, 4), *_pair("毕业时间", a["graduated"], 2, 4)],
        [*_pair("现已持何种职业证书", a["held"], 3, 4), *_pair("等级", a["held_level"], 2, 3)],
        [*_pair("证书编码", "", 3, 4), *_pair("取得时间", "", 2, 3)],
        *_history(a, dice, section=False),
    ]  # fmt: skip
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _sections(a: Answers, dice: random.Random) -> Form:
    """Vertical section heads at the left, the employer first, labels with inner spaces."""
    rows = [
        [Cell("个人基本情况", 1, "heading", 5), *_pair("工作单位", a["employer"], 2, 5), *_pair("单位电话", a["desk"], 2, 2)],
        [*_pair("姓　　名", a["name"], 2, 2), *_pair("性　　别", a["sex"], 2, 1), *_pair("民　　族", a["nation"], 2, 2)],
        [*_pair("公民身份号码", a["id"], 2, 5), *_pair("出生日期", a["born"], 2, 2)],
        [*_pair("手机号码", a["phone"], 2, 4), *_pair("学　　历", a["education"], 2, 3)],
        [*_pair("毕业学校", a["school"], 2, 4), *_pair("所学专业", a["major"], 2, 3)],
        [Cell("申报情况", 1, "heading", 3), *_pair("毕业时间", a["graduated"], 2, 4), *_pair("毕业证书编号", a["number"], 2, 3)],
        [*_pair("申报职业", a["occupation"], 2, 4), *_pair("申报级别", a["level"], 2, 3)],
        [*_pair("考试类型", "正考", 2, 4), *_pair("从业年限", a["years"], 2, 3)],
        *_history(a, dice, section=True),
    ]  # fmt: skip
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _digits(a: Answers, dice: random.Random) -> Form:
    """The number one digit a box, over two rows of labels above values."""
    boxes = [Cell(digit, 1) for digit in a["id"].ljust(18)]
    rows = [
        [Cell("姓名", 3, "label"), Cell("性别", 2, "label"), Cell("出生年月", 3, "label"), Cell("联系电话", 4, "label")],
        [Cell(a["name"], 3), Cell(a["sex"], 2), Cell(a["born"], 3), Cell(a["phone"], 4)],
        [Cell("身份证号码", 12, "label")],
        boxes,
        [*_pair("申报职业（工种）", a["occupation"], 3, 4), *_pair("申报等级", a["level"], 2, 3)],
        [*_pair("现工作单位", a["employer"], 3, 9)],
        [*_pair("最高学历", a["education"], 3, 3), *_pair("毕业时间", a["graduated"], 3, 3)],
        [*_pair("毕业院校及专业", f"{a['school']} {a['major']}".strip(" /"), 3, 9)],
    ]  # fmt: skip
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _options(a: Answers, dice: random.Random) -> Form:
    """Pre-printed choices with a tick at the right one."""
    on, off = dice.choice((("☑", "□"), ("√", "□"), ("■", "□"), ("☒", "☐")))

    def choose(right: str, *options: str) -> str:
        return "　".join((on if option == right else off) + option for option in options)

    levels = {"五": "五级/初级工", "四": "四级/中级工", "中": "四级/中级工", "三": "三级/高级工"}
    level = levels.get(a["level"][:1], "")
    rows = [
        [*_pair("申报人姓名", a["name"], 2, 4), *_pair("性别", choose(a["sex"], "男", "女"), 2, 4)],
        [*_pair("身份证件号码", a["id"], 2, 4), *_pair("手机", a["phone"], 2, 4)],
        [*_pair("出生年月", a["born"], 2, 4), *_pair("学历", a["education"], 2, 4)],
        [*_pair("毕业院校", a["school"], 2, 4), *_pair("毕业年月", a["graduated"], 2, 4)],
        [*_pair("专业", a["major"], 2, 4), *_pair("单位名称", a["employer"], 2, 4)],
        [*_pair("申报职业名称", a["occupation"], 2, 4), *_pair("从事本职业年限", a["years"], 2, 4)],
        [*_pair("申报等级", choose(level, "五级/初级工", "四级/中级工", "三级/高级工"), 2, 10)],
        [*_pair("考试类型", choose("正考", "正考", "补考"), 2, 10)],
        *_history(a, dice, section=False),
    ]  # fmt: skip
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _inside(a: Answers, dice: random.Random) -> Form:
    """Label and value in one cell, told apart by a colon, wide or narrow."""
    colon = dice.choice(("：", ":", "： "))

    def one(label: str, key: str, span: int) -> Cell:
        return Cell(f"{label}{colon}{a[key]}", span)

    rows = [
        [one("姓名", "name", 4), one("性别", "sex", 3), one("民族", "nation", 5)],
        [one("身份证号", "id", 7), one("出生年月", "born", 5)],
        [one("联系电话", "phone", 5), one("工作单位", "employer", 7)],
        [one("学历", "education", 4), one("毕业院校", "school", 8)],
        [one("专业", "major", 6), one("毕业时间", "graduated", 6)],
        [one("申报职业", "occupation", 6), one("申报等级", "level", 6)],
    ]
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _running(a: Answers, dice: random.Random) -> Form:
    """No table: labels and values in lines, as old forms have underlines."""
    gap = "　　"
    lines = [
        f"姓名：{a['name']}{gap}性别：{a['sex']}{gap}出生年月：{a['born']}", f"身份证号码：{a['id']}{gap}联系电话：{a['phone']}",
        f"工作单位：{a['employer']}", f"文化程度：{a['education']}{gap}毕业院校：{a['school']}",
        f"所学专业：{a['major']}{gap}毕业时间：{a['graduated']}", f"申报职业：{a['occupation']}{gap}申报等级：{a['level']}", f"从事本职业年限：{a['years']}",
    ]  # fmt: skip
    return Form(dice.choice(TITLES), lines=lines, foot=_promise(a))


def _downward(a: Answers, dice: random.Random) -> Form:
    """One label and one value a row, the order of an electronic questionnaire."""
    order = (
        ("申报职业", "occupation"), ("申报级别", "level"), ("姓 名", "name"), ("性 别", "sex"), ("身份证号码", "id"), ("出生年月", "born"), ("手机号码", "phone"),
        ("所在单位", "employer"), ("最高学历", "education"), ("毕业学校", "school"), ("专业名称", "major"), ("毕业时间", "graduated"),
    )  # fmt: skip
    rows = [_pair(label, a[key], 4, 8) for label, key in order]
    return Form(dice.choice(TITLES), rows, foot=_promise(a))


def _promise(a: Answers) -> tuple[str, ...]:
    return (
        "本人承诺：以上填写内容和所提交的材料真实有效，如有虚假，愿承担一切责任。",
        f"申报人签名：{a['name']}　　　　2024年6月26日",
    )


_LAYOUTS = (_as_described, _sections, _digits, _options, _inside, _running, _downward)
