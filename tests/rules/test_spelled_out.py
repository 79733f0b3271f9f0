"""A long occupation that a faint reading gives letter by letter is that occupation; anything else is looked at."""

import pytest

from hui_reg.model import Verdict
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from hui_reg.vocabulary import Field
from tests import builders as b

WHO = b.person("欧阳晓")


@pytest.mark.parametrize(
    ("read", "others", "verdict"),
    [
        ("政务服务办事员", (), Verdict.PASS),
        ("政务服务力事员", ("政务服务办事员",), Verdict.PASS),
        ("政务服务办·事员", ("政务服务办事员",), Verdict.PASS),
        ("政务服务力事员", (), Verdict.REVIEW),
        ("养老护理员", ("政务服务办事员",), Verdict.REVIEW),
    ],
)
def test_a_faint_occupation(read: str, others: tuple[str, ...], verdict: Verdict) -> None:
    faint = b.unsure(read, 0.6, *others)
    person = b.dossier(
        WHO, b.form(WHO, **{Field.OCCUPATION: faint}), b.id_card(WHO), b.diploma(WHO), b.record(WHO), b.photo()
    )
    assert check(person, parse(shipped())).verdict is verdict
