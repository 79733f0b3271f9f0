"""Every kind of letter under every notice: whole sentences, true under that notice, that a clerk would write.

What a letter mustn't say is looked for as kinds: ids, English, words left over, clauses of another notice, papers that
the notice doesn't ask for, steps that it doesn't have.
"""

import re
from collections.abc import Iterator

import pytest

from hui_reg.model import Outcome
from hui_reg.notice import BACKGROUNDS, Notice
from hui_reg.review.wants import _WAITING, _told
from hui_reg.rules import check
from hui_reg.vocabulary import Material
from tests.review.every_notice import NAMES, ODD, letters, notices
from tests.rules.casebook import CASES, GROUPS, build, load
from tests.rules.test_situations import SITUATIONS

UNFIT = re.compile(
    r"[A-D]\d{3}(?!\d)|None|null|True|False|nan|\d{4}-\d\d-\d\d|\{|\}|[。，；：、][。，；：、]|请请|请补：|为“”|（）|“无”的"
    r"|(?<![\d.])0 元|(?<!\d)0 (?:人|课时|号)|([一-龥]{2,8}?)\1|星期无|不符合条件不符合"
)
"""Ids of rules, what programs write, dates as they write them, punctuation left over, a word twice."""
TWICE_FAIR = re.compile(r"(?:通知|材料|证书)\b|\d+")
ENGLISH = re.compile(r"(?<![@.\w/:-])[A-Za-z]*[a-z]{3,}(?![\w.]*[@.]|://)")
NAMES_OF_OTHERS = ("PDF", "JavaScript", "University", "Leeds", "Tokai")


def unfit(text: str) -> list[str]:
    found = [match[0] for match in UNFIT.finditer(text) if not match[1] or not TWICE_FAIR.search(match[1])]
    return found + [word for word in ENGLISH.findall(text) if word not in NAMES_OF_OTHERS]


def foreign(notice: Notice, text: str) -> list[str]:
    """What is no word of this notice: grounds, papers and steps of others."""
    grounds = [word for which, word in BACKGROUNDS.items() if which != notice.photo.background]
    words = [f"{word}彩色" for word in grounds] + [f"提交{word}" for word in grounds]
    if notice.materials[Material.EDUCATION_RECORD].required == "never":
        words += ["补交学信网", "下载《教育部", "重新下载备案表"]
    if not any(
        (notice.eligibility.route1, notice.eligibility.route2, *(r.education for r in notice.eligibility.routes))
    ):
        words += ["补交毕业证", "毕业更早", "相关专业的毕业证"]
    if not notice.training.hours:
        words += ["课时", "参加培训", "培训安排"]
    if not notice.fees.registration:
        words += ["缴纳认定费", "缴清", "通知缴费"]
    return [word for word in words if word in text]


@pytest.mark.parametrize("which", notices())
def test_a_season_of_letters(which: str) -> None:
    notice, season = notices()[which], letters(notices()[which])
    assert [kind for kind, written in season.items() if not written] == ([] if notice.training.hours else ["training"])
    for kind, (letter, *more) in ((kind, written) for kind, written in season.items() if written):
        assert not more and letter.people >= 1
        body = letter.body.replace(notice.title, "某认定").replace(notice.number, "某号")
        assert unfit(body) == [] and foreign(notice, body) == [], (kind, letter.body)
        assert not re.search(r"\d{17}[\dX]", body)
        assert body.endswith("谢谢配合！\n") and "\n\n\n" not in body
    told = "".join(letter.body for written in season.values() for letter in written)
    untold = [] if notice.training.hours or not notice.fees.registration else ["已缴"]  # waits for the exam
    assert [name for name in NAMES if f"{name}（" not in told] == untold


def test_a_notice_without_a_fee_tells_who_passed() -> None:
    (letter,) = letters(notices()[ODD])["passed"]
    assert "通过复核的" in letter.body and "不用缴费，考试安排另行通知" in letter.body
    assert "复核结果另行通知" in letter.body and "现在请勿缴费" not in letter.body


def test_cents_and_the_price_of_the_day() -> None:
    (letter,) = letters(notices()["minxi-2026-4"])["passed"]
    assert "每人 420.50 元，共 630.75 元" in letter.body


def findings_told(notice: Notice, share: int, of: int) -> Iterator[tuple[str, str, str, str]]:
    """Rule, message, hint and clause of what is found of a share of all cases and situations under a notice."""
    books = [load(path) for path in sorted(CASES.glob("*.yml"))]
    cases = [*(case for book in books for group in GROUPS for case in book[group] or ()), *SITUATIONS]
    for case in cases[share::of]:
        dossier = build(case)
        for finding in check(dossier, notice).findings:
            if finding.outcome is not Outcome.NOTE and not finding.hint.startswith(_WAITING):
                yield finding.rule, *_told(finding, dossier), finding.basis


def assert_told_well(share: int, of: int) -> None:
    for notice in notices().values():
        for rule, message, hint, basis in findings_told(notice, share, of):
            said = (rule, message, hint)
            assert unfit(message + hint) == [] and foreign(notice, hint) == [], said
            assert message.endswith("。") and hint.endswith("。") and basis, said
            assert all(sentence.startswith("请") for sentence in hint.split("。")[:-1]), said
            assert all(basis not in other for other in _clauses_of_others(notice)) or basis in _clauses(notice), said


def _clauses(notice: Notice) -> str:
    return notice.model_dump_json()


def _clauses_of_others(notice: Notice) -> list[str]:
    return [_clauses(other) for name, other in notices().items() if name != ODD and other.id != notice.id]


def test_every_sort_of_finding_reads_as_a_letter_under_every_notice() -> None:
    assert_told_well(3, 23)


@pytest.mark.slow
def test_every_finding_of_every_case_reads_as_a_letter_under_every_notice() -> None:
    assert_told_well(0, 1)
