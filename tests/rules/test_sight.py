"""What a paper always has and nobody found: of a whole page it is told, of a small part of one it is our reading."""

import pytest

from hui_reg.model import Reading
from hui_reg.rules.sight import not_seen
from hui_reg.vocabulary import Field
from tests import builders as b

WHO = b.person()
WITHOUT = b.id_card(WHO, birth_date=None)
PART = WITHOUT.model_copy(update={"region": (0.1, 0.8, 0.4, 0.95)})


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        ([WITHOUT], [Field.BIRTH_DATE]),
        ([PART], []),
        ([WITHOUT, b.id_card(WHO)], []),
        ([WITHOUT, b.id_card(WHO).model_copy(update={"region": PART.region})], []),
    ],
)
def test_a_line_of_a_card_that_nobody_found(cards: list[Reading], told: list[Field]) -> None:
    assert [sight.field for sight in not_seen([b.exhibit(card) for card in cards])] == told
