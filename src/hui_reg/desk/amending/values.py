"""A value as staff type it, made a ruling: which paper it stands on, and whether it can stand there at all."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hui_reg.desk.amending.entering import Said
from hui_reg.desk.sane import sane_readings
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.merge import AUTHORITY
from hui_reg.dossiers.ruled.papers import nth_of, ruled_file
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.people import Person
from hui_reg.history.rulings import RulingKind, Rulings
from hui_reg.model import Dossier, Exhibit, FileReadings
from hui_reg.notation import resident_id
from hui_reg.notation.folding import fold
from hui_reg.notation.names import DOTS
from hui_reg.readers import chsi, health
from hui_reg.readers.diploma import diploma
from hui_reg.readers.form import labels as form
from hui_reg.readers.id_card import residence
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.label_tables import LabelTable
from hui_reg.readers.lines.meanings import Meaning
from hui_reg.store import results
from hui_reg.vocabulary import APPLICANT_FIELDS, ON_THESE_ALONE, PAPERS, Field, Kind
from hui_reg.vocabulary.called import field_called, field_titled, fields_called, is_period
from hui_reg.vocabulary.spoken import paper_called

EVERYWHERE: Final = "全部"
"""In place of a path: every paper that says otherwise."""
_ABSENT: Final = ("", "无", "没有", "空")
_NO_VALUE: Final = frozenset(
    (
        *("同上", "同左", "同前", "同下", "如上", "一致", "不变", "无误", "正确", "没错", "不对", "有误", "错误"),
        *("已核", "已核对", "属实", "待查", "待核", "待定", "不详", "不清", "未知"),
    )
)
"""Words about a value, or that point elsewhere: a ditto is no name."""


def _until(text: str) -> Meaning | None:
    return Meaning("长期") if fold(text) == "长期" else meanings.day(text)


def _name(text: str) -> Meaning | None:
    """A name as staff know it, however rare."""
    plain = re.sub(rf"[{re.escape(DOTS)}]+", "·", " ".join(text.split()) if text.isascii() else fold(text))
    return Meaning(plain.upper()) if plain and not _NO_NAME.search(plain) and len(plain) <= _LONGEST_NAME else None


_LONGEST_NAME: Final = 40
_NO_NAME: Final = re.compile(r"[\d=“”\"()（）?？/]")
_MUST_BE: Final[Mapping[Field, Callable[[str], Meaning | None]]] = {
    Field.SEX: meanings.sex,
    Field.BIRTH_DATE: meanings.day,
    Field.ETHNICITY: meanings.ethnicity,
    Field.ID_VALID_FROM: meanings.day,
    Field.ID_VALID_TO: _until,
    Field.VALID_TO: meanings.day,
    Field.LEVEL: meanings.level,
    Field.EDUCATION: meanings.education,
    Field.ENROLMENT_DATE: meanings.day,
    Field.GRADUATION_DATE: meanings.day,
    Field.UPDATED_ON: meanings.day,
    Field.EXPECTED_GRADUATION: meanings.day,
    Field.NAME: _name,
}
"""Fields that hold nothing but what their reader takes for it."""
_NUMBERS: Final = (Field.CERTIFICATE_NUMBER, Field.CHSI_CODE, Field.PHONE)


def field_named(name: str, kinds: Iterable[Kind] = ()) -> Field:
    """``school`` or 毕业院校, as it is meant on papers of these ``kinds``. Raises :class:`HuiRegError` (exit 2), the
    names listed, or the papers where it means different things."""
    kinds = list(kinds)
    called = fields_called(name, kinds) or _printed(name, kinds)
    if len(called) > 1:
        meant = "，".join(
            f"{'、'.join(PAPERS[kind].title for kind in on)}上是{field.title}" for field, on in called.items()
        )
        raise HuiRegError(ExitCode.USAGE, f"“{name}”在{meant}，不知道说的是哪一个", "请加 --in 材料名称。")
    if (known := next(iter(called), None) or field_called(name)) is not None:
        return known
    wanted = fold(name)
    spelled = {spelling: label.field for spelling, label in form.TABLE.spelled.items() if label.field}
    part = {field for spelling, field in spelled.items() if len(wanted) > 1 and wanted in spelling}
    if wanted in spelled or len(part) == 1:  # as forms call it: 身份证号, 手机
        return Field(spelled.get(wanted) or part.pop())
    titles = "、".join(known.title for known in APPLICANT_FIELDS)
    raise HuiRegError(ExitCode.USAGE, f"没有“{name}”这一项", f"可以更正的有：{titles} 等，照材料上的叫法写。")


def _printed(name: str, kinds: Iterable[Kind]) -> dict[Field, list[Kind]]:
    """The fields that papers of these kinds print under a name, with the kinds; the very title of one is that one."""
    if (titled := field_titled(name)) is not None:
        return {titled: []}
    found: dict[Field, list[Kind]] = {}
    for kind in dict.fromkeys(kinds):
        label = LABELS[kind].spelled.get(fold(name)) if kind in LABELS else None
        if label is not None and label.field in set(Field):
            found.setdefault(Field(label.field), []).append(kind)
    return found


LABELS: Final[Mapping[Kind, LabelTable]] = {
    Kind.APPLICATION_FORM: form.TABLE,
    Kind.DIPLOMA: diploma.TABLE,
    Kind.HEALTH_CERTIFICATE: health.TABLE,
    Kind.RESIDENCE_CARD: residence.TABLE,
    **{kind: chsi.TABLE for kind, paper in PAPERS.items() if paper.registered},
}
"""What papers print before their values, as their readers know it."""


_DAY: Final = r"\d{4}(?:\d{4}|[年./-]\d{1,2}[月./-]\d{1,2}日?)"
_PERIOD: Final = re.compile(rf"({_DAY})[-—–~至到]+({_DAY}|长期)")


def told(name: str, text: str, kinds: Iterable[Kind] = ()) -> list[tuple[Field, str]]:
    """What is said by ``name=text``, each as :func:`understood`: a whole period is two things, where it stands on a
    paper that bears both. Raises :class:`HuiRegError` (exit 2)."""
    field = field_named(name, kinds)
    ends = _PERIOD.fullmatch(fold(text)) if is_period(name) else None
    if ends is None:
        return [(field, understood(field, text))]
    if field is not Field.ID_VALID_TO:
        return [(field, understood(field, ends[2]))]
    return [(Field.ID_VALID_FROM, understood(Field.ID_VALID_FROM, ends[1])), (field, understood(field, ends[2]))]


def understood(field: Field, text: str) -> str:
    """The value as it is kept; empty: nothing stands there. Raises :class:`HuiRegError` (exit 2) where it can't be."""
    if text.strip() in _ABSENT:
        return ""
    if fold(text).strip("()。.?!") in _NO_VALUE:
        raise HuiRegError(
            ExitCode.USAGE,
            f"“{text}”不能作为{field.title}",
            f"请写{f'材料上的内容：{_LIKE[field]}' if field in _LIKE else '全材料上的内容'}；材料上没有写的，请写 无；"
            "没有错的、看不清的不用更正。",
        )
    if field is Field.ID_NUMBER:
        number = resident_id.normalise(text)
        if fault := resident_id.problem(number):
            raise HuiRegError(
                ExitCode.USAGE,
                f"这个身份证号码{fault}，不能作为更正",
                "更正不能代替号码本身的校验；材料上确实是错的，请让单位改正材料。",
            )
        return number
    if (sense := _MUST_BE.get(field)) is not None:
        meaning = sense(text)
        if meaning is None or meaning.value is None:
            raise HuiRegError(
                ExitCode.USAGE, f"“{text}”不能作为{field.title}", f"请写成 {_LIKE.get(field, '材料上的样子')}。"
            )
        return meaning.value
    if field in _NUMBERS:
        return "".join(fold(text).split())
    plain = meanings.plain(text)
    return plain.value or "" if plain is not None else ""


