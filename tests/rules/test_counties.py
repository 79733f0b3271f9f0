"""What a county says differently by its notice alone: a term for corrections, another ground of the photo."""

from datetime import date

import pytest

from hui_reg.notice import Notice
from hui_reg.rules import check
from tests import builders as b

WHO = b.person()


def told(notice: Notice, first: str, second: str | None = None) -> dict[str, str]:
    """A dossier whose papers but the photo came at ``first``, the photo at ``second``; all at once without it."""
    mails = b.message(received=first), b.message("补正", received=second or first)
    *papers, photo = b.materials(WHO)
    exhibits = [*(b.exhibit(p, mail=mails[0]) for p in papers), b.exhibit(photo, mail=mails[1])]
    found = check(b.dossier(WHO, *exhibits, messages=mails), notice).findings
    return {finding.rule: finding.message for finding in found}


@pytest.mark.parametrize(
    ("first", "second", "until", "said"),
    [
        ("2024-07-05 23:59", "2024-07-06 00:00", None, "晚于报名截止时间"),
        ("2024-07-05 23:59", "2024-07-06 00:00", date(2024, 7, 12), ""),
        ("2024-07-05 23:59", "2024-07-12 23:59", date(2024, 7, 12), ""),
        ("2024-07-05 23:59", "2024-07-13 00:00", date(2024, 7, 12), "晚于补正期限"),
        ("2024-07-06 00:00", "2024-07-07 09:00", date(2024, 7, 12), "晚于报名截止时间"),
        ("2024-07-06 00:00", None, date(2024, 7, 12), "晚于报名截止时间"),
    ],
)
def test_what_completes_papers_sent_in_time_is_not_late(
    notice: Notice, first: str, second: str | None, until: date | None, said: str
) -> None:
    term = notice.registration.model_copy(update={"corrections_until": until})
    found = told(notice.model_copy(update={"registration": term}), first, second)
    assert found.keys() == ({"C306"} if said else set())
    assert said in found.get("C306", "")


@pytest.mark.parametrize(("ground", "wanted"), [("blue", "蓝底"), ("red", "红底")])
@pytest.mark.parametrize("facts", [{}, {"white_share": 0.1, "border_level": 90.0}])
def test_another_ground_is_for_a_person(notice: Notice, ground: str, wanted: str, facts: dict[str, float]) -> None:
    asked = notice.model_copy(update={"photo": notice.photo.model_copy(update={"background": ground})})
    papers = [b.photo(**facts) if paper.kind == "photo" else paper for paper in b.materials(WHO)]
    (finding,) = check(b.dossier(WHO, *papers), asked).findings
    assert (finding.rule, finding.outcome.value) == ("B208", "review")
    assert wanted in finding.message
