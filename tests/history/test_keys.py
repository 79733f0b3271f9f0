"""Keys of applicants: as ever for everybody real, and never too long for an index."""

from hypothesis import given
from hypothesis import strategies as st

from hui_reg.history.keys import LONGEST, applicant_key
from hui_reg.store.words import checked


def test_as_ever() -> None:
    assert applicant_key("惠安县某镇便民服务中心", "350521199001011234") == "惠安县某镇便民服务中心|350521199001011234"


@given(
    st.text(alphabet=st.characters(codec=None), max_size=900), st.text(alphabet=st.characters(codec=None), max_size=40)
)
def test_every_key_is_one_that_a_column_takes(unit: str, who: str) -> None:
    key = applicant_key(unit, who)
    assert len(key) <= LONGEST
    assert checked("键", key, LONGEST) == key


def test_long_ones_that_differ_late_stay_apart() -> None:
    assert applicant_key("长" * 500, "1") != applicant_key("长" * 500, "2") != applicant_key("长" * 501, "1")