_LIKE: Final[Mapping[Field, str]] = {
    Field.SEX: "男 或 女",
    Field.LEVEL: "一级 至 五级",
    Field.EDUCATION: "高中、中专、大专、本科 等",
    Field.ID_VALID_TO: "2039-01-31 或 长期",
    **dict.fromkeys(
        (
            f
            for f in Field
            if f.value.endswith(("_date", "_on", "_from")) or f in (Field.EXPECTED_GRADUATION, Field.VALID_TO)
        ),
        "2019-07-01（不知道日的写 2019-07）",
    ),
}


@dataclass(frozen=True)
class Papers:
    """The papers of one person, and all that was read in their files and said of them."""

    dossier: Dossier
    readings: Mapping[str, FileReadings]
    rulings: Rulings

    def value(self, exhibit: Exhibit, field: Field, value: str, reason: str = "", source: str | None = None) -> Said:
        """The ruling that ``value`` (as :func:`understood`) stands on a paper."""
        reading, file = exhibit.reading, exhibit.file
        read = reading.fields.get(field)
        page = (read.page if read is not None else None) or (reading.pages[0] if reading.pages else 0)
        if page not in reading.pages and reading.pages:
            page = reading.pages[0]
        nth, of = self._place(exhibit, page)
        before = read.correction.read if read is not None and read.correction else read.value if read else None
        data: dict[str, str | int | float | bool | None] = {
            "file": file.sha256, "path": file.path, "page": page, "paper": reading.kind.value, "nth": nth, "of": of,
            "field": field.value, "value": value, "read": before, "name": self.dossier.name,
        }  # fmt: skip
        return Said(RulingKind.VALUE, self.dossier.key, data, reason, source)

    def _place(self, exhibit: Exhibit, page: int) -> tuple[int, int]:
        read = self.readings.get(exhibit.file.sha256)
        if read is None:
            return 0, 1
        said = self.rulings.by_file.get(read.sha256, ())
        there = ruled_file(read, said).readings
        return nth_of(there, exhibit.reading, page) if exhibit.reading in there else (0, 1)

    def differing(self, field: Field, value: str) -> list[Exhibit]:
        """Every paper that counts and says otherwise. Raises :class:`HuiRegError` (exit 2) where none does."""
        read = [
            (e, e.reading.fields[field])
            for e in self.dossier.exhibits
            if not e.superseded and field in e.reading.fields
        ]
        found = [exhibit for exhibit, one in read if one.value != value or not one.sure]
        if not found:
            raise HuiRegError(ExitCode.USAGE, f"没有哪一份材料的{field.title}读成别的内容", "不用更正。")
        return found

    def at(self, path: str) -> list[Exhibit]:
        """The papers that count; with a ``path`` those it names, whole or in part, or by what kind of paper they are.
        Raises :class:`HuiRegError` (exit 2) where there is none."""
        current = [e for e in self.dossier.exhibits if not e.superseded]
        if path in ("", EVERYWHERE):
            return current
        current += self.dossier.strangers
        named = [e for e in current if path in (e.file.path, f"{e.file.message}/{e.file.path}")] or [
            e for e in current if path in e.file.path or paper_called(path) is e.reading.kind
        ]
        if not named:
            paths = "、".join(dict.fromkeys(e.file.path for e in self.dossier.exhibits if not e.superseded))
            raise HuiRegError(ExitCode.USAGE, f"现行材料里没有“{path}”", f"这个人的材料有：{paths}。")
        return named

    def bearing(self, field: Field, value: str, path: str = "") -> Exhibit:
        """The paper that is meant: by (a part of) its path; else the one that says otherwise, or not for sure.

        Raises :class:`HuiRegError` (exit 2) where there is none, or several are.
        """
        current = self.at(path)
        own = ON_THESE_ALONE.get(field, ())
        if path and own and not any(field in e.reading.fields or e.reading.kind in own for e in current):
            titles = "、".join(dict.fromkeys(PAPERS[e.reading.kind].title for e in current))
            there = "、".join(PAPERS[kind].title for kind in own)
            raise HuiRegError(ExitCode.USAGE, f"{titles}上没有{field.title}这一项", f"它写在{there}上，请改 --in。")
        bearing = [e for e in current if field in e.reading.fields]
        other = [e for e in bearing if e.reading.fields[field].value != value]
        unsure = [e for e in bearing if not e.reading.fields[field].sure]
        if len({e.file.sha256 for e in other or unsure}) > 1:
            raise _several(field, other or unsure, self.dossier)
        found = other or unsure or bearing or _could_bear(current, field) or (current if path else [])
        if not found:
            raise HuiRegError(
                ExitCode.USAGE, f"现行材料里没有哪一份写着{field.title}", "请先让单位补交，或用 --in 写明是哪个文件。"
            )
        merged = self.dossier.fields.get(field)
        return next((e for e in found if merged is not None and e.file.sha256 == merged.sha256), found[0])


