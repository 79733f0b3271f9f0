"""Five thousand mails drawn from the grammar come apart as they were packed."""

import pytest

from tests.intake.test_grammar import SEEDS, check_seeds

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("start", range(SEEDS, 5000 + SEEDS, 500))
def test_drawn_mails_come_apart_as_they_were_packed(start: int) -> None:
    check_seeds(range(start, start + 500))
