"""Faults, one to a person, each with the rule that must name it and the verdicts that are right; never *pass*.

A fault changes a :class:`Draft` before the papers are drawn (who stands on which paper, what the form says) or edits
the drawn papers. ``fits`` says for whom it can be made; a person it doesn't fit is passed over for the next.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from benchmarks.others import lists
from benchmarks.others.papers import Makers, Paper
from benchmarks.others.people import Person, check_character

Edit = Callable[[list[Paper], random.Random], list[Paper]]


@dataclass
class Draft:
    """A person about to be drawn with a fault."""

    who: Person
    made: Makers
    edits: list[Edit] = field(default_factory=list)
    received: str = "Mon, 01 Jul 2024 09:30:00 +0800"
    twin: str = ""  # "unit": registered again elsewhere; "photo": another person with the same photo

    def everywhere(self, who: Person) -> None:
        """That person on every paper; the form is filled in anew."""
        from benchmarks.others.papers import makers

        self.who, self.made = who, makers(who)

    def answer(self, **given: str) -> None:
        self.made = replace(self.made, form=self.made.form | given)


@dataclass(frozen=True)
class Fault:
    """``rules`` are those any of which may name it."""

    name: str
    rules: tuple[str, ...]
    verdicts: tuple[str, ...]
    make: Callable[[Draft, random.Random], None]
    fits: Callable[[Person], bool] = lambda who: True


CORRECT, REVIEW, INELIGIBLE = ("correct",), ("review",), ("ineligible",)


def _college(who: Person) -> bool:
    return who.study.is_college and who.study.reissued is None


def _regular(who: Person) -> bool:
    return _college(who) and who.study.kind == "普通"


def _school(who: Person) -> bool:
    return not who.study.is_college and who.study.reissued is None


def _plain(who: Person) -> bool:
    return who.study.reissued is None


def _without(material: str) -> Callable[[Draft, random.Random], None]:
    def make(draft: Draft, dice: random.Random) -> None:
        draft.edits.append(lambda papers, dice: [paper for paper in papers if material not in paper.materials])

    return make


def _made(**given: object) -> Callable[[Draft, random.Random], None]:
    def make(draft: Draft, dice: random.Random) -> None:
        draft.made = replace(draft.made, **given)  # type: ignore[arg-type]

    return make


def _answered(**given: tuple[str, ...]) -> Callable[[Draft, random.Random], None]:
    """One of the answers on the form is one of the values given for it."""

    def make(draft: Draft, dice: random.Random) -> None:
        key = dice.choice(list(given))
        draft.answer(**{key: dice.choice(given[key])})

    return make


def _side(draft: Draft, dice: random.Random) -> None:
    draft.made = replace(draft.made, sides=dice.choice(("front", "back")))


def _bad_check(draft: Draft, dice: random.Random) -> None:
    number = draft.who.id_number
    wrong = dice.choice([c for c in "0123456789" if c != number[-1]])
    draft.everywhere(draft.who.changed(id_number=number[:-1] + wrong))


def _another_name(name: str, dice: random.Random) -> str:
    other = dice.choice([surname for surname in lists.SURNAMES if surname != name[0]])
    return other + "".join(dice.sample("伟芳洋静丽强磊艳勇军", 2))


def _name_on_diploma(draft: Draft, dice: random.Random) -> None:
    other = draft.who.changed(name=_another_name(draft.who.name, dice))
    draft.made = replace(draft.made, diploma=other)


def _given_name_on_diploma(draft: Draft, dice: random.Random) -> None:
    """Another given name, as after a change of name."""
    name = draft.who.name
    other = name[:-1] + dice.choice([c for c in "强芳勇静军丽" if c != name[-1]])
    draft.made = replace(draft.made, diploma=draft.who.changed(name=other))


def _name_on_form(draft: Draft, dice: random.Random) -> None:
    draft.answer(name=_another_name(draft.who.name, dice))


def _number_on_form(draft: Draft, dice: random.Random) -> None:
    number = draft.who.id_number
    first = number[:14] + f"{(int(number[14:17]) + dice.choice((2, 20, 200))) % 1000:03d}"
    draft.answer(id=first + check_character(first))


def _birth_on_paper(draft: Draft, dice: random.Random) -> None:
    """Two years younger on the record (colleges), else on the diploma."""
    other = draft.who.changed(born=draft.who.born.replace(year=draft.who.born.year + 2))
    paper = "record" if draft.who.study.is_college else "diploma"
    draft.made = replace(draft.made, **{paper: other})  # type: ignore[arg-type]


def _sex_on_form(draft: Draft, dice: random.Random) -> None:
    draft.answer(sex="女" if draft.who.sex == "男" else "男")


def _old_card(who: Person) -> int | None:
    """Years of a card that ran out in March 2024, if the holder's age allows one."""
    for years, youngest, oldest in ((10, 16, 25), (20, 26, 45)):
        age = 2024 - years - who.born.year - ((who.born.month, who.born.day) > (3, 8))
        if youngest <= age <= oldest:
            return years
    return None


