"""Whatever the mails: everything ends in exactly one place, and the order of handing over changes nothing."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.dossiers import assemble
from hui_reg.model import Assembly, ProblemKind, Reading
from hui_reg.vocabulary import Kind
from tests.builders import Mail, Person, diploma, form, id_card, id_number, photo, reading, record, roster, unsure
from tests.dossiers.assembling import NOTICE, assert_everything_placed

PEOPLE = (
    Person("张三", id_number("1990-01-02", "男")),
    Person("张三", id_number("1985-11-12", "女", 3)),
    Person("张三丰", id_number("1970-05-06", "男")),
    Person("李喆", id_number("1999-09-09", "女")),
    Person("阿依古丽·买买提", id_number("2001-03-04", "女")),
)
FOLDERS = ("", "材料.zip", "材料.zip/张三", "李喆", "新建文件夹", "螺城镇-张三.zip/照片", "阿依古丽.买买提")
STEMS = ("张三", "李喆", "IMG_1", "IMG_2", "IMG_10", "身份证反面", "张三丰毕业证(1)", PEOPLE[3].id_number, "扫描件1")
SUBJECTS = ("惠安县螺城镇人民政府 报名材料", "螺城镇报名", "补交张三照片", "报名材料", "惠安县税务局 报名")

people = st.sampled_from(PEOPLE)
names = st.sampled_from(("张三", "李吉", "李四", "", "赵小云"))


@st.composite
def readings(draw: st.DrawFn, page: int) -> Reading:
    who = draw(people)
    return draw(
        st.sampled_from(
            (
                form(who, pages=(page,)),
                form(who, pages=(page,), id_number=PEOPLE[0].id_number),
                id_card(who, pages=(page,)),
                id_card(who, pages=(page,), emblem=False),
                id_card(who, pages=(page,), portrait=False),
                id_card(who, pages=(page,), id_number=unsure(who.id_number[:-1] + "5"), name=unsure(draw(names))),
                diploma(who, pages=(page,), name=draw(names) or None),
                record(who, pages=(page,), name=unsure(draw(names) or "某", 0.4), birth_date=None),
                photo().model_copy(update={"pages": (page,)}),
                reading(Kind.LETTER, pages=(page,)),
                reading(Kind.RECEIPT, pages=(page,), name="张三"),
                roster(*PEOPLE[:3]).model_copy(update={"pages": (page,)}),
            )
        )
    )


@st.composite
def mails(draw: st.DrawFn) -> list[Mail]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        address = draw(st.sampled_from(("a@x.example.com", "b@x.example.com")))
        m = Mail(draw(st.sampled_from(SUBJECTS)), {"received": f"2024-07-0{number + 1} 09:00", "address": address})
        for position in range(draw(st.integers(0, 6))):
            folder, stem = draw(st.sampled_from(FOLDERS)), draw(st.sampled_from(STEMS))
            path = f"{folder}/{stem}-{position}.pdf".lstrip("/")
            if draw(st.integers(0, 5)) == 0:
                m.add(path, id_card(PEOPLE[0]), content="the same bytes again")
                continue
            pages = [draw(readings(page)) for page in range(1, draw(st.integers(0, 3)) + 1)]
            m.add(path, *pages, problem=None if pages else draw(st.sampled_from((None, ProblemKind.DAMAGED))))
        made.append(m)
    return made


def assemble_shuffled(made: list[Mail], seed: int) -> Assembly:
    shuffle = random.Random(seed).shuffle
    messages, files = [m.message for m in made], [f for m in made for f in m.files]
    read = [item for m in made for item in m.readings.items()]
    for things in (messages, files, read):
        shuffle(things)
    return assemble(messages, files, dict(read), NOTICE)


@settings(max_examples=120, deadline=None)
@given(mails(), st.integers(0, 1000))
def test_everything_placed_once_whatever_the_order(made: list[Mail], seed: int) -> None:
    files = [f for m in made for f in m.files]
    read = {sha: r for m in made for sha, r in m.readings.items()}
    assembly = assemble([m.message for m in made], files, read, NOTICE)
    assert_everything_placed(assembly, files, read)
    assert assemble_shuffled(made, seed) == assembly
    assert len({d.key for d in assembly.dossiers}) == len(assembly.dossiers)
    for d in assembly.dossiers:
        assert set(d.hinted) <= set(assembly.leftovers)
