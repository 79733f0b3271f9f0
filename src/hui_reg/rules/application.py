"""What the application form must say: A114; and what it must apply for: D407."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from hui_reg.model import Exhibit, Outcome
from hui_reg.notation.masked import is_masked
from hui_reg.notation.names import key as name_key
from hui_reg.notation.names import spelled
from hui_reg.notation.nothing import says_none
from hui_reg.notice import Notice
from hui_reg.rules.case import Case, same_number
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, MAY_BE_NONE, Field, Kind, Material

_LONG_NAME, _SLIPS = 5, 2
"""Characters from which a name is no misreading of another, and by which two readings of it may differ."""

FILLED = 0.6
"""From this confidence on a cell is not empty, which is all that is asked here; who the person is, others ask."""

_FILLER = re.compile(
    r"[\W_]*(?:(?:暂?无|没有?|不详|未知|不知道|不清楚|保密|[同如]上|同前|略|空|[未不]填|暂缺|待[定补填]|[另见]附件?"
    r"|N/?A|NONE|NULL|0+|[XＸ]+)(?:固定|正式)?(?:工作)?(?:单位|电话|手机|号码|职业|等级)?|[无待失]业(?:人员)?)?[\W_]*",
    re.IGNORECASE,
)
"""What people write into a cell that they leave empty."""

_PHONE = re.compile(
    r"(?:\+?(?:00)?86)?1[3-9]\d{9}|(?:\+?(?:00)?86)?0?(?:10|2\d|[3-9]\d{2})?[2-8]\d{6,7}(?:转?\d{1,6})?"
)
"""A mobile number, or a fixed line with or without its area code and extension."""

_AROUND_PHONE = re.compile(r"[^\d+转A-Za-z]+")
"""What stands beside a number: whose it is, a second one."""

IDENTITY_PAPERS = (Kind.ID_CARD, Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.ENROLMENT_REPORT)


@rule(
    "A114",
    Outcome.CORRECT,
    "申报表有必填项未填",
    basis=material(Material.APPLICATION_FORM),
    hint="请补填申报表的空白项后重新提交。",
)
def empty_fields(case: Case) -> Iterator[Mark]:
    """检查内容：申报表的必填项是否都填了：姓名、性别、身份证号码、联系电话、现工作单位、申报职业、申报等级（清单在通知文件里）；联系电话像不像电话号码，身份证号码有没有写全；交了几份申报表的，有没有一份是填全的。
    依据：通知对申报表的要求。
    反例：联系电话一栏空白，或写“无”、写“123”；两份申报表各漏一栏（转人工复核）。
    常见误判：签名、单位意见等栏不要求；填了但读不清的由A109转人工复核，不按空白处理；带区号的固定电话也可以。
    """
    forms = case.current(Kind.APPLICATION_FORM)
    if not forms:
        return
    empty = []
    for field in map(Field, case.notice.materials[Material.APPLICATION_FORM].required_fields):
        written = [s for s in case.sights(field, Kind.APPLICATION_FORM) if s.text is None or not _is_empty(s)]
        sight = max(written, key=lambda s: (s.sure, s.text is not None, s.text or ""), default=None)
        if sight is None:
            empty.append(FIELDS[field])
        elif sight.text is None or not _confirmed(case, sight, sight.text):
            yield Doubt(sight)
        elif field == Field.PHONE:
            yield from map(_no_phone, (s for s in written if s.sure and not _is_phone(s.text or "")))
        elif field == Field.ID_NUMBER:
            yield from map(_in_part, (s for s in written if is_masked(s.text or "")))
    if not empty and (blanks := _blank_everywhere(case, forms)):
        told = "；".join(f"“{form.file.path}”未填写{'、'.join(titles)}" for form, titles in blanks)
        evidence = tuple(evidence_of(form, f"空白：{'、'.join(titles)}") for form, titles in blanks)
        hint = "请交一份各栏都填写完整的申报表。"
        yield Fail(f"几份申报表没有一份是填全的：{told}", evidence, outcome=Outcome.REVIEW, hint=hint)
    if empty:
        titles = "、".join(empty)
        evidence = tuple(evidence_of(form, f"空白：{titles}") for form in forms)
        yield Fail(f"申报表未填写：{titles}", evidence, hint=f"请在申报表上补填{titles}后重新提交。")


def _blank_everywhere(case: Case, forms: Sequence[Exhibit]) -> list[tuple[Exhibit, list[str]]]:
    """Of several forms none of which is whole, what each leaves out; nothing where they are parts of one form."""
    required = set(map(Field, case.notice.materials[Material.APPLICATION_FORM].required_fields))
    filled = [{field for field in required if _is_filled(case.read(form, field))} for form in forms]
    in_parts = all(not one & other for one, other in combinations(filled, 2))
    if in_parts or any(fields == required for fields in filled):
        return []
    return [
        (form, [title for field, title in FIELDS.items() if field in required - fields])
        for form, fields in zip(forms, filled, strict=True)
    ]


def _is_filled(sight: Sight | None) -> bool:
    return sight is not None and (sight.text is None or not _is_empty(sight))


def _no_phone(sight: Sight) -> Fail:
    hint = "请在申报表上填写正确的联系电话后重新提交。"
    return Fail(f"申报表的联系电话“{sight.text}”不是电话号码", (sight.evidence(),), hint=hint)


def _in_part(sight: Sight) -> Fail:
    hint = "请在申报表上写全身份证号码后重新提交。"
    return Fail(f"申报表的身份证号码“{sight.text}”没有写全", (sight.evidence(),), hint=hint)


def _is_empty(sight: Sight) -> bool:
    """Whether a cell has a filler in it, and not the answer that there is none."""
    text = sight.text or ""
    return is_filler(text) and not (sight.field in MAY_BE_NONE and says_none(text))


def is_filler(text: str) -> bool:
    """Whether a cell says that there is nothing to say: 无, ``/``, 待定."""
    return bool(_FILLER.fullmatch(text))


def _is_phone(text: str) -> bool:
    solid = re.sub(r"[\s\-—–.·]", "", spelled(text))
    ways = (re.sub("[()（）]", between, solid) for between in ("", " "))  # (0595)…, and …（办）
    return any(_PHONE.fullmatch(part) for way in ways for part in _AROUND_PHONE.split(way))


@rule(
    "D407",
    Outcome.CORRECT,
    "申报的职业或等级不是本通知的",
    basis=material(Material.APPLICATION_FORM),
    hint="请按通知改正申报表的申报职业和申报等级后重新提交。",
)
def other_occupation(case: Case) -> Iterator[Mark]:
    """检查内容：每份申报表的申报职业、申报等级，是否就是通知所认定的职业和等级。
    依据：通知只认定一个职业、一个等级；职业的别名写在通知文件里。
    反例：申报表写的是别的职业，或高一级。
    常见误判：几份申报表互相矛盾的，转人工复核；“中级工”与对应的级别、职业的别名和括号写法不算差别；没有填的由A114指出；读不清的转人工复核。
    """
    occupation = case.notice.occupation
    of_jobs = [
        (sight, _is_occupation(case.notice, sight.text or ""))
        for sight in case.sights(Field.OCCUPATION, Kind.APPLICATION_FORM)
    ]
    of_levels = [
        (sight, _is_level(case.notice, sight.text or "")) for sight in case.sights(Field.LEVEL, Kind.APPLICATION_FORM)
    ]
    for told, wanted in ((of_jobs, occupation.name), (of_levels, occupation.level_title)):
        filled = [is_it for sight, is_it in told if sight.text and not is_filler(sight.text)]
        contradicted = True in filled and False in filled
        for sight, is_it in told:
            if sight.sure or sight.field != Field.OCCUPATION or not _is_spelled_out(case.notice, sight):
                doubtful = None if contradicted and not is_it else is_it
                yield from _applies_for(sight, doubtful, wanted, several=len(told) > 1)


def _applies_for(sight: Sight, is_it: bool | None, wanted: str, *, several: bool) -> Iterator[Mark]:
    """Nothing for what the notice is about, read surely; no other paper can settle a reading that is not sure.

    Of ``several`` forms the one that says so is named; where they contradict each other a person says which one counts.
    """
    if sight.text is None or is_filler(sight.text) or (is_it and sight.sure):
        return
    if not sight.sure:
        yield Doubt(sight)
        return
    outcome = Outcome.REVIEW if is_it is None else None
    which = f"申报表（{sight.exhibit.file.path}）" if several else "申报表"
    said = f"{which}的{FIELDS[sight.field]}为“{sight.text}”，通知认定的是{wanted}"
    yield Fail(said, (sight.evidence(),), outcome=outcome)


def _is_spelled_out(notice: Notice, sight: Sight) -> bool:
    """Whether a form's reading is the occupation letter by letter, which no misreading makes of another long name.

    Another reading may differ in a letter or two; a reading that says something else is told.
    """
    named = [text for text in sight.readings if len(name_key(text)) >= _LONG_NAME and _is_occupation(notice, text)]
    return bool(named) and all(Levenshtein.distance(text, named[0]) <= _SLIPS for text in sight.readings)


def _is_occupation(notice: Notice, text: str) -> bool | None:
    """Whether a text names the notice's occupation and nothing else; None when it names it among other words."""
    names = sorted({notice.occupation.name, *notice.occupation.synonyms}, key=len, reverse=True)
    rest = name_key(text)
    for name in names:
        rest = rest.replace(name_key(name), "|")
    if "|" not in rest:
        return False
    others = (name_key(word) for word in _level_words(notice, own=True))
    for word in (*sorted(others, key=len, reverse=True), "职业", "工种"):
        rest = rest.replace(word, "")
    return True if re.fullmatch(r"[\W_|]*", rest) else None