def _expired(draft: Draft, dice: random.Random) -> None:
    years = _old_card(draft.who)
    assert years is not None
    draft.everywhere(draft.who.changed(valid_from=date(2024 - years, 3, 8), valid_to=date(2024, 3, 8)))


def _odd_period(draft: Draft, dice: random.Random) -> None:
    start = draft.who.valid_from
    draft.everywhere(draft.who.changed(valid_to=start.replace(year=max(start.year + 13, 2026))))


def _young(level: str, kind: str, major: str) -> Callable[[Draft, random.Random], None]:
    """Born 1999 to 2001, graduated in 2021: only the major can help."""

    def make(draft: Draft, dice: random.Random) -> None:
        who = draft.who
        born = date(2003 if level == "高中" else 2000, who.born.month, who.born.day)
        first = f"{who.id_number[:6]}{born:%Y%m%d}{who.id_number[14:17]}"
        study = replace(who.study, level=level, kind=kind, major=major, enrolled=date(2018, 9, 1), graduated=date(2021, 6, 30))  # fmt: skip
        if study.is_college:
            study = replace(study, number=f"{study.number[:6]}2021{study.number[10:]}")
        card = {"valid_from": date(2020, 3, 8), "valid_to": date(2030, 3, 8)}
        draft.everywhere(who.changed(born=born, id_number=first + check_character(first), study=study, **card))

    return make


def _grey_zone(draft: Draft, dice: random.Random) -> None:
    """Graduated between the cut-off and the year's end, in an unlisted major."""
    s = draft.who.study
    number = f"{s.number[:6]}2019{s.number[10:]}"
    study = replace(s, major="护理", graduated=date(2019, 9, 10), enrolled=date(2016, 9, 1), number=number)
    draft.everywhere(draft.who.changed(study=study))


def _incomplete(draft: Draft, dice: random.Random) -> None:
    draft.everywhere(draft.who.changed(study=replace(draft.who.study, conclusion="结业")))


def _late(draft: Draft, dice: random.Random) -> None:
    draft.received = f"Mon, {dice.choice((8, 15))} Jul 2024 09:30:00 +0800".replace("Mon, 8", "Mon, 08")


def _twin_unit(draft: Draft, dice: random.Random) -> None:
    draft.twin = "unit"


def _twin_photo(draft: Draft, dice: random.Random) -> None:
    draft.twin = "photo"


def _course_on_form(draft: Draft, dice: random.Random) -> None:
    """School, major, level or year on the form are another's."""
    s = draft.who.study
    what = dice.choice(("school", "major", "education", "graduated"))
    other = {
        "school": "昆明滇池农业大学", "major": "园林技术" if s.major != "园林技术" else "法学", "education": "大专" if s.level == "本科" else "本科",
        "graduated": f"{s.graduated.year - 2}年{s.graduated.month}月",
    }[what]  # fmt: skip
    draft.answer(**{what: other})


def _other_number(draft: Draft, dice: random.Random) -> None:
    """The serial on the diploma is not the record's."""
    number = draft.who.study.number
    serial = f"{(int(number[-6:]) + 123457) % 10**6:06d}"
    study = replace(draft.who.study, number=number[:-6] + serial)
    draft.made = replace(draft.made, diploma=draft.who.changed(study=study))


