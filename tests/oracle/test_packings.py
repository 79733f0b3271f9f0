"""However a unit packs the same papers, the same is found: names of files, folders, archives, merged PDFs, mails."""

from collections.abc import Iterator
from random import Random

import pytest

from hui_reg.model import Outcome, Reading
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from tests import builders as b
from tests.dossiers.assembling import assembled

NOTICE = parse(shipped())
PACKINGS = range(50)
FAULTLESS, GREY, RECENT = (
    b.person("张三"),
    b.person("李四", education="中专", school="惠东示范职业中专学校", certificate_number="3507201500187"),
    b.person("王小明", education="高中", school="惠北第三中学", major="", certificate_number="GZ2022046",
             graduation_date="2022-07-01"),
)  # fmt: skip
PEOPLE = (FAULTLESS, GREY, RECENT)
TITLES = ("申报表", "身份证", "毕业证", "备案表")


def papers(who: b.Person, first: int = 1, only: str = "") -> list[tuple[str, Reading]]:
    """Each paper but the photo by its title, on pages of its own from ``first`` on."""
    made = {"申报表": b.form, "身份证": b.id_card, "毕业证": b.diploma, "备案表": b.record}
    if who is not FAULTLESS:
        del made["备案表"]
    changes = {"school_class": {GREY: "中专", RECENT: "普通高中"}.get(who)}
    chosen = [title for title in made if only in ("", title)]
    return [
        (title, made[title](who, pages=(page,), **(changes if title == "毕业证" and who is not FAULTLESS else {})))
        for page, title in enumerate(chosen, first)
    ]


def photo(who: b.Person) -> Reading:
    return b.photo(chroma=4.0) if who is GREY else b.photo()


def packed(seed: int) -> list[b.Mail]:
    """One to three mails of one address."""
    random = Random(seed)
    mails = [
        b.Mail(random.choice(("报名材料", f"{b.UNIT}报名", "补发")), {"received": f"2024-07-0{day} 09:00"})
        for day in range(1, random.choice((1, 1, 2, 3)) + 1)
    ]
    root = random.choice(("", "材料.zip/", f"{b.UNIT}.zip/报名/", "新建文件夹/"))
    merged = random.choice(("each", "person", "kind"))
    files = [*_files(random, merged, root)]
    random.shuffle(files)
    turn = {who: mails[place % len(mails)] for place, who in enumerate(random.sample(PEOPLE, 3))}
    for owner, path, readings in files:
        (turn[owner] if owner is not None else mails[0]).add(path, *readings)
    if random.random() < 0.5:
        mails[-1].add(f"{root}说明.pdf", b.reading(b.Kind.LETTER))
    return mails


def _files(random: Random, merged: str, root: str) -> Iterator[tuple[b.Person | None, str, list[Reading]]]:
    """Owner (None: of all), path, readings of each file. Without a name on the photo its folder tells whose it is."""
    numbered = random.choice((True, False))
    sign = random.choice("+-_ ")
    for place, who in enumerate(PEOPLE):
        folder = f"{root}{who.name}/" if numbered or random.random() < 0.5 else root
        shuffled = papers(who)
        random.shuffle(shuffled)
        if merged == "each":
            for title, reading in shuffled:
                one = reading.model_copy(update={"pages": (1,)})
                yield who, f"{folder}{_name(who, title, sign, numbered, random)}", [_on(one, 1)]
        elif merged == "person":
            whole = [_on(reading, page) for page, (_, reading) in enumerate(shuffled, 1)]
            yield who, f"{folder}{f'扫描件{place:04d}' if numbered else who.name + sign + '材料'}.pdf", whole
        yield who, f"{folder}{'照片' if numbered else who.name + sign + '照片'}.jpg", [photo(who)]
    if merged == "kind":
        for title in TITLES:
            found = [reading for who in PEOPLE for _, reading in papers(who, only=title)]
            yield None, f"{root}{title}.pdf", [_on(reading, page) for page, reading in enumerate(found, 1)]


def _on(reading: Reading, page: int) -> Reading:
    fields = {name: held.model_copy(update={"page": page}) for name, held in reading.fields.items()}
    return reading.model_copy(update={"pages": (page,), "fields": fields})


def _name(who: b.Person, title: str, sign: str, numbered: bool, random: Random) -> str:
    if numbered:
        return f"IMG_{random.randrange(10_000):04d}{title[:1]}.pdf"
    ways = (
        f"{who.name}{sign}{title}",
        f"{who.id_number}_{who.name}_{title}",
        f"1-{title}-{who.name}",
        f"{title}（{who.name}）",
    )
    return f"{random.choice(ways)}.pdf"


def found(mails: list[b.Mail]) -> dict[str, tuple[str, frozenset[tuple[str, str]]]]:
    """By person: the verdict and all but the notes."""
    assessments = [check(dossier, NOTICE) for dossier in assembled(*mails).dossiers]
    return {
        a.dossier.name: (
            a.verdict.value,
            frozenset((f.rule, f.outcome.value) for f in a.findings if f.outcome is not Outcome.NOTE),
        )
        for a in assessments
    }


@pytest.mark.parametrize("seed", PACKINGS)
def test_the_same_is_found_however_it_is_packed(seed: int) -> None:
    assert found(packed(seed)) == {
        "张三": ("pass", frozenset()),
        "李四": ("correct", frozenset({("B207", "correct")})),
        "王小明": ("ineligible", frozenset({("C301", "ineligible")})),
    }