def _is_level(notice: Notice, text: str) -> bool | None:
    """Whether a text is the notice's level; None when it is no level that is known."""
    words = {name_key(word) for word in _level_words(notice, own=True)}
    others = {name_key(word) for word in _level_words(notice, own=False)}
    parts = {part for part in re.split(r"[\W_]+", name_key(text)) if part}
    if parts and parts <= words:
        return True
    return False if parts & others else None


def _level_words(notice: Notice, *, own: bool) -> Iterator[str]:
    """The words for the notice's level, or for the others: ``四级``, ``中级工``, ``中级``, ``4级``."""
    titles = {notice.occupation.level: notice.occupation.level_title, **notice.roster.levels}
    for level, title in titles.items():
        if (level == notice.occupation.level) is own:
            worker = [part for part in title.split("/") if part != level]
            yield from (level, title, *worker, *(part.removesuffix("工") for part in worker))
            digit = "零一二三四五".find(level[:1])
            yield from (f"{digit}级", str(digit)) if digit > 0 else ()


def _confirmed(case: Case, sight: Sight, text: str) -> bool:
    """Surely filled, or the same as what another paper, the roster or the notice says."""
    if sight.value.confidence >= FILLED and not sight.value.alternatives:
        return True
    expected = _expected(case, sight.field)
    if any(name_key(text) == name_key(word) for word in expected for text in sight.readings):
        return True
    agree = same_number if sight.field == Field.ID_NUMBER else lambda one, other: name_key(one) == name_key(other)
    return confirmed(sight, *case.sights(sight.field, *IDENTITY_PAPERS), agree=agree) is not None


def _expected(case: Case, field: Field) -> tuple[str, ...]:
    occupation = case.notice.occupation
    known = {
        Field.OCCUPATION: (occupation.name, *occupation.synonyms),
        Field.LEVEL: (occupation.level, occupation.level_title),
        Field.EMPLOYER: (case.dossier.unit,),
    }
    on_roster = case.dossier.roster.fields.get(field, "") if case.dossier.roster else ""
    return (*known.get(field, ()), *((on_roster,) if on_roster else ()))