def _number_of_other_year(draft: Draft, dice: random.Random) -> None:
    s = draft.who.study
    number = f"{s.number[:6]}{s.graduated.year - 3}{s.number[10:]}"
    draft.everywhere(draft.who.changed(study=replace(s, number=number)))


def _forged(draft: Draft, dice: random.Random) -> None:
    """A link to another host, or a QR code with another code."""
    if dice.random() < 0.5:
        host = dice.choice(("www.chsi.com.cn.example.net", "www.chsi-com.cn", "chsi.example.cn"))
        draft.made = replace(draft.made, record_host=host)
    else:
        draft.made = replace(draft.made, record_qr="".join(dice.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=16)))


def _enrolled_after(draft: Draft, dice: random.Random) -> None:
    s = draft.who.study
    draft.everywhere(draft.who.changed(study=replace(s, enrolled=date(s.graduated.year + 1, 9, 1))))


def catalogue() -> tuple[Fault, ...]:
    """Every fault; those on whole files stand in ``spoiled``."""
    from benchmarks.others.spoiled import FAULTS

    return (*_FAULTS, *FAULTS)


_FAULTS = (
    Fault("no form", ("A101",), CORRECT, _without("application_form")),
    Fault("no diploma", ("A102",), CORRECT, _without("diploma")),
    Fault("no ID card", ("A103",), CORRECT, _without("id_card")),
    Fault("no photo", ("A105",), CORRECT, _without("photo")),
    Fault("no record", ("A106",), CORRECT, _without("education_record"), _college),
    Fault("one side of the card", ("A104",), CORRECT, _side),
    Fault("empty field on the form", ("A114",), CORRECT, _answered(id=("",), phone=("",), employer=("",), level=("",), occupation=("",))),
    Fault("check digit", ("B201",), CORRECT, _bad_check),
    Fault("another's name on the diploma", ("B202", "A110"), ("correct", "review"), _name_on_diploma, _plain),
    Fault("given name on the diploma", ("B202", "A110"), ("correct", "review"), _given_name_on_diploma, lambda who: _plain(who) and len(who.name) == 3),
    Fault("name on the form", ("B202", "A110"), ("correct", "review"), _name_on_form),
    Fault("number on the form", ("B203",), CORRECT, _number_on_form),
    Fault("birth on record or diploma", ("B204",), CORRECT, _birth_on_paper, _plain),
    Fault("sex on the form", ("B204",), CORRECT, _sex_on_form),
    Fault("card expired", ("B205",), CORRECT, _expired, lambda who: _old_card(who) is not None),
    Fault("odd period of the card", ("B206",), REVIEW, _odd_period, lambda who: who.valid_to is not None),
    Fault("grey photo", ("B207",), CORRECT, _made(photo_grey=True)),
    Fault("blue photo", ("B208",), CORRECT, _made(photo_ground=(72, 138, 208))),
    Fault("two faces", ("B209",), ("review", "correct"), _made(photo_faces=2)),
    Fault("senior high, under five years", ("C301",), INELIGIBLE, _young("高中", "高中", ""), lambda who: who.study.kind == "高中" and _school(who)),
    Fault("unlisted major, under five years", ("C302",), REVIEW, _young("大专", "普通", "护理"), lambda who: _regular(who) and who.study.level == "大专"),
    Fault("hangs on the cut-off", ("C302",), REVIEW, _grey_zone, _regular),
    Fault("incomplete course", ("C305",), INELIGIBLE, _incomplete, _regular),
    Fault("late", ("C306",), REVIEW, _late),
    Fault("two units", ("C307",), REVIEW, _twin_unit),
    Fault("one photo for two", ("A116",), REVIEW, _twin_photo),
    Fault("course on the form", ("D401",), CORRECT, _course_on_form, _college),
    Fault("diploma's number", ("D402",), REVIEW, _other_number, lambda who: _regular(who)),
    Fault("number of another year", ("D403",), REVIEW, _number_of_other_year, _regular),
    Fault("forged record", ("D404",), REVIEW, _forged, _college),
    Fault("enrolled after graduation", ("B212",), ("review", "correct"), _enrolled_after, _regular),
    Fault("another occupation or level", ("D407",), CORRECT, _answered(occupation=("保育师", "养老护理员"), level=("三级/高级工", "五级/初级工"))),
)  # fmt: skip