def _several(field: Field, exhibits: Sequence[Exhibit], dossier: Dossier) -> HuiRegError:
    """Which papers may be meant, and how to say which."""
    told = "；".join(
        f"{PAPERS[e.reading.kind].title}（{e.file.path}）上是“{field.masked(e.reading.fields[field].value or '')}”"
        for e in exhibits
    )
    alike = [e for e in dossier.exhibits if not e.superseded and e.reading.kind is exhibits[0].reading.kind]
    one = PAPERS[exhibits[0].reading.kind].title if len(alike) == 1 else exhibits[0].file.path
    return HuiRegError(
        ExitCode.USAGE,
        f"有 {len(exhibits)} 份材料写着{field.title}，不知道更正哪一份：{told}",
        f"请加 --in 写明，例如 --in {one}；每一份都要更正的写 --in {EVERYWHERE}。",
    )


def _could_bear(exhibits: Sequence[Exhibit], field: Field) -> list[Exhibit]:
    order = list(AUTHORITY.get(field, ())) + [kind for kind in Kind if field in PAPERS[kind].bears]
    order += [Kind.APPLICATION_FORM]
    return sorted((e for e in exhibits if e.reading.kind in order), key=lambda e: order.index(e.reading.kind))


def papers_of(workspace: Workspace, dossier: Dossier, rulings: Rulings) -> Papers:
    """The papers of a person of the last validation."""
    with workspace.database.begin() as connection:
        read = results.load_readings(connection, {exhibit.file.sha256 for exhibit in dossier.exhibits})
        return Papers(dossier, {one.sha256: sane_readings(one) for one in read}, rulings)


def dossier_of(workspace: Workspace, person: Person) -> Dossier:
    """The dossier of a person. Raises :class:`HuiRegError` (exit 2) for one of whom only the ledger knows."""
    with workspace.database.begin() as connection:
        listed = [one for one in results.load_listed(connection) if one.key == person.key]
        if not listed:
            raise HuiRegError(ExitCode.USAGE, "这位申报人现在没有材料", "台账里有记录，但邮件里没有；请先收取材料。")
        return next(iter(results.snapshot(connection, listed))).dossier
