"""Mails that were cut off: which of them may hold more of a person."""

from hui_reg.model import Leftover, Problem, ProblemKind, RosterEntry
from hui_reg.notice import Notice
from hui_reg.rules import check
from tests import builders as b

WHO = b.person()
CUT = (Problem(kind=ProblemKind.INCOMPLETE, detail="没有收到结尾"),)
WHOLE, OTHERS = b.message(), b.message("另一封", received="2024-07-01 10:00")
CUT_SHORT = b.message("没有收全", received="2024-07-01 11:00", problems=CUT)


def rules(notice: Notice, **more: object) -> set[str]:
    dossier = b.dossier(WHO, *b.materials(WHO), mail=WHOLE, messages=(OTHERS, CUT_SHORT, WHOLE), **more)
    return {finding.rule for finding in check(dossier, notice).findings}


def test_a_cut_mail_that_brought_nothing_of_a_person_is_nothing_to_them(notice: Notice) -> None:
    assert "A118" not in rules(notice)


def test_one_that_brought_the_unit_s_roster_or_a_file_left_over_is(notice: Notice) -> None:
    fields = {"name": WHO.name, "id_number": WHO.id_number}
    entry = RosterEntry(file=b.file(CUT_SHORT, "汇总表.xlsx"), fields=fields)
    assert "A118" in rules(notice, roster=entry)
    left = Leftover(file=b.file(CUT_SHORT, "张三-1.pdf"), reason="认不出是什么材料", pages=(3, 4))
    assert "A118" in rules(notice, hinted=(left,))


def test_a_file_left_over_is_shown_at_its_first_page(notice: Notice) -> None:
    left = Leftover(file=b.file(WHOLE, "张三-1.pdf"), reason="认不出是什么材料", pages=(3, 4))
    dossier = b.dossier(WHO, *b.materials(WHO), mail=WHOLE, hinted=(left,))
    (finding,) = [f for f in check(dossier, notice).findings if f.rule == "A111"]
    assert [evidence.page for evidence in finding.evidence] == [3]


def test_every_finding_rests_on_a_clause(notice: Notice) -> None:
    """Of each of two faults joined in one finding, one with a clause of its own and one without."""
    findings = check(b.dossier(WHO, b.form(WHO)), notice).findings
    assert findings and all(len(finding.basis) > 4 for finding in findings)
