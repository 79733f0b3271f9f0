"""People of the second corpus go the whole way: nothing wrong is sure, and nobody faulty passes.

Only the hard floors: how many faultless people are stopped is measured by ``benchmarks/risk.py``. The ten of the slow
tier are chosen for what made readings wrong before; four of them go in the fast one.
"""

from collections.abc import Callable

import pytest
from benchmarks import risk
from benchmarks.others import build, faults
from benchmarks.others.bounds import curve
from benchmarks.others.diplomas import major_in_print
from benchmarks.others.people import Person, check_character
from benchmarks.others.score import Score, same
from benchmarks.others.typefaces import Typefaces

from hui_reg.notation.shares import interval

pytestmark = pytest.mark.timeout(1800)  # a busy machine is no failure

FAULTY = (
    "no diploma", "damaged diploma", "illegible diploma", "check digit", "senior high, under five years",
    "forged record",
)  # fmt: skip
FAULTLESS: dict[str, Callable[[Person], bool]] = {
    "clean": lambda who: who.study.reissued is not None,
    "office": lambda who: who.study.kind in ("成人", "网络", "开放") and major_in_print(who) != who.study.major,
    "phone": lambda who: who.name[-1] in "男女" and who.study.is_college,
    "hostile": lambda who: not who.study.is_college and bool(who.study.major),
}
"""By profile, who is taken: the first of whom this is true."""
ALL, SOME = (tuple(FAULTLESS), FAULTY), (("office", "hostile"), ("illegible diploma", "forged record"))
"""Profiles of faultless people, and faults."""


@pytest.fixture(scope="module", params=[SOME, pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"])
def score(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Score:
    profiles, faulty = request.param
    type_ = Typefaces("wheel")
    order = [fault.name for fault in faults.catalogue()]
    cases = [build.faultless(_first(profile, FAULTLESS[profile]), profile, type_) for profile in profiles]
    cases += [case for name in faulty for case in build.faulty(order.index(name), type_)]
    assert len(cases) == len(profiles) + len(faulty)
    counted = Score()
    pairs, _ = risk.run(tmp_path_factory.mktemp("risk") / "run", cases)
    for truth, found in pairs:
        counted.add(truth, found)
    return counted


def _first(profile: str, wanted: Callable[[Person], bool]) -> int:
    return next(number for number in range(1000) if wanted(build.person(number, profile)))


def test_nothing_wrong_is_sure(score: Score) -> None:
    assert not score.hard_wrong()


def test_nobody_faulty_passes(score: Score) -> None:
    assert score.faulty.total() in (len(SOME[1]), len(FAULTY))
    assert not score.false_passes


def test_the_same_seed_gives_the_same_papers() -> None:
    one, again = (build.faultless(5, "hostile", Typefaces("wheel")) for _ in range(2))
    assert [paper.data for paper in one.papers] == [paper.data for paper in again.papers]
    assert one.truth() == again.truth()


def test_every_fault_finds_somebody() -> None:
    for fault in faults.catalogue():
        assert any(fault.fits(build.person(number, "faulty-clean")) for number in range(400)), fault.name


def test_the_held_out_seeds_are_apart() -> None:
    assert build.HELD_OUT.start > 10_000


def test_check_characters_are_those_of_published_numbers() -> None:
    for number in ("11010519491231002X", "440308199901101512", "810000199408230021"):
        assert check_character(number[:17]) == number[17]


def test_bounds() -> None:
    low, high = interval(0, 1500)
    assert low == 0.0
    assert high == pytest.approx(0.00255, abs=1e-4)
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert curve([(0.9, True), (0.8, False)], (0.85, 0.5)) == [(0.85, 1, 0, 2), (0.5, 2, 1, 2)]


def test_a_month_of_the_right_day_is_right() -> None:
    assert same("graduation_date", "2015-06-30", "2015-06")
    assert not same("graduation_date", "2015-06-30", "2015-07")
    assert not same("name", "王胜男", "王胜")


def test_people_are_paired_by_their_files() -> None:
    def applicant(number: str, *hashes: str) -> dict[str, object]:
        return {"id_number": number, "materials": {"diploma": [{"sha256": sha} for sha in hashes]}}

    truth = [{"files": dict.fromkeys(hashes), "id_number": n} for n, hashes in (("1", "ab"), ("2", "c"), ("3", "x"))]
    found = [applicant("2", "a", "b"), applicant("9", "c"), applicant("4", "z")]
    pairs, left = risk.paired(truth, found)
    assert [pair[1] and pair[1]["id_number"] for pair in pairs] == ["2", "9", None]
    assert left == [found[2]]


def test_causes_name_the_rule() -> None:
    from benchmarks.others.causes import told_by_rule
    from benchmarks.others.score import Stop

    truth = {"seed": "s", "name": "王", "traits": ["成人"]}
    finding = {"rule": "D401", "message": "不同", "evidence": [{"text": "函授英语", "confidence": 0.97}]}
    text = told_by_rule([Stop(truth, "review", [finding], {"major": ("英语", "函授英语", 1.0)})])
    assert "## D401: 1 findings" in text
    assert "英语 → 函授英语 (1.00)" in text
