"""The living mailbox of the fast tier, for longer lives and many more of them, new ones in every run."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.servers.mailbox_model import LivingMailbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]


def test_long_lives() -> None:
    limits = settings(max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(LivingMailbox, settings=limits)
