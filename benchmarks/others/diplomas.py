"""Diplomas in at least six layouts for colleges and six for schools, by what the domain notes tell of them.

Every layout tells the same facts: holder, sex, birth, course, school, number, day of graduation. They differ in order,
punctuation, typefaces, the side the picture is on, and in where the day and number stand.
"""

from collections.abc import Callable
from datetime import date

from PIL import Image

from benchmarks.others import faces
from benchmarks.others.ink import Sheet, in_words, year_in_words
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces

Layout = Callable[[Person, Typefaces], Image.Image]
CLASS_WORDS = {"普通": "普通高等学校", "成人": "成人高等教育", "网络": "网络教育", "开放": "国家开放大学", "自考": "高等教育自学考试"}  # fmt: skip
BEFORE_MAJOR = {"成人": ("成人高等教育", "成人教育", "函授"), "网络": ("网络教育",), "开放": ("开放教育",)}


def draw(who: Person, type_: Typefaces, layout: int | None = None) -> Image.Image:
    """The diploma of that person, in the layout chance gives it or the one asked for."""
    choice: tuple[Layout, ...] = college_layouts() if who.study.is_college else school_layouts()
    number = who.dice("diploma layout").randrange(len(choice)) if layout is None else layout % len(choice)
    return choice[number](who, type_)


def college_layouts() -> tuple[Layout, ...]:
    from benchmarks.others import college_diplomas as college

    return (college.landscape, college.picture_right, college.table_below, college.book, college.degree_like, college.upright)  # fmt: skip


def school_layouts() -> tuple[Layout, ...]:
    from benchmarks.others import school_diplomas as school

    return (school.upright, school.folded, school.red_booklet, school.plain, school.labelled, school.old)


def title(who: Person) -> str:
    study = who.study
    last = "毕业证明书" if study.reissued else f"{study.conclusion}证书"
    if study.is_college:
        return f"{CLASS_WORDS[study.kind]}{last}"
    return {"高中": "普通高中", "中专": "中等专业学校", "职高": "职业高中", "技校": "技工学校"}[study.kind] + last


def major_in_print(who: Person) -> str:
    """The major as printed: adult colleges print their kind before it, some within quotation marks."""
    dice, study = who.dice("major"), who.study
    kinds = BEFORE_MAJOR.get(study.kind)
    if kinds and dice.random() < 0.55:
        return f"{dice.choice(kinds)}{dice.choice(('', ' ', '　'))}{study.major}"
    return study.major


def arabic(day: date, gap: str = "") -> str:
    return f"{day.year}{gap}年{gap}{day.month}{gap}月{gap}{day.day}{gap}日"


def chinese(day: date, zero: str = "〇") -> str:
    return f"{year_in_words(day.year, zero)}年{in_words(day.month)}月{in_words(day.day)}日"


def last_day(who: Person) -> date:
    """The day under the seal: of graduation, or of the paper's re-issue."""
    return who.study.reissued or who.study.graduated


def sentence(who: Person, style: int) -> str:
    """The body of a college diploma in one of four wordings."""
    s, born, start, end = who.study, who.born, who.study.enrolled, who.study.graduated
    level = {"本科": "本科", "大专": "专科"}[s.level]
    adult = s.kind in ("成人", "网络", "开放")
    word = "专科起点本科" if adult and s.level == "本科" else level
    done = {
        "毕业": "修完教学计划规定的全部课程，成绩合格，准予毕业",
        "结业": "修完教学计划规定的全部课程，有两门成绩不合格，准予结业",
    }[s.conclusion]
    years = "四" if end.year - start.year == 4 else "三"
    if s.kind == "自考":
        return f"{who.name}，{who.sex}，{arabic(born)}生，参加{s.major}专业{level}高等教育自学考试，全部课程成绩合格，经审定，准予毕业。"
    again = f"，{end.year}年{end.month}月毕业。原毕业证书遗失，经查属实，特予证明" if s.reissued else ""
    if style == 0:
        return f"学生 {who.name} 性别{who.sex}，{arabic(born)}生，于{start.year}年{start.month}月至{end.year}年{end.month}月在本校{major_in_print(who)}专业{years}年制{word}学习，{done}{again}。"
    if style == 1:
        return f"学生{who.name}，{who.sex}，{born.year} 年 {born.month} 月 {born.day} 日生，{year_in_words(start.year)}年{in_words(start.month)}月至{year_in_words(end.year)}年{in_words(end.month)}月在我校{major_in_print(who)}专业（{word}）学习，修业期满，{done}{again}。"
    if style == 2:
        return f"{who.name}　性别：{who.sex}　{arabic(born)}出生。于 {start.year}年{start.month}月 至 {end.year}年{end.month}月 在本校 {major_in_print(who)} 专业脱产学习，学制{years}年，层次：{word}，{done}{again}。".replace(
            "脱产", "业余" if adult else "全日制"
        )
    return f"兹有学生{who.name}（性别{who.sex}，{chinese(born)}出生）于{start.year}年{start.month:02d}月入学，在本校{major_in_print(who)}专业{word}学习期满，{done}，{end.year}年{end.month:02d}月毕业{again}。"


def photo_of(who: Person, size: tuple[int, int]) -> Image.Image:
    dice = who.dice("diploma photo")
    ground = dice.choice((faces.BLUE, (190, 40, 44), faces.WHITE))
    return faces.portrait(f"{who.seed}/young", who.sex, size, ground)


def under(page: Sheet, who: Person, at: tuple[float, float], size: int, face: str) -> None:
    """School, head's name, seal and last day in the lower right: the seal lies over them."""
    dice, study = who.dice("seal"), who.study
    x, y = at
    day = last_day(who)
    page.write(
        (x, y),
        f"{dice.choice(('校（院）长', '校长', '院 长'))}：{dice.choice(('陈敬之', '林宗源', '吴孟海', '黄启文'))}",
        size,
        face,
    )
    written = dice.choice((arabic(day), chinese(day), chinese(day, "○"), arabic(day, " "), chinese(day, "零")))
    page.write((x, y + size * 2.4), written, size, face)
    page.seal((x + size * dice.uniform(4, 7), y + size * 1.1), size * 3.4, study.school, dice, dice.uniform(0.45, 0.75))
