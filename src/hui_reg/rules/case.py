"""One dossier under one notice, as the rules look at it. Views are worked out once; looking has no other effect.

Every field that a rule looks at is noted in ``looked``, so that ``explain`` can say what each rule rested on.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from hui_reg.model import Dossier, Evidence, Exhibit
from hui_reg.notation import resident_id
from hui_reg.notation.resident_id import ResidentId
from hui_reg.notice import Notice
from hui_reg.rules.sight import Sight, confirmed, look
from hui_reg.vocabulary import EDUCATION_LEVELS, Kind, Material

T = TypeVar("T")

COLLEGE = EDUCATION_LEVELS[EDUCATION_LEVELS.index("大专") :]
SECONDARY = ("高中", "中专", "职高", "技校")

ENROLMENT = (Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER)
NO_LONGER_ENROLLED = ("不在籍", "毕业", "离校", "退学", "注销")


def rank(level: str) -> int:
    """Height of an education level; the four secondary ones are alike. -1 for an unknown word."""
    if level in SECONDARY:
        return EDUCATION_LEVELS.index("高中")
    return EDUCATION_LEVELS.index(level) if level in EDUCATION_LEVELS else -1


class Case:
    """A dossier and a notice. ``doubts`` are what other rules could not tell; only A109 reads them."""

    def __init__(self, dossier: Dossier, notice: Notice) -> None:
        self.dossier = dossier
        self.notice = notice
        self.doubts: list[tuple[str, Sight]] = []
        self.looked: list[Sight] = []
        self._read: dict[tuple[int, str], Sight | None] = {}
        self._kept: dict[Callable[[Case], Any], Any] = {}
        self._by_kind: dict[Kind, list[Exhibit]] = {}
        for exhibit in dossier.exhibits:
            if not exhibit.superseded:
                self._by_kind.setdefault(exhibit.reading.kind, []).append(exhibit)

    def current(self, *kinds: Kind) -> tuple[Exhibit, ...]:
        """The exhibits of these kinds that no newer version replaces, in the order of ``kinds``."""
        return tuple(exhibit for kind in kinds for exhibit in self._by_kind.get(kind, ()))

    def read(self, exhibit: Exhibit, field: str) -> Sight | None:
        """A field of an exhibit, noted as looked at."""
        place = (id(exhibit), field)
        if place not in self._read:
            self._read[place] = sight = look(exhibit, field)
            if sight is not None:
                self.looked.append(sight)
        return self._read[place]

    def sights(self, field: str, *kinds: Kind) -> list[Sight]:
        """A field on every current exhibit of these kinds, where it is there."""
        return [
            sight
            for kind in kinds
            for exhibit in self._by_kind.get(kind, ())
            if (sight := self.read(exhibit, field)) is not None
        ]

    def best(self, field: str, *kinds: Kind) -> Sight | None:
        """The first sure sight of a field, else the first with a value, else the first at all."""
        found = self.sights(field, *kinds)
        return max(found, key=lambda sight: (sight.sure, sight.text is not None), default=None)

    def once(self, make: Callable[["Case"], T]) -> T:
        """What ``make`` makes of this case, worked out at the first call only."""
        if make not in self._kept:
            self._kept[make] = make(self)
        kept: T = self._kept[make]
        return kept

    def searched(self) -> tuple[Evidence, ...]:
        """Evidence for what is absent: the raw mails that were searched for it."""
        mails = dict.fromkeys(m.sha256 for m in self.dossier.messages)
        if not mails:
            roster = [self.dossier.roster.file] if self.dossier.roster else []
            files = [e.file for e in self.dossier.exhibits] + roster + [left.file for left in self.dossier.hinted]
            mails = dict.fromkeys(file.message for file in files)
        return tuple(Evidence(sha256=mail, text="已查找此邮件的全部内容") for mail in mails)

    @cached_property
    def form_id(self) -> Sight | None:
        return self.best("id_number", Kind.APPLICATION_FORM)

    @cached_property
    def card_id(self) -> Sight | None:
        """The number on the card; of several readings the one that the form confirms."""
        card = self.best("id_number", Kind.ID_CARD)
        return card and (confirmed(card, self.form_id, agree=same_number) or card)

    @cached_property
    def card_id_settled(self) -> bool:
        """Whether the card's number was read surely, or weakly but valid and confirmed by form or card itself."""
        card = self.card_id
        if card is None or card.text is None:
            return False
        if confirmed(card, self.form_id, agree=same_number) is not None:
            return True
        known = resident_id.parse(card.text)
        born, sex = self.best("birth_date", Kind.ID_CARD), self.best("sex", Kind.ID_CARD)
        return (
            known is not None
            and not card.value.alternatives
            and (born is not None and born.text == known.birth_date.isoformat())
            and (sex is not None and sex.text == known.sex)
        )

    @cached_property
    def identity(self) -> tuple[ResidentId, Sight] | None:
        """The valid number that stands for the person, and where: on the card, else on the form."""
        if self.card_id is not None and self.card_id_settled and (known := resident_id.parse(self.card_id.text or "")):
            return known, self.card_id
        form = self.form_id
        if form is not None and form.text and form.sure and (known := resident_id.parse(form.text)):
            return known, form
        return None

    @cached_property
    def enrolled(self) -> bool:
        """Whether this is a student without a diploma yet: enrolment report or letter in place of one."""
        if self.current(Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT):
            return False
        return any(self._still_enrolled(exhibit) for exhibit in self.current(*ENROLMENT))

    def _still_enrolled(self, exhibit: Exhibit) -> bool:
        status = self.read(exhibit, "enrolment_status")
        if status is not None and status.text:
            return not any(word in status.text for word in NO_LONGER_ENROLLED)
        expected = self.read(exhibit, "expected_graduation")
        past = (
            expected is not None and expected.sure and (expected.text or "") < str(self.notice.eligibility.final_year)
        )
        return exhibit.reading.kind is Kind.ENROLMENT_LETTER or not past

    @cached_property
    def levels(self) -> list[Sight]:
        """The education levels that the diplomas and records of the dossier bear."""
        return self.sights("education", Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)

    def is_settled_level(self, sight: Sight) -> bool:
        """Whether a level may be relied on: sure, or the same on another paper or on the form."""
        form = self.best("education", Kind.APPLICATION_FORM)
        return confirmed(sight, *(other for other in self.levels if other is not sight), form) is not None

    def demanded(self, material: Material) -> bool | Sight:
        """Whether the notice asks this person for the material; the doubtful level when that can't be told."""
        match self.notice.materials[material].required:
            case "always":
                return True
            case "never":
                return False
            case "graduate":
                return not self.enrolled
            case "college":
                return not self.enrolled and self._is_college()

    def _is_college(self) -> bool | Sight:
        """By the papers; by the form only where there are none: what is claimed beyond them is D401's business."""
        sights = self.levels or self.sights("education", Kind.APPLICATION_FORM)
        if any(self.is_settled_level(s) and s.text in COLLEGE for s in sights):
            return True
        return next((s for s in sights if not self.is_settled_level(s)), False)

    @cached_property
    def absent(self) -> tuple[Material, ...]:
        """Materials that are demanded for certain and of which nothing is there, nor anything in their place."""
        return tuple(
            material
            for material in self.notice.materials
            if not self.current(Kind(material.value))
            and not (material is Material.EDUCATION_RECORD and self.wrong_records)
            and self.demanded(material) is True
        )

    @cached_property
    def wrong_records(self) -> tuple[Exhibit, ...]:
        """What was sent in place of the 学信网 record."""
        if self.current(Kind.EDUCATION_RECORD):
            return ()
        return self.current(Kind.RECOGNITION_REPORT, Kind.ENROLMENT_REPORT, Kind.DEGREE_REPORT, Kind.RECORD_SCREENSHOT)


def same_number(one: str, other: str) -> bool:
    """Whether two ID or certificate numbers are the same, separators aside."""
    return resident_id.normalise(one) == resident_id.normalise(other)
