"""One dossier under one notice, as the rules look at it. Views are worked out once; looking has no other effect.

Every field that a rule looks at is noted in ``looked``, so that ``explain`` can say what each rule rested on.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from hui_reg.model import Dossier, Evidence, Exhibit, Tie
from hui_reg.notation import resident_id
from hui_reg.notation.resident_id import ResidentId
from hui_reg.notice import Notice
from hui_reg.rules.sight import Sight, confirmed, look
from hui_reg.vocabulary import EDUCATION_LEVELS, Fact, Field, Kind

T = TypeVar("T")

DOUBTFUL = 0.65
"""Below this, what a document is or whose it is counts as a guess."""

COLLEGE = EDUCATION_LEVELS[EDUCATION_LEVELS.index("大专") :]
SECONDARY = ("高中", "中专", "职高", "技校")

TERMS_APART = "但截止日有过变更，按变更前后计算结果不同"
"""What is said of what holds by one of the deadlines alone."""

ENROLMENT = (Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER)
NO_LONGER_ENROLLED = ("不在籍", "毕业", "离校", "退学", "注销")


def rank(level: str) -> int:
    """Height of an education level; the four secondary ones are alike. -1 for an unknown word."""
    if level in SECONDARY:
        return EDUCATION_LEVELS.index("高中")
    return EDUCATION_LEVELS.index(level) if level in EDUCATION_LEVELS else -1


def registered_on(dossier: Dossier, notice: Notice) -> date | None:
    """The day on which the first of somebody's papers came in; None when nothing did."""
    first = min((exhibit.received_at for exhibit in dossier.exhibits), default=None)
    return first.astimezone(notice.tz).date() if first is not None else None


def is_verified(exhibit: Exhibit) -> bool:
    """Whether this is no paper, but a fact that staff verified elsewhere."""
    return exhibit.tie is Tie.FACT


def is_guess(exhibit: Exhibit) -> bool:
    """Whether it was given to this person by a guess that people must look at."""
    return exhibit.tie_confidence < DOUBTFUL


def agrees(fact: Exhibit) -> bool:
    """Whether a fact was found as told."""
    return bool(fact.reading.facts.get(Fact.VERIFIED))


class Case:
    """A dossier and a notice, as it counts of the day on which the person registered.

    ``doubts`` are what other rules, by title, could not tell; only A109 reads them. ``deadlines``: those in force
    since then; the last one counts, but what holds by some alone is for a person to look at.
    """

    def __init__(self, dossier: Dossier, notice: Notice) -> None:
        self.dossier = dossier
        registered = registered_on(dossier, notice)
        self.notice = notice.on(registered)
        self.deadlines = notice.deadlines(registered) if registered else (notice.registration.deadline,)
        self.doubts: list[tuple[str, Sight]] = []
        self.looked: list[Sight] = []
        self._read: dict[tuple[int, str], Sight | None] = {}
        self._kept: dict[Callable[[Case], Any], Any] = {}
        self._by_kind: dict[Kind, list[Exhibit]] = {}
        for exhibit in (*dossier.exhibits, *(fact for fact in dossier.settled if agrees(fact))):
            if not exhibit.superseded:
                self._by_kind.setdefault(exhibit.reading.kind, []).append(exhibit)

    def current(self, *kinds: Kind) -> tuple[Exhibit, ...]:
        """The exhibits of these kinds that no newer version replaces, in the order of ``kinds``."""
        return tuple(exhibit for kind in kinds for exhibit in self._by_kind.get(kind, ()))

    def beside(self, *kinds: Kind) -> tuple[Exhibit, ...]:
        """What an unconfirmed sender sent of these kinds: it doesn't count, but it isn't missing for certain."""
        return tuple(e for e in self.dossier.exhibits if e.unconfirmed and e.reading.kind in kinds)

    def read(self, exhibit: Exhibit, field: Field) -> Sight | None:
        """A field of an exhibit, noted as looked at."""
        place = (id(exhibit), field)
        if place not in self._read:
            self._read[place] = sight = look(exhibit, field)
            if sight is not None:
                self.looked.append(sight)
        return self._read[place]

    def sights(self, field: Field, *kinds: Kind) -> list[Sight]:
        """A field on every current exhibit of these kinds, where it is there."""
        return [
            sight
            for kind in kinds
            for exhibit in self._by_kind.get(kind, ())
            if (sight := self.read(exhibit, field)) is not None
        ]

    def best(self, field: Field, *kinds: Kind) -> Sight | None:
        """A sure sight of a field, else one with a value, else any; of equals the same whatever their order."""
        found = self.sights(field, *kinds)
        return max(found, key=lambda sight: (sight.sure, sight.text is not None, sight.text or ""), default=None)

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

    def received(self, exhibit: Exhibit) -> date:
        """The day, where the notice holds, on which an exhibit's mail came in."""
        return exhibit.received_at.astimezone(self.notice.tz).date()

    @cached_property
    def form_id(self) -> Sight | None:
        return self.best(Field.ID_NUMBER, Kind.APPLICATION_FORM)

    @cached_property
    def card_id(self) -> Sight | None:
        """The number on the card; of several readings the one that the form confirms."""
        form = self.form_id.text if self.form_id is not None else None

        def worth(sight: Sight) -> tuple[bool, bool, bool, str]:
            text = sight.text or ""
            return sight.sure, bool(form) and same_number(text, form or ""), resident_id.is_valid(text), text

        card = max(self.sights(Field.ID_NUMBER, Kind.ID_CARD), key=worth, default=None)
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
        born, sex = self.best(Field.BIRTH_DATE, Kind.ID_CARD), self.best(Field.SEX, Kind.ID_CARD)
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
        """Whether this is a student who applies as one: enrolled still, in what the form claims or for want of papers.

        An earlier diploma that a student adds (高中) makes no graduate of what is still being studied.
        """
        studying = [exhibit for exhibit in self.current(*ENROLMENT) if self.still_enrolled(exhibit)]
        if not studying or not self.current(Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT):
            return bool(studying)
        claim = self.best(Field.EDUCATION, Kind.APPLICATION_FORM)
        if claim is None or claim.text is None:
            return False
        levels = [self.read(exhibit, Field.EDUCATION) for exhibit in studying]
        aims = [sight.text if sight is not None else None for sight in levels]
        held = max((rank(sight.text or "") for sight in self.levels), default=-1)
        return rank(claim.text) > held and (None in aims or claim.text in aims)

    def still_enrolled(self, exhibit: Exhibit) -> bool:
        """Whether an enrolment paper speaks of someone who has not left or finished."""
        status = self.read(exhibit, Field.ENROLMENT_STATUS)
        if status is not None and status.text:
            return not any(word in status.text for word in NO_LONGER_ENROLLED)
        expected = self.read(exhibit, Field.EXPECTED_GRADUATION)
        past = (
            expected is not None and expected.sure and (expected.text or "") < str(self.notice.eligibility.final_year)
        )
        return exhibit.reading.kind is Kind.ENROLMENT_LETTER or not past

    @cached_property
    def levels(self) -> list[Sight]:
        """The education levels that the diplomas and records of the dossier bear."""
        return self.sights(Field.EDUCATION, Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)


def same_number(one: str, other: str) -> bool:
    """Whether two ID or certificate numbers are the same, separators aside."""
    return resident_id.normalise(one) == resident_id.normalise(other)
