"""The album for a review elsewhere hands on nobody else's papers, and says that pages are left out."""

import pytest

from hui_reg.history.decisions import Stage
from hui_reg.model import Verdict
from hui_reg.review.album import papers
from hui_reg.vocabulary import Fact, Kind
from tests import builders as b
from tests.review import batch as people


def member(**changes: object):
    found = people.assessment(Verdict.PASS, "张三")
    return found.model_copy(update={"dossier": found.dossier.model_copy(update=changes)})


def stranger(path: str = "别人.pdf", content: str = "another's"):
    return b.exhibit(b.id_card(b.person("李四")), file=b.file(b.message("补"), path, content))


def kinds(views: list[papers.View]) -> list[Kind]:
    return [view.exhibit.reading.kind for view in views]


def test_only_the_second_review_is_held_elsewhere() -> None:
    assert [stage.outside for stage in Stage] == [False, True]


def test_what_belongs_to_others_or_may_stays_here() -> None:
    plain = member()
    assert papers.kept_back(plain) == 0
    assert papers.views(plain, outside=True) == papers.views(plain)
    foreign = member(strangers=(stranger(),))
    assert any(view.label for view in papers.views(foreign))
    assert not any(view.label for view in papers.views(foreign, outside=True))
    assert papers.kept_back(foreign) == 1


@pytest.mark.parametrize("how", ["marked", "shared"])
def test_an_own_page_with_another_on_it_stays_here_too(how: str) -> None:
    plain = member()
    (card,) = plain.dossier.current(Kind.ID_CARD)
    if how == "marked":
        facts = {**card.reading.facts, Fact.BESIDE.value: "2个人像"}
        marked = card.model_copy(update={"reading": card.reading.model_copy(update={"facts": facts})})
        exhibits = tuple(marked if one is card else one for one in plain.dossier.exhibits)
        seen = member(exhibits=exhibits)
    else:
        other = stranger().model_copy(update={"file": card.file})
        seen = member(strangers=(other,), exhibits=plain.dossier.exhibits)
    assert Kind.ID_CARD in kinds(papers.views(seen))
    assert Kind.ID_CARD not in kinds(papers.views(seen, outside=True))
    assert papers.kept_back(seen) >= 1
