"""From the exhibits of one applicant, the one value of each field that stands for the person.

A field comes from the most authoritative material that has it: the ID card for who the person is, the
register's record before the diploma before the form for the schooling, the form for everything else. Of the
schooling the highest completed level counts. Sure values go before unsure ones, so that a blurred card does not
hide what a cleanly typed form says.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from hui_reg.model import Exhibit, FieldValue
from hui_reg.notation.nothing import says_none
from hui_reg.notation.resident_id import is_valid
from hui_reg.vocabulary import APPLICANT_FIELDS, EDUCATION_LEVELS, Field, Kind, papers

_IDENTITY: Final = papers(lambda paper: paper.identity_rank, lambda paper: paper.identity_rank)
_CARD: Final = (Kind.ID_CARD,)
_FORM: Final = (Kind.APPLICATION_FORM,)
_CODE: Final = (Kind.EDUCATION_RECORD, Kind.ENROLMENT_REPORT, Kind.RECORD_SCREENSHOT)

_COMPLETED: Final = papers(lambda paper: paper.schooling_rank, lambda paper: paper.schooling_rank)
"""What proves a completed level, most authoritative first."""
_ENROLLED: Final = papers(lambda paper: paper.ongoing)

AUTHORITY: Final[Mapping[str, tuple[Kind, ...]]] = {
    Field.NAME: _IDENTITY,
    Field.ID_NUMBER: _IDENTITY,
    Field.SEX: _IDENTITY,
    Field.BIRTH_DATE: _IDENTITY,
    Field.ETHNICITY: _IDENTITY,
    Field.ADDRESS: _CARD,
    Field.ID_VALID_FROM: _CARD,
    Field.ID_VALID_TO: _CARD,
    Field.PHONE: _FORM,
    Field.EMPLOYER: _FORM,
    Field.OCCUPATION: _FORM,
    Field.LEVEL: _FORM,
    Field.CHSI_CODE: _CODE,
}
"""Kinds that may give a field, most authoritative first. The fields of the schooling go by its highest level."""

_SCHOOLING: Final = (Field.EDUCATION, Field.SCHOOL, Field.MAJOR, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER)
_RANK: Final = {
    level: 1 if level in ("高中", "中专", "职高", "技校") else i for i, level in enumerate(EDUCATION_LEVELS)
}


def merged_fields(exhibits: Iterable[Exhibit]) -> dict[str, FieldValue]:
    """The merged fields of an applicant, by the names of ``APPLICANT_FIELDS``; superseded exhibits don't count."""
    current = [exhibit for exhibit in exhibits if not exhibit.superseded]
    schooling = _schooling_sources(current)
    merged: dict[str, FieldValue] = {}
    for field in APPLICANT_FIELDS:
        sources = schooling if field in _SCHOOLING else _of_kinds(current, AUTHORITY[field])
        if (value := _best(field, sources)) is not None:
            merged[field] = value
    return merged


def _of_kinds(exhibits: list[Exhibit], kinds: tuple[Kind, ...]) -> list[Exhibit]:
    """Those of ``kinds``, most authoritative first, the latest first within a kind."""
    chosen = sorted((e for e in exhibits if e.reading.kind in kinds), key=lambda e: e.received_at, reverse=True)
    return sorted(chosen, key=lambda exhibit: kinds.index(exhibit.reading.kind))


def _schooling_sources(exhibits: list[Exhibit]) -> list[Exhibit]:
    """Papers of the highest completed level, then of an ongoing course, then the form."""
    completed = _of_kinds(exhibits, _COMPLETED)
    highest = max((_level(e) for e in completed), default=-1)
    papers = [e for e in completed if _level(e) == highest]
    latest = max((_graduated(e) for e in papers), default="")
    papers = [e for e in papers if not _graduated(e) or _graduated(e)[:7] == latest[:7]]
    forms = [e for e in _of_kinds(exhibits, _FORM) if not papers or _level(e) in (-1, highest)]
    return papers + ([] if papers else _of_kinds(exhibits, _ENROLLED)) + forms


def _level(exhibit: Exhibit) -> int:
    value = exhibit.reading.fields.get(Field.EDUCATION)
    return _RANK.get(value.value or "", -1) if value else -1


def _graduated(exhibit: Exhibit) -> str:
    value = exhibit.reading.fields.get(Field.GRADUATION_DATE)
    return (value.value or "") if value else ""


def _best(field: Field, sources: list[Exhibit]) -> FieldValue | None:
    """The first sure value, else the first at all; of ID numbers a valid one goes before any other."""
    found = [
        FieldValue(value=value, sha256=exhibit.file.sha256, kind=exhibit.reading.kind)
        for exhibit in sources
        if (value := exhibit.reading.fields.get(field)) is not None
        and value.value is not None
        and not says_none(value.value)
    ]
    if field == Field.ID_NUMBER:
        found = [f for f in found if is_valid(f.value.value or "")] or found
    return next((f for f in found if f.value.sure), found[0] if found else None)
