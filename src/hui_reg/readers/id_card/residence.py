"""外国人永久居留身份证: a card of its own, both languages beside each label, all fields on one side.

Its number begins with 9 (since 2023) or is of an older kind; whoever hands it in has no 公民身份证, and a person
decides.
"""

import re
from typing import Final

from hui_reg.model import Reading
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.lines import labels, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Field, Kind

_TITLE: Final = re.compile(r"外国人永久居留(?:身份)?证|PermanentResident(?:ID)?Card", re.IGNORECASE)
_PERIOD: Final = re.compile(
    r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?[-—~至]+(?:(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})|长期)"
)
_FEWEST: Final = 2


def _until(text: str) -> meanings.Meaning | None:
    match = _PERIOD.search(fold(text))
    if match is None:
        return None
    return meanings.Meaning(f"{match[4]}-{int(match[5]):02}-{int(match[6]):02}" if match[4] else "长期")


def _since(text: str) -> meanings.Meaning | None:
    match = _PERIOD.search(fold(text))
    return match and meanings.Meaning(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}")


TABLE: Final = LabelTable(
    (
        Label(Field.NAME, "姓名/Name 姓名Name 姓名", meanings.name, sticky=True),
        Label(Field.SEX, "性别/Sex 性别Sex 性别", meanings.sex, sticky=True),
        Label(Field.BIRTH_DATE, "出生日期/DateofBirth 出生日期DateofBirth 出生日期", meanings.day, sticky=True),
        Label("", "国籍/Nationality 国籍Nationality 国籍", sticky=True),
        Label(Field.ID_VALID_TO, "有效期限/PeriodofValidity 有效期限PeriodofValidity 有效期限", _until, sticky=True),
        Label(
            Field.ID_NUMBER,
            "证件号码/IDNo. 证件号码/IDNo 证件号码IDNo. 证件号码IDNo 证件号码",
            meanings.id_number,
            sticky=True,
        ),
        Label(Field.ISSUER, "签发机关/IssuingAuthority 签发机关IssuingAuthority 签发机关", sticky=True),
    )
)


def _read(page: Page) -> Reading | None:
    """The card on a page; None where its title isn't there."""
    if not _TITLE.search(fold(page.text)):
        return None
    values = labels.read([page], TABLE).values
    if len(values) < _FEWEST:
        return None
    period = values.get(Field.ID_VALID_TO)
    if period is not None and (since := _since(period.text)) is not None:
        values[Field.ID_VALID_FROM] = period.model_copy(update={"value": since.value})
    facts = {"text_layer": page.source != "ocr"}
    return Reading(kind=Kind.RESIDENCE_CARD, kind_confidence=0.98, pages=(page.number,), fields=values, facts=facts)


READER: Final = Reader("residence", VERSIONS["residence"], each_page(_read))
