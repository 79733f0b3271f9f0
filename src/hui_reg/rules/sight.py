"""A value where it stands: the exhibit, the field, and what was read there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hui_reg.model import Evidence, Exhibit, Tie, Value
from hui_reg.notation.nothing import says_none
from hui_reg.vocabulary import FIELDS, KIND_TITLES, Fact, Field, Kind

ALWAYS_PRINTED: dict[Kind, tuple[Field, ...]] = {
    Kind.DIPLOMA: (Field.NAME, Field.EDUCATION, Field.GRADUATION_DATE),
    Kind.EDUCATION_RECORD: (Field.NAME, Field.EDUCATION, Field.GRADUATION_DATE),
    Kind.RECOGNITION_REPORT: (Field.NAME, Field.EDUCATION, Field.GRADUATION_DATE),
    Kind.ENROLMENT_REPORT: (Field.NAME,),
    Kind.ENROLMENT_LETTER: (Field.NAME,),
}
"""Fields that every such document bears: when one was not found, the document was not legible there."""

ROWS_OF_RECORD = (
    Field.NAME, Field.SEX, Field.BIRTH_DATE, Field.GRADUATION_DATE, Field.SCHOOL, Field.MAJOR, Field.EDUCATION,
    Field.CONCLUSION, Field.CERTIFICATE_NUMBER,
)  # fmt: skip
"""Rows that the register prints on every record; 自考 have no 入学日期, 学制 and 学习形式."""

ON_EVERY_CARD: dict[Fact, tuple[Field, ...]] = {
    Fact.PORTRAIT: (Field.SEX, Field.BIRTH_DATE),
    Fact.EMBLEM: (Field.ISSUER, Field.ID_VALID_TO),
}
"""Of these a side bears a line each, by which it is known whole; no rule rests on its ethnicity and address."""
ON_EVERY_PAPER: dict[Kind, tuple[Field, ...]] = {
    Kind.ID_CARD: sum(ON_EVERY_CARD.values(), ()),
    Kind.EDUCATION_RECORD: ROWS_OF_RECORD,
    Kind.DIPLOMA: (Field.SCHOOL,),
}
"""Places beyond those of which rules ask by themselves: where nothing was found, something hides or spoils them."""

COMPARED_ON_FORM = (Field.BIRTH_DATE, Field.EDUCATION, Field.SCHOOL, Field.MAJOR, Field.GRADUATION_DATE)
"""What a form need not say, and what is compared where it does: typed and not understood it may say something else."""

PRINTED_ON_PORTRAIT = (Field.NAME, Field.ID_NUMBER)
PRINTED_ON_EMBLEM = (Field.ID_VALID_FROM, Field.ID_VALID_TO)
ON_PORTRAIT = (Field.NAME, Field.SEX, Field.ETHNICITY, Field.BIRTH_DATE, Field.ADDRESS, Field.ID_NUMBER)
ON_EMBLEM = (Field.ISSUER, Field.ID_VALID_FROM, Field.ID_VALID_TO)
"""By any of these a side shows, though the reader didn't tell which it was."""

NOT_FOUND = Value(value=None, confidence=0.0, reason="未读到")


@dataclass(frozen=True, eq=False)
class Sight:
    """One field of one exhibit as read; three-valued like :class:`Value`."""

    exhibit: Exhibit
    field: Field
    value: Value

    @property
    def text(self) -> str | None:
        """The value, or None when it could not be told."""
        return self.value.value

    @property
    def tells(self) -> bool:
        """Whether something is told that can be compared: not that there is none."""
        return bool(self.text) and not says_none(self.text or "")

    @property
    def readings(self) -> tuple[str, ...]:
        """The value and the other readings that disagree with it; none when it could not be told."""
        return () if self.text is None else (self.text, *self.value.alternatives)

    @property
    def sure(self) -> bool:
        return self.value.sure

    @property
    def title(self) -> str:
        """``身份证上的公民身份号码``."""
        return f"{self.document}上的{FIELDS[self.field]}"

    @property
    def document(self) -> str:
        """``身份证``."""
        title = KIND_TITLES[self.exhibit.reading.kind]
        return f"核验结果（代{title}）" if self.exhibit.tie is Tie.FACT else title

    def saying(self, text: str) -> "Sight":
        """The same place, understood as ``text``."""
        return replace(self, value=self.value.model_copy(update={"value": text}))

    def evidence(self) -> Evidence:
        """File, page, and the text that stood there."""
        pages = self.exhibit.reading.pages
        return Evidence(
            sha256=self.exhibit.file.sha256,
            page=self.value.page or (pages[0] if pages else None),
            text=self.value.text or self.value.value or self.value.reason or "未读到",
            confidence=self.value.confidence,
        )


