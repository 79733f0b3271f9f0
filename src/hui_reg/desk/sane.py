"""One bad item costs itself: what is kept is looked through before it is worked on, and what breaks the work is found
and set aside, named, so that everybody else gets their verdict.

Nothing is blamed on the sender here: these are faults of the store or of this program.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from hui_reg import dossiers, rules
from hui_reg.errors import HuiRegError
from hui_reg.history.rulings import Rulings
from hui_reg.model import (
    Assembly,
    Assessment,
    Dossier,
    Evidence,
    File,
    FileReadings,
    Finding,
    Message,
    Outcome,
    Problem,
    ProblemKind,
    Reading,
    Value,
    Verdict,
)
from hui_reg.notice import Notice
from hui_reg.vocabulary import Field

LONGEST, LONGEST_NAME = 1000, 60
"""Characters of a value, and of a person's name, above which it was misread."""
LONGEST_KEY = 400
"""Characters of an applicant's key that every database takes."""
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_UNTEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_TOO_LONG = "读得的内容过长或含有无法显示的字符，没有采用，请看原件"
_REPORT = "请人工查看，并告知维护者"

Readings = Mapping[str, FileReadings]


def sane_readings(read: FileReadings) -> FileReadings:
    """The readings of a file without values that nobody can have written: far too long, or no text at all."""
    asked = [reading for reading in read.asked.values() if reading is not None]
    if all(_is_sane(reading) for reading in (*read.readings, *asked)):
        return read
    answers = {key: reading and _sane(reading) for key, reading in read.asked.items()}
    return read.model_copy(update={"readings": tuple(map(_sane, read.readings)), "asked": answers})


def _fits(name: str, text: str) -> bool:
    if len(text) > (LONGEST_NAME if name == Field.NAME else LONGEST) or _UNTEXT.search(text):
        return False
    return text.isprintable() or any(c.isprintable() and not c.isspace() for c in text)


def _is_sane(reading: Reading) -> bool:
    fields = ((name, value.value) for name, value in reading.fields.items())
    cells = (cell for row in reading.rows for cell in row.items())
    return all(_fits(name, text) for name, text in (*fields, *cells) if text)


def _sane(reading: Reading) -> Reading:
    fields = {
        name: value if not value.value or _fits(name, value.value) else _untold(value)
        for name, value in reading.fields.items()
    }
    rows = tuple({name: text if _fits(name, text) else "" for name, text in row.items()} for row in reading.rows)
    return reading.model_copy(update={"fields": fields, "rows": rows})


def _untold(value: Value) -> Value:
    text = _UNTEXT.sub("", value.text)[:LONGEST]
    return Value(value=None, confidence=0.0, text=text, page=value.page, box=value.box, reason=_TOO_LONG)


def odd_dates(messages: Sequence[Message]) -> list[tuple[str, Problem]]:
    """What is to be said of mails that cannot have come on the day they are said to."""
    detail = "收件时间不可能，无法判断是否逾期；请在邮箱里核对这封邮件是什么时候收到的"
    problem = Problem(kind=ProblemKind.DAMAGED, detail=detail)
    return [(m.sha256, problem) for m in messages if not _EARLIEST <= m.received_at < _LATEST]


def assemble(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Readings,
    notice: Notice,
    trust: dossiers.Trust,
    rulings: Rulings,
) -> tuple[Assembly, Readings]:
    """The dossiers, and the readings they rest on: a file over which the assembling breaks counts as unread."""

    def works(some: Sequence[File], known: Readings) -> bool:
        ours = {file.message for file in some}
        try:
            dossiers.assemble([m for m in messages if m.sha256 in ours], some, known, notice, trust, rulings)
        except HuiRegError:
            raise
        except Exception:  # whatever it stumbles over
            return False
        return True

    try:
        return dossiers.assemble(messages, files, readings, notice, trust, rulings), readings
    except HuiRegError:
        raise
    except Exception as error:
        culprits = _culprits(files, readings, works)
        if not culprits:
            raise
        detail = f"程序整理这个文件的内容时出错（{type(error).__name__}），已搁置；{_REPORT}"
        broken = {sha256: _unread(readings[sha256], detail) for sha256 in culprits}
        known = {**readings, **broken}
        return dossiers.assemble(messages, files, known, notice, trust, rulings), known


def _culprits(files: Sequence[File], readings: Readings, works: Callable[[Sequence[File], Readings], bool]) -> set[str]:
    """The files of each mail without whose readings the mail can be worked on; all of a mail's, if no one alone."""
    found: set[str] = set()
    for mail in dict.fromkeys(file.message for file in files):
        own = [file for file in files if file.message == mail]
        if works(own, readings):
            continue
        read = [file.sha256 for file in own if file.sha256 in readings]
        alone = [sha256 for sha256 in read if works(own, {**readings, sha256: _unread(readings[sha256], "")})]
        found.update(alone or read)
    return found


def _unread(read: FileReadings, detail: str) -> FileReadings:
    problem = Problem(kind=ProblemKind.CRASHED, detail=detail)
    return read.model_copy(update={"readings": (), "problem": problem})


def check(dossier: Dossier, notice: Notice) -> Assessment:
    """The assessment of a dossier; one over which a rule breaks goes to a person, with the reason."""
    dossier = _with_short_key(dossier)
    try:
        return rules.check(dossier, notice)
    except HuiRegError:  # the notice's fault, not this person's
        raise
    except Exception as error:
        sources = [*(exhibit.file.sha256 for exhibit in dossier.exhibits), *(m.sha256 for m in dossier.messages)]
        message = f"程序审核这份档案时出错（{type(error).__name__}），没有得出结论，请人工审核，并告知维护者。"
        finding = Finding(
            rule="A109",
            outcome=Outcome.REVIEW,
            message=message,
            hint="",
            basis="程序没有得出结论的，由人审核",
            evidence=(Evidence(sha256=next(iter(sources), "0" * 64), text=message),),
        )
        return Assessment(dossier=dossier, findings=(finding,), verdict=Verdict.REVIEW)


def _with_short_key(dossier: Dossier) -> Dossier:
    """The dossier under a key that fits the database: a sender's name may be of any length."""
    if len(dossier.key) <= LONGEST_KEY:
        return dossier
    short = f"{dossier.key[:300]}…{hashlib.sha256(dossier.key.encode()).hexdigest()[:16]}"
    return dossier.model_copy(update={"key": short})