def look(exhibit: Exhibit, field: Field) -> Sight | None:
    """A field of an exhibit. None when it is not there; a value of None when it must be there but was not read."""
    value = exhibit.reading.fields.get(field)
    if value is not None:
        return Sight(exhibit, field, value)
    return Sight(exhibit, field, NOT_FOUND) if field in _always_printed(exhibit) else None


def illegible(exhibit: Exhibit) -> list[Sight]:
    """Fields that the document always bears and of which the reader saw that they are there, but not what they say."""
    fields = exhibit.reading.fields
    typed = exhibit.reading.kind is Kind.APPLICATION_FORM and exhibit.reading.facts.get(Fact.TEXT_LAYER)
    places = COMPARED_ON_FORM if typed else ON_EVERY_PAPER.get(exhibit.reading.kind, ())
    return [
        Sight(exhibit, field, fields[field])
        for field in dict.fromkeys((*_always_printed(exhibit), *places))
        if field in fields and fields[field].value is None and (not typed or fields[field].text)
    ]


def not_seen(exhibits: Sequence[Exhibit]) -> list[Sight]:
    """Places that papers of these kinds always have, and where the reader found nothing; of cards, on none of them.

    Not those which rules ask for by themselves, nor the rows of a record (D404), nor the lines of a card that is a part
    of a page: so small, one may not be made out.
    """
    papers = [exhibit for exhibit in exhibits if exhibit.tie is not Tie.FACT]
    cards = [exhibit for exhibit in papers if exhibit.reading.kind is Kind.ID_CARD]
    shown = {field for card in cards for field in card.reading.fields}
    lacking = [
        (card, field)
        for card in cards
        if card.reading.region is None
        for side, fields in ON_EVERY_CARD.items()
        for field in fields
        if card.reading.facts.get(side) and field not in shown
    ]
    lacking += [
        (paper, field)
        for paper in papers
        if paper.reading.kind not in (Kind.ID_CARD, Kind.EDUCATION_RECORD)
        for field in ON_EVERY_PAPER.get(paper.reading.kind, ())
        if field not in paper.reading.fields
    ]
    return [Sight(exhibit, field, NOT_FOUND) for exhibit, field in lacking]


def confirmed(sight: Sight, *others: Sight | None, agree: Callable[[str, str], bool] = str.__eq__) -> Sight | None:
    """The sight a rule may rest on: read surely, or weakly but the same as what another document surely says.

    The agreement of two weak readings is weak. Of several readings the one that agrees counts: then the sight says
    that one. None when nothing confirms any.
    """
    if sight.sure:
        return sight
    theirs = [other.text for other in others if other is not None and other.text is not None and other.sure]
    for mine in sight.readings:
        if any(agree(mine, text) for text in theirs):
            return sight if mine == sight.text else sight.saying(mine)
    return None


def _always_printed(exhibit: Exhibit) -> tuple[Field, ...]:
    kind, facts = exhibit.reading.kind, exhibit.reading.facts
    if exhibit.tie is Tie.FACT and kind is not Kind.ID_CARD:  # told as far as it was asked for, not printed
        return ()
    if kind is not Kind.ID_CARD:
        return ALWAYS_PRINTED.get(kind, ())
    portrait = facts.get(Fact.PORTRAIT) or any(field in exhibit.reading.fields for field in ON_PORTRAIT)
    emblem = facts.get(Fact.EMBLEM) or any(field in exhibit.reading.fields for field in ON_EMBLEM)
    return (PRINTED_ON_PORTRAIT if portrait else ()) + (PRINTED_ON_EMBLEM if emblem else ())
